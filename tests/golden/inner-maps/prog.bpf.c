// The types of a map that is only defined inside another, and an array of an anonymous struct.
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, type_) __typeof__(type_) *name
#define __array(name, type_) __typeof__(type_) *name[]
struct {
	__uint(type, 12);
	__uint(max_entries, 1);
	__type(key, int);
	__array(
		values, struct {
			__uint(type, 1);
			__uint(max_entries, 4);
			__type(key, int);
			__type(value, long);
		});
} outer SEC(".maps");
struct {
	__uint(type, 1);
	__uint(max_entries, 1);
	__type(key, int);
	struct {
		int a;
		int b : 3;
	} (*value)[4];
} several SEC(".maps");
struct {
	int a;
	int b;
} x = {1, 2};
struct {
	int a;
	long b;
} y = {1, 2};
int I = 5;
char LICENSE[] SEC("license") = "GPL";
