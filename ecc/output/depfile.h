// The list of the files that the outputs are made of, as make and ninja read it.
#pragma once

#include <string>
#include <vector>

#include "ecc/job/depfile_options.h"
#include "ecc/job/prerequisites.h"

namespace ecc {

// The whole file.  `outputs` are the targets when the options name none.
std::string DepfileText(const DepfileOptions& options, const std::vector<std::string>& outputs,
                        const Prerequisites& prerequisites);

}  // namespace ecc
