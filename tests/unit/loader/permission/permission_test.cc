#include "loader/permission/permission.h"

#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

TEST(Permissions, TakesPatterns) {
  EXPECT_TRUE(IsAllowed({"lo"}, "lo"));
  EXPECT_FALSE(IsAllowed({"lo"}, "lo1"));
  EXPECT_FALSE(IsAllowed({}, "lo"));
  EXPECT_TRUE(IsAllowed({"eth0", "/sys/fs/cgroup/mine/*"}, "/sys/fs/cgroup/mine/a"));
}

TEST(Permissions, APatternDoesNotLeadBack) {
  EXPECT_FALSE(IsAllowed({"/sys/fs/cgroup/mine/*"}, "/sys/fs/cgroup/mine/../others"));
  EXPECT_FALSE(IsAllowed({"*"}, "/a/.."));
  // The directory itself is no place below it.
  EXPECT_FALSE(IsAllowed({"/sys/fs/cgroup/mine/*"}, "/sys/fs/cgroup/mine/."));
  EXPECT_FALSE(IsAllowed({"*"}, "./a"));
  EXPECT_FALSE(IsAllowed({"*"}, ".."));
  EXPECT_TRUE(IsAllowed({"*"}, "/a/..b/c.d"));
}

TEST(Permissions, EachRightHasItsOption) {
  const Need inspect{Right::kInspect, "bpf_probe_read_kernel", "'p'"};
  const Need act{Right::kAct, "bpf_send_signal", "'p'"};
  const Need attach{Right::kAttach, "lo", "program 'p' (SEC(\"xdp\"))"};
  const Need pin{Right::kPin, "/sys/fs/bpf/m", "map 'm'"};
  Permissions none;
  EXPECT_TRUE(none.Allow(inspect));
  for (const Need& need : {act, attach, pin}) EXPECT_FALSE(none.Allow(need));
  Permissions given;
  given.act = {"bpf_send_*"};
  EXPECT_TRUE(given.Allow(act));
  EXPECT_FALSE(given.Allow(attach));
  given.attach = {"lo"};
  EXPECT_TRUE(given.Allow(attach));
  EXPECT_FALSE(given.Allow(pin));
  given.pin = {"/sys/fs/bpf/*"};
  EXPECT_TRUE(given.Allow(pin));
  given.inspect = false;
  EXPECT_FALSE(given.Allow(inspect));
  given.all = true;
  EXPECT_TRUE(given.Allow(inspect));
}

TEST(Permissions, ARefusalNamesEverythingAndItsOptionsOnce) {
  Permissions none;
  none.inspect = false;
  EXPECT_EQ(
      "f: 'p' calls bpf_send_signal; 'q' calls bpf_send_signal; program 'x' is attached to "
      "'lo'; "
      "map 'm' is pinned to '/p'; 'p' calls bpf_probe_read; 'p' runs loops within loops, which "
      "nothing can end\nhelp: allow it with --allow-act 'bpf_send_signal' --allow-attach 'lo' "
      "--allow-pin '/p' no --deny-inspect --allow-act 'nested-loops'",
      test::MessageOf([&] {
        none.Require("f", {{Right::kAct, "bpf_send_signal", "'p'"},
                           {Right::kAct, "bpf_send_signal", "'q'"},
                           {Right::kAttach, "lo", "program 'x'"},
                           {Right::kPin, "/p", "map 'm'"},
                           {Right::kInspect, "bpf_probe_read", "'p'"},
                           {Right::kAct, kNestedLoops, "'p'"}});
      }));
  none.Require("f", {});
}

}  // namespace
}  // namespace ecc::loader
