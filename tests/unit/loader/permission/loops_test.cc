#include "loader/permission/loops.h"

#include <gtest/gtest.h>

namespace ecc::loader {
namespace {

using elf::Call;
using elf::Code;
using elf::Function;
using elf::Instruction;

constexpr uint32_t kTimerSetCallback = 170;
constexpr uint32_t kLoop = 181;

// A function, written instruction by instruction.
class Writer {
 public:
  explicit Writer(std::string name) { function_.name = std::move(name); }

  Writer& Helper(uint32_t helper) {
    call().helper = helper;
    return *this;
  }
  Writer& Kernel(std::string name) {
    Call& one = call();
    one.kind = Call::Kind::kKernel;
    one.kernel_function = std::move(name);
    return *this;
  }
  Writer& To(size_t function, Call::Kind kind = Call::Kind::kFunction) {
    Call& one = call();
    one.kind = kind;
    one.function = function;
    return *this;
  }
  Writer& Callback(size_t function) { return To(function, Call::Kind::kCallback); }
  // A conditional jump over so many instructions; back when negative.
  Writer& Jump(int distance, uint8_t opcode = 0x15) {
    Instruction one;
    one.opcode = opcode;
    one.distance = static_cast<int16_t>(distance);
    function_.instructions.push_back(one);
    return *this;
  }
  Writer& MayGoto(int distance) { return Jump(distance, Instruction::kMayGoto); }
  // for (...) {} that the verifier follows.
  Writer& BoundedLoop() { return Jump(-1); }
  // bpf_for(...) {}
  Writer& Iterator() {
    Kernel("bpf_iter_num_new").Kernel("bpf_iter_num_next").Jump(-2);
    return Kernel("bpf_iter_num_destroy");
  }
  Writer& Global() {
    function_.is_global = true;
    return *this;
  }
  operator Function() const { return function_; }  // NOLINT(google-explicit-constructor)

 private:
  Call& call() {
    Instruction one;
    one.opcode = Instruction::kCall;
    Call& added = function_.calls.emplace_back();
    added.offset = function_.instructions.size() * Instruction::kBytes;
    function_.instructions.push_back(one);
    return added;
  }

  Function function_;
};

Writer Named(std::string name) {
  return Writer(std::move(name));
}
std::string Nested(const Code& code) {
  std::string names;
  for (size_t function : FindLoops(code).nested) names += code.functions[function].name + " ";
  return names;
}

TEST(FindLoops, FindsALoopInTheFunctionOfAnother) {
  Function inner = Named("inner");
  Code two{
      {Named("p").Helper(kLoop).Callback(1), Named("outer").Helper(kLoop).Callback(2), inner}};
  EXPECT_EQ("p ", Nested(two));
  // By way of a function, or as an iterator, or as one that goes back.
  Code through{{Named("p").Helper(kLoop).Callback(1), Named("outer").To(2),
                Named("between").Helper(kLoop).Callback(3), inner}};
  EXPECT_EQ("p ", Nested(through));
  EXPECT_EQ("p ", Nested({{Named("p").Helper(kLoop).Callback(1), Named("body").Iterator()}}));
  EXPECT_EQ(
      "p ",
      Nested({{Named("p").Helper(kLoop).Callback(1), Named("body").MayGoto(0).Jump(-2)}}));
  // The address is taken in one function, and looped over in another.
  EXPECT_EQ("p outer loops ",
            Nested({{Named("p").Callback(1).To(3), Named("outer").Callback(2).To(3), inner,
                     Named("loops").Helper(kLoop)}}));
}

TEST(FindLoops, LetsLoopsStandBehindEachOther) {
  Function body = Named("body");
  EXPECT_EQ("",
            Nested({{Named("p").Helper(kLoop).Callback(1).Helper(kLoop).Callback(1), body}}));
  EXPECT_EQ("", Nested({{Named("p").Iterator().Iterator().Iterator()}}));
  EXPECT_EQ("", Nested({{Named("p").Iterator().To(1), Named("f").Iterator()}}));
  // A callback that is no loop's.
  EXPECT_EQ("", Nested({{Named("p").Helper(kTimerSetCallback).Callback(1),
                         Named("q").Helper(kLoop).Callback(2), body}}));
  // Without a way back it is no loop.
  EXPECT_EQ("", Nested({{Named("p").Helper(kLoop).Callback(1), Named("body").MayGoto(0)}}));
}

TEST(FindLoops, FollowsTheJumpsAroundIterators) {
  // The second is made and used in the first one's rounds.
  Writer nested = Named("p");
  nested.Kernel("bpf_iter_num_new").Kernel("bpf_iter_num_next").Iterator().Jump(-6);
  EXPECT_EQ("p ", Nested({{nested}}));
  // What is called in its rounds, and what behind it.
  Writer calls = Named("p");
  calls.Kernel("bpf_iter_num_new").Kernel("bpf_iter_num_next").To(1).Jump(-3);
  EXPECT_EQ("p ", Nested({{calls, Named("f").Iterator()}}));
  EXPECT_EQ("", Nested({{calls, Named("f")}}));
}

// The address goes to a function that may loop over it, whatever else is called here.
TEST(FindLoops, TrustsNoCallThatAFunctionIsCalledOnce) {
  Function body = Named("body").Helper(kLoop).Callback(3);
  Function inner = Named("inner");
  Code handed{{Named("p").Callback(2).To(1).Kernel("bpf_rcu_read_lock"),
               Named("hands").Helper(kLoop), body, inner}};
  EXPECT_EQ("p hands ", Nested(handed));
  Code timer{
      {Named("p").Callback(2).To(1).Helper(kTimerSetCallback), Named("hands"), body, inner}};
  EXPECT_EQ("p ", Nested(timer));
  EXPECT_EQ("", Nested({{Named("p").Callback(1).Kernel("bpf_wq_set_callback_impl"),
                         Named("body").Helper(kLoop).Callback(2), inner}}));
}

TEST(FindLoops, KnowsEveryIterator) {
  auto iterate = [](Writer writer, const std::string& kind, int around) {
    writer.Kernel("bpf_iter_" + kind + "_new").Kernel("bpf_iter_" + kind + "_next").To(around);
    return static_cast<Function>(writer.Jump(-3));
  };
  Code three{{iterate(Named("p"), "bits", 1), iterate(Named("q"), "task", 2),
              iterate(Named("r"), "bits", 3), Named("end")}};
  EXPECT_EQ("p ", Nested(three));
}

// 4 and 3 and 3: a loop of the kernel's, and bounded ones of functions that are looked at
// alone.
TEST(FindLoops, CountsBoundedLoopsOfGlobalFunctions) {
  Function last = Named("last").BoundedLoop().Global();
  Function middle = Named("middle").BoundedLoop().To(2).Global();
  EXPECT_EQ("p ", Nested({{Named("p").BoundedLoop().To(1), middle, last}}));
  EXPECT_EQ("", Nested({{Named("p").To(1), middle, last}}));
  EXPECT_EQ("p ", Nested({{Named("p").Helper(kLoop).Callback(1), middle, last}}));
  EXPECT_EQ("", Nested({{Named("p").Helper(kLoop).Callback(1), Named("body").BoundedLoop()}}));
  // Static ones share the million of who calls them.
  EXPECT_EQ("", Nested({{Named("p").BoundedLoop().To(1), Named("f").BoundedLoop().To(2),
                         Named("g").BoundedLoop().To(3), Named("h").BoundedLoop()}}));
  // Bounded loops that share a circle with an iterator: in its rounds, and around it.
  Writer inside = Named("f").Global();
  inside.Kernel("bpf_iter_num_new").Kernel("bpf_iter_num_next").BoundedLoop().Jump(-3);
  Writer around = Named("f").Global();
  around.Iterator().Jump(-5);
  for (const Writer& both : {inside, around}) {
    EXPECT_EQ("p ", Nested({{Named("p").BoundedLoop().To(1), both}}));
    EXPECT_EQ("", Nested({{Named("p").To(1), both}}));
  }
}

TEST(FindLoops, TellsWhatLastsForSeconds) {
  Function body = Named("body");
  Code code{{Named("loops").Helper(kLoop).Callback(1), body, Named("bounded").BoundedLoop(),
             Named("calls").BoundedLoop().To(4), Named("global").BoundedLoop().Global(),
             Named("iterates").Iterator()}};
  EXPECT_EQ((std::vector<size_t>{0, 3, 5}), FindLoops(code).lasting);
}

}  // namespace
}  // namespace ecc::loader
