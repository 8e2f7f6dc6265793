// SPDX-License-Identifier: MIT-0
// A guest that does one thing that it should not: guest.wasm WHAT.  It calls the host's functions
// itself; what goes on answers "ok", what should have ended it has nothing to say.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ecc-guest-abi.h"
#include "host.skel.h"
#include "ops.skel.h"
#include "wasm-bpf-imports.h"

enum { LINUX_EPERM = -1, LINUX_ENOENT = -2, LINUX_EBADF = -9, LINUX_EBUSY = -16, LINUX_EINVAL = -22,
       LINUX_ENODEV = -19, LINUX_EOPNOTSUPP = -95 };

typedef int callback(int ctx, void *data, int size);

static uint64_t object;
static int rb, rb2, failures;
static char *memory_end;
static char record[2048];

#define EXPECT(wanted, expression)                                                                 \
	do {                                                                                       \
		long long got_ = (expression);                                                     \
		if (got_ != (long long)(wanted)) {                                                 \
			fprintf(stderr, "%d: %s is %lld, not %lld\n", __LINE__, #expression, got_, \
				(long long)(wanted));                                              \
			failures++;                                                                \
		}                                                                                  \
	} while (0)

static int operate(int map, int command, const void *key, void *value, uint64_t flags)
{
	return wasm_bpf_map_operate(map, command, key, value, 0, flags);
}
static int map(const char *name) { return wasm_bpf_map_fd_by_name(object, name); }
static int poll_with(int fd, callback *fn)
{
	return wasm_bpf_buffer_poll(object, fd, (int)(intptr_t)fn, 0, record, sizeof(record), 0);
}
static int fill(void)
{
	struct ecc_test_run run = {0};

	return operate(0, ECC_TEST_RUN, "fill", &run, object);
}
static uint64_t load(void)
{
	size_t size;
	const void *bytes = host_bpf__elf_bytes(&size);

	return wasm_load_bpf_object(bytes, size);
}

static int calls;
static int count(int ctx, void *data, int size) { calls++; return 0; }
static int closes(int ctx, void *data, int size)
{
	calls++;
	EXPECT(0, wasm_close_bpf_object(object));
	EXPECT(LINUX_EBADF, wasm_bpf_buffer_poll(object, rb, 1, 0, record, 8, 0));
	EXPECT(LINUX_EBADF, operate(rb, 1, record, record, 0));
	return 0;
}
static int polls_again(int ctx, void *data, int size)
{
	calls++;
	EXPECT(LINUX_EBUSY, poll_with(rb, count));
	EXPECT(LINUX_EBUSY, wasm_bpf_buffer_poll(object, rb, 0, 0, record, sizeof(record), 0));
	EXPECT(LINUX_EBUSY, operate(0, ECC_WAIT, &rb, 0, 1));
	EXPECT(1, poll_with(rb2, count));
	return 0;
}
static int exits(int ctx, void *data, int size) { exit(5); }
static int traps(int ctx, void *data, int size) { __builtin_trap(); }
static int grows(int ctx, void *data, int size)
{
	calls++;
	EXPECT(17, size);
	EXPECT(1, __builtin_wasm_memory_grow(0, 20) > 0);
	/* The host looks at the memory where it is now. */
	EXPECT(0, operate(map(".bss"), 1, &(int){0}, record + 100, 0));
	return 0;
}
static int negative(int ctx, void *data, int size) { calls++; return -77; }
static int bad_pointer(int ctx, void *data, int size)
{
	return operate(map("array"), 1, memory_end - 3, record, 0);
}
static long long other_type(long long a) { return a; }

static void test_run(void)
{
	static char packet[64], out[256];
	struct ecc_test_run run = {0};

	memset(packet, 7, sizeof(packet));
	run.data_in = (uint32_t)packet;
	run.data_size_in = sizeof(packet);
	run.data_out = (uint32_t)out;
	/* No room: nothing is written, whatever the kernel thinks of a size of 0. */
	EXPECT(0, operate(0, ECC_TEST_RUN, "packet", &run, object));
	EXPECT(0, out[0]);
	run.data_out = (uint32_t)memory_end;
	run.data_size_out = 0;
	EXPECT(0, operate(0, ECC_TEST_RUN, "packet", &run, object));
	run.data_out = (uint32_t)out;
	run.data_size_out = 32;
	operate(0, ECC_TEST_RUN, "packet", &run, object);
	EXPECT(7, out[31]);
	EXPECT(0, out[32]);
	EXPECT(LINUX_ENOENT, operate(0, ECC_TEST_RUN, "none", &run, object));
	EXPECT(LINUX_EBADF, operate(0, ECC_TEST_RUN, "packet", &run, object + 1));
}

static void guesses(void)
{
	for (int fd = -2; fd < 100; fd++) {
		/* Whatever has that number among the host's descriptors. */
		if (fd == rb || fd == rb2)
			continue;
		for (int command = 1; command <= 4; command++)
			EXPECT(LINUX_EBADF, operate(fd, command, record, record, 0));
		for (int command = ECC_MAP_LOOKUP_AND_DELETE; command <= ECC_BUFFER_SUBMIT; command++)
			EXPECT(LINUX_EBADF, operate(fd, command, "x", record, 0));
		EXPECT(LINUX_EBADF, wasm_bpf_buffer_poll(object, fd, 1, 0, record, 8, 0));
		EXPECT(LINUX_EBADF, operate(0, ECC_WAIT, &fd, 0, 1));
	}
	for (uint64_t handle = 0; handle < 100; handle++) {
		if (handle == object)
			continue;
		EXPECT(LINUX_EBADF, wasm_close_bpf_object(handle));
		EXPECT(LINUX_EBADF, wasm_attach_bpf_program(handle, "raw", ""));
		EXPECT(LINUX_EBADF, wasm_bpf_map_fd_by_name(handle, "hash"));
		EXPECT(LINUX_EBADF, wasm_bpf_buffer_poll(handle, rb, 1, 0, record, 8, 0));
		EXPECT(LINUX_EBADF, operate(0, ECC_DETACH, "raw", 0, handle));
	}
	EXPECT(LINUX_EBADF, wasm_close_bpf_object(object | 1ull << 32));
	EXPECT(LINUX_EINVAL, operate(0, ECC_WAIT, record, 0, 65));
	EXPECT(LINUX_EINVAL, operate(rb, 0x7fff, record, record, 0));
	EXPECT(LINUX_EINVAL, operate(rb, ECC_MAP_CLOSE, 0, 0, 0));
	EXPECT(LINUX_EINVAL, operate(map("array"), ECC_BUFFER_SUBMIT, record, 0, 8));
	EXPECT(LINUX_EINVAL, poll_with(map("array"), count));
	EXPECT(LINUX_EINVAL, operate(map("array"), ECC_MAP_LIVE, 0, record, 8));
	EXPECT(LINUX_EOPNOTSUPP, operate(map("progs"), 2, &(int){0}, &rb, 0));
	EXPECT(LINUX_EOPNOTSUPP, operate(map("perf"), 2, &(int){0}, &rb, 0));
	EXPECT(LINUX_EBADF, operate(map("outer"), 2, &(int){0}, &(int){99}, 0));
}

static void struct_ops(void)
{
	static char value[65536];
	size_t size;
	const void *bytes = ops_bpf__elf_bytes(&size);

	object = wasm_load_bpf_object(bytes, size);
	EXPECT(1, object != 0);
	EXPECT(LINUX_EOPNOTSUPP, operate(map("ops"), 2, &(int){0}, value, 0));
}

static void refusals(void)
{
	EXPECT(LINUX_EPERM, wasm_attach_bpf_program(object, "packet", "lo"));
	/* The pattern "/given/" with a star behind it is allowed; no interface bears such a name. */
	EXPECT(LINUX_ENODEV, wasm_attach_bpf_program(object, "packet", "/given/a"));
	EXPECT(LINUX_EPERM, wasm_attach_bpf_program(object, "packet", "/given/../a"));
	EXPECT(LINUX_EPERM, wasm_attach_bpf_program(object, "packet", "/given/.."));
	EXPECT(LINUX_EOPNOTSUPP, wasm_attach_bpf_program(object, "packet", ""));
	EXPECT(LINUX_EPERM, operate(map("array"), ECC_MAP_PIN, "/sys/fs/bpf/hostile", 0, 0));
	EXPECT(LINUX_EPERM, operate(0, ECC_OPEN_PINNED, "/sys/fs/bpf/hostile", 0, 0));
	EXPECT(LINUX_EINVAL, operate(map("array"), ECC_MAP_PIN, "/tmp/hostile", 0, 0));
	EXPECT(LINUX_EINVAL, operate(map("array"), ECC_MAP_PIN, "/sys/fs/bpf/../hostile", 0, 0));
	EXPECT(LINUX_EINVAL, operate(0, ECC_OPEN_PINNED, "/etc/passwd", 0, 0));
}

static void batch(uint32_t keys, uint32_t values, uint32_t out, uint32_t n)
{
	struct ecc_batch b = {.keys = keys, .values = values, .out_batch = out, .count = n};

	printf("%d\n", operate(map("array"), ECC_MAP_LOOKUP_BATCH, 0, &b, 0));
}

static void live(void)
{
	static struct host_bpf__bss bss;
	int fd = map(".bss");

	EXPECT(0, operate(fd, ECC_MAP_LIVE, 0, &bss, sizeof(bss)));
	bss.variable = 40;
	EXPECT(0, fill());
	EXPECT(41, bss.variable);
	__builtin_wasm_memory_grow(0, 10);
	EXPECT(0, fill());
	EXPECT(42, bss.variable);
	EXPECT(LINUX_EINVAL, operate(fd, ECC_MAP_LIVE, 0, &bss, 1 << 20));
	EXPECT(LINUX_EINVAL, operate(fd, ECC_MAP_LIVE, 0, &bss, 1ull << 32 | 8));
	EXPECT(LINUX_EINVAL, operate(fd, ECC_MAP_LIVE, 0, &bss, 0));
	EXPECT(0, wasm_close_bpf_object(object));
	EXPECT(LINUX_EBADF, operate(fd, ECC_MAP_NOT_LIVE, 0, 0, 0));
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	memory_end = (char *)(__builtin_wasm_memory_size(0) * 65536);
	object = load();
	rb = map("rb");
	rb2 = map("rb2");
	if (!object || rb < 0 || rb2 < 0 || fill())
		return 99;
#define IS(name) else if (!strcmp(what, name))
	if (!*what) {
		EXPECT(1, poll_with(rb, count));
	}
	IS("closes") { poll_with(rb, closes); EXPECT(1, calls); }
	IS("polls-again") { EXPECT(1, poll_with(rb, polls_again)); EXPECT(2, calls); }
	IS("exits") poll_with(rb, exits);
	IS("traps") poll_with(rb, traps);
	IS("grows") { EXPECT(1, poll_with(rb, grows)); EXPECT(1, calls); }
	IS("negative") { fill(); EXPECT(-77, poll_with(rb, negative)); EXPECT(1, calls); EXPECT(1, poll_with(rb, count)); }
	IS("bad-pointer") poll_with(rb, bad_pointer);
	IS("no-function") wasm_bpf_buffer_poll(object, rb, 60000, 0, record, 8, 0);
	IS("other-type") poll_with(rb, (callback *)other_type);
	IS("cut") {
		record[8] = 'x';
		EXPECT(1, wasm_bpf_buffer_poll(object, rb, (int)(intptr_t)count, 0, record, 8, 0));
		EXPECT('x', record[8]);
		/* Read as a stretch: a header, and what fits. */
		EXPECT(24, wasm_bpf_buffer_poll(object, rb2, 0, 0, record, 30, 0));
		EXPECT(16, ((struct ecc_record *)record)->size);
		fill();
		EXPECT(0, wasm_bpf_buffer_poll(object, rb2, 0, 0, record, 15, 0));
	}
	IS("no-room") wasm_bpf_buffer_poll(object, rb, 1, 0, memory_end - 4, 17, 0);
	IS("read-no-room") wasm_bpf_buffer_poll(object, rb, 0, 0, memory_end - 4, 17, 0);
	IS("test-run") test_run();
	IS("test-run-pointer") {
		struct ecc_test_run run = {.data_in = (uint32_t)memory_end - 3, .data_size_in = 4};
		operate(0, ECC_TEST_RUN, "packet", &run, object);
	}
	IS("test-run-struct") operate(0, ECC_TEST_RUN, "packet", memory_end - 47, object);
	IS("guesses") guesses();
	IS("struct-ops") struct_ops();
	IS("refusals") refusals();
	IS("batch-keys") batch((uint32_t)memory_end - 12, (uint32_t)record, (uint32_t)record, 4);
	IS("batch-values") batch((uint32_t)record, (uint32_t)memory_end - 12, (uint32_t)record, 4);
	IS("batch-token") batch((uint32_t)record, (uint32_t)record, (uint32_t)memory_end - 3, 4);
	IS("batch-count") batch((uint32_t)record, (uint32_t)record, (uint32_t)record, UINT32_MAX);
	IS("batch-struct") operate(map("array"), ECC_MAP_LOOKUP_BATCH, 0, memory_end - 39, 0);
	IS("submit-pointer") operate(map("user"), ECC_BUFFER_SUBMIT, memory_end - 3, 0, 4);
	IS("submit-size") operate(map("user"), ECC_BUFFER_SUBMIT, record, 0, UINT32_MAX);
	IS("lost-pointer") operate(rb, ECC_BUFFER_LOST, 0, memory_end - 7, 0);
	IS("live-pointer") operate(map(".bss"), ECC_MAP_LIVE, 0, memory_end - 7, 8);
	IS("live") live();
	IS("per-cpu") operate(map("percpu"), 1, &(int){0}, memory_end - 12, 0);
	IS("big-value") operate(map("big"), 1, record, memory_end - 69999, 0);
	IS("big-key") operate(map("big"), 4, record, 0, 0), wasm_bpf_map_operate(map("big"), 4, memory_end - 299, 0, record, 0);
	IS("next-key") wasm_bpf_map_operate(map("hash"), 4, 0, 0, memory_end - 3, 0);
	IS("detached") {
		EXPECT(1, wasm_attach_bpf_program(object, "raw", "sys_enter") > 0);
		for (;;)
			;
	}
	IS("attaches-for-ever") {
		for (;;) {
			EXPECT(1, wasm_attach_bpf_program(object, "filter", "lo") > 0);
			EXPECT(0, operate(0, ECC_DETACH, "filter", 0, object));
		}
	}
	IS("many") {
		while (load())
			failures = 0;
		EXPECT(-24, operate(0, ECC_LOAD_ERROR, 0, 0, 0));
	}
	IS("wishes") {
		int answer = 0;
		char name[8] = {0};
		for (int i = 0; i < 5000 && !answer; i++) {
			snprintf(name, sizeof(name), "%d", i);
			answer = operate(0, ECC_SET_AUTOLOAD, name, 0, 1);
		}
		EXPECT(-7, answer);
		EXPECT(0, load());
		EXPECT(LINUX_ENOENT, operate(0, ECC_LOAD_ERROR, 0, 0, 0));
		EXPECT(1, load() != 0);
	}
	else return 98;
	if (!failures)
		puts("ok");
	return failures != 0;
}
