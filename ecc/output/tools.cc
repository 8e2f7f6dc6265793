#include "ecc/output/tools.h"

#include <map>
#include <mutex>

#include "support/codec.h"
#include "support/error.h"
#include "support/files.h"
#include "support/json.h"
#include "support/process.h"
#include "support/version.h"

namespace ecc {
namespace {

// Empty for a file that cannot be read, such as a program that only may be run.  Read once a
// run: each of its packages names the same tools.
std::string DigestOfFile(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  std::lock_guard lock(mutex);
  auto [digest, is_new] = known.try_emplace(path);
  if (is_new) {
    try {
      digest->second = Sha256(ReadFile(path));
    } catch (const Error&) {
      digest->second.clear();
    }
  }
  return digest->second;
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
