struct str_t {
	__u32 pid;
	char str[80];
};
