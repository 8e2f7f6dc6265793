/* What the BPF program tells user space about each IPv4 packet. */
#ifndef SOCKFILTER_H
#define SOCKFILTER_H

struct packet {
	/* In network byte order, as inet_ntop wants them. */
	unsigned src;
	unsigned dst;
	/* In host byte order; 0 where the packet has none. */
	unsigned short src_port;
	unsigned short dst_port;
	unsigned length;
	unsigned char protocol;
	bool outgoing;
};

#endif
