// SPDX-License-Identifier: GPL-2.0 OR MIT
// Compiles where each type has the layout of the 64-bit side, and the guest's own that of the guest.
#include <stdio.h>
#include <bpf/libbpf.h>
#include "user.h"
#include "event.h"
#include "prog.skel.h"

_Static_assert(sizeof(struct event) == 56, "two pointers, two longs");
_Static_assert(offsetof(event_t, delta) == 8 && offsetof(event_t, ptr) == 16, "of 8 bytes");
_Static_assert(sizeof(struct where) == 24, "a type of the header behind");
_Static_assert(offsetof(struct event, port) == 52 && sizeof(port_t) == 2, "a typedef");
_Static_assert(sizeof(stamp_t) == 16, "a record without a tag");
_Static_assert(sizeof(struct list) == 64 && offsetof(struct list, next) == 56, "the guest's own");
_Static_assert(LIMIT == 100 && GIVEN_LIMIT == 7 && NAME_LEN == 16 && CLOSED == 4, "constants");

int main(void)
{
	struct event e = {.kind = CLOSED, .where = {.line = 3}};

	printf("%s %lld\n", kind_name(&e), (long long)LINE_OF(&e));
	return 0;
}
