#define SLOTS 27
#define MKDEV(major, minor) (((major) << 20) | (minor))
struct hist_key {
	unsigned int flags;
	unsigned int dev;
};
struct hist {
	unsigned int slots[SLOTS];
};
