// The instructions of an object: its functions and whom they call.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "btfgen/elf/object.h"
#include "support/byte_reader.h"

namespace ecc::elf {

// One instruction, or the first half of the one kind that has two (a load of 64 bits).
struct Instruction {
  static constexpr size_t kBytes = 8;
  static constexpr uint8_t kCall = 0x85;     // BPF_JMP | BPF_CALL
  static constexpr uint8_t kMayGoto = 0xe5;  // BPF_JMP | BPF_JCOND: until the kernel has enough
  static constexpr uint8_t kLoadWide = 0x18;  // BPF_LD | BPF_IMM | BPF_DW, of two instructions

  uint8_t opcode = 0;
  uint8_t destination = 0;  // registers; the source's number also says what a constant is
  uint8_t source = 0;
  int16_t distance = 0;  // of a jump, in instructions from the next one; of memory, in bytes
  int32_t constant = 0;
};

// `bytes` are at least the eight of an instruction.
Instruction DecodeInstruction(ByteView bytes, std::endian order);

struct Call {
  enum class Kind {
    kHelper,    // of the kernel, by number
    kKernel,    // of the kernel, by name: a kfunc
    kFunction,  // of this object
    kCallback,  // of this object, handed to a helper
  };
  Kind kind = Kind::kHelper;
  uint64_t offset = 0;  // bytes from the start of the caller's section
  uint32_t helper = 0;  // enum bpf_func_id
  std::string kernel_function;
  size_t function = 0;  // index in Code::functions
};

struct Function {
  std::string name;
  std::string section_name;
  uint32_t section = 0;  // index
  uint64_t offset = 0;   // bytes from the section's start
  uint64_t size = 0;     // bytes
  std::vector<Call> calls;
  std::vector<Instruction> instructions;
  bool is_global = false;  // the verifier looks at it by itself, wherever it is called from
};

struct Code {
  std::vector<Function> functions;  // by section and offset
};

// Reads the code of an object that elf::Read has taken, and holds all that a loader will follow
// against what is there: every symbol, relocation and function lies in its section, every
// relocation of code fits the instruction that it changes, and no instruction carries a number
// that only a running kernel or process could mean (a descriptor, the id of a kernel's type).
// Throws Error with the place of what is not so.
Code ReadCode(const Object& object, ByteView file);

}  // namespace ecc::elf
