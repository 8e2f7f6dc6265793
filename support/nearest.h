// "Did you mean …?"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// The candidates that `word` was probably meant to be, best first: few letters to insert, drop,
// change or swap.  None when nothing is near.
std::vector<std::string> Nearest(std::string_view word,
                                 const std::vector<std::string_view>& candidates,
                                 size_t limit = 3);

}  // namespace ecc
