// Changes a text in what a guest's module says of its object: alter_guest IN OUT TEXT OTHER
#include "ecc/guest/guest.h"
#include "loader/wasm/module/guest_package.h"
#include "support/codec.h"
#include "support/files.h"
#include "support/package_section.h"

int main(int argc, char** argv) {
  if (argc != 5)
    return 2;
  std::string bytes = ecc::ReadFile(argv[1]);
  ecc::loader::WasmModule module = ecc::loader::ReadModule(argv[1], ecc::AsBytes(bytes));
  if (module.custom_sections.empty())
    return 1;
  const ecc::loader::ModuleCustomSection& section = module.custom_sections.back();
  if (section.name != ecc::kPackageSection)
    return 1;
  uint32_t size = 0;
  for (unsigned i = 0; i < 4; ++i)
    size |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[section.offset + i]))
            << (8 * i);
  std::string text = ecc::Decompress(std::string_view(bytes).substr(section.offset + 4), size);
  std::string_view old = argv[3];
  for (size_t at = text.find(old); at != text.npos; at = text.find(old, at + 1))
    text.replace(at, old.size(), argv[4]);
  // It is the last section.  Before its content stand its name, the name's size, and its own
  // size, which has two bytes, behind the section's number.
  size_t start = section.offset - section.name.size() - 4;
  ecc::WriteFilesIfChanged({{argv[2], ecc::WithPackageSection(bytes.substr(0, start), text)}});
  return 0;
}
