// How much of each type has to stay.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "btfgen/btf/btf_ext.h"
#include "btfgen/btf/resolver.h"
#include "btfgen/elf/object.h"

namespace ecc::shrink {

// The part of a type that is asked for.  The need goes on to the types that it is made of; a
// pointer passes on less than it was asked for.
enum class Need : uint8_t {
  kName,   // records may be forward declarations: nobody looks inside
  kShape,  // records have kind, name and size, but no members: the kernel and libbpf compare
           // these
  kWhole,  // every member, and what stands inline in it
};

// Everything that stays is reached from the roots.  What is asked for here says in which form:
// it never makes a type stay that the roots do not lead to.
class Needs {
 public:
  Needs(const btf::Resolver& resolver, const btf::BtfExt& ext);

  const std::vector<btf::TypeId>& roots() const { return roots_; }
  bool Has(btf::TypeId id, Need need) const { return (asked_[id.value] & Bit(need)) != 0; }
  // Whether anybody but relocations of fields knows the type, which then keeps its name.
  bool IsAsked(btf::TypeId id) const { return asked_[id.value] != 0; }
  // The members or enumerators that relocations touch; null when none concerns the type.
  const std::set<uint32_t>* Accessed(btf::TypeId id) const;

 private:
  struct Request {
    btf::TypeId id;
    Need need;
  };

  static constexpr uint8_t Bit(Need need) {
    return static_cast<uint8_t>(1u << static_cast<unsigned>(need));
  }

  void FindTags();
  void AskForSections();
  void AskForVariable(std::string_view section, btf::TypeId variable);
  void AskForMapDefinition(btf::TypeId definition);
  void AskForFunctions(const btf::BtfExt& ext);
  void AskForRelocation(const btf::CoreRelocation& relocation);
  void AskForOthers();

  void AddRoot(btf::TypeId id, Need need);
  // Works without recursion, as chains of types may be long.
  void Ask(btf::TypeId id, Need need);
  void PassOn(btf::TypeId id, Need need, std::vector<Request>& requests);
  void PassOnTags(btf::TypeId id, std::vector<Request>& requests);

  const btf::Resolver& resolver_;
  const btf::Types& types_;
  std::vector<btf::TypeId> roots_;
  std::vector<uint8_t> asked_;  // bits of Need, by id
  std::map<uint32_t, std::set<uint32_t>> accessed_;
  // Names that the kernel looks for because a tag says so, by the tagged type.
  std::unordered_map<uint32_t, std::vector<std::string_view>> named_in_tags_;
  std::unordered_map<std::string_view, std::vector<btf::TypeId>> records_of_name_;
};

}  // namespace ecc::shrink
