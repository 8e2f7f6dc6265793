#include "loader/wasm/module/module.h"

#include <gtest/gtest.h>

#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

using namespace std::string_literals;

const std::string kHeader = "\0asm\x01\0\0\0"s;

std::string Section(char id, const std::string& body) {
  return std::string(1, id) + static_cast<char>(body.size()) + body;
}

// () -> () and (i32, i64) -> i32.
const std::string kTypes = Section(1, "\x02\x60\0\0\x60\x02\x7f\x7e\x01\x7f"s);
// a.b of the second type.
const std::string kImports = Section(2,
                                     "\x01\x01"
                                     "a\x01"
                                     "b\0\x01"s);
const std::string kFunctions = Section(3, "\x01\0"s);
const std::string kTable = Section(4, "\x01\x70\0\x02"s);
const std::string kMemory = Section(5, "\x01\x01\x03\x10"s);
const std::string kExports = Section(7, "\x03\x06_start\0\x01\x03mem\x02\0\x03tab\x01\0"s);
const std::string kModule =
    kHeader + kTypes + kImports + kFunctions + kTable + kMemory + kExports;

WasmModule Read(const std::string& bytes) {
  return ReadModule("m.wasm", AsBytes(bytes));
}
// "" when it is taken.
std::string Refusal(const std::string& bytes) {
  try {
    Read(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}
std::string Limit(const std::string& bytes, uint64_t pages, uint64_t entries) {
  return LimitModule("m.wasm", bytes, Read(bytes), pages, entries);
}
bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

TEST(ReadModule, TellsWhatIsImportedAndExported) {
  WasmModule module = Read(kModule + Section(0, "\x04nameabc"s));
  ASSERT_EQ(1u, module.imports.size());
  EXPECT_EQ("a", module.imports[0].module);
  EXPECT_EQ("b", module.imports[0].name);
  EXPECT_TRUE(module.imports[0].is_function);
  EXPECT_EQ((Signature{"iI", "i"}), module.imports[0].signature);
  ASSERT_NE(nullptr, module.FindExport("_start"));
  EXPECT_EQ(Signature(), module.FindExport("_start")->signature);
  EXPECT_EQ(ModuleExport::Kind::kMemory, module.FindExport("mem")->kind);
  EXPECT_EQ(ModuleExport::Kind::kTable, module.FindExport("tab")->kind);
  EXPECT_EQ(nullptr, module.FindExport("other"));
  ASSERT_EQ(1u, module.memories.size());
  EXPECT_EQ(3u, module.memories[0].min);
  EXPECT_EQ(16u, module.memories[0].max);
  ASSERT_EQ(1u, module.tables.size());
  EXPECT_EQ(2u, module.tables[0].min);
  EXPECT_EQ(std::nullopt, module.tables[0].max);
  ASSERT_EQ(1u, module.custom_sections.size());
  EXPECT_EQ("name", module.custom_sections[0].name);
  EXPECT_EQ(3u, module.custom_sections[0].size);
}

TEST(ReadModule, RefusesEveryPrefix) {
  std::vector<size_t> ends = {kHeader.size()};  // behind a whole section it may end
  for (const std::string& section : {kTypes, kImports, kFunctions, kTable, kMemory, kExports})
    ends.push_back(ends.back() + section.size());
  for (size_t size = 0; size < kModule.size(); ++size) {
    bool is_whole = std::find(ends.begin(), ends.end(), size) != ends.end();
    EXPECT_EQ(is_whole, Refusal(kModule.substr(0, size)).empty()) << size;
  }
}

TEST(ReadModule, TellsWhatIsNoModule) {
  EXPECT_EQ("m.wasm: this is no WebAssembly file", Refusal(""));
  EXPECT_EQ("m.wasm: this is no WebAssembly file", Refusal("\0asm"s));
  EXPECT_EQ("m.wasm: this is no WebAssembly file", Refusal("#!/bin/sh\n"));
  EXPECT_EQ("m.wasm: WebAssembly version 2 is not known", Refusal("\0asm\x02\0\0\0"s));
  EXPECT_TRUE(
      Contains(Refusal("\0asm\x0d\0\x01\0"s), "this is a component, not a core module"));
  EXPECT_TRUE(Contains(Refusal(kHeader + Section(14, "")), "unknown section 14"));
  EXPECT_TRUE(Contains(Refusal(kHeader + "\x01\x7f"), "section 1 of 127 bytes goes beyond"));
}

TEST(ReadModule, ChecksNumbers) {
  auto with_min = [](const std::string& number) {
    return kHeader + Section(5, "\x01\0"s + number);
  };
  EXPECT_EQ(0u, Read(with_min("\x80\x80\x80\x80\x00"s)).memories[0].min);
  EXPECT_EQ(UINT32_MAX, Read(with_min("\xff\xff\xff\xff\x0f")).memories[0].min);
  EXPECT_TRUE(Contains(Refusal(with_min("\xff\xff\xff\xff\x1f")), "a number is too large"));
  EXPECT_TRUE(Contains(Refusal(with_min(std::string(10, '\xff') + "\x01"s)),
                       "a number has too many bytes"));
  EXPECT_TRUE(Contains(Refusal(with_min("\x80")), "the file ends in the middle of a section"));
}

TEST(ReadModule, ChecksReferences) {
  EXPECT_TRUE(Contains(Refusal(kHeader + kImports), "function type 1, where there are 0"));
  EXPECT_TRUE(Contains(Refusal(kHeader + kTypes + Section(7, "\x01\x01x\0\x05"s)),
                       "the export 'x' is of no function"));
  EXPECT_TRUE(
      Contains(Refusal(kHeader + Section(3, "\x7f\0"s)), "127 elements do not fit in 1 bytes"));
  EXPECT_TRUE(Contains(Refusal(kHeader + Section(2, "\x01\x09q"s)), "a name of 9 bytes"));
  EXPECT_TRUE(Contains(Refusal(kHeader + Section(2, "\x01\0\0\x07"s)), "unknown kind"));
}

TEST(ReadModule, RefusesLimitsThatItCannotWrite) {
  EXPECT_TRUE(Contains(Refusal(kHeader + Section(5, "\x01\x03\x01\x01"s)), "shared"));
  EXPECT_TRUE(Contains(Refusal(kHeader + Section(5, "\x01\x04\x01"s)), "64-bit"));
  EXPECT_TRUE(Contains(Refusal(kHeader + Section(4, "\x01\x40\0\x70\0\x01"s)),
                       "a table of other things than functions"));
  // (ref null 0) without a maximum looks like a type, flags and limits of other numbers.
  EXPECT_TRUE(Contains(Refusal(kHeader + Section(4, "\x01\x63\x01\0\x05"s)),
                       "a table of other things than functions"));
}

TEST(ReadModule, RefusesWhatOnlyCostsMemory) {
  std::string type = "\x01\x60\xe9\x07" + std::string(1001, '\x7f') + "\0"s;
  std::string section = "\x01\xee\x07" + type;
  EXPECT_TRUE(Contains(Refusal(kHeader + section), "1001 elements, where 1000 are the most"));
}

TEST(LimitModule, WritesTheLimits) {
  std::string limited = Limit(kModule, 4, 100);
  WasmModule module = Read(limited);
  EXPECT_EQ(3u, module.memories[0].min);
  EXPECT_EQ(4u, module.memories[0].max);
  EXPECT_EQ(2u, module.tables[0].min);
  EXPECT_EQ(100u, module.tables[0].max);
  EXPECT_NE(nullptr, module.FindExport("_start"));
  EXPECT_EQ(limited, Limit(limited, 4, 100)) << "once is enough";
  EXPECT_EQ(16u, Read(Limit(kModule, 1000, 100)).memories[0].max) << "its own limit is lower";
}

TEST(LimitModule, RefusesWhatStartsTooLarge) {
  EXPECT_TRUE(Contains(test::ErrorFrom([] { Limit(kModule, 2, 100); }), "--memory"));
  EXPECT_TRUE(Contains(test::ErrorFrom([] { Limit(kModule, 3, 1); }),
                       "a table of 2 entries is too large"));
  EXPECT_EQ(2u, Read(Limit(kModule, 3, 2)).tables[0].max);
}

TEST(Describe, SpellsSignatures) {
  EXPECT_EQ("() -> ()", Describe({}));
  EXPECT_EQ("(i32, i64, f32, f64, ?) -> (i32)", Describe({"iIfF?", "i"}));
}

}  // namespace
}  // namespace ecc::loader
