// libFuzzer: texts that `ecc` reads itself: what clang says and which files it has read, the
// sources' words, comments and directives, databases and caches, options.  The first byte
// chooses the reader; vmlinux.h is fuzz_cut's.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/btf/reader.h"
#include "ecc/check/kernel_features.h"
#include "ecc/clang/clang_diagnostics.h"
#include "ecc/clang/clang_features.h"
#include "ecc/clang/explain.h"
#include "ecc/guest/event_header.h"
#include "ecc/job/options.h"
#include "ecc/job/prerequisites.h"
#include "ecc/output/depfile.h"
#include "ecc/verbs/init.h"
#include "support/c_source.h"
#include "support/diagnostics_format.h"
#include "support/error.h"
#include "support/identifier.h"
#include "support/json.h"
#include "support/kernel_version.h"
#include "support/make_syntax.h"
#include "support/text.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/text_files.h"
#include "tests/fuzz/text_values.h"
#include "tests/support/btf_writer.h"

namespace ecc {
namespace {

using test::Require;

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) lines.emplace_back(TakeLine(text));
  return lines;
}

size_t SizeOf(const Diagnostic& diagnostic) {
  Require(!diagnostic.message.empty(), "a diagnostic says something");
  size_t size = diagnostic.message.size() + diagnostic.place.file.size();
  for (const Diagnostic& note : diagnostic.notes) size += SizeOf(note);
  return size;
}

// What clang says, as data, and on to machines.
void ReadDiagnostics(const std::string& text) {
  std::vector<Diagnostic> diagnostics = ParseClangDiagnostics(text);
  size_t size = 0;
  std::string lines;
  for (const Diagnostic& diagnostic : diagnostics) {
    size += SizeOf(diagnostic);
    lines += JsonLine(diagnostic);
  }
  Require(size <= text.size(), "nothing is said that clang has not said");
  Require(Lines(lines).size() == diagnostics.size(), "a diagnostic is one line");
  ParseJson(SarifDocument(lines));
}

const btf::Types& KernelTypes() {
  static const std::string bytes = [] {
    test::BtfWriter types;
    uint32_t number = types.SignedInt();
    uint32_t inner = types.Struct("", 4, {{"pid", number, 0}});
    types.Struct("task_struct", 4, {{"", inner, 0}});
    types.Typedef("pid_t", number);
    return types.Bytes();
  }();
  static const btf::Types types = btf::Read("kernel", AsBytes(bytes));
  return types;
}

// What clang says, explained.
void Explain(const std::string& text) {
  for (int version : {0, 14, 99}) {
    std::optional<ClangExplanation> explanation = ExplainClangVersion(text, version);
    Require(!explanation || !explanation->notes.empty(), "an explanation has a reason");
  }
  MentionsLibbpf(text);
  std::vector<std::string> notes = ExplainNames(text, "1.1", &KernelTypes());
  Require(notes.size() <= 3, "the notes are few");
  Require(notes == ExplainNames("\x1b[1m" + text, "1.1", &KernelTypes()),
          "colours say nothing");
}

// Files that clang has read, which are written again for make.
void ReadPrerequisites(const std::string& text) {
  Prerequisites of_rule;
  of_rule.AddRule(text);
  Prerequisites before;
  before.AddLines(text);
  DepfileOptions options;
  options.targets = {"object"};
  options.has_phony_targets = text.size() % 2 == 0;
  std::string rule;
  try {
    rule = DepfileText(options, {}, before);
  } catch (const Error&) {
    return;
  }
  Prerequisites after;
  after.AddRule(rule.substr(0, rule.find("\n", rule.rfind("\\\n") + 2)));
  Require(before.paths() == after.paths(), "a depfile names what was read");
  for (const std::string& path : before.paths()) after.Drop(path);
  Require(after.paths().size() <= before.paths().size(), "dropping adds nothing");
}

// What a guest sees of an event header.
void ReadHeader(const std::string& text) {
  std::set<std::string> types = {"struct event", "event_t", "FIRST"};
  std::string seen = WithoutTypes(text, types);
  Require(seen.size() == text.size(), "nothing moves");
  Require(
      std::count(seen.begin(), seen.end(), '\n') == std::count(text.begin(), text.end(), '\n'),
      "each declaration keeps its line");
  for (size_t i = 0; i < text.size(); ++i)
    Require(seen[i] == text[i] || seen[i] == ' ', "nothing comes in");
  for (const std::string& line : Lines(text)) {
    std::optional<IncludeLine> include = ParseInclude(line);
    Require(!include || (!include->name.empty() && include->name.size() + 2 < line.size()),
            "an include names a part of its line");
    HasFloatFormat(line);
  }
}

// A command line, one argument a line; verbs and versions are the words of options.
void ReadOptions(const std::string& text) {
  std::vector<std::string> arguments = Lines(text);
  EccOptions options;
  bool is_parsed = false;
  try {
    is_parsed = ParseEccOptions(arguments, options);
  } catch (const UsageError&) {
  }
  Require(!is_parsed || (!options.units.empty() && !options.targets.empty()),
          "options name what is to be made");
  for (const std::string& argument : arguments) {
    FindProgramType(argument);
    if (std::optional<KernelVersion> version = ParseKernelVersion(argument))
      Require(ParseKernelVersion(ToString(*version)) == version, "a version is a version");
    if (argument.empty())
      continue;
    std::string name = ProjectName(argument);
    Require(IsIdentifier(name), "a project's name is a name in C");
    ProjectFiles(name, BuildSystem::kMake);
    Require(Printable(argument).find_first_of("\n\x1b") == std::string::npos,
            "a message is printable");
  }
}

constexpr void (*kReaders[])(const std::string& text) = {
    ReadDiagnostics,    Explain,          ReadPrerequisites,     ReadHeader,
    ReadOptions,        test::ReadValues, test::ReadAnnotations, test::ReadSources,
    test::ReadDatabase, test::ReadCache};

}  // namespace
}  // namespace ecc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0)
    return 0;
  std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  std::string said;
  ecc::CapturedMessages captured(said);
  ecc::kReaders[data[0] % std::size(ecc::kReaders)](text);
  return 0;
}
