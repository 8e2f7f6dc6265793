#include "ecc/output/tools.h"

#include "support/codec.h"
#include "support/error.h"
#include "support/files.h"
#include "support/json.h"
#include "support/process.h"
#include "support/version.h"

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

Json Tool(const std::string& version, const std::string& digest) {
  Json tool;
  if (!version.empty())
    tool["version"] = version;
  if (!digest.empty())
    tool["sha256"] = digest;
  return tool;
}

}  // namespace

Json ToolsJson(const std::string& clang, const std::string& compiler,
               const std::string& kernel_btf_digest) {
  Json tools;
  tools["ecc"] = Tool(kVersion, DigestOfFile("/proc/self/exe"));
  std::string program = FindProgram(clang);
  tools["clang"] = Tool(compiler, program.empty() ? "" : DigestOfFile(program));
  if (!kernel_btf_digest.empty())
    tools["kernel_btf"] = Tool("", kernel_btf_digest);
  return tools;
}

}  // namespace ecc
