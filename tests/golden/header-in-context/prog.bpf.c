#define WITH_LARGE
#include "prog.h"
