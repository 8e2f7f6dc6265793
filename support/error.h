// The one exception of this project, and findings that are collected in bulk.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/codes.h"
#include "support/diagnostic.h"

namespace ecc {

// Input that cannot be used.  The message says where and, after "help:", what to
// do; the code names the kind.  It is caught in `main` and in the fuzzers only.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& what) : std::runtime_error(what) {}
  Error(std::string_view what, std::string_view help)
      : std::runtime_error(std::string(what) + "\nhelp: " + std::string(help)) {}
  Error(Code code, const std::string& what) : std::runtime_error(what), code_(code) {}
  Error(Code code, std::string_view what, std::string_view help) : Error(what, help) {
    code_ = code;
  }

  Code code() const { return code_; }

 private:
  Code code_ = code::kRefused;
};

// A command line that cannot be understood: exit code 2 instead of 1.
class UsageError : public Error {
 public:
  using Error::Error;
};

// Findings in bulk: everything that is wrong, not just the first of it.
class Diagnostics {
 public:
  void Add(std::string finding) { findings_.push_back(std::move(finding)); }
  bool empty() const { return findings_.empty(); }
  const std::vector<std::string>& findings() const { return findings_; }

  // Throws one Error that lists up to `limit` findings and counts the others.
  void ThrowIfAny(std::string_view headline, size_t limit = 20) const {
    ThrowIfAny(code::kRefused, headline, limit);
  }
  void ThrowIfAny(Code code, std::string_view headline, size_t limit = 20) const;

 private:
  std::vector<std::string> findings_;
};

// Unlike fmt::print it does not throw when nobody reads: a message is no reason to fall over.
void WriteToStderr(std::string_view text);

// "btfgen: warning: …" on standard error, or what the sink makes of it.
void PrintWarning(std::string_view program, std::string_view message);
// The same with "[-Wecc-…]" behind its first line, unless that kind is switched off.
void PrintWarning(std::string_view program, Code code, std::string_view message);

// Switches warnings off, by the names of their codes.
void SilenceWarnings(std::vector<std::string> names);

// What is told on request, such as the commands that are run: a line as it is, or a note of the
// sink.
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
