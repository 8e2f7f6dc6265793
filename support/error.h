// The one exception of this project, and findings that are collected in bulk.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "support/codes.h"
#include "support/diagnostic.h"

namespace ecc {

// Input that cannot be used: where it is, what is wrong and what to do, and the code that names
// the kind.  It is caught in `main` and in the fuzzers only.
class Error : public std::exception {
 public:
  explicit Error(Diagnostic diagnostic)
      : diagnostic_(std::move(diagnostic)), text_(ToString(diagnostic_)) {}
  explicit Error(std::string_view message, std::string_view help = "")
      : Error(code::kRefused, Place(), message, help) {}
  Error(Code code, std::string_view message, std::string_view help = "")
      : Error(code, Place(), message, help) {}
  Error(const Place& place, std::string_view message, std::string_view help = "")
      : Error(code::kRefused, place, message, help) {}
  Error(Code code, const Place& place, std::string_view message, std::string_view help = "")
      : Error(Diagnostic{Diagnostic::Level::kError,
                         std::string(code.name),
                         place,
                         std::string(message),
                         {},
                         std::string(help)}) {}

  const Diagnostic& diagnostic() const { return diagnostic_; }
  // All of it, as people read it.
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  Diagnostic diagnostic_;
  std::string text_;
};

// A command line that cannot be understood: exit code 2 instead of 1.
class UsageError : public Error {
 public:
  using Error::Error;
};

// Findings in bulk: everything that is wrong, not just the first of it.
class Findings {
 public:
  void Add(std::string message) { Add(Place(), std::move(message)); }
  void Add(Place place, std::string message);
  bool empty() const { return list_.empty(); }
  const std::vector<Diagnostic>& list() const { return list_; }

  // Throws one Error that lists up to `limit` findings and counts the others.
  void ThrowIfAny(Code code, const Place& place, std::string_view headline,
                  size_t limit = 20) const;
  void ThrowIfAny(std::string_view headline) const {
    ThrowIfAny(code::kRefused, Place(), headline);
  }

 private:
  std::vector<Diagnostic> list_;
};

// Unlike fmt::print it does not throw when nobody reads: a message is no reason to fall over.
void WriteToStderr(std::string_view text);

// "ecc: warning: … [-Wecc-…]" on standard error, or what the sink makes of it; nothing where
// that kind is switched off.
void PrintWarning(std::string_view program, Code code, const Place& place,
                  std::string_view message, std::string_view help = "");
// Tells what an Error says, and goes on.
void PrintError(std::string_view program, const Error& error);

// Switches warnings off, by the names of their codes.
void SilenceWarnings(std::vector<std::string> names);

// Prints a text that was asked for, such as the commands that are run: the line as it is, or a
// note of the sink.
void PrintNote(std::string_view text);

// While it lives, what this thread would write to standard error is appended to a text.
class CapturedMessages {
 public:
  explicit CapturedMessages(std::string& text);
  ~CapturedMessages();
  CapturedMessages(const CapturedMessages&) = delete;
  CapturedMessages& operator=(const CapturedMessages&) = delete;

 private:
  std::string* outer_;
};

// Inside of a handler: prints the exception's message and returns the exit code.
int ReportCurrentException(std::string_view program);

// Runs a command's body and turns exceptions into a message and an exit code:
// 0 done, 1 input refused, 2 usage.
int RunMain(std::string_view program, int (*body)(int argc, char** argv), int argc,
            char** argv);

}  // namespace ecc
