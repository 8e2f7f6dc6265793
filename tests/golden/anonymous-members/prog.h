struct event {
	int kind;
	union {
		struct {
			unsigned short port;
			union {
				unsigned char v4[4];
				unsigned char v6[16];
			};
		};
		struct {
			long inode;
			char __pad0;
		} file;
		int errors[2];
	};
	struct {
		int x;
		char y;
	} points[2][3];
};
