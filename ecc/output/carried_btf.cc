// Kernels without BTF of their own are served from the package: of each kernel's BTF it carries
// what this object's relocations need, once for all kernels to whom the same few hundred bytes
// are right.
#include "ecc/output/carried_btf.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <tuple>

#include "btfgen/co_re/minimal.h"
#include "btfgen/elf/kernel.h"
#include "btfgen/layout/btf_file.h"
#include "ecc/job/prerequisites.h"
#include "support/codec.h"
#include "support/error.h"
#include "support/files.h"
#include "support/json.h"
#include "support/parallel.h"
#include "support/paths.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".btf";
constexpr std::string_view kVmlinux = "vmlinux";

bool IsKernelFile(const fs::path& path) {
  std::string file = path.filename();
  return path.extension() == kExtension || file == kVmlinux ||
         (file.starts_with("vmlinux-") && path.extension() != ".h");
}

// `root` is the directory that was given, or that of a file that was.
std::string NameOf(const fs::path& path, const fs::path& root) {
  if (path == elf::kRunningKernelBtf) {
    utsname names{};
    uname(&names);
    return names.release;
  }
  fs::path name = path.lexically_relative(root);
  std::string file = name.filename();
  if (file.ends_with(kExtension)) {
    name.replace_filename(file.substr(0, file.size() - kExtension.size()));
  } else if (file.starts_with("vmlinux-")) {
    name.replace_filename(file.substr(kVmlinux.size() + 1));
  } else if (file == kVmlinux) {
    // /lib/modules/6.1.0-13-amd64/vmlinux
    name = name.has_parent_path() ? name.parent_path() : fs::absolute(root).filename();
  }
  return name;
}

void AddDirectory(const std::string& given, std::vector<KernelFile>& files) {
  size_t before = files.size();
  bool has_archives = false;
  fs::path root = fs::path(given).lexically_normal();
  // "dir/" has an empty last part, which would be its name.
  if (!root.has_filename())
    root = root.parent_path();
  std::error_code error;
  for (fs::recursive_directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    has_archives |= entry->path().string().ends_with(".btf.tar.xz");
    if (IsKernelFile(entry->path()) && entry->is_regular_file(ignored))
      files.push_back({NameOf(entry->path(), root), entry->path(), false});
  }
  if (error)
    throw Error(code::kCannotRead,
                fmt::format("cannot read the directory '{}': {}", given, error.message()));
  if (files.size() != before)
    return;
  std::string message = fmt::format("there is no BTF of a kernel below '{}'", given);
  if (has_archives)
    throw Error(code::kKernelBtfs, message,
                fmt::format("unpack the archives: find {} -name '*.btf.tar.xz' "
                            "-execdir tar -xf {{}} ';'",
                            given));
  throw Error(code::kKernelBtfs, message,
              "its files are called RELEASE.btf, vmlinux or vmlinux-RELEASE");
}

// Whether a kernel is of a machine that the package has no object for: its directories may
// tell.
bool IsForeign(const Job& job, const std::string& name) {
  if (!job.options.names_targets)
    return false;
  for (const fs::path& part : fs::path(name)) {
    const Architecture* machine = FindArchitecture(part.string());
    if (machine != nullptr)
      return std::find(job.options.targets.begin(), job.options.targets.end(), machine) ==
             job.options.targets.end();
  }
  return false;
}

class Minimizer {
 public:
  Minimizer(const Job& job, const std::vector<std::string>& objects) : job_(job) {
    for (const std::string& object : objects) {
      objects_.push_back(
          std::make_unique<co_re::Relocations>(BaseName(job.unit.source) + ".bpf.o", object));
      if (!objects_.back()->empty())
        asking_.push_back(objects_.back().get());
    }
  }

  bool asks_nothing() const { return asking_.empty(); }

  // Empty for a kernel that is left out.
  std::string Minimize(const KernelFile& file) const {
    if (!file.is_given && IsForeign(job_, file.name))
      return "";
    std::string kernel = elf::ReadKernelBtf(file.path);
    std::string minimal = co_re::MinimalBtf(file.path, AsBytes(kernel), asking_);
    std::endian order = asking_.front()->resolver().types().byte_order();
    // The magic number's first byte; a minimal BTF has one.
    bool is_little = static_cast<unsigned char>(minimal.front()) == 0x9f;
    if (is_little == (order == std::endian::little))
      return minimal;
    if (!file.is_given)
      return "";
    throw Error(code::kKernelBtfs, InFile(file.path),
                fmt::format("the kernel is {}-endian, and the program is not",
                            is_little ? "little" : "big"));
  }

 private:
  const Job& job_;
  std::vector<std::unique_ptr<co_re::Relocations>> objects_;
  std::vector<const co_re::Relocations*> asking_;
};

}  // namespace

std::vector<KernelFile> FindKernelFiles(const std::vector<std::string>& given) {
  std::vector<KernelFile> files;
  for (const std::string& path : given) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      AddDirectory(path, files);
    } else {
      fs::path file = fs::path(path).lexically_normal();
      files.push_back({NameOf(file, file.parent_path()), path, true});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const KernelFile& a, const KernelFile& b) { return a.name < b.name; });
  auto same = std::adjacent_find(files.begin(), files.end(),
                                 [](const auto& a, const auto& b) { return a.name == b.name; });
  if (same != files.end()) {
    throw Error(code::kKernelBtfs,
                fmt::format("two kernels are called '{}': '{}' and '{}'", same->name,
                            same->path, std::next(same)->path),
                "give the directory that tells them apart");
  }
  return files;
}

void AddKernelBtfs(const Job& job, const std::vector<std::string>& objects, Json& package,
                   Prerequisites& read) {
  std::vector<KernelFile> files = FindKernelFiles(job.options.btfgen);
  Minimizer minimizer(job, objects);
  if (minimizer.asks_nothing()) {
    PrintWarning(
        "ecc", code::kNoRelocations, InFile(job.unit.source),
        "there are no CO-RE relocations, so that the package needs no kernel's BTF and "
        "has none");
    return;
  }
  std::vector<std::string> minimal(files.size());
  bool is_alone = job.options.units.size() == 1 || !job.options.link.empty();
  if (!ForEach(files.size(), is_alone ? job.options.jobs : 1,
               [&](size_t i) { minimal[i] = minimizer.Minimize(files[i]); })) {
    throw Error(code::kKernelBtfs, "--btfgen: kernels cannot be read");
  }
  Json contents = Json::MakeArray();
  Json kernels = Json::MakeObject();
  std::map<std::string, size_t> places;  // by digest
  for (size_t i = 0; i < files.size(); ++i) {
    if (minimal[i].empty())
      continue;
    read.Add(files[i].path);
    std::string digest = Sha256(minimal[i]);
    auto [place, is_new] = places.emplace(digest, contents.size());
    if (is_new) {
      contents.Add({{"sha256", digest},
                    {"size", minimal[i].size()},
                    {"data", EncodeObject(minimal[i])}});
    }
    kernels[files[i].name] = place->second;
  }
  if (kernels.empty()) {
    throw Error(code::kKernelBtfs,
                "--btfgen: all kernels are of other machines than the program",
                "give those of --target-arch");
  }
  if (job.options.verbose) {
    PrintNote(fmt::format("ecc: {} kernels, {} different minimal BTFs", kernels.size(),
                          contents.size()));
  }
  package["btf"] = std::move(contents);
  package["kernels"] = std::move(kernels);
}

}  // namespace ecc
