// The BTF of kernels that have none of their own, cut down to what a package's objects need.
#pragma once

#include <string>
#include <vector>

#include "ecc/job/job.h"
#include "ecc/job/prerequisites.h"
#include "ecc/output/depfile.h"
#include "support/json.h"

namespace ecc {

struct KernelFile {
  std::string name;  // what the loader finds it by: "ubuntu/20.04/x86_64/5.4.0-91-generic"
  std::string path;
  bool is_given = false;  // by its own path
};

// The files of --btfgen: those given, and in directories every *.btf, vmlinux and vmlinux-*.
// Their names are the paths there, so that BTFHub's tree needs no more words.  Sorted by name.
// Throws Error for a directory without any, and for two of one name.
std::vector<KernelFile> FindKernelFiles(const std::vector<std::string>& given);

// Adds `btf` and `kernels` to the package of these objects; docs/package-format.md tells what
// they hold.  A directory's kernels of other byte orders or, with --target-arch, of other
// machines are left out.
void AddKernelBtfs(const Job& job, const std::vector<std::string>& objects, Json& package,
                   Prerequisites& read);

}  // namespace ecc
