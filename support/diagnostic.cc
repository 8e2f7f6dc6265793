#include "support/diagnostic.h"

#include <fmt/format.h>

namespace ecc {
namespace {

DiagnosticSink* the_sink = nullptr;

}  // namespace

std::string_view LevelName(Diagnostic::Level level) {
  switch (level) {
    case Diagnostic::Level::kError:
      return "error";
    case Diagnostic::Level::kWarning:
      return "warning";
    case Diagnostic::Level::kNote:
      return "note";
  }
  return "";
}

std::string ToString(const Place& place) {
  std::string text = place.file;
  if (place.line != 0)
    text += fmt::format(":{}", place.line);
  if (place.column != 0)
    text += fmt::format(":{}", place.column);
  // An offset in a file without parts follows its name.
  if (!place.part.empty())
    text += (place.part.starts_with('+') ? "" : ": ") + place.part;
  return text;
}

std::string ToString(const Diagnostic& diagnostic) {
  std::string text = ToString(diagnostic.place);
  text += (text.empty() ? "" : ": ") + diagnostic.message;
  for (const Diagnostic& note : diagnostic.notes) text += "\nnote: " + ToString(note);
  if (!diagnostic.help.empty())
    text += "\nhelp: " + diagnostic.help;
  return text;
}

void SetDiagnosticSink(DiagnosticSink* sink) {
  the_sink = sink;
}

DiagnosticSink* GetDiagnosticSink() {
  return the_sink;
}

}  // namespace ecc
