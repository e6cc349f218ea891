#include <cctype>

#include "engines/feel/values/value.h"

namespace tiange::feel {
namespace {

void append_text(std::string& out, const Value& value, bool inside, bool source);

void append_quoted(std::string& out, std::string_view text, bool escape) {
  out += '"';
  for (const char c : text) {
    if (escape && (c == '"' || c == '\\')) out += '\\';
    if (escape && c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  out += '"';
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) == 0 && c != '_' && c != ' ') return false;
  }
  return true;
}

void append_context(std::string& out, const ContextData& context, bool source) {
  out += '{';
  bool first = true;
  for (const Entry& entry : context.entries) {
    if (!first) out += ", ";
    first = false;
    if (is_plain_name(entry.name)) {
      out += entry.name;
    } else {
      append_quoted(out, entry.name, true);
    }
    out += ": ";
    append_text(out, entry.value, true, source);
  }
  out += '}';
}

void append_range(std::string& out, const RangeData& range, bool source) {
  constexpr const char* k_signs[] = {"", "<", "<=", ">", ">=", "=", "!="};
  if (range.form != RangeForm::interval) {
    out += k_signs[static_cast<std::size_t>(range.form)];
    const bool low = range.form == RangeForm::greater || range.form == RangeForm::greater_equal ||
                     range.form == RangeForm::equal;
    append_text(out, range.form == RangeForm::not_equal ? range.other : low ? range.low : range.high, true, source);
    return;
  }
  out += range.low_closed ? '[' : '(';
  append_text(out, range.low, true, source);
  out += "..";
  append_text(out, range.high, true, source);
  out += range.high_closed ? ']' : ')';
}

std::string temporal_text(const Value& value) {
  switch (value.kind()) {
    case Kind::date: return to_string(value.as_date());
    case Kind::time: return to_string(value.as_time());
    case Kind::date_time: return to_string(value.as_date_time());
    case Kind::days_duration: return to_string(value.as_days_duration());
    case Kind::months_duration: return to_string(value.as_months_duration());
    default: return {};
  }
}

void append_list(std::string& out, std::span<const Value> items, bool source) {
  out += '[';
  bool first = true;
  for (const Value& item : items) {
    if (!first) out += ", ";
    first = false;
    append_text(out, item, true, source);
  }
  out += ']';
}

void append_text(std::string& out, const Value& value, bool inside, bool source) {
  switch (value.kind()) {
    case Kind::null: out += "null"; return;
    case Kind::boolean: out += value.as_boolean() ? "true" : "false"; return;
    case Kind::number: out += value.as_number().to_string(); return;
    case Kind::string:
      if (inside) {
        append_quoted(out, value.as_string(), true);
      } else {
        out += value.as_string();
      }
      return;
    case Kind::list: return append_list(out, value.items(), source);
    case Kind::context: return append_context(out, value.as_context(), source);
    case Kind::range: return append_range(out, value.as_range(), source);
    case Kind::function: out += "function"; return;
    default:
      out += source ? "@\"" + temporal_text(value) + "\"" : temporal_text(value);
  }
}

}  // namespace

std::string to_text(const Value& value) {
  std::string out;
  append_text(out, value, false, false);
  return out;
}

std::string to_literal(const Value& value) {
  std::string out;
  append_text(out, value, true, true);
  return out;
}

}  // namespace tiange::feel
