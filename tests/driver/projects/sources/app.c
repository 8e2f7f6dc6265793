// SPDX-License-Identifier: MIT-0
#include <stdio.h>

#include <bpf/libbpf.h>
#include "first.h"
#include "first.skel.h"
#include "message.h"

int main(void)
{
	struct first_bpf *skel = first_bpf__open();

	printf("%s, %d bytes\n", MESSAGE, (int)sizeof(struct event));
	first_bpf__destroy(skel);
	return skel == NULL;
}
