// Bytes between members.  A variable on the stack whose members are all set still holds there
// what was on the stack before: a hash map takes it for a part of the key, old verifiers refuse
// to hand it on, and user space may read it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ecc/check/check_program.h"
#include "support/error.h"

namespace ecc {
namespace {

using layout::Model;
using layout::Record;

// Maps that compare keys byte by byte: hash, percpu_hash, lru_hash, lru_percpu_hash, lpm_trie,
// hash_of_maps, sockhash, devmap_hash.
constexpr auto kHashes = std::to_array<uint32_t>({1, 5, 9, 10, 11, 13, 18, 25});

// "'pad' at 4"; empty when the record has no padding.  Of a union only the members are looked
// at, since each of them leaves the others' bytes.
std::string FirstPadding(const Model& model, const Record& record, uint64_t base = 0) {
  std::string before;
  for (const layout::Slot& slot : record.slots) {
    if (const layout::Padding* padding = layout::AsPadding(slot)) {
      if (record.kind == layout::RecordKind::kUnion)
        continue;
      bool is_bits = padding->size.count % 8 != 0 || padding->offset.count % 8 != 0;
      uint64_t size = is_bits ? padding->size.count : padding->size.bytes();
      return fmt::format("{} {}{} {}", size, is_bits ? "bit" : "byte", size == 1 ? "" : "s",
                         before.empty() ? fmt::format("at byte {}", base)
                                        : fmt::format("behind '{}'", before));
    }
    const layout::Field& field = *layout::AsField(slot);
    before = field.name;
    if (field.type.kind != layout::TypeRef::Kind::kRecord)
      continue;
    std::string inner =
        FirstPadding(model, model.records[field.type.index], base + field.offset.bytes());
    if (!inner.empty())
      return inner;
  }
  return "";
}

const Record* RecordOf(const Model& model, const layout::TypeRef& type) {
  return type.kind == layout::TypeRef::Kind::kRecord ? &model.records[type.index] : nullptr;
}

bool IsWanted(const Job& job, Code code) {
  return std::find(job.options.wanted_warnings.begin(), job.options.wanted_warnings.end(),
                   code.name) != job.options.wanted_warnings.end();
}

}  // namespace

void CheckPadding(const Job& job, const CompiledProgram& program) {
  const Model& model = program.model;
  for (const layout::Map& map : model.maps) {
    const Record* key = map.key ? RecordOf(model, *map.key) : nullptr;
    if (key == nullptr || std::find(kHashes.begin(), kHashes.end(), map.type) == kHashes.end())
      continue;
    std::string padding = FirstPadding(model, *key);
    if (padding.empty())
      continue;
    PrintWarning(
        "ecc", code::kKeyPadding, InFile(job.unit.source),
        fmt::format("the key of map '{}', {}, has padding ({}), which is compared, too: a key "
                    "that is not zeroed is not found",
                    map.name, Describe(*key), padding),
        "give the bytes a name and a value, or clear the key with __builtin_memset");
  }
  if (!IsWanted(job, code::kEventPadding))
    return;
  for (const layout::Export& one : model.exports) {
    const Record* event = RecordOf(model, one.type);
    std::string padding = event == nullptr ? "" : FirstPadding(model, *event);
    if (padding.empty())
      continue;
    PrintWarning("ecc", code::kEventPadding, InFile(job.unit.source),
                 fmt::format("the event type {} has padding ({}): bytes of the stack or of old "
                             "events reach user space",
                             Describe(*event), padding),
                 "give the bytes a name and a value, or clear the event with __builtin_memset");
  }
}

}  // namespace ecc
