// Text forms of files and events: JSON in which members that hold their default are left out, and a clock is one list:
// [amount, kind, budget, used, started, since, stopped, due, warn, overdue], spans and moments in microseconds, the
// moments after `started` counted from it plus one, 0 for none, zeros at the end left out. Rows stay small enough for
// one page.

#include <charconv>
#include <iterator>
#include <type_traits>

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

namespace {

template <class T>
void append_sparse(std::string& out, const T& value);

std::int64_t after_start(const Clock& clock, Instant moment) { return moment ? (moment - clock.started).us + 1 : 0; }
Instant from_start(const Clock& clock, std::int64_t more) { return more ? clock.started + Span{more - 1} : Instant{}; }

void append_int(std::string& out, std::int64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_clock(std::string& out, const Clock& c) {
  const std::int64_t numbers[] = {static_cast<std::int64_t>(c.limit.kind),
                                  c.budget_us,
                                  c.used_us,
                                  c.started.us,
                                  after_start(c, c.since),
                                  after_start(c, c.stopped),
                                  after_start(c, c.due),
                                  after_start(c, c.warn),
                                  c.overdue ? 1 : 0};
  std::size_t count = std::size(numbers);
  while (count > 0 && numbers[count - 1] == 0) --count;
  out += '[';
  json::append_number(out, c.limit.amount);
  for (std::size_t i = 0; i < count; ++i) {
    out += ',';
    append_int(out, numbers[i]);
  }
  out += ']';
}

bool take_clock(const json::Value& value, Clock& c) {
  if (!value.is_array() || value.as_array().empty() || value.as_array().size() > 10) return false;
  const json::Array& list = value.as_array();
  std::int64_t numbers[9] = {};
  for (std::size_t i = 1; i < list.size(); ++i) {
    if (!list[i].is_int()) return false;
    numbers[i - 1] = list[i].as_int();
  }
  if (!list[0].is_number() || numbers[0] < 0 || numbers[0] > 3) return false;
  c.limit = {list[0].as_double(), static_cast<LimitKind>(numbers[0])};
  c.budget_us = numbers[1];
  c.used_us = numbers[2];
  c.started.us = numbers[3];
  c.since = from_start(c, numbers[4]);
  c.stopped = from_start(c, numbers[5]);
  c.due = from_start(c, numbers[6]);
  c.warn = from_start(c, numbers[7]);
  c.overdue = numbers[8] != 0;
  return true;
}

template <class T>
void append_part(std::string& out, const T& value);

template <class T>
void append_list(std::string& out, const std::vector<T>& values) {
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append_part(out, values[i]);
  }
  out += ']';
}

template <class T>
void append_part(std::string& out, const T& value) {
  if constexpr (json::detail::is_optional<T>::value) {
    append_part(out, *value);
  } else if constexpr (std::is_same_v<T, Instant>) {
    append_int(out, value.us);
  } else if constexpr (std::is_same_v<T, Clock>) {
    append_clock(out, value);
  } else if constexpr (json::detail::is_vector<T>::value) {
    append_list(out, value);
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
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>>([&](auto member) {
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
  using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
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
bool take_list(const json::Value& value, std::vector<T>& out) {
  if (!value.is_array()) return false;
  bool ok = true;
  for (const json::Value& one : value.as_array()) ok = take_part(one, out.emplace_back()) && ok;
  return ok;
}

template <class T>
bool take_part(const json::Value& value, T& out) {
  if constexpr (json::detail::is_optional<T>::value) {
    return take_part(value, out.emplace());
  } else if constexpr (std::is_same_v<T, Instant>) {
    if (value.is_int()) out.us = value.as_int();
    return value.is_int();
  } else if constexpr (std::is_same_v<T, Clock>) {
    return take_clock(value, out);
  } else if constexpr (json::detail::is_vector<T>::value) {
    return take_list(value, out);
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

std::string place_text_of(std::string_view text) {
  constexpr std::string_view k_name = "\"place_text\":";  // within a string its quotes would have backslashes
  std::size_t begin = text.find(k_name);
  if (begin == std::string_view::npos) return {};
  begin += k_name.size();
  std::size_t end = begin + 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  const auto place = json::parse(text.substr(begin, end + 1 - begin));
  return place.ok() && place->is_string() ? place->as_string() : std::string();
}

std::string encode_detail(const CaseEvent& event) {
  std::string out;
  out.reserve(512);
  append_sparse(out, event);
  return out;
}

Result<CaseEvent> decode_detail(std::string_view text) { return read_sparse<CaseEvent>(text); }

}  // namespace tiange::cases
