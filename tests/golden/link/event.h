struct event {
	int value;
};
