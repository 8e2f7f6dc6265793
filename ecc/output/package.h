// The contents of a package and of its skeleton, by docs/package-format.md.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "btfgen/layout/model.h"
#include "support/json.h"

namespace ecc {

// The skeleton as data: prog.skel.json, and `meta` in the package.  `comments` are the raw
// documentation comments of the source's declarations; `has_event_header` tells whether
// export_types are to be written.
Json SkeletonJson(const layout::Model& model,
                  const std::map<std::string, std::string>& comments, bool has_event_header);

// The program of a package, compiled for another architecture.
struct Variant {
  std::string architecture;
  std::string object;
};

// The package: the object, packed, and the skeleton.
Json PackageJson(const std::string& object, const std::vector<Variant>& variants,
                 const Json& skeleton);

// The package of a guest's module, which has the object elsewhere: the object's size, and where
// it lies when it lies in one piece.
Json GuestPackageJson(const std::string& object, const std::string& module,
                      const Json& skeleton);

// Writes a value of JSON as YAML.
std::string ToYaml(const Json& json);

}  // namespace ecc
