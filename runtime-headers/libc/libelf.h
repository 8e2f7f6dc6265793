/* SPDX-License-Identifier: MIT-0 */
/*
 * libelf, as far as programs look for functions in other programs' files with it. A guest has none of
 * the host's files to look into: libelf says that it cannot be used, and they go on without, or end.
 */
#ifndef ECC_LIBELF_H
#define ECC_LIBELF_H

#include <errno.h>
#include <linux/elf.h>
#include <stddef.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef EV_NONE
#define EV_NONE 0
#define EV_CURRENT 1
#endif
#ifndef STT_FUNC
#define STT_FUNC 2
#endif

typedef enum { ELF_C_NULL, ELF_C_READ, ELF_C_READ_MMAP = 8 } Elf_Cmd;
typedef enum { ELF_K_NONE, ELF_K_AR, ELF_K_COFF, ELF_K_ELF } Elf_Kind;
typedef enum { ELF_T_BYTE } Elf_Type;

typedef struct Elf Elf;
typedef struct Elf_Scn Elf_Scn;

typedef struct {
	void *d_buf;
	Elf_Type d_type;
	unsigned d_version;
	size_t d_size;
	int64_t d_off;
	size_t d_align;
} Elf_Data;

static inline unsigned elf_version(unsigned version)
{
	(void)version;
	errno = ENOSYS;
	return EV_NONE;
}

static inline const char *elf_errmsg(int error)
{
	(void)error;
	return "a guest reads no object files";
}

static inline int elf_errno(void)
{
	return ENOSYS;
}

static inline Elf *elf_begin(int fd, Elf_Cmd command, Elf *of)
{
	(void)fd;
	(void)command;
	(void)of;
	errno = ENOSYS;
	return NULL;
}

static inline int elf_end(Elf *elf)
{
	(void)elf;
	return 0;
}

static inline Elf_Kind elf_kind(Elf *elf)
{
	(void)elf;
	return ELF_K_NONE;
}

static inline Elf_Scn *elf_nextscn(Elf *elf, Elf_Scn *section)
{
	(void)elf;
	(void)section;
	return NULL;
}

static inline Elf_Data *elf_getdata(Elf_Scn *section, Elf_Data *data)
{
	(void)section;
	(void)data;
	return NULL;
}

static inline int elf_getshdrstrndx(Elf *elf, size_t *index)
{
	(void)elf;
	(void)index;
	return -1;
}

static inline int elf_getphdrnum(Elf *elf, size_t *count)
{
	(void)elf;
	(void)count;
	return -1;
}

static inline char *elf_strptr(Elf *elf, size_t section, size_t offset)
{
	(void)elf;
	(void)section;
	(void)offset;
	return NULL;
}

#ifdef __cplusplus
}
#endif

#endif /* ECC_LIBELF_H */
