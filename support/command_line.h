// A command and its options as one table, from which parsing, --help, the man page and the
// shells' completions are made.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// The kinds of values that options take, for completion.
enum class Completes { kNothing, kFile, kDirectory, kWords };

struct Option {
  char letter = 0;         // 0: none
  std::string_view name;   // without the dashes
  std::string_view value;  // what stands for it in texts, "DIR"; empty: a switch
  std::string_view help;   // sentences without line breaks
  Completes completes = Completes::kNothing;
  std::string_view words = {};  // kWords: the values, separated by blanks
  // As compilers spell it, "-MD".  It only stands in the texts: the command takes such options
  // out of its arguments before the others are parsed.
  bool has_one_dash = false;
};

struct OptionGroup {
  std::string_view title;  // "Options"
  std::vector<Option> options;
};

// A paragraph with a title; its lines stand as they are.
struct TextSection {
  std::string_view title;
  std::string_view text;
};

struct Command {
  std::string_view name;
  std::string_view summary;         // half a sentence
  std::string_view usage;           // lines
  std::vector<TextSection> before;  // between usage and options
  std::vector<OptionGroup> groups;  // --help and --version are added to the first
  std::vector<TextSection> after;   // and behind them
  std::string_view verbs;           // separated by blanks; empty: none
  std::string_view files;           // what files completion offers: "*.c *.h"
};

// The options and words that a command line gave.
class ParsedOptions {
 public:
  bool Has(std::string_view name) const { return values_.contains(std::string(name)); }
  // The last value given, or `otherwise`.
  std::string Value(std::string_view name, std::string_view otherwise = "") const;
  std::vector<std::string> Values(std::string_view name) const;
  // A number from `least` to `most`, or `otherwise` when the option was not given.  Throws
  // UsageError.
  unsigned Number(std::string_view name, unsigned least, unsigned most,
                  unsigned otherwise) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  friend class CommandLineParser;
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<std::string> words_;
};

// Throws UsageError; for an option that does not exist, with the nearest that does.
// `--help`, `--version` and `--generate man|bash|zsh|fish` are answered here, and the result
// is false.
bool ParseCommandLine(const Command& command, const std::vector<std::string>& args,
                      ParsedOptions& parsed);

// Throws UsageError with this message, and the nearest of the words that would have been right;
// `otherwise` is the help where none is near.
[[noreturn]] void RefuseWord(const std::string& message, std::string_view given,
                             const std::vector<std::string_view>& known,
                             std::string_view otherwise = "");

std::string HelpText(const Command& command);

}  // namespace ecc
