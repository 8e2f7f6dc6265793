/* What the BPF program tells user space about each TCP connection. */
#ifndef SOCKOPS_H
#define SOCKOPS_H

struct connection {
	bool ipv6;
	/* This side has called connect(); else it has accepted. */
	bool active;
	/* In host byte order. */
	unsigned short local_port;
	unsigned short remote_port;
	/* In network byte order; IPv4 has the first word only. */
	unsigned local[4];
	unsigned remote[4];
};

#endif
