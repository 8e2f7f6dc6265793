#include "support/printer.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(Printer, IndentsWhatStandsInAScope) {
  Printer printer;
  printer.Line("{} {{", "struct a");
  {
    auto one = printer.Indent();
    printer.Join("int x", uint64_t{18446744073709551615u}, ";");
    auto two = printer.Indent();
    printer.Line("deep");
    printer.Raw("raw\n");
    printer.Blank();
  }
  printer.Line("}}");
  EXPECT_EQ("struct a {\n\tint x18446744073709551615;\n\t\tdeep\nraw\n\n}\n", printer.text());
  EXPECT_EQ(printer.text(), printer.Take());
}

TEST(Printer, HandsTheTextOnInPieces) {
  std::string got;
  size_t pieces = 0;
  Printer printer([&](std::string_view piece) {
    got += piece;
    ++pieces;
  });
  std::string line(999, 'x');
  for (int i = 0; i < 66; ++i) printer.Join(line);
  EXPECT_EQ(1, pieces);
  EXPECT_EQ(66000, got.size());
  printer.Line("end");
  EXPECT_EQ(66000, got.size());
  printer.Flush();
  EXPECT_EQ(66004, got.size());
  EXPECT_TRUE(got.ends_with("x\nend\n"));
}

}  // namespace
}  // namespace ecc
