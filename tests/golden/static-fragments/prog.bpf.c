// The optimizer takes `pair` apart: BTF has pair.0 and pair.1, each of the whole's type.
#define SEC(name) __attribute__((section(name), used))
struct stats {
	unsigned long calls, bytes;
};
static struct stats pair;
long after;
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int count(void *ctx)
{
	pair.calls++;
	pair.bytes += 7;
	return pair.bytes > 100 ? pair.calls : after;
}
