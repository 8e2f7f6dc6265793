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
