// Text output with indentation, for the emitters.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace ecc {

// Collects lines of generated text.  Indentation is a scope, so that what opens a
// brace also says where the block ends.
class Printer {
 public:
  using Sink = std::function<void(std::string_view)>;

  Printer() = default;
  // Hands the text on in pieces, as it grows, instead of keeping it.  Flush() hands on the
  // rest.
  explicit Printer(Sink sink) : sink_(std::move(sink)) {}

  template <typename... Args>
  void Line(fmt::format_string<Args...> format, Args&&... args) {
    Format(format, fmt::make_format_args(args...));
  }
  // A line of pieces, texts and numbers, one behind the other: for the lines that are many.
  template <typename... Pieces>
  void Join(const Pieces&... pieces) {
    Begin();
    AppendAll(Text(pieces)...);
    End();
  }
  void Blank() { text_.push_back('\n'); }
  // Text that already has its own line ends.
  void Raw(std::string_view text) { Append(text); }

  class [[nodiscard]] Indentation {
   public:
    explicit Indentation(Printer& printer) : printer_(printer) { ++printer_.indent_; }
    ~Indentation() { --printer_.indent_; }
    Indentation(const Indentation&) = delete;
    Indentation& operator=(const Indentation&) = delete;

   private:
    Printer& printer_;
  };
  Indentation Indent() { return Indentation(*this); }

  std::string_view text() const { return {text_.data(), text_.size()}; }
  std::string Take() { return fmt::to_string(text_); }
  void Flush() {
    sink_(text());
    text_.clear();
  }

 private:
  static constexpr size_t kPiece = 64 * 1024;

  // Once for all lines: what stands in a header is compiled at every call.
  void Format(fmt::string_view format, fmt::format_args args);

  void Begin() {
    for (size_t i = 0; i < indent_; ++i) text_.push_back('\t');
  }
  void End() {
    text_.push_back('\n');
    if (sink_ && text_.size() >= kPiece)
      Flush();
  }

  void Append(std::string_view text) { text_.append(text.data(), text.data() + text.size()); }
  static std::string_view Text(std::string_view text) { return text; }
  static fmt::format_int Text(uint64_t number) { return fmt::format_int(number); }

  // The room is made once for all.
  template <typename... Texts>
  void AppendAll(const Texts&... texts) {
    size_t start = text_.size();
    text_.resize(start + (texts.size() + ...));
    char* end = text_.data() + start;
    ((end = std::copy_n(texts.data(), texts.size(), end)), ...);
  }

  fmt::memory_buffer text_;
  size_t indent_ = 0;
  Sink sink_;
};

}  // namespace ecc
