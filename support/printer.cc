#include "support/printer.h"

namespace ecc {

void Printer::Format(fmt::string_view format, fmt::format_args args) {
  Begin();
  fmt::vformat_to(fmt::appender(text_), format, args);
  End();
}

}  // namespace ecc
