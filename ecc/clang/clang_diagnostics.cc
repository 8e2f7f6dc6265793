// clang 14 and 19 have no machine-readable format in common that can be had on standard error,
// so its text, made one line a diagnostic by options, is read here.
#include "ecc/clang/clang_diagnostics.h"

#include <algorithm>

#include "support/error.h"
#include "support/text.h"

namespace ecc {
namespace {

using Level = Diagnostic::Level;

bool TakeLevel(std::string_view& text, Level& level) {
  struct Word {
    std::string_view text;
    Level level;
  };
  constexpr Word kWords[] = {{"fatal error: ", Level::kError},
                             {"error: ", Level::kError},
                             {"warning: ", Level::kWarning},
                             {"note: ", Level::kNote},
                             {"remark: ", Level::kNote}};
  for (const Word& word : kWords) {
    if (TakePrefix(text, word.text)) {
      level = word.level;
      return true;
    }
  }
  return false;
}

// Takes ":1:22", which stands behind a file's name.
bool TakeLineAndColumn(std::string_view& text, Place& place) {
  return TakePrefix(text, ":") && TakeNumber(text, place.line) && TakePrefix(text, ":") &&
         TakeNumber(text, place.column);
}

// Takes "{1:20-1:25}{…}" and uses the first, if it begins in the line of the place and ends
// there.
void TakeRanges(std::string_view& text, Place& place) {
  std::string_view range = text;
  unsigned first_line = 0;
  unsigned last_line = 0;
  unsigned column = 0;
  unsigned end = 0;
  if (TakePrefix(range, "{") && TakeNumber(range, first_line) && TakePrefix(range, ":") &&
      TakeNumber(range, column) && TakePrefix(range, "-") && TakeNumber(range, last_line) &&
      TakePrefix(range, ":") && TakeNumber(range, end) && TakePrefix(range, "}") &&
      first_line == place.line && last_line == place.line) {
    place.end_column = end;
  }
  while (text.starts_with('{') && text.find('}') != text.npos)
    text.remove_prefix(text.find('}') + 1);
}

// Takes "a.c:1:22:{1:20-1:25}: warning: " from the front of a line; the program's name or
// nothing may stand instead of a place.
bool TakeStart(std::string_view& line, Diagnostic& diagnostic) {
  for (size_t colon = line.find(':'); colon != line.npos; colon = line.find(':', colon + 1)) {
    Place place;
    std::string_view rest = line.substr(colon);
    if (colon == 0 || !TakeLineAndColumn(rest, place) || !TakePrefix(rest, ":"))
      continue;
    TakeRanges(rest, place);
    TakePrefix(rest, ":");
    if (!TakePrefix(rest, " ") || !TakeLevel(rest, diagnostic.level))
      continue;
    place.file = line.substr(0, colon);
    diagnostic.place = place;
    line = rest;
    return true;
  }
  std::string_view rest = line;
  size_t name = std::min(rest.find_first_of(" :"), rest.size());
  rest.remove_prefix(name);
  if (name != 0 && TakePrefix(rest, ": ") && TakeLevel(rest, diagnostic.level)) {
    line = rest;
    return true;
  }
  return TakeLevel(line, diagnostic.level);
}

// One line; nothing is known of it when its message is empty.
Diagnostic ParseLine(std::string_view line) {
  Diagnostic diagnostic{Level::kError, std::string(code::kClang.name), {}, "", {}, ""};
  if (!TakeStart(line, diagnostic))
    return diagnostic;
  if (size_t flag = line.rfind(" [-W");
      flag != line.npos && line.ends_with(']') && line.find(']', flag) == line.size() - 1) {
    // "-Werror,-Wunused": the last is the name.
    std::string_view names = line.substr(flag + 2, line.size() - flag - 3);
    diagnostic.code = names.substr(names.rfind(',') + 1);
    line = line.substr(0, flag);
  } else if (size_t name = line.find_first_of(" :"); name != line.npos && name != 0) {
    // The backend has the place behind the level: "a.c:1:2: in function f: too many arguments".
    Place place;
    std::string_view rest = line.substr(name);
    if (TakeLineAndColumn(rest, place) && TakePrefix(rest, ": ") &&
        rest.starts_with("in function ")) {
      place.file = line.substr(0, name);
      diagnostic.place = place;
      line = rest;
    }
  }
  diagnostic.message = line;
  return diagnostic;
}

// "2 errors generated." says nothing that is not there.
bool IsCount(std::string_view line) {
  return line.ends_with(" generated.") || line.starts_with("In file included from ");
}

}  // namespace

std::vector<std::string> OneLineDiagnostics() {
  return {"-fno-color-diagnostics", "-fno-caret-diagnostics", "-fdiagnostics-format=clang",
          "-fdiagnostics-print-source-range-info", "-fdiagnostics-show-option"};
}

std::vector<Diagnostic> ParseClangDiagnostics(std::string_view text) {
  std::vector<Diagnostic> diagnostics;
  std::string_view rest = text;
  std::string unknown;
  while (!rest.empty()) {
    std::string_view line = TakeLine(rest);
    Diagnostic one = ParseLine(line);
    if (one.message.empty()) {
      if (!line.empty() && !IsCount(line))
        unknown += (unknown.empty() ? "" : "\n") + std::string(line);
    } else if (one.level == Level::kNote && !diagnostics.empty()) {
      one.code.clear();
      diagnostics.back().notes.push_back(std::move(one));
    } else {
      diagnostics.push_back(std::move(one));
    }
  }
  if (diagnostics.empty() && !unknown.empty())
    diagnostics.push_back({Level::kError, std::string(code::kClang.name), {}, unknown, {}, ""});
  return diagnostics;
}

void EmitClangDiagnostics(std::string_view text) {
  DiagnosticSink* sink = GetDiagnosticSink();
  if (sink == nullptr) {
    WriteToStderr(text);
    return;
  }
  for (const Diagnostic& diagnostic : ParseClangDiagnostics(text)) sink->Take(diagnostic);
}

}  // namespace ecc
