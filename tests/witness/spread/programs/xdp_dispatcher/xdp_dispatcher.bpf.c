// A program that calls ten others, each to be replaced; and its configuration.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MAX_PROGRAMS 4
#define RUN_OVER (1 << 31)

struct dispatcher_config {
	__u8 magic, version, count;
	__u32 chain_call_actions[MAX_PROGRAMS];
	__u32 run_prios[MAX_PROGRAMS];
};

static volatile const struct dispatcher_config conf = {};

#define SLOT(n)                                                                                    \
	__attribute__((noinline)) int prog##n(struct xdp_md *ctx)                                  \
	{                                                                                          \
		volatile int ret = RUN_OVER;                                                       \
		return ctx ? ret : XDP_ABORTED;                                                    \
	}
#define CALL(n)                                                                                    \
	if (conf.count < n + 1)                                                                    \
		return XDP_PASS;                                                                   \
	ret = prog##n(ctx);                                                                        \
	if (!((1U << ret) & conf.chain_call_actions[n]))                                           \
		return ret;

SLOT(0)
SLOT(1)
SLOT(2)
SLOT(3)

SEC("xdp")
int xdp_dispatcher(struct xdp_md *ctx)
{
	int ret;

	CALL(0)
	CALL(1)
	CALL(2)
	CALL(3)
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
__uint(dispatcher_version, 2) SEC("xdp_metadata");
