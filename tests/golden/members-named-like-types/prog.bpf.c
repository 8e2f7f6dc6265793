// C lets a member bear the name of its type's typedef; C++ then hides the type.
#define SEC(name) __attribute__((section(name), used))
typedef enum { LOW, HIGH } level;
typedef struct {
	int x, y;
} point;
typedef struct {
	int flag : 3;
} record;
struct event {
	level level;
	unsigned int other;
	point point;
	record record;
};
struct later {
	int level;
	level other;
	struct {
		point x;
	} point;
} l SEC(".data");
struct class {
	union {
		int class;
		int b;
	};
} c SEC(".data");
struct event e SEC(".data");
char LICENSE[] SEC("license") = "GPL";
