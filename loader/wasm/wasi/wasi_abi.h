// Numbers and structs of WASI preview 1 (the document "wasi_snapshot_preview1").
#pragma once

#include <cstdint>

namespace ecc::loader::wasi {

enum Errno : uint16_t {
  kSuccess = 0,
  kBadf = 8,
  kIntr = 27,
  kInval = 28,
  kIo = 29,
  kNosys = 52,
  kNotsup = 58,
  kNotcapable = 76,
};

enum FileType : uint8_t {
  kUnknown = 0,
  kBlockDevice = 1,
  kCharacterDevice = 2,
  kDirectory = 3,
  kRegularFile = 4,
  kSocketStream = 6,
  kSymbolicLink = 7,
};

struct Iovec {
  uint32_t address;
  uint32_t size;
};

struct FdStat {
  uint8_t type;
  uint8_t reserved;
  uint16_t flags;
  uint32_t reserved2;
  uint64_t rights;
  uint64_t inherited_rights;
};

struct FileStat {
  uint64_t device;
  uint64_t inode;
  uint8_t type;
  uint8_t reserved[7];
  uint64_t links;
  uint64_t size;
  uint64_t access_ns;
  uint64_t change_ns;
  uint64_t status_ns;
};

struct Prestat {
  uint32_t tag;  // 0: a directory
  uint32_t name_size;
};

struct DirEntry {
  uint64_t next;
  uint64_t inode;
  uint32_t name_size;
  uint8_t type;
  uint8_t reserved[3];
};

struct Subscription {
  uint64_t user_data;
  uint8_t type;
  uint8_t reserved[7];
  union {
    struct {
      uint32_t id;
      uint32_t reserved;
      uint64_t timeout_ns;
      uint64_t precision_ns;
      uint16_t flags;
    } clock;
    uint32_t fd;
  };
};

struct Event {
  uint64_t user_data;
  uint16_t error;
  uint8_t type;
  uint8_t reserved[5];
  uint64_t bytes;
  uint16_t flags;
  uint8_t reserved2[6];
};

enum EventType : uint8_t { kClock = 0, kFdRead = 1, kFdWrite = 2 };
constexpr uint16_t kAbsoluteTime = 1;

enum OpenFlags : uint16_t { kCreate = 1, kOpenDirectory = 2, kExclusive = 4, kTruncate = 8 };
enum FdFlags : uint16_t { kAppend = 1, kNonBlock = 4 };
constexpr uint64_t kRightRead = 1u << 1;
constexpr uint64_t kRightWrite = 1u << 6;

static_assert(sizeof(Iovec) == 8 && sizeof(FdStat) == 24 && sizeof(FileStat) == 64 &&
              sizeof(Prestat) == 8 && sizeof(DirEntry) == 24 && sizeof(Subscription) == 48 &&
              sizeof(Event) == 32);

}  // namespace ecc::loader::wasi
