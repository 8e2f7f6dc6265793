/* Which of the two there is depends on what the program says before. */
#ifdef WITH_LARGE
struct large {
	long a[2];
};
#else
struct small {
	char a;
};
#endif
