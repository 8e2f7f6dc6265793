#include "btfgen/elf/kernel.h"

#include "support/files.h"
#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"

namespace ecc::elf {
namespace {

using test::ElfWriter;
using test::WithHeader;

// A vmlinux of whatever machine.
std::string KernelWith(const std::string& section) {
  ElfWriter writer;
  writer.type = ET_EXEC;
  writer.machine = EM_S390;
  writer.Add({".BTF_ids", "numbers"});
  writer.Add({section, "the types"});
  return writer.Bytes();
}

TEST(IsLinked, KnowsProgramsFromObjects) {
  ElfWriter writer;
  for (uint16_t type : {ET_NONE, ET_REL, ET_EXEC, ET_DYN, ET_CORE}) {
    writer.type = type;
    std::string bytes = writer.Bytes();
    EXPECT_EQ(type == ET_EXEC || type == ET_DYN, IsLinked(AsBytes(bytes))) << type;
  }
  EXPECT_FALSE(IsLinked(AsBytes("\177ELF")));
  EXPECT_FALSE(IsLinked(AsBytes("\x9f\xeb\x01 BTF")));
  EXPECT_FALSE(IsLinked({}));
}

TEST(FindBtf, TakesTheSectionOfAnyMachine) {
  std::string bytes = KernelWith(".BTF");
  std::optional<ByteView> section = FindBtf("vmlinux", AsBytes(bytes));
  ASSERT_TRUE(section.has_value());
  EXPECT_EQ("the types", AsText(*section));
  // It may end where the file does.
  uint64_t left = bytes.size() - bytes.find("the types");
  std::string longest = WithHeader(bytes, 2, &Elf64_Shdr::sh_size, left);
  EXPECT_EQ(left, FindBtf("vmlinux", AsBytes(longest))->size());
}

TEST(FindBtf, OfWhatIsNoElfFileThereIsNone) {
  EXPECT_FALSE(FindBtf("x", AsBytes("\x9f\xeb\x01 BTF")).has_value());
  EXPECT_FALSE(FindBtf("x", {}).has_value());
}

TEST(FindBtf, RefusesAKernelWithoutTypes) {
  constexpr std::string_view kMessage =
      "vmlinux: there is no .BTF section\n"
      "help: a kernel is built with it by CONFIG_DEBUG_INFO_BTF=y";
  for (const std::string& bytes :
       {KernelWith(".BTF.ext"), KernelWith(".BT"), KernelWith(""), std::string("\177ELF")})
    EXPECT_EQ(kMessage, test::ErrorFrom([&] { FindBtf("vmlinux", AsBytes(bytes)); }));
  // A section whose name cannot be read is not the one.
  std::string nameless = WithHeader(KernelWith(".BTF"), 2, &Elf64_Shdr::sh_name, 4096u);
  EXPECT_EQ(kMessage, test::ErrorFrom([&] { FindBtf("vmlinux", AsBytes(nameless)); }));
}

TEST(FindBtf, RefusesASectionThatLiesOutside) {
  std::string bytes = KernelWith(".BTF");
  auto refusal = [](const std::string& changed) {
    return test::ErrorFrom([&] { FindBtf("vmlinux", AsBytes(changed)); });
  };
  // Four headers follow that of the file; the section lies at 0x148, behind "numbers".
  ASSERT_EQ(0x148u, bytes.find("the types"));
  ASSERT_EQ(0x171u, bytes.size());
  EXPECT_EQ("vmlinux: .BTF claims [0x148, 0x172), the file has 0x171 bytes",
            refusal(WithHeader(bytes, 2, &Elf64_Shdr::sh_size, uint64_t{0x2a})));
  EXPECT_EQ("vmlinux: .BTF claims [0x172, 0x17b), the file has 0x171 bytes",
            refusal(WithHeader(bytes, 2, &Elf64_Shdr::sh_offset, uint64_t{0x172})));
  EXPECT_EQ("vmlinux: .BTF claims [0x148, 0x151), the file has 0x171 bytes",
            refusal(WithHeader(bytes, 2, &Elf64_Shdr::sh_type, Elf64_Word{SHT_NOBITS})));
}

TEST(ReadKernelBtf, TakesRawBtfAndTheSectionOfAKernel) {
  TemporaryDirectory directory("ecc-test");
  std::string raw = directory.path() + "/raw";
  std::string kernel = directory.path() + "/vmlinux";
  WriteFilesIfChanged({{raw, "all of it"}, {kernel, KernelWith(".BTF")}});
  EXPECT_EQ("all of it", ReadKernelBtf(raw));
  EXPECT_EQ("the types", ReadKernelBtf(kernel));
  WriteFilesIfChanged({{kernel, KernelWith(".data")}});
  EXPECT_TRUE(test::ErrorFrom([&] {
                ReadKernelBtf(kernel);
              }).starts_with(kernel + ": there is no .BTF section"));
  EXPECT_NE("", test::ErrorFrom([&] { ReadKernelBtf(directory.path() + "/absent"); }));
}

}  // namespace
}  // namespace ecc::elf
