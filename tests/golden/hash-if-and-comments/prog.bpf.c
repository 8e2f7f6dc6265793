#include "prog.h"
