// Events on the screen: rows under a header, or lines of JSON.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "btfgen/layout/model.h"
#include "support/byte_reader.h"

namespace ecc::loader {

enum class EventFormat { kRows, kJson };

class EventPrinter {
 public:
  EventPrinter(const layout::Model& model, EventFormat format, FILE* out)
      : model_(model), format_(format), out_(out) {}

  // Prints one event.  A new header comes with the first row and whenever the type changes.
  void Print(const layout::Record& record, ByteView bytes);

  // Counts an event whose type is not known.
  void CountUnknown() { ++unknown_; }
  size_t unknown() const { return unknown_; }

 private:
  void PrintRow(const layout::Record& record, ByteView bytes);
  void PrintHeader(const layout::Record& record);
  // A line, or an Error when it cannot be written.
  void Write(std::string line);

  const layout::Model& model_;
  EventFormat format_;
  FILE* out_;
  const layout::Record* last_ = nullptr;
  std::vector<size_t> columns_;  // where each value is to start
  size_t unknown_ = 0;
};

}  // namespace ecc::loader
