// Two objects are the same to libbpf and to the kernel: maps, programs, and of each program the
// instructions that the kernel holds after relocation, or its refusal.
//   same_programs [--no-load] A.o B.o
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct ObjectCloser {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, ObjectCloser>;

constexpr std::string_view kLocalIds = "local_ids";

Object Open(const char* path) {
  bpf_object_open_opts options = {};
  options.sz = sizeof(options);
  options.object_name = "same";
  Object object(bpf_object__open_file(path, &options));
  if (object == nullptr)
    return object;
  // The second object must not find what the first has pinned.
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object.get()) bpf_map__set_pin_path(map, nullptr);
  return object;
}

// What libbpf read of the object.
std::vector<std::string> Describe(bpf_object* object) {
  std::vector<std::string> lines;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    size_t size = 0;
    const void* value = bpf_map__initial_value(map, &size);
    lines.push_back(fmt::format(
        "map {} type {} key {} value {} entries {} flags {} inner {} initial {}",
        bpf_map__name(map), static_cast<int>(bpf_map__type(map)), bpf_map__key_size(map),
        bpf_map__value_size(map), bpf_map__max_entries(map), bpf_map__map_flags(map),
        bpf_map__inner_map(map) != nullptr,
        value == nullptr ? "" : std::string(static_cast<const char*>(value), size)));
  }
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    lines.push_back(fmt::format("program {} of {} with {} instructions",
                                bpf_program__name(program), bpf_program__section_name(program),
                                bpf_program__insn_cnt(program)));
  }
  return lines;
}

// The position of each map in its object, by the id that the kernel gave it.
std::map<uint32_t, int32_t> NumberMaps(bpf_object* object) {
  std::map<uint32_t, int32_t> numbers;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    bpf_map_info info = {};
    uint32_t size = sizeof(info);
    if (bpf_map__fd(map) >= 0 && bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &size) == 0)
      numbers.emplace(info.id, static_cast<int32_t>(numbers.size()));
  }
  return numbers;
}

std::vector<bpf_insn> Translated(bpf_object* object, bpf_program* program) {
  bpf_prog_info info = {};
  uint32_t size = sizeof(info);
  if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0)
    return {};
  std::vector<bpf_insn> instructions(info.xlated_prog_len / sizeof(bpf_insn));
  uint32_t bytes = info.xlated_prog_len;
  info = {};
  info.xlated_prog_len = bytes;
  info.xlated_prog_insns = reinterpret_cast<uintptr_t>(instructions.data());
  if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0)
    return {};
  std::map<uint32_t, int32_t> maps = NumberMaps(object);
  bool has_local_ids = bpf_program__name(program) == kLocalIds;
  for (bpf_insn& instruction : instructions) {
    bool is_wide = instruction.code == (BPF_LD | BPF_IMM | BPF_DW);
    bool names_map = is_wide && (instruction.src_reg == BPF_PSEUDO_MAP_FD ||
                                 instruction.src_reg == BPF_PSEUDO_MAP_VALUE);
    if (names_map)
      instruction.imm = maps[static_cast<uint32_t>(instruction.imm)];
    if (has_local_ids && !names_map)
      instruction.imm = 0;
  }
  return instructions;
}

// Loads one program alone: another one's refusal is no concern of it.  0 or an errno.
int LoadAlone(bpf_object* object, size_t wanted, bpf_program** loaded) {
  size_t i = 0;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    bpf_program__set_autoload(program, i == wanted);
    if (i++ == wanted)
      *loaded = program;
  }
  return -bpf_object__load(object);
}

bool CompareProgram(const char* first, const char* second, size_t position) {
  Object a = Open(first);
  Object b = Open(second);
  bpf_program* program_a = nullptr;
  bpf_program* program_b = nullptr;
  int result_a = LoadAlone(a.get(), position, &program_a);
  int result_b = LoadAlone(b.get(), position, &program_b);
  const char* name = bpf_program__name(program_a);
  if (result_a != result_b) {
    fmt::print("program {}: errno {} of the first, {} of the second\n", name, result_a,
               result_b);
    return false;
  }
  if (result_a != 0) {
    fmt::print("refused {}: errno {}\n", name, result_a);
    return true;
  }
  std::vector<bpf_insn> code_a = Translated(a.get(), program_a);
  std::vector<bpf_insn> code_b = Translated(b.get(), program_b);
  bool same = !code_a.empty() && code_a.size() == code_b.size() &&
              std::memcmp(code_a.data(), code_b.data(), code_a.size() * sizeof(bpf_insn)) == 0;
  fmt::print("{} {}: {} instructions\n", same ? "same" : "DIFFERENT", name, code_a.size());
  for (size_t i = 0; !same && i < std::min(code_a.size(), code_b.size()); ++i) {
    if (std::memcmp(&code_a[i], &code_b[i], sizeof(bpf_insn)) != 0)
      fmt::print("  {}: imm {} and {}, off {} and {}\n", i, code_a[i].imm, code_b[i].imm,
                 code_a[i].off, code_b[i].off);
  }
  return same;
}

}  // namespace

int main(int argc, char** argv) {
  bool loads = argc > 1 && std::string_view(argv[1]) != "--no-load";
  if (argc != (loads ? 3 : 4))
    return 2;
  const char* first = argv[argc - 2];
  const char* second = argv[argc - 1];
  if (getenv("SAME_PROGRAMS_VERBOSE") == nullptr)
    libbpf_set_print(nullptr);
  Object a = Open(first);
  Object b = Open(second);
  if (a == nullptr || b == nullptr) {
    fmt::print("libbpf does not open {}\n", a == nullptr ? first : second);
    return 1;
  }
  std::vector<std::string> described = Describe(a.get());
  bool same = described == Describe(b.get());
  if (!same)
    fmt::print("libbpf sees other maps or programs\n");
  size_t programs = 0;
  for (const std::string& line : described) programs += line.starts_with("program") ? 1 : 0;
  for (size_t i = 0; loads && i < programs; ++i) same &= CompareProgram(first, second, i);
  return same ? 0 : 1;
}
