// Text output with indentation, for the emitters.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>

namespace ecc {

// Collects lines of generated text.  Indentation is a scope, so that what opens a
// brace also says where the block ends.
class Printer {
 public:
  template <typename... Args>
  void Line(fmt::format_string<Args...> format, Args&&... args) {
    text_.append(indent_, '\t');
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_.push_back('\n');
  }
  void Blank() { text_.push_back('\n'); }
  // Text that already has its own line ends.
  void Raw(std::string_view text) { text_.append(text); }

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

  const std::string& text() const { return text_; }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
  size_t indent_ = 0;
};

}  // namespace ecc
