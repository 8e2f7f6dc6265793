// A program includes "vmlinux.h" and nobody says where it is.  In this order it comes from
// --vmlinux, from the include path, from the kernel's BTF; clang is given it by remapping one
// path to another, so that the path in BTF is the same for everybody.
#include "ecc/kernel/kernel_header.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "ecc/clang/flags.h"
#include "ecc/kernel/cut/cut.h"
#include "ecc/kernel/cut/mentions.h"
#include "support/error.h"

namespace ecc {
namespace {

// A directory that is not there, for files that have another place than clang is told.
constexpr const char* kNowhere = "/ecc-vmlinux";

// Makes `file` the vmlinux.h of the program, found before all others, and instead of one that
// lies beside the source.
std::vector<std::string> WithVmlinux(const Job& job, std::vector<std::string> flags,
                                     const std::string& file) {
  std::filesystem::path path(file);
  if (path.filename() == "vmlinux.h") {
    flags.insert(flags.begin(), {"-I", path.has_parent_path() ? path.parent_path() : "."});
  } else {
    flags.insert(flags.begin(), {"-I", kNowhere});
    flags = Remapped(std::move(flags), std::string(kNowhere) + "/vmlinux.h", file);
  }
  std::filesystem::path beside = std::filesystem::proximate(job.unit.source).parent_path();
  beside = (beside.empty() ? "." : beside) / "vmlinux.h";
  std::error_code ignored;
  if (std::filesystem::exists(beside, ignored) &&
      !std::filesystem::equivalent(beside, file, ignored)) {
    flags = Remapped(std::move(flags), beside, file);
  }
  return flags;
}

std::optional<cut::Mentions> Mentioned(const Job& job, std::vector<std::string> flags) {
  std::optional<cut::SearchPath> path = cut::SearchPath::From(WithCompatHeaders(flags));
  return path ? cut::ReadMentions(job.unit.source, *path, job.files) : std::nullopt;
}

}  // namespace

KernelHeader ChooseKernelHeader(const Job& job, std::vector<std::string> flags,
                                VmlinuxCache& vmlinux) {
  KernelHeader result;
  std::optional<cut::Mentions> mentions = Mentioned(job, flags);
  bool is_wanted = !mentions || mentions->wants_vmlinux;
  std::string given_text;
  result.plain_flags = flags;
  if (!job.options.vmlinux.empty()) {
    given_text = job.files.Read(job.options.vmlinux);
    result.file = job.options.vmlinux;
    result.flags = WithVmlinux(job, flags, result.file);
    result.plain_flags = result.flags;
    if (mentions)
      mentions->vmlinux_text = given_text;
  } else if (mentions && !mentions->vmlinux_path.empty()) {
    result.file = result.path = mentions->vmlinux_path;
    result.flags = flags;
  } else if (is_wanted && vmlinux.exists()) {
    // After all others: a vmlinux.h that is found anywhere else wins.  Some compilers number
    // types by its path, which must not be that of somebody's home.
    result.file = vmlinux.directory() + "/vmlinux.h";
    result.path = std::string(kNowhere) + "/vmlinux.h";
    result.generated_from = vmlinux.file();
    result.plain_flags.insert(result.plain_flags.end(), {"-idirafter", vmlinux.directory()});
    flags.insert(flags.end(), {"-idirafter", kNowhere});
    result.flags = Remapped(flags, result.path, result.file);
    if (mentions)
      mentions->vmlinux_text = vmlinux.text();
  } else if (mentions && is_wanted && job.target != &HostArchitecture()) {
    throw Error(code::kNoKernelBtf,
                fmt::format("there is no vmlinux.h for {}", job.target->name),
                fmt::format("give a kernel's BTF or vmlinux with --btf {0}=FILE, or put its "
                            "vmlinux.h into the include path",
                            job.target->name));
  } else {
    result.flags = flags;
  }
  // clang separates the two paths of a remapping by a semicolon.
  if (!mentions || !is_wanted || result.file.empty() || job.options.whole_vmlinux ||
      result.path.find(';') != std::string::npos)
    return result;
  std::optional<std::string> text = cut::Cut(*mentions);
  if (!text)
    return result;
  result.directory = std::make_unique<TemporaryDirectory>("ecc-cut");
  std::string file = result.directory->path() + "/vmlinux.h";
  WriteFilesIfChanged({{file, *text}});
  if (result.path.empty()) {
    result.path = file;
    result.cut_flags = WithVmlinux(job, flags, file);
  } else {
    result.cut_flags = Remapped(flags, result.path, file);
  }
  return result;
}

}  // namespace ecc
