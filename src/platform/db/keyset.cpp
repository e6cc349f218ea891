#include "platform/db/keyset.h"

#include <array>
#include <bit>
#include <cmath>

#include "base/digest.h"
#include "base/text.h"

namespace tiange::db {
namespace {

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    int v = -1;
    if (c >= 'A' && c <= 'Z') v = c - 'A';
    else if (c >= 'a' && c <= 'z') v = c - 'a' + 26;
    else if (c >= '0' && c <= '9') v = c - '0' + 52;
    else if (c == '-') v = 62;
    else if (c == '_') v = 63;
    if (v < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(v);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 0xff);
    }
  }
  return out;
}

void put(std::string& out, std::uint64_t n) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift & 0xff);
}

std::optional<std::uint64_t> get(std::string_view& in) {
  if (in.size() < 8) return std::nullopt;
  std::uint64_t n = 0;
  for (int i = 0; i < 8; ++i) n = n << 8 | static_cast<unsigned char>(in[static_cast<std::size_t>(i)]);
  in.remove_prefix(8);
  return n;
}

std::optional<KeyValue> get_value(std::string_view& in) {
  if (in.empty()) return std::nullopt;
  const char kind = in[0];
  in.remove_prefix(1);
  const auto n = get(in);
  if (!n) return std::nullopt;
  if (kind == 'i') return static_cast<std::int64_t>(*n);
  if (kind == 'd') {
    const double d = std::bit_cast<double>(*n);
    if (!std::isfinite(d)) return std::nullopt;
    return d;
  }
  if (kind != 't' || *n > in.size()) return std::nullopt;
  std::string text(in.substr(0, *n));
  in.remove_prefix(*n);
  if (!text::is_valid_utf8(text) || text.find('\0') != std::string::npos) return std::nullopt;
  return text;
}

Refusal bad_cursor() { return refuse(ErrorCode::bad_input, "分页标记无效", "the page cursor is not valid"); }

bool all_one_way(std::span<const KeyColumn> columns) {
  for (const auto& column : columns)
    if (column.direction != columns[0].direction) return false;
  return true;
}

std::string_view behind(const KeyColumn& column) { return column.direction == Direction::ascending ? " > " : " < "; }

Param as_param(const KeyValue& value) {
  return std::visit([](const auto& v) { return Param(v); }, value);
}

}  // namespace

std::string encode_cursor(const Cursor& cursor) {
  std::string out;
  for (const auto& value : cursor) {
    if (const auto* n = std::get_if<std::int64_t>(&value)) {
      out += 'i';
      put(out, static_cast<std::uint64_t>(*n));
    } else if (const auto* d = std::get_if<double>(&value)) {
      out += 'd';
      put(out, std::bit_cast<std::uint64_t>(*d));
    } else {
      const auto& text = std::get<std::string>(value);
      out += 't';
      put(out, text.size());
      out += text;
    }
  }
  return base64url(out);
}

Result<Cursor> decode_cursor(std::string_view text, std::size_t columns) {
  const auto bytes = from_base64url(text);
  if (!bytes) return bad_cursor();
  Cursor cursor;
  std::string_view rest = *bytes;
  while (!rest.empty()) {
    auto value = get_value(rest);
    if (!value || cursor.size() == columns) return bad_cursor();
    cursor.push_back(std::move(*value));
  }
  if (cursor.size() != columns) return bad_cursor();
  return cursor;
}

Result<std::optional<Cursor>> read_cursor(std::string_view text, std::size_t columns) {
  if (text.empty()) return std::optional<Cursor>();
  TIANGE_TRY(Cursor cursor, decode_cursor(text, columns));
  return std::optional<Cursor>(std::move(cursor));
}

std::string order_by(std::span<const KeyColumn> columns) {
  std::string out;
  for (const auto& column : columns) {
    if (!out.empty()) out += ", ";
    out += column.name;
    if (column.direction == Direction::descending) out += " DESC";
  }
  return out;
}

// Mixed directions: a > ? OR (a = ? AND b < ?) OR …, behind a plain bound on the first column that an index can use.
std::string after(std::span<const KeyColumn> columns) {
  if (all_one_way(columns)) {
    std::string names;
    std::string marks;
    for (const auto& column : columns) {
      if (!names.empty()) {
        names += ", ";
        marks += ", ";
      }
      names += column.name;
      marks += '?';
    }
    return "(" + names + ")" + std::string(behind(columns[0])) + "(" + marks + ")";
  }
  const auto& first = columns[0];
  const std::string_view bound = first.direction == Direction::ascending ? " >= ?" : " <= ?";
  std::string out = "(" + std::string(first.name) + std::string(bound) + " AND (";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += " OR ";
    out += '(';
    for (std::size_t j = 0; j < i; ++j) out += std::string(columns[j].name) + " = ? AND ";
    out += std::string(columns[i].name) + std::string(behind(columns[i])) + "?)";
  }
  return out + "))";
}

void bind_after(std::span<const KeyColumn> columns, const Cursor& cursor, std::vector<Param>& params) {
  if (all_one_way(columns)) {
    for (const auto& value : cursor) params.push_back(as_param(value));
    return;
  }
  params.push_back(as_param(cursor[0]));
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) params.push_back(as_param(cursor[j]));
}

}  // namespace tiange::db
