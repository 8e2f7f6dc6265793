#include "ecc/job/job.h"

#include <fmt/format.h>

#include <filesystem>

#include "support/error.h"
#include "support/paths.h"

namespace ecc {
namespace {

// Where the outputs go: "dir/".
std::string OutputPrefix(const Job& job) {
  if (job.options.output_dir.empty())
    return job.unit.source.substr(0, job.unit.source.rfind('/') + 1);
  std::error_code error;
  std::filesystem::create_directories(job.options.output_dir, error);
  if (error) {
    throw Error(code::kCannotWrite, fmt::format("cannot make the directory '{}': {}",
                                                job.options.output_dir, error.message()));
  }
  return job.options.output_dir + (job.options.output_dir.ends_with('/') ? "" : "/");
}

}  // namespace

std::string OutputStem(const Job& job) {
  return OutputPrefix(job) +
         BaseName(job.options.link.empty() ? job.unit.source : job.options.link);
}

}  // namespace ecc
