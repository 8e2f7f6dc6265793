#include "prog.h"
#define SEC(name) __attribute__((section(name), used))
char LICENSE[] SEC("license") = "GPL";
SEC("socket") int prog(void *ctx) { return MAX_EVENTS; }
