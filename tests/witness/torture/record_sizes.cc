// Reads a Model as JSON from standard input and prints an assert on the size of each record
// whose tag is the kernel's own and unique.
#include <fmt/format.h>

#include <iostream>
#include <set>
#include <string>

#include "btfgen/layout/json.h"
#include "support/json.h"

int main() {
  using namespace ecc::layout;
  Model model =
      FromJson(ecc::ParseJson(std::string(std::istreambuf_iterator<char>(std::cin), {})));
  std::set<std::string> names;
  for (const Record& record : model.records) names.insert(record.name);
  for (const Record& record : model.records) {
    // A second type of a name may be the first in vmlinux.h, and escaped words are not there.
    bool is_renamed = record.name.find("___") != std::string::npos ||
                      record.name.ends_with('_') || record.name.starts_with("bpf_");
    bool has_namesake = names.contains(record.name + "___2");
    if (record.role != RecordRole::kTag || is_renamed || has_namesake)
      continue;
    fmt::print("_Static_assert(sizeof({}) == {}, \"{}\");\n", Describe(record), record.size,
               record.name);
  }
  return 0;
}
