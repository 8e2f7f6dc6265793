// libbpf as an independent witness: sizes and alignments of types, names of maps and programs.
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "btfgen/layout/btf_file.h"
#include "support/files.h"

namespace ecc {
namespace {

constexpr const char* kKernelBtf = "/sys/kernel/btf/vmlinux";

bool MayBeMissing() {
  return getenv("ECC_REQUIRE_ALL") == nullptr;
}

TEST(Libbpf, AgreesOnTheSizeAndAlignmentOfEveryTypeOfTheKernel) {
  if (access(kKernelBtf, R_OK) != 0 && MayBeMissing())
    GTEST_SKIP() << "this kernel has no BTF";
  std::unique_ptr<BtfFile> input = BtfFile::Open(kKernelBtf);
  const btf::Resolver& resolver = input->resolver();
  std::unique_ptr<::btf, decltype(&btf__free)> theirs(btf__parse(kKernelBtf, nullptr),
                                                      btf__free);
  ASSERT_NE(nullptr, theirs);
  ASSERT_EQ(btf__type_cnt(theirs.get()), resolver.types().count());
  size_t compared = 0;
  for (uint32_t id = 1; id < resolver.types().count(); ++id) {
    int64_t size = btf__resolve_size(theirs.get(), id);
    if (size < 0 || !resolver.IsSized({id})) {
      // libbpf gives an array of void no size either, but a FUNC_PROTO none at all.
      EXPECT_FALSE(resolver.IsSized({id}) && size < 0 && size != -EINVAL) << "type " << id;
      continue;
    }
    ASSERT_EQ(static_cast<uint64_t>(size), resolver.Size({id})) << "type " << id;
    const btf::Type& type = resolver.types()[resolver.Strip({id})];
    // libbpf caps alignments at 8 and does not see bit-fields that make a record packed.
    if (btf::IsRecord(type.kind) && resolver.Alignment({id}) <= 8) {
      ASSERT_EQ(btf__align_of(theirs.get(), id), static_cast<int>(resolver.Alignment({id})))
          << "type " << id << " " << btf::Describe(type);
    }
    ++compared;
  }
  std::printf("%zu types compared\n", compared);
  EXPECT_GT(compared, 10000u);
}

TEST(Libbpf, AgreesOnTheNamesOfMapsAndPrograms) {
  const char* object_file = getenv("ECC_TEST_OBJECT");
  if (object_file == nullptr)
    GTEST_SKIP() << "run by tests/witness/differential/differential.sh";
  std::unique_ptr<BtfFile> input = BtfFile::Open(object_file);
  layout::Model model = input->Build({});
  bpf_object_open_opts options = {};
  options.sz = sizeof(options);
  options.object_name = model.name.c_str();
  std::unique_ptr<bpf_object, decltype(&bpf_object__close)> object(
      bpf_object__open_mem(input->bytes().data(), input->bytes().size(), &options),
      bpf_object__close);
  ASSERT_NE(nullptr, object);

  size_t i = 0;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object.get()) {
    ASSERT_LT(i, model.maps.size());
    EXPECT_EQ(bpf_map__name(map), model.maps[i].name);
    EXPECT_EQ(bpf_map__type(map), model.maps[i].type);
    EXPECT_EQ(bpf_map__key_size(map), model.maps[i].key_size);
    EXPECT_EQ(bpf_map__value_size(map), model.maps[i].value_size);
    EXPECT_EQ(bpf_map__max_entries(map), model.maps[i].max_entries);
    ++i;
  }
  EXPECT_EQ(i, model.maps.size());
  i = 0;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object.get()) {
    ASSERT_LT(i, model.programs.size());
    EXPECT_EQ(bpf_program__name(program), model.programs[i].name);
    // libbpf takes the '?' off that says not to load the program by itself.
    std::string section = model.programs[i].section;
    EXPECT_EQ(bpf_program__section_name(program),
              section.substr(section.starts_with('?') ? 1 : 0));
    ++i;
  }
  EXPECT_EQ(i, model.programs.size());
}

}  // namespace
}  // namespace ecc
