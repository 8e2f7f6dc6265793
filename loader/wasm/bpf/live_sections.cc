// A program's globals are a mapped map; a guest's copy of them is in its own memory, which
// engines move and guard as they like.  So the two are compared with what both had at the last
// exchange, word by word, whenever the guest gives us the time.
#include "loader/wasm/bpf/live_sections.h"

#include <bpf/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "support/bits.h"

namespace ecc::loader {
namespace {

constexpr size_t kWord = 4;

}  // namespace

LiveSections::~LiveSections() {
  for (const Section& section : sections_) munmap(section.kernel, section.mapped);
}

int LiveSections::Add(std::shared_ptr<GuestMap> map, uint32_t address, uint32_t size) {
  const MapInfo& info = map->info;
  if (info.type != BPF_MAP_TYPE_ARRAY || info.max_entries != 1 || size == 0 ||
      size > info.value_size) {
    return -EINVAL;
  }
  std::span<std::byte> guest = memory_.Bytes(address, size);
  size_t mapped = RoundUp(info.value_size, static_cast<uint64_t>(sysconf(_SC_PAGESIZE)));
  // Maps that were made without BPF_F_MMAPABLE, or are frozen, say no.
  void* kernel = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_SHARED, info.fd, 0);
  if (kernel == MAP_FAILED)
    return -errno;
  Remove(*map);
  auto* bytes = static_cast<std::byte*>(kernel);
  std::memcpy(guest.data(), bytes, size);
  sections_.push_back({std::move(map), address, bytes, mapped, {guest.begin(), guest.end()}});
  return 0;
}

int LiveSections::Remove(const GuestMap& map) {
  auto found = std::find_if(sections_.begin(), sections_.end(),
                            [&](const Section& section) { return section.map.get() == &map; });
  if (found == sections_.end())
    return -ENOENT;
  munmap(found->kernel, found->mapped);
  sections_.erase(found);
  return 0;
}

void LiveSections::Exchange() {
  std::erase_if(sections_, [](const Section& section) {
    if (section.map->is_closed)
      munmap(section.kernel, section.mapped);
    return section.map->is_closed;
  });
  for (Section& section : sections_) {
    size_t size = section.last.size();
    std::span<std::byte> guest = memory_.Bytes(section.address, size);
    if (std::memcmp(guest.data(), section.last.data(), size) != 0) {
      // Only what the guest has changed: what lies beside it may be newer in the kernel.  By
      // words, so that no number is put together of old bytes and new.
      for (size_t i = 0; i < size; i += kWord) {
        size_t bytes = std::min(kWord, size - i);
        if (std::memcmp(guest.data() + i, section.last.data() + i, bytes) != 0)
          std::memcpy(section.kernel + i, guest.data() + i, bytes);
      }
    }
    std::memcpy(guest.data(), section.kernel, size);
    std::memcpy(section.last.data(), guest.data(), size);
  }
}

}  // namespace ecc::loader
