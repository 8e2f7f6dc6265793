// Programs that are not loaded by themselves, subprograms, maps of maps, pinned maps, externs.
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, type_) __typeof__(type_) *name
#define __array(name, type_) __typeof__(type_) *name[]
struct inner {
	__uint(type, 2);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} inner SEC(".maps");
struct {
	__uint(type, 12);
	__uint(max_entries, 1);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {&inner}};
int tail(void *ctx);
struct {
	__uint(type, 3);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} tails SEC(".maps") = {.values = {[1] = (void *)&tail}};
struct {
	__uint(type, 1);
	__uint(max_entries, 8);
	__uint(pinning, 1);
	__type(key, int);
	__type(value, int);
} pinned SEC(".maps");
extern const int bpf_prog_active __attribute__((section(".ksyms")));
extern int CONFIG_HZ __attribute__((section(".kconfig")));
int hot SEC(".data.hot") = 7;
static int hidden SEC(".bss.cold");
__attribute__((noinline)) static int helper(int a) { return a + hidden++; }
__attribute__((noinline)) int global_helper(int a) { return helper(a) + hot; }
SEC("socket") int tail(void *ctx) { return global_helper(CONFIG_HZ); }
SEC("socket") int second(void *ctx) { return helper(2) + (int)(long)&bpf_prog_active; }
SEC("?tp/sched/sched_switch") int optional(void *ctx) { return 0; }
char LICENSE[] SEC("license") = "GPL";
