// The licence, and what the kernel lets a program do by it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ecc/check/check_program.h"
#include "ecc/check/kernel_features.h"
#include "support/error.h"
#include "support/kernel_version.h"

namespace ecc {
namespace {

// Those that the kernel compares with, letter by letter (include/linux/license.h).
constexpr auto kGplCompatible =
    std::to_array<std::string_view>({"GPL", "GPL v2", "GPL and additional rights",
                                     "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"});
// Before this, bpf_ktime_get_ns was for GPL programs alone.
constexpr KernelVersion kTimeIsFree = {5, 8};
constexpr std::string_view kTimeHelper = "bpf_ktime_get_ns";
constexpr size_t kMostNames = 4;

// Programs that are refused whatever they call.
bool MustBeGpl(std::string_view section) {
  return section.starts_with("lsm") || section.starts_with("struct_ops");
}

// A function of the kernel that is called by name; such calls are for GPL programs only.
std::string FirstKernelFunction(const btf::Types& types) {
  std::optional<uint32_t> externs = types.FindDatasec(".ksyms");
  if (!externs)
    return "";
  for (const btf::VarSecinfo& one : types.secinfos(types[*externs])) {
    if (types[one.var].kind == btf::Kind::kFunc)
      return std::string(types[one.var].name);
  }
  return "";
}

std::string Help(const Job& job, const std::string& licence) {
  std::string close;
  // "GPL-2.0" and "GPLv2" are SPDX's and people's, not the kernel's.
  if (licence.starts_with("GPL")) {
    close =
        "the kernel knows \"GPL\", \"GPL v2\" and \"Dual BSD/GPL\", and no other spelling: ";
  }
  bool uses_libbpf = !IsObjectFile(job.unit.source);
  return close + (uses_libbpf ? "char LICENSE[] SEC(\"license\") = \"GPL\";"
                              : "compile it with a licence");
}

}  // namespace

void CheckLicence(const Job& job, const CompiledProgram& program) {
  const std::string& licence = program.model.license;
  if (program.model.programs.empty() ||
      std::find(kGplCompatible.begin(), kGplCompatible.end(), licence) != kGplCompatible.end())
    return;
  std::string what =
      licence.empty() ? "there is no licence"
                      : fmt::format("the licence '{}' is not the GPL for the kernel", licence);
  auto warn = [&](const Place& place, const std::string& who) {
    PrintWarning("ecc", code::kNoLicence, place, fmt::format("{}, and {}", what, who),
                 Help(job, licence));
  };
  for (const layout::Program& one : program.model.programs) {
    if (MustBeGpl(one.section)) {
      return warn(
          InFile(job.unit.source),
          fmt::format("the kernel loads '{}' ({}) under the GPL only", one.name, one.section));
    }
  }
  std::string function = FirstKernelFunction(program.object->resolver().types());
  if (!function.empty()) {
    return warn(InFile(job.unit.source),
                fmt::format("the kernel refuses the call of its function {}", function));
  }
  std::optional<KernelVersion> oldest = ParseKernelVersion(job.options.min_kernel);
  std::string names;
  size_t count = 0;
  Place place;
  for (const HelperCall& call : FirstCalls(ReadHelperCalls(*program.object))) {
    const Helper* helper = FindHelper(call.helper);
    bool was_gpl =
        helper != nullptr && helper->name == kTimeHelper && oldest && *oldest < kTimeIsFree;
    if (helper == nullptr || !(helper->is_gpl_only || was_gpl))
      continue;
    if (place.file.empty())
      place = PlaceOf(call, job.unit.source);
    if (++count <= kMostNames)
      names += fmt::format("{}{}", names.empty() ? "" : ", ", helper->name);
  }
  if (count > kMostNames)
    names += fmt::format(" and {} more", count - kMostNames);
  if (count != 0) {
    warn(place, fmt::format("the kernel refuses the call of {}: {} for GPL programs only",
                            names, count == 1 ? "it is" : "they are"));
  }
}

}  // namespace ecc
