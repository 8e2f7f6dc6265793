// A header, then three tables.  A table begins with the size of its records, and has for each
// section of instructions the section's name, a count, and as many records.
#include "btfgen/btf/btf_ext.h"

#include <fmt/format.h>

#include "btfgen/btf/word_writer.h"
#include "support/error.h"

namespace ecc::btf {
namespace {

constexpr uint32_t kMagicLittle = 0xeb9f;
constexpr uint32_t kHeaderWithoutRelocations = 24;
constexpr uint32_t kHeader = 32;

class ExtReader {
 public:
  ExtReader(const Place& where, ByteView section, const RawTypes& raw)
      : where_(where),
        section_(section),
        raw_(raw),
        header_(where, section, raw.types().byte_order()) {}

  BtfExt Read() {
    header_.Require(kHeaderWithoutRelocations, "the header");
    uint32_t magic = header_.ReadU32();
    bool is_little = raw_.types().byte_order() == std::endian::little;
    if ((is_little ? magic & 0xffff : magic >> 16) != kMagicLittle)
      header_.Fail(0, "the magic is not that of .BTF");
    header_size_ = header_.ReadU32();
    if (header_size_ < kHeaderWithoutRelocations || header_size_ > section_.size()) {
      header_.Fail(4, fmt::format("the header claims {} bytes, the section has {}",
                                  header_size_, section_.size()));
    }
    BtfExt ext;
    ReadTable("function", 8, ext.functions, [this](ByteReader& reader) {
      FunctionInfo info;
      info.instruction = reader.ReadU32();
      info.function = ReadType(reader);
      if (raw_.types()[info.function].kind != btf::Kind::kFunc)
        reader.Fail(reader.offset() - 4, "the type is no FUNC");
      return info;
    });
    ReadTable("line", 16, ext.lines, [this](ByteReader& reader) {
      LineInfo info;
      info.instruction = reader.ReadU32();
      info.file = ReadString(reader);
      info.text = ReadString(reader);
      info.position = reader.ReadU32();
      return info;
    });
    if (header_size_ < kHeader)
      return ext;
    ReadTable("relocation", 16, ext.relocations, [this](ByteReader& reader) {
      CoreRelocation info;
      info.instruction = reader.ReadU32();
      info.root = ReadType(reader);
      info.access = ReadString(reader);
      info.kind = static_cast<RelocationKind>(reader.ReadU32());
      return info;
    });
    return ext;
  }

 private:
  // The header's next two words say where the table lies.
  template <class Record, class ReadRecord>
  void ReadTable(std::string_view what, uint32_t smallest, std::vector<InfoOf<Record>>& infos,
                 ReadRecord read_record) {
    size_t field = header_.offset();
    uint32_t offset = header_.ReadU32();
    uint32_t size = header_.ReadU32();
    uint64_t start = uint64_t{header_size_} + offset;
    if (start > section_.size() || size > section_.size() - start) {
      header_.Fail(field, fmt::format("the {} table claims [{:#x}, {:#x}), the section has "
                                      "{:#x} bytes",
                                      what, start, start + size, section_.size()));
    }
    if (size == 0)
      return;
    auto base = static_cast<size_t>(start);
    ByteReader reader(where_, section_.subspan(base, size), raw_.types().byte_order(), base);
    reader.Require(4, "the record size");
    uint32_t record_size = reader.ReadU32();
    if (record_size < smallest || record_size % 4 != 0) {
      reader.Fail(base, fmt::format("a {} record claims {} bytes; it has {} at least", what,
                                    record_size, smallest));
    }
    while (!reader.AtEnd()) {
      reader.Require(8, "the name of a section and a count");
      InfoOf<Record>& info = infos.emplace_back();
      info.section = ReadString(reader);
      uint64_t count = reader.ReadU32();
      reader.Require(count * record_size, "the records");
      for (uint64_t i = 0; i < count; ++i) {
        size_t next = reader.left() - record_size;
        info.records.push_back(read_record(reader));
        reader.Skip(reader.left() - next);  // what a later format adds
      }
    }
  }

  btf::TypeId ReadType(ByteReader& reader) {
    uint32_t id = reader.ReadU32();
    if (id == 0 || id >= raw_.types().count()) {
      reader.Fail(reader.offset() - 4, fmt::format("refers to type {}; the section has {}", id,
                                                   raw_.types().count() - 1));
    }
    return {id};
  }
  std::string_view ReadString(ByteReader& reader) {
    size_t place = reader.offset();
    return raw_.String(reader.ReadU32(), fmt::format(".BTF.ext+{:#x}", place));
  }

  const Place& where_;
  ByteView section_;
  const RawTypes& raw_;
  ByteReader header_;
  uint32_t header_size_ = 0;
};

template <class Record, class WriteRecord>
std::string WriteTable(const std::vector<InfoOf<Record>>& infos, uint32_t record_size,
                       std::endian order, StringTable& strings, WriteRecord write_record) {
  WordWriter table(order);
  if (infos.empty())
    return {};
  table.Add(record_size);
  for (const InfoOf<Record>& info : infos) {
    table.Add(strings.Place(info.section));
    table.Add(static_cast<uint32_t>(info.records.size()));
    for (const Record& record : info.records) write_record(table, record);
  }
  return table.bytes();
}

}  // namespace

BtfExt ReadBtfExt(const Place& where, ByteView section, const RawTypes& raw) {
  return ExtReader(where, section, raw).Read();
}

std::string WriteBtfExt(const BtfExt& ext, const std::vector<uint32_t>& new_id,
                        std::endian order, StringTable& strings) {
  std::string functions =
      WriteTable(ext.functions, 8, order, strings, [&](WordWriter& table, const auto& info) {
        table.Add(info.instruction);
        table.Add(new_id[info.function.value]);
      });
  std::string lines =
      WriteTable(ext.lines, 16, order, strings, [&](WordWriter& table, const auto& info) {
        table.Add(info.instruction);
        table.Add(strings.Place(info.file));
        table.Add(strings.Place(info.text));
        table.Add(info.position);
      });
  std::string relocations =
      WriteTable(ext.relocations, 16, order, strings, [&](WordWriter& table, const auto& info) {
        table.Add(info.instruction);
        table.Add(new_id[info.root.value]);
        table.Add(strings.Place(info.access));
        table.Add(static_cast<uint32_t>(info.kind));
      });
  WordWriter writer(order);
  writer.AddMagic();
  writer.Add(kHeader);
  uint32_t offset = 0;
  for (const std::string* table : {&functions, &lines, &relocations}) {
    writer.Add(offset);
    writer.Add(static_cast<uint32_t>(table->size()));
    offset += static_cast<uint32_t>(table->size());
  }
  for (const std::string* table : {&functions, &lines, &relocations}) writer.Append(*table);
  return writer.bytes();
}

}  // namespace ecc::btf
