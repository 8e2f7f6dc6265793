// Strangers' text on its way to a terminal.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace ecc {

// Puts something else in the place of each character that a terminal acts upon instead of
// showing it: those that control it (below ' ', DEL, U+0080 to U+009F) and those that turn the
// direction of what follows.  The text is UTF-8; of what is none, bytes that an old terminal
// takes for controls count as these, and the others stay.
std::string ReplaceControls(std::string_view text,
                            const std::function<std::string(char32_t)>& replacement);

// Writes these characters as JSON does: \u001b.
std::string EscapeControls(std::string_view text);
// The same for the text of JSON, which has its line ends between its values.
std::string EscapeControlsInJson(std::string_view json);

}  // namespace ecc
