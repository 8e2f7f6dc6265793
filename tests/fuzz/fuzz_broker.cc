// libFuzzer: what a guest that has taken over its engine may send to the process with
// privileges. Each input is one message, with a directory among its descriptors.
#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "loader/broker/broker.h"
#include "support/files.h"
#include "tests/fuzz/require.h"

namespace ecc::loader {
namespace {

struct Machine {
  TemporaryDirectory directory{"ecc-fuzz-broker"};
  std::string outside = directory.path() + "/outside";
  std::string given = directory.path() + "/given";
  BrokerObjects objects{"fuzz", {}, false};
  std::optional<Broker> broker;

  Machine() {
    std::filesystem::create_directories(given);
    std::vector<FileDescriptor> directories;
    directories.emplace_back(open(given.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    broker.emplace(objects, std::move(directories));
    WriteFilesIfChanged({{outside, "stays"}});
    ListenToLibbpf(false);
  }

  void Play(std::string bytes) {
    try {
      broker->Answer(Message(std::move(bytes)));
    } catch (const BadMessage&) {
      // Then nobody listens any more.
    }
    test::Require(access(outside.c_str(), F_OK) == 0, "what is outside stays");
  }
};

}  // namespace
}  // namespace ecc::loader

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static auto& machine = *new ecc::loader::Machine();
  machine.Play(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
