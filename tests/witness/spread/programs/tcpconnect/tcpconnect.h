#ifndef TCPCONNECT_H
#define TCPCONNECT_H
#define MAX_PORTS 64
struct flow4 {
	unsigned int from, to;
	unsigned short port;
};
struct flow6 {
	unsigned char from[16], to[16];
	unsigned short port;
};
#endif
