// The names of failures and warnings.  docs/errors.md explains each; a test compares the two.
#pragma once

#include <array>

#include "support/diagnostic.h"

namespace ecc::code {

// Without a kind of their own; only machines are shown these.
inline constexpr Code kRefused = {"ecc-refused"};
inline constexpr Code kUsage = {"ecc-usage"};
inline constexpr Code kInternal = {"ecc-internal"};
inline constexpr Code kWarning = {"ecc-warning"};
inline constexpr Code kNote = {"ecc-note"};
inline constexpr Code kClang = {"clang"};  // a diagnostic of clang that has no name there

// Tools that are missing, or not as they must be.
inline constexpr Code kNoClang = {"ecc-no-clang"};
inline constexpr Code kClangTooOld = {"ecc-clang-too-old"};
inline constexpr Code kClangWithoutBpf = {"ecc-clang-without-bpf"};
inline constexpr Code kNoLibclang = {"ecc-no-libclang"};
inline constexpr Code kNoGuestHeaders = {"ecc-no-guest-headers"};
inline constexpr Code kNoWasiLibc = {"ecc-no-wasi-libc"};
inline constexpr Code kNoLibbpfHeaders = {"ecc-no-libbpf-headers"};
inline constexpr Code kLibbpfTooOld = {"ecc-libbpf-too-old"};

// The kernel.
inline constexpr Code kNoKernelBtf = {"ecc-no-kernel-btf"};
inline constexpr Code kNotInKernel = {"ecc-not-in-kernel-btf"};
inline constexpr Code kKernelTooOld = {"ecc-kernel-too-old"};

// The program and its event header.
inline constexpr Code kCompile = {"ecc-compile"};
inline constexpr Code kCpuVersion = {"ecc-cpu-version"};
inline constexpr Code kNoObject = {"ecc-no-object"};
inline constexpr Code kNotIncluded = {"ecc-header-not-included"};
inline constexpr Code kNoEventType = {"ecc-no-event-type"};
inline constexpr Code kLink = {"ecc-link"};
inline constexpr Code kVariant = {"ecc-architectures-differ"};
inline constexpr Code kKernelBtfs = {"ecc-kernel-btfs"};
inline constexpr Code kReproducible = {"ecc-not-reproducible"};
inline constexpr Code kComment = {"ecc-comment"};
inline constexpr Code kGuest = {"ecc-guest"};
inline constexpr Code kHostHeader = {"ecc-host-header"};
inline constexpr Code kPath = {"ecc-path"};

// Files.
inline constexpr Code kCannotRead = {"ecc-cannot-read"};
inline constexpr Code kCannotWrite = {"ecc-cannot-write"};
inline constexpr Code kOutputPath = {"ecc-output-path"};
inline constexpr Code kNotEmpty = {"ecc-not-empty"};
inline constexpr Code kDatabase = {"ecc-compile-commands"};

// Objects and their BTF.
inline constexpr Code kNotBpf = {"ecc-not-bpf"};
inline constexpr Code kNoBtf = {"ecc-no-btf"};
inline constexpr Code kBadBtf = {"ecc-bad-btf"};
inline constexpr Code kBadObject = {"ecc-bad-object"};
inline constexpr Code kLayout = {"ecc-layout"};

// Packages and guests that are run.
inline constexpr Code kNotAllowed = {"ecc-not-allowed"};

// Warnings.  `-Wno-NAME` switches one off.
inline constexpr Code kNoLicence = {"ecc-licence"};
inline constexpr Code kUnusedEvent = {"ecc-unused-event-type"};
inline constexpr Code kKeyPadding = {"ecc-map-key-padding"};
inline constexpr Code kEventPadding = {"ecc-event-padding"};
inline constexpr Code kCache = {"ecc-cache"};
inline constexpr Code kNoRelocations = {"ecc-no-relocations"};
inline constexpr Code kOpaque = {"ecc-opaque-member"};
inline constexpr std::array kWarnings = {kNoLicence, kUnusedEvent,   kKeyPadding, kEventPadding,
                                         kCache,     kNoRelocations, kOpaque};

}  // namespace ecc::code
