// `ecc doctor`: what this machine has of what ecc needs, and where the rest comes from.
#pragma once

#include <string>
#include <vector>

namespace ecc {

enum class Health { kOk, kWarning, kMissing };

struct Symptom {
  Health health = Health::kOk;
  std::string subject;     // "clang"
  std::string found;       // "14.0.6, /usr/bin/clang"
  std::string remedy;      // empty when there is nothing to do
  bool is_needed = false;  // to compile BPF
};

// In the same order on every machine.
std::vector<Symptom> Examine(const std::string& clang);

// A line each, remedies below; with ticks and crosses, or in plain words.
std::string SymptomsText(const std::vector<Symptom>& findings, bool has_ticks);
std::string SymptomsJson(const std::vector<Symptom>& findings);

// The command: 0 when BPF programs can be compiled, 1 otherwise.  Throws UsageError.
int DoctorMain(const std::vector<std::string>& args);

}  // namespace ecc
