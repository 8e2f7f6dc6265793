// The rules are libbpf's (relo_core.c): a kernel's BTF that is cut by other ones would give
// programs that resolve otherwise.
#include "btfgen/co_re/compare.h"

#include "btfgen/co_re/relocations.h"

namespace ecc::co_re {
namespace {

using btf::Kind;

constexpr int kMaxLevels = 32;
constexpr int kMaxChain = 32;

bool NamesAgree(std::string_view local, std::string_view kernel) {
  return EssentialName(local) == EssentialName(kernel);
}

bool IsSigned(const btf::Type& type) {
  return (type.encoding & static_cast<uint8_t>(btf::IntEncoding::kSigned)) != 0;
}

}  // namespace

bool KindsAgree(Kind local, Kind kernel) {
  return local == kernel || (btf::IsEnum(local) && btf::IsEnum(kernel));
}

bool Comparison::FieldsAgree(btf::TypeId local, btf::TypeId kernel) const {
  while (true) {
    effort_.Spend();
    const btf::Type& a = local_.types()[local_.Strip(local)];
    const btf::Type& b = kernel_.types()[kernel_.Strip(kernel)];
    if (btf::IsRecord(a.kind) && btf::IsRecord(b.kind))
      return true;
    if (!KindsAgree(a.kind, b.kind))
      return false;
    switch (a.kind) {
      case Kind::kPtr:
      case Kind::kFloat:
        return true;
      case Kind::kFwd:
      case Kind::kEnum:
      case Kind::kEnum64:
        return a.name.empty() || b.name.empty() || NamesAgree(a.name, b.name);
      case Kind::kInt:
        // Such are the bit-fields of old.
        return a.int_offset == 0 && b.int_offset == 0;
      case Kind::kArray:
        local = a.type;
        kernel = b.type;
        break;
      default:
        return false;
    }
  }
}

bool Comparison::TypesAgree(btf::TypeId local, btf::TypeId kernel) const {
  return KindsAgree(local_.types()[local].kind, kernel_.types()[kernel].kind) &&
         TypesAgree(local, kernel, kMaxLevels);
}

bool Comparison::TypesAgree(btf::TypeId local, btf::TypeId kernel, int levels) const {
  for (int chain = 0; chain < kMaxChain; ++chain) {
    effort_.Spend();
    const btf::Type& a = local_.types()[local_.Strip(local)];
    const btf::Type& b = kernel_.types()[kernel_.Strip(kernel)];
    if (!KindsAgree(a.kind, b.kind))
      return false;
    switch (a.kind) {
      case Kind::kVoid:
      case Kind::kStruct:
      case Kind::kUnion:
      case Kind::kEnum:
      case Kind::kEnum64:
      case Kind::kFwd:
        return true;
      case Kind::kInt:
        return a.int_offset == 0 && b.int_offset == 0;
      case Kind::kFuncProto: {
        std::span<const btf::Param> ours = local_.types().params(a);
        std::span<const btf::Param> theirs = kernel_.types().params(b);
        if (ours.size() != theirs.size() || (levels == 0 && !ours.empty()))
          return false;
        for (size_t i = 0; i < ours.size(); ++i) {
          if (!TypesAgree(ours[i].type, theirs[i].type, levels - 1))
            return false;
        }
        break;
      }
      case Kind::kPtr:
      case Kind::kArray:
        break;
      default:
        return false;
    }
    local = a.type;
    kernel = b.type;
  }
  return false;
}

bool Comparison::TypesMatch(btf::TypeId local, btf::TypeId kernel) const {
  return TypesMatch(local, kernel, false, kMaxLevels);
}

bool Comparison::TypesMatch(btf::TypeId local, btf::TypeId kernel, bool behind_pointer,
                            int levels) const {
  if (levels <= 0)
    return false;
  for (int chain = 0; chain < kMaxChain; ++chain) {
    effort_.Spend();
    const btf::Type& a = local_.types()[local_.Strip(local)];
    const btf::Type& b = kernel_.types()[kernel_.Strip(kernel)];
    if (!NamesAgree(a.name, b.name))
      return false;
    bool same_kind = a.kind == b.kind;
    switch (a.kind) {
      case Kind::kVoid:
        return same_kind;
      case Kind::kFwd:
        if (same_kind)
          return a.kflag == b.kflag;
        return behind_pointer && b.kind == (a.kflag ? Kind::kUnion : Kind::kStruct);
      case Kind::kEnum:
      case Kind::kEnum64:
        return btf::IsEnum(b.kind) && EnumsMatch(a, b);
      case Kind::kStruct:
      case Kind::kUnion:
        if (!behind_pointer)
          return same_kind && RecordsMatch(a, b, behind_pointer, levels);
        return same_kind || (b.kind == Kind::kFwd && b.kflag == (a.kind == Kind::kUnion));
      case Kind::kInt:
        return same_kind && a.size == b.size && IsSigned(a) == IsSigned(b);
      case Kind::kPtr:
        if (!same_kind)
          return false;
        behind_pointer = true;
        break;
      case Kind::kArray:
        if (!same_kind || a.nelems != b.nelems)
          return false;
        break;
      case Kind::kFuncProto: {
        if (!same_kind || a.vlen != b.vlen)
          return false;
        std::span<const btf::Param> ours = local_.types().params(a);
        std::span<const btf::Param> theirs = kernel_.types().params(b);
        for (size_t i = 0; i < ours.size(); ++i) {
          if (!TypesMatch(ours[i].type, theirs[i].type, behind_pointer, levels - 1))
            return false;
        }
        break;
      }
      default:
        return false;
    }
    local = a.type;
    kernel = b.type;
  }
  return false;
}

bool Comparison::RecordsMatch(const btf::Type& local, const btf::Type& kernel,
                              bool behind_pointer, int levels) const {
  if (local.vlen > kernel.vlen)
    return false;
  for (const btf::Member& ours : local_.types().members(local)) {
    bool is_found = false;
    for (const btf::Member& theirs : kernel_.types().members(kernel)) {
      effort_.Spend();
      is_found = NamesAgree(ours.name, theirs.name) &&
                 TypesMatch(ours.type, theirs.type, behind_pointer, levels - 1);
      if (is_found)
        break;
    }
    if (!is_found)
      return false;
  }
  return true;
}

bool Comparison::EnumsMatch(const btf::Type& local, const btf::Type& kernel) const {
  if (local.size != kernel.size || local.vlen > kernel.vlen)
    return false;
  for (const btf::Enumerator& ours : local_.types().enumerators(local)) {
    bool is_found = false;
    for (const btf::Enumerator& theirs : kernel_.types().enumerators(kernel)) {
      effort_.Spend();
      is_found = NamesAgree(ours.name, theirs.name);
      if (is_found)
        break;
    }
    if (!is_found)
      return false;
  }
  return true;
}

}  // namespace ecc::co_re
