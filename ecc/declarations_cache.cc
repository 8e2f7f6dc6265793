#include "ecc/declarations_cache.h"

#include <nlohmann/json.hpp>

#include "btfgen/support/codec.h"
#include "btfgen/support/version.h"
#include "ecc/cache.h"

namespace ecc {
namespace {

using Json = nlohmann::ordered_json;

// Counts changes of what is kept.
constexpr int kFormat = 1;
constexpr size_t kMostHeaders = 256;

std::string Key(const std::vector<std::string>& flags, const std::string& header_text) {
  std::string all = header_text;
  for (size_t i = 0; i < flags.size(); ++i) {
    // The place of a vmlinux.h that the header does not include: -Xclang -remap-file -Xclang X.
    if (flags[i] == "-Xclang" && i + 3 < flags.size() && flags[i + 1] == "-remap-file") {
      i += 3;
      continue;
    }
    all += '\0' + flags[i];
  }
  return Sha256(all).substr(0, 32) + "-" + kVersion + "-" + std::to_string(kFormat);
}

Json ToJson(const std::optional<Declarations>& declarations) {
  if (!declarations)
    return nullptr;
  Json json;
  json["event_types"] = declarations->event_types;
  json["constants"] = Json::array();
  for (const layout::Enum& constant : declarations->constants) {
    Json enumerators = Json::array();
    for (const layout::Enumerator& enumerator : constant.enumerators)
      enumerators.push_back({enumerator.name, enumerator.value});
    json["constants"].push_back({constant.is_signed, constant.size, enumerators});
  }
  return json;
}

std::optional<Declarations> FromJson(const Json& json) {
  if (json.is_null())
    return std::nullopt;
  Declarations declarations;
  declarations.event_types = json.at("event_types").get<std::vector<std::string>>();
  for (const Json& constant : json.at("constants")) {
    layout::Enum result;
    result.is_signed = constant.at(0).get<bool>();
    result.size = constant.at(1).get<uint32_t>();
    for (const Json& enumerator : constant.at(2)) {
      result.enumerators.push_back(
          {enumerator.at(0).get<std::string>(),
           enumerator.at(1).get<decltype(layout::Enumerator::value)>()});
    }
    declarations.constants.push_back(std::move(result));
  }
  return declarations;
}

}  // namespace

std::optional<Declarations> CachedEventTypes(
    const std::vector<std::string>& flags, const std::string& header_text,
    const std::function<std::optional<Declarations>()>& read) {
  if (header_text.find("include") != header_text.npos)
    return read();
  CachedFile cached =
      GetCached({"headers", Key(flags, header_text), "types.json", kMostHeaders},
                [&] { return ToJson(read()).dump() + "\n"; });
  std::string_view text = cached.text;
  Json json = Json::parse(text.substr(0, text.find('\n')), nullptr, false);
  try {
    return FromJson(json);
  } catch (const Json::exception&) {
    // Nobody but us writes there; still it is only a cache.
    return read();
  }
}

}  // namespace ecc
