// libbpf trusts the code of an object: it writes the second half of a wide load where a
// relocation names the first, adds the offset and size of a symbol without looking whether the
// sum wraps, and hands instructions to the kernel with whatever numbers they carry.  A number
// of a descriptor would mean one of the loader's own, a number of a kernel's function one that
// nobody asked for by name.  So all of it is read here first, as a compiler writes it and no
// wider; and since it is read, whom each function calls is known as well.
#include "btfgen/elf/code.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "btfgen/elf/handle.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::elf {
namespace {

constexpr uint8_t kCallByRegister = 0x8d;  // BPF_JMP | BPF_CALL | BPF_X
constexpr uint8_t kGotoByRegister = 0x0d;  // BPF_JMP | BPF_JA | BPF_X
constexpr size_t kMaxFunctions = 8192;     // the kernel takes 256 for a program
// The source register of a call or of a wide load says what its constant means.
constexpr uint8_t kPlain = 0;     // a helper; a number
constexpr uint8_t kFunction = 1;  // BPF_PSEUDO_CALL

// A symbol, with what elf::Symbol leaves out.
struct RawSymbol {
  std::string name;
  uint64_t section = 0;  // index; 0 for one that is somewhere else
  uint64_t value = 0;    // bytes from the section's start
  uint64_t size = 0;     // bytes
  uint8_t type = STT_NOTYPE;
  bool is_global = false;
};

class CodeReader {
 public:
  CodeReader(const Object& object, ByteView file) : object_(object), elf_(OpenMemory(file)) {
    GElf_Ehdr header;
    if (elf_ == nullptr || gelf_getehdr(elf_.get(), &header) == nullptr)
      Fail("unreadable");
    order_ = header.e_ident[EI_DATA] == ELFDATA2MSB ? std::endian::big : std::endian::little;
  }

  Code Read() {
    ReadSymbols();
    ReadRelocations();
    CollectFunctions();
    for (Function& function : code_.functions) ReadFunction(function);
    return std::move(code_);
  }

 private:
  using Where = std::pair<uint64_t, uint64_t>;  // a section and bytes from its start

  void ReadSymbols() {
    for (Elf_Scn* scn = Next(nullptr); scn != nullptr; scn = Next(scn)) {
      GElf_Shdr header = Header(scn);
      if (header.sh_type != SHT_SYMTAB)
        continue;
      if (!symbols_.empty())
        Fail("there are two symbol tables");
      Elf_Data* data = Table(scn, header, sizeof(Elf64_Sym));
      for (size_t i = 0; i < data->d_size / sizeof(Elf64_Sym); ++i) {
        GElf_Sym raw;
        if (gelf_getsym(data, static_cast<int>(i), &raw) == nullptr)
          Fail(fmt::format("unreadable symbol {}", i));
        symbols_.push_back(CheckSymbol(header, i, raw));
      }
      if (symbols_.empty())
        Fail("the symbol table is empty");
    }
  }

  RawSymbol CheckSymbol(const GElf_Shdr& table, size_t index, const GElf_Sym& raw) {
    const char* name = elf_strptr(elf_.get(), table.sh_link, raw.st_name);
    if (name == nullptr)
      Fail(fmt::format("symbol {} has no name", index));
    auto type = static_cast<uint8_t>(GELF_ST_TYPE(raw.st_info));
    bool is_global = GELF_ST_BIND(raw.st_info) != STB_LOCAL;
    RawSymbol symbol{name, 0, raw.st_value, raw.st_size, type, is_global};
    // Of an assembler's constant; the linker follows others to a section.
    if (raw.st_shndx >= SHN_LORESERVE && (type == STT_SECTION || is_global))
      Fail(fmt::format("symbol {} '{}' lies in no section", index, Printable(name)));
    if (raw.st_shndx == SHN_UNDEF || raw.st_shndx >= SHN_LORESERVE)
      return symbol;
    if (raw.st_shndx >= object_.sections.size())
      Fail(fmt::format("symbol {} '{}' lies in section {}, of {}", index, Printable(name),
                       raw.st_shndx, object_.sections.size()));
    symbol.section = raw.st_shndx;
    const Section& section = object_.sections[symbol.section];
    if (symbol.value > section.size || symbol.size > section.size - symbol.value)
      Fail(fmt::format(
          "symbol {} '{}' claims {:#x} bytes at {:#x} of section '{}', which has {:#x}", index,
          Printable(name), symbol.size, symbol.value, Printable(section.name), section.size));
    return symbol;
  }

  void ReadRelocations() {
    for (Elf_Scn* scn = Next(nullptr); scn != nullptr; scn = Next(scn)) {
      GElf_Shdr header = Header(scn);
      if (header.sh_type != SHT_REL)
        continue;
      if (header.sh_info == 0 || header.sh_info >= object_.sections.size())
        Fail(fmt::format("relocations of section {}, of {}", header.sh_info,
                         object_.sections.size()));
      const Section& section = object_.sections[header.sh_info];
      bool is_code =
          (Header(elf_getscn(elf_.get(), header.sh_info)).sh_flags & SHF_EXECINSTR) != 0;
      if (is_code && !section.is_executable)
        Fail(fmt::format("'{}' claims to be code, and has none", Printable(section.name)));
      const Section& table = object_.sections[elf_ndxscn(scn)];
      if (table.name != ".rel" + section.name)
        Fail(fmt::format("relocations of '{}' in a section called '{}'",
                         Printable(section.name), Printable(table.name)));
      Elf_Data* data = Table(scn, header, sizeof(Elf64_Rel));
      for (size_t i = 0; i < data->d_size / sizeof(Elf64_Rel); ++i) {
        GElf_Rel raw;
        if (gelf_getrel(data, static_cast<int>(i), &raw) == nullptr)
          Fail(fmt::format("unreadable relocation {} of '{}'", i, Printable(section.name)));
        size_t symbol = GELF_R_SYM(raw.r_info);
        if (section.size < Instruction::kBytes ||
            raw.r_offset > section.size - Instruction::kBytes || symbol >= symbols_.size()) {
          Fail(section, raw.r_offset, "a relocation that leads nowhere");
        }
        if (!section.is_executable)
          continue;
        if (!relocations_.emplace(Where{section.index, raw.r_offset}, symbol).second)
          Fail(section, raw.r_offset, "two relocations of one instruction");
      }
    }
  }

  void CollectFunctions() {
    for (const RawSymbol& symbol : symbols_) {
      if (symbol.type != STT_FUNC || symbol.section == 0)
        continue;
      const Section& section = object_.sections[symbol.section];
      if (!section.is_executable)
        continue;
      if (symbol.size == 0 || symbol.size % Instruction::kBytes != 0 ||
          symbol.value % Instruction::kBytes != 0) {
        Fail(section, symbol.value,
             fmt::format("function '{}' has {} bytes", Printable(symbol.name), symbol.size));
      }
      code_.functions.push_back({symbol.name,
                                 section.name,
                                 section.index,
                                 symbol.value,
                                 symbol.size,
                                 {},
                                 {},
                                 symbol.is_global});
    }
    // libbpf follows calls by calling itself.
    if (code_.functions.size() > kMaxFunctions)
      Fail(fmt::format("it has {} functions, more than {}", code_.functions.size(),
                       kMaxFunctions));
    std::sort(code_.functions.begin(), code_.functions.end(),
              [](const Function& a, const Function& b) {
                return std::tie(a.section, a.offset, a.name) <
                       std::tie(b.section, b.offset, b.name);
              });
    for (size_t i = 1; i < code_.functions.size(); ++i) {
      const Function& before = code_.functions[i - 1];
      const Function& function = code_.functions[i];
      // Two names of one function are an alias; anything else shares half an instruction.
      bool is_alias = before.offset == function.offset && before.size == function.size;
      if (before.section == function.section && !is_alias &&
          function.offset < before.offset + before.size) {
        Fail(object_.sections[function.section], function.offset,
             fmt::format("functions '{}' and '{}' overlap", Printable(before.name),
                         Printable(function.name)));
      }
    }
  }

  void ReadFunction(Function& function) {
    const Section& section = object_.sections[function.section];
    uint64_t end = function.offset + function.size;
    for (uint64_t at = function.offset; at < end; at += Instruction::kBytes) {
      Instruction one = At(section, at);
      function.instructions.push_back(one);
      auto relocation = relocations_.find({function.section, at});
      const RawSymbol* symbol =
          relocation == relocations_.end() ? nullptr : &symbols_[relocation->second];
      switch (one.opcode) {
        case Instruction::kCall:
          function.calls.push_back(ReadCall(section, at, one, symbol));
          break;
        case Instruction::kLoadWide:
          CheckWide(section, at, end, one);
          if (symbol != nullptr && IsCode(*symbol))
            function.calls.push_back(
                {Call::Kind::kCallback, at, 0, "",
                 Target(section, at, symbol->section, symbol->value + Offset(one.constant))});
          at += Instruction::kBytes;
          function.instructions.push_back(At(section, at));
          break;
        case kCallByRegister:
          Fail(section, at, "a call to wherever a register points");
        case kGotoByRegister:
          Fail(section, at, "a jump to wherever a register points");
        default:
          if (symbol != nullptr)
            Fail(section, at, "a relocation of an instruction that holds no address");
      }
    }
  }

  Call ReadCall(const Section& section, uint64_t at, const Instruction& one,
                const RawSymbol* symbol) {
    Call call;
    call.offset = at;
    if (symbol != nullptr && symbol->section == 0) {
      call.kind = Call::Kind::kKernel;
      call.kernel_function = symbol->name;
    } else if (one.source == kFunction) {
      // Counted in instructions, from the next one or from what the symbol names.
      call.kind = Call::Kind::kFunction;
      call.function = Target(section, at, symbol == nullptr ? section.index : symbol->section,
                             (symbol == nullptr ? at : symbol->value) +
                                 (Offset(one.constant) + 1) * Instruction::kBytes);
    } else if (one.source == kPlain && symbol == nullptr) {
      call.helper = static_cast<uint32_t>(one.constant);
    } else {
      Fail(section, at, "a call of a kernel's function by its number");
    }
    return call;
  }

  // The second half is made of the first, and says nothing itself.
  void CheckWide(const Section& section, uint64_t at, uint64_t end, const Instruction& one) {
    uint64_t second = at + Instruction::kBytes;
    if (second >= end)
      Fail(section, at, "the function ends inside of a wide load");
    if (At(section, second).opcode != 0 || relocations_.contains({section.index, second}))
      Fail(section, second, "the second half of a wide load is an instruction of its own");
    if (one.source != kPlain)
      Fail(section, at, "a wide load of something that only a running process has");
  }

  bool IsCode(const RawSymbol& symbol) const {
    return symbol.section != 0 && object_.sections[symbol.section].is_executable;
  }

  size_t Target(const Section& caller, uint64_t at, uint64_t section, uint64_t offset) {
    auto found = std::lower_bound(
        code_.functions.begin(), code_.functions.end(), std::pair(section, offset),
        [](const Function& function, const auto& wanted) {
          return std::pair<uint64_t, uint64_t>(function.section, function.offset) < wanted;
        });
    if (found == code_.functions.end() || found->section != section || found->offset != offset)
      Fail(caller, at, "a call to where no function begins");
    return static_cast<size_t>(found - code_.functions.begin());
  }

  // A negative one wraps around, as the sum does.
  static uint64_t Offset(int32_t constant) {
    return static_cast<uint64_t>(static_cast<int64_t>(constant));
  }

  Instruction At(const Section& section, uint64_t offset) const {
    return DecodeInstruction(section.bytes.subspan(offset, Instruction::kBytes), order_);
  }

  Elf_Scn* Next(Elf_Scn* scn) { return elf_nextscn(elf_.get(), scn); }
  GElf_Shdr Header(Elf_Scn* scn) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr)
      Fail("unreadable section header");
    return header;
  }
  // libbpf counts entries of this size, whatever the header says.
  Elf_Data* Table(Elf_Scn* scn, const GElf_Shdr& header, size_t entry) {
    Elf_Data* data = elf_getdata(scn, nullptr);
    if (data == nullptr || header.sh_entsize != entry || data->d_size % entry != 0)
      Fail(fmt::format("section {} is no table of {} bytes an entry", elf_ndxscn(scn), entry));
    return data;
  }

  [[noreturn]] void Fail(std::string_view message) {
    throw Error(code::kBadObject, InFile(object_.where), message);
  }
  [[noreturn]] void Fail(const Section& section, uint64_t offset, std::string_view message) {
    Fail(fmt::format("'{}'+{:#x}: {}", Printable(section.name), offset, message));
  }

  const Object& object_;
  ElfHandle elf_;
  std::endian order_ = std::endian::native;
  std::vector<RawSymbol> symbols_;
  std::map<Where, size_t> relocations_;  // of code; the index of the symbol
  Code code_;
};

}  // namespace

Instruction DecodeInstruction(ByteView bytes, std::endian order) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  bool is_little = order == std::endian::little;
  uint32_t constant = 0;
  for (size_t i = 0; i < 4; ++i)
    constant |= uint32_t{byte(4 + i)} << 8 * (is_little ? i : 3 - i);
  uint8_t low = byte(1) & 0xf;
  uint8_t high = byte(1) >> 4;
  auto distance = static_cast<int16_t>(byte(is_little ? 2 : 3) | byte(is_little ? 3 : 2) << 8);
  return {byte(0), is_little ? low : high, is_little ? high : low, distance,
          static_cast<int32_t>(constant)};
}

Code ReadCode(const Object& object, ByteView file) {
  return CodeReader(object, file).Read();
}

}  // namespace ecc::elf
