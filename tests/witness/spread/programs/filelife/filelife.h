#ifndef __FILELIFE_H
#define __FILELIFE_H
#define NAME_LEN 32
struct event {
	char file[NAME_LEN];
	char task[16];
	__u64 delta_ns;
	__u64 inode;
	pid_t tgid;
	dev_t dev;
};
#endif
