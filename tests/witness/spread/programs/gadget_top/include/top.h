#ifndef TOP_H
#define TOP_H
#define TOP_ENTRIES 10240
struct top_key {
	__u64 inode;
	__u32 dev;
	__u32 pid;
};
struct top_value {
	__u64 reads, writes;
	char name[48];
	char type;
};
#endif
