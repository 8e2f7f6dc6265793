// An object shows what the program needs of a kernel: types of maps, sections of programs,
// numbers of helpers.  The tables say which version of Linux brought each.
#include "ecc/check/kernel_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace ecc {
namespace {

// By their numbers.
constexpr KernelFeature kMapTypes[] = {
    {},
    {"hash", "hash maps", {3, 19}},
    {"array", "arrays", {3, 19}},
    {"prog_array", "arrays of programs", {4, 2}},
    {"perf_event_array", "perf event arrays", {4, 3}},
    {"percpu_hash", "per-CPU hash maps", {4, 6}},
    {"percpu_array", "per-CPU arrays", {4, 6}},
    {"stack_trace", "maps of stack traces", {4, 6}},
    {"cgroup_array", "arrays of cgroups", {4, 8}},
    {"lru_hash", "LRU hash maps", {4, 10}},
    {"lru_percpu_hash", "per-CPU LRU hash maps", {4, 10}},
    {"lpm_trie", "longest-prefix tries", {4, 11}},
    {"array_of_maps", "arrays of maps", {4, 12}},
    {"hash_of_maps", "hash maps of maps", {4, 12}},
    {"devmap", "device maps", {4, 14}},
    {"sockmap", "socket maps", {4, 14}},
    {"cpumap", "CPU maps", {4, 15}},
    {"xskmap", "maps of AF_XDP sockets", {4, 18}},
    {"sockhash", "socket hash maps", {4, 18}},
    {"cgroup_storage", "cgroup storage maps", {4, 19}},
    {"reuseport_sockarray", "arrays of reuseport sockets", {4, 19}},
    {"percpu_cgroup_storage", "per-CPU cgroup storage maps", {4, 20}},
    {"queue", "queues", {4, 20}},
    {"stack", "stacks", {4, 20}},
    {"sk_storage", "socket storage maps", {5, 2}},
    {"devmap_hash", "device hash maps", {5, 4}},
    {"struct_ops", "struct_ops", {5, 6}},
    {"ringbuf", "ring buffers", {5, 8}},
    {"inode_storage", "inode storage maps", {5, 10}},
    {"task_storage", "task storage maps", {5, 11}},
    {"bloom_filter", "bloom filters", {5, 16}},
    {"user_ringbuf", "user ring buffers", {6, 1}},
    {"cgrp_storage", "cgroup local storage maps", {6, 2}},
    {"arena", "arenas", {6, 9}},
};

// By the part of the section's name before "/"; longer ones that have one stand first.
constexpr KernelFeature kProgramTypes[] = {
    {"cgroup/dev", "programs for devices of a cgroup", {4, 15}},
    {"cgroup/sysctl", "programs for sysctl of a cgroup", {5, 2}},
    {"cgroup/getsockopt", "programs for getsockopt", {5, 3}},
    {"cgroup/setsockopt", "programs for setsockopt", {5, 3}},
    {"cgroup/bind4", "programs for bind", {4, 17}},
    {"cgroup/bind6", "programs for bind", {4, 17}},
    {"cgroup/connect4", "programs for connect", {4, 17}},
    {"cgroup/connect6", "programs for connect", {4, 17}},
    {"cgroup/connect_unix", "programs for connect of Unix sockets", {6, 7}},
    {"cgroup/post_bind4", "programs behind bind", {4, 17}},
    {"cgroup/post_bind6", "programs behind bind", {4, 17}},
    {"cgroup/sendmsg4", "programs for sendmsg", {4, 18}},
    {"cgroup/sendmsg6", "programs for sendmsg", {4, 18}},
    {"cgroup/recvmsg4", "programs for recvmsg", {5, 2}},
    {"cgroup/recvmsg6", "programs for recvmsg", {5, 2}},
    {"cgroup/getpeername4", "programs for getpeername", {5, 8}},
    {"cgroup/getpeername6", "programs for getpeername", {5, 8}},
    {"cgroup/getsockname4", "programs for getsockname", {5, 8}},
    {"cgroup/getsockname6", "programs for getsockname", {5, 8}},
    {"cgroup/sock_release", "programs for the release of sockets", {5, 9}},
    {"cgroup/sock_create", "programs for new sockets", {4, 10}},
    {"cgroup/sock", "programs for new sockets", {4, 10}},
    {"cgroup/skb", "programs for packets of a cgroup", {4, 10}},
    {"cgroup_skb", "programs for packets of a cgroup", {4, 10}},
    {"xdp/devmap", "XDP programs of device maps", {5, 8}},
    {"xdp.frags/devmap", "XDP programs for several buffers", {5, 18}},
    {"xdp/cpumap", "XDP programs of CPU maps", {5, 9}},
    {"xdp.frags", "XDP programs for several buffers", {5, 18}},
    {"xdp", "XDP programs", {4, 8}},
    {"socket", "socket filters", {3, 19}},
    {"kprobe.multi", "kprobes of many functions", {5, 18}},
    {"kretprobe.multi", "kprobes of many functions", {5, 18}},
    {"kprobe.session", "kprobe sessions", {6, 10}},
    {"kprobe", "kprobes", {4, 1}},
    {"kretprobe", "kprobes", {4, 1}},
    {"ksyscall", "kprobes", {4, 1}},
    {"kretsyscall", "kprobes", {4, 1}},
    {"uprobe.multi", "uprobes of many functions", {6, 6}},
    {"uretprobe.multi", "uprobes of many functions", {6, 6}},
    {"uprobe.session", "uprobe sessions", {6, 13}},
    {"uprobe.s", "sleepable uprobes", {6, 0}},
    {"uretprobe.s", "sleepable uprobes", {6, 0}},
    {"uprobe", "uprobes", {4, 1}},
    {"uretprobe", "uprobes", {4, 1}},
    {"usdt", "uprobes", {4, 1}},
    {"tc", "programs for tc", {4, 1}},
    {"classifier", "programs for tc", {4, 1}},
    {"action", "actions for tc", {4, 1}},
    {"tcx", "tcx links", {6, 6}},
    {"netkit", "netkit links", {6, 7}},
    {"tracepoint", "tracepoints", {4, 7}},
    {"tp", "tracepoints", {4, 7}},
    {"raw_tracepoint.w", "writable raw tracepoints", {5, 2}},
    {"raw_tp.w", "writable raw tracepoints", {5, 2}},
    {"raw_tracepoint", "raw tracepoints", {4, 17}},
    {"raw_tp", "raw tracepoints", {4, 17}},
    {"tp_btf", "raw tracepoints with types", {5, 5}},
    {"fentry.s", "sleepable fentry programs", {5, 10}},
    {"fexit.s", "sleepable fexit programs", {5, 10}},
    {"fmod_ret.s", "sleepable fmod_ret programs", {5, 10}},
    {"fentry", "fentry programs", {5, 5}},
    {"fexit", "fexit programs", {5, 5}},
    {"fmod_ret", "fmod_ret programs", {5, 7}},
    {"freplace", "freplace programs", {5, 6}},
    {"lsm_cgroup", "LSM programs of a cgroup", {6, 0}},
    {"lsm.s", "sleepable LSM programs", {5, 10}},
    {"lsm", "LSM programs", {5, 7}},
    {"iter.s", "sleepable iterators", {5, 18}},
    {"iter", "iterators", {5, 8}},
    {"perf_event", "programs for perf events", {4, 9}},
    {"lwt_in", "programs for light-weight tunnels", {4, 10}},
    {"lwt_out", "programs for light-weight tunnels", {4, 10}},
    {"lwt_xmit", "programs for light-weight tunnels", {4, 10}},
    {"lwt_seg6local", "programs for seg6", {4, 18}},
    {"sockops", "sockops programs", {4, 13}},
    {"sk_skb", "programs for packets of socket maps", {4, 14}},
    {"sk_msg", "programs for messages of socket maps", {4, 17}},
    {"lirc_mode2", "programs for infrared", {4, 18}},
    {"sk_reuseport", "reuseport programs", {4, 19}},
    {"flow_dissector", "flow dissectors", {4, 20}},
    {"sk_lookup", "socket lookup programs", {5, 9}},
    {"struct_ops", "struct_ops", {5, 6}},
    {"syscall", "programs for the bpf system call", {5, 14}},
    {"netfilter", "netfilter programs", {6, 4}},
};

constexpr KernelFeature kGlobalData = {"", "global variables", {5, 2}};

}  // namespace

const KernelFeature* FindMapType(uint32_t type) {
  return type != 0 && type < std::size(kMapTypes) ? &kMapTypes[type] : nullptr;
}

const KernelFeature* FindProgramType(std::string_view section) {
  // libbpf takes "?kprobe/…" for a program that is not loaded unless it is asked for.
  if (section.starts_with('?'))
    section.remove_prefix(1);
  const KernelFeature* found = std::find_if(
      std::begin(kProgramTypes), std::end(kProgramTypes), [&](const KernelFeature& type) {
        return section == type.key ||
               (section.starts_with(type.key) && section[type.key.size()] == '/');
      });
  return found == std::end(kProgramTypes) ? nullptr : found;
}

Findings MissingInKernel(const std::string& source, const layout::Model& model,
                         const std::vector<HelperCall>& calls, KernelVersion version) {
  Findings missing;
  auto check = [&](const std::string& what, const KernelFeature* feature) {
    if (feature != nullptr && feature->since > version) {
      missing.Add(InFile(source), fmt::format("{}: {} need Linux {}", what, feature->what,
                                              ToString(feature->since)));
    }
  };
  for (const layout::Map& map : model.maps) {
    if (map.section && map.type == 2)
      check(map.ident, &kGlobalData);
    else
      check(fmt::format("map '{}'", map.name), FindMapType(map.type));
  }
  for (const layout::Program& program : model.programs)
    check(fmt::format("program '{}'", program.name), FindProgramType(program.section));
  for (const HelperCall& call : FirstCalls(calls)) {
    const Helper* helper = FindHelper(call.helper);
    if (helper == nullptr) {
      missing.Add(PlaceOf(call, source),
                  fmt::format("helper {} needs a Linux newer than 6.2", call.helper));
    } else if (helper->since > version) {
      missing.Add(PlaceOf(call, source),
                  fmt::format("{} needs Linux {}", helper->name, ToString(helper->since)));
    }
  }
  return missing;
}

}  // namespace ecc
