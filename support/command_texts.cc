#include "support/command_texts.h"

#include <fmt/format.h>

#include <cctype>

#include "support/error.h"
#include "support/version.h"

namespace ecc {
namespace {

constexpr size_t kWidth = 96;
constexpr size_t kHelpColumn = 30;

std::vector<OptionGroup> AllGroups(const Command& command) {
  std::vector<OptionGroup> groups = command.groups;
  groups.front().options.push_back({'h', "help", "", "print this text"});
  groups.front().options.push_back({0, "version", "", "print the version"});
  return groups;
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    size_t start = text.find_first_not_of(" \n");
    if (start == text.npos)
      return words;
    size_t end = std::min(text.find_first_of(" \n", start), text.size());
    words.push_back(text.substr(start, end - start));
    text.remove_prefix(end);
  }
}

std::string_view Dashes(const Option& option) {
  return option.has_one_dash ? "-" : "--";
}

std::string Flags(const Option& option) {
  if (option.has_one_dash)
    return fmt::format("-{}{}{}", option.name, option.value.empty() ? "" : " ", option.value);
  std::string text = option.letter != 0 ? fmt::format("-{}, --{}", option.letter, option.name)
                                        : fmt::format("    --{}", option.name);
  return option.value.empty() ? text : fmt::format("{} {}", text, option.value);
}

void PrintOption(const Option& option, std::string& out) {
  std::string line = "  " + Flags(option);
  if (line.size() + 2 > kHelpColumn) {
    out += line + "\n";
    line.clear();
  }
  line.resize(kHelpColumn, ' ');
  for (std::string_view word : Words(option.help)) {
    if (line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line.assign(kHelpColumn, ' ');
    }
    if (line.size() > kHelpColumn)
      line += ' ';
    line += word;
  }
  out += line + "\n";
}

// man's formatter takes a backslash for a command, and a dot at a line's start.
std::string Roff(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
      out += std::string("\\&") + c;
    else
      out += c;
  }
  return out;
}

std::string UpperCase(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(toupper(static_cast<unsigned char>(c)));
  return out;
}

std::string ManPage(const Command& command) {
  std::string out = fmt::format(".TH {} 1 \"\" \"ecc {}\" \"User Commands\"\n",
                                UpperCase(command.name), kVersion);
  out += fmt::format(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.nf\n{}\n.fi\n", command.name,
                     Roff(command.summary), Roff(command.usage));
  auto print_text = [&](const TextSection& section) {
    out += fmt::format(".SH {}\n.nf\n{}\n.fi\n", Roff(UpperCase(section.title)),
                       Roff(section.text));
  };
  for (const TextSection& section : command.before) print_text(section);
  for (const OptionGroup& group : AllGroups(command)) {
    out += fmt::format(".SH {}\n", Roff(UpperCase(group.title)));
    for (const Option& option : group.options) {
      std::string flags = Flags(option);
      flags.erase(0, flags.find_first_not_of(' '));
      out += fmt::format(".TP\n.B {}\n{}\n", Roff(flags), Roff(option.help));
    }
  }
  for (const TextSection& section : command.after) print_text(section);
  return out;
}

// A shell's word in single quotes.
std::string Quote(std::string_view text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

std::string BashCompletion(const Command& command) {
  std::string flags;
  std::string cases;
  for (const OptionGroup& group : AllGroups(command)) {
    for (const Option& option : group.options) {
      flags += fmt::format(" {}{}", Dashes(option), option.name);
      if (option.letter != 0)
        flags += fmt::format(" -{}", option.letter);
      if (option.value.empty())
        continue;
      std::string pattern = option.letter != 0
                                ? fmt::format("-{}|--{}", option.letter, option.name)
                                : fmt::format("{}{}", Dashes(option), option.name);
      std::string reply =
          option.completes == Completes::kDirectory ? "COMPREPLY=($(compgen -d -- \"$word\"))"
          : option.completes == Completes::kFile    ? "COMPREPLY=($(compgen -f -- \"$word\"))"
          : option.completes == Completes::kWords
              ? fmt::format("COMPREPLY=($(compgen -W {} -- \"$word\"))", Quote(option.words))
              : "COMPREPLY=()";
      cases += fmt::format("\t{}) {}; return ;;\n", pattern, reply);
    }
  }
  std::string name(command.name);
  return fmt::format(
      "# bash completion of {0}; made by `{0} --generate bash`\n"
      "_{0}() {{\n"
      "\tlocal word=\"${{COMP_WORDS[COMP_CWORD]}}\" before=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "\tlocal IFS=$' \\t\\n'\n"
      "\tcase \"$before\" in\n{1}\tesac\n"
      "\tif [[ $word == -* ]]; then COMPREPLY=($(compgen -W {2} -- \"$word\")); return; fi\n"
      "\tIFS=$'\\n'\n"
      "\tCOMPREPLY=($(compgen -f -- \"$word\"))\n"
      "{3}"
      "}}\n"
      "complete -o filenames -F _{0} {0}\n",
      name, cases, Quote(flags.substr(1)),
      command.verbs.empty()
          ? ""
          : fmt::format(
                "\tif [ \"$COMP_CWORD\" = 1 ]; then IFS=' '; COMPREPLY+=($(compgen -W {} -- "
                "\"$word\")); fi\n",
                Quote(command.verbs)));
}

// _arguments takes brackets and colons for its own.
std::string ZshText(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\')
      out += '\\';
    out += c;
  }
  return out;
}

std::string ZshCompletion(const Command& command) {
  std::string specs;
  for (const OptionGroup& group : AllGroups(command)) {
    for (const Option& option : group.options) {
      std::string rest = fmt::format("[{}]", ZshText(option.help));
      if (!option.value.empty()) {
        std::string action = option.completes == Completes::kDirectory ? "_files -/"
                             : option.completes == Completes::kFile    ? "_files"
                             : option.completes == Completes::kWords
                                 ? fmt::format("({})", option.words)
                                 : " ";
        rest += fmt::format(":{}:{}", ZshText(option.value), action);
      }
      if (option.letter != 0)
        specs += fmt::format("\t{} \\\n", Quote(fmt::format("*-{}{}", option.letter, rest)));
      specs += fmt::format("\t{} \\\n",
                           Quote(fmt::format("*{}{}{}", Dashes(option), option.name, rest)));
    }
  }
  return fmt::format(
      "#compdef {0}\n# made by `{0} --generate zsh`\n_arguments -s \\\n{1}\t{2}\n",
      command.name, specs,
      command.verbs.empty() ? "'*:file:_files'"
                            : fmt::format("'1:verb or file:{{compadd -- {}; _files}}' \\\n"
                                          "\t'*:file:_files'",
                                          command.verbs));
}

std::string FishCompletion(const Command& command) {
  std::string out = fmt::format("# made by `{} --generate fish`\n", command.name);
  if (!command.verbs.empty()) {
    out += fmt::format("complete -c {} -n __fish_use_subcommand -a {}\n", command.name,
                       Quote(command.verbs));
  }
  for (const OptionGroup& group : AllGroups(command)) {
    for (const Option& option : group.options) {
      out += fmt::format("complete -c {}", command.name);
      if (option.letter != 0)
        out += fmt::format(" -s {}", option.letter);
      out += fmt::format(" -{} {}", option.has_one_dash ? 'o' : 'l', option.name);
      if (!option.value.empty()) {
        out += option.completes == Completes::kDirectory
                   ? " -x -a '(__fish_complete_directories)'"
               : option.completes == Completes::kFile ? " -r -F"
               : option.completes == Completes::kWords
                   ? fmt::format(" -x -a {}", Quote(option.words))
                   : " -x";
      }
      out += fmt::format(" -d {}\n", Quote(option.help));
    }
  }
  return out;
}

}  // namespace

std::string HelpText(const Command& command) {
  std::string out = fmt::format("{} - {}\n\nUsage:\n", command.name, command.summary);
  auto print_lines = [&](std::string_view text) {
    while (!text.empty()) {
      size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      out += line.empty() ? "\n" : fmt::format("  {}\n", line);
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
  };
  print_lines(command.usage);
  for (const TextSection& section : command.before) {
    out += fmt::format("\n{}:\n", section.title);
    print_lines(section.text);
  }
  for (const OptionGroup& group : AllGroups(command)) {
    out += fmt::format("\n{}:\n", group.title);
    for (const Option& option : group.options) PrintOption(option, out);
  }
  for (const TextSection& section : command.after) {
    out += fmt::format("\n{}:\n", section.title);
    print_lines(section.text);
  }
  return out;
}

std::string GenerateText(const Command& command, std::string_view format) {
  if (format == "man")
    return ManPage(command);
  if (format == "bash")
    return BashCompletion(command);
  if (format == "zsh")
    return ZshCompletion(command);
  if (format == "fish")
    return FishCompletion(command);
  throw UsageError("--generate is man, bash, zsh or fish");
}

}  // namespace ecc
