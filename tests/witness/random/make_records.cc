// Random records with random values: what the BPF side writes, and a guest that reads it.
//   make_records SEED FIELDS little|big DIRECTORY
// writes prog.bpf.c, whose globals are initialised with two values for every scalar of every
// record, and guest.c, which reads the first through the generated header and writes the
// second.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "tests/witness/random/leaf.h"

namespace {

class Generator {
 public:
  Generator(uint64_t seed, bool big_endian) : random_(seed), big_endian_(big_endian) {}

  void Generate(size_t fields) {
    types_ =
        "typedef unsigned int word_t;\ntypedef unsigned long size_type;\n"
        "typedef int (*callback_t)(struct forward *, ...);\n"
        "enum kind { KIND_A, KIND_B = 70000, KIND_MAX = 0x7fffffff };\n"
        "enum __attribute__((packed)) small { SMALL_A, SMALL_B = 200 };\n";
    while (fields_ < fields) Record();
  }

  void Write(const std::string& directory) const {
    std::ofstream(directory + "/prog.bpf.c")
        << "struct forward;\n"
        << types_ << variables_
        << "char LICENSE[] __attribute__((section(\"license\"), used)) = \"GPL\";\n";
    std::ofstream(directory + "/guest.c") << fmt::format(
        R"(#include "prog.wasm.h"
#include "offsets.h"
void *memset(void *at, int byte, size_t size)
{{
	for (size_t i = 0; i < size; ++i) ((volatile char *)at)[i] = (char)byte;
	return at;
}}
void *memcpy(void *to, const void *from, size_t size)
{{
	for (size_t i = 0; i < size; ++i) ((volatile char *)to)[i] = ((const char *)from)[i];
	return to;
}}
unsigned char data[DATA_SIZE] __attribute__((aligned(64)));
int checks, failures, first_failure;
static void expect(int ok, int line)
{{
	checks++;
	if (!ok && !failures++) first_failure = line;
}}
static void same(const void *a, const void *b, size_t size, int line)
{{
	for (size_t i = 0; i < size; ++i)
		if (((const unsigned char *)a)[i] != ((const unsigned char *)b)[i]) return expect(0, line);
	expect(1, line);
}}
{}
void run(void)
{{
{}}}
)",
        guest_functions_, guest_calls_);
    fmt::print("{} records, {} fields, {} bit-fields\n", records_, fields_, bitfields_);
  }

 private:
  unsigned Below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }
  bool OneIn(unsigned n) { return Below(n) == 0; }

  // What leads from the outermost record to the members that are being generated.
  struct Path {
    std::string designator;
    std::string owner;
    std::string to_owner;
    std::string words;
    std::string indices;
  };
  struct Named {
    std::string spelling;  // "struct r7", "t7_t"
    std::string name;
    std::vector<Leaf> leaves;
  };

  void Record() {
    unsigned id = records_++;
    bool is_typedef = OneIn(5);
    Named named;
    named.name = is_typedef ? fmt::format("t{}_t", id) : fmt::format("r{}", id);
    bool is_union = OneIn(8);
    std::string keyword = is_union ? "union" : "struct";
    named.spelling = is_typedef ? named.name : keyword + " " + named.name;
    std::vector<Leaf> leaves;
    std::string body = Members(is_union, {"", named.name, "", "", ""}, 0, leaves);
    std::string tail = Attributes();
    if (is_typedef) {
      types_ += fmt::format("typedef {} {{\n{}}}{} {};\n", keyword, body, tail, named.name);
    } else {
      types_ += fmt::format("{} {{\n{}}}{};\n", named.spelling, body, tail);
    }
    named.leaves = leaves;
    Variables(id, named);
    named_.push_back(std::move(named));
  }

  std::string Attributes() {
    if (OneIn(6))
      return " __attribute__((packed))";
    if (OneIn(12))
      return fmt::format(" __attribute__((aligned({})))", 1u << (3 + Below(4)));
    if (OneIn(20))
      return " __attribute__((packed, aligned(4)))";
    return "";
  }

  std::string Members(bool is_union, const Path& path, unsigned depth,
                      std::vector<Leaf>& leaves) {
    std::string text;
    unsigned count = 1 + Below(depth == 0 ? 14 : 5);
    unsigned chosen = Below(count);
    for (unsigned i = 0; i < count; ++i) {
      std::vector<Leaf> own;
      // clang 19 dies of a union constant whose first member has no size.
      text += is_union && i == 0 ? Plain(path, own) : Member(path, depth, own);
      for (Leaf& leaf : own) {
        leaf.has_value = leaf.has_value && (!is_union || i == chosen);
        leaves.push_back(leaf);
      }
    }
    if (!is_union && depth == 0 && OneIn(10))
      text += fmt::format("\tint m{}[];\n", members_++);
    return text;
  }

  std::string Member(const Path& path, unsigned depth, std::vector<Leaf>& leaves) {
    switch (Below(12)) {
      case 0:
        if (depth < 3)
          return InlineRecord(path, depth, leaves);
        break;
      case 1:
        if (!named_.empty())
          return NamedRecord(path, leaves);
        break;
      case 2:
        return OneIn(3) ? "\tint : 0;\n" : fmt::format("\tunsigned int : {};\n", 1 + Below(31));
      case 3:
        if (OneIn(4))
          return fmt::format("\tstruct {{}} m{};\n", members_++);
        if (OneIn(3))
          return fmt::format("\tlong m{}[0];\n", members_++);
        break;
      case 4:
      case 5:
      case 6:
        return Bitfield(path, leaves);
      default:
        break;
    }
    return Plain(path, leaves);
  }

  std::string Plain(const Path& path, std::vector<Leaf>& leaves) {
    const Scalar& scalar = Scalars()[Below(static_cast<unsigned>(Scalars().size()))];
    std::string name = fmt::format("m{}", members_++);
    std::vector<unsigned> dims = Dims();
    std::string text = fmt::format("\t{} {}", scalar.type, name);
    for (unsigned dim : dims) text += fmt::format("[{}]", dim);
    if (OneIn(12))
      text += fmt::format(" __attribute__((aligned({})))", 1u << Below(6));
    if (OneIn(16))
      text += " __attribute__((packed))";
    for (const auto& [brackets, indices] : Elements(dims)) {
      leaves.push_back(MakeLeaf(scalar, 0, path, name, brackets, indices));
    }
    return text + ";\n";
  }

  std::string Bitfield(const Path& path, std::vector<Leaf>& leaves) {
    const Scalar* scalar;
    do {
      scalar = &Scalars()[Below(static_cast<unsigned>(Scalars().size()))];
    } while (!scalar->can_be_bitfield);
    unsigned width = 1 + Below(scalar->bits);
    std::string name = fmt::format("m{}", members_++);
    ++bitfields_;
    leaves.push_back(MakeLeaf(*scalar, width, path, name, "", ""));
    return fmt::format("\t{} {} : {};\n", scalar->type, name, width);
  }

  std::string InlineRecord(const Path& path, unsigned depth, std::vector<Leaf>& leaves) {
    bool is_union = OneIn(3);
    bool is_anonymous = OneIn(2);
    std::string keyword = is_union ? "union" : "struct";
    if (is_anonymous) {
      std::string body = Members(is_union, path, depth + 1, leaves);
      return fmt::format("\t{} {{\n{}\t}}{};\n", keyword, body,
                         OneIn(8) ? " __attribute__((packed))" : "");
    }
    std::string name = fmt::format("m{}", members_++);
    std::vector<unsigned> dims = Dims();
    // Generated once, with a path to be completed for each element.
    std::vector<Leaf> inner;
    Path local = {"", path.owner, path.to_owner, "", ""};
    std::string body = Members(is_union, local, depth + 1, inner);
    for (const auto& [brackets, indices] : Elements(dims)) {
      for (const Leaf& leaf : inner) {
        Leaf whole = leaf;
        Refresh(whole);
        whole.designator = path.designator + "." + name + brackets + leaf.designator;
        if (leaf.owner == path.owner && leaf.to_owner == path.to_owner) {
          whole.words = path.words + name + "_" + leaf.words;
          whole.indices = path.indices + indices + leaf.indices;
        } else {
          whole.to_owner = InsertAfter(leaf.to_owner, path, name + brackets);
        }
        leaves.push_back(whole);
      }
    }
    std::string text = fmt::format("\t{} {{\n{}\t}} {}", keyword, body, name);
    for (unsigned dim : dims) text += fmt::format("[{}]", dim);
    return text + ";\n";
  }

  // A named record inside an inline one: its way starts with the inline one's name.
  static std::string InsertAfter(const std::string& to_owner, const Path& path,
                                 const std::string& step) {
    std::string prefix = path.designator.empty() ? "" : path.designator.substr(1) + ".";
    return prefix + step + "." + to_owner;
  }

  std::string NamedRecord(const Path& path, std::vector<Leaf>& leaves) {
    const Named& named = named_[Below(static_cast<unsigned>(named_.size()))];
    // A flexible array may only end the outermost record, and huge records multiply.
    if (named.leaves.size() > 24 ||
        types_.find("[];\n}", types_.find(named.spelling)) != std::string::npos) {
      return Plain(path, leaves);
    }
    std::string name = fmt::format("m{}", members_++);
    std::vector<unsigned> dims = OneIn(3) ? std::vector<unsigned>{2} : std::vector<unsigned>{};
    for (const auto& [brackets, indices] : Elements(dims)) {
      for (const Leaf& leaf : named.leaves) {
        Leaf whole = leaf;
        Refresh(whole);
        whole.designator = path.designator + "." + name + brackets + leaf.designator;
        whole.to_owner =
            whole.designator.substr(1, whole.designator.size() - leaf.designator.size() - 1);
        whole.to_owner += "." + leaf.to_owner;
        leaves.push_back(whole);
      }
    }
    return fmt::format("\t{} {}{};\n", named.spelling, name, dims.empty() ? "" : "[2]");
  }

  std::vector<unsigned> Dims() {
    if (!OneIn(6))
      return {};
    std::vector<unsigned> dims = {1 + Below(3)};
    if (OneIn(3))
      dims.push_back(1 + Below(3));
    return dims;
  }

  // "[1][0]" and ", 1, 0" of each element.
  static std::vector<std::pair<std::string, std::string>> Elements(
      const std::vector<unsigned>& dims) {
    std::vector<std::pair<std::string, std::string>> elements = {{"", ""}};
    for (unsigned dim : dims) {
      std::vector<std::pair<std::string, std::string>> longer;
      for (const auto& [brackets, indices] : elements) {
        for (unsigned i = 0; i < dim; ++i)
          longer.emplace_back(fmt::format("{}[{}]", brackets, i),
                              fmt::format("{}, {}", indices, i));
      }
      elements = longer;
    }
    return elements;
  }

  Leaf MakeLeaf(const Scalar& scalar, unsigned width, const Path& path, const std::string& name,
                const std::string& brackets, const std::string& indices) {
    Leaf leaf;
    leaf.scalar = scalar;
    leaf.width = width;
    leaf.designator = path.designator + "." + name + brackets;
    leaf.owner = path.owner;
    leaf.to_owner = path.to_owner;
    leaf.words = path.words + name;
    leaf.indices = path.indices + indices;
    Refresh(leaf);
    return leaf;
  }

  // New values, sign-extended to 128 bits.
  void Refresh(Leaf& leaf) {
    for (int i : {0, 1}) {
      unsigned width = leaf.width != 0 ? leaf.width : leaf.scalar.bits;
      uint64_t low = random_();
      uint64_t high = random_();
      if (leaf.scalar.is_float)
        low = Below(1000000);  // exact in a float
      if (leaf.scalar.type == "enum kind")
        low &= 0x7fffffff;
      if (width < 64) {
        low &= (uint64_t{1} << width) - 1;
        bool is_negative =
            leaf.scalar.is_signed && !leaf.scalar.is_float && (low >> (width - 1) & 1) != 0;
        if (is_negative)
          low |= ~((uint64_t{1} << width) - 1);
      }
      if (width > 64 && width < 128) {
        unsigned spare = 128 - width;
        high = leaf.scalar.is_signed
                   ? static_cast<uint64_t>(static_cast<int64_t>(high << spare) >> spare)
                   : high << spare >> spare;
      }
      if (width <= 64)
        high = leaf.scalar.is_signed && static_cast<int64_t>(low) < 0 ? ~uint64_t{0} : 0;
      leaf.low[i] = low;
      leaf.high[i] = high;
    }
  }

  void Variables(unsigned id, const Named& named) {
    if (named.leaves.empty())
      return;
    std::string check;
    std::string fill;
    std::string limits;
    for (int which : {0, 1}) {
      // Even what is all zero belongs here and not into .bss.
      variables_ += fmt::format("{} {}{} __attribute__((section(\".data\"))) = {{\n",
                                named.spelling, which == 0 ? "v" : "w", id);
      for (const Leaf& leaf : named.leaves) {
        if (leaf.has_value)
          variables_ += fmt::format("\t{} = {},\n", leaf.designator, Literal(leaf, which));
      }
      variables_ += "};\n";
    }
    for (const Leaf& leaf : named.leaves) {
      limits += Limits(leaf);
      if (!leaf.has_value)
        continue;
      ++fields_;
      std::string got = Get(leaf, big_endian_);
      if (IsWide(leaf)) {
        check += fmt::format(
            "\texpect((unsigned long long)((unsigned __int128){0} >> 64) == 0x{1:x}ULL && "
            "(unsigned long long){0} == 0x{2:x}ULL, __LINE__);\n",
            got, leaf.high[0], leaf.low[0]);
      } else if (leaf.scalar.is_float) {
        check += fmt::format("\texpect({} == {}, __LINE__);\n", got, Literal(leaf, 0));
      } else {
        check += fmt::format("\texpect((unsigned long long){} == 0x{:x}ULL, __LINE__);\n", got,
                             leaf.low[0]);
      }
      fill += Set(leaf, big_endian_);
    }
    std::string guest_type = named.spelling;
    guest_functions_ += fmt::format(
        "static void check{0}(const {1} *p)\n{{\n\t(void)p;\n{2}}}\n"
        "static void fill{0}({1} *p)\n{{\n\t(void)p;\n{3}}}\n"
        "static void limits{0}({1} *p)\n{{\n\t(void)p;\n{4}}}\n",
        id, guest_type, check, fill, limits);
    // A record of nothing but unnamed bits is no variable's worth.
    guest_calls_ += fmt::format(
        "\tcheck{0}((const {1} *)(data + OFFSET_v{0}));\n"
        "\t{{ static {1} scratch; limits{0}(&scratch); }}\n"
        "\t{{ static {1} copy; fill{0}(&copy); "
        "same(&copy, data + OFFSET_w{0}, sizeof(copy), __LINE__); }}\n",
        id, guest_type);
  }

  std::mt19937_64 random_;
  bool big_endian_;
  unsigned records_ = 0;
  unsigned members_ = 0;
  size_t fields_ = 0;
  size_t bitfields_ = 0;
  std::vector<Named> named_;
  std::string types_;
  std::string variables_;
  std::string guest_functions_;
  std::string guest_calls_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: make_records SEED FIELDS little|big DIRECTORY\n");
    return 2;
  }
  Generator generator(strtoull(argv[1], nullptr, 0), std::string(argv[3]) == "big");
  generator.Generate(strtoull(argv[2], nullptr, 0));
  generator.Write(argv[4]);
}
