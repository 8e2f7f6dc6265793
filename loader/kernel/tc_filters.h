// Who uses an interface's queueing discipline.
#pragma once

namespace ecc::loader {

// True when filters hang on the interface's clsact, in either direction; also when that cannot
// be told.
bool HasTcFilters(int interface);

}  // namespace ecc::loader
