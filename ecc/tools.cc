#include "ecc/tools.h"

#include <nlohmann/json.hpp>

#include "btfgen/elf/object.h"
#include "btfgen/support/codec.h"
#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "btfgen/support/version.h"
#include "ecc/process.h"

namespace ecc {
namespace {

// Empty for a file that cannot be read, such as a program that only may be run.
std::string DigestOfFile(const std::string& path) {
  try {
    return Sha256(ReadFile(path));
  } catch (const Error&) {
    return "";
  }
}

nlohmann::ordered_json Tool(const std::string& version, const std::string& digest) {
  nlohmann::ordered_json tool;
  if (!version.empty())
    tool["version"] = version;
  if (!digest.empty())
    tool["sha256"] = digest;
  return tool;
}

}  // namespace

std::string CompilerOf(ByteView object) {
  elf::Object file = elf::Read("object", object);
  const elf::Section* strings = file.FindSection(".debug_str");
  if (strings == nullptr)
    return "";
  std::string_view text = AsText(strings->bytes);
  size_t at = text.find("clang version ");
  if (at == text.npos)
    return "";
  size_t start = at == 0 ? 0 : text.rfind('\0', at) + 1;
  return std::string(text.substr(start, text.find('\0', at) - start));
}

nlohmann::ordered_json ToolsJson(const std::string& clang, const std::string& compiler,
                                 const std::string& kernel_btf_digest) {
  nlohmann::ordered_json tools;
  tools["ecc"] = Tool(kVersion, DigestOfFile("/proc/self/exe"));
  std::string program = FindProgram(clang);
  tools["clang"] = Tool(compiler, program.empty() ? "" : DigestOfFile(program));
  if (!kernel_btf_digest.empty())
    tools["kernel_btf"] = Tool("", kernel_btf_digest);
  return tools;
}

}  // namespace ecc
