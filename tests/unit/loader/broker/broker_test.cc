#include "loader/broker/broker.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <thread>

#include "support/files.h"
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
  for (uint64_t what = 0; what <= static_cast<uint64_t>(Request::kForgetBelow); ++what)
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

// A broker that was given a directory, with "sub" and "file" in it.
class BrokerOfFiles : public BrokerTest {
 protected:
  BrokerOfFiles() {
    std::filesystem::create_directories(root_.path() + "/given/sub");
    WriteFilesIfChanged(
        {{root_.path() + "/given/file", "in"}, {root_.path() + "/outside", "x"}});
    std::vector<FileDescriptor> given;
    given.emplace_back(open((root_.path() + "/given").c_str(), O_RDONLY | O_DIRECTORY));
    files_.emplace(objects_, std::move(given));
  }
  Message Open(uint64_t directory, std::string_view path, int flags = O_RDONLY) {
    return files_->Answer(std::move(To(Request::kOpenBelow)
                                        .Put(directory)
                                        .Put(path)
                                        .Put(static_cast<uint64_t>(flags))
                                        .Put(uint64_t{0})));
  }
  int ErrorOf(Message answer) { return static_cast<int>(answer.TakeNumber()); }

  TemporaryDirectory root_{"ecc-broker"};
  std::optional<Broker> files_;
};

TEST_F(BrokerOfFiles, NamesDirectoriesByNumber) {
  Message file = Open(0, "file");
  EXPECT_EQ(0u, file.TakeNumber());
  EXPECT_EQ(kNoDirectory, file.TakeNumber());
  EXPECT_LE(0, file.TakeDescriptor().get());
  Message sub = Open(0, "sub", O_RDONLY | O_DIRECTORY);
  EXPECT_EQ(0u, sub.TakeNumber());
  EXPECT_EQ(1u, sub.TakeNumber());
  // From there the way back leads out of what was opened.
  EXPECT_EQ(-EXDEV, ErrorOf(Open(1, "../file")));
  EXPECT_EQ(-EXDEV, ErrorOf(Open(0, "../outside")));
  // A number that is free is given out again, and means nothing until then.
  EXPECT_EQ(0, ErrorOf(files_->Answer(std::move(To(Request::kForgetBelow).Put(uint64_t{1})))));
  EXPECT_EQ(-EBADF, ErrorOf(Open(1, ".")));
  Message again = Open(0, "sub", O_RDONLY | O_DIRECTORY);
  again.TakeNumber();
  EXPECT_EQ(1u, again.TakeNumber());
}

TEST_F(BrokerOfFiles, KnowsNoOtherDirectory) {
  std::string_view path = "file";
  for (uint64_t number : {uint64_t{1}, uint64_t{1000}, kNoDirectory}) {
    EXPECT_EQ(-EBADF, ErrorOf(Open(number, path)));
    EXPECT_EQ(-EBADF, ErrorOf(files_->Answer(std::move(
                          To(Request::kUnlinkBelow).Put(number).Put(path).Put(uint64_t{0})))));
    EXPECT_EQ(
        -EBADF,
        ErrorOf(files_->Answer(std::move(To(Request::kMakeBelow).Put(number).Put(path)))));
  }
}

// What the guest's process may open is not what the broker would.
TEST_F(BrokerTest, TakesNoDescriptorFromTheOtherSide) {
  int sockets[2];
  ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets));
  FileDescriptor ours(sockets[0]);
  FileDescriptor theirs(sockets[1]);
  Message request = std::move(To(Request::kClose).Put(uint64_t{1}));
  request.Put(FileDescriptor(open("/", O_RDONLY | O_DIRECTORY)));
  EXPECT_TRUE(Send(ours.get(), std::move(request)));
  EXPECT_FALSE(broker_.Serve(theirs.get()));
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
