// A program that is run may leave temporary files behind if this one dies first.  From the
// first run on, signals that would end us are kept until the child has ended; they reach it by
// the terminal at the same time.
#include "support/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "support/error.h"

extern char** environ;

namespace ecc {
namespace {

std::string ReadAll(int fd) {
  std::string text;
  char buffer[4096];
  while (true) {
    ssize_t got = read(fd, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return text;
    text.append(buffer, static_cast<size_t>(got));
  }
}

volatile std::sig_atomic_t pending_signal = 0;

// A child has the usual handlers, and gets the terminal's signals itself.
void DeferSignals() {
  struct sigaction action {};
  action.sa_handler = [](int signal) { pending_signal = signal; };
  action.sa_flags = SA_RESTART;
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old {};
    // One that was ignored, as under nohup, stays ignored.
    if (sigaction(signal, nullptr, &old) == 0 && old.sa_handler != SIG_IGN)
      sigaction(signal, &action, nullptr);
  }
}

void ThrowIfPending() {
  if (pending_signal != 0)
    throw Error(fmt::format("interrupted by {}", strsignal(pending_signal)));
}

// Our environment with these variables changed.
std::vector<std::string> Environment(const Surroundings& surroundings) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string_view text = *entry;
    std::string_view name = text.substr(0, text.find('='));
    bool is_changed = std::any_of(surroundings.variables.begin(), surroundings.variables.end(),
                                  [&](const auto& variable) { return variable.first == name; });
    if (!is_changed)
      result.emplace_back(text);
  }
  for (const auto& [name, value] : surroundings.variables) result.push_back(name + "=" + value);
  return result;
}

}  // namespace

ProcessResult Run(const std::vector<std::string>& argv, Capture capture,
                  const Surroundings* surroundings) {
  static std::once_flag deferred;
  std::call_once(deferred, DeferSignals);
  ThrowIfPending();
  std::vector<char*> pointers;
  for (const std::string& arg : argv) pointers.push_back(const_cast<char*>(arg.c_str()));
  pointers.push_back(nullptr);

  int pipe_fds[2] = {-1, -1};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (capture != Capture::kNothing) {
    if (pipe2(pipe_fds, O_CLOEXEC) != 0)
      throw Error(fmt::format("pipe: {}", strerror(errno)));
    if (capture != Capture::kErrors)
      posix_spawn_file_actions_adddup2(&actions, pipe_fds[1], STDOUT_FILENO);
    if (capture != Capture::kOutput)
      posix_spawn_file_actions_adddup2(&actions, pipe_fds[1], STDERR_FILENO);
  }
  std::vector<std::string> variables;
  std::vector<char*> environment;
  if (surroundings != nullptr) {
    variables = Environment(*surroundings);
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);
    if (!surroundings->directory.empty())
      posix_spawn_file_actions_addchdir_np(&actions, surroundings->directory.c_str());
  }
  pid_t pid = 0;
  int error = posix_spawnp(&pid, pointers[0], &actions, nullptr, pointers.data(),
                           surroundings != nullptr ? environment.data() : environ);
  posix_spawn_file_actions_destroy(&actions);
  ProcessResult result;
  if (pipe_fds[1] >= 0)
    close(pipe_fds[1]);
  if (error == 0 && pipe_fds[0] >= 0)
    result.output = ReadAll(pipe_fds[0]);
  if (pipe_fds[0] >= 0)
    close(pipe_fds[0]);
  if (error == ENOENT) {
    result.found = false;
    result.exit_code = 127;
    return result;
  }
  if (error != 0)
    throw Error(fmt::format("cannot run '{}': {}", argv[0], strerror(error)));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR)
      throw Error(fmt::format("waiting for '{}': {}", argv[0], strerror(errno)));
  }
  ThrowIfPending();
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

void DieOfPendingSignal() {
  if (pending_signal == 0)
    return;
  signal(pending_signal, SIG_DFL);
  raise(pending_signal);
}

std::string FindProgram(const std::string& name) {
  if (name.find('/') != name.npos)
    return access(name.c_str(), X_OK) == 0 ? name : "";
  const char* path = getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    size_t end = std::min(rest.find(':'), rest.size());
    std::string file = fmt::format("{}/{}", rest.substr(0, end), name);
    if (access(file.c_str(), X_OK) == 0)
      return file;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return "";
}

std::string JoinForDisplay(const std::vector<std::string>& argv) {
  std::string text;
  for (const std::string& arg : argv) text += (text.empty() ? "" : " ") + arg;
  return text;
}

}  // namespace ecc
