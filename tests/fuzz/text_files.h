// Texts of fuzz_text.cc that are read from files: sources, the database for clangd, caches.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "ecc/check/check_program.h"
#include "ecc/clang/compile_commands.h"
#include "ecc/clang/explain.h"
#include "ecc/declarations/cache.h"
#include "ecc/guest/shared_headers.h"
#include "ecc/kernel/cut/mentions.h"
#include "support/cache.h"
#include "support/error.h"
#include "support/files.h"
#include "support/json.h"
#include "support/text.h"
#include "tests/fuzz/require.h"
#include "tests/support/cache_home.h"

namespace ecc::test {

// Where the texts lie; its name is the same in each run.
inline const std::string& Desk() {
  static TemporaryDirectory directory("ecc-fuzz-text");
  return directory.path();
}

// A source and what it includes, the two halves of the text: words, event types, macros, and
// the version of libbpf's headers.
inline void ReadSources(const std::string& text) {
  std::string source = Desk() + "/a.bpf.c";
  std::string header = Desk() + "/a.h";
  size_t half = text.size() / 2;
  WriteFilesIfChanged({{source, text.substr(0, half)}, {header, text.substr(half)}});
  SourceFiles files;
  std::optional<cut::SearchPath> path =
      cut::SearchPath::From({"-I", Desk(), "-include", header});
  Require(path.has_value(), "the path is known");
  std::optional<cut::Mentions> mentions = cut::ReadMentions(source, *path, files);
  for (std::string_view word : mentions ? mentions->names : cut::WordSet())
    Require(!word.empty(), "a word has letters");
  EccOptions options;
  options.units = {{source, {header}, {}}};
  options.guest_sources = {source};
  FindSharedHeaders(options, files);
  Job job{options, options.units.front(), options.targets.front(), files};
  CompiledProgram program;
  layout::TypeRef record;
  record.kind = layout::TypeRef::Kind::kRecord;
  for (const char* name : {"event", "a", "_"})
    program.model.exports.push_back({name, 1, record});
  CheckEventTypes(job, program);
  std::filesystem::create_directory(Desk() + "/bpf");
  WriteFilesIfChanged({{Desk() + "/bpf/libbpf_version.h", text}});
  Require(LibbpfVersion(Desk()).size() <= text.size(), "a version is in the text");
}

// The first line is the source of the command, the rest the database that is there.
inline void ReadDatabase(const std::string& text) {
  std::string_view rest = text;
  std::string source = text.empty() ? "" : std::string(TakeLine(rest));
  // Not in the desk itself, which is locked as long as it is there.
  std::string file = Desk() + "/build/compile_commands.json";
  if (source.empty())
    return;
  std::filesystem::create_directory(Desk() + "/build");
  WriteFilesIfChanged({{file, std::string(rest)}});
  CompileCommand command{source, "a.bpf.o", {"clang", source}};
  try {
    AddCompileCommand(file, command);
  } catch (const Error&) {
    return;
  }
  std::string once = ReadFile(file);
  AddCompileCommand(file, command);
  Require(ReadFile(file) == once, "a command that is known is not added");
  Require(ParseJson(once).size() >= 1, "a command that is not known is");
}

// A file of the cache that somebody else has written, with a good digest.
inline void ReadCache(const std::string& text) {
  static CacheHome home;
  static std::string file;
  int reads = 0;
  auto read = [&]() -> std::optional<Declarations> {
    ++reads;
    return Declarations();
  };
  auto ask = [&] { return CachedEventTypes({"-O2"}, "struct event { int a; };", read); };
  if (file.empty()) {
    ask();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(home.path())) {
      if (entry.path().filename() == "types.json")
        file = entry.path();
    }
    Require(!file.empty(), "there is a cache");
  }
  WriteFilesIfChanged({{file, WithDigest(text)}});
  reads = 0;
  ask();
  Require(reads <= 1, "what is no cache is read once more");
}

}  // namespace ecc::test
