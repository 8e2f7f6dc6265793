#ifndef TUTORIAL_EVENTS_H
#define TUTORIAL_EVENTS_H
enum kind { OPENED = 1, CLOSED };
struct event {
	unsigned int pid;
	enum kind kind;
	char path[64];
};
#endif
