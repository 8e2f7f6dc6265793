// Raw BTF for tests, written type by type.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace ecc::test {

// Appends types and hands out their ids, which count from 1.
class BtfWriter {
 public:
  struct Member {
    std::string_view name;
    uint32_t type;
    uint32_t offset;     // bits
    uint32_t width = 0;  // of a bit-field
  };
  struct Value {
    std::string_view name;
    int64_t value;
  };
  struct Variable {
    uint32_t var;
    uint32_t offset;  // bytes
    uint32_t size;    // bytes
  };

  explicit BtfWriter(std::endian order = std::endian::native) : order_(order) {}

  uint32_t Int(std::string_view name, uint32_t size, uint32_t encoding) {
    Header(name, 1, 0, size);
    Word(encoding << 24 | size * 8);
    return count_;
  }
  uint32_t SignedInt() { return Int("int", 4, 1); }
  uint32_t Ptr(uint32_t type) { return Header("", 2, 0, type); }
  uint32_t Array(uint32_t type, uint32_t nelems) { return Array(type, nelems, type); }
  uint32_t Array(uint32_t type, uint32_t nelems, uint32_t index_type) {
    Header("", 3, 0, 0);
    Word(type);
    Word(index_type);
    Word(nelems);
    return count_;
  }
  uint32_t Struct(std::string_view name, uint32_t size, std::vector<Member> members) {
    return Record(4, name, size, members);
  }
  uint32_t Union(std::string_view name, uint32_t size, std::vector<Member> members) {
    return Record(5, name, size, members);
  }
  uint32_t Enum(std::string_view name, uint32_t size, std::vector<Value> values,
                bool is_signed) {
    Header(name, 6, static_cast<uint32_t>(values.size()), size, is_signed);
    for (const Value& value : values) {
      Word(String(value.name));
      Word(static_cast<uint32_t>(value.value));
    }
    return count_;
  }
  uint32_t Enum64(std::string_view name, std::vector<Value> values, bool is_signed) {
    Header(name, 19, static_cast<uint32_t>(values.size()), 8, is_signed);
    for (const Value& value : values) {
      Word(String(value.name));
      Word(static_cast<uint32_t>(value.value));
      Word(static_cast<uint32_t>(static_cast<uint64_t>(value.value) >> 32));
    }
    return count_;
  }
  uint32_t Fwd(std::string_view name, bool is_union = false) {
    return Header(name, 7, 0, 0, is_union);
  }
  uint32_t Typedef(std::string_view name, uint32_t type) { return Header(name, 8, 0, type); }
  uint32_t Const(uint32_t type) { return Header("", 10, 0, type); }
  uint32_t FuncProto(uint32_t result, std::vector<uint32_t> params) {
    Header("", 13, static_cast<uint32_t>(params.size()), result);
    for (uint32_t param : params) {
      Word(0);
      Word(param);
    }
    return count_;
  }
  uint32_t Var(std::string_view name, uint32_t type, uint32_t linkage = 1) {
    Header(name, 14, 0, type);
    Word(linkage);
    return count_;
  }
  uint32_t Func(std::string_view name, uint32_t proto, uint32_t linkage = 1) {
    return Header(name, 12, linkage, proto);
  }
  uint32_t DeclTag(std::string_view name, uint32_t type, int32_t position = -1) {
    Header(name, 17, 0, type);
    Word(static_cast<uint32_t>(position));
    return count_;
  }
  uint32_t Datasec(std::string_view name, uint32_t size, std::vector<Variable> variables) {
    Header(name, 15, static_cast<uint32_t>(variables.size()), size);
    for (const Variable& variable : variables) {
      Word(variable.var);
      Word(variable.offset);
      Word(variable.size);
    }
    return count_;
  }
  uint32_t Float(std::string_view name, uint32_t size) { return Header(name, 16, 0, size); }
  uint32_t TypeTag(std::string_view name, uint32_t type) { return Header(name, 18, 0, type); }
  uint32_t OfKind(uint32_t kind) { return Header("odd", kind, 0, 0); }

  // Where a string stands, for other sections that name it.
  uint32_t String(std::string_view text) {
    if (text.empty())
      return 0;
    auto offset = static_cast<uint32_t>(strings_.size());
    strings_.append(text);
    strings_.push_back('\0');
    return offset;
  }

  std::string Bytes() const {
    std::string bytes;
    auto put16 = [&](uint16_t value) {
      if (order_ != std::endian::native)
        value = __builtin_bswap16(value);
      bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
    };
    put16(0xeb9f);
    bytes.push_back(1);  // version
    bytes.push_back(0);  // flags
    auto size = static_cast<uint32_t>(types_.size());
    for (uint32_t word : {24u, 0u, size, size, static_cast<uint32_t>(strings_.size())}) {
      Append(bytes, word);
    }
    return bytes + types_ + strings_;
  }

 private:
  uint32_t Header(std::string_view name, uint32_t kind, uint32_t vlen, uint32_t size_or_type,
                  bool kflag = false) {
    Word(String(name));
    Word(uint32_t{kflag} << 31 | kind << 24 | vlen);
    Word(size_or_type);
    return ++count_;
  }
  uint32_t Record(uint32_t kind, std::string_view name, uint32_t size,
                  std::vector<Member>& members) {
    bool kflag = false;
    for (const Member& member : members) kflag |= member.width != 0;
    Header(name, kind, static_cast<uint32_t>(members.size()), size, kflag);
    for (const Member& member : members) {
      Word(String(member.name));
      Word(member.type);
      Word(member.width << 24 | member.offset);
    }
    return count_;
  }
  void Word(uint32_t word) { Append(types_, word); }
  void Append(std::string& out, uint32_t word) const {
    if (order_ != std::endian::native)
      word = __builtin_bswap32(word);
    out.append(reinterpret_cast<const char*>(&word), sizeof(word));
  }

  std::endian order_;
  std::string types_;
  std::string strings_ = std::string(1, '\0');
  uint32_t count_ = 0;
};

}  // namespace ecc::test
