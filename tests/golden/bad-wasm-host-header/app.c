#include <stdio.h>
#include <sys/wait.h>
#include "p.skel.h"
int main(void) { return 0; }
