#include "loader/wasm/wasi/wasi.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "loader/wasm/wasi/wasi_abi.h"

namespace ecc::loader {
namespace {

// The numbers are those of the document "wasi_snapshot_preview1".
TEST(WasiErrno, TranslatesLinux) {
  EXPECT_EQ(8, WasiErrno(EBADF));
  EXPECT_EQ(44, WasiErrno(ENOENT));
  EXPECT_EQ(2, WasiErrno(EACCES));
  EXPECT_EQ(28, WasiErrno(EINVAL));
  EXPECT_EQ(wasi::kNotcapable, WasiErrno(EXDEV));
  EXPECT_EQ(wasi::kIo, WasiErrno(ENOTUNIQ));
}

}  // namespace
}  // namespace ecc::loader
