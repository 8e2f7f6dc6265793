struct packed {
	char a;
	int b;
	long c;
} __attribute__((packed));
struct wide {
	int a;
} __attribute__((aligned(64)));
struct holder {
	char a;
	struct packed b;
	struct wide c;
};
