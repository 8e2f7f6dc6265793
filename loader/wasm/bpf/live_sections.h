// A program's variables in the guest's memory, kept the same as the kernel's.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "loader/broker/guest_objects.h"
#include "loader/wasm/engine/guest_memory.h"

namespace ecc::loader {

class LiveSections {
 public:
  explicit LiveSections(const GuestMemory& memory) : memory_(memory) {}
  ~LiveSections();
  LiveSections(const LiveSections&) = delete;
  LiveSections& operator=(const LiveSections&) = delete;

  // From now on `size` bytes at `address` are those of the map, of whose value they are the
  // start.  0 or a negative errno.
  int Add(std::shared_ptr<GuestMap> map, uint32_t address, uint32_t size);
  int Remove(const GuestMap& map);

  // Carries what the guest has written since the last time to the kernel, and then the kernel's
  // values to the guest: done whenever the guest gives us the time.
  void Exchange();

 private:
  struct Section {
    std::shared_ptr<GuestMap> map;  // mapped memory does not outlive its map
    uint32_t address;
    std::byte* kernel;
    size_t mapped;
    std::vector<std::byte> last;  // what both sides had
  };

  const GuestMemory& memory_;
  std::vector<Section> sections_;
};

}  // namespace ecc::loader
