// The maps that a program defines: BTF's .maps section.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/btf/resolver.h"
#include "btfgen/layout/model.h"

namespace ecc::layout {

// Numbers of enum bpf_map_type and of map flags, from <linux/bpf.h>.
inline constexpr uint32_t kMapTypeArray = 2;
inline constexpr uint32_t kMapTypePerfEventArray = 4;
inline constexpr uint32_t kMapTypeStructOps = 26;
inline constexpr uint32_t kMapTypeRingbuf = 27;
inline constexpr uint32_t kMapTypeUserRingbuf = 31;
inline constexpr uint32_t kMapTypeArena = 33;
inline constexpr uint32_t kMapFlagMmapable = 1024;

// True for maps through which events flow to user space.
constexpr bool IsEventBuffer(uint32_t map_type) {
  return map_type == kMapTypePerfEventArray || map_type == kMapTypeRingbuf;
}

// "ringbuf"; the number for one that is newer than this tool.
std::string MapTypeName(uint32_t map_type);

struct MapDefinition {
  Map map;  // without ident, key and value
  btf::TypeId key;
  btf::TypeId value;
  std::vector<btf::TypeId> inner_types;  // keys and values of the maps that it holds
};

// All maps of .maps, in libbpf's order.  Throws Error for a definition that libbpf would
// not understand either.
std::vector<MapDefinition> ReadMapDefinitions(const btf::Resolver& resolver);

// The sections whose variables are struct_ops maps, one each.
inline constexpr std::array<std::string_view, 4> kStructOpsSections = {
    ".struct_ops", ".struct_ops.link", "?.struct_ops", "?.struct_ops.link"};

// The section of the variables that live in an arena, which is no map of its own.
inline constexpr std::string_view kArenaSection = ".addr_space.1";

// libbpf's name of the map that holds a data section: "bootstra.rodata", cut to what the
// kernel takes; and the name that skeletons give it: "rodata".
std::string InternalMapName(std::string_view object, std::string_view section);
std::string InternalMapIdent(std::string_view section);

}  // namespace ecc::layout
