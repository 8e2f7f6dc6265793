#include "support/diagnostic.h"

#include <algorithm>
#include <charconv>

namespace ecc {
namespace {

DiagnosticSink* the_sink = nullptr;

// Takes ":12" from the start; 0 when there is no number.
unsigned TakeNumber(std::string_view& text) {
  unsigned number = 0;
  if (!text.starts_with(':'))
    return 0;
  auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc())
    return 0;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

// ".BTF+0x1f4", "maps.events": a part of a file is one word.
bool IsPart(std::string_view word) {
  return !word.empty() && word.find(' ') == word.npos &&
         (word.front() == '.' || word.find("+0x") != word.npos);
}

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

Place TakePlace(std::string_view& text) {
  Place place;
  std::string_view line = text.substr(0, text.find('\n'));
  for (size_t colon = line.find(':'); colon != line.npos; colon = line.find(':', colon + 1)) {
    std::string_view file = line.substr(0, colon);
    std::string_view rest = line.substr(colon);
    // A quotation mark belongs to a sentence, not to a path.
    if (file.empty() || file.find('\'') != file.npos)
      return place;
    place.line = TakeNumber(rest);
    if (place.line != 0) {
      place.column = TakeNumber(rest);
      if (rest.starts_with(": ")) {
        place.file = file;
        text.remove_prefix(static_cast<size_t>(rest.data() - text.data()) + 2);
        return place;
      }
      place = {};
      continue;
    }
    if (!rest.starts_with(": "))
      continue;
    // Raw BTF is a file without sections: "vmlinux+0x1f4".
    if (size_t plus = file.rfind("+0x"); plus != file.npos && file.find(' ') == file.npos) {
      place.file = file.substr(0, plus);
      place.part = file.substr(plus);
      text.remove_prefix(colon + 2);
      return place;
    }
    rest.remove_prefix(2);
    std::string_view part = rest.substr(0, rest.find(": "));
    if (part.size() < rest.size() && IsPart(part) && file.find(' ') == file.npos) {
      place.file = file;
      place.part = part;
      text.remove_prefix(static_cast<size_t>(rest.data() - text.data()) + part.size() + 2);
    }
    return place;
  }
  return place;
}

Diagnostic ParseMessage(Diagnostic::Level level, std::string_view code, std::string_view text) {
  constexpr std::string_view kNote = "\nnote: ";
  constexpr std::string_view kHelp = "\nhelp: ";
  Diagnostic diagnostic{level, std::string(code), {}, "", {}, ""};
  if (size_t help = text.find(kHelp); help != text.npos) {
    diagnostic.help = text.substr(help + kHelp.size());
    text = text.substr(0, help);
  }
  size_t end = std::min(text.find(kNote), text.size());
  std::string_view notes = text.substr(end);
  while (notes.starts_with(kNote)) {
    notes.remove_prefix(kNote.size());
    size_t size = std::min(notes.find(kNote), notes.size());
    diagnostic.notes.push_back(
        ParseMessage(Diagnostic::Level::kNote, "", notes.substr(0, size)));
    notes.remove_prefix(size);
  }
  text = text.substr(0, end);
  diagnostic.place = TakePlace(text);
  diagnostic.message = text;
  return diagnostic;
}

void SetDiagnosticSink(DiagnosticSink* sink) {
  the_sink = sink;
}

DiagnosticSink* GetDiagnosticSink() {
  return the_sink;
}

}  // namespace ecc
