// A guest on hosts that know only the six functions, each with its quirks: says what it sees.
#include <stdio.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "prog.skel.h"

static int stop_after;

static int on_event(void *ctx, void *data, size_t size)
{
	const unsigned char *bytes = data;
	int *seen = ctx;

	printf("record of %zu bytes, first %d\n", size, size ? bytes[0] : -1);
	return ++*seen == stop_after ? -ECANCELED : 0;
}

int main(void)
{
	struct prog_bpf *skel = prog_bpf__open_and_load();
	unsigned long long value = 0;
	struct ring_buffer *rb;
	int seen = 0, key = 0, next = 0;
	unsigned count = 1;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (!skel)
		return 1;
	printf("attach %d\n", prog_bpf__attach(skel) < 0);
	printf("lookup %d\n", bpf_map_lookup_elem(bpf_map__fd(skel->maps.counts), &key, &value));
	printf("next key fails %d\n", bpf_map_get_next_key(bpf_map__fd(skel->maps.counts), &key, &next) < 0);
	printf("bad map %d\n", bpf_map_lookup_elem(77, &key, &value) < 0);
	printf("no such map %d\n", bpf_object__find_map_by_name(skel->obj, "nothing") == NULL && errno == ENOENT);

	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), on_event, &seen, NULL);
	if (!rb)
		return 1;
	printf("poll %d\n", ring_buffer__poll(rb, 10));
	stop_after = seen + 1;
	printf("poll that is ended %d\n", ring_buffer__poll(rb, 10) == -ECANCELED);

	/* What only our host can do is refused in words, and nothing breaks. */
	printf("batch %d\n", bpf_map_lookup_batch(bpf_map__fd(skel->maps.counts), NULL, &next, &key, &value,
						  &count, NULL) == -EOPNOTSUPP);
	printf("cpus %d\n", libbpf_num_possible_cpus() == -EOPNOTSUPP);
	printf("pin %d\n", bpf_map__pin(skel->maps.counts, "/sys/fs/bpf/x") == -EOPNOTSUPP);
	printf("detach %d\n", bpf_link__destroy(skel->links.first));
	skel->links.first = NULL;
	ring_buffer__free(rb);
	prog_bpf__destroy(skel);
	return 0;
}
