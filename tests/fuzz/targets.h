// What the fuzzers and the mutation test do with a stranger's bytes.  Each must end in an
// Error or in a Model that passes Check; anything else aborts.
#pragma once

#include <string>

#include "btfgen/co_re/minimal.h"
#include "btfgen/emit/c_header.h"
#include "btfgen/emit/c_skeleton.h"
#include "btfgen/layout/btf_file.h"
#include "btfgen/layout/check.h"
#include "btfgen/layout/diff.h"
#include "btfgen/layout/json.h"
#include "btfgen/shrink/shrink.h"
#include "btfgen/vmlinux/vmlinux.h"
#include "loader/events/value.h"
#include "loader/package/package.h"
#include "loader/package/validate.h"
#include "support/error.h"
#include "support/json.h"
#include "tests/fuzz/require.h"

namespace ecc::test {

// Uses a Model in every way that the programs do.
inline void UseModel(const layout::Model& model, std::string_view object) {
  Require(layout::Check(model).empty(), "a Model passes Check");
  Require(layout::Diff(model, model).empty(), "a Model does not differ from itself");
  Json json = layout::ToJson(model);
  Require(layout::FromJson(ParseJson(json.Dump())) == model, "a Model survives JSON");
  for (const layout::Record& record : model.records) {
    if (record.size > 1 << 16)
      continue;
    std::string bytes(record.size, '\x5a');
    loader::DecodeRecord(model, record, AsBytes(bytes));
  }
  emit::CHeader(model, "fuzz.bpf.o", "fuzz.wasm.h");
  emit::CSkeleton(model, object, {"fuzz.bpf.o", "fuzz.skel.h", "fuzz.wasm.h"});
}

// A smaller object can be opened, and shrunk, again.  That nothing is left to shrink then holds
// for what compilers write (tests/witness/shrink), not for whatever has the shape of an object.
inline void ShrinkInput(const std::string& bytes) {
  std::string small;
  try {
    small = shrink::ShrinkObject("fuzz.bpf.o", AsBytes(bytes), {});
  } catch (const Error&) {
    return;
  }
  try {
    BtfFile input("small.bpf.o", small);
    shrink::ShrinkObject("small.bpf.o", AsBytes(small), {});
  } catch (const Error& error) {
    Require(false, error.what());
  }
}

// Of an object's own types, taken for a kernel's, what its relocations need: BTF that our
// reader accepts, and of which nothing is left to drop.
inline void MinimizeInput(const std::string& bytes, ByteView btf) {
  try {
    co_re::Relocations relocations("fuzz.bpf.o", bytes);
    const co_re::Relocations* asking[] = {&relocations};
    std::string minimal = co_re::MinimalBtf("fuzz.btf", btf, asking);
    std::string again;
    try {
      again = co_re::MinimalBtf("minimal.btf", AsBytes(minimal), asking);
    } catch (const Error& error) {
      Require(false, error.what());
    }
    Require(again.size() <= minimal.size(), "a minimal BTF does not grow");
  } catch (const Error&) {
  }
}

// An ELF object or raw BTF.  Returns true when it was taken.
inline bool FuzzInput(const std::string& bytes) {
  try {
    BtfFile input("fuzz.bpf.o", bytes);
    bool taken = false;
    for (auto scope : {layout::Selection::Scope::kShared, layout::Selection::Scope::kAll}) {
      layout::Selection selection;
      selection.scope = scope;
      try {
        UseModel(input.Build(selection), std::string_view(bytes).substr(0, 64));
        taken = true;
      } catch (const Error&) {
      }
    }
    // The same piece by piece, with bytes for what cannot be expressed.
    Findings warnings;
    layout::Selection whole;
    whole.scope = layout::Selection::Scope::kAll;
    whole.warnings = &warnings;
    emit::CHeaderPrinter printer("fuzz.bpf.o", "fuzz.wasm.h",
                                 emit::CHeaderPrinter::Guards::kNone, [](std::string_view) {});
    try {
      input.BuildInto(whole, printer);
      printer.Finish();
    } catch (const Error&) {
    }
    vmlinux::Print(input.resolver());
    if (input.is_object()) {
      ShrinkInput(bytes);
      MinimizeInput(bytes, elf::Read("fuzz.bpf.o", AsBytes(bytes)).FindSection(".BTF")->bytes);
    }
    return taken;
  } catch (const Error&) {
    return false;
  }
}

inline void FuzzPackage(const std::string& text, bool is_yaml) {
  try {
    loader::Package package = loader::ParsePackage("fuzz.json", text, is_yaml);
    layout::Model object = loader::BuildObjectModel(package);
    loader::CheckAgainstObject(package, object);
    UseModel(object, package.object);
    if (package.model)
      UseModel(*package.model, package.object);
  } catch (const Error&) {
  }
}

}  // namespace ecc::test
