struct event {
	char a;
	__int128 b;
	unsigned __int128 c;
	_Bool d;
	signed char e;
};
