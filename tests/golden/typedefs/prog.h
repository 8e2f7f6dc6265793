typedef unsigned int u32;
typedef u32 counter_t;
typedef struct {
	counter_t hits;
	u32 table[4];
} stats_t;
typedef stats_t stats_alias_t;
typedef int pid_t;
struct event {
	stats_alias_t stats;
	pid_t pid;
	stats_t more[2];
};
