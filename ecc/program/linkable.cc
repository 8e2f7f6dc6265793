#include "ecc/program/linkable.h"

#include "btfgen/btf/btf_ext.h"
#include "btfgen/btf/reader.h"
#include "btfgen/elf/code.h"
#include "btfgen/elf/section_check.h"
#include "support/error.h"

namespace ecc {
namespace {

void Check(const std::string& where, ByteView object) {
  elf::Object file = elf::Read(where, object);
  elf::CheckSections(file);
  elf::ReadCode(file, object);
  const elf::Section* section = file.FindSection(".BTF");
  const elf::Section* ext = file.FindSection(".BTF.ext");
  if (section == nullptr || ext == nullptr)
    return;
  btf::Types types = btf::Read(InFile(where, ".BTF"), section->bytes);
  btf::ReadBtfExt(InFile(where, ".BTF.ext"), ext->bytes, btf::RawTypes(types, section->bytes));
}

}  // namespace

void CheckLinkable(const std::string& where, ByteView object) {
  try {
    Check(where, object);
  } catch (const Error& error) {
    Diagnostic refusal = error.diagnostic();
    if (refusal.help.empty())
      refusal.help = "no compiler writes that: compile it once more from its source";
    throw Error(refusal);
  }
}

}  // namespace ecc
