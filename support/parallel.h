// Independent work on several cores.
#pragma once

#include <cstddef>
#include <functional>

namespace ecc {

// Calls work(0) … work(count - 1), at most `jobs` at a time.  What each says on standard error
// comes out in this order and in one piece.  False when one threw; its message is printed.  The
// exception of a single one goes through.
bool ForEach(size_t count, unsigned jobs, const std::function<void(size_t)>& work);

}  // namespace ecc
