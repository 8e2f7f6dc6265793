#pragma once
#include "page.h"
typedef __u64 gadget_timestamp;
enum gadget_direction { GADGET_IN, GADGET_OUT };
struct gadget_parent {
	__u32 pid;
	char comm[TASK_COMM_LEN];
};
struct gadget_process {
	char comm[TASK_COMM_LEN];
	__u32 pid, page;
	__u64 mntns_id;
	struct gadget_parent parent;
};
struct gadget_l3endpoint_t {
	union {
		__u8 v6[16];
		__u32 v4;
	} addr_raw;
	__u8 version;
};
