// A place in a JSON value, named as messages do: "/records/1/size".
#pragma once

#include <string_view>

#include "support/json.h"

namespace ecc::test {

// Makes the members on the way that are not there.
inline Json& Reach(Json& json, std::string_view path) {
  Json* at = &json;
  while (!path.empty()) {
    path.remove_prefix(1);
    std::string_view step = path.substr(0, path.find('/'));
    path.remove_prefix(step.size());
    at = at->is_array() ? &(*at)[std::stoul(std::string(step))] : &(*at)[step];
  }
  return *at;
}

}  // namespace ecc::test
