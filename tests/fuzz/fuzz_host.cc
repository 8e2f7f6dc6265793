// libFuzzer: what a guest can do to the host's functions, without an engine.  The bytes are a
// sequence of calls with arguments that like the edges; functions of the guest that the host
// calls go on with the same bytes, call the host again, move the memory, or throw.
//
// ECC_FUZZ_OBJECT names an object of host.bpf.c; with it, and as root, map commands reach the
// kernel.  Nothing is attached: only what its section attaches to nothing is in there.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "loader/broker/broker.h"
#include "loader/wasm/bpf/bpf_imports.h"
#include "loader/wasm/wasi/wasi.h"
#include "loader/wasm/wasi/wasi_abi.h"
#include "runtime-headers/abi/ecc-guest-abi.h"
#include "support/error.h"
#include "support/files.h"
#include "tests/fuzz/require.h"

namespace ecc::loader {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kMaxPages = 64;
constexpr unsigned kMaxDepth = 4;
constexpr unsigned kMaxCalls = 200;
// Where the guest keeps the names that follow, and a text without an end.
constexpr uint32_t kNames = 1024;
constexpr uint32_t kNameBytes = 32;
constexpr const char* kNameList[] = {
    "hash", "array", "percpu", "perf", "queue", "progs", "big", "rb", "rb2",  "user", "outer",
    ".bss", "fill",  "packet", "raw",  "lo",    "none",  "",    "a",  "../x", "/etc", "sub/b"};
constexpr uint32_t kCommands[] = {1,     2,     3,     4,     0,     5,     0x100, 0x101,
                                  0x102, 0x103, 0x104, 0x105, 0x106, 0x107, 0x108, 0x109,
                                  0x10a, 0x200, 0x201, 0x202, 0x203, 0x204, 0x205, 0x206,
                                  0x207, 0x106, 0x206, 0x206, 0x101, 0x100};

class Bytes {
 public:
  Bytes(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  bool AtEnd() const { return position_ >= size_; }
  uint8_t Byte() { return AtEnd() ? 0 : data_[position_++]; }
  uint32_t Word() {
    uint32_t word = 0;
    for (int i = 0; i < 4; ++i) word = word << 8 | Byte();
    return word;
  }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t position_ = 0;
};

// The guest.  Its memory is of exactly its size, so that the sanitizers see what goes beyond,
// and lies elsewhere whenever it has grown.
class FuzzEngine : public Engine {
 public:
  explicit FuzzEngine(Bytes& bytes) : bytes_(bytes), memory_(2 * kPage) {
    for (uint32_t i = 0; i < std::size(kNameList); ++i)
      std::strcpy(reinterpret_cast<char*>(&memory_[kNames + i * kNameBytes]), kNameList[i]);
  }

  void Instantiate(std::string_view, std::vector<HostFunction> functions) override {
    functions_ = std::move(functions);
  }
  MemoryRange Memory() override { return {memory_.data(), memory_.size()}; }
  uint32_t CallExport(const std::string&, const Arguments&) override { return Play(); }
  uint32_t CallTable(uint32_t index, const Arguments&) override {
    if (index > 250)
      throw EngineError("there is no such function");
    return Play();
  }

  // Does some of what the bytes say; the result of the function.
  uint32_t Play() {
    if (++depth_ > kMaxDepth) {
      --depth_;
      return 0;
    }
    struct Leave {
      unsigned& depth;
      ~Leave() { --depth; }
    } leave{depth_};
    while (!bytes_.AtEnd() && ++calls_ < kMaxCalls) {
      uint8_t what = bytes_.Byte();
      if (what < 16) {
        return what < 8 ? what : static_cast<uint32_t>(-what);
      } else if (what < 18) {
        throw EngineError("trap");
      } else if (what < 26) {
        Grow();
      } else if (what < 80) {
        Poke();
      } else {
        Call(functions_[(what - 80u) * 7 % functions_.size()]);
      }
    }
    return 0;
  }

  // The kernel's functions are few among WASI's.
  void CallBpf() {
    const HostFunction& function = functions_[functions_.size() - 1 - bytes_.Byte() % 6];
    Call(function);
  }

 private:
  void Grow() {
    size_t size = std::min(memory_.size() + bytes_.Byte() % 4 * kPage, kMaxPages * kPage);
    std::vector<std::byte> other(size);
    std::copy(memory_.begin(), memory_.end(), other.begin());
    memory_ = std::move(other);
  }

  void Poke() {
    uint64_t address = Address();
    unsigned count = bytes_.Byte() % 16;
    // Words that are addresses themselves, or bytes.
    bool is_words = bytes_.Byte() % 2 == 0;
    for (unsigned i = 0; i < count; ++i) {
      uint32_t value = is_words ? Number() : bytes_.Byte();
      size_t size = is_words ? sizeof(value) : 1;
      if (address + size > memory_.size())
        return;
      std::memcpy(&memory_[address], &value, size);
      address += size;
    }
  }

  uint32_t Address() {
    auto end = static_cast<uint32_t>(memory_.size());
    uint8_t kind = bytes_.Byte();
    uint32_t near = bytes_.Byte() % 80;
    switch (kind % 8) {
      case 0:
        return near;
      case 1:
        return end - near;
      case 2:
        return end + near;
      case 3:
        return UINT32_MAX - near;
      case 4:
        return kNames + near % static_cast<uint32_t>(std::size(kNameList)) * kNameBytes;
      case 5:
        return bytes_.Word();
      default:
        return 2048 + near * 64;
    }
  }

  uint32_t Number() {
    switch (bytes_.Byte() % 4) {
      case 0:
        return Address();
      case 1:
        return 3 + bytes_.Byte() % 16;  // a map, a directory
      case 2:
        return bytes_.Byte() % 4;
      default:
        return bytes_.Byte();
    }
  }

  void Call(const HostFunction& function) {
    uint64_t arguments[16] = {};
    for (size_t i = 0; i < function.params.size(); ++i) {
      arguments[i] = Number();
      if (function.params[i] == 'I' && bytes_.Byte() % 4 == 0)
        arguments[i] |= uint64_t{bytes_.Word()} << 32;
    }
    if (function.module == kBpfModule)
      LikeBpf(function, arguments);
    if (function.name == "poll_oneoff")
      KeepShort(static_cast<uint32_t>(arguments[0]), static_cast<uint32_t>(arguments[2]));
    function.call(arguments);
  }

  // Arguments that get further, and none that wait.
  void LikeBpf(const HostFunction& function, uint64_t* arguments) {
    if (function.params[0] == 'I' && bytes_.Byte() % 8 != 0)
      arguments[0] = handle_;
    if (function.name == "wasm_close_bpf_object" && bytes_.Byte() % 16 != 0)
      arguments[0] += 1;
    if (function.name == "wasm_bpf_buffer_poll")
      arguments[6] = bytes_.Byte() % 2;
    if (function.name != "wasm_bpf_map_operate")
      return;
    arguments[1] = kCommands[bytes_.Byte() % std::size(kCommands)];
    switch (arguments[1]) {
      case ECC_WAIT:
        arguments[5] &= uint64_t{1} << 32 | 0xffff;
        break;
      case ECC_TEST_RUN:
      case ECC_DETACH:
        if (bytes_.Byte() % 8 != 0)
          arguments[5] = handle_;
        LimitTestRun(static_cast<uint32_t>(arguments[3]));
        break;
      default:
        break;
    }
  }

  void LimitTestRun(uint64_t address) {
    ecc_test_run run;
    if (address + sizeof(run) > memory_.size())
      return;
    std::memcpy(&run, &memory_[address], sizeof(run));
    run.repeat %= 4;
    run.flags &= 1;  // no frames that go out
    std::memcpy(&memory_[address], &run, sizeof(run));
  }

  void KeepShort(uint64_t address, uint64_t count) {
    for (; count > 0; --count, address += sizeof(wasi::Subscription)) {
      wasi::Subscription one;
      if (address + sizeof(one) > memory_.size())
        return;
      std::memcpy(&one, &memory_[address], sizeof(one));
      one.clock.timeout_ns %= 1000;
      one.clock.flags = 0;
      if (one.type == wasi::kClock)
        std::memcpy(&memory_[address], &one, sizeof(one));
    }
  }

  friend class Machine;
  Bytes& bytes_;
  std::vector<std::byte> memory_;
  std::vector<HostFunction> functions_;
  uint64_t handle_ = 1;
  unsigned depth_ = 0;
  unsigned calls_ = 0;
};

// What is the same for all inputs.
class Machine {
 public:
  Machine()
      : kernel_("fuzz", {}, false),
        broker_(kernel_),
        objects_([this](Message request) { return broker_.Answer(std::move(request)); },
                 [](const std::string&) {}),
        // A guard that would end the process waits for ever.
        stopped_(1e-9,
                 [] {
                   while (true) pause();
                 }),
        running_(0, [] {}),
        directory_(std::filesystem::temp_directory_path() /
                   ("ecc-fuzz-host-" + std::to_string(getpid()))) {
    ListenToLibbpf(false);
    std::filesystem::create_directories(directory_ / "sub");
    while (stopped_.signal() == 0) usleep(100);
    if (const char* file = getenv("ECC_FUZZ_OBJECT"); file != nullptr)
      object_ = ReadFile(file, 1 << 20);
  }

  void Play(const uint8_t* data, size_t size) {
    OpenObject();
    Bytes bytes(data, size);
    FuzzEngine engine(bytes);
    engine.handle_ = handle_;
    uint8_t mode = bytes.Byte();
    const StopGuard& stop = mode % 8 == 0 ? stopped_ : running_;
    GuestMemory memory(engine);
    unsigned signals = 0;
    auto interrupt = [&] {
      if (signals++ == 0)
        engine.Play();
    };
    BpfImports bpf(engine, memory, objects_, stop, interrupt);
    if (mode % 4 != 1)
      bpf.Negotiate();
    WasiOptions options = {{"fuzz", "argument"}, {"A=B"}, {{directory_, "/data"}}, {}};
    Wasi wasi(options, memory, stop, interrupt, [&] { bpf.ExchangeLive(); });
    std::vector<HostFunction> functions = wasi.Functions();
    for (HostFunction& function : bpf.Functions()) functions.push_back(function);
    engine.Instantiate("", std::move(functions));
    try {
      // As a guest does that goes on after an answer that it does not like.
      while (!bytes.AtEnd() && engine.calls_ < kMaxCalls) {
        if (bytes.Byte() % 2 == 0)
          engine.CallBpf();
        else
          engine.Play();
        ++engine.calls_;
      }
    } catch (const GuestFault&) {
    } catch (const GuestExit&) {
    } catch (const EngineError&) {
    } catch (const Error&) {
    }
    test::Require(engine.depth_ == 0, "whoever was called has returned");
  }

 private:
  void OpenObject() {
    if (object_.empty() || objects_.HasObject(handle_))
      return;
    handle_ = objects_.Load(object_);
    if (handle_ == 0) {
      std::fprintf(stderr, "fuzz_host: the kernel does not take the object; without it\n");
      object_.clear();
    }
    for (const char* name : kNameList) objects_.OpenMap(handle_, name);
  }

  BrokerObjects kernel_;
  Broker broker_;
  GuestObjects objects_;
  StopGuard stopped_;
  StopGuard running_;
  std::filesystem::path directory_;
  std::string object_;
  uint64_t handle_ = 0;
};

}  // namespace
}  // namespace ecc::loader

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Never destroyed: a guard's thread never ends.
  static auto& machine = *new ecc::loader::Machine();
  machine.Play(data, size);
  return 0;
}
