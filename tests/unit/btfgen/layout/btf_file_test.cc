#include "btfgen/layout/btf_file.h"

#include "support/files.h"
#include "tests/support/bpf_object.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

test::BtfWriter Types() {
  test::BtfWriter types;
  types.Struct("event", 4, {{"pid", types.SignedInt(), 0}});
  return types;
}

TEST(BtfFile, TakesRawBtfAndObjects) {
  BtfFile raw("out/raw", Types().Bytes());
  EXPECT_FALSE(raw.is_object());
  EXPECT_EQ("", raw.bytes());
  std::string bytes = test::BpfObject(Types(), {});
  BtfFile object("out/a.bpf.o", bytes);
  EXPECT_TRUE(object.is_object());
  EXPECT_EQ(bytes, object.bytes());
  EXPECT_EQ("out/a.bpf.o", object.file());
  layout::Selection all;
  all.scope = layout::Selection::Scope::kAll;
  for (const BtfFile* file : {&raw, &object}) {
    layout::Model model = file->Build(all);
    ASSERT_EQ(1, model.records.size());
    EXPECT_EQ("event", model.records[0].name);
  }
  EXPECT_EQ("a_bpf", object.Build(all).name);
}

TEST(BtfFile, NamesTheFileOfWhatItRefuses) {
  std::string message = test::ErrorFrom([] { BtfFile("out/x.o", "text"); });
  EXPECT_TRUE(message.starts_with("x.o")) << message;
  std::string bytes = test::BpfObject(Types(), {});
  bytes.replace(bytes.find(std::string_view(".BTF\0", 5)), 4, ".btf");
  EXPECT_EQ("x.o: there is no .BTF section\nhelp: compile it with clang -g",
            test::ErrorFrom([&] { BtfFile("out/x.o", bytes); }));
}

TEST(BtfFile, IsReadFromAFile) {
  TemporaryDirectory directory("ecc-test");
  WriteFilesIfChanged({{directory.path() + "/btf", Types().Bytes()}});
  EXPECT_EQ(directory.path() + "/btf", BtfFile::Open(directory.path() + "/btf")->file());
}

TEST(ObjectName, IsTheFilesAsAnIdentifier) {
  EXPECT_EQ("bootstrap_bpf", ObjectName("out/bootstrap.bpf.o"));
  EXPECT_EQ("a_o_b", ObjectName("a.o.b"));
  EXPECT_EQ("vmlinux", ObjectName("/sys/kernel/btf/vmlinux"));
}

}  // namespace
}  // namespace ecc
