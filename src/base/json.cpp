#include "base/json.h"

#include <simdjson.h>

#include <charconv>
#include <cstring>
#include <cmath>

namespace tiange::json {

namespace {

Refusal syntax_error(std::string_view text, simdjson::error_code error) {
  std::string why(simdjson::error_message(error));
  Refusal refusal = refuse(ErrorCode::bad_json, "共 " + std::to_string(text.size()) + " 字节，" + why, why);
  return refusal;
}

Result<Value> convert(simdjson::dom::element element, std::size_t depth) {
  using simdjson::dom::element_type;
  if (depth > k_max_depth) {
    return refuse(ErrorCode::bad_json, "嵌套超过 200 层", "nested deeper than 200 levels");
  }
  switch (element.type()) {
    case element_type::NULL_VALUE:
      return Value();
    case element_type::BOOL:
      return Value(element.get_bool().value_unsafe());
    case element_type::INT64:
      return Value(static_cast<std::int64_t>(element.get_int64().value_unsafe()));
    case element_type::UINT64:
      return Value(static_cast<double>(element.get_uint64().value_unsafe()));
    case element_type::DOUBLE:
      return Value(element.get_double().value_unsafe());
    case element_type::STRING:
      return Value(std::string_view(element.get_string().value_unsafe()));
    case element_type::ARRAY: {
      Array array;
      const simdjson::dom::array items = element.get_array().value_unsafe();
      for (simdjson::dom::element item : items) {
        TIANGE_TRY(Value value, convert(item, depth + 1));
        array.push_back(std::move(value));
      }
      return Value(std::move(array));
    }
    case element_type::OBJECT: {
      Object object;
      const simdjson::dom::object members = element.get_object().value_unsafe();
      for (simdjson::dom::key_value_pair member : members) {
        TIANGE_TRY(Value value, convert(member.value, depth + 1));
        object.emplace_back(std::string(member.key), std::move(value));
      }
      return Value(std::move(object));
    }
  }
  return Value();
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  const Object& members = as_object();
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    if (member->first == key) return &member->second;
  }
  return nullptr;
}

std::string Value::text_or(std::string_view key, std::string_view other) const {
  const Value* found = find(key);
  return found && found->is_string() ? found->as_string() : std::string(other);
}

void Value::set(std::string_view key, Value value) {
  if (!is_object()) data_ = Object{};
  for (Member& member : as_object()) {
    if (member.first == key) {
      member.second = std::move(value);
      return;
    }
  }
  as_object().emplace_back(std::string(key), std::move(value));
}

Result<Value> parse(std::string_view text) {
  thread_local simdjson::dom::parser parser;
  // simdjson skips a byte order mark of its own accord only in newer versions.
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  simdjson::dom::element root;
  const auto error = parser.parse(text.data(), text.size()).get(root);
  if (error) return syntax_error(text, error);
  return convert(root, 0);
}

namespace {

bool is_plain(unsigned char c) { return c >= 0x20 && c != '"' && c != '\\'; }

// Where the first character that must be escaped stands, from `i` on; eight at a time while all are plain.
std::size_t next_special(std::string_view text, std::size_t i) {
  constexpr std::uint64_t k_ones = 0x0101010101010101;
  constexpr std::uint64_t k_high = 0x8080808080808080;
  const auto any_below = [](std::uint64_t word, std::uint64_t limit) { return (word - k_ones * limit) & ~word & k_high; };
  for (; i + sizeof(std::uint64_t) <= text.size(); i += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    if (any_below(word, 0x20) | any_below(word ^ (k_ones * '"'), 1) | any_below(word ^ (k_ones * '\\'), 1)) break;
  }
  while (i < text.size() && is_plain(static_cast<unsigned char>(text[i]))) ++i;
  return i;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  static constexpr char k_hex[] = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = next_special(text, 0); i < text.size(); i = next_special(text, from)) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    out.append(text, from, i - from);
    from = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += k_hex[c >> 4];
        out += k_hex[c & 15];
    }
  }
  out.append(text, from);
  out += '"';
}

void append_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char text[40];
  auto [end, error] = std::to_chars(text, text + sizeof text, number);
  out.append(text, end);
}

void append_value(std::string& out, const Value& value) {
  if (value.is_null()) {
    out += "null";
  } else if (value.is_bool()) {
    out += value.as_bool() ? "true" : "false";
  } else if (value.is_int()) {
    out += std::to_string(value.as_int());
  } else if (value.is_number()) {
    append_number(out, value.as_double());
  } else if (value.is_string()) {
    append_escaped(out, value.as_string());
  } else if (value.is_array()) {
    append(out, value.as_array());
  } else {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : value.as_object()) {
      if (!first) out += ',';
      first = false;
      append_escaped(out, key);
      out += ':';
      append_value(out, item);
    }
    out += '}';
  }
}

std::string write(const Value& value) {
  std::string out;
  append_value(out, value);
  return out;
}

namespace detail {

bool expect(bool ok, const std::string& path, const char* zh, const char* en, Errors& errors) {
  if (!ok) errors.add(path, zh, en);
  return ok;
}

bool take_int(const Value& v, std::int64_t low, std::int64_t high, std::int64_t& out, const std::string& path,
              Errors& errors) {
  if (!expect(v.is_int(), path, "应为整数", "must be a whole number", errors)) return false;
  if (v.as_int() < low || v.as_int() > high) {
    const std::string range = std::to_string(low) + "–" + std::to_string(high);
    errors.add(path, "应在 " + range + " 之间", "must be within " + range);
    return false;
  }
  out = v.as_int();
  return true;
}

}  // namespace detail

}  // namespace tiange::json
