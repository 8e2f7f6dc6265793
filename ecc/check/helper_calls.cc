#include "ecc/check/helper_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "btfgen/btf/btf_ext.h"

namespace ecc {
namespace {

constexpr size_t kInstructionSize = 8;
constexpr uint8_t kCall = 0x85;  // BPF_JMP | BPF_CALL
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

void ReadSection(const elf::Section& section, std::endian order,
                 const std::vector<btf::LineInfo>& lines, std::vector<HelperCall>& calls) {
  for (size_t at = 0; at + kInstructionSize <= section.bytes.size(); at += kInstructionSize) {
    auto byte = [&](size_t i) { return static_cast<uint8_t>(section.bytes[at + i]); };
    // The source register tells the kind of call; 0 is a helper's number.
    uint8_t source = order == std::endian::little ? byte(1) >> 4 : byte(1) & 0xf;
    if (byte(0) != kCall || source != 0)
      continue;
    HelperCall call;
    for (size_t i = 0; i < 4; ++i)
      call.helper |= uint32_t{byte(4 + i)} << 8 * (order == std::endian::little ? i : 3 - i);
    call.section = section.name;
    if (const btf::LineInfo* line = FindLine(lines, at)) {
      call.file = line->file;
      call.line = line->position >> kColumnBits;
      call.column = line->position & ((1U << kColumnBits) - 1);
    }
    calls.push_back(call);
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
  for (const elf::Section& section : file.sections) {
    if (!section.is_executable)
      continue;
    auto lines = std::find_if(ext.lines.begin(), ext.lines.end(),
                              [&](const auto& one) { return one.section == section.name; });
    static const std::vector<btf::LineInfo> kNone;
    ReadSection(section, types.byte_order(), lines == ext.lines.end() ? kNone : lines->records,
                calls);
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
