struct item {
	short a;
	char b;
};
struct event {
	int matrix[2][3];
	struct item items[2];
	char none[0];
	char text[8];
	unsigned char raw[4];
	char lone;
	int tail[];
};
