/*
 * Included before a program by `ecc --count-lost`. The kernel does not count the records for which
 * a ring buffer has no room; only the program learns of each, and few look. Every call that asks a
 * ring buffer for room gets a counter of its own in a section that `ecli` reads: it adds one when
 * the kernel said no, and the program goes on with the kernel's answer as before.
 *
 * The macros take arguments, so that helpers' own declarations, `(*bpf_ringbuf_output)(…)`, and a
 * helper's address stay what they are.
 */
#ifndef ECC_COUNT_LOST_H
#define ECC_COUNT_LOST_H

/* One call. Host and program agree on this layout: loader/kernel/lost_records.cc. */
struct ecc_lost {
	char buffer[56]; /* as the call names it: "&events"; the end of a longer one is cut off */
	unsigned long long count;
};

/* Nobody but the host reads the names: "used" keeps the compiler from dropping them. */
#define ECC_COUNT_IF(failed, buffer)                                                           \
	_Pragma("clang diagnostic push")                                                       \
	_Pragma("clang diagnostic ignored \"-Wexcess-initializers\"")                          \
	static struct ecc_lost ecc_lost                                                        \
		__attribute__((section(".data.ecc_lost"), used)) = {#buffer, 0};               \
	_Pragma("clang diagnostic pop")                                                        \
	if (failed)                                                                            \
		__sync_fetch_and_add(&ecc_lost.count, 1)

#define bpf_ringbuf_output(buffer, ...)                                                        \
	({                                                                                     \
		long ecc_result = (bpf_ringbuf_output)(buffer, __VA_ARGS__);                   \
		ECC_COUNT_IF(ecc_result < 0, buffer);                                          \
		ecc_result;                                                                    \
	})

#define bpf_ringbuf_reserve(buffer, ...)                                                       \
	({                                                                                     \
		void *ecc_result = (bpf_ringbuf_reserve)(buffer, __VA_ARGS__);                 \
		ECC_COUNT_IF(!ecc_result, buffer);                                             \
		ecc_result;                                                                    \
	})

#define bpf_ringbuf_reserve_dynptr(buffer, ...)                                                \
	({                                                                                     \
		long ecc_result = (bpf_ringbuf_reserve_dynptr)(buffer, __VA_ARGS__);           \
		ECC_COUNT_IF(ecc_result < 0, buffer);                                          \
		ecc_result;                                                                    \
	})

#endif
