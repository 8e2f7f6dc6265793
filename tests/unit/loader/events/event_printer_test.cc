#include "loader/events/event_printer.h"

#include <cstdlib>
#include <cstring>

#include "tests/support/helpers.h"
#include "tests/support/sample_model.h"

namespace ecc::loader {
namespace {

// The text of events that are printed, with the time of day as TIMETIME.
class Printed {
 public:
  explicit Printed(EventFormat format)
      : out_(open_memstream(&text_, &size_)), printer_(model_, format, out_) {}
  ~Printed() {
    fclose(out_);
    free(text_);
  }
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;

  void Print(size_t record, const std::string& bytes) {
    printer_.Print(model_.records[record], AsBytes(bytes));
  }
  std::string text() {
    fflush(out_);
    std::string text(text_, size_);
    for (size_t at = 0; at + 8 <= text.size(); ++at) {
      if ((at == 0 || text[at - 1] == '\n') && text[at + 2] == ':' && text[at + 5] == ':')
        text.replace(at, 8, "TIMETIME");
    }
    return text;
  }
  EventPrinter& printer() { return printer_; }

 private:
  layout::Model model_ = test::SampleModel();
  char* text_ = nullptr;
  size_t size_ = 0;
  FILE* out_;
  EventPrinter printer_;
};

std::string Event(int pid, const char* text) {
  std::string bytes(32, '\0');
  std::memcpy(&bytes[0], &pid, 4);
  bytes[12] = 5;
  std::memcpy(&bytes[13], text, strnlen(text, 3));
  return bytes;
}

TEST(EventPrinter, PrintsRowsBelowAHeader) {
  Printed printed(EventFormat::kRows);
  printed.Print(1, Event(42, "ab"));
  printed.Print(1, Event(-1234567, "x"));
  EXPECT_EQ(
      "TIME     PID    KIND   FLAG   TEXT   NUMBER ADDRESS RATIO\n"
      "TIMETIME 42     KIND_EXEC(0) 5 ab    0      0       0.0\n"
      "TIMETIME -1234567 KIND_EXEC(0) 5 x   0      0       0.0\n",
      printed.text());
}

TEST(EventPrinter, PrintsAHeaderForEachTypeAnew) {
  Printed printed(EventFormat::kRows);
  printed.Print(2, std::string("\1\0\0\0", 4));
  printed.Print(2, std::string("\2\0\0\0", 4));
  printed.Print(1, Event(1, ""));
  printed.Print(2, std::string("\3\0\0\0", 4));
  std::string text = printed.text();
  EXPECT_TRUE(text.starts_with("TIME     COUNT\nTIMETIME 1\nTIMETIME 2\nTIME     PID")) << text;
  EXPECT_TRUE(text.ends_with("\nTIME     COUNT\nTIMETIME 3\n")) << text;
}

TEST(EventPrinter, LetsNoByteMoveTheCursor) {
  Printed printed(EventFormat::kRows);
  printed.Print(1, Event(1, "\x1b\x7f "));
  EXPECT_NE(std::string::npos, printed.text().find(" ??  ")) << printed.text();
  // As one character of two bytes, as a byte, and the text's direction.
  for (const char* text : {"\xc2\x9b", "\x9b", "\xe2\x80\xae"}) {
    printed.Print(1, Event(1, text));
    EXPECT_TRUE(printed.text().ends_with(" ?     0      0       0.0\n")) << printed.text();
  }
}

TEST(EventPrinter, LetsNoByteMoveTheCursorInJson) {
  Printed printed(EventFormat::kJson);
  printed.Print(1, Event(1, "\xc2\x9b"));
  EXPECT_NE(std::string::npos, printed.text().find(R"("\u009b")")) << printed.text();
}

TEST(EventPrinter, PrintsJson) {
  Printed printed(EventFormat::kJson);
  printed.Print(2, std::string("\7\0\0\0", 4));
  EXPECT_EQ("{\"count\":7}\n", printed.text());
}

TEST(EventPrinter, CountsWhatItDoesNotKnow) {
  Printed printed(EventFormat::kJson);
  EXPECT_EQ(0, printed.printer().unknown());
  printed.printer().CountUnknown();
  EXPECT_EQ(1, printed.printer().unknown());
}

TEST(EventPrinter, SaysThatNobodyTakesTheEvents) {
  FILE* full = fopen("/dev/full", "w");
  setbuf(full, nullptr);
  layout::Model model = test::SampleModel();
  EventPrinter printer(model, EventFormat::kJson, full);
  EXPECT_EQ("cannot write events: No space left on device", test::ErrorFrom([&] {
              printer.Print(model.records[2], AsBytes(std::string_view("\7\0\0\0", 4)));
            }));
  fclose(full);
}

}  // namespace
}  // namespace ecc::loader
