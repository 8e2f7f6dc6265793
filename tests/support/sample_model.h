// A Model written out by hand: one of each thing.
#pragma once

#include "btfgen/layout/model.h"

namespace ecc::test {

inline layout::TypeRef ScalarType(layout::ScalarKind kind, uint32_t size, std::string c_name,
                                  std::string c_type = "") {
  layout::TypeRef type;
  type.scalar = {kind, size, c_name};
  type.c_type = c_type.empty() ? c_name : c_type;
  return type;
}

// An event with padding, an enum, a bit-field, text, an anonymous union and a double; a .bss
// section; a program.
inline layout::Model SampleModel() {
  using namespace layout;
  Model model;
  model.name = "test_bpf";
  model.license = "GPL";

  Enum kind{"kind", false, false, 4, {{"KIND_EXEC", 0}, {"KIND_EXIT", 7}}};
  model.enums.push_back(kind);

  Record variant;
  variant.kind = RecordKind::kUnion;
  variant.role = RecordRole::kInline;
  variant.size = 8;
  variant.alignment = 8;
  variant.slots.push_back(
      Field{"number", ScalarType(ScalarKind::kSigned, 8, "long"), {0}, {64}});
  variant.slots.push_back(
      Field{"address", ScalarType(ScalarKind::kPointer, 8, "void *"), {0}, {64}});
  model.records.push_back(variant);

  Record event;
  event.name = "event";
  event.size = 32;
  event.alignment = 8;
  event.slots.push_back(
      Field{"pid", ScalarType(ScalarKind::kSigned, 4, "int", "pid_t"), {0}, {32}});
  event.slots.push_back(Padding{"__pad0", {32}, {32}});
  TypeRef kind_type = ScalarType(ScalarKind::kUnsigned, 4, "", "enum kind");
  kind_type.kind = TypeRef::Kind::kEnum;
  event.slots.push_back(Field{"kind", kind_type, {64}, {32}});
  event.slots.push_back(
      Field{"flag", ScalarType(ScalarKind::kUnsigned, 4, "unsigned int"), {96}, {3}, true});
  event.slots.push_back(Padding{"", {99}, {5}});
  TypeRef inline_type;
  inline_type.kind = TypeRef::Kind::kRecord;
  inline_type.c_type = "union { ... }";
  event.slots.push_back(Field{"", inline_type, {128}, {64}});
  TypeRef text = ScalarType(ScalarKind::kChar, 1, "char", "char[3]");
  text.dims = {3};
  event.slots.insert(event.slots.end() - 1, Field{"text", text, {104}, {24}});
  event.slots.push_back(
      Field{"ratio", ScalarType(ScalarKind::kFloat, 8, "double"), {192}, {64}});
  model.records.push_back(event);

  Record bss;
  bss.name = "bss";
  bss.role = RecordRole::kSection;
  bss.size = 4;
  bss.alignment = 4;
  bss.slots.push_back(
      Field{"count", ScalarType(ScalarKind::kUnsigned, 4, "unsigned int", "u32"), {0}, {32}});
  model.records.push_back(bss);

  TypeRef event_type;
  event_type.kind = TypeRef::Kind::kRecord;
  event_type.index = 1;
  event_type.c_type = "struct event";
  model.exports.push_back({"event", 12, event_type});
  Map map;
  map.name = "test.bss";
  map.ident = "bss";
  map.type = 2;
  map.key_size = 4;
  map.value_size = 4;
  map.max_entries = 1;
  map.section = 0;
  model.maps.push_back(map);
  model.programs.push_back({"handle", "handle", "tp/sched/sched_process_exec"});
  model.sections.push_back({".bss", "bss", 2, 4, 64, false});
  return model;
}

}  // namespace ecc::test
