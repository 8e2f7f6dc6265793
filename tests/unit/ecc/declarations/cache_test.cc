#include "ecc/declarations/cache.h"

#include "tests/support/cache_home.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

// The first event type of the answer; `made` is what would be read.
std::string Cached(const std::vector<std::string>& flags, const std::string& text,
                   const std::string& made) {
  auto read = [&] {
    Declarations declarations;
    declarations.event_types = {made};
    return std::optional(declarations);
  };
  return CachedEventTypes(flags, text, read)->event_types.at(0);
}

TEST(DeclarationsCache, ReadsAHeaderOnce) {
  test::CacheHome home;
  EXPECT_EQ("struct a", Cached({"-g"}, "struct a {};", "struct a"));
  EXPECT_EQ("struct a", Cached({"-g"}, "struct a {};", "struct another"));
}

// More headers than a key of two digits could tell apart.
TEST(DeclarationsCache, NoTwoHeadersShareAnEntry) {
  test::CacheHome home;
  for (int i = 0; i < 300; ++i) {
    std::string type = "struct s" + std::to_string(i);
    EXPECT_EQ(type, Cached({}, type + " {};", type));
  }
}

TEST(DeclarationsCache, TakesFlagsForAPartOfTheKey) {
  test::CacheHome home;
  EXPECT_EQ("1", Cached({"-DA=1"}, "struct a {};", "1"));
  EXPECT_EQ("2", Cached({"-DA=2"}, "struct a {};", "2"));
  EXPECT_EQ("3", Cached({"-DA=1", "-DB"}, "struct a {};", "3"));
  EXPECT_EQ("4", Cached({"-DA=1-DB"}, "struct a {};", "4"));
}

TEST(DeclarationsCache, DoesNotLookAtThePlaceOfVmlinux) {
  test::CacheHome home;
  std::string text = "struct a {};";
  EXPECT_EQ("1", Cached({"-Xclang", "-remap-file", "-Xclang", "a;/tmp/1", "-g"}, text, "1"));
  EXPECT_EQ("1", Cached({"-Xclang", "-remap-file", "-Xclang", "a;/tmp/2", "-g"}, text, "2"));
  EXPECT_EQ("3", Cached({"-Xclang", "-remap-file", "-Xclang", "a;/tmp/2", "-O2"}, text, "3"));
}

TEST(DeclarationsCache, KeepsNothingOfAHeaderThatIncludes) {
  test::CacheHome home;
  std::string text = "#include <x.h>\nstruct a {};";
  EXPECT_EQ("1", Cached({}, text, "1"));
  EXPECT_EQ("2", Cached({}, text, "2"));
}

TEST(DeclarationsCache, ReturnsConstantsAsTheyWere) {
  test::CacheHome home;
  layout::Enum constants;
  constants.is_signed = true;
  constants.size = 8;
  constants.enumerators = {{"LOW", static_cast<uint64_t>(-1)}, {"HIGH", uint64_t{1} << 63}};
  auto read = [&] {
    Declarations declarations;
    declarations.constants = {constants};
    return std::optional(declarations);
  };
  CachedEventTypes({}, "x", read);
  std::optional<Declarations> again =
      CachedEventTypes({}, "x", []() -> std::optional<Declarations> { return std::nullopt; });
  ASSERT_TRUE(again);
  ASSERT_EQ(1, again->constants.size());
  const layout::Enum& kept = again->constants[0];
  EXPECT_TRUE(kept.is_signed);
  EXPECT_EQ(8, kept.size);
  ASSERT_EQ(2, kept.enumerators.size());
  EXPECT_EQ("LOW", kept.enumerators[0].name);
  EXPECT_EQ(static_cast<uint64_t>(-1), kept.enumerators[0].value);
  EXPECT_EQ("HIGH", kept.enumerators[1].name);
  EXPECT_EQ(uint64_t{1} << 63, kept.enumerators[1].value);
}

TEST(DeclarationsCache, KeepsThatNothingIsSure) {
  test::CacheHome home;
  int reads = 0;
  auto read = [&]() -> std::optional<Declarations> {
    ++reads;
    return std::nullopt;
  };
  EXPECT_FALSE(CachedEventTypes({}, "x", read));
  EXPECT_FALSE(CachedEventTypes({}, "x", read));
  EXPECT_EQ(1, reads);
}

}  // namespace
}  // namespace ecc
