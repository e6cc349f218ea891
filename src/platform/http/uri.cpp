#include "platform/http/uri.h"

#include "base/text.h"

namespace tiange::http {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_sound(const std::string& text) { return text.find('\0') == std::string::npos && text::is_valid_utf8(text); }

Refusal bad_target() {
  return refuse(ErrorCode::bad_request, "地址含有无效的编码", "the address holds an invalid encoding");
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool form) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += form && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr char k_hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += k_hex[static_cast<unsigned char>(c) >> 4];
      out += k_hex[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

Result<Target> split_target(std::string_view target) {
  Target out;
  if (!target.starts_with('/')) return bad_target();
  const auto question = target.find('?');
  for (std::string_view raw :
       text::split(target.substr(1, question == std::string_view::npos ? question : question - 1), '/')) {
    auto segment = percent_decode(raw, false);
    if (!segment || !is_sound(*segment)) return bad_target();
    out.path += '/';
    out.path += *segment;
    out.segments.push_back(std::move(*segment));
  }
  if (question == std::string_view::npos) return out;
  for (std::string_view pair : text::split(target.substr(question + 1), '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::string() : percent_decode(pair.substr(equals + 1), true);
    if (!name || !value || !is_sound(*name) || !is_sound(*value)) return bad_target();
    out.query.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

}  // namespace tiange::http
