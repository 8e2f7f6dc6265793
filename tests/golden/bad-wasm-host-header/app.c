#include <stdio.h>
#include <linux/perf_event.h>
#include "p.skel.h"
int main(void) { return 0; }
