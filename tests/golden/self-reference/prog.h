struct list {
	struct list *next;
	struct later *later;
	int value;
};
struct later {
	struct list head;
};
