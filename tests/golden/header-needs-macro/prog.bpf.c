#define LENGTH 24
typedef short kind_t;
#include "prog.h"
