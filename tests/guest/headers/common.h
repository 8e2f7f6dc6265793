#ifndef COMMON_H
#define COMMON_H

#define NAME_LEN 16

typedef unsigned short port_t;

enum kind { OPENED, CLOSED = 4 };

struct where {
	long line;
	char file[NAME_LEN];
};

#endif
