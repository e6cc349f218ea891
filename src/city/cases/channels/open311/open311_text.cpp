#include "city/cases/channels/open311/open311_text.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/text.h"
#include "platform/http/uri.h"

namespace tiange::cases::open311 {

namespace {

// The name of a member of a list.
std::string_view singular(std::string_view plural) {
  static constexpr std::pair<std::string_view, std::string_view> k_names[] = {
      {"services", "service"},   {"service_requests", "request"}, {"attributes", "attribute"},
      {"values", "value"},       {"errors", "error"},             {"service_request_updates", "request_update"},
      {"endpoints", "endpoint"}, {"formats", "format"}};
  for (const auto& [many, one] : k_names) {
    if (many == plural) return one;
  }
  return "item";
}

void append_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
      out += c;  // XML 1.0 has no other control characters
    }
  }
}

void append_element(std::string& out, std::string_view name, const json::Value& value) {
  out.append("<").append(name);
  if (value.is_null()) {
    out += "/>";
    return;
  }
  out += ">";
  if (value.is_array()) {
    for (const json::Value& one : value.as_array()) append_element(out, singular(name), one);
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.as_object()) append_element(out, key, member);
  } else if (value.is_string()) {
    append_text(out, value.as_string());
  } else {
    out += json::write(value);
  }
  out.append("</").append(name).append(">");
}

bool is_mail_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+';
}

void strike_mail(std::string& text) {
  for (std::size_t i = text.find('@'); i != std::string::npos; i = text.find('@', i + 1)) {
    std::size_t from = i, to = i + 1;
    while (from > 0 && is_mail_character(text[from - 1])) --from;
    while (to < text.size() && is_mail_character(text[to])) ++to;
    if (from == i || to == i + 1) continue;
    text.replace(from, to - from, "***");
    i = from;
  }
}

// Digits with the blanks and dashes that people put between them.
void strike_numbers(std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') continue;
    std::vector<std::size_t> digits;
    std::size_t k = i;
    for (; k < text.size(); ++k) {
      const char c = text[k];
      if ((c >= '0' && c <= '9') || (digits.size() >= 17 && (c == 'X' || c == 'x'))) {
        digits.push_back(k);
      } else if (c != '-' && c != ' ') {
        break;
      }
    }
    if (digits.size() >= 7) {
      for (std::size_t n = 3; n + 2 < digits.size(); ++n) text[digits[n]] = '*';
    }
    i = k;
  }
}

}  // namespace

std::string to_xml(const json::Value& value, std::string_view root) {
  std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
  append_element(out, root, value);
  return out;
}

json::Value errors(int code, const std::vector<std::string>& descriptions) {
  json::Array list;
  for (const std::string& description : descriptions) {
    json::Value one{json::Object{}};
    one.set("code", std::to_string(code));
    one.set("description", description);
    list.push_back(std::move(one));
  }
  return list;
}

std::string for_everybody(std::string text, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (text::length(name) >= 2) text = text::replace_all(text, name, "某");
  }
  strike_mail(text);
  strike_numbers(text);
  return text;
}

Fields read_form(std::string_view body) {
  Fields fields;
  for (const std::string_view pair : text::split(text::trim(body), '&')) {
    if (pair.empty() || fields.size() >= 1'000) continue;
    const std::size_t equals = pair.find('=');
    const auto name = http::percent_decode(pair.substr(0, equals), true);
    const auto value = http::percent_decode(equals == pair.npos ? "" : pair.substr(equals + 1), true);
    if (name && value && text::is_valid_utf8(*name) && text::is_valid_utf8(*value) && value->find('\0') == std::string::npos)
      fields.emplace_back(*name, *value);
  }
  return fields;
}

std::string field(const Fields& fields, std::string_view name) {
  for (const auto& [known, value] : fields) {
    if (known == name) return std::string(text::trim(value));
  }
  return "";
}

std::map<std::string, std::vector<std::string>> attributes(const Fields& fields) {
  std::map<std::string, std::vector<std::string>> out;
  for (const auto& [name, value] : fields) {
    if (!name.starts_with("attribute[")) continue;
    const std::size_t close = name.find(']');
    if (close == std::string::npos || text::trim(value).empty()) continue;
    out[name.substr(10, close - 10)].push_back(std::string(text::trim(value)));
  }
  return out;
}

std::string moment_text(Instant moment) {
  std::string text = format_local_seconds(moment);
  text[10] = 'T';
  return text + "+08:00";
}

double distance_m(double lng_a, double lat_a, double lng_b, double lat_b) {
  constexpr double k_earth_m = 6'371'008.8;
  const double radians = std::numbers::pi / 180;
  const double half_lat = std::sin((lat_b - lat_a) * radians / 2);
  const double half_lng = std::sin((lng_b - lng_a) * radians / 2);
  const double h = half_lat * half_lat + std::cos(lat_a * radians) * std::cos(lat_b * radians) * half_lng * half_lng;
  return 2 * k_earth_m * std::asin(std::sqrt(std::min(1.0, h)));
}

}  // namespace tiange::cases::open311
