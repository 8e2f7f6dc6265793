#ifndef SYSCOUNT_H_
#define SYSCOUNT_H_
#define MAX_ENTRIES 8192
struct data_t {
	__u64 count;
	__u64 total_ns;
	char comm[16];
};
#endif
