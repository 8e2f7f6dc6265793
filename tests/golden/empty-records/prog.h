struct empty {
};
union nothing {
};
struct holder {
	int a;
	struct empty b;
	union nothing c[2];
	char d;
};
