#include <fmt/format.h>

#include "ecc/check/check_program.h"
#include "tests/support/helpers.h"
#include "tests/support/program.h"

namespace ecc {
namespace {

using test::BtfWriter;
using Lines = std::vector<std::string>;

// Helpers by their numbers in enum bpf_func_id.
constexpr uint32_t kLookup = 1;
constexpr uint32_t kProbeRead = 4;
constexpr uint32_t kTime = 5;
constexpr uint32_t kPrintk = 6;

constexpr const char* kHelp = "\nhelp: char LICENSE[] SEC(\"license\") = \"GPL\";";

// A program that calls helpers, under a licence.
struct Licensed {
  explicit Licensed(std::string licence, const std::vector<uint32_t>& helpers = {},
                    const BtfWriter& types = BtfWriter()) {
    program.model.license = std::move(licence);
    program.model.programs.push_back({"handle", "handle", "tp/x"});
    program.object = std::make_unique<BtfFile>("a.bpf.o", test::ObjectCalling(types, helpers));
  }

  Lines Warnings() {
    return test::WarningsOf([&] { CheckLicence(own.job, program); });
  }

  test::OwnJob own;
  CompiledProgram program;
};

TEST(CheckLicence, TheKernelKnowsSixLicencesAsTheGpl) {
  for (const char* licence : {"GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL",
                              "Dual MIT/GPL", "Dual MPL/GPL"})
    EXPECT_EQ(Lines{}, Licensed(licence, {kProbeRead}).Warnings()) << licence;
  for (const char* licence : {"", "gpl", "GPL-2.0", "GPLv2", "BSD", "Dual BSD/GPL "})
    EXPECT_EQ(1u, Licensed(licence, {kProbeRead}).Warnings().size()) << licence;
}

TEST(CheckLicence, NamesTheHelpersThatNeedIt) {
  EXPECT_EQ(Lines{"ecc-licence: src/a.bpf.c: tp/x: there is no licence, and the kernel refuses "
                  "the call of bpf_probe_read: it is for GPL programs only" +
                  std::string(kHelp)},
            Licensed("", {kLookup, kProbeRead, kProbeRead}).Warnings());
  EXPECT_EQ(
      Lines{"ecc-licence: src/a.bpf.c: tp/x: the licence 'BSD' is not the GPL for the "
            "kernel, and the kernel refuses the call of bpf_trace_printk, bpf_probe_read: "
            "they are for GPL programs only" +
            std::string(kHelp)},
      Licensed("BSD", {kPrintk, kProbeRead}).Warnings());
}

TEST(CheckLicence, NamesFourAndCountsTheOthers) {
  // probe_read, trace_printk, perf_event_read, perf_event_output, get_stackid.
  std::vector<uint32_t> helpers = {4, 6, 22, 25};
  constexpr std::string_view kFour =
      "bpf_probe_read, bpf_trace_printk, bpf_perf_event_read, bpf_perf_event_output";
  EXPECT_NE(std::string::npos, Licensed("", helpers)
                                   .Warnings()
                                   .at(0)
                                   .find(fmt::format("the call of {}: they are", kFour)));
  helpers.push_back(27);
  EXPECT_NE(std::string::npos,
            Licensed("", helpers)
                .Warnings()
                .at(0)
                .find(fmt::format("the call of {} and 1 more: they are", kFour)));
}

TEST(CheckLicence, IsSilentWhereTheKernelDoesNotMind) {
  EXPECT_EQ(Lines{}, Licensed("", {kLookup, kTime, 4096}).Warnings());
  EXPECT_EQ(Lines{}, Licensed("BSD").Warnings());
  Licensed library("", {kProbeRead});
  library.program.model.programs.clear();
  EXPECT_EQ(Lines{}, library.Warnings());
}

TEST(CheckLicence, OldKernelsTellTheTimeToTheGplOnly) {
  for (auto [oldest, warnings] : {std::pair("5.7", 1u), {"5.8", 0u}, {"6.1", 0u}, {"", 0u}}) {
    Licensed licensed("", {kTime});
    licensed.own.options.min_kernel = oldest;
    EXPECT_EQ(warnings, licensed.Warnings().size()) << oldest;
  }
  Licensed other("", {kLookup});
  other.own.options.min_kernel = "5.7";
  EXPECT_EQ(Lines{}, other.Warnings());
}

TEST(CheckLicence, SomeProgramsAreForTheGplWhateverTheyCall) {
  for (const char* section : {"lsm/file_open", "lsm.s/bpf", "struct_ops/init"}) {
    Licensed licensed("BSD", {kProbeRead});
    licensed.program.model.programs.push_back({"hook", "hook", section});
    EXPECT_EQ(
        Lines{fmt::format("ecc-licence: src/a.bpf.c: the licence 'BSD' is not the GPL for "
                          "the kernel, and the kernel loads 'hook' ({}) under the GPL only{}",
                          section, kHelp)},
        licensed.Warnings());
  }
  Licensed other("BSD");
  other.program.model.programs[0].section = "xlsm";
  EXPECT_EQ(Lines{}, other.Warnings());
}

TEST(CheckLicence, FunctionsOfTheKernelAreForTheGpl) {
  BtfWriter types;
  uint32_t number = types.SignedInt();
  uint32_t variable = types.Var("jiffies", number, 2);
  uint32_t function = types.Func("bpf_task_acquire", types.FuncProto(number, {}), 2);
  BtfWriter other = types;
  other.Datasec(".ksyms", 4, {{variable, 0, 4}});
  EXPECT_EQ(Lines{}, Licensed("", {}, other).Warnings());
  types.Datasec(".ksyms", 4, {{variable, 0, 4}, {function, 0, 0}});
  EXPECT_EQ(Lines{"ecc-licence: src/a.bpf.c: there is no licence, and the kernel refuses the "
                  "call of its function bpf_task_acquire" +
                  std::string(kHelp)},
            Licensed("", {kProbeRead}, types).Warnings());
}

TEST(CheckLicence, TellsHowItIsSpelt) {
  std::string warning = Licensed("GPL-2.0", {kProbeRead}).Warnings().at(0);
  EXPECT_TRUE(
      warning.ends_with("\nhelp: the kernel knows \"GPL\", \"GPL v2\" and \"Dual BSD/GPL\", "
                        "and no other spelling: "
                        "char LICENSE[] SEC(\"license\") = \"GPL\";"))
      << warning;
  Licensed object("BSD", {kProbeRead});
  object.own.job.unit.source = "a.bpf.o";
  EXPECT_TRUE(object.Warnings().at(0).ends_with("\nhelp: compile it with a licence"));
}

}  // namespace
}  // namespace ecc
