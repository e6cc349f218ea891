#pragma once
// JSON values, and structs to and from JSON through Boost.Describe:
//
//   struct Place { double lng; double lat; std::optional<std::string> text; };
//   BOOST_DESCRIBE_STRUCT(Place, (), (lng, lat, text))
//   Result<Place> place = json::read<Place>(body);      // every wrong field at once, with its path
//   std::string body = json::write(place.value());
//
// Reading: a missing member is an error unless it is std::optional, a container, or has a default set by
// `static constexpr bool k_json_defaults = true;` in the struct (then absent members keep their defaults).
// Unknown members are ignored. Ids are decimal strings, Instant is RFC 3339 UTC, Date is YYYY-MM-DD.
// Integers that leave the 64-bit range and invalid UTF-8 are refused; doubles are written in their shortest exact form.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace tiange::json {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;
using Object = std::vector<Member>;  // keeps order; of a repeated key the last counts

class Value {
 public:
  Value() = default;  // null
  Value(std::nullptr_t) {}
  Value(bool b) : data_(b) {}
  Value(std::int64_t n) : data_(n) {}
  Value(int n) : data_(static_cast<std::int64_t>(n)) {}
  Value(double d) : data_(d) {}
  Value(std::string s) : data_(std::move(s)) {}
  Value(std::string_view s) : data_(std::string(s)) {}
  Value(const char* s) : data_(std::string(s)) {}
  Value(Array a) : data_(std::move(a)) {}
  Value(Object o) : data_(std::move(o)) {}

  bool is_null() const { return data_.index() == 0; }
  bool is_bool() const { return data_.index() == 1; }
  bool is_int() const { return data_.index() == 2; }
  bool is_number() const { return data_.index() == 2 || data_.index() == 3; }
  bool is_string() const { return data_.index() == 4; }
  bool is_array() const { return data_.index() == 5; }
  bool is_object() const { return data_.index() == 6; }

  // The caller has asked the kind first.
  bool as_bool() const { return std::get<1>(data_); }
  std::int64_t as_int() const { return std::get<2>(data_); }
  double as_double() const { return is_int() ? static_cast<double>(std::get<2>(data_)) : std::get<3>(data_); }
  const std::string& as_string() const { return std::get<4>(data_); }
  const Array& as_array() const { return std::get<5>(data_); }
  Array& as_array() { return std::get<5>(data_); }
  const Object& as_object() const { return std::get<6>(data_); }
  Object& as_object() { return std::get<6>(data_); }

  // Member of an object, or nullptr.
  const Value* find(std::string_view key) const;
  // The member's text, or `other` when absent or not a string.
  std::string text_or(std::string_view key, std::string_view other = "") const;
  // Sets or replaces a member; makes null an object first.
  void set(std::string_view key, Value value);

  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

constexpr std::size_t k_max_depth = 200;  // nesting beyond this is refused

Result<Value> parse(std::string_view text);
std::string write(const Value& value);
void append_escaped(std::string& out, std::string_view text);  // with the quotes
void append_number(std::string& out, double number);
void append_value(std::string& out, const Value& value);

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

namespace detail {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_string_map : std::false_type {};
template <class T>
struct is_string_map<std::map<std::string, T>> : std::true_type {};
template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};

template <class T>
constexpr bool may_be_absent = is_optional<T>::value || is_vector<T>::value || is_string_map<T>::value ||
                               std::is_same_v<T, Value>;

struct Errors {
  std::vector<FieldError> fields;
  void add(std::string path, std::string zh, std::string en) {
    if (fields.size() < 100) fields.push_back({std::move(path), std::move(zh), std::move(en)});
  }
};

bool expect(bool ok, const std::string& path, const char* zh, const char* en, Errors& errors);
bool take_int(const Value& v, std::int64_t low, std::int64_t high, std::int64_t& out, const std::string& path,
              Errors& errors);

template <class T>
void take(const Value& v, T& out, const std::string& path, Errors& errors);

template <class T>
void take_struct(const Value& v, T& out, const std::string& path, Errors& errors) {
  if (!expect(v.is_object(), path, "应为对象", "must be an object", errors)) return;
  using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    using M = std::remove_cvref_t<decltype(out.*member.pointer)>;
    const std::string here = path.empty() ? member.name : path + "." + member.name;
    const Value* found = v.find(member.name);
    if (found) {
      take(*found, out.*member.pointer, here, errors);
    } else if constexpr (!may_be_absent<M>) {
      bool required = true;
      if constexpr (requires { T::k_json_defaults; }) required = !T::k_json_defaults;
      if (required) errors.add(here, "缺少此项", "is missing");
    }
  });
}

template <class T>
void take_enum(const Value& v, T& out, const std::string& path, Errors& errors) {
  bool found = false;
  std::string names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
    if (v.is_string() && v.as_string() == e.name) {
      out = e.value;
      found = true;
    }
    names += names.empty() ? "" : "、";
    names += e.name;
  });
  if (!found) errors.add(path, "应为以下之一：" + names, "must be one of: " + names);
}

template <class T>
void take(const Value& v, T& out, const std::string& path, Errors& errors) {
  if constexpr (is_optional<T>::value) {
    if (v.is_null()) {
      out.reset();
    } else {
      take(v, out.emplace(), path, errors);
    }
  } else if constexpr (std::is_same_v<T, Value>) {
    out = v;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (expect(v.is_bool(), path, "应为 true 或 false", "must be true or false", errors)) out = v.as_bool();
  } else if constexpr (std::is_integral_v<T>) {
    std::int64_t n = 0;
    constexpr std::int64_t high = sizeof(T) == 8 ? INT64_MAX : static_cast<std::int64_t>(std::numeric_limits<T>::max());
    if (take_int(v, static_cast<std::int64_t>(std::numeric_limits<T>::min()), high, n, path, errors))
      out = static_cast<T>(n);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (expect(v.is_number(), path, "应为数字", "must be a number", errors)) out = v.as_double();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (expect(v.is_string(), path, "应为文字", "must be text", errors) &&
        expect(v.as_string().find('\0') == std::string::npos, path, "不能含有空字符", "must not hold a NUL character",
               errors)) {
      out = v.as_string();
    }
  } else if constexpr (is_vector<T>::value) {
    if (!expect(v.is_array(), path, "应为数组", "must be an array", errors)) return;
    out.clear();
    for (std::size_t i = 0; i < v.as_array().size(); ++i) {
      typename T::value_type item{};
      take(v.as_array()[i], item, path + "[" + std::to_string(i) + "]", errors);
      out.push_back(std::move(item));
    }
  } else if constexpr (is_string_map<T>::value) {
    if (!expect(v.is_object(), path, "应为对象", "must be an object", errors)) return;
    for (const auto& [key, item] : v.as_object()) take(item, out[key], path + "." + key, errors);
  } else if constexpr (is_id<T>::value) {
    auto id = v.is_string() ? parse_id(v.as_string()) : Result<std::int64_t>(refuse(ErrorCode::bad_input));
    if (expect(id.ok(), path, "应为编号文字", "must be an id, written as text", errors)) out.value = *id;
  } else if constexpr (std::is_same_v<T, Instant>) {
    auto t = v.is_string() ? parse_iso(v.as_string()) : Result<Instant>(refuse(ErrorCode::bad_input));
    if (expect(t.ok(), path, "应为时间，如 2026-11-21T09:05:00+08:00", "must be a time such as 2026-11-21T09:05:00+08:00",
               errors))
      out = *t;
  } else if constexpr (std::is_same_v<T, Date>) {
    auto d = v.is_string() ? parse_date(v.as_string()) : Result<Date>(refuse(ErrorCode::bad_input));
    if (expect(d.ok(), path, "应为日期，如 2026-11-21", "must be a date such as 2026-11-21", errors)) out = *d;
  } else if constexpr (DescribedEnum<T>) {
    take_enum(v, out, path, errors);
  } else {
    static_assert(Described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
    take_struct(v, out, path, errors);
  }
}

}  // namespace detail

// A struct from a value already parsed.
template <class T>
Result<T> read_value(const Value& value) {
  T out{};
  detail::Errors errors;
  detail::take(value, out, "", errors);
  if (!errors.fields.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors.fields));
  return out;
}

template <class T>
Result<T> read(std::string_view text) {
  TIANGE_TRY(Value value, parse(text));
  return read_value<T>(value);
}

template <class T>
std::string_view enum_name(T value) {
  std::string_view name;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
    if (e.value == value) name = e.name;
  });
  return name;
}

template <class T>
std::optional<T> enum_from(std::string_view name) {
  std::optional<T> value;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
    if (name == e.name) value = e.value;
  });
  return value;
}

// Appends any value, struct, enum or container. Absent optionals of a struct are left out.
template <class T>
void append(std::string& out, const T& v) {
  if constexpr (detail::is_optional<T>::value) {
    if (v) {
      append(out, *v);
    } else {
      out += "null";
    }
  } else if constexpr (std::is_same_v<T, Value>) {
    append_value(out, v);
  } else if constexpr (std::is_same_v<T, bool>) {
    out += v ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    out += std::to_string(v);
  } else if constexpr (std::is_floating_point_v<T>) {
    append_number(out, v);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    append_escaped(out, v);
  } else if constexpr (detail::is_vector<T>::value) {
    out += '[';
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (i) out += ',';
      append<typename T::value_type>(out, v[i]);
    }
    out += ']';
  } else if constexpr (detail::is_string_map<T>::value) {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : v) {
      if (!first) out += ',';
      first = false;
      append_escaped(out, key);
      out += ':';
      append(out, item);
    }
    out += '}';
  } else if constexpr (detail::is_id<T>::value) {
    out += '"';
    out += std::to_string(v.value);
    out += '"';
  } else if constexpr (std::is_same_v<T, Instant>) {
    append_escaped(out, format_iso(v));
  } else if constexpr (std::is_same_v<T, Date>) {
    append_escaped(out, format_date(v));
  } else if constexpr (DescribedEnum<T>) {
    append_escaped(out, enum_name(v));
  } else {
    static_assert(Described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
    out += '{';
    bool first = true;
    using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
      const auto& field = v.*member.pointer;
      using M = std::remove_cvref_t<decltype(field)>;
      if constexpr (detail::is_optional<M>::value) {
        if (!field) return;
      }
      if (!first) out += ',';
      first = false;
      out += '"';
      out += member.name;
      out += "\":";
      append(out, field);
    });
    out += '}';
  }
}

template <class T>
std::string write(const T& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace tiange::json
