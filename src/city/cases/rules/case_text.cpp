// Text forms of files and events: JSON in which members that hold their default are left out.

#include <type_traits>

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

namespace {

template <class T>
void append_sparse(std::string& out, const T& value);

template <class T>
void append_part(std::string& out, const T& value) {
  if constexpr (json::detail::is_optional<T>::value) {
    append_part(out, *value);
  } else if constexpr (std::is_same_v<T, Instant>) {
    out += std::to_string(value.us);
  } else if constexpr (json::Described<T>) {
    append_sparse(out, value);
  } else {
    json::append(out, value);
  }
}

template <class T>
void append_sparse(std::string& out, const T& value) {
  [[maybe_unused]] static const T k_default{};
  out += '{';
  bool first = true;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
    const auto& field = value.*member.pointer;
    if (field == k_default.*member.pointer) return;
    if (!first) out += ',';
    first = false;
    out += '"';
    out += member.name;
    out += "\":";
    append_part(out, field);
  });
  out += '}';
}

// Moments are stored as microseconds, so reading has a form of its own.
template <class T>
bool take_part(const json::Value& value, T& out);

template <class T>
bool take_members(const json::Value& value, T& out) {
  if (!value.is_object()) return false;
  using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
  const json::Object& object = value.as_object();
  bool ok = true;
  // Written in the order of the members, so one walk finds them all.
  std::size_t at = 0;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    if (at >= object.size() || object[at].first != member.name) return;
    ok = take_part(object[at++].second, out.*member.pointer) && ok;
  });
  for (; at < object.size(); ++at) {
    boost::mp11::mp_for_each<Members>([&](auto member) {
      if (object[at].first == member.name) ok = take_part(object[at].second, out.*member.pointer) && ok;
    });
  }
  return ok;
}

template <class T>
bool take_part(const json::Value& value, T& out) {
  if constexpr (json::detail::is_optional<T>::value) {
    return take_part(value, out.emplace());
  } else if constexpr (std::is_same_v<T, Instant>) {
    if (value.is_int()) out.us = value.as_int();
    return value.is_int();
  } else if constexpr (json::Described<T>) {
    return take_members(value, out);
  } else {
    json::detail::Errors errors;
    json::detail::take(value, out, "", errors);
    return errors.fields.empty();
  }
}

template <class T>
Result<T> read_sparse(std::string_view text) {
  TIANGE_TRY(const json::Value value, json::parse(text));
  T out{};
  if (!take_members(value, out)) return refuse(ErrorCode::broken);
  return out;
}

}  // namespace

std::string encode(const CaseFile& file) {
  std::string out;
  out.reserve(1024);
  append_sparse(out, file);
  return out;
}

Result<CaseFile> decode_file(std::string_view text) { return read_sparse<CaseFile>(text); }

std::string encode_detail(const CaseEvent& event) {
  std::string out;
  out.reserve(512);
  append_sparse(out, event);
  return out;
}

Result<CaseEvent> decode_detail(std::string_view text) { return read_sparse<CaseEvent>(text); }

}  // namespace tiange::cases
