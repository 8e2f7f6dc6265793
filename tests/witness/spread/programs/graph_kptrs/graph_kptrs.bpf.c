// Nodes in a red-black tree and a list under one lock; type and declaration tags.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#define private(name) SEC(".data." #name) __attribute__((aligned(8)))

extern void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			       bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b),
			       void *meta, __u64 off) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;

struct node_data {
	long key, data;
	struct bpf_rb_node node;
	struct bpf_list_node other;
};
struct held { struct task_struct __kptr *task; struct node_data __kptr *node; struct bpf_spin_lock lock; };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct held);
} holds SEC(".maps");

private(A) struct bpf_spin_lock glock;
private(A) struct bpf_rb_root groot __contains(node_data, node);

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct node_data, node)->key < container_of(b, struct node_data, node)->key;
}

SEC("tc")
long add_and_find(void *ctx)
{
	struct node_data *n = bpf_obj_new_impl(__builtin_btf_type_id(*(struct node_data *)0, 0), 0), *old;
	struct bpf_rb_node *first;
	struct held *h;
	long key = -1;
	int zero = 0;

	if (!n)
		return 1;
	n->key = bpf_get_prandom_u32();
	bpf_spin_lock(&glock);
	bpf_rbtree_add_impl(&groot, &n->node, less, 0, offsetof(struct node_data, node));
	first = bpf_rbtree_first(&groot);
	if (first)
		key = container_of(first, struct node_data, node)->key;
	bpf_spin_unlock(&glock);
	h = bpf_map_lookup_elem(&holds, &zero);
	if (h) {
		old = bpf_kptr_xchg(&h->node, 0);
		if (old)
			bpf_obj_drop_impl(old, 0);
	}
	return key;
}
char _license[] SEC("license") = "GPL";
