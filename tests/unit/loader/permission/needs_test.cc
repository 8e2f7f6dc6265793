#include "loader/permission/needs.h"

#include <gtest/gtest.h>

namespace ecc::loader {
namespace {

using elf::Call;
using elf::Code;
using elf::Function;

constexpr uint32_t kGetPid = 14;
constexpr uint32_t kSendSignal = 109;
constexpr uint32_t kProbeReadKernel = 113;
constexpr uint32_t kLoop = 181;

Call Helper(uint32_t helper) {
  Call call;
  call.helper = helper;
  return call;
}
Call Kernel(std::string name) {
  Call call;
  call.kind = Call::Kind::kKernel;
  call.kernel_function = std::move(name);
  return call;
}
Call To(size_t function, Call::Kind kind = Call::Kind::kFunction) {
  Call call;
  call.kind = kind;
  call.function = function;
  return call;
}
Call Callback(size_t function) {
  return To(function, Call::Kind::kCallback);
}
Function Named(std::string name, std::vector<Call> calls) {
  Function function;
  function.name = std::move(name);
  function.calls = std::move(calls);
  return function;
}

std::vector<std::string> Texts(const Code& code) {
  std::vector<std::string> texts;
  for (const Need& need : NeedsOfCode(code, FindLoops(code)))
    texts.push_back(std::string(RightName(need.right)) + ": " + Describe(need));
  return texts;
}
using Strings = std::vector<std::string>;

TEST(Needs, TellsEachFunctionOnce) {
  Code code{{Named("a", {Helper(kGetPid), Helper(kSendSignal), Helper(kSendSignal)}),
             Named("b", {Helper(kSendSignal), Helper(kProbeReadKernel),
                         Kernel("bpf_sock_destroy"), Kernel("bpf_rcu_read_lock")})}};
  EXPECT_EQ(
      (Strings{"act: 'a' calls bpf_send_signal", "act: 'b' calls bpf_send_signal",
               "inspect: 'b' calls bpf_probe_read_kernel", "act: 'b' calls bpf_sock_destroy"}),
      Texts(code));
}

TEST(Needs, LoopsInLoopsHaveToBeAllowed) {
  Code two{{Named("p", {Helper(kLoop), Callback(1)}),
            Named("outer", {Helper(kLoop), Callback(2)}), Named("inner", {})}};
  EXPECT_EQ(Strings{"act: 'p' runs loops within loops, which nothing can end"}, Texts(two));
}

TEST(Needs, ACircleOfCallsEnds) {
  Code code{{Named("a", {To(1)}), Named("b", {To(0), Helper(kLoop), Callback(0)})}};
  EXPECT_LE(Texts(code).size(), 2u);
}

TEST(Needs, AMillionCallsInARowDoNotExhaustTheStack) {
  Code code;
  constexpr size_t kCount = 1000000;
  for (size_t i = 0; i + 1 < kCount; ++i) code.functions.push_back(Named("f", {To(i + 1)}));
  code.functions.push_back(Named("last", {Helper(kSendSignal)}));
  EXPECT_EQ(1u, NeedsOfCode(code, FindLoops(code)).size());
}

}  // namespace
}  // namespace ecc::loader
