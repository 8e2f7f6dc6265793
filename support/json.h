// JSON as values.  The text is read and written by nlohmann-json, whose header costs the
// compiler more than most of our files do: only json.cc includes it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace ecc {

class Json;

// A template only because it holds a Json, which holds a list of it: it is completed when Json
// is.
template <typename Value>
struct BasicJsonMember {
  std::string key;
  Value value;

  friend bool operator==(const BasicJsonMember&, const BasicJsonMember&) = default;
};
using JsonMember = BasicJsonMember<Json>;

// Null, a truth value, a number, a text, an array or an object.  An object keeps its order.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<JsonMember>;

  Json() = default;
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  template <typename T>
  requires(std::is_integral_v<T>&& std::is_signed_v<T> && !std::is_same_v<T, bool>)
      Json(T value)
      : value_(int64_t{value}) {}
  template <typename T>
  requires(std::is_integral_v<T>&& std::is_unsigned_v<T> && !std::is_same_v<T, bool>)
      Json(T value)
      : value_(uint64_t{value}) {}
  Json(double value) : value_(value) {}
  Json(const char* text) : value_(std::string(text)) {}
  Json(std::string_view text) : value_(std::string(text)) {}
  Json(std::string text) : value_(std::move(text)) {}
  template <typename T>
  requires std::is_convertible_v<T, Json> Json(const std::vector<T>& elements)
      : value_(Array(elements.begin(), elements.end())) {}
  // An object: {{"name", "x"}, {"size", 4}}.
  Json(std::initializer_list<JsonMember> members);

  static Json MakeArray(std::initializer_list<Json> elements = {});
  static Json MakeObject();

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }
  // A whole number; one that is not negative.
  bool is_integer() const;
  bool is_unsigned() const;
  // "null", "boolean", "number", "string", "array" or "object".
  std::string_view TypeName() const;

  // Each throws Error for a value of another type.
  bool AsBool() const;
  const std::string& AsString() const;
  uint64_t AsUnsigned() const;
  int64_t AsSigned() const;  // also of an unsigned one: two's complement
  const Array& elements() const;
  const Object& members() const;

  // Of an array or object; 0 for others.
  size_t size() const;
  bool empty() const { return size() == 0; }

  // An object's member; null where there is none, also for what is no object.
  const Json* Find(std::string_view key) const;
  bool Has(std::string_view key) const { return Find(key) != nullptr; }
  // Throws Error where there is none.
  const Json& operator[](std::string_view key) const;
  const Json& operator[](size_t index) const;
  // Null becomes an object, and a member is made that is not there.
  Json& operator[](std::string_view key);
  Json& operator[](const char* key) { return (*this)[std::string_view(key)]; }
  const Json& operator[](const char* key) const { return (*this)[std::string_view(key)]; }
  Json& operator[](size_t index);
  Json& operator[](int index) { return (*this)[static_cast<size_t>(index)]; }
  const Json& operator[](int index) const { return (*this)[static_cast<size_t>(index)]; }
  void Erase(std::string_view key);

  // Null becomes an array.
  Json& Add(Json element);

  // As text; `indent` below 0 keeps all on one line.  What is no UTF-8 is replaced,
  // and what a terminal would act upon is escaped.
  std::string Dump(int indent = -1) const;

  friend bool operator==(const Json&, const Json&);

 private:
  friend class JsonBuilder;

  std::variant<std::monostate, bool, int64_t, uint64_t, double, std::string, Array, Object>
      value_;
};

// Throws Error with the place of what is no JSON, or is nested deeper than anybody needs.  Of a
// key that stands twice in an object the last value counts.
Json ParseJson(std::string_view text);
// Parses as ParseJson does, but returns nothing for a text that ParseJson refuses.
std::optional<Json> TryParseJson(std::string_view text);

}  // namespace ecc
