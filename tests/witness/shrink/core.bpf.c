// Whatever CO-RE and the verifier may ask of types, so that shrinking has to leave it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

// A record that user space shares and relocations touch: it stays whole.
struct shared {
	u32 first;
	struct {
		u8 low : 3;
		u8 high : 5;
		u64 wide;
	};
	struct task_struct *task;
	enum pid_type kind;
	char text[12];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct shared);
} shared_values SEC(".maps");

struct inner_value {
	u64 count;
	struct shared *behind;
};
struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct inner_value);
} one_inner SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {&one_inner}};

struct guarded {
	struct bpf_spin_lock lock;
	u64 count;
	struct task_struct __attribute__((btf_type_tag("kptr"))) * owner;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct guarded);
} guarded_values SEC(".maps");

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig __weak;
extern const char CONFIG_NO_SUCH_THING[8] __kconfig __weak;
extern const void bpf_prog_active __ksym __weak;
extern const struct rq runqueues __ksym __weak;
extern const struct no_such_record no_such_variable __ksym __weak;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym __weak;

u64 out[64];
static volatile u64 hidden[4] = {1, 2, 3};
struct shared in_data = {.first = 1};
const volatile struct shared in_rodata = {};

struct task_struct___old {
	long state;
	volatile long __state;
	int no_such_member;
} __attribute__((preserve_access_index));
struct no_such_record {
	int member;
};
struct mm_struct___flavor {
	unsigned long start_stack;
} __attribute__((preserve_access_index));
typedef struct {
	int counter;
} __attribute__((preserve_access_index)) atomic_t___mine;
enum pid_type___mine { PIDTYPE_PID___mine, PIDTYPE_SID___mine = 40, PIDTYPE_NONE___mine };
typedef enum { NO_SUCH_A, NO_SUCH_B } no_such_enum;

SEC("raw_tp/sched_switch") int fields(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct___old *old = (void *)task;
	struct mm_struct___flavor *mm = (void *)BPF_CORE_READ(task, mm);

	out[0] = BPF_CORE_READ(task, real_parent, mm, start_stack);
	out[1] = BPF_CORE_READ(task, comm[3]);
	out[2] = BPF_CORE_READ(task, se.avg.load_avg);
	out[3] = BPF_CORE_READ(task, rcu.next) != 0;
	out[4] = BPF_CORE_READ(task, thread_pid, numbers[0].nr);
	out[5] = BPF_CORE_READ(task, signal, rlim[7].rlim_cur);
	out[6] = BPF_CORE_READ(task, mm, mm_count.counter);
	out[7] = BPF_CORE_READ(mm, start_stack);
	out[8] = BPF_CORE_READ_BITFIELD_PROBED(task, sched_reset_on_fork);
	out[9] = BPF_CORE_READ_BITFIELD_PROBED(task, in_execve);
	if (bpf_core_field_exists(old->state))
		out[10] = BPF_CORE_READ(old, state);
	else
		out[10] = BPF_CORE_READ(old, __state);
	out[11] = bpf_core_field_exists(old->no_such_member);
	out[12] = bpf_core_field_exists(struct task_struct, cred) + bpf_core_field_size(struct task_struct, comm);
	out[13] = bpf_core_field_size(task->cpus_mask) + bpf_core_field_size(task->policy);
	out[14] = bpf_core_field_size(struct task_struct, signal) + bpf_core_field_exists(task->pending.signal.sig[0]);
	out[15] = __builtin_preserve_field_info(task->se.sched_delayed, BPF_FIELD_SIGNED);
	out[16] = __builtin_preserve_field_info(task->mm->def_flags, BPF_FIELD_BYTE_OFFSET);
	out[17] = BPF_CORE_READ(task, mm, arg_start) + BPF_CORE_READ(task, fs, pwd.dentry, d_name.len);
	out[18] = (u64)__builtin_preserve_access_index(&task->se) + (u64)__builtin_preserve_access_index(&task->comm);
	out[19] = BPF_CORE_READ(task, cred, uid.val) + bpf_core_field_size(task->cred->uid);
	return 0;
}

SEC("raw_tp/sys_enter") int inline_members(void *ctx)
{
	struct sk_buff *skb = (void *)bpf_get_current_task();
	struct page *page = (void *)skb;
	struct bpf_insn *insn = (void *)skb;
	atomic_t___mine *count = (void *)skb;

	out[20] = BPF_CORE_READ(skb, len) + BPF_CORE_READ_BITFIELD_PROBED(skb, ip_summed) + BPF_CORE_READ(skb, cb[5]);
	out[21] = BPF_CORE_READ_BITFIELD_PROBED(skb, pkt_type) + BPF_CORE_READ_BITFIELD_PROBED(skb, encapsulation);
	out[22] = BPF_CORE_READ(page, mapping) != 0;
	out[23] = BPF_CORE_READ_BITFIELD_PROBED(insn, src_reg);
	out[24] = BPF_CORE_READ(count, counter) + bpf_core_field_exists(struct shared, wide) + bpf_core_field_exists(struct shared, high);
	out[25] = BPF_CORE_READ(skb, sk, __sk_common.skc_family);
	out[26] = BPF_CORE_READ(skb, sk, sk_rcvbuf) + BPF_CORE_READ(skb, sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[2]);
	return hidden[out[26] & 3];
}

SEC("raw_tp/sys_exit") int types(void *ctx)
{
	out[30] = bpf_core_type_exists(struct task_struct) + bpf_core_type_exists(struct no_such_record);
	out[31] = bpf_core_type_size(struct task_struct) + bpf_core_type_size(union bpf_attr);
	out[32] = bpf_core_type_exists(pid_t) + bpf_core_type_exists(size_t) + bpf_core_type_exists(enum pid_type);
	out[33] = bpf_core_type_exists(struct mm_struct___flavor);
	out[34] = bpf_core_type_id_kernel(struct task_struct) + bpf_core_type_id_kernel(union bpf_attr);
	out[35] = bpf_core_type_exists(bpf_user_pt_regs_t) + bpf_core_type_size(atomic_t___mine);
	out[36] = bpf_core_enum_value(enum pid_type, PIDTYPE_SID);
	out[37] = bpf_core_enum_value_exists(enum pid_type, PIDTYPE_MAX);
	out[38] = bpf_core_enum_value_exists(enum pid_type___mine, PIDTYPE_NONE___mine);
	out[39] = bpf_core_enum_value(enum pid_type___mine, PIDTYPE_SID___mine);
	out[40] = bpf_core_enum_value_exists(no_such_enum, NO_SUCH_B);
	out[41] = bpf_core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_RINGBUF) + bpf_core_enum_value(enum bpf_func_id, BPF_FUNC_loop);
#if __has_builtin(__builtin_preserve_type_info) && __clang_major__ >= 15
	out[42] = __builtin_preserve_type_info(*(struct list_head *)0, 2);
	out[43] = __builtin_preserve_type_info(*(struct mm_struct___flavor *)0, 2);
	out[44] = __builtin_preserve_type_info(*(struct file_operations *)0, 2);
	out[45] = __builtin_preserve_type_info(*(enum pid_type *)0, 2);
#endif
	return 0;
}

// The number of a local type is another one in a smaller object; nothing else may change.
SEC("raw_tp/sched_wakeup") int local_ids(void *ctx)
{
	out[46] = bpf_core_type_id_local(struct guarded) + bpf_core_type_id_local(struct shared);
	return 0;
}

static __noinline u64 of_task(struct task_struct *task, struct shared *s)
{
	return BPF_CORE_READ(task, tgid) + (s ? s->first : 0);
}

__noinline int of_shared(struct shared *s, enum pid_type kind, u32 number)
{
	if (!s)
		return 0;
	s->wide += number + kind;
	return s->first;
}

__noinline int of_context(struct bpf_raw_tracepoint_args *ctx)
{
	return ctx ? (int)ctx->args[0] : 0;
}

static long each(u32 index, void *context)
{
	out[index & 7] += index;
	return 0;
}

// Nothing stands where the kernel has it, so that each relocation changes its instruction.
struct load_weight___moved {
	u32 nothing;
	u32 inv_weight;
};
struct sched_entity___moved {
	u64 nothing[3];
	u64 vruntime;
	struct load_weight___moved load;
};
struct task_struct___moved {
	int nothing[5];
	unsigned in_execve : 1;
	unsigned sched_reset_on_fork : 3;
	union {
		u64 also_nothing;
		struct {
			int exit_code;
			int tgid;
		};
	};
	char also_not_there[3];
	char comm[20];
	struct sched_entity___moved se;
	struct task_struct___moved *real_parent;
	struct {
		int of_another_kind;
	} mm;
	enum pid_type policy;
} __attribute__((preserve_access_index));
struct sk_buff___moved {
	struct {
		struct {
			u8 cb[8];
		};
		u32 len;
	};
	u16 protocol;
} __attribute__((preserve_access_index));

SEC("raw_tp/sched_process_free") int moved(void *ctx)
{
	struct task_struct___moved *task = (void *)bpf_get_current_task();
	struct sk_buff___moved *skb = (void *)task;

	out[55] = BPF_CORE_READ(task, real_parent, tgid) + BPF_CORE_READ(task, exit_code);
	out[56] = BPF_CORE_READ(task, comm[7]) + BPF_CORE_READ(task, se.load.inv_weight);
	out[57] = BPF_CORE_READ(task, se.vruntime) + bpf_core_field_size(task->comm);
	out[58] = BPF_CORE_READ_BITFIELD_PROBED(task, sched_reset_on_fork);
	out[59] = bpf_core_field_exists(task->mm) + bpf_core_field_exists(task->mm.of_another_kind);
	out[60] = bpf_core_field_exists(task->policy) + bpf_core_field_exists(task->also_nothing);
	out[61] = BPF_CORE_READ(skb, cb[6]) + BPF_CORE_READ(skb, len) + BPF_CORE_READ(skb, protocol);
	out[62] = bpf_core_field_size(task->se) + bpf_core_field_size(task->real_parent);
	return 0;
}

SEC("raw_tp/sched_process_fork") int subprograms(struct bpf_raw_tracepoint_args *ctx)
{
	u32 key = 0;
	struct shared *s = bpf_map_lookup_elem(&shared_values, &key);
	struct inner *inner = bpf_map_lookup_elem(&outer, &key);

	out[47] = of_task((void *)bpf_get_current_task(), s);
	out[48] = of_shared(s, PIDTYPE_PID, 3) + of_context(ctx);
	bpf_loop(4, each, NULL, 0);
	if (inner)
		bpf_map_update_elem(inner, &key, &out[0], 0);
	return in_rodata.first + in_data.first;
}

SEC("tp_btf/sched_process_exit") int BPF_PROG(typed, struct task_struct *p)
{
	u32 key = 0;
	struct guarded *g = bpf_map_lookup_elem(&guarded_values, &key);

	if (!g)
		return 0;
	bpf_spin_lock(&g->lock);
	g->count++;
	bpf_spin_unlock(&g->lock);
	out[49] = p->pid + (u64)p->real_parent->tgid;
	out[50] = p->group_leader->comm[2];
	if (bpf_task_acquire && bpf_task_release) {
		struct task_struct *more = bpf_task_acquire(p);

		if (more)
			more = bpf_kptr_xchg(&g->owner, more);
		if (more)
			bpf_task_release(more);
	}
	return 0;
}

// Records that the kernel allocates by a local type, and finds by the names in a tag.
struct owned_node {
	u64 number;
	struct bpf_list_node link;
	struct task_struct *unused;
};
struct owned_list {
	struct bpf_spin_lock lock;
	struct bpf_list_head head __attribute__((btf_decl_tag("contains:owned_node:link")));
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct owned_list);
} owned_lists SEC(".maps");
extern void *bpf_obj_new_impl(u64 type, void *meta) __ksym __weak;
extern void bpf_obj_drop_impl(void *object, void *meta) __ksym __weak;
extern int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 offset) __ksym __weak;

SEC("tc") int local_owned(struct __sk_buff *skb)
{
	u32 key = 0;
	struct owned_list *list = bpf_map_lookup_elem(&owned_lists, &key);
	struct owned_node *node;

	if (!list)
		return 0;
	node = bpf_obj_new_impl(bpf_core_type_id_local(struct owned_node), NULL);
	if (!node)
		return 0;
	node->number = skb->len;
	bpf_spin_lock(&list->lock);
	bpf_list_push_back_impl(&list->head, &node->link, NULL, 0);
	bpf_spin_unlock(&list->lock);
	return 0;
}

SEC("fentry/do_exit") int BPF_PROG(entry, long code)
{
	out[51] = code;
	return 0;
}

SEC("kprobe/do_exit") int BPF_KPROBE(probe, long code)
{
	out[52] = code;
	return 0;
}

// A kernel that keeps the names of functions only refuses it.
SEC("raw_tp/sched_process_hang") int variables(void *ctx)
{
	struct rq *rq = (void *)bpf_per_cpu_ptr(&runqueues, 0);

	if (rq)
		out[53] = rq->nr_running + rq->cpu;
	return 0;
}

SEC("raw_tp/sched_process_exec") int symbols(void *ctx)
{
	if (LINUX_KERNEL_VERSION < 1 || !CONFIG_BPF_SYSCALL || CONFIG_NO_SUCH_THING[0])
		return 0;
	out[54] = (u64)&bpf_prog_active + (&no_such_variable ? 1 : 0);
	return 0;
}

// What the verifier refuses, it refuses of the smaller object too.
SEC("raw_tp/sched_waking") int refused(void *ctx)
{
	return *(int *)bpf_get_current_task();
}
