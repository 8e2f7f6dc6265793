#include "support/byte_reader.h"

#include <fmt/format.h>

#include "support/error.h"

namespace ecc {

void ByteReader::Fail(size_t offset, std::string_view message) const {
  Place place = where_;
  place.part += fmt::format("+{:#x}", offset);
  throw Error(place, message);
}

void ByteReader::FailTruncated(size_t size, std::string_view what) const {
  Fail(offset(), fmt::format("{} needs {} bytes, {} left", what, size, left()));
}

}  // namespace ecc
