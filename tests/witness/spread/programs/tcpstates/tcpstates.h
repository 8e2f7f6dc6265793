struct event {
	unsigned __int128 saddr;
	unsigned __int128 daddr;
	__u64 skaddr;
	__u64 delta_us;
	__u16 family;
	int oldstate;
	int newstate;
	char task[16];
};
