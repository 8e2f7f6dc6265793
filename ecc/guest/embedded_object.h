// The object that guests carry: without the parts that only people and debuggers read.
#pragma once

#include <string>

#include "btfgen/layout/btf_file.h"
#include "btfgen/layout/model.h"

namespace ecc {

struct EmbeddedObject {
  std::string bytes;
  layout::Model model;  // the object's, with the places of initial values in these bytes
};

EmbeddedObject EmbedObject(const BtfFile& object, const layout::Model& model);

}  // namespace ecc
