// BTF (and the object around it) -> Model.
#pragma once

#include <string>
#include <vector>

#include "btfgen/btf/resolver.h"
#include "btfgen/elf/object.h"
#include "btfgen/layout/knowledge.h"
#include "btfgen/layout/model.h"
#include "support/error.h"

namespace ecc::layout {

// The types that the Model is to describe, besides everything that these types contain.
struct Selection {
  enum class Scope {
    kShared,  // map keys and values, global variables, exported event types
    kAll,     // every named record and every enum
    kNamed,   // `names` alone, and no maps, sections and programs
  };
  Scope scope = Scope::kShared;
  std::vector<std::string> names;  // tags or typedefs, "event" or "struct event"
  // When set, a member that cannot be expressed becomes named bytes, and is told here.
  Findings* warnings = nullptr;
  // May be null; outlives the call.
  const Knowledge* knowledge = nullptr;
};

// Where a Model comes from.  Without an object (raw BTF) there are no programs, and
// sections stand as the BTF has them.
struct Source {
  const btf::Resolver& resolver;
  const elf::Object* object = nullptr;
  std::string name;  // of the object, as in skeletons: "bootstrap_bpf"
};

// Builds and checks.  Throws Error, naming type and member, for what cannot be expressed.
Model Build(const Source& source, const Selection& selection);

// Takes the types of a Model one after the other, so that those of a whole kernel never stand
// in memory together.
class TypeConsumer {
 public:
  virtual ~TypeConsumer() = default;
  // First, once: the enums of `model` are complete.  So they are only when all are selected.
  virtual void TakeEnums(const Model& model) = 0;
  // Each record that is not inline, in containment order, checked.  Afterwards its slots are
  // dropped; name, size and alignment stay.
  virtual void TakeRecord(const Model& model, const Record& record) = 0;
};

// Build to `consumer`; the scope must be kAll.
void BuildInto(const Source& source, const Selection& selection, TypeConsumer& consumer);

}  // namespace ecc::layout
