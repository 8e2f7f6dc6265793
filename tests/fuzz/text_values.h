// Texts of fuzz_text.cc that hold values: JSON, and the annotations in comments.
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <string>

#include "ecc/output/annotations.h"
#include "ecc/output/package.h"
#include "support/json.h"
#include "tests/fuzz/require.h"

namespace ecc::test {

// What a loader reads of the YAML is what was written.
inline bool IsSame(const Json& json, const YAML::Node& node) {
  if (json.is_object()) {
    return node.IsMap() && node.size() == json.size() &&
           std::all_of(json.members().begin(), json.members().end(), [&](const auto& member) {
             return IsSame(member.value, node[member.key]);
           });
  }
  if (json.is_array()) {
    if (!node.IsSequence() || node.size() != json.size())
      return false;
    for (size_t i = 0; i < json.size(); ++i) {
      if (!IsSame(json[i], node[i]))
        return false;
    }
    return true;
  }
  if (json.is_null())
    return node.IsNull();
  return node.IsScalar() && node.Scalar() == (json.is_string() ? json.AsString() : json.Dump());
}

inline void RequireYaml(const Json& json) {
  try {
    Require(IsSame(json, YAML::Load(ToYaml(json))), "YAML holds what JSON holds");
  } catch (const YAML::Exception& error) {
    Require(false, error.what());
  }
}

inline void ReadValues(const std::string& text) {
  std::optional<Json> json = TryParseJson(text);
  if (!json)
    return;
  Require(ParseJson(json->Dump()) == *json, "JSON is read as it was written");
  Require(ParseJson(json->Dump(2)) == *json, "so it is in lines");
  RequireYaml(*json);
}

inline void ReadAnnotations(const std::string& text) {
  Json keys = ParseAnnotations(text);
  Require(keys.is_object(), "annotations are keys");
  // What is no UTF-8 is replaced, once.
  Json written = ParseJson(keys.Dump());
  Require(ParseJson(written.Dump()) == written, "keys can be written");
  RequireYaml(written);
}

}  // namespace ecc::test
