// Reading is strict where writing is free: every key, type and range is checked on the way in,
// with the path to the fault in the message, and the Model is checked as a whole before anybody
// gets it.
#include "btfgen/layout/json.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "btfgen/layout/check.h"
#include "support/error.h"
#include "support/identifier.h"
#include "support/json.h"

namespace ecc::layout {
namespace {

// Written into every Model, so that a later change of the format is noticed.
constexpr uint32_t kFormatVersion = 1;

template <typename Value, size_t kCount>
using Names = std::array<std::pair<Value, const char*>, kCount>;

constexpr Names<ScalarKind, 7> kScalarKinds = {{{ScalarKind::kSigned, "signed"},
                                                {ScalarKind::kUnsigned, "unsigned"},
                                                {ScalarKind::kChar, "char"},
                                                {ScalarKind::kBool, "bool"},
                                                {ScalarKind::kFloat, "float"},
                                                {ScalarKind::kPointer, "pointer"},
                                                {ScalarKind::kOpaque, "opaque"}}};
constexpr Names<RecordKind, 2> kRecordKinds = {
    {{RecordKind::kStruct, "struct"}, {RecordKind::kUnion, "union"}}};
constexpr Names<RecordRole, 4> kRecordRoles = {{{RecordRole::kTag, "tag"},
                                                {RecordRole::kTypedef, "typedef"},
                                                {RecordRole::kInline, "inline"},
                                                {RecordRole::kSection, "section"}}};

template <typename Value, size_t kCount>
const char* NameOf(const Names<Value, kCount>& names, Value value) {
  for (const auto& [known, name] : names) {
    if (known == value)
      return name;
  }
  return "";
}

Json WriteType(const TypeRef& type) {
  Json json;
  switch (type.kind) {
    case TypeRef::Kind::kRecord:
      json["record"] = type.index;
      break;
    case TypeRef::Kind::kEnum:
      json["enum"] = type.index;
      [[fallthrough]];
    case TypeRef::Kind::kScalar:
      json["scalar"] = NameOf(kScalarKinds, type.scalar.kind);
      json["bytes"] = type.scalar.size;
      if (!type.scalar.c_name.empty())
        json["c_name"] = type.scalar.c_name;
      break;
  }
  if (!type.dims.empty())
    json["dims"] = type.dims;
  json["c_type"] = type.c_type;
  return json;
}

Json WriteSlot(const Slot& slot) {
  Json json;
  if (const Padding* padding = AsPadding(slot)) {
    json["padding"] = padding->name;
    json["bit_offset"] = padding->offset.count;
    json["bit_size"] = padding->size.count;
    return json;
  }
  const Field& field = *AsField(slot);
  json["name"] = field.name;
  if (field.is_bitfield) {
    json["bit_offset"] = field.offset.count;
    json["bit_size"] = field.size.count;
  } else {
    json["offset"] = field.offset.bytes();
    json["size"] = field.size.bytes();
  }
  json["type"] = WriteType(field.type);
  if (field.is_static)
    json["static"] = true;
  return json;
}

Json WriteRecord(const Record& record) {
  Json json;
  json["name"] = record.name;
  if (!record.btf_name.empty())
    json["btf_name"] = record.btf_name;
  json["kind"] = NameOf(kRecordKinds, record.kind);
  json["role"] = NameOf(kRecordRoles, record.role);
  json["size"] = record.size;
  json["alignment"] = record.alignment;
  if (record.is_kernel_type)
    json["kernel_type"] = true;
  Json& slots = json["slots"] = Json::MakeArray();
  for (const Slot& slot : record.slots) slots.Add(WriteSlot(slot));
  return json;
}

Json WriteEnum(const Enum& e) {
  Json json;
  json["name"] = e.name;
  json["typedef"] = e.is_typedef;
  json["signed"] = e.is_signed;
  json["size"] = e.size;
  if (e.is_uncertain)
    json["uncertain"] = true;
  Json& enumerators = json["enumerators"] = Json::MakeArray();
  for (const Enumerator& enumerator : e.enumerators) {
    Json value =
        e.is_signed ? Json(static_cast<int64_t>(enumerator.value)) : Json(enumerator.value);
    enumerators.Add({{"name", enumerator.name}, {"value", std::move(value)}});
  }
  return json;
}

Json WriteMap(const Map& map) {
  Json json;
  json["name"] = map.name;
  json["ident"] = map.ident;
  json["type"] = map.type;
  json["key_size"] = map.key_size;
  json["value_size"] = map.value_size;
  json["max_entries"] = map.max_entries;
  if (map.value_file_offset)
    json["value_file_offset"] = *map.value_file_offset;
  json["flags"] = map.flags;
  if (map.key)
    json["key"] = WriteType(*map.key);
  if (map.value)
    json["value"] = WriteType(*map.value);
  if (map.section)
    json["section"] = *map.section;
  return json;
}

Json WriteSection(const Section& section) {
  return {{"name", section.name},
          {"ident", section.ident},
          {"record", section.record},
          {"size", section.size},
          {"file_offset", section.file_offset},
          {"has_bytes", section.has_bytes}};
}

// One JSON value and the way to it, for messages.
class Node {
 public:
  Node(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

  Node operator[](const char* key) const {
    if (!json_.is_object())
      Fail("is no object");
    const Json* found = json_.Find(key);
    if (found == nullptr)
      Fail(fmt::format("has no '{}'", key));
    return {*found, path_ + "." + key};
  }
  bool Has(const char* key) const { return json_.Has(key); }

  std::string String() const {
    if (!json_.is_string())
      Fail("is no string");
    return json_.AsString();
  }
  bool Bool() const {
    if (!json_.is_bool())
      Fail("is neither true nor false");
    return json_.AsBool();
  }
  uint64_t U64() const {
    if (!json_.is_unsigned())
      Fail("is no whole number");
    return json_.AsUnsigned();
  }
  uint32_t U32() const {
    uint64_t value = U64();
    if (value > UINT32_MAX)
      Fail("is too large");
    return static_cast<uint32_t>(value);
  }
  // Two's complement of a signed or unsigned number.
  uint64_t Bits64() const {
    if (!json_.is_integer())
      Fail("is no whole number");
    return static_cast<uint64_t>(json_.AsSigned());
  }
  template <typename Value, size_t kCount>
  Value Named(const Names<Value, kCount>& names) const {
    std::string text = String();
    for (const auto& [value, name] : names) {
      if (text == name)
        return value;
    }
    Fail(fmt::format("is '{}', which is not known", Printable(text)));
  }
  template <typename Function>
  void ForEach(Function function) const {
    if (!json_.is_array())
      Fail("is no array");
    for (size_t i = 0; i < json_.size(); ++i)
      function(Node(json_[i], fmt::format("{}[{}]", path_, i)));
  }

  [[noreturn]] void Fail(std::string_view message) const {
    throw Error(fmt::format("{} {}", path_, message));
  }

 private:
  const Json& json_;
  std::string path_;
};

TypeRef ReadType(const Node& node) {
  TypeRef type;
  if (node.Has("record")) {
    type.kind = TypeRef::Kind::kRecord;
    type.index = node["record"].U32();
  } else {
    if (node.Has("enum")) {
      type.kind = TypeRef::Kind::kEnum;
      type.index = node["enum"].U32();
    }
    type.scalar.kind = node["scalar"].Named(kScalarKinds);
    type.scalar.size = node["bytes"].U32();
    if (node.Has("c_name"))
      type.scalar.c_name = node["c_name"].String();
  }
  if (node.Has("dims")) {
    node["dims"].ForEach([&](const Node& dim) { type.dims.push_back(dim.U32()); });
  }
  type.c_type = node["c_type"].String();
  return type;
}

Bits ReadBits(const Node& node, const char* in_bits, const char* in_bytes) {
  if (node.Has(in_bits))
    return {node[in_bits].U64()};
  uint64_t bytes = node[in_bytes].U64();
  if (bytes > UINT32_MAX)
    node.Fail("is larger than 4 GiB");
  return Bits::FromBytes(bytes);
}

Slot ReadSlot(const Node& node) {
  Bits offset = ReadBits(node, "bit_offset", "offset");
  Bits size = ReadBits(node, "bit_size", "size");
  if (node.Has("padding"))
    return Padding{node["padding"].String(), offset, size};
  Field field;
  field.name = node["name"].String();
  field.type = ReadType(node["type"]);
  field.offset = offset;
  field.size = size;
  field.is_bitfield = node.Has("bit_size");
  field.is_static = node.Has("static") && node["static"].Bool();
  return field;
}

Record ReadRecord(const Node& node) {
  Record record;
  record.name = node["name"].String();
  if (node.Has("btf_name"))
    record.btf_name = node["btf_name"].String();
  record.kind = node["kind"].Named(kRecordKinds);
  record.role = node["role"].Named(kRecordRoles);
  record.size = node["size"].U32();
  record.alignment = node["alignment"].U32();
  record.is_kernel_type = node.Has("kernel_type") && node["kernel_type"].Bool();
  node["slots"].ForEach([&](const Node& slot) { record.slots.push_back(ReadSlot(slot)); });
  return record;
}

Enum ReadEnum(const Node& node) {
  Enum e;
  e.name = node["name"].String();
  e.is_typedef = node["typedef"].Bool();
  e.is_signed = node["signed"].Bool();
  e.size = node["size"].U32();
  e.is_uncertain = node.Has("uncertain") && node["uncertain"].Bool();
  node["enumerators"].ForEach([&](const Node& enumerator) {
    e.enumerators.push_back({enumerator["name"].String(), enumerator["value"].Bits64()});
  });
  return e;
}

Map ReadMap(const Node& node) {
  Map map;
  map.name = node["name"].String();
  map.ident = node["ident"].String();
  map.type = node["type"].U32();
  map.key_size = node["key_size"].U32();
  map.value_size = node["value_size"].U32();
  map.max_entries = node["max_entries"].U32();
  if (node.Has("value_file_offset"))
    map.value_file_offset = node["value_file_offset"].U64();
  map.flags = node["flags"].U32();
  if (node.Has("key"))
    map.key = ReadType(node["key"]);
  if (node.Has("value"))
    map.value = ReadType(node["value"]);
  if (node.Has("section"))
    map.section = node["section"].U32();
  return map;
}

Section ReadSection(const Node& node) {
  return {node["name"].String(), node["ident"].String(),    node["record"].U32(),
          node["size"].U64(),    node["file_offset"].U64(), node["has_bytes"].Bool()};
}

}  // namespace

Json ToJson(const Model& model) {
  Json json;
  json["version"] = kFormatVersion;
  json["name"] = model.name;
  json["byte_order"] = model.big_endian ? "big" : "little";
  json["license"] = model.license;
  auto write_all = [&](const char* key, const auto& items, auto write) {
    Json& array = json[key] = Json::MakeArray();
    for (const auto& item : items) array.Add(write(item));
  };
  write_all("enums", model.enums, WriteEnum);
  write_all("records", model.records, WriteRecord);
  write_all("exports", model.exports, [](const Export& exported) {
    return Json{{"name", exported.name},
                {"btf_id", exported.btf_id},
                {"type", WriteType(exported.type)}};
  });
  write_all("maps", model.maps, WriteMap);
  write_all("programs", model.programs, [](const Program& program) {
    return Json{{"name", program.name}, {"ident", program.ident}, {"section", program.section}};
  });
  write_all("sections", model.sections, WriteSection);
  return json;
}

Model FromJson(const Json& json) {
  Node root(json, "layout");
  uint32_t version = root["version"].U32();
  if (version != kFormatVersion) {
    throw Error(fmt::format("layout.version is {}; this tool reads version {}", version,
                            kFormatVersion),
                "build the package again, or use the ecc that wrote it");
  }
  Model model;
  model.name = root["name"].String();
  std::string order = root["byte_order"].String();
  if (order != "big" && order != "little")
    root["byte_order"].Fail("is neither big nor little");
  model.big_endian = order == "big";
  model.license = root["license"].String();
  root["enums"].ForEach([&](const Node& node) { model.enums.push_back(ReadEnum(node)); });
  root["records"].ForEach([&](const Node& node) { model.records.push_back(ReadRecord(node)); });
  root["exports"].ForEach([&](const Node& node) {
    model.exports.push_back(
        {node["name"].String(), node["btf_id"].U32(), ReadType(node["type"])});
  });
  root["maps"].ForEach([&](const Node& node) { model.maps.push_back(ReadMap(node)); });
  root["programs"].ForEach([&](const Node& node) {
    model.programs.push_back(
        {node["name"].String(), node["ident"].String(), node["section"].String()});
  });
  root["sections"].ForEach(
      [&](const Node& node) { model.sections.push_back(ReadSection(node)); });
  Check(model).ThrowIfAny("the layout is inconsistent");
  return model;
}

}  // namespace ecc::layout
