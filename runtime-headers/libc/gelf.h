/* SPDX-License-Identifier: MIT-0 */
/* libelf's records of either class; libelf.h tells why none is ever filled. */
#ifndef ECC_GELF_H
#define ECC_GELF_H

#include <libelf.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef Elf64_Ehdr GElf_Ehdr;
typedef Elf64_Shdr GElf_Shdr;
typedef Elf64_Phdr GElf_Phdr;
typedef Elf64_Sym GElf_Sym;

#define GELF_ST_TYPE(info) ((info)&0xf)
#define GELF_ST_BIND(info) ((info) >> 4)

static inline GElf_Ehdr *gelf_getehdr(Elf *elf, GElf_Ehdr *header)
{
	(void)elf;
	(void)header;
	return NULL;
}

static inline GElf_Shdr *gelf_getshdr(Elf_Scn *section, GElf_Shdr *header)
{
	(void)section;
	(void)header;
	return NULL;
}

static inline GElf_Phdr *gelf_getphdr(Elf *elf, int index, GElf_Phdr *header)
{
	(void)elf;
	(void)index;
	(void)header;
	return NULL;
}

static inline GElf_Sym *gelf_getsym(Elf_Data *data, int index, GElf_Sym *symbol)
{
	(void)data;
	(void)index;
	(void)symbol;
	return NULL;
}

#ifdef __cplusplus
}
#endif

#endif /* ECC_GELF_H */
