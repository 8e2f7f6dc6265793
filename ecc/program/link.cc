// Several objects -> one, by libbpf's linker, which merges symbols, maps, sections and BTF.
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "ecc/program/finish_object.h"
#include "ecc/program/linkable.h"
#include "ecc/program/program.h"
#include "support/error.h"
#include "support/files.h"
#include "support/paths.h"

namespace ecc {
namespace {

// The text that takes the messages of libbpf while this thread links; null at other times.
// libbpf has one printer for the whole process.
thread_local std::string* linker_log = nullptr;

int KeepMessage(libbpf_print_level level, const char* format, va_list arguments) {
  if (linker_log == nullptr || level == LIBBPF_DEBUG)
    return 0;
  char line[512];
  int size = vsnprintf(line, sizeof(line), format, arguments);
  if (size > 0)
    linker_log->append(line, std::min(static_cast<size_t>(size), sizeof(line) - 1));
  return 0;
}

// "conflicting non-weak symbol #3 (handle) definition in '/tmp/…/1-b.bpf.o'": the temporary
// names become those of the sources.
std::string Readable(std::string text, const std::vector<std::string>& files,
                     const std::vector<Unit>& units) {
  for (size_t i = 0; i < files.size(); ++i) {
    for (size_t at = text.find(files[i]); at != text.npos; at = text.find(files[i]))
      text.replace(at, files[i].size(), units[i].source);
  }
  if (text.starts_with("libbpf: "))
    text.erase(0, strlen("libbpf: "));
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

struct LinkerLog {
  std::string text;

  LinkerLog() {
    linker_log = &text;
    libbpf_set_print(KeepMessage);
  }
  ~LinkerLog() { linker_log = nullptr; }
};

struct LinkerCloser {
  void operator()(bpf_linker* linker) const { bpf_linker__free(linker); }
};

std::string Link(const Job& job, const std::vector<CompiledProgram>& programs) {
  TemporaryDirectory directory("ecc-link");
  std::vector<std::string> files;
  std::vector<OutputFile> objects;
  for (const CompiledProgram& program : programs) {
    CheckLinkable(job.options.units[files.size()].source, AsBytes(program.object->bytes()));
    files.push_back(
        fmt::format("{}/{}-{}", directory.path(), files.size(), program.object->file()));
    objects.push_back({files.back(), program.object->bytes()});
  }
  WriteFilesIfChanged(objects);
  std::string output = directory.path() + "/linked.bpf.o";
  LinkerLog log;
  std::unique_ptr<bpf_linker, LinkerCloser> linker(bpf_linker__new(output.c_str(), nullptr));
  auto fail = [&](const std::string& what) {
    throw Error(code::kLink,
                fmt::format("{}: {}", what, Readable(log.text, files, job.options.units)),
                "give one of the two another name, or make it static or __weak");
  };
  if (linker == nullptr)
    throw Error(code::kLink,
                fmt::format("cannot link '{}': {}", job.options.link, strerror(errno)));
  for (size_t i = 0; i < files.size(); ++i) {
    if (bpf_linker__add_file(linker.get(), files[i].c_str(), nullptr) != 0)
      fail(fmt::format("cannot link '{}'", job.options.units[i].source));
  }
  if (bpf_linker__finalize(linker.get()) != 0)
    fail(fmt::format("cannot link '{}'", job.options.link));
  linker.reset();
  return ReadFile(output);
}

}  // namespace

CompiledProgram LinkPrograms(const Job& job, const std::vector<CompiledProgram>& programs,
                             VmlinuxCache& vmlinux) {
  Declarations declarations;
  layout::EnumeratorsByName enumerators;
  auto append_new = [](auto& all, const auto& some) {
    for (const auto& one : some) {
      if (std::find(all.begin(), all.end(), one) == all.end())
        all.push_back(one);
    }
  };
  for (const CompiledProgram& program : programs) {
    append_new(declarations.event_types, program.declarations.event_types);
    append_new(declarations.constants, program.declarations.constants);
    declarations.comments.insert(program.declarations.comments.begin(),
                                 program.declarations.comments.end());
    enumerators.insert(program.enumerators.begin(), program.enumerators.end());
  }
  layout::Knowledge knowledge;
  knowledge.enumerators = [&]() -> const layout::EnumeratorsByName& { return enumerators; };
  knowledge.constants = declarations.constants;
  knowledge.own_types = {declarations.event_types.begin(), declarations.event_types.end()};
  knowledge.kernel = [&vmlinux] { return vmlinux.kernel(); };

  std::string object = Link(job, programs);
  CompiledProgram linked = ReadProgram(
      job, BaseName(job.options.link) + ".bpf.o",
      FinishObject(job.options.link, AsBytes(object), [](const std::string&) { return ""; }),
      knowledge);
  linked.declarations = std::move(declarations);
  linked.enumerators = std::move(enumerators);
  for (const CompiledProgram& program : programs) {
    for (const std::string& path : program.read.paths()) linked.read.Add(path);
    linked.parts.emplace_back(program.object->file(), program.model);
    linked.compiler = program.compiler;
    if (linked.kernel_btf_digest.empty())
      linked.kernel_btf_digest = program.kernel_btf_digest;
  }
  return linked;
}

}  // namespace ecc
