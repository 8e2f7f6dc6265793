#include "loader/wasm/wasi/wasi_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include "loader/wasm/wasi/wasi_abi.h"
#include "support/files.h"
#include "tests/support/fake_engine.h"
#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

constexpr uint32_t kGiven = 3;
constexpr uint32_t kPath = 256;
constexpr uint32_t kOut = 64;
constexpr uint32_t kLoop = 32;  // WASI's ELOOP
constexpr uint64_t kRead = wasi::kRightRead;
constexpr uint64_t kWrite = wasi::kRightWrite;

// A directory that is given to the guest, besides one that is not.
class WasiFilesTest : public testing::Test {
 protected:
  WasiFilesTest() {
    std::string given = directory_.path() + "/given";
    std::string secret = directory_.path() + "/secret";
    mkdir(given.c_str(), 0755);
    mkdir(secret.c_str(), 0755);
    mkdir((given + "/sub").c_str(), 0755);
    WriteFilesIfChanged({{given + "/file", "hello"}, {secret + "/file", "secret"}});
    EXPECT_EQ(0, symlink("file", (given + "/inside").c_str()));
    EXPECT_EQ(0, symlink("../secret", (given + "/out").c_str()));
    EXPECT_EQ(0, symlink("../secret/file", (given + "/outfile").c_str()));
    EXPECT_EQ(0, symlink((secret + "/file").c_str(), (given + "/absolute").c_str()));
    EXPECT_EQ(0, symlink("/proc/self/fd/0", (given + "/magic").c_str()));
    options_.directories = {{given, "/data"}};
    files_ = std::make_unique<WasiFiles>(options_, memory_, stop_);
  }

  uint32_t Put(std::string_view path) {
    memory_.Copy(kPath, std::as_bytes(std::span(path)));
    return static_cast<uint32_t>(path.size());
  }
  int Open(std::string_view path, uint32_t lookup = 1, uint32_t flags = 0,
           uint64_t rights = kRead, uint32_t fd_flags = 0) {
    uint32_t size = Put(path);
    return files_->PathOpen(kGiven, lookup, kPath, size, flags, rights, rights, fd_flags, kOut);
  }
  uint32_t Opened() { return memory_.Read<uint32_t>(kOut); }
  // Up to 100 bytes of an open file, "errno N" when that fails.
  std::string ReadAll(uint32_t fd) {
    memory_.Write(128, wasi::Iovec{1024, 100});
    if (uint16_t error = files_->Read(fd, 128, 1, kOut); error != 0)
      return "errno " + std::to_string(error);
    std::span<std::byte> bytes = memory_.Bytes(1024, memory_.Read<uint32_t>(kOut));
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  int WriteText(uint32_t fd, std::string_view text) {
    memory_.Copy(1024, std::as_bytes(std::span(text)));
    memory_.Write(128, wasi::Iovec{1024, static_cast<uint32_t>(text.size())});
    return files_->Write(fd, 128, 1, kOut);
  }
  std::string Host(const std::string& name) {
    return ReadFile(directory_.path() + "/given/" + name);
  }

  TemporaryDirectory directory_{"ecc-test"};
  test::FakeEngine engine_{8192};
  GuestMemory memory_{engine_};
  StopGuard stop_{0, [] {}};
  WasiOptions options_;
  std::unique_ptr<WasiFiles> files_;
};

TEST_F(WasiFilesTest, OpensWhatLiesInTheDirectory) {
  ASSERT_EQ(wasi::kSuccess, Open("file"));
  EXPECT_EQ(4, Opened());
  EXPECT_EQ("hello", ReadAll(4));
  ASSERT_EQ(wasi::kSuccess, Open("sub/../inside"));
  EXPECT_EQ(5, Opened());
  EXPECT_EQ("hello", ReadAll(5));
  EXPECT_EQ(wasi::kSuccess, files_->Close(4));
  EXPECT_EQ(wasi::kBadf, files_->Close(4));
  ASSERT_EQ(wasi::kSuccess, Open("file"));
  EXPECT_EQ(4, Opened());
}

TEST_F(WasiFilesTest, FollowsNoLinkOutOfTheDirectory) {
  for (const char* path : {"out/file", "outfile", "absolute", "../secret/file",
                           "sub/../../given/file", "/etc/passwd", "..", "out/../given/file"}) {
    EXPECT_EQ(wasi::kNotcapable, Open(path)) << path;
    EXPECT_EQ(wasi::kNotcapable, Open(path, 1, wasi::kOpenDirectory)) << path;
    EXPECT_EQ(wasi::kNotcapable, Open(path, 1, wasi::kCreate, kRead | kWrite)) << path;
    EXPECT_EQ(wasi::kNotcapable, files_->PathFileStat(kGiven, 1, kPath, Put(path), kOut))
        << path;
  }
  EXPECT_NE(wasi::kSuccess, Open("magic"));
  EXPECT_EQ("secret", ReadFile(directory_.path() + "/secret/file"));
}

TEST_F(WasiFilesTest, FollowsNoLinkAtAllUnlessItIsAskedTo) {
  EXPECT_EQ(kLoop, Open("inside", 0));
  EXPECT_EQ(kLoop, Open("outfile", 0));
  EXPECT_EQ(wasi::kSuccess, Open("inside", 1));
  ASSERT_EQ(wasi::kSuccess, files_->PathFileStat(kGiven, 0, kPath, Put("outfile"), kOut));
  EXPECT_EQ(wasi::kSymbolicLink, memory_.Read<wasi::FileStat>(kOut).type);
  ASSERT_EQ(wasi::kSuccess, files_->PathFileStat(kGiven, 1, kPath, Put("inside"), kOut));
  EXPECT_EQ(wasi::kRegularFile, memory_.Read<wasi::FileStat>(kOut).type);
  EXPECT_EQ(5, memory_.Read<wasi::FileStat>(kOut).size);
}

TEST_F(WasiFilesTest, RemovesAndMakesNothingBeyondTheDirectory) {
  for (const char* path : {"out/file", "../secret/file", "/etc/passwd"}) {
    EXPECT_EQ(wasi::kNotcapable, files_->PathUnlinkFile(kGiven, kPath, Put(path))) << path;
    EXPECT_EQ(wasi::kNotcapable, files_->PathRemoveDirectory(kGiven, kPath, Put(path))) << path;
    EXPECT_EQ(wasi::kNotcapable, files_->PathMakeDirectory(kGiven, kPath, Put(path))) << path;
  }
  EXPECT_EQ(wasi::kInval, files_->PathRemoveDirectory(kGiven, kPath, Put("..")));
  EXPECT_EQ(wasi::kInval, files_->PathRemoveDirectory(kGiven, kPath, Put(".")));
  EXPECT_EQ(wasi::kInval, files_->PathMakeDirectory(kGiven, kPath, Put("..")));
  EXPECT_EQ(wasi::kSuccess, files_->PathMakeDirectory(kGiven, kPath, Put("sub/new")));
  EXPECT_EQ(wasi::kSuccess, files_->PathRemoveDirectory(kGiven, kPath, Put("sub/new")));
  EXPECT_EQ(wasi::kSuccess, files_->PathUnlinkFile(kGiven, kPath, Put("outfile")));
  EXPECT_EQ("secret", ReadFile(directory_.path() + "/secret/file"));
}

TEST_F(WasiFilesTest, CreatesTruncatesAndAppendsAsItIsTold) {
  EXPECT_EQ(44, Open("new", 1, 0, kWrite));  // ENOENT
  ASSERT_EQ(wasi::kSuccess, Open("new", 1, wasi::kCreate, kWrite));
  EXPECT_EQ(wasi::kSuccess, WriteText(Opened(), "abc"));
  EXPECT_EQ("abc", Host("new"));
  EXPECT_EQ(20, Open("new", 1, wasi::kCreate | wasi::kExclusive, kWrite));  // EEXIST
  ASSERT_EQ(wasi::kSuccess, Open("new", 1, 0, kWrite, wasi::kAppend));
  EXPECT_EQ(wasi::kSuccess, WriteText(Opened(), "def"));
  EXPECT_EQ("abcdef", Host("new"));
  ASSERT_EQ(wasi::kSuccess, Open("new", 1, wasi::kTruncate, kRead | kWrite));
  EXPECT_EQ("", Host("new"));
  ASSERT_EQ(wasi::kSuccess, Open("file", 1, 0, kRead));
  EXPECT_EQ(wasi::kBadf, WriteText(Opened(), "x"));
  ASSERT_EQ(wasi::kSuccess, Open("file", 1, 0, kWrite));
  EXPECT_EQ("errno 8", ReadAll(Opened()));
}

TEST_F(WasiFilesTest, SeeksAndTellsOfFiles) {
  ASSERT_EQ(wasi::kSuccess, Open("file"));
  EXPECT_EQ(wasi::kSuccess, files_->Seek(4, -2, SEEK_END, kOut));
  EXPECT_EQ(3, memory_.Read<uint64_t>(kOut));
  EXPECT_EQ("lo", ReadAll(4));
  EXPECT_EQ(wasi::kInval, files_->Seek(4, 0, 3, kOut));
  EXPECT_EQ(wasi::kInval, files_->Seek(4, -1, SEEK_SET, kOut));
  ASSERT_EQ(wasi::kSuccess, files_->FileStat(4, kOut));
  EXPECT_EQ(5, memory_.Read<wasi::FileStat>(kOut).size);
  ASSERT_EQ(wasi::kSuccess, files_->Stat(4, kOut));
  EXPECT_EQ(wasi::kRegularFile, memory_.Read<wasi::FdStat>(kOut).type);
  EXPECT_EQ(0, memory_.Read<wasi::FdStat>(kOut).flags);
  ASSERT_EQ(wasi::kSuccess, files_->SetFlags(4, wasi::kAppend | wasi::kNonBlock));
  ASSERT_EQ(wasi::kSuccess, files_->Stat(4, kOut));
  EXPECT_EQ(wasi::kAppend | wasi::kNonBlock, memory_.Read<wasi::FdStat>(kOut).flags);
  EXPECT_EQ(wasi::kNotsup, files_->SetFlags(1, wasi::kNonBlock));
}

TEST_F(WasiFilesTest, NamesTheDirectoriesThatAreGiven) {
  ASSERT_EQ(wasi::kSuccess, files_->PrestatGet(kGiven, kOut));
  EXPECT_EQ(5, memory_.Read<wasi::Prestat>(kOut).name_size);
  ASSERT_EQ(wasi::kSuccess, files_->PrestatName(kGiven, kPath, 5));
  memory_.Write(kPath + 5, '\0');
  EXPECT_EQ("/data", memory_.Text(kPath));
  ASSERT_EQ(wasi::kSuccess, Open("file"));
  for (uint32_t fd : {0u, 4u, 5u, 99u, UINT32_MAX}) {
    EXPECT_EQ(wasi::kBadf, files_->PrestatGet(fd, kOut)) << fd;
    EXPECT_EQ(wasi::kBadf, files_->PrestatName(fd, kPath, 5)) << fd;
  }
  EXPECT_EQ(wasi::kBadf, files_->PathOpen(0, 1, kPath, Put("file"), 0, kRead, kRead, 0, kOut));
}

TEST_F(WasiFilesTest, ListsADirectoryInPieces) {
  std::string names;
  uint64_t cookie = 0;
  while (true) {
    ASSERT_EQ(wasi::kSuccess, files_->ReadDirectory(kGiven, 2048, 40, cookie, kOut));
    uint32_t size = memory_.Read<uint32_t>(kOut);
    if (size == 0)
      break;
    auto head = memory_.Read<wasi::DirEntry>(2048);
    ASSERT_EQ(cookie + 1, head.next);
    ASSERT_LE(sizeof(head) + head.name_size, size);
    memory_.Write(2048 + sizeof(head) + head.name_size, '\0');
    names += "[" + memory_.Text(2048 + sizeof(head)) + "]";
    cookie = head.next;
  }
  EXPECT_EQ(9, cookie) << names;
  for (const char* name : {"[.]", "[..]", "[file]", "[sub]", "[inside]", "[magic]"})
    EXPECT_NE(names.npos, names.find(name)) << name;
  EXPECT_EQ(wasi::kBadf, files_->ReadDirectory(1, 2048, 40, 0, kOut));
}

TEST_F(WasiFilesTest, RefusesListsThatAreTooLongOrWrap) {
  EXPECT_EQ(wasi::kInval, files_->Write(1, 128, 1025, kOut));
  EXPECT_EQ(wasi::kInval, files_->Read(0, 128, 1025, kOut));
  EXPECT_THROW(files_->Write(1, UINT32_MAX - 7, 2, kOut), GuestFault);
  memory_.Write(128, wasi::Iovec{8190, 3});
  EXPECT_THROW(files_->Write(1, 128, 1, kOut), GuestFault);
}

TEST_F(WasiFilesTest, OpensAThousandFilesAndNoMore) {
  for (int i = 4; i < 1024; ++i) {
    ASSERT_EQ(wasi::kSuccess, Open("file")) << i;
    ASSERT_EQ(i, Opened());
  }
  EXPECT_EQ(33, Open("file"));  // EMFILE
  EXPECT_EQ(wasi::kSuccess, files_->Close(700));
  EXPECT_EQ(wasi::kSuccess, Open("file"));
  EXPECT_EQ(700, Opened());
}

TEST(WasiFiles, RefusesADirectoryThatIsNotThere) {
  test::FakeEngine engine(64);
  GuestMemory memory(engine);
  StopGuard stop(0, [] {});
  WasiOptions options;
  options.directories = {{"/nowhere", "/"}};
  EXPECT_EQ("cannot give the guest the directory '/nowhere': No such file or directory",
            test::ErrorFrom([&] { WasiFiles(options, memory, stop); }));
}

}  // namespace
}  // namespace ecc::loader
