// Messages on standard error as data: errors, warnings and notes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// Names a kind of failure or warning that people can look up: "ecc-no-clang".  Those that exist
// stand in codes.h, and docs/errors.md explains each.
struct Code {
  std::string_view name;
};

// Where something is.  Lines and columns count from 1; 0 is unknown.
struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  unsigned end_column = 0;  // behind the last character; in the same line
  std::string part;         // of a file without lines: ".BTF+0x1f4"

  friend bool operator==(const Place&, const Place&) = default;
};

// Something in a file that has no lines: Place of "a.bpf.o" and ".BTF".
inline Place InFile(std::string_view file, std::string_view part = "") {
  Place place;
  place.file = file;
  place.part = part;
  return place;
}
inline Place AtLine(std::string_view file, size_t line, unsigned column = 0) {
  Place place;
  place.file = file;
  place.line = static_cast<unsigned>(line);
  place.column = column;
  return place;
}

// As messages begin: "a.c:3:1", "a.bpf.o: .BTF+0x1f4".
std::string ToString(const Place& place);

struct Diagnostic {
  enum class Level { kError, kWarning, kNote };

  Level level = Level::kError;
  std::string code;
  Place place;
  std::string message;
  std::vector<Diagnostic> notes;
  std::string help;  // what to do
};

// "error", "warning", "note".
std::string_view LevelName(Diagnostic::Level level);

// As people read it: "a.c:3:1: what", notes and the remedy below.
std::string ToString(const Diagnostic& diagnostic);

// Where diagnostics go instead of becoming text.  Several threads may report.
class DiagnosticSink {
 public:
  virtual ~DiagnosticSink() = default;
  virtual void Take(const Diagnostic& diagnostic) = 0;
  // Nothing comes any more.
  virtual void Finish() = 0;
};

// Null: text, which is the default.
void SetDiagnosticSink(DiagnosticSink* sink);
DiagnosticSink* GetDiagnosticSink();

}  // namespace ecc
