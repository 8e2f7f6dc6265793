// Elements of maps are read and written here, by the descriptors that the broker hands out: a
// round trip between two processes for each would cost more than the system call.  All else is
// asked for.
#include "loader/broker/guest_objects.h"

#include <linux/bpf.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "loader/broker/broker.h"
#include "loader/events/perf_reader.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

Message To(Request request) {
  return std::move(Message().Put(static_cast<uint64_t>(request)));
}

}  // namespace

GuestObjects::GuestObjects(Ask ask, Validate validate)
    : ask_(std::move(ask)), validate_(std::move(validate)) {}

GuestObjects::~GuestObjects() = default;

int GuestObjects::AskForResult(Message request) {
  return static_cast<int>(ask_(std::move(request)).TakeNumber());
}

void GuestObjects::LoadEarly(const std::string& bytes) {
  AskForResult(std::move(To(Request::kLoadEarly).Put(std::string_view(bytes))));
}

uint64_t GuestObjects::Load(std::string bytes) {
  auto autoload = std::exchange(autoload_, {});
  auto max_entries = std::exchange(max_entries_, {});
  validate_(bytes);
  Message request = To(Request::kLoad);
  request.Put(std::string_view(bytes));
  request.Put(uint64_t{autoload.size()});
  for (const auto& [program, value] : autoload)
    request.Put(std::string_view(program)).Put(uint64_t{value});
  request.Put(uint64_t{max_entries.size()});
  for (const auto& [map, value] : max_entries)
    request.Put(std::string_view(map)).Put(uint64_t{value});
  Message answer = ask_(std::move(request));
  uint64_t handle = answer.TakeNumber();
  load_error_ = static_cast<int>(answer.TakeNumber());
  if (handle != 0)
    handles_.insert(handle);
  return handle;
}

int GuestObjects::Close(uint64_t handle) {
  if (handles_.erase(handle) == 0)
    return -EBADF;
  std::erase_if(maps_, [&](const auto& entry) {
    bool is_its = entry.second->object == handle;
    entry.second->is_closed |= is_its;
    return is_its;
  });
  return AskForResult(std::move(To(Request::kClose).Put(handle)));
}

int GuestObjects::SetAutoload(const std::string& program, bool autoload) {
  if (autoload_.size() == kMaxChanges)
    return -E2BIG;
  autoload_[program] = autoload;
  return 0;
}

int GuestObjects::SetMaxEntries(const std::string& map, uint32_t max_entries) {
  if (max_entries_.size() == kMaxChanges)
    return -E2BIG;
  max_entries_[map] = max_entries;
  return 0;
}

int GuestObjects::Attach(uint64_t handle, const std::string& program,
                         const std::string& target) {
  return AskForResult(std::move(To(Request::kAttach)
                                    .Put(handle)
                                    .Put(std::string_view(program))
                                    .Put(std::string_view(target))));
}

int GuestObjects::Detach(uint64_t handle, const std::string& program, int attachment) {
  return AskForResult(std::move(To(Request::kDetach)
                                    .Put(handle)
                                    .Put(std::string_view(program))
                                    .Put(static_cast<uint64_t>(attachment))));
}

int GuestObjects::TestRun(uint64_t handle, const std::string& program, ecc_test_run& run,
                          const RunBytes& in, RunBytes& out) {
  if (run.data_size_out > kMaxRunBytes || run.ctx_size_out > kMaxRunBytes)
    return -E2BIG;
  Message answer = ask_(std::move(To(Request::kTestRun)
                                      .Put(handle)
                                      .Put(std::string_view(program))
                                      .Put(uint64_t{run.flags})
                                      .Put(uint64_t{run.repeat})
                                      .Put(std::string_view(in.data))
                                      .Put(std::string_view(in.context))
                                      .Put(uint64_t{run.data_size_out})
                                      .Put(uint64_t{run.ctx_size_out})));
  int result = static_cast<int>(answer.TakeNumber());
  // Of what was not run there is no more to tell.
  if (answer.AtEnd())
    return result;
  run.retval = static_cast<uint32_t>(answer.TakeNumber());
  run.duration = static_cast<uint32_t>(answer.TakeNumber());
  run.data_size_out = static_cast<uint32_t>(answer.TakeNumber());
  run.ctx_size_out = static_cast<uint32_t>(answer.TakeNumber());
  out.data = answer.TakeText();
  out.context = answer.TakeText();
  return result;
}

int GuestObjects::InsertMap(Message answer, uint64_t handle) {
  int number = static_cast<int>(answer.TakeNumber());
  if (number < 0 || maps_.contains(number))
    return number;
  auto map = std::make_shared<GuestMap>();
  map->info.name = answer.TakeText();
  map->info.type = static_cast<uint32_t>(answer.TakeNumber());
  map->info.key_size = static_cast<uint32_t>(answer.TakeNumber());
  map->info.value_size = static_cast<uint32_t>(answer.TakeNumber());
  map->info.max_entries = static_cast<uint32_t>(answer.TakeNumber());
  map->fd = answer.TakeDescriptor();
  map->info.fd = map->fd.get();
  map->object = handle;
  maps_[number] = std::move(map);
  return number;
}

int GuestObjects::OpenMap(uint64_t handle, const std::string& name) {
  return InsertMap(
      ask_(std::move(To(Request::kOpenMap).Put(handle).Put(std::string_view(name)))), handle);
}

int GuestObjects::OpenPinned(const std::string& path) {
  return InsertMap(ask_(std::move(To(Request::kOpenPinned).Put(std::string_view(path)))), 0);
}

int GuestObjects::Pin(int map, const std::string& path) {
  return AskForResult(
      std::move(To(Request::kPin).Put(static_cast<uint64_t>(map)).Put(std::string_view(path))));
}

int GuestObjects::CloseMap(int number) {
  auto found = maps_.find(number);
  if (found == maps_.end())
    return -EBADF;
  found->second->is_closed = true;
  maps_.erase(found);
  return AskForResult(std::move(To(Request::kCloseMap).Put(static_cast<uint64_t>(number))));
}

std::shared_ptr<GuestMap> GuestObjects::FindMap(int number) const {
  auto found = maps_.find(number);
  return found == maps_.end() ? nullptr : found->second;
}

int GuestObjects::OpenReader(int number, GuestMap& map) {
  try {
    if (map.info.type != BPF_MAP_TYPE_PERF_EVENT_ARRAY) {
      map.reader = OpenEventReader(map.info);
      return 0;
    }
    Message answer = ask_(std::move(To(Request::kOpenPerf).Put(static_cast<uint64_t>(number))));
    if (int result = static_cast<int>(answer.TakeNumber()); result < 0)
      return result;
    map.reader = MakePerfReader(map.info, std::move(answer.descriptors()));
    return 0;
  } catch (const KernelError& error) {
    return -error.error();
  }
}

int GuestObjects::InterfaceIndex(const std::string& name) {
  return AskForResult(std::move(To(Request::kInterface).Put(std::string_view(name))));
}

}  // namespace ecc::loader
