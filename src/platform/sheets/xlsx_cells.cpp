#include "platform/sheets/xlsx_cells.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace tiange::sheets {

namespace {

constexpr std::size_t k_most_row = 1048576, k_most_column = 16384;  // of a sheet, by ECMA-376

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
// What may stand inside a name; bytes above ASCII are letters of other scripts.
bool in_name(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80; }

// $B$7
struct Reference {
  CellPlace place;
  bool fixed_row = false, fixed_column = false;
  std::size_t length = 0;  // bytes
  std::string text() const {
    return (fixed_column ? "$" : "") + column_name(place.column) + (fixed_row ? "$" : "") + std::to_string(place.row);
  }
};

std::optional<Reference> reference_here(std::string_view text) {
  Reference out;
  std::size_t i = 0;
  if (i < text.size() && text[i] == '$') out.fixed_column = true, ++i;
  const std::size_t letters = i;
  while (i < text.size() && is_letter(text[i]) && i - letters < 4) {
    out.place.column = out.place.column * 26 + static_cast<std::size_t>(std::toupper(text[i]) - 'A' + 1);
    ++i;
  }
  if (i == letters || out.place.column > k_most_column) return std::nullopt;
  if (i < text.size() && text[i] == '$') out.fixed_row = true, ++i;
  const std::size_t digits = i;
  while (i < text.size() && is_digit(text[i]) && i - digits < 8) out.place.row = out.place.row * 10 + static_cast<std::size_t>(text[i++] - '0');
  if (i == digits || out.place.row == 0 || out.place.row > k_most_row) return std::nullopt;
  if (i < text.size() && (in_name(text[i]) || text[i] == '(' || text[i] == '!')) return std::nullopt;
  out.length = i;
  return out;
}

std::size_t moved_row(std::size_t row, RowsInserted rows, bool end_of_range) {
  return row > rows.after || (end_of_range && row == rows.after) ? row + rows.count : row;
}

// Walks a formula; calls on_range(sheet, first, second or null) -> text for every reference, copies everything else.
template <class OnRange>
std::string rewritten(std::string_view formula, OnRange on_range) {
  std::string out;
  std::string sheet;      // of the reference that comes next
  bool has_sheet = false;
  std::size_t name_from = 0;  // where in `out` a plain word began that may be the name of a sheet
  for (std::size_t i = 0; i < formula.size();) {
    const char c = formula[i];
    if (c == '"') {
      const std::size_t end = std::min(formula.size(), formula.find('"', i + 1));
      out += formula.substr(i, end - i + 1);
      i = end + 1;
      name_from = out.size();
      continue;
    }
    if (c == '\'') {
      std::string name;
      std::size_t j = i + 1;
      for (; j < formula.size(); ++j) {
        if (formula[j] != '\'') name += formula[j];
        else if (j + 1 < formula.size() && formula[j + 1] == '\'') name += formula[j++];
        else break;
      }
      out += formula.substr(i, j - i + 1);
      i = j + 1;
      if (i < formula.size() && formula[i] == '!') {
        out += '!';
        ++i;
        sheet = std::move(name);
        has_sheet = true;
      }
      name_from = out.size();
      continue;
    }
    const bool inside_word = out.size() > name_from && in_name(out.back());
    if (const auto first = inside_word ? std::nullopt : reference_here(formula.substr(i))) {
      i += first->length;
      std::optional<Reference> second;
      if (i < formula.size() && formula[i] == ':') second = reference_here(formula.substr(i + 1));
      if (second) i += 1 + second->length;
      out += on_range(has_sheet ? &sheet : nullptr, *first, second ? &*second : nullptr);
      has_sheet = false;
      name_from = out.size();
      continue;
    }
    if (c == '!') {
      sheet = out.substr(name_from);
      has_sheet = true;
    }
    out += c;
    ++i;
    if (!in_name(c)) name_from = out.size();
    if (!in_name(c) && c != '!') has_sheet = false;
  }
  return out;
}

}  // namespace

std::string column_name(std::size_t column) {
  std::string out;
  for (; column > 0; column = (column - 1) / 26) out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
  return out;
}

std::string cell_name(CellPlace place) { return column_name(place.column) + std::to_string(place.row); }

std::optional<CellPlace> cell_place(std::string_view name) {
  const auto found = reference_here(name);
  if (!found || found->length != name.size()) return std::nullopt;
  return found->place;
}

std::string moved_range(std::string_view range, RowsInserted rows) {
  std::string out;
  for (const std::string_view one : text::split(range, ' ')) {
    if (!out.empty()) out += ' ';
    const auto colon = one.find(':');
    const auto first = cell_place(one.substr(0, colon));
    const auto second = colon == one.npos ? first : cell_place(one.substr(colon + 1));
    if (!first || !second) {
      out += one;
      continue;
    }
    const bool grows = second->row > first->row;
    out += cell_name({moved_row(first->row, rows, false), first->column});
    if (colon != one.npos) out += ":" + cell_name({moved_row(second->row, rows, grows), second->column});
  }
  return out;
}

std::string moved_formula(std::string_view formula, std::string_view sheet, bool own, RowsInserted rows, bool grows) {
  if (rows.count == 0) return std::string(formula);
  return rewritten(formula, [&](const std::string* named, Reference first, Reference* second) {
    const bool ours = named ? *named == sheet : own;
    if (ours) {
      first.place.row = moved_row(first.place.row, rows, false);
      // A range that ends on the last row of the block covers what came in, even one of a single row.
      if (second) second->place.row = moved_row(second->place.row, rows, grows);
    }
    return second ? first.text() + ":" + second->text() : first.text();
  });
}

std::string copied_formula(std::string_view formula, std::ptrdiff_t rows, std::ptrdiff_t columns) {
  const auto further = [&](Reference& one) {
    if (!one.fixed_row) one.place.row = static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(one.place.row) + rows));
    if (!one.fixed_column) one.place.column = static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(one.place.column) + columns));
  };
  return rewritten(formula, [&](const std::string*, Reference first, Reference* second) {
    further(first);
    if (second) further(*second);
    return second ? first.text() + ":" + second->text() : first.text();
  });
}

std::vector<std::string> called_functions(std::string_view formula) {
  std::vector<std::string> out;
  std::string word;
  for (std::size_t i = 0; i < formula.size(); ++i) {
    const char c = formula[i];
    if (c == '"') {
      i = std::min(formula.size(), formula.find('"', i + 1));
      word.clear();
      continue;
    }
    if (c == '(' && !word.empty()) out.push_back(word);
    if (in_name(c)) {
      word += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    } else if (c != ' ') {
      word.clear();
    }
  }
  return out;
}

bool reaches_outside(std::string_view formula) {
  for (std::size_t i = 0; i < formula.size(); ++i) {
    if (formula[i] == '"') i = std::min(formula.size(), formula.find('"', i + 1));
    else if (formula[i] == '|' || formula[i] == '[') return true;
  }
  return false;
}

}  // namespace tiange::sheets
