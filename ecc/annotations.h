// Documentation comments -> the keys that they add to a package.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace ecc {

// Reads "/// @sample {"interval": 1000}" and the like.  Each "@command" becomes a key: with a
// JSON value where its text is JSON, else a string.  Text before the first command becomes
// "description".  A command's text ends at the next command, so JSON may span lines.
nlohmann::ordered_json ParseAnnotations(std::string_view comment);

}  // namespace ecc
