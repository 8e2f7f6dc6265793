enum plain { FIRST, SECOND = 7 };
enum negative { MINUS = -3, PLUS = 3 };
enum large { HUGE_VALUE_ = 0x8000000000000000ULL };
enum small { TINY = 1 } __attribute__((packed));
typedef enum { ALPHA, BETA } letter_t;
struct event {
	enum plain plain;
	enum negative negative;
	enum large large;
	enum small small;
	letter_t letter;
	enum { LOCAL_A, LOCAL_B } local;
};
