/* What is counted for each IP protocol. */
#ifndef XDP_H
#define XDP_H

/* Its number is a byte; what is not IP is counted after the last. */
#define NOT_IP 256
#define PROTOCOLS 257

struct traffic {
	unsigned long long packets;
	unsigned long long bytes;
};

#endif
