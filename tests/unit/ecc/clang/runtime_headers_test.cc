#include "ecc/clang/runtime_headers.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace ecc {
namespace {

// The tests lie beside the build's programs, and the headers where those find them.
TEST(RuntimeHeaders, AreFoundBesideTheProgram) {
  std::filesystem::path headers = RuntimeHeaders();
  EXPECT_TRUE(headers.is_absolute()) << headers;
  EXPECT_TRUE(std::filesystem::is_regular_file(headers / "libbpf-wasm.h")) << headers;
  std::filesystem::path program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
  EXPECT_EQ(program / "include/ecc", headers);
}

TEST(RuntimeHeaders, HaveTheCountersOfLostRecords) {
  EXPECT_EQ(LibbpfCompatHeaders() + "/ecc_count_lost.h", CountLostHeader());
  EXPECT_TRUE(std::filesystem::exists(CountLostHeader()));
}

TEST(RuntimeHeaders, HaveThoseForAnOlderLibbpfAmongThem) {
  EXPECT_EQ(RuntimeHeaders() + "/bpf-compat", LibbpfCompatHeaders());
  EXPECT_TRUE(std::filesystem::is_directory(LibbpfCompatHeaders()));
}

}  // namespace
}  // namespace ecc
