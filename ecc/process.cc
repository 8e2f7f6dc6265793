#include "ecc/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "btfgen/support/error.h"

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

}  // namespace

ProcessResult Run(const std::vector<std::string>& argv, Capture capture) {
  std::vector<char*> pointers;
  for (const std::string& arg : argv) pointers.push_back(const_cast<char*>(arg.c_str()));
  pointers.push_back(nullptr);

  int pipe_fds[2] = {-1, -1};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (capture != Capture::kNothing) {
    if (pipe2(pipe_fds, O_CLOEXEC) != 0)
      throw Error(fmt::format("pipe: {}", strerror(errno)));
    posix_spawn_file_actions_adddup2(
        &actions, pipe_fds[1], capture == Capture::kOutput ? STDOUT_FILENO : STDERR_FILENO);
  }
  pid_t pid = 0;
  int error = posix_spawnp(&pid, pointers[0], &actions, nullptr, pointers.data(), environ);
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
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string JoinForDisplay(const std::vector<std::string>& argv) {
  std::string text;
  for (const std::string& arg : argv) text += (text.empty() ? "" : " ") + arg;
  return text;
}

}  // namespace ecc
