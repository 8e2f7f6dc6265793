// The proof that a Model is consistent.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/layout/model.h"
#include "btfgen/support/error.h"

namespace ecc::layout {

// Finds everything that is wrong in a Model, whether built here or read from a stranger's
// package: slots that do not tile their record, sizes that are not those of the types,
// references that lead outside or forward, names that are no identifiers or not unique.
// Emitters and Diff may rely on a Model without findings.
Diagnostics Check(const Model& model);

// The same for a Model that is still growing, so that a record may be printed, and its slots
// dropped, before the next one is built.
class Checker {
 public:
  // `model` must outlive the checker.
  explicit Checker(const Model& model);

  // Checks a record that is not inline, with the inline ones in it.
  void CheckRecord(uint32_t index);
  // Throws Error with what was found so far.
  void ThrowIfAny(const std::string& headline) const { findings_.ThrowIfAny(headline); }
  // Checks everything but the slots of records, and tells what was found in all.
  Diagnostics Finish();

 private:
  struct Extent {
    std::string_view name;
    Bits offset;
    Bits size;
  };

  void CheckBody(const Record& record, uint32_t index, unsigned depth);
  void CheckSlots(const Record& record, uint32_t index, unsigned depth);
  Extent CheckSlot(const Slot& slot, uint32_t index, unsigned depth);
  void CheckMemberName(std::string_view name);
  void CheckUnique(size_t first_name);
  void CheckFieldSize(const Field& field);
  // A type may refer to records before `limit` only: containment order.
  bool CheckType(const TypeRef& type, std::string_view member, uint32_t limit, unsigned depth);
  bool IsInline(const TypeRef& type, uint32_t limit) const;
  void CheckMaps();
  void CheckMapType(const Map& map, std::string_view what, const std::optional<TypeRef>& type,
                    uint32_t size);
  void CheckSections();
  void CheckIdents();
  void CheckNames();

  template <typename... Args>
  void Add(fmt::format_string<Args...> format, Args&&... args) {
    findings_.Add(fmt::format(format, std::forward<Args>(args)...));
  }

  const Model& model_;
  Diagnostics findings_;
  std::vector<bool> inline_uses_;
  // Of the record that is being checked.
  std::string owner_;
  std::vector<std::string_view> names_;  // of the members, a stack of scopes
  bool is_anonymous_ = false;            // the record that is entered next has no name
};

}  // namespace ecc::layout
