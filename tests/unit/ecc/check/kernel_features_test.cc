#include "ecc/check/kernel_features.h"

#include <gtest/gtest.h>

#include "ecc/verbs/doctor.h"
#include "support/kernel_version.h"

namespace ecc {
namespace {

TEST(KernelFeatures, ParsesVersions) {
  EXPECT_EQ((KernelVersion{5, 4}), ParseKernelVersion("5.4"));
  EXPECT_EQ((KernelVersion{5, 15}), ParseKernelVersion("5.15.0-150-generic"));
  EXPECT_EQ((KernelVersion{6, 18}), ParseKernelVersion("6.18-rc1"));
  for (const char* text : {"", "5", "5.", "five", "5.x", "5.4x", "v5.4", "-1.2"})
    EXPECT_FALSE(ParseKernelVersion(text)) << text;
  EXPECT_LT((KernelVersion{5, 9}), (KernelVersion{5, 10}));
}

TEST(KernelFeatures, KnowsHelpersByNumber) {
  EXPECT_EQ("bpf_map_lookup_elem", FindHelper(1)->name);
  EXPECT_EQ("bpf_ringbuf_output", FindHelper(130)->name);
  EXPECT_EQ((KernelVersion{5, 8}), FindHelper(130)->since);
  EXPECT_EQ("bpf_cgrp_storage_delete", FindHelper(211)->name);
  EXPECT_TRUE(FindHelper(113)->is_gpl_only);  // bpf_probe_read_kernel
  EXPECT_FALSE(FindHelper(5)->is_gpl_only);   // bpf_ktime_get_ns
  EXPECT_EQ(nullptr, FindHelper(0));
  EXPECT_EQ(nullptr, FindHelper(212));
  // Numbers are given out in order.
  for (uint32_t id = 2; id < 212; ++id)
    EXPECT_LE(FindHelper(id - 1)->since, FindHelper(id)->since) << id;
}

TEST(KernelFeatures, KnowsMapsAndPrograms) {
  EXPECT_EQ("ringbuf", FindMapType(27)->key);
  EXPECT_EQ("arena", FindMapType(33)->key);
  EXPECT_EQ(nullptr, FindMapType(34));
  EXPECT_EQ((KernelVersion{5, 5}), FindProgramType("fentry/do_unlinkat")->since);
  EXPECT_EQ((KernelVersion{5, 10}), FindProgramType("fentry.s/do_unlinkat")->since);
  EXPECT_EQ((KernelVersion{4, 1}), FindProgramType("?kprobe")->since);
  EXPECT_EQ((KernelVersion{4, 17}), FindProgramType("cgroup/connect4")->since);
  EXPECT_EQ(nullptr, FindProgramType("kprobes"));
  EXPECT_EQ(nullptr, FindProgramType(""));
}

// The tables once more, so that a number that changes by mistake is noticed.
constexpr std::string_view kMapTypes =
    "hash 3.19, array 3.19, prog_array 4.2, perf_event_array 4.3, percpu_hash 4.6, "
    "percpu_array 4.6, stack_trace 4.6, cgroup_array 4.8, lru_hash 4.10, lru_percpu_hash 4.10, "
    "lpm_trie 4.11, array_of_maps 4.12, hash_of_maps 4.12, devmap 4.14, sockmap 4.14, "
    "cpumap 4.15, xskmap 4.18, sockhash 4.18, cgroup_storage 4.19, reuseport_sockarray 4.19, "
    "percpu_cgroup_storage 4.20, queue 4.20, stack 4.20, sk_storage 5.2, devmap_hash 5.4, "
    "struct_ops 5.6, ringbuf 5.8, inode_storage 5.10, task_storage 5.11, bloom_filter 5.16, "
    "user_ringbuf 6.1, cgrp_storage 6.2, arena 6.9, ";
constexpr std::string_view kProgramTypes =
    "cgroup/dev 4.15, cgroup/sysctl 5.2, cgroup/getsockopt 5.3, cgroup/setsockopt 5.3, "
    "cgroup/bind4 4.17, cgroup/bind6 4.17, cgroup/connect4 4.17, cgroup/connect6 4.17, "
    "cgroup/connect_unix 6.7, cgroup/post_bind4 4.17, cgroup/post_bind6 4.17, "
    "cgroup/sendmsg4 4.18, cgroup/sendmsg6 4.18, cgroup/recvmsg4 5.2, cgroup/recvmsg6 5.2, "
    "cgroup/getpeername4 5.8, cgroup/getpeername6 5.8, cgroup/getsockname4 5.8, "
    "cgroup/getsockname6 5.8, cgroup/sock_release 5.9, cgroup/sock_create 4.10, "
    "cgroup/sock 4.10, cgroup/skb 4.10, cgroup_skb 4.10, xdp/devmap 5.8, "
    "xdp.frags/devmap 5.18, xdp/cpumap 5.9, xdp.frags 5.18, xdp 4.8, socket 3.19, "
    "kprobe.multi 5.18, kretprobe.multi 5.18, kprobe.session 6.10, kprobe 4.1, kretprobe 4.1, "
    "ksyscall 4.1, kretsyscall 4.1, uprobe.multi 6.6, uretprobe.multi 6.6, "
    "uprobe.session 6.13, uprobe.s 6.0, uretprobe.s 6.0, uprobe 4.1, uretprobe 4.1, usdt 4.1, "
    "tc 4.1, classifier 4.1, action 4.1, tcx 6.6, netkit 6.7, tracepoint 4.7, tp 4.7, "
    "raw_tracepoint.w 5.2, raw_tp.w 5.2, raw_tracepoint 4.17, raw_tp 4.17, tp_btf 5.5, "
    "fentry.s 5.10, fexit.s 5.10, fmod_ret.s 5.10, fentry 5.5, fexit 5.5, fmod_ret 5.7, "
    "freplace 5.6, lsm_cgroup 6.0, lsm.s 5.10, lsm 5.7, iter.s 5.18, iter 5.8, perf_event 4.9, "
    "lwt_in 4.10, lwt_out 4.10, lwt_xmit 4.10, lwt_seg6local 4.18, sockops 4.13, sk_skb 4.14, "
    "sk_msg 4.17, lirc_mode2 4.18, sk_reuseport 4.19, flow_dissector 4.20, sk_lookup 5.9, "
    "struct_ops 5.6, syscall 5.14, netfilter 6.4, ";

TEST(KernelFeatures, KnowsSinceWhenMapsAndProgramsAreThere) {
  std::string maps;
  for (uint32_t type = 1; const KernelFeature* map = FindMapType(type); ++type)
    maps += std::string(map->key) + " " + ToString(map->since) + ", ";
  EXPECT_EQ(kMapTypes, maps);
  // Each by a section of its own, which names no longer key by accident.
  std::string_view left = kProgramTypes;
  while (!left.empty()) {
    std::string_view entry = left.substr(0, left.find(", "));
    std::string_view key = entry.substr(0, entry.find(' '));
    const KernelFeature* program = FindProgramType(std::string(key) + "/anything");
    ASSERT_NE(nullptr, program) << key;
    EXPECT_EQ(entry, std::string(program->key) + " " + ToString(program->since));
    EXPECT_EQ(program, FindProgramType(key));
    left.remove_prefix(entry.size() + 2);
  }
}

TEST(KernelFeatures, TellsThatGlobalVariablesAreMissing) {
  layout::Model model;
  layout::Map& map = model.maps.emplace_back();
  map.name = "a.bss";
  map.ident = "bss";
  map.type = 2;
  map.section = 0;
  EXPECT_EQ(std::vector<std::string>{"a.bpf.c: bss: global variables need Linux 5.2"},
            test::Texts(MissingInKernel("a.bpf.c", model, {}, {5, 1})));
  EXPECT_TRUE(MissingInKernel("a.bpf.c", model, {}, {5, 2}).empty());
}

TEST(KernelFeatures, TellsOfProgramsAndUnknownHelpers) {
  layout::Model model;
  model.programs.push_back({"f", "f", "fentry/x"});
  std::vector<std::string> expected = {"a.bpf.c: program 'f': fentry programs need Linux 5.5",
                                       "a.bpf.c:3:4: helper 212 needs a Linux newer than 6.2"};
  EXPECT_EQ(expected, test::Texts(MissingInKernel(
                          "a.bpf.c", model, {{212, "fentry/x", "a.bpf.c", 3, 4}}, {5, 4})));
}

TEST(KernelFeatures, TellsWhatIsMissing) {
  layout::Model model;
  layout::Map& map = model.maps.emplace_back();
  map.name = map.ident = "events";
  map.type = 27;
  model.programs.push_back({"f", "f", "xdp"});
  std::vector<HelperCall> calls = {{130, "xdp", "a.bpf.c", 3, 4}, {130, "xdp", "", 0, 0}};
  std::vector<std::string> expected = {"d/a.bpf.c: map 'events': ring buffers need Linux 5.8",
                                       "d/a.bpf.c:3:4: bpf_ringbuf_output needs Linux 5.8"};
  EXPECT_EQ(expected, test::Texts(MissingInKernel("d/a.bpf.c", model, calls, {5, 7})));
  EXPECT_TRUE(MissingInKernel("d/a.bpf.c", model, calls, {5, 8}).empty());
}

TEST(Doctor, PrintsRemediesBelow) {
  std::vector<Symptom> findings = {
      {Health::kOk, "clang", "14", "", true},
      {Health::kWarning, "bpffs", "not mounted", "mount it", false}};
  EXPECT_EQ(
      "ok       clang  14\n"
      "warn     bpffs  not mounted\n"
      "         help: mount it\n"
      "BPF programs can be compiled.\n",
      SymptomsText(findings, false));
  findings[0].health = Health::kMissing;
  EXPECT_EQ(
      "✗  clang  14\n"
      "!  bpffs  not mounted\n"
      "   help: mount it\n"
      "BPF programs cannot be compiled.\n",
      SymptomsText(findings, true));
}

}  // namespace
}  // namespace ecc
