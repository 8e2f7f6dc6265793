// The declarations of a source, as the compiler sees them: the event header's types and the
// documentation comments.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "btfgen/layout/knowledge.h"
#include "btfgen/layout/model.h"
#include "ecc/job/job.h"

namespace ecc {

struct Declarations {
  // The records and enums that the event header defines, as C writes them: "struct event",
  // "event_t".  In the header's order, those that another contains last.
  std::vector<std::string> event_types;
  // Its enums without a name, which BTF has no way to keep: `enum { MAX_EVENTS = 64 };`.
  std::vector<layout::Enum> constants;
  // The raw comment before each function, variable and map of the source itself.
  std::map<std::string, std::string> comments;
};

// Parses the source with libclang.  Errors of the source are left to clang, which reports them
// better.  Throws Error for an event header that the source does not include, or that defines
// no type.
Declarations ReadDeclarations(const Job& job, const std::vector<std::string>& flags);

// The event types and constants of Declarations, from the header alone, which takes a tenth of
// the time because vmlinux.h is not parsed.  Nothing unless that is sure to be what the header
// defines inside the program: it must parse without error, and have no conditionals besides its
// include guard. Whether the program includes it stays open.
std::optional<Declarations> ReadEventTypesAlone(const Job& job,
                                                const std::vector<std::string>& flags,
                                                const std::string& header_text);

// Parses the source once more, for all enumerators that it sees, by name.
layout::EnumeratorsByName ReadEnumerators(const Job& job,
                                          const std::vector<std::string>& flags);

// Why libclang cannot be opened; empty when it can.
std::string LibclangError();

// True when the source may have documentation comments, so that reading them is worth a parse.
bool MayHaveComments(const std::string& source_text);

}  // namespace ecc
