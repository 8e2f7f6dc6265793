// Every request comes from a process that runs a stranger's code.  What it asks for is decided
// by BrokerObjects, what it sends is taken apart with every length checked, and after the first
// message of another form nobody listens any more.
#include "loader/broker/broker.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "loader/broker/below.h"
#include "loader/broker/test_run.h"
#include "loader/events/perf_events.h"
#include "loader/kernel/target.h"

namespace ecc::loader {
namespace {

Message Result(int64_t result) {
  return std::move(Message().Put(static_cast<uint64_t>(result)));
}

FileDescriptor Duplicate(int fd) {
  return FileDescriptor(fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

int TakeInt(Message& request) {
  return static_cast<int>(request.TakeNumber());
}

// More than it can have are no changes of an object.
uint64_t TakeCount(Message& request) {
  uint64_t count = request.TakeNumber();
  if (count > kMaxChanges)
    throw BadMessage();
  return count;
}

uint64_t TakeSize(Message& request) {
  uint64_t size = request.TakeNumber();
  if (size > kMaxRunBytes)
    throw BadMessage();
  return size;
}

}  // namespace

Message Broker::Load(Message& request) {
  std::string object = request.TakeText();
  BrokerObjects::Changes changes;
  for (uint64_t left = TakeCount(request); left != 0; --left) {
    std::string name = request.TakeText();
    changes.autoload.emplace_back(std::move(name), request.TakeNumber() != 0);
  }
  for (uint64_t left = TakeCount(request); left != 0; --left) {
    std::string name = request.TakeText();
    changes.max_entries.emplace_back(std::move(name),
                                     static_cast<uint32_t>(request.TakeNumber()));
  }
  int error = 0;
  uint64_t handle = objects_.Load(std::move(object), changes, error);
  return std::move(Message().Put(handle).Put(static_cast<uint64_t>(error)));
}

Message Broker::RunTest(Message& request) {
  uint64_t handle = request.TakeNumber();
  std::string program = request.TakeText();
  TestRun run;
  run.flags = static_cast<uint32_t>(request.TakeNumber());
  run.repeat = TakeInt(request);
  run.data = request.TakeText();
  run.context = request.TakeText();
  run.data_out.resize(TakeSize(request));
  run.context_out.resize(TakeSize(request));
  int fd = objects_.ProgramFd(handle, program);
  if (fd < 0)
    return Result(fd);
  int result = RunOnce(fd, run, objects_.RunsLong(handle, program));
  return std::move(Result(result)
                       .Put(uint64_t{run.retval})
                       .Put(uint64_t{run.duration})
                       .Put(uint64_t{run.data_size})
                       .Put(uint64_t{run.context_size})
                       .Put(std::string_view(run.data_out))
                       .Put(std::string_view(run.context_out)));
}

Message Broker::DescribeMap(int number) {
  const MapInfo* map = number < 0 ? nullptr : objects_.FindMap(number);
  if (map == nullptr)
    return Result(number);
  Message answer = Result(number);
  answer.Put(std::string_view(map->name))
      .Put(uint64_t{map->type})
      .Put(uint64_t{map->key_size})
      .Put(uint64_t{map->value_size})
      .Put(uint64_t{map->max_entries});
  // To write to a value of struct_ops is to register it.
  FileDescriptor fd = map->type == BPF_MAP_TYPE_STRUCT_OPS
                          ? FileDescriptor(open("/dev/null", O_RDONLY | O_CLOEXEC))
                          : Duplicate(map->fd);
  if (fd.get() < 0)
    return Result(-errno);
  answer.Put(std::move(fd));
  return answer;
}

Message Broker::OpenPerf(Message& request) {
  const MapInfo* map = objects_.FindMap(TakeInt(request));
  if (map == nullptr || map->type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
    return Result(-EBADF);
  try {
    Message answer = Result(0);
    for (FileDescriptor& event : OpenPerfEvents(*map)) answer.Put(std::move(event));
    return answer;
  } catch (const KernelError& error) {
    return Result(-error.error());
  }
}

int Broker::TakeDirectory(Message& request) const {
  uint64_t number = request.TakeNumber();
  return number < directories_.size() ? directories_[number].get() : -1;
}

Message Broker::OpenFile(Message& request) {
  int directory = TakeDirectory(request);
  std::string path = request.TakeText();
  int flags = TakeInt(request);
  auto mode = static_cast<uint32_t>(request.TakeNumber());
  if (directory < 0)
    return Result(-EBADF);
  FileDescriptor opened(OpenBelow(directory, path, flags, mode));
  if (opened.get() < 0)
    return Result(opened.get());
  uint64_t number = kNoDirectory;
  struct stat info;
  if (fstat(opened.get(), &info) == 0 && S_ISDIR(info.st_mode)) {
    auto place = std::find_if(directories_.begin(), directories_.end(),
                              [](const FileDescriptor& one) { return one.get() < 0; });
    if (place == directories_.end() && directories_.size() == kMaxDirectories)
      return Result(-EMFILE);
    if (place == directories_.end())
      place = directories_.insert(place, FileDescriptor());
    *place = Duplicate(opened.get());
    number = static_cast<uint64_t>(place - directories_.begin());
  }
  return std::move(Result(0).Put(number).Put(std::move(opened)));
}

Message Broker::Answer(Message request) {
  auto what = static_cast<Request>(request.TakeNumber());
  switch (what) {
    case Request::kLoadEarly:
      early_ = request.TakeText();
      return Result(0);
    case Request::kLoad:
      return Load(request);
    case Request::kClose:
      return Result(objects_.Close(request.TakeNumber()));
    case Request::kAttach: {
      uint64_t handle = request.TakeNumber();
      std::string program = request.TakeText();
      return Result(objects_.Attach(handle, program, request.TakeText()));
    }
    case Request::kDetach: {
      uint64_t handle = request.TakeNumber();
      std::string program = request.TakeText();
      return Result(objects_.Detach(handle, program, TakeInt(request)));
    }
    case Request::kTestRun:
      return RunTest(request);
    case Request::kOpenMap: {
      uint64_t handle = request.TakeNumber();
      return DescribeMap(objects_.OpenMap(handle, request.TakeText()));
    }
    case Request::kOpenPinned:
      return DescribeMap(objects_.OpenPinned(request.TakeText()));
    case Request::kPin: {
      int map = TakeInt(request);
      return Result(objects_.Pin(map, request.TakeText()));
    }
    case Request::kCloseMap:
      return Result(objects_.CloseMap(TakeInt(request)));
    case Request::kOpenPerf:
      return OpenPerf(request);
    case Request::kInterface: {
      unsigned index = FindInterface(request.TakeText());
      return Result(index == 0 ? -ENODEV : static_cast<int>(index));
    }
    case Request::kOpenBelow:
      return OpenFile(request);
    case Request::kUnlinkBelow: {
      int directory = TakeDirectory(request);
      std::string path = request.TakeText();
      return Result(UnlinkBelow(directory, path, TakeInt(request)));
    }
    case Request::kMakeBelow: {
      int directory = TakeDirectory(request);
      return Result(MakeBelow(directory, request.TakeText()));
    }
    case Request::kForgetBelow: {
      uint64_t number = request.TakeNumber();
      if (number < directories_.size())
        directories_[number] = FileDescriptor();
      return Result(0);
    }
  }
  throw BadMessage();
}

bool Broker::Serve(int socket) {
  return ServeMessages(
      socket, [this](Message request) { return Answer(std::move(request)); },
      [this] {
        // The guest starts its engine meanwhile.
        if (!early_.empty())
          objects_.LoadEarly(std::exchange(early_, {}));
      });
}

}  // namespace ecc::loader
