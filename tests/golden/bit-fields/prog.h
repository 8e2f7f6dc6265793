struct flags {
	unsigned a : 3;
	int b : 5;
	unsigned : 4;
	unsigned c : 20;
	unsigned long long d : 40;
	_Bool e : 1;
	enum color { RED, GREEN } f : 2;
};
struct tight {
	char g;
	unsigned h : 23;
} __attribute__((packed));
struct loose {
	char g;
	unsigned h : 23;
	union {
		unsigned i : 7;
		struct {
			unsigned j : 1;
			signed k : 2;
		} named[2];
	};
};
