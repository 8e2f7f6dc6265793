#define SEC(name) __attribute__((section(name), used))
struct config {
	char mode;
	long limit;
};
const volatile int level = 3;
const volatile struct config config = {1, 2};
const volatile char name[5] = "abc";
static int hidden = 7;
long counter;
_Bool seen;
static struct config last;
int values[3] = {1, 2, 3};
SEC(".data.hot") int hot = 1;
SEC(".rodata.cold") const volatile int cold = 2;
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int filter(void *ctx)
{
	last.limit = level + config.limit + name[0] + values[level & 1] + hot + cold;
	seen = last.limit > hidden;
	return hidden++ + counter;
}
