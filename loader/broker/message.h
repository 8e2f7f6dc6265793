// What passes between the guest's process and the one with privileges: numbers, texts and
// descriptors over a socket.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/codec.h"
#include "support/descriptors.h"

namespace ecc::loader {

// Writes in the machine's byte order: both ends are this program.
class Message {
 public:
  Message() = default;
  explicit Message(std::string bytes) : bytes_(std::move(bytes)) {}

  Message& Put(uint64_t number);
  Message& Put(std::string_view text);
  Message& Put(FileDescriptor descriptor);

  // Each takes what was put next.  Throws BadMessage for what is not there: nobody trusts the
  // other side.
  uint64_t TakeNumber();
  std::string TakeText();
  FileDescriptor TakeDescriptor();
  bool AtEnd() const { return position_ == bytes_.size(); }

  const std::string& bytes() const { return bytes_; }
  std::vector<FileDescriptor>& descriptors() { return descriptors_; }

 private:
  std::string bytes_;
  size_t position_ = 0;
  std::vector<FileDescriptor> descriptors_;
  size_t next_descriptor_ = 0;
};

// An object, a kernel's BTF, and what is told besides.
inline constexpr uint64_t kMaxMessageBytes = 2 * kMaxObjectSize + (1 << 20);

class BadMessage : public std::exception {
 public:
  const char* what() const noexcept override { return "a message of another form"; }
};

// False when nobody is there any more.
bool Send(int socket, Message message);
// Sends a request and waits for its answer; nothing when nobody answers any more.  Throws Error
// for a request that is too long.
std::optional<Message> AskOver(int socket, Message request);
// Answers requests until the other side is gone; false when it sends what is none,
// or descriptors, which nobody takes from it.  `between`
// is called when an answer is on its way.
bool ServeMessages(int socket, const std::function<Message(Message)>& answer,
                   const std::function<void()>& between = nullptr);
// Nothing when the other side has ended or sends what is no message.
std::optional<Message> Receive(int socket);

}  // namespace ecc::loader
