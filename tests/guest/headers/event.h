#pragma once

#include "common.h"

typedef struct event {
	int pid;
	long delta;
	void *ptr;
	struct where where;
	enum kind kind;
	port_t port;
} event_t;


typedef struct {
	unsigned long when;
	event_t *event;
} stamp_t;

enum { LIMIT = 100, GIVEN_LIMIT = GIVEN };

#ifndef __bpf__
/* Of user space only: a pointer here is the guest's. */
struct list {
	struct event event;
	struct list *next;
};

static const char *const kind_names[] = {[OPENED] = "opened", [CLOSED] = "closed"};

static inline const char *kind_name(const struct event *e)
{
	return kind_names[e->kind];
}
#endif
