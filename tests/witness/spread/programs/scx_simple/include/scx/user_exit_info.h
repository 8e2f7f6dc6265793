struct user_exit_info {
	int kind;
	long exit_code;
	char reason[128];
	char msg[1024];
};
