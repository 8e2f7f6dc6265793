// The one exception of this project, and findings that are collected in bulk.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// Input that cannot be used.  The message says where and, after "help:", what to
// do; it is caught in `main` and in the fuzzers only.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& what) : std::runtime_error(what) {}
  Error(std::string_view what, std::string_view help)
      : std::runtime_error(std::string(what) + "\nhelp: " + std::string(help)) {}
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
  void ThrowIfAny(std::string_view headline, size_t limit = 20) const;

 private:
  std::vector<std::string> findings_;
};

// Unlike fmt::print it does not throw when nobody reads: a message is no reason to fall over.
void WriteToStderr(std::string_view text);

// "btfgen: warning: …" on standard error.
void PrintWarning(std::string_view program, std::string_view message);

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
