#include "loader/kernel/kernel_error.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <thread>

namespace ecc::loader {
namespace {

// libbpf's words go where it was told, and afterwards to where they went before.
class KernelErrorTest : public testing::Test {
 protected:
  KernelErrorTest() { Listen(false); }
  ~KernelErrorTest() override {
    ForgetLibbpfWords();
    libbpf_set_print(before_);
  }

  void Listen(bool verbose) {
    ListenToLibbpf(verbose);
    listener_ = libbpf_set_print(nullptr);
    libbpf_set_print(listener_);
  }
  // As libbpf does.
  void Say(libbpf_print_level level, const char* format, ...) {
    va_list args;
    va_start(args, format);
    listener_(level, format, args);
    va_end(args);
  }
  void Warn(const std::string& text) { Say(LIBBPF_WARN, "%s", text.c_str()); }

  static std::string Message(int error) { return KernelError("loading a.o", error).what(); }

 private:
  libbpf_print_fn_t before_ = [] {
    libbpf_print_fn_t old = libbpf_set_print(nullptr);
    libbpf_set_print(old);
    return old;
  }();
  libbpf_print_fn_t listener_ = nullptr;
};

TEST_F(KernelErrorTest, HasTheWordsOfItsNumber) {
  EXPECT_EQ("loading a.o: No such file or directory", Message(ENOENT));
  EXPECT_EQ(ENOENT, KernelError("x", ENOENT).error());
  EXPECT_EQ(EPERM, KernelError("x", EPERM).error());
}

TEST_F(KernelErrorTest, KnowsNumbersThatTheKernelHasForItself) {
  EXPECT_EQ("loading a.o: the kernel does not support this (ENOTSUPP)", Message(524));
  EXPECT_EQ("loading a.o: the kernel's own error 4000", Message(4000));
}

// Its reason stands at the end; and whoever has it needs no guess.
TEST_F(KernelErrorTest, TellsTheWholeLogOfTheVerifier) {
  std::string log = "-- BEGIN PROG LOAD LOG --\n" + std::string(20000, 'x') + "\nthe reason\n";
  Warn(log);
  EXPECT_EQ("loading a.o: Permission denied\n" + log.substr(0, log.size() - 1),
            Message(EACCES));
}

// The advice to a process that has these capabilities only.
std::string AdviceWith(std::initializer_list<int> capabilities) {
  int pipe[2];
  EXPECT_EQ(0, pipe2(pipe, O_CLOEXEC));
  pid_t child = fork();
  if (child == 0) {
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
    for (int one : capabilities) {
      data[CAP_TO_INDEX(one)].permitted |= CAP_TO_MASK(one);
      data[CAP_TO_INDEX(one)].effective |= CAP_TO_MASK(one);
    }
    syscall(SYS_capset, &header, data);
    std::string text = KernelError("x", EPERM).what();
    bool is_told = write(pipe[1], text.data(), text.size()) > 0;
    _exit(is_told ? 0 : 1);
  }
  waitpid(child, nullptr, 0);
  char text[1024];
  ssize_t size = read(pipe[0], text, sizeof(text));
  close(pipe[0]);
  close(pipe[1]);
  std::string message(text, static_cast<size_t>(std::max<ssize_t>(size, 0)));
  return message.substr(message.find("help: "));
}

TEST_F(KernelErrorTest, AdvisesWhoMayNot) {
  const std::string lacks = "help: run it as root, or grant what this process lacks: ";
  EXPECT_EQ(lacks + "CAP_BPF and CAP_PERFMON", AdviceWith({}));
  EXPECT_EQ("x: No such file or directory", std::string(KernelError("x", ENOENT).what()));
  if (geteuid() != 0)
    GTEST_SKIP() << "only root has capabilities to keep";
  EXPECT_EQ(lacks + "CAP_PERFMON", AdviceWith({CAP_BPF}));
  EXPECT_EQ(lacks + "CAP_BPF", AdviceWith({CAP_PERFMON, CAP_NET_ADMIN}));
  EXPECT_EQ(lacks + "CAP_NET_ADMIN, which networks want", AdviceWith({CAP_BPF, CAP_PERFMON}));
  const char* forbidden = "help: the kernel forbids it here: lockdown or its configuration";
  EXPECT_EQ(forbidden, AdviceWith({CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN}));
  EXPECT_EQ(forbidden, AdviceWith({CAP_SYS_ADMIN, CAP_NET_ADMIN}));
}

TEST_F(KernelErrorTest, LetsNoTerminalObeyAnObject) {
  Warn("a\x1b[31mb\xc2\x9b\x7f\tc\n");
  EXPECT_EQ("x: No such file or directory\na?[31mb???\tc",
            std::string(KernelError("x", ENOENT).what()));
}

TEST_F(KernelErrorTest, QuotesTheWarningsOnce) {
  Warn("libbpf: first\n");
  Say(LIBBPF_INFO, "an aside\n");
  Say(LIBBPF_DEBUG, "much\n");
  Say(LIBBPF_WARN, "libbpf: %s %d\n\n", "second", 2);
  EXPECT_EQ("loading a.o: Invalid argument\nlibbpf: first\nlibbpf: second 2", Message(EINVAL));
  EXPECT_EQ("loading a.o: Invalid argument", Message(EINVAL));
}

TEST_F(KernelErrorTest, ForgetsWhatIsNotTheReason) {
  Warn("libbpf: long ago\n");
  ForgetLibbpfWords();
  EXPECT_EQ("loading a.o: Invalid argument", Message(EINVAL));
}

TEST_F(KernelErrorTest, EachThreadHasItsOwnWarnings) {
  std::thread([&] { Warn("libbpf: of another\n"); }).join();
  EXPECT_EQ("loading a.o: Invalid argument", Message(EINVAL));
}

TEST_F(KernelErrorTest, KeepsTheEndOfALongLog) {
  // 64 KiB are kept.
  Warn("the first line is lost" + std::string(5000, 'x'));
  for (int i = 0; i < 64; ++i) Warn(std::string(1023, 'a') + "\n");
  std::string text = Message(EINVAL);
  EXPECT_EQ(text.npos, text.find("first"));
  EXPECT_EQ(text.npos, text.find('x'));
  // Without the line's end that is taken away.
  EXPECT_EQ(std::string("loading a.o: Invalid argument\n").size() + 64 * 1024 - 1, text.size());
  Warn(std::string(5000, 'x'));
  text = Message(EINVAL);
  EXPECT_EQ(std::string("loading a.o: Invalid argument\n").size() + 5000, text.size());
}

TEST_F(KernelErrorTest, SaysAllOnStandardErrorWhenThatIsWanted) {
  testing::internal::CaptureStderr();
  Say(LIBBPF_DEBUG, "quiet\n");
  Warn("quiet as well\n");
  Listen(true);
  Say(LIBBPF_DEBUG, "much\n");
  Warn("a warning\n");
  EXPECT_EQ("much\na warning\n", testing::internal::GetCapturedStderr());
  EXPECT_EQ("loading a.o: Invalid argument\nquiet as well\na warning", Message(EINVAL));
}

}  // namespace
}  // namespace ecc::loader
