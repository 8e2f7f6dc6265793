// `ecli inspect`: what an object wants, before anything of it runs.
#pragma once

#include <string>

namespace ecc::loader {

// Prints what has to be allowed for each thing that the object can do, as lines or as one JSON
// object.  Nothing is loaded, and no privilege is needed.  `file` is what holds the object, for
// messages.  Throws Error for what is damaged.
void InspectObject(const std::string& file, const std::string& name, const std::string& bytes,
                   bool json);

}  // namespace ecc::loader
