// Constants that both sides share have no type that BTF could keep.
enum { MAX_EVENTS = 64, NEGATIVE = -1 };
enum { FLAG = 1u << 31 };
typedef enum { NAMED_A, NAMED_B = 7 } named_t;
struct event {
	named_t named;
	enum { INSIDE = 5 } inside;
	int values[MAX_EVENTS];
};
