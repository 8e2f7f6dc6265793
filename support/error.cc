// Everything that is said goes through here: to standard error, to a text that a thread
// collects while others speak, or as data to the sink of --diagnostics.
#include "support/error.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <new>

namespace ecc {

namespace {

thread_local std::string* captured = nullptr;

}  // namespace

CapturedMessages::CapturedMessages(std::string& text) : outer_(captured) {
  captured = &text;
}

CapturedMessages::~CapturedMessages() {
  captured = outer_;
}

void WriteToStderr(std::string_view text) {
  if (captured != nullptr) {
    captured->append(text);
    return;
  }
  if (fwrite(text.data(), 1, text.size(), stderr) != text.size())
    clearerr(stderr);
}

void Findings::Add(Place place, std::string message) {
  list_.push_back(
      {Diagnostic::Level::kWarning, "", std::move(place), std::move(message), {}, ""});
}

void Findings::ThrowIfAny(Code code, const Place& place, std::string_view headline,
                          size_t limit) const {
  if (list_.empty())
    return;
  std::string text(headline);
  for (size_t i = 0; i < list_.size() && i < limit; ++i) text += "\n  " + ToString(list_[i]);
  if (list_.size() > limit)
    text += fmt::format("\n  … and {} more", list_.size() - limit);
  throw Error(code, place, text);
}

namespace {

using Level = Diagnostic::Level;

std::vector<std::string> silenced;

// True for the codes that text does not name, because they say no more than "error".
bool IsGeneral(std::string_view code) {
  return code == code::kRefused.name || code == code::kUsage.name ||
         code == code::kInternal.name || code == code::kWarning.name;
}

// Coloured on a terminal only, and never when NO_COLOR is set.
void Print(std::string_view program, const Diagnostic& diagnostic) {
  if (DiagnosticSink* sink = GetDiagnosticSink()) {
    sink->Take(diagnostic);
    return;
  }
  bool coloured = isatty(STDERR_FILENO) && getenv("NO_COLOR") == nullptr;
  bool is_error = diagnostic.level == Level::kError;
  std::string_view colour = is_error ? "\033[1;31m" : "\033[1;35m";
  std::string text = ToString(diagnostic);
  if (!IsGeneral(diagnostic.code)) {
    // A warning shows its switch.
    text.insert(std::min(text.find('\n'), text.size()),
                fmt::format(" [{}{}]", is_error ? "" : "-W", diagnostic.code));
  }
  WriteToStderr(fmt::format("{}: {}{}:{} {}\n", program, coloured ? colour : "",
                            LevelName(diagnostic.level), coloured ? "\033[0m" : "", text));
}

void PrintError(std::string_view program, Code code, std::string_view message) {
  Print(program, Error(code, message).diagnostic());
}

}  // namespace

void PrintWarning(std::string_view program, Code code, const Place& place,
                  std::string_view message, std::string_view help) {
  if (std::find(silenced.begin(), silenced.end(), code.name) != silenced.end())
    return;
  Print(program, {Level::kWarning,
                  std::string(code.name),
                  place,
                  std::string(message),
                  {},
                  std::string(help)});
}

void PrintError(std::string_view program, const Error& error) {
  Print(program, error.diagnostic());
}

void SilenceWarnings(std::vector<std::string> names) {
  silenced = std::move(names);
}

void PrintNote(std::string_view text) {
  if (DiagnosticSink* sink = GetDiagnosticSink())
    sink->Take({Level::kNote, std::string(code::kNote.name), {}, std::string(text), {}, ""});
  else
    WriteToStderr(std::string(text) + "\n");
}

int ReportCurrentException(std::string_view program) {
  try {
    throw;
  } catch (const UsageError& error) {
    Diagnostic usage = error.diagnostic();
    usage.code = code::kUsage.name;
    Print(program, usage);
    if (GetDiagnosticSink() == nullptr)
      WriteToStderr(fmt::format("Try '{} --help'.\n", program));
    return 2;
  } catch (const Error& error) {
    PrintError(program, error);
  } catch (const std::bad_alloc&) {
    PrintError(program, code::kInternal, "out of memory");
  } catch (const std::exception& error) {
    // No input should come here; a library threw what nobody translated.
    PrintError(program, code::kInternal, fmt::format("internal error: {}", error.what()));
  }
  return 1;
}

namespace {

int RunBody(std::string_view program, int (*body)(int argc, char** argv), int argc,
            char** argv) {
  try {
    int code = body(argc, argv);
    // A full disk or a closed pipe shows only when the buffer is written.
    if (fflush(stdout) != 0 || ferror(stdout)) {
      PrintError(program, code::kRefused, "cannot write standard output");
      return 1;
    }
    return code;
  } catch (...) {
    return ReportCurrentException(program);
  }
}

}  // namespace

int RunMain(std::string_view program, int (*body)(int argc, char** argv), int argc,
            char** argv) {
  int code = RunBody(program, body, argc, argv);
  if (DiagnosticSink* sink = GetDiagnosticSink())
    sink->Finish();
  return code;
}

}  // namespace ecc
