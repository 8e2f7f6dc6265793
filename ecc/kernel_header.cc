#include "ecc/kernel_header.h"

#include <fmt/format.h>

#include <optional>

#include "btfgen/support/error.h"
#include "ecc/cut/cut.h"
#include "ecc/cut/mentions.h"

namespace ecc {

KernelHeader ChooseKernelHeader(const EccOptions& options, std::vector<std::string> flags,
                                VmlinuxCache& vmlinux) {
  KernelHeader result;
  result.flags = std::move(flags);
  std::optional<cut::Mentions> mentions;
  if (std::optional<cut::SearchPath> path = cut::SearchPath::From(result.flags))
    mentions = cut::ReadMentions(options.source, *path);

  bool is_found = mentions && !mentions->vmlinux_path.empty();
  bool is_wanted = !mentions || mentions->wants_vmlinux;
  // After all others: a vmlinux.h that is found anywhere else wins.
  if (!is_found && is_wanted && vmlinux.exists()) {
    result.flags.insert(result.flags.end(), {"-idirafter", vmlinux.directory()});
    result.generated_from = vmlinux.file();
    if (mentions) {
      mentions->vmlinux_path = vmlinux.directory() + "/vmlinux.h";
      mentions->vmlinux_text = vmlinux.text();
    }
  }
  if (!is_found && mentions && mentions->wants_vmlinux && !vmlinux.exists() &&
      options.target != &HostArchitecture()) {
    throw Error(fmt::format("there is no vmlinux.h for {}", options.target->name),
                fmt::format("give a kernel's BTF or vmlinux with --btf {0}=FILE, or put its "
                            "vmlinux.h into the include path",
                            options.target->name));
  }
  if (!mentions || mentions->vmlinux_path.empty())
    return result;
  result.path = mentions->vmlinux_path;
  // clang separates the two paths by a semicolon.
  if (options.whole_vmlinux || result.path.find(';') != std::string::npos)
    return result;
  if (std::optional<std::string> text = cut::Cut(*mentions)) {
    result.directory = std::make_unique<TemporaryDirectory>("ecc-cut");
    std::string file = result.directory->path() + "/vmlinux.h";
    WriteFilesIfChanged({{file, *text}});
    result.cut_flags = result.flags;
    result.cut_flags.insert(result.cut_flags.end(),
                            {"-Xclang", "-remap-file", "-Xclang", result.path + ";" + file});
  }
  return result;
}

}  // namespace ecc
