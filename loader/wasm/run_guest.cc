// The parent is a broker: small, with privileges, and alive until everything is undone.  The
// child is the guest's: it gives up what it has, tells what will probably be loaded, and starts
// its engine while the broker loads it.
#include "loader/wasm/run_guest.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "loader/broker/broker.h"
#include "loader/sandbox/child.h"
#include "loader/sandbox/confine.h"
#include "loader/sandbox/memory_watch.h"
#include "loader/wasm/host.h"
#include "loader/wasm/wasi/wasi_files.h"
#include "support/error.h"
#include "support/paths.h"
#include "support/stop_guard.h"

namespace ecc::loader {
namespace {

// What an engine takes for itself, beside the guest's memory.
constexpr uint64_t kEngineMib = 192;

// Opened with our rights: the guest's process has none.
std::vector<FileDescriptor> OpenDirectories(std::vector<WasiOptions::Directory>& directories) {
  std::vector<FileDescriptor> opened;
  for (WasiOptions::Directory& directory : directories) {
    FileDescriptor fd = OpenDirectory(directory.host_path);
    directory.fd = fd.get();
    opened.push_back(std::move(fd));
  }
  return opened;
}

// The child's part.
int BeGuest(const GuestOptions& options, const std::string& bytes,
            std::vector<WasiOptions::Directory> directories, int socket,
            const StopSignal& stop) {
  std::vector<int> kept = {socket, stop.fd()};
  for (const WasiOptions::Directory& directory : directories) kept.push_back(directory.fd);
  // Their own threads are what engines stop by it.
  sigset_t own;
  sigemptyset(&own);
  sigaddset(&own, SIGUSR1);
  sigprocmask(SIG_UNBLOCK, &own, nullptr);
  EngineLibrary library = OpenEngineLibrary(options.engine);
  Confine(kept);
  return RunHost(options, bytes, std::move(directories), library, socket, stop);
}

// The exit code of a child that is over, or an Error.
int EndOf(const GuestOptions& options, int status, const MemoryWatch& memory) {
  if (WIFEXITED(status))
    return WEXITSTATUS(status);
  if (memory.has_ended_it())
    throw Error(
        fmt::format("{}: the guest is ended: it took more than {} MiB of memory, beside {} of "
                    "the engine's",
                    options.file, options.memory_mib, kEngineMib),
        "allow more with --memory MIB");
  throw Error(fmt::format("{}: the guest is ended: its engine died of signal {} ({})",
                          options.file, WTERMSIG(status), strsignal(WTERMSIG(status))));
}

}  // namespace

int RunGuest(const GuestOptions& options, const std::string& bytes) {
  // A reader at the other end of a pipe that goes away must not keep us from detaching.
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<WasiOptions::Directory> directories = options.directories;
  std::vector<FileDescriptor> opened = OpenDirectories(directories);
  StopGuard stop;
  // Read from a file that the child may not open.
  libbpf_num_possible_cpus();
  Child child([&](int socket) { return BeGuest(options, bytes, directories, socket, stop); });
  ListenToLibbpf(options.verbose);
  MemoryWatch memory(child.pid(), (options.memory_mib + kEngineMib) << 20,
                     [&] { child.Kill(); });
  BrokerObjects objects(BaseName(options.file), options.permissions, options.verbose);
  stop.Start(options.limit_s, [&] {
    child.Kill();
    objects.DetachForGood();
  });
  if (!Broker(objects, std::move(opened)).Serve(child.socket()))
    child.Kill();
  child.AwaitEnd();
  memory.Finish();
  // Meanwhile somebody may still end it by force.
  objects.CloseAll();
  stop.Finish();
  return EndOf(options, child.Wait(), memory);
}

}  // namespace ecc::loader
