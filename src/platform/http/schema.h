#pragma once
// JSON Schema (2020-12, as OpenAPI 3.1 uses it) of described structs, collected by name.

#include <array>
#include <map>
#include <span>
#include <string>

#include "base/json.h"

namespace tiange::http {

// A reference to a type: its schema text, and the named schemas it needs.
struct Schema {
  std::string text;                           // "" means none
  std::map<std::string, std::string> named;   // component name -> schema text
};

struct Nothing {};  // an empty body, written {}
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

std::string type_name_of(const char* pretty_function);  // "tiange::cases::CaseView" -> "cases.CaseView"

namespace detail {

template <class T>
std::string named_type() {
  return type_name_of(__PRETTY_FUNCTION__);
}

template <class T>
std::string collect(std::map<std::string, std::string>& named);

// One member of a struct. The text is built from a table of them by one function: hundreds of structs are described.
struct Field {
  const char* name;
  std::string (*type)(std::map<std::string, std::string>& named);
  bool is_required;
};

template <class T, class M>
constexpr Field field_of(const char* name) {
  bool must = !json::detail::is_optional<M>::value;
  if constexpr (requires { T::k_json_defaults; }) must = must && !T::k_json_defaults;
  return {name, &collect<M>, must};
}

std::string collect_fields(std::string name, std::span<const Field> fields, std::map<std::string, std::string>& named);

template <class T>
std::string collect_struct(std::map<std::string, std::string>& named) {
  using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
  static constexpr auto fields = []<class... D>(boost::mp11::mp_list<D...>) {
    return std::array<Field, sizeof...(D)>{field_of<T, std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>>(D::name)...};
  }(boost::mp11::mp_rename<Members, boost::mp11::mp_list>{});
  return collect_fields(named_type<T>(), fields, named);
}

template <class T>
std::string collect(std::map<std::string, std::string>& named) {
  if constexpr (json::detail::is_optional<T>::value) {
    return collect<typename T::value_type>(named);
  } else if constexpr (std::is_same_v<T, json::Value>) {
    return "{}";
  } else if constexpr (std::is_same_v<T, bool>) {
    return R"({"type":"boolean"})";
  } else if constexpr (std::is_integral_v<T>) {
    return R"({"type":"integer","format":"int64"})";
  } else if constexpr (std::is_floating_point_v<T>) {
    return R"({"type":"number"})";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return R"({"type":"string"})";
  } else if constexpr (json::detail::is_id<T>::value) {
    return R"({"type":"string","pattern":"^[0-9]+$"})";
  } else if constexpr (std::is_same_v<T, Instant>) {
    return R"({"type":"string","format":"date-time"})";
  } else if constexpr (std::is_same_v<T, Date>) {
    return R"({"type":"string","format":"date"})";
  } else if constexpr (json::detail::is_vector<T>::value) {
    return "{\"type\":\"array\",\"items\":" + collect<typename T::value_type>(named) + "}";
  } else if constexpr (json::detail::is_string_map<T>::value) {
    return "{\"type\":\"object\",\"additionalProperties\":" + collect<typename T::mapped_type>(named) + "}";
  } else if constexpr (json::DescribedEnum<T>) {
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto e) { names += (names.empty() ? "\"" : ",\"") + std::string(e.name) + "\""; });
    return "{\"type\":\"string\",\"enum\":[" + names + "]}";
  } else {
    return collect_struct<T>(named);
  }
}

}  // namespace detail

template <class T>
Schema schema_of() {
  Schema schema;
  schema.text = detail::collect<T>(schema.named);
  return schema;
}

}  // namespace tiange::http
