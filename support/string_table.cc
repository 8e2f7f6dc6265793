#include "support/string_table.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ecc {

uint32_t StringTable::Place(std::string_view text) {
  if (bytes_.empty()) {
    if (auto found = offsets_.find(text); found == offsets_.end())
      offsets_.emplace(text, 0);
    return 0;
  }
  return text.empty() ? 0 : offsets_.find(text)->second;
}

// Sorted by their ends, a string comes right before those that end with it.
void StringTable::Build() {
  std::vector<std::pair<const std::string, uint32_t>*> strings;
  for (auto& entry : offsets_) strings.push_back(&entry);
  std::sort(strings.begin(), strings.end(), [](const auto* a, const auto* b) {
    return std::lexicographical_compare(a->first.rbegin(), a->first.rend(), b->first.rbegin(),
                                        b->first.rend());
  });
  bytes_.assign(1, '\0');
  std::string_view longer;
  uint32_t longer_offset = 0;
  for (auto entry = strings.rbegin(); entry != strings.rend(); ++entry) {
    auto& [text, offset] = **entry;
    if (longer.ends_with(text)) {
      offset = longer_offset + static_cast<uint32_t>(longer.size() - text.size());
    } else {
      offset = static_cast<uint32_t>(bytes_.size());
      bytes_ += text;
      bytes_ += '\0';
    }
    longer = text;
    longer_offset = offset;
  }
}

}  // namespace ecc
