// The library hands its text over piece by piece (SAX), and values are built of that here: so
// the depth of a stranger's text is bounded before it is followed, and objects of many keys do
// not take quadratic time.  Writing goes the other way, through the library's own values.
#include "support/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "support/error.h"
#include "support/terminal_text.h"

namespace ecc {
namespace {

// A stranger's text may nest as deep as it is long, and whoever walks the value would exhaust
// the stack.
constexpr size_t kMaxDepth = 200;
// Objects of more members are looked up by a table while they are read.
constexpr size_t kFewMembers = 16;

}  // namespace

// Between the library's values and ours: gets what it reads, piece by piece.
class JsonBuilder {
 public:
  static nlohmann::ordered_json ToLibrary(const Json& json) {
    using Library = nlohmann::ordered_json;
    return std::visit(
        [](const auto& value) -> Library {
          using Value = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<Value, std::monostate>) {
            return nullptr;
          } else if constexpr (std::is_same_v<Value, Json::Array>) {
            Library::array_t array;
            for (const Json& element : value) array.push_back(ToLibrary(element));
            return array;
          } else if constexpr (std::is_same_v<Value, Json::Object>) {
            Library::object_t object;
            // Keys are known to differ; the library's own insertion would compare them all.
            for (const JsonMember& member : value)
              object.Library::object_t::Container::emplace_back(member.key,
                                                                ToLibrary(member.value));
            return object;
          } else {
            return value;
          }
        },
        json.value_);
  }

  bool null() { return Put(nullptr); }
  bool boolean(bool value) { return Put(value); }
  bool number_integer(int64_t value) { return Put(value); }
  bool number_unsigned(uint64_t value) { return Put(value); }
  bool number_float(double value, const std::string&) { return Put(value); }
  bool string(std::string& value) { return Put(std::move(value)); }
  bool binary(std::vector<uint8_t>&) { return false; }
  bool start_object(size_t) { return Open(Json::MakeObject()); }
  bool start_array(size_t) { return Open(Json::MakeArray()); }
  bool key(std::string& name) {
    Level& level = open_.back();
    auto& members = std::get<Json::Object>(level.json.value_);
    size_t index = IndexOf(level, members, name);
    if (index == members.size())
      members.push_back({std::move(name), nullptr});
    level.member = index;
    return true;
  }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }
  bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) {
    error_ = fmt::format("no JSON: syntax error at byte {}", position);
    return false;
  }

  Json Take() { return std::move(root_); }
  const std::string& error() const { return error_; }

 private:
  struct Level {
    Json json;
    size_t member = 0;  // of an object: where the next value goes
    std::unordered_map<std::string, size_t> indices;
  };

  static size_t IndexOf(Level& level, const Json::Object& members, const std::string& name) {
    if (members.size() < kFewMembers) {
      auto found = std::find_if(members.begin(), members.end(),
                                [&](const JsonMember& one) { return one.key == name; });
      return static_cast<size_t>(found - members.begin());
    }
    if (level.indices.empty()) {
      for (size_t i = 0; i < members.size(); ++i) level.indices.emplace(members[i].key, i);
    }
    return level.indices.emplace(name, members.size()).first->second;
  }

  bool Put(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Level& level = open_.back();
    if (level.json.is_array())
      std::get<Json::Array>(level.json.value_).push_back(std::move(value));
    else
      std::get<Json::Object>(level.json.value_)[level.member].value = std::move(value);
    return true;
  }

  bool Open(Json empty) {
    if (open_.size() == kMaxDepth) {
      error_ = fmt::format("the JSON is nested deeper than {} levels", kMaxDepth);
      return false;
    }
    open_.push_back({std::move(empty), 0, {}});
    return true;
  }

  bool Close() {
    Json done = std::move(open_.back().json);
    open_.pop_back();
    return Put(std::move(done));
  }

  Json root_;
  std::vector<Level> open_;
  std::string error_;
};

namespace {

[[noreturn]] void Refuse(const Json& json, std::string_view wanted) {
  throw Error(fmt::format("a JSON {} stands where a {} is needed", json.TypeName(), wanted));
}

}  // namespace

Json::Json(std::initializer_list<JsonMember> members) : value_(Object(members)) {}

Json Json::MakeArray(std::initializer_list<Json> elements) {
  Json json;
  json.value_ = Array(elements);
  return json;
}

Json Json::MakeObject() {
  Json json;
  json.value_ = Object();
  return json;
}

bool Json::is_unsigned() const {
  const auto* number = std::get_if<int64_t>(&value_);
  return std::holds_alternative<uint64_t>(value_) || (number != nullptr && *number >= 0);
}

bool Json::is_integer() const {
  return std::holds_alternative<uint64_t>(value_) || std::holds_alternative<int64_t>(value_);
}

std::string_view Json::TypeName() const {
  if (is_null())
    return "null";
  if (is_bool())
    return "boolean";
  if (is_string())
    return "string";
  return is_array() ? "array" : is_object() ? "object" : "number";
}

bool Json::AsBool() const {
  if (!is_bool())
    Refuse(*this, "boolean");
  return std::get<bool>(value_);
}

const std::string& Json::AsString() const {
  if (!is_string())
    Refuse(*this, "string");
  return std::get<std::string>(value_);
}

uint64_t Json::AsUnsigned() const {
  if (!is_unsigned())
    Refuse(*this, "number that is not negative");
  return static_cast<uint64_t>(AsSigned());
}

int64_t Json::AsSigned() const {
  if (const auto* number = std::get_if<uint64_t>(&value_))
    return static_cast<int64_t>(*number);
  if (const auto* number = std::get_if<int64_t>(&value_))
    return *number;
  Refuse(*this, "whole number");
}

const Json::Array& Json::elements() const {
  if (!is_array())
    Refuse(*this, "array");
  return std::get<Array>(value_);
}

const Json::Object& Json::members() const {
  if (!is_object())
    Refuse(*this, "object");
  return std::get<Object>(value_);
}

size_t Json::size() const {
  return is_array() ? elements().size() : is_object() ? members().size() : 0;
}

const Json* Json::Find(std::string_view key) const {
  if (!is_object())
    return nullptr;
  for (const JsonMember& member : std::get<Object>(value_)) {
    if (member.key == key)
      return &member.value;
  }
  return nullptr;
}

const Json& Json::operator[](std::string_view key) const {
  const Json* found = Find(key);
  if (found == nullptr)
    throw Error(fmt::format("there is no '{}'", key));
  return *found;
}

const Json& Json::operator[](size_t index) const {
  if (index >= elements().size())
    throw Error(fmt::format("the JSON array has no element {}", index));
  return elements()[index];
}

Json& Json::operator[](std::string_view key) {
  if (is_null())
    value_ = Object();
  if (Json* found = const_cast<Json*>(Find(key)))
    return *found;
  if (!is_object())
    Refuse(*this, "object");
  auto& members = std::get<Object>(value_);
  members.push_back({std::string(key), nullptr});
  return members.back().value;
}

Json& Json::operator[](size_t index) {
  return const_cast<Json&>(static_cast<const Json&>(*this)[index]);
}

void Json::Erase(std::string_view key) {
  if (is_object())
    std::erase_if(std::get<Object>(value_),
                  [&](const JsonMember& one) { return one.key == key; });
}

Json& Json::Add(Json element) {
  if (is_null())
    value_ = Array();
  if (!is_array())
    Refuse(*this, "array");
  auto& array = std::get<Array>(value_);
  array.push_back(std::move(element));
  return array.back();
}

std::string Json::Dump(int indent) const {
  return EscapeControlsInJson(JsonBuilder::ToLibrary(*this).dump(
      indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

bool operator==(const Json& a, const Json& b) {
  // A number is the same in either of its forms.
  if (a.is_unsigned() && b.is_unsigned())
    return a.AsUnsigned() == b.AsUnsigned();
  return a.value_ == b.value_;
}

Json ParseJson(std::string_view text) {
  JsonBuilder builder;
  if (!nlohmann::ordered_json::sax_parse(text.begin(), text.end(), &builder))
    throw Error(builder.error());
  return builder.Take();
}

std::optional<Json> TryParseJson(std::string_view text) {
  JsonBuilder builder;
  if (!nlohmann::ordered_json::sax_parse(text.begin(), text.end(), &builder))
    return std::nullopt;
  return builder.Take();
}

}  // namespace ecc
