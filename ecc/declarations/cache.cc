// Starting libclang takes as long as compiling a small program, and event headers rarely
// change.
#include "ecc/declarations/cache.h"

#include "support/cache.h"
#include "support/codec.h"
#include "support/error.h"
#include "support/json.h"
#include "support/version.h"

namespace ecc {
namespace {

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
  json["constants"] = Json::MakeArray();
  for (const layout::Enum& constant : declarations->constants) {
    Json enumerators = Json::MakeArray();
    for (const layout::Enumerator& enumerator : constant.enumerators)
      enumerators.Add(Json::MakeArray({enumerator.name, enumerator.value}));
    json["constants"].Add(Json::MakeArray({constant.is_signed, constant.size, enumerators}));
  }
  return json;
}

std::optional<Declarations> FromJson(const Json& json) {
  if (json.is_null())
    return std::nullopt;
  Declarations declarations;
  for (const Json& type : json["event_types"].elements())
    declarations.event_types.push_back(type.AsString());
  for (const Json& constant : json["constants"].elements()) {
    layout::Enum result;
    result.is_signed = constant[size_t{0}].AsBool();
    result.size = static_cast<uint32_t>(constant[size_t{1}].AsUnsigned());
    for (const Json& enumerator : constant[size_t{2}].elements()) {
      result.enumerators.push_back(
          {enumerator[size_t{0}].AsString(), enumerator[size_t{1}].AsUnsigned()});
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
                [&] { return ToJson(read()).Dump() + "\n"; });
  std::string_view text = cached.text;
  try {
    return FromJson(ParseJson(text.substr(0, text.find('\n'))));
  } catch (const Error&) {
    // Nobody but us writes there; still it is only a cache.
    return read();
  }
}

}  // namespace ecc
