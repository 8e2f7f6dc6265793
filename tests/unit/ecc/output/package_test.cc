#include "ecc/output/package.h"

#include "btfgen/layout/json.h"
#include "support/codec.h"
#include "support/version.h"
#include "tests/support/helpers.h"
#include "tests/support/sample_model.h"

namespace ecc {
namespace {

using Comments = std::map<std::string, std::string>;

Json MetaOf(const layout::Model& model, const Comments& comments = {},
            bool has_header = false) {
  return SkeletonJson(model, comments, has_header);
}
std::string SkeletonPart(const layout::Model& model, const char* key,
                         const Comments& comments = {}) {
  return MetaOf(model, comments)["bpf_skel"][key].Dump();
}

TEST(SkeletonJson, HasTheKeysThatOtherLoadersRead) {
  Json meta = MetaOf(test::SampleModel());
  EXPECT_EQ(
      R"({"obj_name":"test_bpf",)"
      R"("data_sections":[{"name":".bss","variables":[{"name":"count","type":"u32"}]}],)"
      R"("maps":[{"name":"test.bss","ident":"bss","mmaped":true}],)"
      R"("progs":[{"name":"handle","attach":"tp/sched/sched_process_exec","link":true}]})",
      meta["bpf_skel"].Dump());
  EXPECT_EQ(R"([{"members":[{"name":"pid","type":"pid_t"},{"name":"kind","type":"enum"},)"
            R"({"name":"flag","type":"unsigned int"},{"name":"text","type":"char[3]"},)"
            R"({"name":"","type":"composite"},{"name":"ratio","type":"double"}],)"
            R"("name":"event","size":32,"type_id":12}])",
            meta["export_types"].Dump());
  EXPECT_EQ(kVersion, meta["eunomia_version"].AsString());
  EXPECT_EQ(kVersion, meta["ecc"]["version"].AsString());
  EXPECT_EQ(test::SampleModel(), layout::FromJson(meta["ecc"]["layout"]));
}

TEST(SkeletonJson, TellsTwoSectionsAndTheVariablesThatAllSee) {
  layout::Model model = test::SampleModel();
  auto& bss = model.records[2];
  bss.slots.push_back(layout::Padding{"__pad0", {32}, {32}});
  layout::Field hidden = *layout::AsField(bss.slots[0]);
  hidden.name = "hidden";
  hidden.is_static = true;
  bss.slots.emplace_back(hidden);
  for (const char* name : {".data", ".rodata", ".rodata.str", ".bss.x"}) {
    model.sections.push_back(model.sections[0]);
    model.sections.back().name = name;
  }
  EXPECT_EQ(R"([{"name":".bss","variables":[{"name":"count","type":"u32"}]},)"
            R"({"name":".rodata","variables":[{"name":"count","type":"u32"}]}])",
            SkeletonPart(model, "data_sections"));
}

TEST(SkeletonJson, AMapOfAProgramIsNotMapped) {
  layout::Model model = test::SampleModel();
  model.maps[0].section.reset();
  EXPECT_EQ(R"([{"name":"test.bss","ident":"bss"}])", SkeletonPart(model, "maps"));
}

TEST(SkeletonJson, AProgramThatIsNotAttachedByItselfHasNoLink) {
  layout::Model model = test::SampleModel();
  model.programs[0].section = "?tp/x";
  EXPECT_EQ(R"([{"name":"handle","attach":"?tp/x","link":false}])",
            SkeletonPart(model, "progs"));
}

TEST(SkeletonJson, TellsEventTypesWhereThereIsAHeaderOrAType) {
  layout::Model model = test::SampleModel();
  model.exports[0].type.kind = layout::TypeRef::Kind::kEnum;
  EXPECT_EQ("[]", MetaOf(model)["export_types"].Dump()) << "an enum has no members";
  model.exports.clear();
  EXPECT_FALSE(MetaOf(model).Has("export_types"));
  EXPECT_EQ("[]", MetaOf(model, {}, true)["export_types"].Dump());
}

TEST(SkeletonJson, OnlyInlineRecordsHaveNoTypeOfTheirOwn) {
  layout::Model model = test::SampleModel();
  layout::TypeRef named;
  named.kind = layout::TypeRef::Kind::kRecord;
  named.index = 2;
  named.c_type = "struct bss";
  model.records[1].slots = {layout::Field{"in", named, {0}, {256}}};
  EXPECT_EQ(R"([{"name":"in","type":"struct bss"}])",
            MetaOf(model)["export_types"][0]["members"].Dump());
}

TEST(SkeletonJson, CommentsAddKeys) {
  layout::Model model = test::SampleModel();
  Comments comments = {{"LICENSE", "/// What it does"},
                       {"count", "/// @min 3"},
                       {"test.bss", "/// @sample {\"interval\": 5}"},
                       {"handle", "/// Looks on"},
                       {"other", "/// nobody's"}};
  EXPECT_EQ(R"({"description":"What it does"})", SkeletonPart(model, "doc", comments));
  EXPECT_EQ(R"([{"name":".bss","variables":[{"name":"count","type":"u32","min":3}]}])",
            SkeletonPart(model, "data_sections", comments));
  EXPECT_EQ(R"([{"name":"test.bss","ident":"bss","mmaped":true,"sample":{"interval":5}}])",
            SkeletonPart(model, "maps", comments));
  EXPECT_EQ(R"([{"name":"handle","attach":"tp/sched/sched_process_exec","link":true,)"
            R"("description":"Looks on"}])",
            SkeletonPart(model, "progs", comments));
  EXPECT_FALSE(MetaOf(model, {{"handle", "/// x"}})["bpf_skel"].Has("doc"));
}

TEST(SkeletonJson, NoCommentChangesAFact) {
  auto refusal = [](const std::string& name, const std::string& comment) {
    return test::ErrorFrom([&] { MetaOf(test::SampleModel(), {{name, comment}}); });
  };
  EXPECT_EQ("the comment of 'count' sets '@type', which the compiler sets",
            refusal("count", "/// @type int"));
  EXPECT_EQ("the comment of 'test.bss' sets '@mmaped', which the compiler sets",
            refusal("test.bss", "/// @mmaped false"));
  EXPECT_EQ("the comment of 'handle' sets '@attach', which the compiler sets",
            refusal("handle", "/// @attach xdp"));
}

TEST(PackageJson, HoldsTheObjectAndItsVariants) {
  Json skeleton = {{"bpf_skel", "x"}};
  Json package = PackageJson("the object", {}, skeleton);
  EXPECT_EQ("the object", DecodeObject(package["bpf_object"].AsString(), 10));
  EXPECT_EQ(10u, package["bpf_object_size"].AsUnsigned());
  EXPECT_EQ(skeleton, package["meta"]);
  EXPECT_FALSE(package.Has("variants"));

  package = PackageJson("the object", {{"arm64", "one"}, {"riscv", "three"}}, skeleton);
  ASSERT_EQ(2u, package["variants"].size());
  const Json& arm = package["variants"]["arm64"];
  EXPECT_EQ(3u, arm["bpf_object_size"].AsUnsigned());
  EXPECT_EQ("one", DecodeObject(arm["bpf_object"].AsString(), 3));
  const Json& riscv = package["variants"]["riscv"];
  EXPECT_EQ("three", DecodeObject(riscv["bpf_object"].AsString(), 5));
  EXPECT_EQ("the object", DecodeObject(package["bpf_object"].AsString(), 10));
}

TEST(GuestPackageJson, TellsWhereTheObjectLies) {
  Json skeleton = {{"bpf_skel", "x"}};
  EXPECT_EQ(R"({"bpf_object_size":3,"bpf_object_offset":2,"meta":{"bpf_skel":"x"}})",
            GuestPackageJson("elf", "..elf..elf", skeleton).Dump());
  EXPECT_EQ(R"({"bpf_object_size":3,"bpf_object_offset":0,"meta":{"bpf_skel":"x"}})",
            GuestPackageJson("elf", "elf", skeleton).Dump());
  EXPECT_EQ(R"({"bpf_object_size":3,"meta":{"bpf_skel":"x"}})",
            GuestPackageJson("elf", "el.f", skeleton).Dump());
}

}  // namespace
}  // namespace ecc
