// A package is a stranger's text.  It is read into values, every key that is used is looked for
// and its type checked, and what is not known is passed over: other tools write more.
#include "loader/package/package.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <iostream>
#include <iterator>

#include "btfgen/layout/json.h"
#include "support/architecture.h"
#include "support/byte_reader.h"
#include "support/codec.h"
#include "support/error.h"
#include "support/files.h"
#include "support/identifier.h"
#include "support/json.h"

namespace ecc::loader {
namespace {

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
      Json json = Json::MakeObject();
      for (const auto& pair : node)
        json[pair.first.Scalar()] = FromYaml(pair.second, budget, depth + 1);
      return json;
    }
    case YAML::NodeType::Sequence: {
      Json json = Json::MakeArray();
      for (const YAML::Node& item : node) json.Add(FromYaml(item, budget, depth + 1));
      return json;
    }
    case YAML::NodeType::Scalar: {
      // Quoted scalars are strings ("!"); of the plain ones, what JSON can read is a value.
      std::optional<Json> value;
      if (node.Tag() != "!")
        value = TryParseJson(node.Scalar());
      return !value || value->is_array() || value->is_object() ? Json(node.Scalar())
                                                               : std::move(*value);
    }
    default:
      return nullptr;
  }
}

Json Parse(const std::string& text, bool is_yaml) {
  if (!is_yaml)
    return ParseJson(text);
  size_t budget = kMaxYamlNodes;
  return FromYaml(YAML::Load(text), budget, 0);
}

// Returns the value of a key.  Throws Error unless it is of the type that `is_wanted` tests
// for.
using TypeTest = bool (Json::*)() const;
const Json& At(const Json& json, const char* key, TypeTest is_wanted) {
  const Json& value = json[key];
  if (!(value.*is_wanted)())
    throw Error(fmt::format("'{}' is of type {}", key, value.TypeName()));
  return value;
}

uint64_t ObjectSize(const Json& json) {
  return At(json, "bpf_object_size", &Json::is_unsigned).AsUnsigned();
}

// All but the object.
Package InterpretMeta(const std::string& file, const Json& json) {
  Package package;
  package.file = file;
  const Json& meta = At(json, "meta", &Json::is_object);
  const Json& skeleton = At(meta, "bpf_skel", &Json::is_object);
  package.name = SanitizeIdentifier(At(skeleton, "obj_name", &Json::is_string).AsString());
  if (meta.Has("poll_timeout_ms") && meta["poll_timeout_ms"].is_integer()) {
    package.poll_timeout_ms =
        static_cast<int>(std::clamp<int64_t>(meta["poll_timeout_ms"].AsSigned(), 1, 60'000));
  }
  if (meta.Has("ecc")) {
    package.model = layout::FromJson(At(meta["ecc"], "layout", &Json::is_object));
  }
  return package;
}

void InterpretKernels(const Json& json, Package& package) {
  if (!json.Has("kernels"))
    return;
  for (const Json& btf : At(json, "btf", &Json::is_array).elements()) {
    package.btfs.push_back({At(btf, "sha256", &Json::is_string).AsString(),
                            At(btf, "size", &Json::is_unsigned).AsUnsigned(),
                            At(btf, "data", &Json::is_string).AsString()});
  }
  for (const auto& [name, place] : At(json, "kernels", &Json::is_object).members()) {
    if (!place.is_unsigned() || place.AsUnsigned() >= package.btfs.size()) {
      throw Error(fmt::format("the kernel '{}' is none of the {} in 'btf'", Printable(name),
                              package.btfs.size()));
    }
    package.kernels[name] = place.AsUnsigned();
  }
}

// The value of a key, null when there is none.
const Json* Find(const Json* json, const char* key) {
  return json == nullptr ? nullptr : json->Find(key);
}

// Returns the part that holds the object for this machine: the package itself, or one of its
// variants.  An object of a package that does not name architectures is for all.
const Json& ForThisMachine(const Json& json) {
  const Json* arch = Find(Find(Find(&json, "meta"), "ecc"), "arch");
  if (arch == nullptr)
    return json;
  std::string host(HostArchitecture().name);
  std::string names = arch->is_string() ? arch->AsString() : "none";
  if (names == host)
    return json;
  if (json.Has("variants")) {
    const Json& variants = At(json, "variants", &Json::is_object);
    if (variants.Has(host))
      return At(variants, host.c_str(), &Json::is_object);
    for (const auto& [name, variant] : variants.members()) names += ", " + name;
  }
  throw Error(fmt::format("it is for {}, and this machine is {}", names, host));
}

// Returns the result of `read`, which interprets a package; throws Error with the reason when
// it is none.
template <typename Read>
auto WithReason(const std::string& file, const Read& read) {
  std::string reason;
  try {
    return read();
  } catch (const Error& error) {
    reason = error.what();
  } catch (const YAML::Exception& error) {
    reason = fmt::format("no YAML: {} in line {}", error.msg, error.mark.line + 1);
  }
  throw Error(fmt::format("{}: no usable package: {}", file, reason));
}

}  // namespace

Package ParsePackage(const std::string& file, const std::string& text, bool is_yaml) {
  return WithReason(file, [&] {
    Json json = Parse(text, is_yaml);
    const Json& variant = ForThisMachine(json);
    std::string object = At(variant, "bpf_object", &Json::is_string).AsString();
    Package package = InterpretMeta(file, json);
    package.object = DecodeObject(object, ObjectSize(variant));
    InterpretKernels(json, package);
    return package;
  });
}

EmbeddedPackage ParseGuestPackage(const std::string& file, std::string_view section) {
  return WithReason(file, [&] {
    ByteReader reader(InFile(file), AsBytes(section), std::endian::little);
    reader.Require(sizeof(uint32_t), "the size of the package");
    std::string text = Decompress(section.substr(sizeof(uint32_t)), reader.ReadU32());
    Json json = Parse(text, false);
    EmbeddedPackage embedded{InterpretMeta(file, json), ObjectSize(json)};
    if (json.Has("bpf_object_offset"))
      embedded.object_offset = At(json, "bpf_object_offset", &Json::is_unsigned).AsUnsigned();
    if (!embedded.package.model)
      throw Error("it has no layout");
    return embedded;
  });
}

PackageText ReadPackageText(const std::string& path) {
  if (path == "-") {
    std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    // JSON begins with a brace; YAML as ecc writes it does not.
    size_t first = text.find_first_not_of(" \t\r\n");
    bool is_yaml = first != text.npos && text[first] != '{';
    return {"standard input", std::move(text), is_yaml};
  }
  bool is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
  return {path.substr(path.rfind('/') + 1), ReadFile(path, kMaxPackageSize), is_yaml};
}

}  // namespace ecc::loader
