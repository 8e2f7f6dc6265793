#include "ecc/kernel_header.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "btfgen/support/error.h"
#include "ecc/cut/cut.h"
#include "ecc/cut/mentions.h"
#include "ecc/runtime_headers.h"

namespace ecc {

namespace {

// Makes `file` the vmlinux.h of the program, found before all others, and instead of one that
// lies beside the source.
std::vector<std::string> WithVmlinux(const EccOptions& options, std::vector<std::string> flags,
                                     const std::string& file) {
  auto remap = [&](const std::string& from) {
    flags.insert(flags.end(), {"-Xclang", "-remap-file", "-Xclang", from + ";" + file});
  };
  std::filesystem::path path(file);
  if (path.filename() == "vmlinux.h") {
    flags.insert(flags.begin(), {"-I", path.has_parent_path() ? path.parent_path() : "."});
  } else {
    // A file of another name lies, for clang, in a directory that is nowhere.
    constexpr const char* kNowhere = "/ecc-vmlinux";
    flags.insert(flags.begin(), {"-I", kNowhere});
    remap(fmt::format("{}/vmlinux.h", kNowhere));
  }
  std::filesystem::path beside = std::filesystem::proximate(options.source).parent_path();
  beside = (beside.empty() ? "." : beside) / "vmlinux.h";
  std::error_code ignored;
  if (std::filesystem::exists(beside, ignored) &&
      !std::filesystem::equivalent(beside, file, ignored)) {
    remap(beside);
  }
  return flags;
}

std::optional<cut::Mentions> Mentioned(const EccOptions& options,
                                       std::vector<std::string> flags) {
  // What clang is given when it needs it.
  std::string compat = LibbpfCompatHeaders();
  if (!compat.empty())
    flags.insert(flags.end(), {"-isystem", compat});
  std::optional<cut::SearchPath> path = cut::SearchPath::From(flags);
  return path ? cut::ReadMentions(options.source, *path) : std::nullopt;
}

}  // namespace

KernelHeader ChooseKernelHeader(const EccOptions& options, std::vector<std::string> flags,
                                VmlinuxCache& vmlinux) {
  KernelHeader result;
  std::optional<cut::Mentions> mentions = Mentioned(options, flags);
  bool is_given = !options.vmlinux.empty();
  bool is_wanted = !mentions || mentions->wants_vmlinux;
  std::string given_text;
  result.flags = flags;
  if (is_given) {
    given_text = ReadFile(options.vmlinux);
    result.flags = WithVmlinux(options, flags, options.vmlinux);
    result.path = options.vmlinux;
    if (mentions)
      mentions->vmlinux_text = given_text;
  } else if (mentions && !mentions->vmlinux_path.empty()) {
    result.path = mentions->vmlinux_path;
  } else if (is_wanted && vmlinux.exists()) {
    // After all others: a vmlinux.h that is found anywhere else wins.
    result.flags.insert(result.flags.end(), {"-idirafter", vmlinux.directory()});
    result.generated_from = vmlinux.file();
    result.path = vmlinux.directory() + "/vmlinux.h";
    if (mentions)
      mentions->vmlinux_text = vmlinux.text();
  } else if (mentions && is_wanted && options.target != &HostArchitecture()) {
    throw Error(fmt::format("there is no vmlinux.h for {}", options.target->name),
                fmt::format("give a kernel's BTF or vmlinux with --btf {0}=FILE, or put its "
                            "vmlinux.h into the include path",
                            options.target->name));
  }
  // clang separates the two paths of a remapping by a semicolon.
  if (!mentions || !is_wanted || result.path.empty() || options.whole_vmlinux ||
      result.path.find(';') != std::string::npos)
    return result;
  std::optional<std::string> text = cut::Cut(*mentions);
  if (!text)
    return result;
  result.directory = std::make_unique<TemporaryDirectory>("ecc-cut");
  std::string file = result.directory->path() + "/vmlinux.h";
  WriteFilesIfChanged({{file, *text}});
  if (is_given) {
    result.cut_flags = WithVmlinux(options, flags, file);
    result.path = file;
  } else {
    result.cut_flags = result.flags;
    result.cut_flags.insert(result.cut_flags.end(),
                            {"-Xclang", "-remap-file", "-Xclang", result.path + ";" + file});
  }
  return result;
}

}  // namespace ecc
