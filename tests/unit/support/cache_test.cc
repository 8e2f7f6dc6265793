#include "support/cache.h"

#include <sys/stat.h>

#include <filesystem>

#include "support/files.h"
#include "tests/support/cache_home.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

// The text of a key, or what `made` is when it is made; without the digest behind it.
std::string Get(const CacheKey& key, const std::string& made) {
  std::string text = GetCached(key, [&] { return made; }).text;
  EXPECT_TRUE(HasGoodDigest(text));
  return text.substr(0, text.find("/*"));
}

TEST(Cache, MakesAFileOnce) {
  test::CacheHome home;
  EXPECT_EQ("a", Get({"kind", "key", "name"}, "a"));
  EXPECT_EQ("a", Get({"kind", "key", "name"}, "b"));
  EXPECT_EQ("c", Get({"kind", "key2", "name"}, "c"));
  EXPECT_EQ("d", Get({"kind", "key", "name2"}, "d"));
  EXPECT_EQ("e", Get({"kind2", "key", "name"}, "e"));
  EXPECT_EQ(home.path() + "/ecc/kind/key",
            GetCached({"kind", "key", "name"}, [] { return ""; }).directory);
}

TEST(Cache, MakesWhatIsDamagedAgain) {
  test::CacheHome home;
  std::string file = home.path() + "/ecc/kind/key/name";
  Get({"kind", "key", "name"}, "text");
  std::string whole = ReadFile(file);
  std::string last = whole;
  last.back() = 'x';
  for (const std::string& damaged :
       {std::string(), whole.substr(1), "x" + whole, whole + "\n", last,
        whole.substr(0, whole.size() - 1), std::string("text")}) {
    WriteFilesIfChanged({{file, damaged}});
    EXPECT_EQ("again", Get({"kind", "key", "name"}, "again")) << damaged;
    EXPECT_EQ(WithDigest("again"), ReadFile(file));
    WriteFilesIfChanged({{file, whole}});
    EXPECT_EQ("text", Get({"kind", "key", "name"}, "again"));
  }
}

TEST(Cache, KeepsTheNewestKeys) {
  test::CacheHome home;
  for (int i = 0; i < 5; ++i) {
    Get({"kind", std::to_string(i), "name", 3}, "text");
    fs::path key = home.path() + "/ecc/kind/" + std::to_string(i);
    // Each an hour older than the next.
    fs::last_write_time(key, fs::file_time_type::clock::now() - std::chrono::hours(10 - i));
  }
  std::string left;
  for (const char* key : {"0", "1", "2", "3", "4"})
    left += fs::exists(home.path() + "/ecc/kind/" + key) ? key : "-";
  EXPECT_EQ("--234", left);
}

TEST(Cache, IsNotUsedWhenOthersMayWriteToIt) {
  test::CacheHome home;
  Get({"kind", "key", "name"}, "a");
  std::string directory = home.path() + "/ecc";
  for (mode_t mode : {0720, 0702}) {
    chmod(directory.c_str(), mode);
    CachedFile cached = GetCached({"kind", "key", "name"}, [] { return "b"; });
    EXPECT_EQ("", cached.directory);
    EXPECT_EQ(WithDigest("b"), cached.text);
  }
  chmod(directory.c_str(), 0755);
  EXPECT_EQ("a", Get({"kind", "key", "name"}, "b"));
}

TEST(Cache, DoesNotFollowALinkToAFile) {
  test::CacheHome home;
  Get({"kind", "key", "name"}, "a");
  std::string file = home.path() + "/ecc/kind/key/name";
  fs::rename(file, home.path() + "/elsewhere");
  fs::create_symlink(home.path() + "/elsewhere", file);
  EXPECT_EQ("b", Get({"kind", "key", "name"}, "b"));
}

}  // namespace
}  // namespace ecc
