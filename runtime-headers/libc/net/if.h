/* SPDX-License-Identifier: MIT-0 */
/* The numbers of network interfaces, which WASI knows nothing of. */
#ifndef ECC_NET_IF_H
#define ECC_NET_IF_H

#include <stdlib.h>
#include <string.h>
#include "libbpf-wasm-host.h"

#define IF_NAMESIZE 16
#define IFNAMSIZ IF_NAMESIZE

#ifdef __cplusplus
extern "C" {
#endif
/* The interfaces that the guest has asked for. */
struct ecc_interface {
	struct ecc_interface *next;
	unsigned index;
	char name[IF_NAMESIZE];
};
extern struct ecc_interface *ecc_interfaces;
__attribute__((weak)) struct ecc_interface *ecc_interfaces = NULL;
#ifdef __cplusplus
}
#endif

/*
 * The kernel's number; 0 with errno when there is no such interface.  A host without our commands
 * cannot tell it: there it is a number that only names the interface to this library.
 */
static inline unsigned if_nametoindex(const char *name)
{
	struct ecc_interface *known;
	unsigned last = 0;
	int index;

	if (strlen(name) >= IF_NAMESIZE) {
		errno = ENODEV;
		return 0;
	}
	for (known = ecc_interfaces; known; known = known->next) {
		if (strcmp(known->name, name) == 0)
			return known->index;
		if (known->index > last)
			last = known->index;
	}
	index = bpf_wasm__has_host() ? bpf_wasm__command(0, ECC_INTERFACE, name, NULL, 0)
				     : (int)last + 1;
	if (index <= 0)
		return 0;
	known = (struct ecc_interface *)malloc(sizeof(*known));
	if (!known) {
		errno = ENOMEM;
		return 0;
	}
	known->index = (unsigned)index;
	strcpy(known->name, name);
	known->next = ecc_interfaces;
	ecc_interfaces = known;
	return known->index;
}

/* Knows the interfaces that were asked for by name. */
static inline char *if_indextoname(unsigned index, char *name)
{
	const struct ecc_interface *known;

	for (known = ecc_interfaces; known; known = known->next) {
		if (known->index == index)
			return strcpy(name, known->name);
	}
	errno = ENXIO;
	return NULL;
}

#endif /* ECC_NET_IF_H */
