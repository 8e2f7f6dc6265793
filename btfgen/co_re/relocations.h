// The questions that an object asks of a kernel: its CO-RE relocations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/btf/btf_ext.h"
#include "btfgen/btf/resolver.h"

namespace ecc::co_re {

// A step on the way to a field.  Members without a name are passed over: whether a kernel has
// them around a field is its own affair.
struct Step {
  std::string_view name;  // of a member; empty: an element of an array
  btf::TypeId type;       // of the member, in the object
  uint32_t index = 0;     // of the element
};

struct Request {
  btf::RelocationKind kind = btf::RelocationKind::kFieldByteOffset;
  btf::TypeId root;             // in the object
  std::vector<Step> steps;      // of a field
  std::string_view enumerator;  // its name
};

// Returns a name without the flavour behind "___": a program may have several views of one type
// of the kernel's.
std::string_view EssentialName(std::string_view name);

// Owns the object's types.  Others point into it, so that it stays where it was made.
class Relocations {
 public:
  // An ELF object; `where` names it in messages.  Throws Error for one that is not readable.
  Relocations(std::string_view where, std::string object);
  Relocations(const Relocations&) = delete;
  Relocations& operator=(const Relocations&) = delete;

  const btf::Resolver& resolver() const { return *resolver_; }
  // Each once.  Those that need no kernel are not among them.
  const std::vector<Request>& requests() const { return requests_; }
  // Whether libbpf wants a kernel's types, be it for nothing.
  bool empty() const { return is_empty_; }

 private:
  void Add(const btf::CoreRelocation& relocation);

  std::string object_;
  std::optional<btf::Types> types_;
  std::optional<btf::Resolver> resolver_;
  std::vector<Request> requests_;
  bool is_empty_ = true;
};

}  // namespace ecc::co_re
