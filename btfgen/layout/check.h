// The proof that a Model is consistent.
#pragma once

#include <memory>
#include <string>

#include "btfgen/layout/model.h"
#include "support/error.h"

namespace ecc::layout {

// Finds everything that is wrong in a Model, whether built here or read from a stranger's
// package: slots that do not tile their record, sizes that are not those of the types,
// references that lead outside or forward, names that are no identifiers or not unique.
// Emitters and Diff may rely on a Model without findings.
Findings Check(const Model& model);

// Checks a Model as Check does while the Model is still growing, so that a record may be
// printed, and its slots dropped, before the next one is built.
class Checker {
 public:
  // `model` must outlive the checker.
  explicit Checker(const Model& model);
  ~Checker();

  // Checks a record that is not inline, with the inline ones in it.
  void CheckRecord(uint32_t index);
  // Throws Error with what was found so far.
  void ThrowIfAny(const Place& place, std::string_view headline) const;
  // Checks everything but the slots of records, and tells what was found in all.
  Findings Finish();

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

}  // namespace ecc::layout
