// Between ecc and its module that holds libclang.  Both are built at once.
#pragma once

#include "ecc/declarations/declarations.h"

namespace ecc {

// The functions of declarations.h.  The module is linked with nothing of ours, so that it
// throws a Diagnostic where they throw an Error.
struct DeclarationReader {
  const char* version;
  decltype(&ReadDeclarations) read;
  decltype(&ReadEventTypesAlone) read_alone;
  decltype(&ReadEnumerators) read_enumerators;
};

constexpr const char* kDeclarationModule = "ecc-libclang.so";
constexpr const char* kDeclarationEntry = "ecc_declaration_reader";

}  // namespace ecc
