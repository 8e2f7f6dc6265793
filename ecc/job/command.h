// The options of `ecc` as one table.
#pragma once

#include "support/command_line.h"

namespace ecc {

const Command& EccCommand();

}  // namespace ecc
