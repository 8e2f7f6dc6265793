// The types that stay, each in its form, and what they look like as BTF.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "btfgen/btf/resolver.h"
#include "btfgen/btf/type_writer.h"
#include "btfgen/shrink/needs.h"

namespace ecc::shrink {

class KeptTypes : private btf::TypeWriter {
 public:
  // All must outlive this.
  KeptTypes(const btf::RawTypes& raw, const btf::Resolver& resolver, const Needs& needs);

  // By old id; 0 for void and for what does not stay.
  const std::vector<uint32_t>& new_ids() const { return new_id_; }
  // The access of a relocation, in the positions that are left.
  std::string NewAccess(const btf::CoreRelocation& relocation) const;
  // The types of .BTF.  Strings are placed in `strings`.
  std::string WriteTypes(StringTable& strings) const;

 private:
  enum class Form : uint8_t {
    kForward,  // FWD
    kSome,     // the members or enumerators that relocations touch, maybe none
    kWhole,
  };

  Form FormOf(btf::TypeId id) const;
  bool KeepsName(btf::TypeId id) const;
  uint32_t NewId(btf::TypeId id) const override { return new_id_[id.value]; }
  bool KeepsPosition(btf::TypeId id, uint32_t position) const override;
  uint32_t NewMemberType(btf::TypeId record, uint32_t position) const override;
  // Returns the type that stands in for the declared type of a member that only relocations
  // touch.
  btf::TypeId FieldType(btf::TypeId declared) const;

  void FindKept();
  void FindTagsOfKept();
  void AddTargets(btf::TypeId id, std::vector<btf::TypeId>& left);
  void Number();

  void WriteType(btf::TypeId id, btf::WordWriter& out, StringTable& strings) const;

  const btf::RawTypes& raw_;
  const btf::Types& types_;
  const btf::Resolver& resolver_;
  const Needs& needs_;
  std::vector<bool> is_kept_;
  btf::TypeId void_pointer_;         // one of the section's, if it has one
  uint32_t added_void_pointer_ = 0;  // the new id of one that it had not
  bool needs_void_pointer_ = false;
  std::vector<uint32_t> new_id_;
};

}  // namespace ecc::shrink
