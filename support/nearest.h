// "Did you mean …?"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// Letters to insert, drop or change, and neighbours to swap, to make one word of the other; or
// more than `limit`, where the exact number says nothing.
size_t Distance(std::string_view a, std::string_view b, size_t limit);

// The candidates that `word` was probably meant to be, best first: few letters to insert, drop,
// change or swap.  None when nothing is near.
std::vector<std::string> Nearest(std::string_view word,
                                 const std::vector<std::string_view>& candidates,
                                 size_t limit = 3);

}  // namespace ecc
