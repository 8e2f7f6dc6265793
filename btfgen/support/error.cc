#include "btfgen/support/error.h"

#include <fmt/format.h>
#include <unistd.h>

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

void Diagnostics::ThrowIfAny(std::string_view headline, size_t limit) const {
  if (findings_.empty())
    return;
  std::string text(headline);
  for (size_t i = 0; i < findings_.size() && i < limit; ++i) text += "\n  " + findings_[i];
  if (findings_.size() > limit)
    text += fmt::format("\n  … and {} more", findings_.size() - limit);
  throw Error(text);
}

namespace {

// Coloured on a terminal only, and never when NO_COLOR is set.
void PrintFinding(std::string_view program, std::string_view level, std::string_view colour,
                  std::string_view message) {
  bool coloured = isatty(STDERR_FILENO) && getenv("NO_COLOR") == nullptr;
  WriteToStderr(fmt::format("{}: {}{}:{} {}\n", program, coloured ? colour : "", level,
                            coloured ? "\033[0m" : "", message));
}

void PrintError(std::string_view program, std::string_view message) {
  PrintFinding(program, "error", "\033[1;31m", message);
}

}  // namespace

void PrintWarning(std::string_view program, std::string_view message) {
  PrintFinding(program, "warning", "\033[1;35m", message);
}

int ReportCurrentException(std::string_view program) {
  try {
    throw;
  } catch (const UsageError& error) {
    PrintError(program, error.what());
    WriteToStderr(fmt::format("Try '{} --help'.\n", program));
    return 2;
  } catch (const Error& error) {
    PrintError(program, error.what());
  } catch (const std::bad_alloc&) {
    PrintError(program, "out of memory");
  } catch (const std::exception& error) {
    // No input should come here; a library threw what nobody translated.
    PrintError(program, fmt::format("internal error: {}", error.what()));
  }
  return 1;
}

int RunMain(std::string_view program, int (*body)(int argc, char** argv), int argc,
            char** argv) {
  try {
    int code = body(argc, argv);
    // A full disk or a closed pipe shows only when the buffer is written.
    if (fflush(stdout) != 0 || ferror(stdout)) {
      PrintError(program, "cannot write standard output");
      return 1;
    }
    return code;
  } catch (...) {
    return ReportCurrentException(program);
  }
}

}  // namespace ecc
