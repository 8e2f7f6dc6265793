#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>

#include "ecc/package.h"

namespace ecc {
namespace {

using Json = nlohmann::ordered_json;

// Strings are always quoted, so that "true" and "1.0" stay strings when read back.
void Write(YAML::Emitter& out, const Json& json) {
  if (json.is_object()) {
    out << YAML::BeginMap;
    for (const auto& [key, value] : json.items()) {
      out << YAML::Key << key << YAML::Value;
      Write(out, value);
    }
    out << YAML::EndMap;
  } else if (json.is_array()) {
    if (json.empty())
      out << YAML::Flow;
    out << YAML::BeginSeq;
    for (const Json& item : json) Write(out, item);
    out << YAML::EndSeq;
  } else if (json.is_string()) {
    out << YAML::DoubleQuoted << json.get<std::string>();
  } else {
    out << json.dump();  // numbers, true, false, null are spelled alike in both
  }
}

}  // namespace

std::string ToYaml(const Json& json) {
  YAML::Emitter out;
  Write(out, json);
  return std::string(out.c_str(), out.size()) + "\n";
}

}  // namespace ecc
