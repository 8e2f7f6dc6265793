struct event {
	char text[LENGTH];
	kind_t kind;
};
