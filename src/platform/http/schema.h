#pragma once
// JSON Schema (2020-12, as OpenAPI 3.1 uses it) of described structs, collected by name.

#include <map>
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

template <class T>
std::string collect_struct(std::map<std::string, std::string>& named) {
  const std::string name = named_type<T>();
  const std::string reference = "{\"$ref\":\"#/components/schemas/" + name + "\"}";
  if (named.count(name)) return reference;
  named[name] = "";  // stops recursion
  std::string properties;
  std::string required;
  using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    using M = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    properties += (properties.empty() ? "\"" : ",\"") + std::string(member.name) + "\":" + collect<M>(named);
    bool must = !json::detail::is_optional<M>::value;
    if constexpr (requires { T::k_json_defaults; }) must = must && !T::k_json_defaults;
    if (must) required += (required.empty() ? "\"" : ",\"") + std::string(member.name) + "\"";
  });
  named[name] = "{\"type\":\"object\",\"properties\":{" + properties + "},\"required\":[" + required + "]}";
  return reference;
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
