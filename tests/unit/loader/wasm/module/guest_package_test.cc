#include "loader/wasm/module/guest_package.h"

#include "btfgen/layout/btf_file.h"
#include "ecc/guest/guest.h"
#include "ecc/output/package.h"
#include "support/codec.h"
#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

using test::BtfWriter;

const std::string kNoSections("\0asm\1\0\0\0", 8);

// An object that shares one variable of four bytes with user space, called so.
std::string ObjectWith(const std::string& variable) {
  BtfWriter types;
  uint32_t number = types.SignedInt();
  types.Datasec(".bss", 4, {{types.Var(variable, number), 0, 4}});
  test::ElfWriter object;
  uint32_t bss =
      object.Add({".bss", "", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 0, 0, 0, 4, uint64_t{4}});
  object.Add({".BTF", types.Bytes()});
  object.AddSymbols({{variable, STT_OBJECT, static_cast<uint16_t>(bss)}});
  return object.Bytes();
}

layout::Model ModelOf(const std::string& object) {
  return BtfFile("test_bpf.o", object).Build({});
}

// A module that describes an object.
struct Guest {
  explicit Guest(const Json& package)
      : bytes(WithPackageSection(kNoSections, package.Dump())),
        package_of_guest("m.wasm", bytes, ReadModule("m.wasm", AsBytes(bytes))) {}
  explicit Guest(const std::string& object)
      : Guest(GuestPackageJson(object, object, SkeletonJson(ModelOf(object), {}, false))) {}

  std::string bytes;
  GuestPackage package_of_guest;
};

Json PackageAt(uint64_t size, uint64_t offset) {
  std::string object = ObjectWith("count");
  Json json = GuestPackageJson(object, object, SkeletonJson(ModelOf(object), {}, false));
  json["bpf_object_size"] = size;
  json["bpf_object_offset"] = offset;
  return json;
}

TEST(GuestPackage, AcceptsTheObjectThatItDescribes) {
  Guest guest(ObjectWith("count"));
  guest.package_of_guest.CheckObject(ObjectWith("count"));
  // The answer for a good object is kept.
  guest.package_of_guest.CheckObject(ObjectWith("count"));
}

TEST(GuestPackage, RefusesAnObjectOfAnotherLayout) {
  Guest guest(ObjectWith("count"));
  ASSERT_EQ(ObjectWith("count").size(), ObjectWith("other").size());
  for (int i = 0; i < 2; ++i) {
    std::string message =
        test::ErrorFrom([&] { guest.package_of_guest.CheckObject(ObjectWith("other")); });
    EXPECT_NE(message.npos, message.find("count")) << message;
    guest.package_of_guest.CheckObject(ObjectWith("count"));
  }
}

TEST(GuestPackage, AnObjectOfAnotherSizeIsAnother) {
  Guest guest(ObjectWith("count"));
  ASSERT_NE(ObjectWith("count").size(), ObjectWith("a_longer_name").size());
  guest.package_of_guest.CheckObject(ObjectWith("a_longer_name"));
  guest.package_of_guest.CheckObject("");
}

// As a package's: the message, and the broker's memory, have one limit.
TEST(GuestPackage, RefusesAnObjectThatIsTooLarge) {
  std::string message = "m.wasm: the object has 67108865 bytes; no BPF object is that large";
  std::string large(kMaxObjectSize + 1, 'x');
  GuestPackage none("m.wasm", kNoSections, ReadModule("m.wasm", AsBytes(kNoSections)));
  EXPECT_EQ(message, test::ErrorFrom([&] { none.CheckObject(large); }));
  Guest guest(PackageAt(large.size(), 0));
  EXPECT_EQ(message, test::ErrorFrom([&] { guest.package_of_guest.Object(large); }));
}

TEST(GuestPackage, AModuleWithoutASectionTakesEveryObject) {
  GuestPackage none("m.wasm", kNoSections, ReadModule("m.wasm", AsBytes(kNoSections)));
  none.CheckObject("no object at all");
  EXPECT_EQ("", none.Object("some bytes"));
  // A section of another name is not ours.
  std::string other = kNoSections + std::string("\0\6\4nameX", 8);
  GuestPackage foreign("m.wasm", other, ReadModule("m.wasm", AsBytes(other)));
  foreign.CheckObject("no object at all");
}

TEST(GuestPackage, TakesTheObjectOutOfTheModule) {
  auto object = [](uint64_t size, uint64_t offset) {
    return Guest(PackageAt(size, offset)).package_of_guest.Object("0123456789");
  };
  EXPECT_EQ("234", object(3, 2));
  EXPECT_EQ("0123456789", object(10, 0));
  EXPECT_EQ("9", object(1, 9));
  EXPECT_EQ("", object(0, 2));
  EXPECT_EQ("", object(11, 0));
  EXPECT_EQ("", object(3, 8));
  EXPECT_EQ("789", object(3, 7));
  EXPECT_EQ("", object(1, 10));
  EXPECT_EQ("", object(UINT64_MAX, 0));
  EXPECT_EQ("", object(1, UINT64_MAX));
}

TEST(GuestPackage, RefusesASectionThatIsNoPackage) {
  std::string bytes = kNoSections + std::string(
                                        "\0\x0d\x0b"
                                        "ecc.package\1",
                                        15);
  EXPECT_TRUE(test::ErrorFrom([&] {
                GuestPackage package("m.wasm", bytes, ReadModule("m.wasm", AsBytes(bytes)));
              }).starts_with("m.wasm: no usable package: "));
  Json no_layout = PackageAt(1, 0);
  no_layout["meta"].Erase("ecc");
  EXPECT_EQ("m.wasm: no usable package: it has no layout",
            test::ErrorFrom([&] { Guest guest(no_layout); }));
}

}  // namespace
}  // namespace ecc::loader
