// When clang fails, the reason is often not in the program: libbpf's headers are older than the
// name, the kernel's BTF has it by another name, the CPU version lacks the instruction.  The
// names are taken out of clang's messages and looked for where they would be.
#include "ecc/clang/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "btfgen/elf/kernel.h"
#include "ecc/clang/clang_features.h"
#include "ecc/clang/libbpf_names.h"
#include "support/error.h"
#include "support/files.h"
#include "support/identifier.h"
#include "support/nearest.h"
#include "support/process.h"
#include "support/text.h"

namespace ecc {
namespace {

constexpr size_t kMostNotes = 3;
constexpr size_t kMostNearNames = 3;

std::string WithoutColours(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = std::min(text.find_first_of("mK", i), text.size() - 1);
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// A name that clang does not know, as its error says.
struct Missing {
  enum class Kind { kRecord, kTypeName, kIdentifier, kFunction, kMember } kind;
  std::string name;
  std::string record;  // that should have the member
};

// Where in a message of clang's a name stands that it does not know: behind these words.
struct MissingMessage {
  std::string_view words;
  Missing::Kind kind;
};
constexpr MissingMessage kMissingMessages[] = {
    {"incomplete type '", Missing::Kind::kRecord},
    {"incomplete definition of type '", Missing::Kind::kRecord},
    {"unknown type name '", Missing::Kind::kTypeName},
    {"use of undeclared identifier '", Missing::Kind::kIdentifier},
    {"implicit declaration of function '", Missing::Kind::kFunction},
    {"call to undeclared function '", Missing::Kind::kFunction},
    {"no member named '", Missing::Kind::kMember},
};

// Reads the name that stands behind the words of a message; it is empty where that is nothing
// of a kernel.
Missing ReadMissing(std::string_view rest, Missing::Kind kind) {
  auto take_tag = [&] { return TakePrefix(rest, "struct ") || TakePrefix(rest, "union "); };
  if (kind == Missing::Kind::kRecord) {
    while (TakePrefix(rest, "const ") || TakePrefix(rest, "volatile ")) continue;
    return {kind, take_tag() ? std::string(TakeWord(rest)) : "", ""};
  }
  std::string name(TakeWord(rest));
  if (!TakePrefix(rest, "'"))
    return {kind, "", ""};
  if (kind != Missing::Kind::kMember)
    return {kind, name, ""};
  if (!TakePrefix(rest, " in '") || !take_tag())
    return {kind, "", ""};
  std::string record(TakeWord(rest));
  return {kind, rest.starts_with('\'') ? name : "", record};
}

std::vector<Missing> MissingNames(std::string_view diagnostics) {
  std::vector<Missing> missing;
  std::set<std::string> seen;
  std::string plain = WithoutColours(diagnostics);
  std::string_view rest = plain;
  while (!rest.empty()) {
    std::string_view line = TakeLine(rest);
    if (line.find("error: ") == line.npos)
      continue;
    for (const MissingMessage& message : kMissingMessages) {
      size_t at = line.find(message.words);
      if (at == line.npos)
        continue;
      Missing one = ReadMissing(line.substr(at + message.words.size()), message.kind);
      if (!one.name.empty() && seen.insert(one.name).second)
        missing.push_back(std::move(one));
    }
  }
  return missing;
}

class NearNames {
 public:
  explicit NearNames(std::string_view wanted)
      : wanted_(wanted), limit_(std::max<size_t>(1, wanted.size() / 4)) {}

  void Offer(std::string_view name, std::string_view prefix = "") {
    is_there_ |= name == wanted_;
    size_t distance = Distance(wanted_, name, limit_);
    if (!name.empty() && distance <= limit_)
      found_.insert({distance, fmt::format("'{}{}'", prefix, name)});
  }

  bool is_there() const { return is_there_; }
  std::string Text() const {
    std::string text;
    size_t count = 0;
    for (const auto& [distance, name] : found_) {
      if (count++ == kMostNearNames)
        break;
      text += (text.empty() ? "" : ", ") + name;
    }
    return text;
  }

 private:
  std::string_view wanted_;
  size_t limit_;
  bool is_there_ = false;
  std::set<std::pair<size_t, std::string>> found_;
};

// Members of records without a name count as members of what holds them.
void OfferMembers(const btf::Types& types, const btf::Type& record, NearNames& names,
                  int depth = 0) {
  for (const btf::Member& member : types.members(record)) {
    const btf::Type& type = types[member.type];
    if (member.name.empty() && btf::IsRecord(type.kind) && depth < 8) {
      OfferMembers(types, type, names, depth + 1);
    } else {
      names.Offer(member.name);
    }
  }
}

// Empty when the kernel's BTF has the name after all, or the name is none of a kernel's.
std::string ExplainByKernel(const Missing& missing, const btf::Types& types) {
  NearNames names(missing.name);
  bool has_record = false;
  for (uint32_t id = 1; id < types.count(); ++id) {
    const btf::Type& type = types[id];
    switch (missing.kind) {
      case Missing::Kind::kRecord:
        if (btf::IsRecord(type.kind))
          names.Offer(type.name, type.kind == btf::Kind::kStruct ? "struct " : "union ");
        break;
      case Missing::Kind::kTypeName:
        if (type.kind == btf::Kind::kTypedef)
          names.Offer(type.name);
        break;
      case Missing::Kind::kIdentifier:
        if (btf::IsEnum(type.kind)) {
          for (const btf::Enumerator& one : types.enumerators(type)) names.Offer(one.name);
        }
        break;
      case Missing::Kind::kMember:
        if (btf::IsRecord(type.kind) && type.name == missing.record) {
          has_record = true;
          OfferMembers(types, type, names);
        }
        break;
      case Missing::Kind::kFunction:
        break;
    }
  }
  std::string near = names.Text();
  if (names.is_there())
    return "";
  std::string near_it = near.empty() ? "" : "; near it: " + near;
  switch (missing.kind) {
    case Missing::Kind::kRecord:
      return fmt::format("the kernel's BTF has no definition of '{}'{}", missing.name, near_it);
    case Missing::Kind::kMember:
      return has_record ? fmt::format("the kernel's '{}' has no member '{}'{}", missing.record,
                                      missing.name, near_it)
                        : "";
    default:
      // Most names that a program lacks are its own.
      return near.empty()
                 ? ""
                 : fmt::format("the kernel's BTF has no '{}'{}", missing.name, near_it);
  }
}

// Of the headers that a compilation finds when no others are named.
std::string VersionOfHeaders(const Job& job) {
  return LibbpfVersion(job.options.libbpf.empty() ? "/usr/include" : job.options.libbpf);
}

// Returns clang's version; 0 when it does not tell.
int ExplainClang(const std::string& clang) {
  ProcessResult version = Run({clang, "-dumpversion"}, Capture::kOutput);
  int major = atoi(version.output.c_str());
  if (major != 0 && major < kOldestClang) {
    throw Error(code::kClangTooOld,
                fmt::format("'{}' is version {}, too old for BPF with BTF", clang, major),
                fmt::format("install clang {} or newer, or name one with -c", kOldestClang));
  }
  ProcessResult targets = Run({clang, "-print-targets"}, Capture::kOutput);
  if (targets.exit_code == 0 && targets.output.find("bpf") == std::string::npos) {
    throw Error(code::kClangWithoutBpf, fmt::format("'{}' has no BPF target", clang),
                "install a clang with the BPF backend, or name one with -c");
  }
  return major;
}

// A source that includes vmlinux.h where none can be made.
bool LacksVmlinux(std::string_view diagnostics) {
  return WithoutColours(diagnostics).find("'vmlinux.h' file not found") != std::string::npos;
}

}  // namespace

std::string LibbpfVersion(const std::string& directory) {
  std::string text;
  try {
    text = ReadFile(directory + "/bpf/libbpf_version.h");
  } catch (const Error&) {
    return "";
  }
  std::string version;
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view line = TakeLine(rest);
    unsigned number = 0;
    if ((TakePrefix(line, "#define LIBBPF_MAJOR_VERSION ") ||
         TakePrefix(line, "#define LIBBPF_MINOR_VERSION ")) &&
        TakeNumber(line, number))
      version += fmt::format("{}{}", version.empty() ? "" : ".", number);
  }
  return version;
}

bool MentionsLibbpf(std::string_view diagnostics) {
  std::string plain = WithoutColours(diagnostics);
  for (size_t i = 0; i < plain.size(); ++i) {
    size_t start = i;
    while (i < plain.size() && IsWordCharacter(plain[i])) ++i;
    if (i > start && LibbpfVersionOf(std::string_view(plain).substr(start, i - start)))
      return true;
  }
  return false;
}

std::vector<std::string> ExplainNames(std::string_view diagnostics,
                                      std::string_view libbpf_version,
                                      const btf::Types* kernel) {
  std::vector<std::string> notes;
  for (const Missing& missing : MissingNames(diagnostics)) {
    if (notes.size() == kMostNotes)
      break;
    if (std::optional<std::string_view> version = LibbpfVersionOf(missing.name)) {
      std::string headers =
          libbpf_version.empty() ? "" : fmt::format("; the headers are of {}", libbpf_version);
      notes.push_back(
          fmt::format("'{}' came with libbpf {}{}", missing.name, *version, headers));
    } else if (kernel != nullptr) {
      std::string note = ExplainByKernel(missing, *kernel);
      if (!note.empty())
        notes.push_back(note);
    }
  }
  return notes;
}

void ThrowFailure(const Job& job, int exit_code, std::string_view diagnostics,
                  const std::function<const btf::Types*()>& kernel) {
  int version = ExplainClang(job.options.clang);
  std::string what = fmt::format("'{}' does not compile (clang's exit code is {})",
                                 job.unit.source, exit_code);
  auto failure = [&](Code code, const std::vector<std::string>& notes, std::string_view help) {
    Diagnostic diagnostic = Error(code, what, help).diagnostic();
    for (const std::string& note : notes)
      diagnostic.notes.push_back({Diagnostic::Level::kNote, "", {}, note, {}, ""});
    return Error(diagnostic);
  };
  std::string plain = WithoutColours(diagnostics);
  if (LacksVmlinux(plain)) {
    throw failure(
        code::kNoKernelBtf,
        {fmt::format("there is no BTF of the kernel to make vmlinux.h of: {} is missing",
                     elf::kRunningKernelBtf)},
        "take a kernel with CONFIG_DEBUG_INFO_BTF=y, name the BTF of another with --btf FILE, "
        "or "
        "a vmlinux.h of yours with --vmlinux FILE");
  }
  if (std::optional<ClangExplanation> age = ExplainClangVersion(plain, version)) {
    if (age->cpu.empty()) {
      throw failure(code::kClangTooOld, age->notes,
                    "install a newer clang, and name it with -c clang-NN");
    }
    throw failure(code::kCpuVersion, age->notes,
                  fmt::format("compile with -mcpu={}", age->cpu));
  }
  bool asks_kernel = !MissingNames(diagnostics).empty() &&
                     job.files.Read(job.unit.source).find("vmlinux.h") != std::string::npos;
  std::vector<std::string> notes =
      ExplainNames(diagnostics, VersionOfHeaders(job), asks_kernel ? kernel() : nullptr);
  if (notes.empty())
    throw failure(code::kCompile, {}, "");
  bool is_old = std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
    return note.find("came with libbpf") != note.npos;
  });
  if (is_old) {
    throw failure(code::kLibbpfTooOld, notes,
                  "name newer headers with --libbpf DIR, where bpf/bpf_helpers.h lies");
  }
  throw failure(
      code::kNotInKernel, notes,
      "take another kernel's types with --btf FILE, or a vmlinux.h of yours with --vmlinux "
      "FILE");
}

}  // namespace ecc
