// SPDX-License-Identifier: MIT-0
// A guest that does what its arguments say, one after the other, and prints what came of it.  It
// calls the host's functions itself.  Ends with 1 when the last load failed.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ecc-guest-abi.h"
#include "prog.skel.h"
#include "wasm-bpf-imports.h"

static uint64_t objects[64];
static int count;

static int operate(int command, const void *key, void *value, uint64_t flags)
{
	return wasm_bpf_map_operate(0, command, key, value, 0, flags);
}

static int load(void)
{
	size_t size;
	const void *bytes = prog_bpf__elf_bytes(&size);
	uint64_t object = wasm_load_bpf_object(bytes, size);

	if (object)
		objects[count++] = object;
	return object ? 0 : operate(ECC_LOAD_ERROR, 0, 0, 0);
}

int main(int argc, char **argv)
{
	int loaded = 0;

	for (int i = 1; i < argc; i++) {
		const char *what = argv[i];
		int result = 0;

		/* "entries MAP NUMBER", "autoload PROGRAM 0|1": of the object that is loaded next. */
		if (!strcmp(what, "entries") && i + 2 < argc) {
			result = operate(ECC_SET_MAX_ENTRIES, argv[i + 1], 0, strtoull(argv[i + 2], 0, 0));
			i += 2;
		} else if (!strcmp(what, "autoload") && i + 2 < argc) {
			result = operate(ECC_SET_AUTOLOAD, argv[i + 1], 0, argv[i + 2][0] == '1');
			i += 2;
		} else if (!strcmp(what, "load")) {
			result = loaded = load();
		} else if (!strcmp(what, "attach") && count && i + 2 < argc) {
			result = wasm_attach_bpf_program(objects[count - 1], argv[i + 1], argv[i + 2]);
			result = result > 0 ? 0 : result;
			i += 2;
		} else if (!strcmp(what, "run") && count && i + 1 < argc) {
			struct ecc_test_run run = {0};

			result = operate(ECC_TEST_RUN, argv[i + 1], &run, objects[count - 1]);
			i++;
		} else if (!strcmp(what, "open") && count && i + 1 < argc) {
			result = wasm_bpf_map_fd_by_name(objects[count - 1], argv[i + 1]);
			result = result > 0 ? 0 : result;
			i++;
		} else if (!strcmp(what, "close") && count) {
			result = wasm_close_bpf_object(objects[--count]);
		} else if (!strcmp(what, "wait")) {
			/* Until somebody ends it. */
			printf("waits\n");
			fflush(stdout);
			operate(ECC_WAIT, 0, 0, 60000ull << 32);
		} else {
			result = -1000;
		}
		printf("%s: %d\n", what, result);
		fflush(stdout);
	}
	return loaded != 0;
}
