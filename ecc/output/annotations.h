// Documentation comments -> the keys that they add to a package.
#pragma once

#include <string_view>

#include "support/json.h"

namespace ecc {

// Reads "/// @sample {"interval": 1000}" and the like.  Each "@command" becomes a key: with a
// JSON value where its text is JSON, else a string.  Text before the first command becomes
// "description".  A command's text ends at the next command, so JSON may span lines.
Json ParseAnnotations(std::string_view comment);

}  // namespace ecc
