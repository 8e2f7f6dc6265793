// cxxopts parses; what it cannot – tell which word it did not know, suggest the nearest – is
// done around it. No other file sees the library.
#include "support/command_line.h"

#include <fmt/format.h>

#include <charconv>

// A comma in a file name separates nothing.
#define CXXOPTS_VECTOR_DELIMITER '\0'
#define CXXOPTS_NO_REGEX
#include <cxxopts.hpp>

#include "support/command_texts.h"
#include "support/error.h"
#include "support/nearest.h"
#include "support/version.h"

namespace ecc {
namespace {

// The option that prints the manual page and the completions.  Every command has it, and only
// the command's maker needs it, so that no help lists it.
constexpr const char* kGenerate = "generate";

// The option that was probably meant by "--ouput-path".
std::string SuggestOption(const Command& command, std::string_view given) {
  std::vector<std::string_view> names = {"help", "version"};
  for (const OptionGroup& group : command.groups) {
    for (const Option& option : group.options) names.push_back(option.name);
  }
  std::vector<std::string> nearest = Nearest(given, names, 1);
  return nearest.empty() ? fmt::format("`{} --help` lists the options", command.name)
                         : fmt::format("did you mean --{}?", nearest[0]);
}

}  // namespace

class CommandLineParser {
 public:
  explicit CommandLineParser(const Command& command)
      : command_(command), options_(std::string(command.name)) {
    for (const OptionGroup& group : command.groups) {
      for (const Option& option : group.options) Add(option);
    }
    Add({'h', "help", "", ""});
    Add({0, "version", "", ""});
    Add({0, kGenerate, "WHAT", ""});
    options_.add_options()("words", "", cxxopts::value<std::vector<std::string>>());
    options_.parse_positional("words");
  }

  ParsedOptions Parse(const std::vector<std::string>& args) {
    std::string name(command_.name);
    std::vector<const char*> pointers = {name.c_str()};
    for (const std::string& arg : args) pointers.push_back(arg.c_str());
    ParsedOptions parsed;
    try {
      cxxopts::ParseResult result =
          options_.parse(static_cast<int>(pointers.size()), pointers.data());
      for (const auto& [option, takes_value] : takes_value_) {
        if (result.count(option) == 0)
          continue;
        parsed.values_[option] = takes_value ? result[option].as<std::vector<std::string>>()
                                             : std::vector<std::string>();
      }
      if (result.count("words") != 0)
        parsed.words_ = result["words"].as<std::vector<std::string>>();
    } catch (const cxxopts::exceptions::no_such_option&) {
      Refuse(args);
    } catch (const cxxopts::exceptions::exception& error) {
      throw UsageError(error.what());
    }
    return parsed;
  }

 private:
  void Add(const Option& option) {
    if (option.has_one_dash)
      return;
    std::string names = option.letter != 0 ? fmt::format("{},{}", option.letter, option.name)
                                           : std::string(option.name);
    takes_value_[std::string(option.name)] = !option.value.empty();
    if (option.value.empty()) {
      options_.add_options()(names, "");
    } else {
      options_.add_options()(names, "", cxxopts::value<std::vector<std::string>>());
    }
  }

  // The library's exception does not tell which word it was.
  [[noreturn]] void Refuse(const std::vector<std::string>& args) {
    for (const std::string& arg : args) {
      if (arg == "--")
        break;
      if (!arg.starts_with('-') || arg == "-")
        continue;
      bool is_long = arg.starts_with("--");
      std::string given = arg.substr(is_long ? 2 : 1);
      given = given.substr(0, given.find('='));
      if (is_long ? takes_value_.contains(given) : IsCluster(given))
        continue;
      throw UsageError(fmt::format("there is no option '{}{}'", is_long ? "--" : "-", given),
                       SuggestOption(command_, given));
    }
    throw UsageError("there is no such option",
                     fmt::format("`{} --help` lists the options", command_.name));
  }

  // True for "-vy" and "-oDIR".
  bool IsCluster(std::string_view letters) const {
    for (char letter : letters) {
      const Option* option = Find(letter);
      if (option == nullptr)
        return letter == 'h';
      if (!option->value.empty())
        return true;
    }
    return true;
  }

  const Option* Find(char letter) const {
    for (const OptionGroup& group : command_.groups) {
      for (const Option& option : group.options) {
        if (option.letter == letter)
          return &option;
      }
    }
    return nullptr;
  }

  const Command& command_;
  cxxopts::Options options_;
  std::map<std::string, bool> takes_value_;
};

std::string ParsedOptions::Value(std::string_view name, std::string_view otherwise) const {
  auto found = values_.find(std::string(name));
  return found == values_.end() || found->second.empty() ? std::string(otherwise)
                                                         : found->second.back();
}

std::vector<std::string> ParsedOptions::Values(std::string_view name) const {
  auto found = values_.find(std::string(name));
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

unsigned ParsedOptions::Number(std::string_view name, unsigned least, unsigned most,
                               unsigned otherwise) const {
  if (!Has(name))
    return otherwise;
  std::string text = Value(name);
  unsigned number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least ||
      number > most) {
    throw UsageError(
        fmt::format("--{} is a number from {} to {}, not '{}'", name, least, most, text));
  }
  return number;
}

void RefuseWord(const std::string& message, std::string_view given,
                const std::vector<std::string_view>& known, std::string_view otherwise) {
  std::vector<std::string> nearest = Nearest(given, known, 1);
  if (!nearest.empty())
    throw UsageError(message, fmt::format("did you mean {}?", nearest[0]));
  if (otherwise.empty())
    throw UsageError(message);
  throw UsageError(message, otherwise);
}

bool ParseCommandLine(const Command& command, const std::vector<std::string>& args,
                      ParsedOptions& parsed) {
  parsed = CommandLineParser(command).Parse(args);
  if (parsed.Has("help")) {
    fmt::print("{}", HelpText(command));
    return false;
  }
  if (parsed.Has("version")) {
    fmt::print("{} {}\n", command.name, kVersion);
    return false;
  }
  if (parsed.Has(kGenerate)) {
    fmt::print("{}", GenerateText(command, parsed.Value(kGenerate)));
    return false;
  }
  return true;
}

}  // namespace ecc
