#include "loader/package/carried_btf.h"

#include "support/codec.h"
#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

constexpr std::string_view kRunning = "ubuntu/20.04/aarch64/5.4.0-91-generic";

std::string Found(const std::map<std::string, size_t>& kernels,
                  std::string_view running = kRunning) {
  auto kernel = FindKernel(kernels, running);
  return kernel == kernels.end() ? "none" : kernel->first;
}

TEST(FindKernel, ComparesTheNamesFromTheirEnds) {
  EXPECT_EQ("5.4.0-91-generic", Found({{"5.4.0-91-generic", 0}, {"5.4.0-92-generic", 0}}));
  EXPECT_EQ("ubuntu/20.04/aarch64/5.4.0-91-generic",
            Found({{"5.4.0-91-generic", 0}, {std::string(kRunning), 0}}));
  EXPECT_EQ("hub/ubuntu/20.04/aarch64/5.4.0-91-generic",
            Found({{"hub/ubuntu/20.04/aarch64/5.4.0-91-generic", 0}}));
  EXPECT_EQ("none", Found({}));
  EXPECT_EQ("none", Found({{"ubuntu/18.04/aarch64/5.4.0-91-generic", 0}}));
  EXPECT_EQ("none", Found({{"ubuntu/20.04/x86_64/5.4.0-91-generic", 0}}));
  EXPECT_EQ("none", Found({{"1-generic", 0}, {"", 0}}));
}

TEST(FindKernel, KnowsTheMachinesOtherNames) {
  EXPECT_EQ("ubuntu/20.04/arm64/5.4.0-91-generic",
            Found({{"ubuntu/20.04/arm64/5.4.0-91-generic", 0}}));
}

TEST(FindKernel, PassesOverWhatTheSystemDoesNotTell) {
  EXPECT_EQ("debian/13/x86_64/6.12",
            Found({{"debian/13/x86_64/6.12", 0}}, "debian//x86_64/6.12"));
}

TEST(DistributionOf, ReadsOsRelease) {
  EXPECT_EQ("ubuntu/20.04", DistributionOf("NAME=\"Ubuntu\"\nVERSION_ID=\"20.04\"\nID=ubuntu\n"
                                           "ID_LIKE=debian\nVERSION_CODENAME=focal"));
  EXPECT_EQ("debian/", DistributionOf("ID='debian'"));
  EXPECT_EQ("/", DistributionOf(""));
}

Package Carrying(const std::string& bytes) {
  Package package;
  package.file = "p.json";
  package.btfs.push_back({Sha256(bytes), bytes.size(), EncodeObject(bytes)});
  package.kernels["5.4"] = 0;
  return package;
}

TEST(ChooseKernelBtf, GivesWhatThePackageCarries) {
  test::BtfWriter kernel;
  kernel.SignedInt();
  Package package = Carrying(kernel.Bytes());
  EXPECT_EQ(kernel.Bytes(), ChooseKernelBtf(package, {"5.4", {}}));
  EXPECT_EQ("--btf: '5.5' is neither a file nor one of the 1 kernels of p.json",
            test::ErrorFrom([&] {
              ChooseKernelBtf(package, {"5.5", {}});
            }));
}

// libbpf is given nothing that our own reader has not proven.
TEST(ChooseKernelBtf, RefusesWhatIsDamaged) {
  auto refusal = [](Package package) {
    return test::ErrorFrom([&] { ChooseKernelBtf(package, {"5.4", {}}); });
  };
  EXPECT_EQ("p.json: the BTF of kernel '5.4'+0x0: the header needs 24 bytes, 3 left",
            refusal(Carrying("\x9f\xeb\x01")));
  test::BtfWriter circle;
  circle.Typedef("t", 1);
  EXPECT_EQ("p.json: the BTF of kernel '5.4': type 1 'typedef t' contains itself",
            refusal(Carrying(circle.Bytes())));
  Package package = Carrying("abc");
  package.btfs[0].sha256 = "0";
  EXPECT_EQ("p.json: the BTF of kernel '5.4' does not have the digest that the package tells",
            refusal(package));
  package.btfs[0].size = 4;
  EXPECT_EQ(
      "p.json: the BTF of kernel '5.4': the object does not have the 4 bytes that the "
      "package claims",
      refusal(package));
}

}  // namespace
}  // namespace ecc::loader
