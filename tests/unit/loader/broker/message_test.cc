#include "loader/broker/message.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

struct SocketPair {
  SocketPair() {
    int sockets[2];
    EXPECT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets));
    one = FileDescriptor(sockets[0]);
    other = FileDescriptor(sockets[1]);
  }
  FileDescriptor one;
  FileDescriptor other;
};

TEST(Message, GivesBackWhatWasPut) {
  Message message;
  message.Put(uint64_t{7})
      .Put(std::string_view("a text"))
      .Put(UINT64_MAX)
      .Put(std::string_view());
  EXPECT_EQ(7u, message.TakeNumber());
  EXPECT_EQ("a text", message.TakeText());
  EXPECT_FALSE(message.AtEnd());
  EXPECT_EQ(UINT64_MAX, message.TakeNumber());
  EXPECT_EQ("", message.TakeText());
  EXPECT_TRUE(message.AtEnd());
}

TEST(Message, HasNoMoreThanWasPut) {
  EXPECT_THROW(Message().TakeNumber(), BadMessage);
  EXPECT_THROW(Message(std::string(7, 'x')).TakeNumber(), BadMessage);
  EXPECT_THROW(Message().TakeText(), BadMessage);
  EXPECT_THROW(Message().TakeDescriptor(), BadMessage);
  // A text that is longer than its message, by one and by all that a number can tell.
  for (uint64_t size : {uint64_t{4}, UINT64_MAX}) {
    std::string bytes(reinterpret_cast<const char*>(&size), sizeof(size));
    EXPECT_THROW(Message(bytes + "abc").TakeText(), BadMessage);
  }
  uint64_t three = 3;
  EXPECT_EQ("abc",
            Message(std::string(reinterpret_cast<const char*>(&three), 8) + "abc").TakeText());
}

TEST(Message, TravelsWithItsDescriptors) {
  SocketPair sockets;
  std::string large(1 << 20, 'l');
  Message sent;
  sent.Put(std::string_view(large)).Put(FileDescriptor(open("/dev/null", O_RDONLY)));
  sent.Put(FileDescriptor(open("/dev/zero", O_RDONLY)));
  std::thread sender([&] { EXPECT_TRUE(Send(sockets.one.get(), std::move(sent))); });
  std::optional<Message> received = Receive(sockets.other.get());
  sender.join();
  ASSERT_TRUE(received);
  EXPECT_EQ(large, received->TakeText());
  FileDescriptor null = received->TakeDescriptor();
  FileDescriptor zero = received->TakeDescriptor();
  char byte = 1;
  EXPECT_EQ(0, read(null.get(), &byte, 1));
  EXPECT_EQ(1, read(zero.get(), &byte, 1));
  EXPECT_EQ(FD_CLOEXEC, fcntl(zero.get(), F_GETFD));
  EXPECT_THROW(received->TakeDescriptor(), BadMessage);
}

TEST(Message, ThatIsTooLongIsNone) {
  SocketPair sockets;
  uint64_t size = kMaxMessageBytes + 1;
  ASSERT_EQ(8, write(sockets.one.get(), &size, sizeof(size)));
  EXPECT_FALSE(Receive(sockets.other.get()));
  EXPECT_FALSE(Send(sockets.one.get(), Message(std::string(size, 'x'))));
  EXPECT_EQ("135266305 bytes are too many to be loaded", test::ErrorFrom([&] {
              AskOver(sockets.one.get(), Message(std::string(size, 'x')));
            }));
}

// The largest object that a package can carry.
TEST(Message, HasRoomForAnObjectAndABtf) {
  SocketPair sockets;
  std::string largest(kMaxObjectSize, 'o');
  Message sent;
  sent.Put(std::string_view(largest)).Put(std::string_view(largest));
  std::thread sender([&] { EXPECT_TRUE(Send(sockets.one.get(), std::move(sent))); });
  std::optional<Message> received = Receive(sockets.other.get());
  sender.join();
  ASSERT_TRUE(received);
  EXPECT_EQ(kMaxObjectSize, received->TakeText().size());
}

TEST(Message, EndsWithTheOtherSide) {
  SocketPair sockets;
  uint64_t size = 10;
  ASSERT_EQ(8, write(sockets.one.get(), &size, sizeof(size)));
  ASSERT_EQ(3, write(sockets.one.get(), "abc", 3));
  sockets.one = FileDescriptor();
  EXPECT_FALSE(Receive(sockets.other.get()));
  EXPECT_FALSE(Send(sockets.other.get(), std::move(Message().Put(uint64_t{1}))));
}

}  // namespace
}  // namespace ecc::loader
