#include "loader/package/package.h"
#include "support/json.h"

#include "ecc/output/package.h"
#include "support/architecture.h"
#include "support/codec.h"
#include "tests/support/helpers.h"
#include "tests/support/json_edit.h"
#include "tests/support/sample_model.h"

namespace ecc::loader {
namespace {

Json SamplePackage() {
  return PackageJson("the object", {}, SkeletonJson(test::SampleModel(), {}, true));
}

std::string Refusal(const std::string& text) {
  std::string message = test::ErrorFrom([&] { ParsePackage("p.json", text, false); });
  constexpr std::string_view kPrefix = "p.json: no usable package: ";
  EXPECT_TRUE(message.starts_with(kPrefix)) << message;
  return message.substr(std::min(kPrefix.size(), message.size()));
}

std::string RefusalAfter(const std::string& pointer, const Json& value) {
  Json json = SamplePackage();
  test::Reach(json, pointer) = value;
  return Refusal(json.Dump());
}

TEST(Package, ReadsWhatEccWrites) {
  for (bool is_yaml : {false, true}) {
    Package package =
        ParsePackage("p", is_yaml ? ToYaml(SamplePackage()) : SamplePackage().Dump(), is_yaml);
    EXPECT_EQ("the object", package.object);
    EXPECT_EQ("test_bpf", package.name);
    EXPECT_EQ(test::SampleModel(), package.model);
  }
}

TEST(Package, ReadsOneThatKnowsNothingOfUs) {
  Json json = SamplePackage();
  json["meta"].Erase("ecc");
  json["meta"]["poll_timeout_ms"] = 7;
  json["meta"]["bpf_skel"]["maps"] = nullptr;
  Package package = ParsePackage("p.json", json.Dump(), false);
  EXPECT_FALSE(package.model.has_value());
  EXPECT_EQ(7, package.poll_timeout_ms);
}

TEST(Package, ReadsTheKernelsThatItCarries) {
  Json json = SamplePackage();
  json["btf"] = Json::MakeArray({Json{{"sha256", "ab"}, {"size", 3}, {"data", "eA=="}}});
  json["kernels"] = {{"debian/12/x86_64/6.1", 0}, {"6.2", 0}};
  Package package = ParsePackage("p.json", json.Dump(), false);
  ASSERT_EQ(1u, package.btfs.size());
  EXPECT_EQ("ab", package.btfs[0].sha256);
  EXPECT_EQ(3u, package.btfs[0].size);
  EXPECT_EQ((std::map<std::string, size_t>{{"6.2", 0}, {"debian/12/x86_64/6.1", 0}}),
            package.kernels);
  json["kernels"]["6.3"] = 1;
  EXPECT_EQ("the kernel '6.3' is none of the 1 in 'btf'", Refusal(json.Dump()));
  json.Erase("btf");
  EXPECT_EQ("there is no 'btf'", Refusal(json.Dump()));
}

TEST(Package, RefusesEachFaultWithItsReason) {
  EXPECT_EQ("no JSON: syntax error at byte 1", Refusal("hello"));
  EXPECT_EQ("there is no 'bpf_object'", Refusal("[]"));
  EXPECT_EQ("there is no 'bpf_object'", Refusal("{}"));
  EXPECT_EQ("'bpf_object' is of type number", RefusalAfter("/bpf_object", 3));
  EXPECT_EQ("the object is no base64", RefusalAfter("/bpf_object", "???"));
  EXPECT_EQ("the object does not have the 11 bytes that the package claims",
            RefusalAfter("/bpf_object_size", 11));
  EXPECT_EQ("'bpf_object_size' is of type number", RefusalAfter("/bpf_object_size", -1));
  EXPECT_EQ("the object does not have the 10 bytes that the package claims",
            RefusalAfter("/bpf_object", EncodeObject(std::string(1 << 20, 'x'))));
  EXPECT_EQ(
      "layout.version is 9; this tool reads version 1\n"
      "help: build the package again, or use the ecc that wrote it",
      RefusalAfter("/meta/ecc/layout/version", 9));
}

TEST(Package, RefusesYamlThatMultiplies) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    std::string alias = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j == 0 ? "" : ", ") + alias;
    bomb += "]\n";
  }
  EXPECT_EQ("p.yaml: no usable package: the YAML has too many nodes",
            test::ErrorFrom([&] { ParsePackage("p.yaml", bomb, true); }));
}

TEST(Package, RefusesYamlThatContainsItself) {
  EXPECT_EQ("p.yaml: no usable package: the YAML is nested too deep",
            test::ErrorFrom([] { ParsePackage("p.yaml", "a: &a [*a]", true); }));
}

TEST(ParsePackage, TakesTheObjectForThisMachine) {
  std::string host(HostArchitecture().name);
  Json skeleton = SkeletonJson(test::SampleModel(), {}, true);
  skeleton["ecc"]["arch"] = "other";
  std::vector<Variant> variants = {{"third", "another object"}, {host, "the object for us"}};
  EXPECT_EQ(
      "the object for us",
      ParsePackage("p", PackageJson("the object", variants, skeleton).Dump(), false).object);
  variants.pop_back();
  EXPECT_EQ("p: no usable package: it is for other, third, and this machine is " + host,
            test::ErrorFrom([&] {
              ParsePackage("p", PackageJson("the object", variants, skeleton).Dump(), false);
            }));
  skeleton["ecc"]["arch"] = host;
  EXPECT_EQ(
      "the object",
      ParsePackage("p", PackageJson("the object", variants, skeleton).Dump(), false).object);
}

}  // namespace
}  // namespace ecc::loader
