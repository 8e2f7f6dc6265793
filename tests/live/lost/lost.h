#pragma once

/* Each is 48 bytes in the buffer: of a hundred at once, 4096 bytes have room for 85. */
struct event {
	unsigned long long number;
	char rest[32];
};
