"""Asks the running kernel which helpers it refuses to a program that is not of the GPL.
gpl_helpers.py NAMES OURS: all names by number, and those that we take for GPL-only."""
import ctypes, os, platform, struct, sys

BPF = {"x86_64": 321, "aarch64": 280, "riscv64": 280, "s390x": 351, "ppc64le": 361}[platform.machine()]
libc = ctypes.CDLL(None)
# Kinds of programs and attach types that together are offered most helpers, and need no BTF.
KINDS = [(1, 0), (2, 0), (3, 0), (5, 0), (6, 0), (7, 0), (8, 0), (10, 0), (13, 3), (14, 0), (16, 0),
         (17, 0), (18, 8), (19, 0), (20, 0), (21, 0), (23, 18), (24, 0), (25, 21), (31, 0)]


def is_refused(kind, attach, helper):
    code = struct.pack("<BBhiBBhiBBhi", 0x85, 0, 0, helper, 0xB7, 0, 0, 0, 0x95, 0, 0, 0)
    instructions = ctypes.create_string_buffer(code)
    licence = ctypes.create_string_buffer(b"Proprietary")
    log = ctypes.create_string_buffer(1 << 16)
    attr = struct.pack("<IIQQIIQII", kind, 3, ctypes.addressof(instructions), ctypes.addressof(licence),
                       1, len(log), ctypes.addressof(log), 0, 0) + b"\0" * 16 + struct.pack("<II", 0, attach)
    attr = ctypes.create_string_buffer(attr.ljust(128, b"\0"), 128)
    fd = libc.syscall(BPF, 5, attr, 128)
    if fd >= 0:
        os.close(fd)
    return b"GPL" in log.value


names = open(sys.argv[1]).read().split()
ours = set(open(sys.argv[2]).read().split())
kernel = {name for number, name in enumerate(names, 1) if any(is_refused(*kind, number) for kind in KINDS)}
# Offered only with BTF, a capability or an option of the kernel that this one may not have.
unseen = {"bpf_probe_write_user", "bpf_override_return", "bpf_rc_repeat", "bpf_rc_keydown", "bpf_rc_pointer_rel",
          "bpf_skb_output", "bpf_xdp_output", "bpf_seq_printf", "bpf_seq_write", "bpf_seq_printf_btf"}
print(len(kernel), "helpers for GPL programs only, by the kernel")
if len(kernel) < 20:
    sys.exit("the kernel says too little")
if kernel - ours:
    sys.exit(f"not in our table: {sorted(kernel - ours)}")
if ours - kernel - unseen:
    sys.exit(f"free by the kernel: {sorted(ours - kernel - unseen)}")
