#include "support/stop_guard.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <thread>

#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

using std::chrono::milliseconds;

// A process of its own that does not end when it is asked to: the guard ends processes.
class Stubborn {
 public:
  explicit Stubborn(double limit_s = 0) {
    int fds[2];
    EXPECT_EQ(0, pipe(fds));
    pid_ = fork();
    if (pid_ == 0) {
      dup2(fds[1], 2);
      StopGuard guard(limit_s, [] { Say("forced;"); });
      Say("ready;");
      pollfd asked = {guard.fd(), POLLIN, 0};
      poll(&asked, 1, -1);
      Say(guard.signal() == SIGINT ? "INT;" : "TERM;");
      while (true) pause();
    }
    close(fds[1]);
    said_fd_ = fds[0];
    ReadUntil("ready;");
  }
  ~Stubborn() {
    kill(pid_, SIGKILL);
    if (!is_reaped_)
      waitpid(pid_, nullptr, 0);
    close(said_fd_);
  }

  void Signal(int signal) const { kill(pid_, signal); }
  void ReadUntil(std::string_view end) {
    char byte;
    while (!said_.ends_with(end) && read(said_fd_, &byte, 1) == 1) said_ += byte;
  }
  bool IsAlive() {
    if (!is_reaped_)
      is_reaped_ = waitpid(pid_, &status_, WNOHANG) == pid_;
    return !is_reaped_;
  }
  // The exit code, when it has ended.
  int Wait() {
    if (!is_reaped_)
      waitpid(pid_, &status_, 0);
    is_reaped_ = true;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
  }
  const std::string& said() const { return said_; }

 private:
  static void Say(std::string_view text) {
    if (write(2, text.data(), text.size()) < 0)
      _exit(99);
  }

  pid_t pid_;
  int said_fd_;
  int status_ = 0;
  bool is_reaped_ = false;
  std::string said_;
};

TEST(StopGuard, GivesGraceAfterTheFirstSignal) {
  Stubborn child;
  child.Signal(SIGINT);
  child.ReadUntil("INT;");
  std::this_thread::sleep_for(milliseconds(1500));
  EXPECT_TRUE(child.IsAlive());
  EXPECT_EQ("ready;INT;", child.said());
}

TEST(StopGuard, TakesASignalThatComesTwiceAtOnceForOne) {
  Stubborn child;
  child.Signal(SIGTERM);
  child.ReadUntil("TERM;");
  std::this_thread::sleep_for(milliseconds(50));
  child.Signal(SIGTERM);
  std::this_thread::sleep_for(milliseconds(200));
  EXPECT_TRUE(child.IsAlive());
}

TEST(StopGuard, EndsByForceAtASecondSignal) {
  Stubborn child;
  child.Signal(SIGINT);
  child.ReadUntil("INT;");
  std::this_thread::sleep_for(milliseconds(600));
  child.Signal(SIGTERM);
  // The code is that of the first.
  EXPECT_EQ(128 + SIGINT, child.Wait());
  child.ReadUntil("came\n");
  EXPECT_EQ("ready;INT;forced;ecli: error: ended by force: a second signal came\n",
            child.said());
}

TEST(StopGuard, EndsByForceWhenTheGraceIsOver) {
  auto start = std::chrono::steady_clock::now();
  Stubborn child(0.1);
  EXPECT_EQ(128 + SIGTERM, child.Wait());
  auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_GE(taken, milliseconds(5100));
  EXPECT_LT(taken, milliseconds(8000));
  child.ReadUntil("to\n");
  EXPECT_EQ(
      "ready;TERM;forced;"
      "ecli: error: ended by force: it did not end when it was asked to\n",
      child.said());
}

TEST(StopGuard, WaitsForNoneWhenItIsDestroyed) {
  auto start = std::chrono::steady_clock::now();
  {
    StopGuard guard(1e300, [] { FAIL(); });
    EXPECT_EQ(0, guard.signal());
    pollfd asked = {guard.fd(), POLLIN, 0};
    EXPECT_EQ(0, poll(&asked, 1, 0));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(1000));
}

}  // namespace
}  // namespace ecc::loader
