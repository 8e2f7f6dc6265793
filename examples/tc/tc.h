/* What the BPF program tells user space about each IPv4 packet. */
#ifndef TC_H
#define TC_H

struct packet {
	unsigned length;
	unsigned char ttl;
	unsigned char protocol;
};

#endif
