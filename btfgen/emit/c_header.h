// Model -> the header that a Wasm guest includes.
#pragma once

#include <string>

#include "btfgen/layout/build.h"
#include "btfgen/layout/model.h"
#include "support/identifier.h"
#include "support/printer.h"

namespace ecc::emit {

// `source` is named in the header's first line, `file` gives the include guard.  The text is
// C11 and C++17 for wasm32.
std::string CHeader(const layout::Model& model, const std::string& source,
                    const std::string& file);

// Prints a header as CHeader does, for types that come one after the other, such as a whole
// kernel's.
class CHeaderPrinter : public layout::TypeConsumer {
 public:
  // Guarded, each type is defined by the first header that is included, and another header that
  // defines it otherwise is an error.  So the headers of several objects may share types.
  enum class Guards : bool { kNone, kEachType };
  CHeaderPrinter(const std::string& source, const std::string& file, Guards guards,
                 Printer::Sink sink);

  void TakeEnums(const layout::Model& model) override;
  void TakeRecord(const layout::Model& model, const layout::Record& record) override;
  // The end of the file.
  void Finish();

 private:
  void PrintEnum(const layout::Enum& e);
  void ReserveOrdinaryName(std::string_view name);
  // `print` is given the Printer that the definition goes to.
  template <typename Print>
  void PrintGuarded(std::string_view scope, std::string_view name, Print print);

  Guards guards_;
  Printer out_;
  std::string last_lines_;
  size_t records_known_ = 0;  // when the enums were taken
  // Accessors are functions: they share C's ordinary names with enumerators and typedefs.
  NameScope names_;
};

}  // namespace ecc::emit
