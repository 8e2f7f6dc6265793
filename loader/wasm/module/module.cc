// Engines check function bodies.  What the host itself relies on – imports and their types,
// exports, memories, tables, sections of ours – is read here, every length against the file.
// Limits are written into the module, because engines have none of their own.
#include "loader/wasm/module/module.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "support/error.h"
#include "support/identifier.h"
#include "support/leb128.h"

namespace ecc::loader {
namespace {

constexpr std::string_view kMagic("\0asm", 4);
constexpr uint32_t kVersion = 1;
// The upper half of the version word of a component.
constexpr uint32_t kComponentLayer = 1;

enum SectionId : uint8_t {
  kCustomSection = 0,
  kTypeSection = 1,
  kImportSection = 2,
  kFunctionSection = 3,
  kTableSection = 4,
  kMemorySection = 5,
  kExportSection = 7,
  kLastSection = 13,
};

// The limits of engines; a module with more than this is there to cost memory.
constexpr uint32_t kMaxValues = 1000;
constexpr uint32_t kMaxTypes = 1'000'000;
constexpr uint32_t kMaxEntries = 100'000;

enum ExternKind : uint8_t { kFunction = 0, kTable = 1, kMemory = 2, kGlobal = 3, kTag = 4 };

// WebAssembly's numbers and names, every length checked.
class Cursor {
 public:
  Cursor(std::string_view file, ByteView bytes, size_t begin, size_t end)
      : file_(file), bytes_(bytes), position_(begin), end_(end) {}

  size_t position() const { return position_; }
  bool AtEnd() const { return position_ == end_; }
  size_t left() const { return end_ - position_; }

  uint8_t Byte() {
    if (AtEnd())
      Fail("the file ends in the middle of a section");
    return static_cast<uint8_t>(bytes_[position_++]);
  }
  // LEB128 of up to 64 bits.
  uint64_t Number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      uint8_t byte = Byte();
      value |= uint64_t{byte & 0x7fu} << shift;
      if ((byte & 0x80) == 0)
        return value;
    }
    Fail("a number has too many bytes");
  }
  uint32_t U32() {
    uint64_t value = Number();
    if (value > UINT32_MAX)
      Fail("a number is too large");
    return static_cast<uint32_t>(value);
  }
  // The number of elements that follow; each takes a byte at least.
  uint32_t Count(uint32_t most = UINT32_MAX) {
    uint32_t count = U32();
    if (count > most)
      Fail(fmt::format("{} elements, where {} are the most", count, most));
    if (count > left())
      Fail(fmt::format("{} elements do not fit in {} bytes", count, left()));
    return count;
  }
  std::string Name() {
    uint32_t size = U32();
    if (size > left())
      Fail(fmt::format("a name of {} bytes does not fit in {}", size, left()));
    std::string name(AsText(bytes_.subspan(position_, size)));
    position_ += size;
    return name;
  }
  void Skip(size_t size) {
    if (size > left())
      Fail("the file ends in the middle of a section");
    position_ += size;
  }

  [[noreturn]] void Fail(std::string_view message) const {
    throw Error(fmt::format("{}+{:#x}: {}", file_, position_, message),
                "the file is damaged, or made by something newer; build it again");
  }

 private:
  std::string_view file_;
  ByteView bytes_;
  size_t position_;
  size_t end_;
};

char ValueLetter(uint8_t type) {
  switch (type) {
    case 0x7f:
      return 'i';
    case 0x7e:
      return 'I';
    case 0x7d:
      return 'f';
    case 0x7c:
      return 'F';
    default:
      return '?';
  }
}

class ModuleReader {
 public:
  ModuleReader(std::string_view file, ByteView bytes) : file_(file), bytes_(bytes) {}

  WasmModule Read() {
    CheckHeader();
    Cursor file(file_, bytes_, kHeaderBytes, bytes_.size());
    while (!file.AtEnd()) {
      uint8_t id = file.Byte();
      uint32_t size = file.U32();
      if (id > kLastSection)
        file.Fail(fmt::format("unknown section {}", id));
      if (size > file.left()) {
        file.Fail(
            fmt::format("section {} of {} bytes goes beyond the end of the file", id, size));
      }
      Cursor section(file_, bytes_, file.position(), file.position() + size);
      ReadSection(id, section);
      file.Skip(size);
    }
    ResolveExports();
    return std::move(module_);
  }

 private:
  static constexpr size_t kHeaderBytes = 8;

  void CheckHeader() {
    if (bytes_.size() < kHeaderBytes || !LooksLikeWasm(AsText(bytes_)))
      throw Error(fmt::format("{}: this is no WebAssembly file", file_));
    uint32_t version = 0;
    for (size_t i = 0; i < sizeof(version); ++i)
      version |= static_cast<uint32_t>(bytes_[4 + i]) << (8 * i);
    if (version >> 16 == kComponentLayer) {
      throw Error(fmt::format("{}: this is a component, not a core module", file_),
                  "build it for wasm32-wasi (preview 1): ecc prog.bpf.c --wasm app.c");
    }
    if (version != kVersion)
      throw Error(fmt::format("{}: WebAssembly version {} is not known", file_, version));
  }

  void ReadSection(uint8_t id, Cursor& in) {
    switch (id) {
      case kCustomSection: {
        std::string name = in.Name();
        module_.custom_sections.push_back({std::move(name), in.position(), in.left()});
        break;
      }
      case kTypeSection:
        for (uint32_t i = 0, count = in.Count(kMaxTypes); i < count && ReadType(in); ++i) {
        }
        break;
      case kImportSection:
        for (uint32_t i = 0, count = in.Count(kMaxEntries); i < count; ++i) ReadImport(in);
        break;
      case kFunctionSection:
        for (uint32_t i = 0, count = in.Count(); i < count; ++i) functions_.push_back(in.U32());
        break;
      case kTableSection:
        for (uint32_t i = 0, count = in.Count(kMaxEntries); i < count; ++i) ReadTable(in);
        break;
      case kMemorySection:
        for (uint32_t i = 0, count = in.Count(kMaxEntries); i < count; ++i)
          module_.memories.push_back(ReadLimits(in));
        break;
      case kExportSection:
        for (uint32_t i = 0, count = in.Count(kMaxEntries); i < count; ++i) ReadExport(in);
        break;
      default:
        break;
    }
  }

  // False for a type that is no function: those behind it are not read.
  bool ReadType(Cursor& in) {
    constexpr uint8_t kFunctionType = 0x60;
    if (in.Byte() != kFunctionType)
      return false;
    Signature signature;
    signature.params = ReadValues(in);
    signature.results = ReadValues(in);
    types_.push_back(std::move(signature));
    return true;
  }

  static std::string ReadValues(Cursor& in) {
    uint32_t count = in.Count(kMaxValues);
    std::string letters;
    for (uint32_t i = 0; i < count; ++i) letters.push_back(ValueLetter(in.Byte()));
    return letters;
  }

  void ReadImport(Cursor& in) {
    ModuleImport import;
    import.module = in.Name();
    import.name = in.Name();
    switch (in.Byte()) {
      case kFunction:
        functions_.push_back(in.U32());
        import.is_function = true;
        import.signature = TypeOf(functions_.back(), in);
        break;
      case kTable:
        in.Byte();
        ReadLimits(in);
        break;
      case kMemory:
        ReadLimits(in);
        break;
      case kGlobal:
        in.Byte();
        in.Byte();
        break;
      case kTag:
        in.Byte();
        in.U32();
        break;
      default:
        in.Fail("unknown kind of import");
    }
    module_.imports.push_back(std::move(import));
  }

  void ReadTable(Cursor& in) {
    // Others have types of several bytes, behind which limits would be read at a wrong place.
    constexpr uint8_t kFunctionReference = 0x70;
    constexpr uint8_t kExternReference = 0x6f;
    uint8_t type = in.Byte();
    if (type != kFunctionReference && type != kExternReference)
      in.Fail("a table of other things than functions");
    module_.tables.push_back(ReadLimits(in));
  }

  static ModuleLimits ReadLimits(Cursor& in) {
    constexpr uint8_t kHasMax = 1;
    ModuleLimits limits;
    limits.offset = in.position();
    uint8_t flags = in.Byte();
    if (flags > kHasMax)
      in.Fail("shared and 64-bit memories are not supported");
    limits.min = in.U32();
    if (flags & kHasMax)
      limits.max = in.U32();
    limits.size = in.position() - limits.offset;
    return limits;
  }

  void ReadExport(Cursor& in) {
    ModuleExport entry;
    entry.name = in.Name();
    uint8_t kind = in.Byte();
    entry.index = in.U32();
    entry.kind = kind == kFunction ? ModuleExport::Kind::kFunction
                 : kind == kTable  ? ModuleExport::Kind::kTable
                 : kind == kMemory ? ModuleExport::Kind::kMemory
                                   : ModuleExport::Kind::kOther;
    module_.exports.push_back(std::move(entry));
  }

  // Exports may stand before what they name.
  void ResolveExports() {
    Cursor end(file_, bytes_, bytes_.size(), bytes_.size());
    for (ModuleExport& entry : module_.exports) {
      if (entry.kind != ModuleExport::Kind::kFunction)
        continue;
      if (entry.index >= functions_.size())
        end.Fail(fmt::format("the export '{}' is of no function", Printable(entry.name)));
      entry.signature = TypeOf(functions_[entry.index], end);
    }
  }

  Signature TypeOf(uint32_t index, const Cursor& in) const {
    if (index >= types_.size())
      in.Fail(fmt::format("function type {}, where there are {}", index, types_.size()));
    return types_[index];
  }

  std::string_view file_;
  ByteView bytes_;
  WasmModule module_;
  std::vector<Signature> types_;
  std::vector<uint32_t> functions_;  // types of functions, imported ones first
};

// A whole section that holds nothing but limits: memories, or tables of functions.
std::string LimitsSection(SectionId id, const std::vector<ModuleLimits>& all, uint64_t max,
                          std::string_view bytes) {
  std::string body;
  AppendLeb128(body, all.size());
  for (const ModuleLimits& limits : all) {
    if (id == kTableSection)
      body.push_back(bytes[limits.offset - 1]);  // the type of its entries
    body.push_back(1);
    AppendLeb128(body, limits.min);
    AppendLeb128(body, std::min(limits.max.value_or(max), max));
  }
  std::string section(1, static_cast<char>(id));
  AppendLeb128(section, body.size());
  return section + body;
}

}  // namespace

std::string Describe(const Signature& signature) {
  auto list = [](std::string_view letters) {
    std::string text;
    for (char letter : letters) {
      text += text.empty() ? "" : ", ";
      text += letter == 'i'   ? "i32"
              : letter == 'I' ? "i64"
              : letter == 'f' ? "f32"
              : letter == 'F' ? "f64"
                              : "?";
    }
    return "(" + text + ")";
  };
  return list(signature.params) + " -> " + list(signature.results);
}

const ModuleExport* WasmModule::FindExport(std::string_view name) const {
  auto entry = std::find_if(exports.begin(), exports.end(),
                            [&](const ModuleExport& e) { return e.name == name; });
  return entry == exports.end() ? nullptr : &*entry;
}

bool LooksLikeWasm(std::string_view bytes) {
  return bytes.starts_with(kMagic);
}

bool IsWasmFile(const std::string& path) {
  std::array<char, kMagic.size()> start = {};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  return LooksLikeWasm({start.data(), start.size()});
}

WasmModule ReadModule(std::string_view file, ByteView bytes) {
  return ModuleReader(file, bytes).Read();
}

std::string LimitModule(std::string_view file, std::string_view bytes, const WasmModule& module,
                        uint64_t max_pages, uint64_t max_entries) {
  for (const ModuleLimits& memory : module.memories) {
    if (memory.min > max_pages) {
      throw Error(
          fmt::format("{}: the guest starts with {} MiB of memory, {} are allowed", file,
                      memory.min * kWasmPageBytes >> 20, max_pages * kWasmPageBytes >> 20),
          "allow it more with --memory");
    }
  }
  for (const ModuleLimits& table : module.tables) {
    if (table.min > max_entries)
      throw Error(fmt::format("{}: a table of {} entries is too large", file, table.min));
  }
  // Section by section; those with limits are written anew.
  std::string out(bytes.substr(0, 8));
  Cursor in(file, AsBytes(bytes), 8, bytes.size());
  while (!in.AtEnd()) {
    size_t start = in.position();
    uint8_t id = in.Byte();
    in.Skip(in.U32());
    if (id == kMemorySection) {
      out += LimitsSection(kMemorySection, module.memories, max_pages, bytes);
    } else if (id == kTableSection) {
      out += LimitsSection(kTableSection, module.tables, max_entries, bytes);
    } else {
      out += bytes.substr(start, in.position() - start);
    }
  }
  return out;
}

}  // namespace ecc::loader
