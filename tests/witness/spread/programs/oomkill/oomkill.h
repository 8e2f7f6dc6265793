#ifndef __OOMKILL_H
#define __OOMKILL_H
struct data_t {
	__u32 fpid;
	__u32 tpid;
	__u64 pages;
	__u64 cgroup;
	char fcomm[16];
	char tcomm[16];
};
#endif
