// A map definition is a variable of an anonymous struct type whose members' types carry
// the facts, so that they survive in BTF: a number is a pointer to an array of as many
// elements, `__type(key, T)` is a pointer to T.
#include "btfgen/layout/map_definitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "support/error.h"
#include "support/identifier.h"

namespace ecc::layout {
namespace {

constexpr uint32_t kDescriptorSize = 4;  // bytes, of what leads to a map or a program
constexpr uint32_t kMapTypeProgArray = 3;
constexpr size_t kKernelNameLength = 15;  // BPF_OBJ_NAME_LEN without the NUL

using btf::Kind;

class DefinitionReader {
 public:
  DefinitionReader(const btf::Resolver& resolver, btf::TypeId variable)
      : resolver_(resolver), types_(resolver.types()), name_(types_[variable].name) {
    definition_.map.name = Printable(name_);
    type_ = resolver.Strip(types_[variable].type);
    if (types_[type_].kind != Kind::kStruct)
      Fail("is no struct");
  }

  MapDefinition Read() {
    for (const btf::Member& member : types_.members(types_[type_])) ReadMember(member);
    Map& map = definition_.map;
    if (has_inner_ && map.value_size == 0)
      map.value_size = kDescriptorSize;
    // libbpf gives what user space may leave out.
    bool is_prog_array = map.type == kMapTypeProgArray;
    if (is_prog_array && has_inner_ && map.key_size == 0)
      map.key_size = kDescriptorSize;
    return std::move(definition_);
  }

 private:
  void ReadMember(const btf::Member& member) {
    Map& map = definition_.map;
    if (member.name == "type") {
      map.type = Number(member);
    } else if (member.name == "max_entries") {
      map.max_entries = Number(member);
    } else if (member.name == "map_flags") {
      map.flags = Number(member);
    } else if (member.name == "key_size") {
      map.key_size = Number(member);
    } else if (member.name == "value_size") {
      map.value_size = Number(member);
    } else if (member.name == "key") {
      definition_.key = Target(member, map.key_size);
    } else if (member.name == "value") {
      definition_.value = Target(member, map.value_size);
    } else if (member.name == "values") {
      // Maps or programs: what is stored is a descriptor.
      has_inner_ = true;
      ReadInner(member);
    }
    // `pinning`, `map_extra` and what is yet to come do not touch the layout.
  }

  // `values` is an array of pointers to what is held.
  void ReadInner(const btf::Member& member) {
    const btf::Type& array = types_[resolver_.Strip(member.type)];
    if (array.kind != Kind::kArray || types_[resolver_.Strip(array.type)].kind != Kind::kPtr)
      return;
    btf::TypeId held = resolver_.Strip(types_[resolver_.Strip(array.type)].type);
    if (types_[held].kind != Kind::kStruct)
      return;
    for (const btf::Member& inner : types_.members(types_[held])) {
      // A compiler may leave no more than the name of a type that only an inner map has.
      bool is_type = inner.name == "key" || inner.name == "value";
      if (is_type && resolver_.IsSized(Pointee(inner)))
        definition_.inner_types.push_back(Pointee(inner));
    }
  }

  btf::TypeId Pointee(const btf::Member& member) {
    btf::TypeId pointer = resolver_.Strip(member.type);
    if (types_[pointer].kind != Kind::kPtr) {
      Fail(fmt::format("'{}' is no pointer", Printable(member.name)));
    }
    return types_[pointer].type;
  }

  uint32_t Number(const btf::Member& member) {
    btf::TypeId array = resolver_.Strip(Pointee(member));
    if (types_[array].kind != Kind::kArray) {
      Fail(fmt::format("'{}' is no number", Printable(member.name)));
    }
    return types_[array].nelems;
  }

  btf::TypeId Target(const btf::Member& member, uint32_t& size) {
    btf::TypeId target = Pointee(member);
    if (!resolver_.IsSized(target) || resolver_.Size(target) > UINT32_MAX) {
      Fail(fmt::format("the type of '{}' has no size", Printable(member.name)));
    }
    size = static_cast<uint32_t>(resolver_.Size(target));
    return target;
  }

  [[noreturn]] void Fail(std::string_view message) {
    throw Error(code::kLayout, types_.where(),
                fmt::format("map '{}': {}", Printable(name_), message));
  }

  const btf::Resolver& resolver_;
  const btf::Types& types_;
  std::string_view name_;
  btf::TypeId type_;
  bool has_inner_ = false;
  MapDefinition definition_;
};

}  // namespace

std::string MapTypeName(uint32_t map_type) {
  static constexpr auto kNames = std::to_array<std::string_view>({
      "unspec",
      "hash",
      "array",
      "prog_array",
      "perf_event_array",
      "percpu_hash",
      "percpu_array",
      "stack_trace",
      "cgroup_array",
      "lru_hash",
      "lru_percpu_hash",
      "lpm_trie",
      "array_of_maps",
      "hash_of_maps",
      "devmap",
      "sockmap",
      "cpumap",
      "xskmap",
      "sockhash",
      "cgroup_storage",
      "reuseport_sockarray",
      "percpu_cgroup_storage",
      "queue",
      "stack",
      "sk_storage",
      "devmap_hash",
      "struct_ops",
      "ringbuf",
      "inode_storage",
      "task_storage",
      "bloom_filter",
      "user_ringbuf",
      "cgrp_storage",
      "arena",
      "insn_array",
  });
  return map_type < kNames.size() ? std::string(kNames[map_type])
                                  : fmt::format("type {}", map_type);
}

std::vector<MapDefinition> ReadMapDefinitions(const btf::Resolver& resolver) {
  const btf::Types& types = resolver.types();
  std::vector<MapDefinition> definitions;
  std::optional<uint32_t> datasec = types.FindDatasec(".maps");
  if (!datasec)
    return definitions;
  std::span<const btf::VarSecinfo> secinfos = types.secinfos(types[*datasec]);
  for (const btf::VarSecinfo& secinfo : secinfos) {
    if (types[secinfo.var].kind != Kind::kVar)
      continue;
    definitions.push_back(DefinitionReader(resolver, secinfo.var).Read());
  }
  return definitions;
}

std::string InternalMapName(std::string_view object, std::string_view section) {
  // libbpf names a custom section's map after the section alone.
  if (section.find('.', 1) != std::string_view::npos)
    return Printable(section);
  constexpr size_t kShortestSuffix = 7;  // ".rodata": all sections leave the same room
  size_t suffix = std::min(std::max(kShortestSuffix, section.size()), kKernelNameLength);
  std::string name(object.substr(0, kKernelNameLength - suffix));
  name += section.substr(0, suffix);
  // libbpf keeps dots, and makes '_' of what is no letter and no digit.
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c != '.' && !IsWordCharacter(c); }, '_');
  return name;
}

std::string InternalMapIdent(std::string_view section) {
  if (section == kArenaSection)
    return "arena";
  return SanitizeIdentifier(section.substr(section.starts_with('.') ? 1 : 0));
}

}  // namespace ecc::layout
