// Memory that the kernel shares by a descriptor.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

namespace ecc::loader {

inline size_t PageSize() {
  return static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// Unmapped when it dies.  is_valid() is false, with errno, when the kernel gives none.
class Mapping {
 public:
  Mapping(int fd, size_t size, int protection, off_t offset) : size_(size) {
    address_ = mmap(nullptr, size, protection, MAP_SHARED, fd, offset);
  }
  ~Mapping() {
    if (is_valid())
      munmap(address_, size_);
  }
  Mapping(Mapping&& other) noexcept
      : address_(std::exchange(other.address_, MAP_FAILED)), size_(other.size_) {}
  Mapping& operator=(Mapping&&) = delete;

  bool is_valid() const { return address_ != MAP_FAILED; }
  std::byte* get() const { return static_cast<std::byte*>(address_); }

 private:
  void* address_;
  size_t size_;
};

}  // namespace ecc::loader
