#include "ecc/clang/compile_commands.h"
#include "support/json.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/files.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

class CompileCommands : public ::testing::Test {
 protected:
  std::string file() const { return directory_.path() + "/build/compile_commands.json"; }
  Json Read() const { return ParseJson(ReadFile(file())); }
  void Write(const std::string& text) const {
    std::filesystem::create_directories(directory_.path() + "/build");
    std::ofstream(file()) << text;
  }

  TemporaryDirectory directory_{"ecc-test"};
};

TEST_F(CompileCommands, AddsAndReplaces) {
  AddCompileCommand(file(), {"/p/a.bpf.c", "out/a.bpf.o", {"clang", "-DX=\"1\"", "a.bpf.c"}});
  AddCompileCommand(file(), {"b.bpf.c", "out/b.bpf.o", {"clang", "b.bpf.c"}});
  AddCompileCommand(file(), {"/p/./a.bpf.c", "out/a.bpf.o", {"clang-19", "a.bpf.c"}});
  Json database = Read();
  ASSERT_EQ(2u, database.size());
  EXPECT_EQ("/p/a.bpf.c", database[0]["file"]);
  EXPECT_EQ("clang-19", database[0]["arguments"][0]);
  std::string here = std::filesystem::current_path();
  EXPECT_EQ(here, database[1]["directory"]);
  EXPECT_EQ(here + "/b.bpf.c", database[1]["file"]);
  EXPECT_EQ("out/b.bpf.o", database[1]["output"]);
}

TEST_F(CompileCommands, LeavesOtherToolsEntries) {
  Write(R"([{"directory": "/p", "file": "x.c", "command": "cc x.c"}, 7])");
  AddCompileCommand(file(), {"/p/a.bpf.c", "a.o", {"clang"}});
  Json database = Read();
  ASSERT_EQ(3u, database.size());
  EXPECT_EQ("cc x.c", database[0]["command"]);
  EXPECT_EQ(7, database[1]);
}

TEST_F(CompileCommands, DoesNotReplaceWhatIsNoDatabase) {
  for (const char* text : {"{}", "not JSON", ""}) {
    Write(text);
    EXPECT_EQ("'" + file() +
                  "' is no compilation database: it holds no JSON array\n"
                  "help: remove it, or name another file with --compile-commands",
              test::ErrorFrom([&] {
                AddCompileCommand(file(), {"a.bpf.c", "a.o", {"clang"}});
              }));
    EXPECT_EQ(text, ReadFile(file()));
  }
}

// JSON holds another name than the path has.
TEST_F(CompileCommands, KnowsASourceWhoseNameIsNoText) {
  for (int i = 0; i < 2; ++i) AddCompileCommand(file(), {"\xff.bpf.c", "a.o", {"clang"}});
  EXPECT_EQ(1u, Read().size());
}

TEST_F(CompileCommands, LosesNothingWhenManyWrite) {
  constexpr int kWriters = 8;
  constexpr int kEach = 10;
  for (int writer = 0; writer < kWriters; ++writer) {
    if (fork() != 0)
      continue;
    for (int i = 0; i < kEach; ++i) {
      std::string name = std::to_string(writer) + "-" + std::to_string(i) + ".bpf.c";
      AddCompileCommand(file(), {name, "a.o", {"clang"}});
    }
    _exit(0);
  }
  for (int writer = 0; writer < kWriters; ++writer) {
    int status = -1;
    wait(&status);
    EXPECT_EQ(0, status);
  }
  EXPECT_EQ(size_t{kWriters * kEach}, Read().size());
  // Nothing is left beside it.
  auto files = std::filesystem::directory_iterator(directory_.path() + "/build");
  EXPECT_EQ(1, std::distance(begin(files), end(files)));
}

}  // namespace
}  // namespace ecc
