#include "ecc/check/helper_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "btfgen/btf/btf_ext.h"
#include "btfgen/elf/code.h"

namespace ecc {
namespace {

constexpr unsigned kColumnBits = 10;

// The line of an instruction is that of the last record at or before it.
const btf::LineInfo* FindLine(const std::vector<btf::LineInfo>& lines, uint64_t offset) {
  const btf::LineInfo* best = nullptr;
  for (const btf::LineInfo& line : lines) {
    if (line.instruction <= offset &&
        (best == nullptr || line.instruction >= best->instruction))
      best = &line;
  }
  return best;
}

void AddCall(const elf::Call& one, const std::string& section,
             const std::vector<btf::LineInfo>& lines, std::vector<HelperCall>& calls) {
  HelperCall& call = calls.emplace_back();
  call.helper = one.helper;
  call.section = section;
  if (const btf::LineInfo* line = FindLine(lines, one.offset)) {
    call.file = line->file;
    call.line = line->position >> kColumnBits;
    call.column = line->position & ((1U << kColumnBits) - 1);
  }
}

}  // namespace

std::vector<HelperCall> ReadHelperCalls(const BtfFile& object) {
  elf::Object file = elf::Read(object.file(), AsBytes(object.bytes()));
  const btf::Types& types = object.resolver().types();
  btf::BtfExt ext;
  const elf::Section* btf = file.FindSection(".BTF");
  const elf::Section* btf_ext = file.FindSection(".BTF.ext");
  std::optional<btf::RawTypes> raw;
  if (btf != nullptr && btf_ext != nullptr) {
    raw.emplace(types, btf->bytes);
    ext = btf::ReadBtfExt(InFile(object.file(), ".BTF.ext"), btf_ext->bytes, *raw);
  }
  std::vector<HelperCall> calls;
  for (const elf::Function& function : elf::ReadCode(file, AsBytes(object.bytes())).functions) {
    const std::string& section = function.section_name;
    auto lines = std::find_if(ext.lines.begin(), ext.lines.end(),
                              [&](const auto& one) { return one.section == section; });
    static const std::vector<btf::LineInfo> kNone;
    for (const elf::Call& call : function.calls) {
      if (call.kind == elf::Call::Kind::kHelper)
        AddCall(call, section, lines == ext.lines.end() ? kNone : lines->records, calls);
    }
  }
  return calls;
}

std::vector<HelperCall> FirstCalls(const std::vector<HelperCall>& calls) {
  std::vector<HelperCall> first;
  std::set<uint32_t> seen;
  for (const HelperCall& call : calls) {
    if (seen.insert(call.helper).second)
      first.push_back(call);
  }
  return first;
}

Place PlaceOf(const HelperCall& call, const std::string& source) {
  if (call.line == 0)
    return InFile(source, call.section);
  std::filesystem::path file(call.file);
  if (file.is_relative())
    file = std::filesystem::path(source).parent_path() / file;
  return AtLine(file.lexically_normal().string(), call.line, call.column);
}

}  // namespace ecc
