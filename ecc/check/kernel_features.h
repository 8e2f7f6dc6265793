// Which version of the kernel brought what programs use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/layout/model.h"
#include "ecc/check/helper_calls.h"
#include "support/error.h"
#include "support/kernel_version.h"

namespace ecc {

struct Helper {
  std::string_view name;  // "bpf_map_lookup_elem"
  KernelVersion since;
  bool is_gpl_only = false;
};

// Null for a number that is not known here, which is a newer kernel's.
const Helper* FindHelper(uint32_t id);

struct KernelFeature {
  std::string_view key;   // of the table: a section's name, up to "/"
  std::string_view what;  // "ring buffers"
  KernelVersion since;
};

// By enum bpf_map_type; null when it is not known.
const KernelFeature* FindMapType(uint32_t type);
// By the name of a program's section, "fentry/do_unlinkat".
const KernelFeature* FindProgramType(std::string_view section);

// Names the features that the program uses and a kernel of this version lacks: "a.bpf.c: map
// 'events': ring buffers need Linux 5.8".
Findings MissingInKernel(const std::string& source, const layout::Model& model,
                         const std::vector<HelperCall>& calls, KernelVersion version);

}  // namespace ecc
