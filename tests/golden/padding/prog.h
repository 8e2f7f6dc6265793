struct event {
	char a;
	int b;
	short c;
	long long d;
	char e[3];
};
