// The sources of a run, each read once.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include <sys/stat.h>

namespace ecc {

// Outputs are made of one state of the sources: whoever asks for a file again gets the text
// that others got, whatever an editor has saved in between.  Several threads may ask.
class SourceFiles {
 public:
  // The content of a file; it lives as long as this.  Throws Error as ReadFile does.
  const std::string& Read(const std::string& path);
  // Reads as Read does, but returns null for a file that cannot be read.
  const std::string* TryRead(const std::string& path);

  // Compilers read the files for themselves.  Throws Error for one that is not what it was when
  // it was read here: then the outputs are made of two states.
  void CheckUnchanged() const;

 private:
  struct File {
    std::string text;
    struct stat status {};
  };

  mutable std::mutex mutex_;
  std::map<std::string, File> files_;
};

}  // namespace ecc
