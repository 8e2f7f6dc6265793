#include "loader/package/package_broker.h"

#include <fcntl.h>
#include <linux/bpf.h>

#include <cerrno>
#include <utility>

#include "loader/events/perf_events.h"
#include "loader/events/perf_reader.h"

namespace ecc::loader {
namespace {

enum class PackageRequest : uint64_t {
  kLoad,    // name, object, BTF -> count, BTF that the kernel holds...
  kAttach,  // -> count, (map, count of descriptors)..., count of attachments, descriptors
};

constexpr uint64_t kMaxBuffers = 200;  // what one message can carry

// What is loaded and never attached acts on nobody; a pin would stay.
Permissions ForCheck(Permissions permissions) {
  permissions.act = {"*"};
  permissions.inspect = true;
  permissions.all = false;
  permissions.pin.clear();
  return permissions;
}

}  // namespace

PackageBroker::PackageBroker(std::string file, const Permissions& permissions, bool only_checks)
    : file_(std::move(file)),
      permissions_(only_checks ? ForCheck(permissions) : permissions),
      only_checks_(only_checks) {}

Message PackageBroker::Answer(Message request) {
  switch (static_cast<PackageRequest>(request.TakeNumber())) {
    case PackageRequest::kLoad:
      return Load(request);
    case PackageRequest::kAttach:
      return Attach();
  }
  throw BadMessage();
}

Message PackageBroker::Load(Message& request) {
  if (opened_.kernel_object != nullptr)
    throw BadMessage();
  name_ = request.TakeText();
  std::string object = request.TakeText();
  opened_ = OpenObject(object, name_, permissions_, request.TakeText());
  KernelObject& kernel_object = *opened_.kernel_object;
  RequireMemory(file_, opened_, permissions_);
  if (!only_checks_)
    permissions_.Require(file_, NeedsToAttach(kernel_object));
  kernel_object.Load();
  Message answer;
  std::vector<std::string> held = kernel_object.HeldBtf();
  answer.Put(uint64_t{held.size()});
  for (const std::string& btf : held) answer.Put(std::string_view(btf));
  return answer;
}

Message PackageBroker::Attach() {
  if (opened_.kernel_object == nullptr || only_checks_ || std::exchange(is_attached_, true))
    throw BadMessage();
  std::vector<MapInfo> buffers = opened_.kernel_object->EventBuffers();
  Message answer;
  answer.Put(uint64_t{buffers.size()});
  for (const MapInfo& map : buffers) {
    std::vector<FileDescriptor> descriptors;
    if (map.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY)
      descriptors = OpenPerfEvents(map);
    else
      descriptors.emplace_back(fcntl(map.fd, F_DUPFD_CLOEXEC, 0));
    answer.Put(std::string_view(map.name))
        .Put(uint64_t{map.type})
        .Put(uint64_t{map.max_entries})
        .Put(uint64_t{descriptors.size()});
    for (FileDescriptor& descriptor : descriptors) answer.Put(std::move(descriptor));
  }
  if (answer.descriptors().size() > kMaxBuffers)
    throw KernelError("the package has too many buffers", E2BIG);
  opened_.kernel_object->Attach();
  answer.Put(uint64_t{opened_.kernel_object->attachment_count()});
  return answer;
}

void PackageBroker::TellLost() const {
  if (is_attached_)
    opened_.kernel_object->TellLost();
}

Message PackageKernel::Ask(Message request) const {
  std::optional<Message> answer = AskOver(socket_, std::move(request));
  if (!answer)
    throw Gone();
  return *std::move(answer);
}

PackageKernel::Loaded PackageKernel::Load(const std::string& name, const std::string& object,
                                          const std::string& btf) {
  Message request;
  request.Put(static_cast<uint64_t>(PackageRequest::kLoad))
      .Put(std::string_view(name))
      .Put(std::string_view(object))
      .Put(std::string_view(btf));
  Message answer = Ask(std::move(request));
  Loaded loaded;
  for (uint64_t left = answer.TakeNumber(); left != 0; --left)
    loaded.held_btf.push_back(answer.TakeText());
  return loaded;
}

PackageKernel::Attached PackageKernel::Attach() {
  Message answer =
      Ask(std::move(Message().Put(static_cast<uint64_t>(PackageRequest::kAttach))));
  Attached attached;
  for (uint64_t left = answer.TakeNumber(); left != 0; --left) {
    EventSource& source = attached.sources.emplace_back();
    source.map.name = answer.TakeText();
    source.map.type = static_cast<uint32_t>(answer.TakeNumber());
    source.map.max_entries = static_cast<uint32_t>(answer.TakeNumber());
    std::vector<FileDescriptor> descriptors(answer.TakeNumber());
    for (FileDescriptor& descriptor : descriptors) descriptor = answer.TakeDescriptor();
    if (source.map.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY) {
      source.reader = MakePerfReader(source.map, std::move(descriptors));
    } else {
      // Kept open as long as the process runs.
      source.map.fd = descriptors.at(0).Release();
      source.reader = OpenEventReader(source.map);
    }
  }
  attached.count = answer.TakeNumber();
  return attached;
}

}  // namespace ecc::loader
