#include "support/source_files.h"

#include <unistd.h>

#include "support/files.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(SourceFiles, ReadsEachFileOnce) {
  TemporaryDirectory directory("ecc-test");
  std::string file = directory.path() + "/a.c";
  WriteFilesIfChanged({{file, "first"}});
  SourceFiles files;
  const std::string& text = files.Read(file);
  files.CheckUnchanged();
  WriteFilesIfChanged({{file, "another"}});
  EXPECT_EQ("first", files.Read(file));
  EXPECT_EQ(&text, files.TryRead(file));
  std::string message = test::ErrorFrom([&] { files.CheckUnchanged(); });
  EXPECT_NE(message.npos, message.find(file)) << message;
}

TEST(SourceFiles, NoticesAFileThatIsGone) {
  TemporaryDirectory directory("ecc-test");
  std::string file = directory.path() + "/a.c";
  WriteFilesIfChanged({{file, "first"}});
  SourceFiles files;
  files.Read(file);
  unlink(file.c_str());
  EXPECT_NE("", test::ErrorFrom([&] { files.CheckUnchanged(); }));
}

TEST(SourceFiles, AnswersNullOnlyWhenItIsAskedTo) {
  SourceFiles files;
  EXPECT_EQ(nullptr, files.TryRead("/nowhere/a.c"));
  EXPECT_NE("", test::ErrorFrom([&] { files.Read("/nowhere/a.c"); }));
  files.CheckUnchanged();
}

}  // namespace
}  // namespace ecc
