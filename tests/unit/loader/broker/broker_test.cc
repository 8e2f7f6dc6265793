#include "loader/broker/broker.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

// A broker whose guest has opened nothing.
class BrokerTest : public ::testing::Test {
 protected:
  static Message To(Request what) {
    return std::move(Message().Put(static_cast<uint64_t>(what)));
  }
  int ResultOf(Message request) {
    return static_cast<int>(broker_.Answer(std::move(request)).TakeNumber());
  }

  BrokerObjects objects_{"guest", {}, false};
  Broker broker_{objects_};
};

TEST_F(BrokerTest, KnowsNoNumberThatItHasNotGiven) {
  std::string_view name = "x";
  for (uint64_t number : {uint64_t{0}, uint64_t{1}, uint64_t{0x10000}, UINT64_MAX}) {
    EXPECT_EQ(-EBADF, ResultOf(std::move(To(Request::kClose).Put(number))));
    EXPECT_EQ(-EBADF,
              ResultOf(std::move(To(Request::kAttach).Put(number).Put(name).Put(name))));
    EXPECT_EQ(-EBADF,
              ResultOf(std::move(To(Request::kDetach).Put(number).Put(name).Put(uint64_t{0}))));
    EXPECT_EQ(-EBADF, ResultOf(std::move(To(Request::kOpenMap).Put(number).Put(name))));
    EXPECT_EQ(-EBADF, ResultOf(std::move(To(Request::kPin).Put(number).Put(name))));
    EXPECT_EQ(-EBADF, ResultOf(std::move(To(Request::kCloseMap).Put(number))));
    EXPECT_EQ(-EBADF, ResultOf(std::move(To(Request::kOpenPerf).Put(number))));
  }
}

TEST_F(BrokerTest, RefusesWhatIsNotAllowed) {
  EXPECT_EQ(-EINVAL,
            ResultOf(std::move(To(Request::kOpenPinned).Put(std::string_view("/etc/x")))));
  EXPECT_EQ(
      -EPERM,
      ResultOf(std::move(To(Request::kOpenPinned).Put(std::string_view("/sys/fs/bpf/x")))));
  Message damaged = To(Request::kLoad);
  damaged.Put(std::string_view("no object")).Put(uint64_t{0}).Put(uint64_t{0});
  Message answer = broker_.Answer(std::move(damaged));
  EXPECT_EQ(0u, answer.TakeNumber());
  EXPECT_EQ(-EINVAL, static_cast<int>(answer.TakeNumber()));
}

TEST_F(BrokerTest, BelievesNoMessage) {
  EXPECT_THROW(broker_.Answer(Message()), BadMessage);
  EXPECT_THROW(broker_.Answer(std::move(Message().Put(uint64_t{1000}))), BadMessage);
  for (uint64_t what = 0; what <= static_cast<uint64_t>(Request::kMakeBelow); ++what)
    EXPECT_THROW(broker_.Answer(std::move(Message().Put(what))), BadMessage) << what;
  // More changes than an object can have, and more room than a test run can fill.
  EXPECT_THROW(broker_.Answer(std::move(
                   To(Request::kLoad).Put(std::string_view("")).Put(kMaxChanges + 1))),
               BadMessage);
  Message run = To(Request::kTestRun);
  run.Put(uint64_t{1}).Put(std::string_view("p")).Put(uint64_t{0}).Put(uint64_t{1});
  run.Put(std::string_view(""))
      .Put(std::string_view(""))
      .Put(kMaxRunBytes + 1)
      .Put(uint64_t{0});
  EXPECT_THROW(broker_.Answer(std::move(run)), BadMessage);
}

TEST_F(BrokerTest, HandsOutAFileBelowADirectory) {
  Message request = To(Request::kOpenBelow);
  request.Put(std::string_view("self")).Put(uint64_t{O_PATH | O_DIRECTORY}).Put(uint64_t{0});
  request.Put(FileDescriptor(open("/proc", O_RDONLY | O_DIRECTORY)));
  // A link of /proc leads to nowhere below it that the kernel would vouch for.
  EXPECT_EQ(0, ResultOf(std::move(request)));
  Message beyond = To(Request::kOpenBelow);
  beyond.Put(std::string_view("../etc/passwd")).Put(uint64_t{O_RDONLY}).Put(uint64_t{0});
  beyond.Put(FileDescriptor(open("/proc", O_RDONLY | O_DIRECTORY)));
  EXPECT_EQ(-EXDEV, ResultOf(std::move(beyond)));
}

TEST_F(BrokerTest, ServesUntilNobodyAsksOrSomebodyLies) {
  for (bool lies : {false, true}) {
    int sockets[2];
    ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets));
    FileDescriptor ours(sockets[0]);
    bool is_honest = false;
    std::thread server([&] {
      FileDescriptor theirs(sockets[1]);
      is_honest = broker_.Serve(theirs.get());
    });
    EXPECT_TRUE(Send(ours.get(), std::move(To(Request::kClose).Put(uint64_t{5}))));
    std::optional<Message> answer = Receive(ours.get());
    ASSERT_TRUE(answer);
    EXPECT_EQ(-EBADF, static_cast<int>(answer->TakeNumber()));
    if (lies)
      EXPECT_TRUE(Send(ours.get(), std::move(Message().Put(uint64_t{1000}))));
    else
      ours = FileDescriptor();
    server.join();
    EXPECT_EQ(!lies, is_honest);
  }
}

}  // namespace
}  // namespace ecc::loader
