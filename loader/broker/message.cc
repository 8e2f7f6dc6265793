// A stream socket: a length, then so many bytes; descriptors travel with the length.
#include "loader/broker/message.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "support/error.h"

namespace ecc::loader {
namespace {

constexpr size_t kMaxDescriptors = 250;  // SCM_MAX_FD is 253

bool ReadAll(int socket, char* data, size_t size) {
  while (size != 0) {
    ssize_t got = recv(socket, data, size, 0);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return false;
    data += got;
    size -= static_cast<size_t>(got);
  }
  return true;
}

bool SendAll(int socket, const char* data, size_t size) {
  while (size != 0) {
    ssize_t sent = send(socket, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent <= 0)
      return false;
    data += sent;
    size -= static_cast<size_t>(sent);
  }
  return true;
}

// Room for the descriptors of one message, aligned as the kernel writes them.
struct Control {
  alignas(cmsghdr) char bytes[CMSG_SPACE(sizeof(int) * kMaxDescriptors)];
};

}  // namespace

Message& Message::Put(uint64_t number) {
  bytes_.append(reinterpret_cast<const char*>(&number), sizeof(number));
  return *this;
}

Message& Message::Put(std::string_view text) {
  Put(uint64_t{text.size()});
  bytes_.append(text);
  return *this;
}

Message& Message::Put(FileDescriptor descriptor) {
  descriptors_.push_back(std::move(descriptor));
  return *this;
}

uint64_t Message::TakeNumber() {
  uint64_t number = 0;
  if (bytes_.size() - position_ < sizeof(number))
    throw BadMessage();
  std::memcpy(&number, bytes_.data() + position_, sizeof(number));
  position_ += sizeof(number);
  return number;
}

std::string Message::TakeText() {
  uint64_t size = TakeNumber();
  if (size > bytes_.size() - position_)
    throw BadMessage();
  std::string text = bytes_.substr(position_, size);
  position_ += size;
  return text;
}

FileDescriptor Message::TakeDescriptor() {
  if (next_descriptor_ == descriptors_.size())
    throw BadMessage();
  return std::move(descriptors_[next_descriptor_++]);
}

bool Send(int socket, Message message) {
  uint64_t size = message.bytes().size();
  std::vector<FileDescriptor>& descriptors = message.descriptors();
  if (size > kMaxMessageBytes || descriptors.size() > kMaxDescriptors)
    return false;
  iovec vector = {&size, sizeof(size)};
  msghdr header = {};
  header.msg_iov = &vector;
  header.msg_iovlen = 1;
  Control control;
  if (!descriptors.empty()) {
    header.msg_control = control.bytes;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
    for (size_t i = 0; i < descriptors.size(); ++i) {
      int fd = descriptors[i].get();
      std::memcpy(CMSG_DATA(rights) + i * sizeof(fd), &fd, sizeof(fd));
    }
  }
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == sizeof(size) && SendAll(socket, message.bytes().data(), size);
}

std::optional<Message> Receive(int socket) {
  uint64_t size = 0;
  iovec vector = {&size, sizeof(size)};
  Control control;
  msghdr header = {};
  header.msg_iov = &vector;
  header.msg_iovlen = 1;
  header.msg_control = control.bytes;
  header.msg_controllen = sizeof(control.bytes);
  ssize_t got = 0;
  do {
    got = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got <= 0)
    return std::nullopt;
  // Owned at once, so that they are closed whatever the rest is.
  std::vector<FileDescriptor> descriptors;
  for (cmsghdr* one = CMSG_FIRSTHDR(&header); one != nullptr; one = CMSG_NXTHDR(&header, one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS)
      continue;
    for (size_t i = 0; i < (one->cmsg_len - CMSG_LEN(0)) / sizeof(int); ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(one) + i * sizeof(fd), sizeof(fd));
      descriptors.emplace_back(fd);
    }
  }
  auto start = static_cast<size_t>(got);
  if (start < sizeof(size) &&
      !ReadAll(socket, reinterpret_cast<char*>(&size) + start, sizeof(size) - start))
    return std::nullopt;
  if (size > kMaxMessageBytes || (header.msg_flags & MSG_CTRUNC) != 0)
    return std::nullopt;
  std::string bytes(size, '\0');
  if (!ReadAll(socket, bytes.data(), size))
    return std::nullopt;
  Message message(std::move(bytes));
  message.descriptors() = std::move(descriptors);
  return message;
}

std::optional<Message> AskOver(int socket, Message request) {
  uint64_t size = request.bytes().size();
  if (size > kMaxMessageBytes)
    throw Error(fmt::format("{} bytes are too many to be loaded", size));
  return Send(socket, std::move(request)) ? Receive(socket) : std::nullopt;
}

bool ServeMessages(int socket, const std::function<Message(Message)>& answer,
                   const std::function<void()>& between) {
  try {
    while (std::optional<Message> request = Receive(socket)) {
      if (!request->descriptors().empty())
        return false;
      if (!Send(socket, answer(*std::move(request))))
        return true;
      if (between)
        between();
    }
    return true;
  } catch (const BadMessage&) {
    return false;
  }
}

}  // namespace ecc::loader
