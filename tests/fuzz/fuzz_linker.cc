// libFuzzer: objects that `ecc` is given instead of sources, as `ecc a.o`, and `ecc --link all
// a.o b.o --subskeleton`, take them.  An input is one object, or two, one behind the other.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/emit/c_subskeleton.h"
#include "ecc/check/check_program.h"
#include "ecc/program/program.h"
#include "support/error.h"
#include "support/files.h"
#include "tests/fuzz/elf_mutator.h"
#include "tests/fuzz/require.h"

namespace ecc {
namespace {

// Where the second object begins; the size when there is none.
size_t SecondObject(std::string_view bytes) {
  constexpr std::string_view kStart("\177ELF\2", 5);
  return std::min(bytes.find(kStart, kStart.size()), bytes.size());
}

// What is made of these objects only; fuzz_object does the rest.
void Describe(const CompiledProgram& linked) {
  for (const auto& [file, part] : linked.parts)
    emit::CSubskeleton(part, linked.model, {file, "fuzz.subskel.h", "fuzz.skel.h"});
}

class Play {
 public:
  explicit Play(const std::vector<std::string>& objects) {
    options_.min_kernel = "4.4";
    std::vector<OutputFile> files;
    for (const std::string& object : objects) {
      std::string path = directory_.path() + "/" + "ab"[files.size()] + ".bpf.o";
      options_.units.push_back({path, {}, {}});
      files.push_back({path, object});
    }
    WriteFilesIfChanged(files);
  }

  void Run() {
    for (const Unit& unit : options_.units)
      IsTaken([&] { CheckProgram(JobOf(unit), MakeProgram(JobOf(unit), vmlinux_)); });
    options_.link = "all";
    options_.subskeletons = true;
    std::string first;
    std::string second;
    if (IsTaken([&] { first = Link(); }) && first.size() % 4 == 0 &&
        IsTaken([&] { second = Link(); }))
      test::Require(first == second, "the same objects make the same object");
  }

 private:
  Job JobOf(const Unit& unit) { return {options_, unit, options_.targets.front(), files_}; }

  std::string Link() {
    Job job = JobOf(options_.linked_unit());
    std::vector<CompiledProgram> programs;
    for (const Unit& unit : options_.units)
      programs.push_back(MakeProgram(job.For(unit), vmlinux_));
    CompiledProgram linked = LinkPrograms(job, programs, vmlinux_);
    std::string bytes = linked.object->bytes();
    Describe(linked);
    return bytes;
  }

  template <typename Body>
  static bool IsTaken(Body body) {
    try {
      body();
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  TemporaryDirectory directory_{"ecc-fuzz-linker"};
  EccOptions options_;
  SourceFiles files_;
  VmlinuxCache vmlinux_{""};
};

}  // namespace
}  // namespace ecc

extern "C" {

size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  size_t second = ecc::SecondObject({reinterpret_cast<const char*>(data), size});
  bool takes_second = second < size && seed / 16 % 2 == 1;
  size_t start = takes_second ? second : 0;
  size_t end = takes_second ? size : second;
  if (seed % 16 != 0 && ecc::test::ElfMutator(data + start, end - start, seed).Mutate())
    return size;
  return LLVMFuzzerMutate(data, size, max_size);
}

// The first object of one with the last of the other.
size_t LLVMFuzzerCustomCrossOver(const uint8_t* data1, size_t size1, const uint8_t* data2,
                                 size_t size2, uint8_t* out, size_t max_size, unsigned) {
  size_t first = ecc::SecondObject({reinterpret_cast<const char*>(data1), size1});
  size_t second = ecc::SecondObject({reinterpret_cast<const char*>(data2), size2});
  if (second == size2)
    second = 0;
  if (first + (size2 - second) > max_size)
    return 0;
  std::memcpy(out, data1, first);
  std::memcpy(out + first, data2 + second, size2 - second);
  return first + (size2 - second);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  size_t second = ecc::SecondObject(bytes);
  std::vector<std::string> objects = {bytes.substr(0, second)};
  if (second < size)
    objects.push_back(bytes.substr(second));
  std::string said;
  ecc::CapturedMessages captured(said);
  ecc::Play(objects).Run();
  return 0;
}

}  // extern "C"
