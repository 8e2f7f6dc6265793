// SPDX-License-Identifier: MIT-0
// A program of the host that includes what ecc wrote.
#include <stdio.h>

#include "first.wasm.h"

int main(void)
{
	printf("%d\n", (int)sizeof(struct event));
	return 0;
}
