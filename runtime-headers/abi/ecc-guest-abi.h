/* SPDX-License-Identifier: MIT-0 */
/*
 * What a guest and ecli agree upon beyond the six imports.  The guest exports the function
 * `ecc_guest_abi`, which returns the address of the struct of that name; a host that knows it fills
 * it in before the guest starts, another leaves it zero and never hears of the rest.
 *
 * With a host that does, three things are new: wasm_bpf_map_operate takes the commands below,
 * wasm_bpf_buffer_poll with function 0 reads records instead of calling back, and a signal calls the
 * guest's export `ecc_guest_signal`.
 */
#ifndef ECC_GUEST_ABI_H
#define ECC_GUEST_ABI_H

#include <stdint.h>

#define ECC_GUEST_ABI_VERSION 1

struct ecc_guest_abi {
	uint32_t version;      /* the guest's: ECC_GUEST_ABI_VERSION */
	uint32_t host_version; /* the host's; 0: it knows nothing of this */
	uint32_t cpus;         /* possible CPUs: a per-CPU map's value has so many parts */
	uint32_t reserved;
};

/*
 * Commands of wasm_bpf_map_operate(fd, cmd, key, value, next, flags).  All return 0 or more, or a
 * negative errno of Linux.
 */
enum {
	ECC_MAP_LOOKUP_AND_DELETE = 0x100, /* key, value */
	ECC_MAP_LOOKUP_BATCH,              /* value: struct ecc_batch */
	ECC_MAP_LOOKUP_AND_DELETE_BATCH,   /* value: struct ecc_batch */
	ECC_MAP_UPDATE_BATCH,              /* value: struct ecc_batch */
	ECC_MAP_DELETE_BATCH,              /* value: struct ecc_batch */
	ECC_MAP_PIN,                       /* key: path below /sys/fs/bpf */
	ECC_MAP_LIVE,       /* value: address of flags bytes, which from now on are the map's */
	ECC_MAP_NOT_LIVE,   /* they are the guest's own again */
	ECC_MAP_CLOSE,      /* a map opened by ECC_OPEN_PINNED */
	ECC_BUFFER_LOST,    /* value: uint64_t, records that the kernel had no room for */
	ECC_BUFFER_SUBMIT,  /* key: record, flags: its size; of a user ring buffer */

	/* The rest has no map: fd is 0 where nothing else is said. */
	ECC_OPEN_PINNED = 0x200, /* key: path; returns a map's descriptor */
	ECC_WAIT,         /* key: flags & 0xffff descriptors; waits flags >> 32 ms; how many are ready */
	ECC_INTERFACE,    /* key: name of a network interface; returns its index */
	ECC_SET_AUTOLOAD, /* key: program, flags: 0 or 1; of the object loaded next */
	ECC_SET_MAX_ENTRIES, /* key: map, flags: number; of the object loaded next */
	ECC_DETACH,       /* fd: what attaching returned, or 0: the last; key: program, flags: object */
	ECC_TEST_RUN,     /* key: program, value: struct ecc_test_run, flags: object */
	ECC_LOAD_ERROR,   /* the errno of the last load, negative, or 0 */
};

/* Addresses are the guest's; 0: none. */
struct ecc_batch {
	uint32_t in_batch;
	uint32_t out_batch;
	uint32_t keys;
	uint32_t values;
	uint32_t count; /* in: room or elements; out: elements done */
	uint32_t reserved;
	uint64_t elem_flags;
	uint64_t flags;
};

struct ecc_test_run {
	uint32_t data_in;
	uint32_t data_size_in;
	uint32_t data_out;
	uint32_t data_size_out; /* in: room; out: size */
	uint32_t ctx_in;
	uint32_t ctx_size_in;
	uint32_t ctx_out;
	uint32_t ctx_size_out; /* in: room; out: size */
	uint32_t retval;
	uint32_t duration; /* ns a run */
	uint32_t repeat;
	uint32_t flags;
};

/*
 * Records as wasm_bpf_buffer_poll(handle, fd, 0, 0, data, room, ms) puts them to `data`; it returns
 * the bytes written.  Each is this header and the record, both together rounded up to 8 bytes.
 */
struct ecc_record {
	uint32_t size; /* bytes that follow; with ECC_RECORD_DISCARDED, none that count */
	uint32_t note; /* of a perf buffer: the CPU.  Of a ring buffer: not used */
};
#define ECC_RECORD_DISCARDED (1u << 30)

#endif /* ECC_GUEST_ABI_H */
