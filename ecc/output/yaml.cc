#include <yaml-cpp/yaml.h>

#include "ecc/output/package.h"
#include "support/json.h"

namespace ecc {
namespace {

// Strings are always quoted, so that "true" and "1.0" stay strings when read back.
void Write(YAML::Emitter& out, const Json& json) {
  if (json.is_object()) {
    out << YAML::BeginMap;
    for (const auto& [key, value] : json.members()) {
      out << YAML::Key << key << YAML::Value;
      Write(out, value);
    }
    out << YAML::EndMap;
  } else if (json.is_array()) {
    if (json.empty())
      out << YAML::Flow;
    out << YAML::BeginSeq;
    for (const Json& item : json.elements()) Write(out, item);
    out << YAML::EndSeq;
  } else if (json.is_string()) {
    out << YAML::DoubleQuoted << json.AsString();
  } else if (json.is_null()) {
    out << YAML::Null;  // the word would be quoted, and read as a text
  } else {
    out << json.Dump();  // numbers, true and false are spelled alike in both
  }
}

}  // namespace

std::string ToYaml(const Json& json) {
  YAML::Emitter out;
  Write(out, json);
  return std::string(out.c_str(), out.size()) + "\n";
}

}  // namespace ecc
