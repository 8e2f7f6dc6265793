// The `ecc` command: source in; object, header, skeleton and package out.
#include <fmt/format.h>

#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "ecc/init.h"
#include "ecc/kernel_types.h"
#include "ecc/options.h"
#include "ecc/outputs.h"
#include "ecc/parallel.h"
#include "ecc/program.h"
#include "ecc/vmlinux_cache.h"

namespace ecc {
namespace {

// The options as for this unit alone.
EccOptions ForUnit(const EccOptions& options, const Unit& unit) {
  EccOptions one = options;
  one.source = unit.source;
  one.event_header = unit.event_header;
  return one;
}

std::vector<OutputFile> Finish(const EccOptions& options, Program program,
                               VmlinuxCache& vmlinux) {
  MarkKernelTypes(program.model, program.declarations.event_types, vmlinux);
  if (program.model.license.empty() && !program.model.programs.empty()) {
    PrintWarning("ecc", options.source +
                            ": there is no licence, so that the kernel refuses helpers for GPL "
                            "programs\nhelp: char LICENSE[] SEC(\"license\") = \"GPL\";");
  }
  return Generate(options, program);
}

void Write(const EccOptions& options, const std::vector<OutputFile>& files) {
  CheckPaths(options, files);
  std::vector<bool> written = WriteFilesIfChanged(files);
  for (size_t i = 0; i < files.size(); ++i) {
    fmt::print("{} ({} bytes{})\n", files[i].path, files[i].content.size(),
               written[i] ? "" : ", unchanged");
  }
}

int Main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "init")
    return InitMain({argv + 2, argv + argc});
  EccOptions options;
  if (!ParseEccOptions(argc, argv, options))
    return 0;
  VmlinuxCache vmlinux(options.btf);
  const std::vector<Unit>& units = options.units;
  if (!options.link.empty()) {
    std::vector<Program> programs(units.size());
    bool is_good = ForEach(units.size(), options.jobs, [&](size_t i) {
      programs[i] = MakeProgram(ForUnit(options, units[i]), vmlinux);
    });
    if (!is_good)
      return 1;
    Write(options, Finish(options, LinkPrograms(options, programs), vmlinux));
    return 0;
  }
  std::vector<std::vector<OutputFile>> outputs(units.size());
  bool is_good = ForEach(units.size(), options.jobs, [&](size_t i) {
    EccOptions one = ForUnit(options, units[i]);
    outputs[i] = Finish(one, MakeProgram(one, vmlinux), vmlinux);
  });
  std::vector<OutputFile> files;
  for (const std::vector<OutputFile>& some : outputs)
    files.insert(files.end(), some.begin(), some.end());
  Write(options, files);
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace ecc

int main(int argc, char** argv) {
  return ecc::RunMain("ecc", ecc::Main, argc, argv);
}
