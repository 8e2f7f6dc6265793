struct value_info {
	__u64 ref;
	__u64 miss;
	char comm[TASK_COMM_LEN];
};
struct key_info {
	__u32 cpu;
	__u32 pid;
	__u32 tid;
};
