#include "ecc/clang_diagnostics.h"

#include <algorithm>
#include <regex>

#include "btfgen/support/error.h"

namespace ecc {
namespace {

using Level = Diagnostic::Level;

unsigned Number(const std::ssub_match& match) {
  return match.matched ? static_cast<unsigned>(std::stoul(match)) : 0;
}

// One line; nothing is known of it when its message is empty.
Diagnostic ParseLine(const std::string& line) {
  // "a.c:1:22:{1:20-1:25}: warning: text [-Wflag]"; the program's name or nothing may stand
  // instead of a place.
  static const std::regex kLine(
      "(?:(.+?):([0-9]{1,9}):([0-9]{1,9}):(?:\\{([0-9]{1,9}):[0-9]{1,9}-([0-9]{1,9}):([0-9]{1,"
      "9}"
      ")\\})?(?:\\{[^}]*\\})*:? |([^ :]+): )?"
      "(fatal error|error|warning|note|remark): (.*)");
  // The backend has the place behind the level.
  static const std::regex kBackend("([^ :]+):([0-9]{1,9}):([0-9]{1,9}): (in function .*)");
  static const std::regex kFlag("(.*) \\[(-W[^\\]]*)\\]");
  std::smatch match;
  Diagnostic diagnostic{Level::kError, std::string(code::kClang.name), {}, "", {}, ""};
  if (!std::regex_match(line, match, kLine))
    return diagnostic;
  if (match[1].matched) {
    diagnostic.place = {match[1], Number(match[2]), Number(match[3]), 0, ""};
    // The range that begins in the line of the place and ends there.
    if (match[4].matched && match[4] == match[2] && match[5] == match[2])
      diagnostic.place.end_column = Number(match[6]);
  }
  std::string level = match[8];
  if (level == "warning")
    diagnostic.level = Level::kWarning;
  if (level == "note" || level == "remark")
    diagnostic.level = Level::kNote;
  diagnostic.message = match[9];
  std::smatch inner;
  if (std::regex_match(diagnostic.message, inner, kFlag)) {
    // "-Werror,-Wunused": the second is the name.
    std::string flag = inner[2];
    std::string message = inner[1];
    diagnostic.code = flag.substr(flag.rfind(',') == flag.npos ? 0 : flag.rfind(',') + 1);
    diagnostic.message = message;
  } else if (std::regex_match(diagnostic.message, inner, kBackend)) {
    diagnostic.place = {inner[1], Number(inner[2]), Number(inner[3]), 0, ""};
    std::string message = inner[4];
    diagnostic.message = message;
  }
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
    size_t end = std::min(rest.find('\n'), rest.size());
    std::string line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    // Some lines are as long as clang's own command; the regex is recursive.
    Diagnostic one = line.size() < 4096 ? ParseLine(line) : Diagnostic();
    if (one.message.empty()) {
      if (!line.empty() && !IsCount(line))
        unknown += (unknown.empty() ? "" : "\n") + line;
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
