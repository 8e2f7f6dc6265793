// A program as the checks get it, and what they say of it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ecc/job/job.h"
#include "support/diagnostic.h"
#include "tests/support/btf_writer.h"
#include "tests/support/elf_writer.h"

namespace ecc::test {

// A job with all that it refers to.
struct OwnJob {
  explicit OwnJob(std::string source = "src/a.bpf.c") : job_source(std::move(source)) {}

  std::string job_source;
  EccOptions options;
  SourceFiles files;
  Job job{options, {job_source, {}, {}}, &HostArchitecture(), files};
};

// The warnings that `body` gives: "ecc-licence: a.bpf.c: what" and the remedy.
template <typename Body>
std::vector<std::string> WarningsOf(Body body) {
  struct Sink : DiagnosticSink {
    void Take(const Diagnostic& diagnostic) override {
      texts.push_back(diagnostic.code + ": " + ToString(diagnostic));
    }
    void Finish() override {}
    std::vector<std::string> texts;
  };
  Sink sink;
  DiagnosticSink* before = GetDiagnosticSink();
  SetDiagnosticSink(&sink);
  body();
  SetDiagnosticSink(before);
  return sink.texts;
}

// An instruction of eight bytes that calls; `kind` is 0 for a helper of that number.
inline std::string CallOf(uint32_t number, std::endian order = std::endian::native,
                          uint8_t kind = 0) {
  bool is_little = order == std::endian::little;
  std::string bytes = {'\x85', static_cast<char>(is_little ? kind << 4 : kind), 0, 0};
  for (int i = 0; i < 4; ++i)
    bytes.push_back(static_cast<char>(number >> 8 * (is_little ? i : 3 - i)));
  return bytes;
}

// An object with these types whose one program, in "tp/x", calls helpers.
inline std::string ObjectCalling(const BtfWriter& types, const std::vector<uint32_t>& helpers) {
  std::string code;
  for (uint32_t helper : helpers) code += CallOf(helper);
  code += std::string("\x95\0\0\0\0\0\0\0", 8);  // BPF_EXIT
  ElfWriter object;
  object.Add({"tp/x", code, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR});
  object.Add({".BTF", types.Bytes()});
  object.AddSymbols({{"handle", STT_FUNC, 1, 0, STB_GLOBAL, code.size()}});
  return object.Bytes();
}

}  // namespace ecc::test
