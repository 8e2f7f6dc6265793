#pragma once
#include "common.h"
#include <stddef.h>
#define LINE_OF(event) ((event)->where.line)
