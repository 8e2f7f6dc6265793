#include "support/parallel.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "support/error.h"

namespace ecc {

bool ForEach(size_t count, unsigned jobs, const std::function<void(size_t)>& work) {
  if (count == 1) {
    work(0);
    return true;
  }
  std::vector<std::string> messages(count);
  std::atomic<size_t> next = 0;
  std::atomic<bool> is_good = true;
  auto run = [&] {
    for (size_t i = next++; i < count; i = next++) {
      CapturedMessages capture(messages[i]);
      try {
        work(i);
      } catch (...) {
        ReportCurrentException("ecc");
        is_good = false;
      }
    }
  };
  std::vector<std::jthread> threads;
  for (size_t i = 1; i < std::min<size_t>(jobs, count); ++i) threads.emplace_back(run);
  run();
  threads.clear();
  for (const std::string& text : messages) WriteToStderr(text);
  return is_good;
}

}  // namespace ecc
