#include "loader/options.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "support/error.h"

namespace ecc::loader {
namespace {

Options Parse(std::initializer_list<const char*> words) {
  std::vector<char*> argv = {const_cast<char*>("ecli")};
  for (const char* word : words) argv.push_back(const_cast<char*>(word));
  Options options;
  ParseOptions(static_cast<int>(argv.size()), argv.data(), options);
  return options;
}

using Strings = std::vector<std::string>;

TEST(EcliOptions, WhatFollowsAGuestIsTheGuests) {
  Options options = Parse({"run", "--engine", "interp", "app.wasm", "-v", "--memory", "x"});
  EXPECT_EQ("app.wasm", options.file);
  EXPECT_EQ("interp", options.engine);
  EXPECT_EQ((Strings{"-v", "--memory", "x"}), options.arguments);
  EXPECT_FALSE(options.verbose);
}

TEST(EcliOptions, AnOptionsValueIsNoGuest) {
  Options options = Parse({"run", "--dir", "x.wasm", "-v", "app.wasm", "one"});
  EXPECT_EQ("app.wasm", options.file);
  EXPECT_EQ(Strings{"x.wasm"}, options.directories);
  EXPECT_EQ(Strings{"one"}, options.arguments);
  EXPECT_TRUE(options.verbose);
}

TEST(EcliOptions, TwoDashesEndOurOptions) {
  Options options = Parse({"run", "guest", "--", "-j"});
  EXPECT_EQ("guest", options.file);
  EXPECT_EQ(Strings{"-j"}, options.arguments);
  EXPECT_FALSE(options.json);
}

TEST(EcliOptions, OptionsOfPackagesMayFollow) {
  Options options = Parse({"run", "package.json", "-j"});
  EXPECT_TRUE(options.json);
  EXPECT_TRUE(options.arguments.empty());
}

TEST(EcliOptions, PermissionsAddUp) {
  Options options = Parse(
      {"run", "--allow-attach", "lo", "--allow-attach=eth*,x", "--allow-pin", "/p", "a.wasm"});
  EXPECT_EQ((Strings{"lo", "eth*,x"}), options.permissions.attach);
  EXPECT_EQ(Strings{"/p"}, options.permissions.pin);
}

TEST(EcliOptions, TakesATimeInSeconds) {
  EXPECT_EQ(2.5, Parse({"run", "--time", "2.5", "a.wasm"}).limit_s);
  EXPECT_EQ(0, Parse({"run", "a.wasm"}).limit_s);
  for (const char* time : {"", "0", "-1", "2s", "x", "nan", "1 "})
    EXPECT_THROW(Parse({"run", "--time", time, "a.wasm"}), UsageError) << time;
}

TEST(EcliOptions, RefusesNonsense) {
  EXPECT_THROW(Parse({"run"}), UsageError);
  EXPECT_THROW(Parse({"run", "a.json", "b.json"}), UsageError);
  EXPECT_THROW(Parse({"run", "--engine", "v8", "a.wasm"}), UsageError);
  EXPECT_THROW(Parse({"run", "--memory", "0", "a.wasm"}), UsageError);
  EXPECT_THROW(Parse({"run", "--memory", "many", "a.wasm"}), UsageError);
  EXPECT_THROW(Parse({"run", "--time", "nan", "a.wasm"}), UsageError);
  EXPECT_THROW(Parse({"run", "--what", "a.wasm"}), UsageError);
}

}  // namespace
}  // namespace ecc::loader
