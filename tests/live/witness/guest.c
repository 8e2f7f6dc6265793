// Reads what the kernel wrote into `struct every`, from standard input, and prints each value as
// the kernel's BTF printer does: bit-fields and wide integers in hexadecimal digits, enumerators by
// name, letters in quotes.
#include <stdio.h>

#include "witness.wasm.h"

static struct every e;

static void text(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size && bytes[i]; i++)
		printf("'%c'\n", bytes[i]);
}

int main(void)
{
	if (fread(&e, 1, sizeof(e), stdin) != sizeof(e) || getchar() != EOF)
		return 1;
	printf("%d\n%lld\n%llu\n", e.tiny, (long long)e.number, (unsigned long long)e.address_sized);
	puts(e.pointer == 0x1040000000 ? "pointer" : "another pointer");
	for (int i = 0; i < 4; i++)
		printf("%d\n", e.array[i]);
	printf("0x%x\n0x%x\n", every_get_low(&e), every_get_straddles(&e));
	/* The kernel does not extend the sign of a bit-field. */
	printf("0x%x\n", every_get_negative(&e) & 0x1ff);
	printf("0x%llx\n0x%x\n%d\n", every_get_wide(&e), every_get_flag(&e), e.truth);
	puts(e.colour == GREEN ? "GREEN" : "another colour");
	for (int i = 0; i < 2; i++)
		printf("0x%x\n0x%x\n", pair_t_get_first(&e.pairs[i]), pair_t_get_second(&e.pairs[i]));
	printf("%u\n%u\n", e.whole, e.byte);
	printf("%d\n%lld\n", e.packed.c, (long long)e.packed.l);
	printf("0x%llx%016llx\n", (unsigned long long)(e.huge >> 64), (unsigned long long)e.huge);
	printf("%d\n%d\n%u\n%llu\n", e.event.pid, e.event.ppid, e.event.exit_code,
	       e.event.duration_ns);
	text(e.event.comm, sizeof(e.event.comm));
	text(e.event.filename, sizeof(e.event.filename));
	printf("%d\n", e.event.exit_event);
	return 0;
}
