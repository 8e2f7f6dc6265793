// Two objects are the same to libbpf and to the kernel: maps, programs, and of each program the
// instructions that the kernel holds after relocation, or its refusal.
//   same_programs [--no-load] A.o B.o [BTF]
// With BTF the second is relocated by the types of that file, not by the running kernel's.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct ObjectCloser {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, ObjectCloser>;

// Programs that hold numbers or addresses of local types, which are others each time.
constexpr std::string_view kLocalIds = "local_";

Object Open(const char* path, const char* btf) {
  bpf_object_open_opts options = {};
  options.sz = sizeof(options);
  options.object_name = "same";
  options.btf_custom_path = btf;
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

// What the kernel took of BTF: libbpf tries again without it and says no word.
std::vector<std::string> DescribeTypes(bpf_object* object) {
  std::vector<std::string> lines;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    bpf_map_info info = {};
    uint32_t size = sizeof(info);
    if (bpf_map__fd(map) < 0 || bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &size) != 0)
      continue;
    lines.push_back(fmt::format("map {}: types {}, of the key {}, of the value {}",
                                bpf_map__name(map), info.btf_id != 0, info.btf_key_type_id != 0,
                                info.btf_value_type_id != 0));
  }
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    bpf_prog_info info = {};
    uint32_t size = sizeof(info);
    if (bpf_program__fd(program) < 0 ||
        bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0)
      continue;
    lines.push_back(fmt::format("program {}: types {}, of {} functions",
                                bpf_program__name(program), info.btf_id != 0,
                                info.nr_func_info));
  }
  return lines;
}

bool IsMove(const bpf_insn& instruction) {
  return instruction.code == (BPF_ALU64 | BPF_MOV | BPF_K) ||
         instruction.code == (BPF_ALU | BPF_MOV | BPF_K);
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
  bool has_local_ids = std::string_view(bpf_program__name(program)).starts_with(kLocalIds);
  bool is_second_half = false;
  bool was_function = false;
  for (bpf_insn& instruction : instructions) {
    bool is_wide = instruction.code == (BPF_LD | BPF_IMM | BPF_DW);
    bool names_map = is_wide && (instruction.src_reg == BPF_PSEUDO_MAP_FD ||
                                 instruction.src_reg == BPF_PSEUDO_MAP_VALUE);
    if (names_map)
      instruction.imm = maps[static_cast<uint32_t>(instruction.imm)];
    // A function's address is another each time.
    bool names_function = is_wide && instruction.src_reg == BPF_PSEUDO_FUNC;
    if (names_function || (is_second_half && was_function))
      instruction.imm = 0;
    was_function = names_function;
    if (has_local_ids && !names_map && (is_wide || is_second_half || IsMove(instruction)))
      instruction.imm = 0;
    is_second_half = is_wide;
  }
  return instructions;
}

// What libbpf made of the program, before the kernel rewrote it.
std::vector<bpf_insn> Relocated(bpf_program* program) {
  const bpf_insn* first = bpf_program__insns(program);
  std::vector<bpf_insn> instructions(first, first + bpf_program__insn_cnt(program));
  bool has_local_ids = std::string_view(bpf_program__name(program)).starts_with(kLocalIds);
  bool was_wide = false;
  for (bpf_insn& instruction : instructions) {
    // Descriptors of maps and addresses of functions, which are others each time.
    bool is_wide = instruction.code == (BPF_LD | BPF_IMM | BPF_DW) &&
                   (instruction.src_reg != 0 || has_local_ids);
    if (is_wide || was_wide || (has_local_ids && IsMove(instruction)))
      instruction.imm = 0;
    was_wide = is_wide;
  }
  return instructions;
}

// Loads all programs or one: another one's refusal is no concern of it.  0 or an errno.
int Load(bpf_object* object, const std::optional<std::string>& wanted) {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    if (wanted)
      bpf_program__set_autoload(program, bpf_program__name(program) == *wanted);
  }
  return -bpf_object__load(object);
}

bool SameInstructions(const std::vector<bpf_insn>& a, const std::vector<bpf_insn>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), a.size() * sizeof(bpf_insn)) == 0;
}

void PrintDifferences(const std::vector<bpf_insn>& a, const std::vector<bpf_insn>& b) {
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (std::memcmp(&a[i], &b[i], sizeof(bpf_insn)) != 0)
      fmt::print("  {}: imm {} and {}, off {} and {}\n", i, a[i].imm, b[i].imm, a[i].off,
                 b[i].off);
  }
}

// What libbpf gave to the kernel, whether that took it or not.
bool SameRelocated(bpf_object* a, bpf_object* b, const std::string& name,
                   const std::vector<bpf_insn>& before) {
  std::vector<bpf_insn> code_a = Relocated(bpf_object__find_program_by_name(a, name.c_str()));
  std::vector<bpf_insn> code_b = Relocated(bpf_object__find_program_by_name(b, name.c_str()));
  bool same = SameInstructions(code_a, code_b);
  if (!same) {
    fmt::print("DIFFERENT {}: {} and {} relocated instructions\n", name, code_a.size(),
               code_b.size());
    PrintDifferences(code_a, code_b);
  } else if (!SameInstructions(code_a, before)) {
    fmt::print("relocated {}: {} instructions\n", name, code_a.size());
  }
  return same;
}

bool SameCode(bpf_object* a, bpf_object* b, const std::string& name) {
  std::vector<bpf_insn> code_a =
      Translated(a, bpf_object__find_program_by_name(a, name.c_str()));
  std::vector<bpf_insn> code_b =
      Translated(b, bpf_object__find_program_by_name(b, name.c_str()));
  bool same = !code_a.empty() && SameInstructions(code_a, code_b);
  fmt::print("{} {}: {} and {} instructions\n", same ? "same" : "DIFFERENT", name,
             code_a.size(), code_b.size());
  if (!same)
    PrintDifferences(code_a, code_b);
  return same;
}

// Loads both objects, all of them or one program, and compares what was loaded.
bool Compare(const char* first, const char* second, const char* btf,
             const std::optional<std::string>& wanted) {
  Object a = Open(first, nullptr);
  Object b = Open(second, btf);
  std::vector<bpf_insn> before;
  if (wanted)
    before = Relocated(bpf_object__find_program_by_name(a.get(), wanted->c_str()));
  int result_a = Load(a.get(), wanted);
  int result_b = Load(b.get(), wanted);
  std::string what = wanted.value_or("the whole object");
  if (result_a != result_b) {
    fmt::print("{}: errno {} of the first, {} of the second\n", what, result_a, result_b);
    return false;
  }
  if (result_a != 0) {
    fmt::print("refused {}: errno {}\n", what, result_a);
    return !wanted || SameRelocated(a.get(), b.get(), *wanted, before);
  }
  std::vector<std::string> types_a = DescribeTypes(a.get());
  std::vector<std::string> types_b = DescribeTypes(b.get());
  bool same = types_a == types_b;
  for (size_t i = 0; !same && i < std::min(types_a.size(), types_b.size()); ++i)
    fmt::print("  {} | {}\n", types_a[i], types_b[i]);
  if (getenv("SAME_PROGRAMS_VERBOSE") != nullptr)
    fmt::print("{}\n", fmt::join(types_a, "\n"));
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, a.get()) {
    if (bpf_program__fd(program) >= 0)
      same &= SameCode(a.get(), b.get(), bpf_program__name(program));
  }
  if (wanted)
    same &= SameRelocated(a.get(), b.get(), *wanted, before);
  return same;
}

}  // namespace

int main(int argc, char** argv) {
  bool loads = argc > 1 && std::string_view(argv[1]) != "--no-load";
  int files = loads ? 1 : 2;
  if (argc != files + 2 && argc != files + 3)
    return 2;
  const char* first = argv[files];
  const char* second = argv[files + 1];
  const char* btf = argv[files + 2];  // argv ends with NULL
  if (getenv("SAME_PROGRAMS_VERBOSE") == nullptr)
    libbpf_set_print(nullptr);
  Object a = Open(first, nullptr);
  Object b = Open(second, btf);
  if (a == nullptr || b == nullptr) {
    fmt::print("libbpf does not open {}\n", a == nullptr ? first : second);
    return 1;
  }
  std::vector<std::string> described = Describe(a.get());
  bool same = described == Describe(b.get());
  if (!same)
    fmt::print("libbpf sees other maps or programs\n");
  bpf_program* program = nullptr;
  if (loads) {
    same &= Compare(first, second, btf, std::nullopt);
    bpf_object__for_each_program(program, a.get()) {
      same &= Compare(first, second, btf, bpf_program__name(program));
    }
  }
  return same ? 0 : 1;
}
