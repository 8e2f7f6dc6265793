// Which version of libbpf brought which name for BPF programs.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace ecc {

struct LibbpfName {
  std::string_view name;
  std::string_view version;
};

// From libbpf's release notes and history; names that libbpf 0.5 had are left out.
inline constexpr auto kLibbpfNames = std::to_array<LibbpfName>({
    {"barrier", "0.6"},
    {"barrier_var", "0.6"},
    {"bpf_core_field_offset", "0.8"},
    {"BPF_KPROBE_SYSCALL", "0.8"},
    {"PT_REGS_SYSCALL_REGS", "0.8"},
    {"PT_REGS_PARM1_CORE_SYSCALL", "0.7"},
    {"PT_REGS_PARM2_CORE_SYSCALL", "0.7"},
    {"PT_REGS_PARM3_CORE_SYSCALL", "0.7"},
    {"PT_REGS_PARM4_CORE_SYSCALL", "0.7"},
    {"PT_REGS_PARM5_CORE_SYSCALL", "0.7"},
    {"BPF_USDT", "0.8"},
    {"bpf_usdt_arg", "0.8"},
    {"bpf_usdt_arg_cnt", "0.8"},
    {"bpf_usdt_cookie", "0.8"},
    {"__kptr", "0.8"},
    {"BPF_KSYSCALL", "1.0"},
    {"bpf_core_type_matches", "1.0"},
    {"BPF_PROG2", "1.1"},
    {"BPF_UPROBE", "1.2"},
    {"BPF_URETPROBE", "1.2"},
    {"PT_REGS_PARM6", "1.2"},
    {"PT_REGS_PARM7", "1.2"},
    {"PT_REGS_PARM8", "1.2"},
    {"PT_REGS_PARM6_CORE", "1.2"},
    {"PT_REGS_PARM7_CORE", "1.2"},
    {"PT_REGS_PARM8_CORE", "1.2"},
    {"PT_REGS_PARM6_SYSCALL", "1.2"},
    {"PT_REGS_PARM7_SYSCALL", "1.2"},
    {"PT_REGS_PARM6_CORE_SYSCALL", "1.2"},
    {"PT_REGS_PARM7_CORE_SYSCALL", "1.2"},
    {"___bpf_kprobe_args6", "1.2"},
    {"___bpf_kprobe_args7", "1.2"},
    {"___bpf_kprobe_args8", "1.2"},
    {"___bpf_syscall_args6", "1.2"},
    {"___bpf_syscall_args7", "1.2"},
    {"___bpf_syswrap_args6", "1.2"},
    {"___bpf_syswrap_args7", "1.2"},
    {"__kptr_untrusted", "1.2"},
    {"bpf_ksym_exists", "1.2"},
    {"bpf_for", "1.2"},
    {"bpf_for_each", "1.2"},
    {"bpf_repeat", "1.2"},
    {"bpf_iter_num_new", "1.2"},
    {"bpf_iter_num_next", "1.2"},
    {"bpf_iter_num_destroy", "1.2"},
    {"__percpu_kptr", "1.3"},
    {"bpf_core_cast", "1.4"},
    {"bpf_rdonly_cast", "1.4"},
    {"BPF_CORE_WRITE_BITFIELD", "1.4"},
    {"__arg_ctx", "1.4"},
    {"__arg_nonnull", "1.4"},
    {"__arg_nullable", "1.4"},
    {"__arg_trusted", "1.4"},
    {"__arg_arena", "1.4"},
    {"__ulong", "1.4"},
    {"__uptr", "1.5"},
    {"likely", "1.6"},
    {"unlikely", "1.6"},
    {"bpf_usdt_arg_size", "1.6"},
    {"__arg_untrusted", "1.7"},
    {"bpf_stream_printk", "1.7"},
    {"bpf_stream_vprintk", "1.7"},
});

constexpr std::optional<std::string_view> LibbpfVersionOf(std::string_view name) {
  for (const LibbpfName& known : kLibbpfNames) {
    if (known.name == name)
      return known.version;
  }
  return std::nullopt;
}

}  // namespace ecc
