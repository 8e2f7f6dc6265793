// What a guest sees of an event header.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace ecc {

// An event header's text without the definitions of `types`, which the generated header has:
// "struct event", the typedef of a record without a tag ("event_t"), an enumerator of an enum
// without a name.  Everything else stays, each in its line: macros, functions, tables,
// typedefs, and types that the program does not see.
std::string WithoutTypes(std::string_view source, const std::set<std::string>& types);

}  // namespace ecc
