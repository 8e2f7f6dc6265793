// Prints what it sees; tests/live/guests.sh knows what that must be.
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "api.h"
#include "api.skel.h"

static int refuse_at;

static int on_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	int *sum = ctx;

	if (size != sizeof(*e)) {
		printf("record of %zu bytes\n", size);
		return 0;
	}
	*sum += e->number + (e->wide == -e->number ? 0 : 1000);
	return e->number == refuse_at ? -ECANCELED : 0;
}

static unsigned long long lost, sampled;

static void on_sample(void *ctx, int cpu, void *data, unsigned size)
{
	const struct event *e = data;

	(void)ctx;
	sampled += cpu >= 0 && size >= sizeof(*e) && e->number == 1;
}

static void on_lost(void *ctx, int cpu, unsigned long long count)
{
	(void)ctx;
	(void)cpu;
	lost += count;
}

static int run(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int err = bpf_prog_test_run_opts(bpf_program__fd(prog), &opts);

	return err ? err : (int)opts.retval;
}

static void use_maps(struct api_bpf *skel)
{
	unsigned keys[8] = {1, 2, 3, 4, 5, 6, 7, 8}, count = 8, key, cpus, next, i, total = 0;
	unsigned long long values[8] = {10, 20, 30, 40, 50, 60, 70, 80}, value = 0, *per_cpu;
	int fd = bpf_map__fd(skel->maps.numbers), inner, err;

	printf("update batch %d", bpf_map_update_batch(fd, keys, values, &count, NULL));
	printf(" of %u\n", count);
	memset(keys, 0, sizeof(keys));
	memset(values, 0, sizeof(values));
	count = 8;
	err = bpf_map_lookup_batch(fd, NULL, &next, keys, values, &count, NULL);
	for (i = 0; i < count; i++)
		total += keys[i] * 10 == values[i] ? keys[i] : 1000;
	printf("lookup batch %d of %u, sum %u\n", err == 0 || err == -ENOENT, count, total);
	key = 3;
	printf("lookup and delete %d", bpf_map_lookup_and_delete_elem(fd, &key, &value));
	printf(" %llu", value);
	printf(", again %d\n", bpf_map_lookup_elem(fd, &key, &value) == -ENOENT);
	count = 2;
	keys[0] = 1;
	keys[1] = 2;
	printf("delete batch %d\n", bpf_map_delete_batch(fd, keys, &count, NULL));
	for (count = 0, err = bpf_map_get_next_key(fd, NULL, &next); !err; count++)
		err = bpf_map_get_next_key(fd, &next, &next);
	printf("left %u, end %d\n", count, err == -ENOENT);
	printf("exists %d\n", bpf_map_update_elem(fd, &(unsigned){8}, &value, BPF_NOEXIST) == -EEXIST);

	cpus = libbpf_num_possible_cpus();
	per_cpu = calloc(cpus, 8);
	key = 1;
	err = bpf_map__lookup_elem(skel->maps.per_cpu, &key, 4, per_cpu, cpus * 8, 0);
	for (i = 0, value = 0; i < cpus; i++)
		value += per_cpu[i];
	printf("per CPU %d, sum %llu\n", err, value);
	printf("wrong size %d\n", bpf_map__lookup_elem(skel->maps.per_cpu, &key, 4, per_cpu, 8 * cpus + 8, 0) == -EINVAL);
	free(per_cpu);

	inner = bpf_map__fd(skel->maps.alone);
	printf("inner map %d\n", bpf_map_update_elem(bpf_map__fd(skel->maps.outer), &key, &inner, BPF_ANY));
	inner = 3;
	printf("a raw descriptor as a map %d\n",
	       bpf_map_update_elem(bpf_map__fd(skel->maps.outer), &key, &inner, BPF_ANY) == -EBADF);
	printf("a raw descriptor as a program %d\n",
	       bpf_map_update_elem(bpf_map__fd(skel->maps.programs), &key, &inner, BPF_ANY) == -EOPNOTSUPP);
}

static void use_pins(struct api_bpf *skel)
{
	unsigned long long value = 0;
	unsigned key = 8;
	int fd;

	printf("pin %d", bpf_map__pin(skel->maps.numbers, "/sys/fs/bpf/ecc-test-allowed"));
	printf(", not allowed %d", bpf_map__pin(skel->maps.numbers, "/sys/fs/bpf/ecc-test-other") == -EPERM);
	printf(", outside %d\n", bpf_map__pin(skel->maps.numbers, "/sys/fs/bpf/../ecc-test-allowed") == -EINVAL);
	fd = bpf_obj_get("/sys/fs/bpf/ecc-test-allowed");
	printf("get %d, same map %d", fd >= 0, bpf_map_lookup_elem(fd, &key, &value));
	printf(" %llu", value);
	printf(", closed %d", bpf_wasm_close(fd));
	printf(" %d\n", bpf_map_lookup_elem(fd, &key, &value) == -EBADF);
}

static void use_buffers(struct api_bpf *skel)
{
	int sums[2] = {0, 0};
	struct ring_buffer *rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), on_event, &sums[0], NULL);

	printf("add %d\n", ring_buffer__add(rb, bpf_map__fd(skel->maps.second), on_event, &sums[1]));
	printf("records %d", ring_buffer__poll(rb, 100));
	printf(", sums %d %d\n", sums[0], sums[1]);
	run(skel->progs.emit);
	refuse_at = 5;
	printf("refused %d", ring_buffer__consume(rb) == -ECANCELED);
	printf(", sum %d\n", sums[0]);
	refuse_at = 0;
	printf("the rest %d", ring_buffer__consume(rb));
	printf(", sums %d %d\n", sums[0], sums[1]);
	run(skel->progs.emit_big);
	printf("big %d\n", ring_buffer__poll(rb, 100));
	ring_buffer__free(rb);
}

static void use_links(struct api_bpf *skel)
{
	struct perf_buffer *pb = perf_buffer__new(bpf_map__fd(skel->maps.perf), 8, on_sample, on_lost, NULL, NULL);
	struct bpf_link *link = bpf_program__attach(skel->progs.flood);
	int i, before, first = skel->bss->counter;

	if (!pb || !link)
		printf("perf buffer or link: %s\n", strerror(errno));
	/* Each write is a system call of the host's; far more of them than the buffer has room for. */
	for (i = 0; i < 50000; i++)
		write(1, "", 0);
	perf_buffer__poll(pb, 0);
	printf("samples %d, counted %d\n", sampled > 0, skel->bss->counter - first > 50000);
	printf("detach %d\n", bpf_link__destroy(link));
	/*
	 * Every record is delivered or lost.  The kernel tells of the lost ones before the next that it
	 * has room for: a few more on every CPU.
	 */
	for (i = 0; i < 100 && sampled + lost != (unsigned long long)(skel->bss->counter - first); i++) {
		link = bpf_program__attach(skel->progs.flood);
		usleep(20000);
		bpf_link__destroy(link);
		usleep(1000);
		perf_buffer__poll(pb, 0);
	}
	printf("lost %d, all are counted %d\n", lost > 0, sampled + lost == (unsigned long long)(skel->bss->counter - first));
	usleep(1000);
	before = skel->bss->counter;
	usleep(20000);
	printf("quiet %d\n", skel->bss->counter == before);
	perf_buffer__free(pb);
}

int main(void)
{
	struct api_bpf *skel = api_bpf__open();

	if (!skel)
		return 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("autoload %d %d\n", bpf_program__autoload(skel->progs.emit), bpf_program__autoload(skel->progs.asked_for));
	bpf_program__set_autoload(skel->progs.never, false);
	bpf_map__set_max_entries(skel->maps.numbers, 100);
	skel->bss->counter = 0;
	printf("load %d\n", api_bpf__load(skel));

	printf("run %d", run(skel->progs.emit));
	printf(", live %d\n", skel->bss->counter);
	skel->data->wanted = 1;
	skel->bss->counter = 3;
	printf("run %d", run(skel->progs.emit));
	printf(", live %d\n", skel->bss->counter);
	printf("not loaded %d\n", run(skel->progs.never) == -EBADF);
	use_maps(skel);
	use_pins(skel);
	use_buffers(skel);
	use_links(skel);
	api_bpf__destroy(skel);
	return 0;
}
