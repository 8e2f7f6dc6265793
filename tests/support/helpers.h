// What most unit tests need.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "btfgen/btf/reader.h"
#include "btfgen/btf/resolver.h"
#include "btfgen/layout/build.h"
#include "support/error.h"
#include "tests/support/btf_writer.h"

namespace ecc::test {

// The message of the Error that `body` throws; "" when it throws none.
template <typename Body>
std::string MessageOf(Body body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// The same where it has to throw.
template <typename Body>
std::string ErrorFrom(Body body) {
  std::string message = MessageOf(body);
  EXPECT_NE("", message) << "no Error was thrown";
  return message;
}

// Each finding as people read it.
inline std::vector<std::string> Texts(const Findings& findings) {
  std::vector<std::string> texts;
  for (const Diagnostic& finding : findings.list()) texts.push_back(ToString(finding));
  return texts;
}

inline layout::Model BuildAll(const std::string& bytes,
                              layout::Selection::Scope scope = layout::Selection::Scope::kAll) {
  btf::Types types = btf::Read("test", AsBytes(bytes));
  btf::Resolver resolver(types);
  layout::Selection selection;
  selection.scope = scope;
  return layout::Build({resolver, nullptr, "test"}, selection);
}

}  // namespace ecc::test
