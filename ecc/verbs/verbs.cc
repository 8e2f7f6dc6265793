#include "ecc/verbs/verbs.h"

#include <fmt/format.h>
#include <unistd.h>

#include "ecc/verbs/doctor.h"
#include "ecc/verbs/init.h"
#include "support/error.h"
#include "support/nearest.h"

namespace ecc {
namespace {

constexpr Verb kVerbs[] = {{"init", InitMain}, {"doctor", DoctorMain}};

}  // namespace

const Verb* FindVerb(const std::string& word) {
  std::vector<std::string_view> names;
  for (const Verb& verb : kVerbs) {
    if (word == verb.name)
      return &verb;
    names.push_back(verb.name);
  }
  if (word.find_first_of("./") == word.npos && access(word.c_str(), F_OK) != 0) {
    std::vector<std::string> nearest = Nearest(word, names, 1);
    if (!nearest.empty()) {
      throw UsageError(fmt::format("'{}' is no verb, and no source", word),
                       fmt::format("did you mean {}?", nearest[0]));
    }
  }
  return nullptr;
}

}  // namespace ecc
