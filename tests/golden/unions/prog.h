union value {
	int number;
	char text[5];
	double real;
};
struct holder {
	char tag;
	union value value;
	union value many[2];
};
