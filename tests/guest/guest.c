// Uses every part of the runtime against the fake host of host.mjs, and prints what it saw.
#include <stdio.h>

#include "libbpf-wasm.h"
#include "prog.skel.h"
#include "other.skel.h"

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	int *seen = ctx;

	printf("event %zu %d %lld\n", size, e->a, (long long)e->b);
	return ++*seen == 3 ? -ECANCELED : 0;
}

// A second object in the same guest, of another shape.
static int use_other(void)
{
	struct other_bpf *skel = other_bpf__open();
	int err;

	if (!skel)
		return 1;
	printf("struct_ops %u %s\n", skel->struct_ops.ops->flags, skel->struct_ops.ops->name);
	printf("arena %d custom %lld cold %d\n", skel->arena->in_arena,
	       (long long)skel->data_custom->config.limit, skel->bss_cold->cold);
	skel->struct_ops.ops->flags = 0x01020304;
	skel->struct_ops.ops->name[0] = 'F';
	skel->arena->in_arena = 0x0a0b0c0d;
	skel->data_custom->config.limit = 0x55;
	printf("optional %d %s\n", bpf_program__autoload(skel->progs.optional),
	       bpf_program__section_name(skel->progs.optional));
	err = other_bpf__load(skel);
	printf("load %d attach %d\n", err, other_bpf__attach(skel));
	printf("links %d %d\n", skel->links.optional != NULL, skel->links.ops != NULL);
	other_bpf__destroy(skel);
	return 0;
}

int main(void)
{
	struct prog_bpf *skel = prog_bpf__open();
	struct prog_bpf *other = prog_bpf__open();
	struct bpf_buffer *buffer;
	int seen = 0, key = 5, next = -1, err;
	long long value = 0;

	if (!skel || !other)
		return 1;
	setvbuf(stdout, NULL, _IONBF, 0);
	printf("initial %d %d %lld\n", skel->rodata->level, skel->data->values[2],
	       (long long)skel->rodata->config.limit);
	skel->rodata->level = 0x11223344;
	skel->rodata->config.limit = 0x5566778899aabbccll;
	skel->data->values[1] = 0x0badcafe;
	skel->bss->counter = 0x1234;
	// A second open sees the object's values, not the first one's.
	printf("private %d %d\n", other->rodata->level, other->data->values[1]);
	bpf_program__set_autoattach(skel->progs.second, false);
	bpf_set_prog_attach_target(skel->progs.third, "eth0");
	printf("fd before load %d\n", bpf_map__fd(skel->maps.counts) == -EINVAL);
	err = prog_bpf__load(skel);
	printf("load %d\n", err);
	if (err)
		return 1;
	printf("load twice %d\n", prog_bpf__load(skel) == -EINVAL);
	printf("attach %d\n", prog_bpf__attach(skel));
	printf("link %d %d\n", skel->links.first != NULL, skel->links.second != NULL);

	printf("update %d\n", bpf_map__update_elem(skel->maps.counts, &key, 4, &key, 8, BPF_ANY));
	printf("wrong size %d\n",
	       bpf_map__update_elem(skel->maps.counts, &key, 2, &key, 8, BPF_ANY) == -EINVAL);
	printf("lookup %d", bpf_map__lookup_elem(skel->maps.counts, &key, 4, &value, 8, 0));
	printf(" %llx\n", value);
	printf("first key %d", bpf_map__get_next_key(skel->maps.counts, NULL, &next, 4));
	printf(" %d\n", next);
	printf("last key %d\n", bpf_map__get_next_key(skel->maps.counts, &next, &next, 4) == -ENOENT);
	printf("interrupted %d\n", bpf_map_delete_elem(-4, &key) == -EINTR);

	buffer = bpf_buffer__open(skel->maps.events, on_event, &seen);
	if (!buffer)
		return 1;
	printf("poll %d\n", bpf_buffer__poll(buffer, 100));
	printf("poll %d\n", bpf_buffer__poll(buffer, 100) == -ECANCELED);
	printf("poll %d\n", bpf_buffer__poll(buffer, 0));
	bpf_buffer__free(buffer);
	prog_bpf__destroy(other);
	prog_bpf__destroy(skel);
	return use_other();
}
