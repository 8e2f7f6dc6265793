#ifndef FIRST_H
#define FIRST_H

struct event {
	int pid;
	/* another member */
};

#endif
