#include "ecc/guest/embedded_object.h"

#include "btfgen/shrink/shrink.h"
#include "support/error.h"

namespace ecc {

EmbeddedObject EmbedObject(const BtfFile& object, const layout::Model& model) {
  EmbeddedObject embedded{shrink::ShrinkObject(object.file(), AsBytes(object.bytes()), {}),
                          model};
  Findings opaque;  // warned of already
  layout::Selection selection;
  selection.warnings = &opaque;
  layout::Model shrunk = BtfFile(object.file(), embedded.bytes).Build(selection);
  if (shrunk.sections.size() != model.sections.size() ||
      shrunk.maps.size() != model.maps.size()) {
    throw Error(object.file() + ": the shrunk object has other maps");
  }
  for (size_t i = 0; i < model.sections.size(); ++i)
    embedded.model.sections[i].file_offset = shrunk.sections[i].file_offset;
  for (size_t i = 0; i < model.maps.size(); ++i)
    embedded.model.maps[i].value_file_offset = shrunk.maps[i].value_file_offset;
  return embedded;
}

}  // namespace ecc
