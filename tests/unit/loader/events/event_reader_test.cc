#include "loader/events/event_reader.h"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include "support/bits.h"
#include "support/byte_reader.h"
#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

constexpr uint32_t kEntries = 4096;

// Memory that looks like a ring buffer's: the positions of reader and writer, and the data
// twice.
class RingMemory {
 public:
  RingMemory() : page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))) {
    fd_ = memfd_create("ring", MFD_CLOEXEC);
    size_ = 2 * page_ + 2 * kEntries;
    EXPECT_EQ(0, ftruncate(fd_, static_cast<off_t>(size_)));
    void* address = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
    EXPECT_NE(MAP_FAILED, address);
    bytes_ = static_cast<std::byte*>(address);
  }
  ~RingMemory() {
    munmap(bytes_, size_);
    close(fd_);
  }
  RingMemory(const RingMemory&) = delete;
  RingMemory& operator=(const RingMemory&) = delete;

  std::unique_ptr<EventReader> Open() const {
    MapInfo map;
    map.name = "rb";
    map.fd = fd_;
    map.type = BPF_MAP_TYPE_RINGBUF;
    map.max_entries = kEntries;
    return OpenEventReader(map);
  }

  unsigned long& consumer() const { return *reinterpret_cast<unsigned long*>(bytes_); }
  unsigned long& producer() const { return *reinterpret_cast<unsigned long*>(bytes_ + page_); }

  // As the kernel publishes a record; `length` has its bits.
  void Publish(std::string_view record, uint32_t length) const {
    std::string bytes(reinterpret_cast<const char*>(&length), sizeof(length));
    bytes.resize(8);
    bytes += record;
    // The data stands twice, so that a record which wraps around can be read in one piece.
    for (size_t i = 0; i < bytes.size(); ++i) {
      size_t at = (producer() + i) % kEntries;
      for (size_t copy : {at, at + kEntries})
        bytes_[2 * page_ + copy] = static_cast<std::byte>(bytes[i]);
    }
    producer() += RoundUp(record.size() + 8, 8);
  }
  void Publish(std::string_view record) const {
    Publish(record, static_cast<uint32_t>(record.size()));
  }

 private:
  size_t page_;
  size_t size_;
  int fd_;
  std::byte* bytes_;
};

// The records of one call, "(…)" for one that the program discarded.
std::string Read(EventReader& reader, size_t room = 65536) {
  std::vector<std::byte> out(room);
  std::span<const std::byte> stretch(out.data(), reader.Read(out));
  std::string text;
  while (!stretch.empty()) {
    EventRecord record = TakeRecord(stretch);
    std::string bytes(reinterpret_cast<const char*>(record.bytes.data()), record.bytes.size());
    text += record.is_discarded ? "(" + bytes + ")" : "[" + bytes + "]";
  }
  return text;
}

TEST(RingReader, ReadsWhatIsPublishedOnce) {
  RingMemory ring;
  auto reader = ring.Open();
  EXPECT_EQ("", Read(*reader));
  ring.Publish("one");
  ring.Publish("number two");
  EXPECT_EQ("[one][number two]", Read(*reader));
  EXPECT_EQ(ring.producer(), ring.consumer());
  EXPECT_EQ("", Read(*reader));
  ring.Publish("3");
  EXPECT_EQ("[3]", Read(*reader));
  EXPECT_EQ(0, reader->lost());
}

// Of 4096 bytes the kernel gives out 4095 at most: 170 records of 24 are 4080.
TEST(RingReader, CountsHowOftenItWasFull) {
  RingMemory ring;
  auto reader = ring.Open();
  for (int i = 0; i < 169; ++i) ring.Publish("sixteen bytes...");
  Read(*reader);
  EXPECT_EQ(0u, reader->times_full());
  for (int i = 0; i < 170; ++i) ring.Publish("sixteen bytes...");
  Read(*reader);
  EXPECT_EQ(1u, reader->times_full());
  Read(*reader);
  EXPECT_EQ(1u, reader->times_full());
}

TEST(RingReader, HandsOutDiscardedRecordsAsSuch) {
  RingMemory ring;
  auto reader = ring.Open();
  ring.Publish("one");
  ring.Publish("gone", 4 | BPF_RINGBUF_DISCARD_BIT);
  ring.Publish("two");
  EXPECT_EQ("[one](gone)[two]", Read(*reader));
}

TEST(RingReader, StopsBeforeARecordThatIsBeingWritten) {
  RingMemory ring;
  auto reader = ring.Open();
  ring.Publish("one");
  ring.Publish("busy", 4 | BPF_RINGBUF_BUSY_BIT);
  ring.Publish("three");
  EXPECT_EQ("[one]", Read(*reader));
  EXPECT_EQ("", Read(*reader));
  EXPECT_EQ(16, ring.consumer());
}

// A length that reaches beyond what the writer has published is no record.
TEST(RingReader, DeliversNothingLongerThanWhatIsPublished) {
  for (uint32_t length : {9u, 16u, 3000u, 4096u, 0x3fffffffu}) {
    RingMemory ring;
    auto reader = ring.Open();
    ring.Publish("12345678", length);
    EXPECT_EQ("", Read(*reader)) << length;
    EXPECT_EQ(ring.producer(), ring.consumer());
    ring.Publish("next");
    EXPECT_EQ("[next]", Read(*reader)) << length;
  }
  RingMemory ring;
  auto reader = ring.Open();
  ring.Publish("12345678", 8);
  EXPECT_EQ("[12345678]", Read(*reader));
}

TEST(RingReader, StartsAnewWherePositionsMakeNoSense) {
  RingMemory ring;
  auto reader = ring.Open();
  ring.Publish("12345678");
  ring.Publish("12345678");
  ring.consumer() = 4;
  EXPECT_EQ("", Read(*reader));
  EXPECT_EQ(32, ring.consumer());
  ring.producer() = 32 + kEntries + 8;
  EXPECT_EQ("", Read(*reader));
  EXPECT_EQ(ring.producer(), ring.consumer());
  // A whole ring is no more than that.
  ring.consumer() = 0;
  ring.producer() = 0;
  ring.Publish(std::string(kEntries - 8, 'x'));
  EXPECT_EQ(kEntries - 8 + 2, Read(*reader).size());
}

TEST(RingReader, ReadsARecordThatWrapsAround) {
  RingMemory ring;
  auto reader = ring.Open();
  ring.consumer() = ring.producer() = kEntries - 16;
  // Behind the ring's end its start stands again.
  ring.Publish("at the very end of the ring");
  EXPECT_EQ("[at the very end of the ring]", Read(*reader));
}

TEST(RingReader, KeepsWhatDoesNotFitForTheNextTime) {
  RingMemory ring;
  auto reader = ring.Open();
  ring.Publish("12345678");
  ring.Publish("abcdefgh");
  EXPECT_EQ("[12345678]", Read(*reader, 31));
  EXPECT_EQ("[abcdefgh]", Read(*reader, 16));
  EXPECT_EQ("", Read(*reader, 16));
}

TEST(RingReader, CutsWhatFitsIntoNoBuffer) {
  RingMemory ring;
  auto reader = ring.Open();
  ring.Publish("12345678abcdefgh");
  ring.Publish("gone gone gone gone", 19 | BPF_RINGBUF_DISCARD_BIT);
  ring.Publish("next");
  EXPECT_EQ("", Read(*reader, 15)) << "there is no room for anything";
  EXPECT_EQ("[12345678]", Read(*reader, 23));
  EXPECT_EQ("(gone gon)", Read(*reader, 16));
  EXPECT_EQ("[next]", Read(*reader, 16));
}

TEST(EventReader, RefusesAMapOfAnotherType) {
  MapInfo map;
  map.name = "numbers";
  map.type = BPF_MAP_TYPE_ARRAY;
  EXPECT_THROW(OpenEventReader(map), KernelError);
}

TEST(EventReader, RefusesADescriptorThatCannotBeMapped) {
  MapInfo map;
  map.name = "rb";
  map.type = BPF_MAP_TYPE_RINGBUF;
  map.max_entries = kEntries;
  try {
    OpenEventReader(map);
    FAIL();
  } catch (const KernelError& error) {
    EXPECT_EQ(EBADF, error.error());
    EXPECT_STREQ("cannot read the buffer 'rb': Bad file descriptor", error.what());
  }
}

// A stretch of records of these sizes, each filled with its number.
std::string Stretch(const std::vector<uint32_t>& sizes) {
  std::string bytes;
  for (size_t i = 0; i < sizes.size(); ++i) {
    uint32_t header[2] = {sizes[i], 0};
    bytes.append(reinterpret_cast<const char*>(header), sizeof(header));
    bytes.append(sizes[i], static_cast<char>('a' + i));
    bytes.resize(RoundUp(bytes.size(), 8));
  }
  return bytes;
}

TEST(MoveRecords, MovesWholeOnesAndLeavesTheRest) {
  std::string bytes = Stretch({8, 3, 16});
  std::span<const std::byte> left = AsBytes(bytes);
  std::string out(39, '-');
  auto room = std::as_writable_bytes(std::span(out));
  EXPECT_EQ(32u, MoveRecords(left, room));
  EXPECT_EQ(Stretch({8, 3}), out.substr(0, 32));
  EXPECT_EQ(24u, left.size());
  EXPECT_EQ(24u, MoveRecords(left, room));
  EXPECT_EQ(bytes.substr(32), out.substr(0, 24));
  EXPECT_TRUE(left.empty());
  EXPECT_EQ(0u, MoveRecords(left, room));
}

TEST(MoveRecords, CutsOneThatFitsNowhere) {
  std::string bytes = Stretch({40, 8});
  std::span<const std::byte> left = AsBytes(bytes);
  std::string out(27, '-');
  EXPECT_EQ(24u, MoveRecords(left, std::as_writable_bytes(std::span(out))));
  EXPECT_EQ(Stretch({16}), out.substr(0, 24));
  EXPECT_EQ("---", out.substr(24));
  EXPECT_EQ(16u, left.size());
  // There is no room for a header and any byte.
  EXPECT_EQ(0u, MoveRecords(left, std::as_writable_bytes(std::span(out).first(15))));
  EXPECT_EQ(16u, left.size());
}

}  // namespace
}  // namespace ecc::loader
