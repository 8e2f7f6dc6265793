// Where clang looks for an included file, from its options and without asking it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecc::cut {

struct Found {
  std::string path;
  bool is_system = false;  // of libbpf or the system: not the program's own
};

class SearchPath {
 public:
  // Nothing when an option (-nostdinc, @file, …) or a variable of the environment (CPATH)
  // makes the search another than is known here.
  static std::optional<SearchPath> From(const std::vector<std::string>& flags);

  // As #include "name" (quoted) or <name> in a file of directory `from` finds it.
  // `after` is the directory that #include_next goes on behind; empty: from the start.
  std::optional<Found> Find(std::string_view name, bool is_quoted, const std::string& from,
                            const std::string& after) const;

  // The files of -include and -imacros.
  const std::vector<std::string>& forced() const { return forced_; }
  // The operands of -D.
  const std::vector<std::string>& macros() const { return macros_; }

 private:
  struct Directory {
    std::string path;
    bool is_system = false;
  };

  std::vector<Directory> quoted_;
  std::vector<Directory> all_;
  std::vector<std::string> forced_;
  std::vector<std::string> macros_;
};

}  // namespace ecc::cut
