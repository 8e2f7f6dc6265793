#include "loader/package.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "btfgen/layout/json.h"
#include "btfgen/support/architecture.h"
#include "btfgen/support/byte_reader.h"
#include "btfgen/support/codec.h"
#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "btfgen/support/identifier.h"

namespace ecc::loader {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxPackageSize = size_t{512} << 20;
// An alias can make a small YAML file stand for a huge tree.
constexpr unsigned kMaxYamlDepth = 64;
constexpr size_t kMaxYamlNodes = 500'000;

Json FromYaml(const YAML::Node& node, size_t& budget, unsigned depth) {
  // An alias may even stand for what contains it.
  if (depth > kMaxYamlDepth)
    throw Error("the YAML is nested too deep");
  if (budget-- == 0)
    throw Error("the YAML has too many nodes");
  switch (node.Type()) {
    case YAML::NodeType::Map: {
      Json json = Json::object();
      for (const auto& pair : node)
        json[pair.first.Scalar()] = FromYaml(pair.second, budget, depth + 1);
      return json;
    }
    case YAML::NodeType::Sequence: {
      Json json = Json::array();
      for (const YAML::Node& item : node) json.push_back(FromYaml(item, budget, depth + 1));
      return json;
    }
    case YAML::NodeType::Scalar: {
      // Quoted scalars are strings ("!"); of the plain ones, what JSON can read is a value.
      Json value = node.Tag() == "!" ? Json(Json::value_t::discarded)
                                     : Json::parse(node.Scalar(), nullptr, false);
      return value.is_discarded() || value.is_structured() ? Json(node.Scalar()) : value;
    }
    default:
      return nullptr;
  }
}

Json Parse(const std::string& text, bool is_yaml) {
  if (!is_yaml)
    return Json::parse(text);
  size_t budget = kMaxYamlNodes;
  return FromYaml(YAML::Load(text), budget, 0);
}

const Json& At(const Json& json, const char* key, Json::value_t type) {
  if (!json.is_object() || !json.contains(key))
    throw Error(fmt::format("there is no '{}'", key));
  const Json& value = json[key];
  bool matches = type == Json::value_t::number_unsigned ? value.is_number_unsigned()
                                                        : value.type() == type;
  if (!matches)
    throw Error(fmt::format("'{}' is of type {}", key, value.type_name()));
  return value;
}

uint64_t ObjectSize(const Json& json) {
  return At(json, "bpf_object_size", Json::value_t::number_unsigned).get<uint64_t>();
}

// All but the object.
Package InterpretMeta(const std::string& file, const Json& json) {
  Package package;
  package.file = file;
  const Json& meta = At(json, "meta", Json::value_t::object);
  const Json& skeleton = At(meta, "bpf_skel", Json::value_t::object);
  package.name =
      SanitizeIdentifier(At(skeleton, "obj_name", Json::value_t::string).get<std::string>());
  if (meta.contains("poll_timeout_ms") && meta["poll_timeout_ms"].is_number_integer()) {
    package.poll_timeout_ms = static_cast<int>(
        std::clamp<int64_t>(meta["poll_timeout_ms"].get<int64_t>(), 1, 60'000));
  }
  if (meta.contains("ecc")) {
    package.model = layout::FromJson(At(meta["ecc"], "layout", Json::value_t::object));
  }
  return package;
}

void InterpretKernels(const Json& json, Package& package) {
  if (!json.contains("kernels"))
    return;
  for (const Json& btf : At(json, "btf", Json::value_t::array)) {
    package.btfs.push_back({At(btf, "sha256", Json::value_t::string).get<std::string>(),
                            At(btf, "size", Json::value_t::number_unsigned).get<uint64_t>(),
                            At(btf, "data", Json::value_t::string).get<std::string>()});
  }
  for (const auto& [name, place] : At(json, "kernels", Json::value_t::object).items()) {
    if (!place.is_number_unsigned() || place.get<uint64_t>() >= package.btfs.size()) {
      throw Error(fmt::format("the kernel '{}' is none of the {} in 'btf'", Printable(name),
                              package.btfs.size()));
    }
    package.kernels[name] = place.get<size_t>();
  }
}

// The value of a key, null when there is none.
const Json* Find(const Json* json, const char* key) {
  return json != nullptr && json->is_object() && json->contains(key) ? &(*json)[key] : nullptr;
}

// What holds the object for this machine: the package itself, or one of its variants.  An
// object of a package that does not name architectures is for all.
const Json& ForThisMachine(const Json& json) {
  const Json* arch = Find(Find(Find(&json, "meta"), "ecc"), "arch");
  if (arch == nullptr)
    return json;
  std::string host(HostArchitecture().name);
  std::string names = arch->is_string() ? arch->get<std::string>() : "none";
  if (names == host)
    return json;
  if (json.contains("variants")) {
    const Json& variants = At(json, "variants", Json::value_t::object);
    if (variants.contains(host))
      return At(variants, host.c_str(), Json::value_t::object);
    for (const auto& [name, variant] : variants.items()) names += ", " + name;
  }
  throw Error(fmt::format("it is for {}, and this machine is {}", names, host));
}

// What `read` makes of a package; throws Error with the reason when it is none.
template <typename Read>
auto WithReason(const std::string& file, const Read& read) {
  std::string reason;
  try {
    return read();
  } catch (const Error& error) {
    reason = error.what();
  } catch (const Json::parse_error& error) {
    reason = fmt::format("no JSON: syntax error at byte {}", error.byte);
  } catch (const YAML::Exception& error) {
    reason = fmt::format("no YAML: {} in line {}", error.msg, error.mark.line + 1);
  } catch (const Json::exception& error) {
    reason = error.what();
  }
  throw Error(fmt::format("{}: no usable package: {}", file, reason));
}

}  // namespace

Package ParsePackage(const std::string& file, const std::string& text, bool is_yaml) {
  return WithReason(file, [&] {
    Json json = Parse(text, is_yaml);
    const Json& variant = ForThisMachine(json);
    std::string object = At(variant, "bpf_object", Json::value_t::string).get<std::string>();
    Package package = InterpretMeta(file, json);
    package.object = DecodeObject(object, ObjectSize(variant));
    InterpretKernels(json, package);
    return package;
  });
}

EmbeddedPackage ParseGuestPackage(const std::string& file, std::string_view section) {
  return WithReason(file, [&] {
    ByteReader reader(file, AsBytes(section), std::endian::little);
    reader.Require(sizeof(uint32_t), "the size of the package");
    std::string text = Decompress(section.substr(sizeof(uint32_t)), reader.ReadU32());
    Json json = Parse(text, false);
    EmbeddedPackage embedded{InterpretMeta(file, json), ObjectSize(json)};
    if (json.contains("bpf_object_offset"))
      embedded.object_offset =
          At(json, "bpf_object_offset", Json::value_t::number_unsigned).get<uint64_t>();
    if (!embedded.package.model)
      throw Error("it has no layout");
    return embedded;
  });
}

Package ReadPackage(const std::string& path) {
  if (path == "-") {
    std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    // JSON begins with a brace; YAML as ecc writes it does not.
    size_t first = text.find_first_not_of(" \t\r\n");
    return ParsePackage("standard input", text, first != text.npos && text[first] != '{');
  }
  bool is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
  return ParsePackage(path.substr(path.rfind('/') + 1), ReadFile(path, kMaxPackageSize),
                      is_yaml);
}

}  // namespace ecc::loader
