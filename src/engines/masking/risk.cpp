#include "engines/masking/risk.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"
#include "base/time.h"
#include "engines/masking/masks.h"

namespace tiange::masking {

namespace {

constexpr int k_most_steps = 16;  // of a suggestion

// A column as small numbers, one for each different value.
struct Codes {
  std::vector<std::uint32_t> of_row;
  std::uint32_t count = 0;
};

Codes codes_of(const Rows& rows, int column, ColumnForm form, int step) {
  Codes codes;
  codes.of_row.reserve(rows.size());
  std::unordered_map<std::string, std::uint32_t> known;
  for (const auto& row : rows) {
    const auto [at, fresh] = known.try_emplace(coarser(form, step, row[static_cast<std::size_t>(column)]), codes.count);
    codes.count += fresh;
    codes.of_row.push_back(at->second);
  }
  return codes;
}

struct Classes {
  std::vector<std::uint32_t> of_row;
  std::vector<std::int64_t> size;
  std::vector<std::int64_t> different;  // sensitive values; empty without such a column
};

// Exact: two numbers at a time become one.
std::vector<std::uint32_t> meet(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b, std::uint32_t& count) {
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  std::vector<std::uint32_t> out(a.size());
  count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto [at, fresh] = known.try_emplace(static_cast<std::uint64_t>(a[i]) << 32 | b[i], count);
    count += fresh;
    out[i] = at->second;
  }
  return out;
}

Classes classes_of(std::size_t rows, const std::vector<Codes>& columns, const Codes* sensitive) {
  Classes out;
  out.of_row.assign(rows, 0);
  std::uint32_t count = rows == 0 ? 0 : 1;
  for (const Codes& column : columns) out.of_row = meet(out.of_row, column.of_row, count);
  out.size.assign(count, 0);
  for (const std::uint32_t one : out.of_row) ++out.size[one];
  if (sensitive) {
    out.different.assign(count, 0);
    std::uint32_t pairs = 0;
    const std::vector<std::uint32_t> both = meet(out.of_row, sensitive->of_row, pairs);
    std::vector<bool> seen(pairs, false);
    for (std::size_t i = 0; i < rows; ++i) {
      if (!seen[both[i]]) ++out.different[out.of_row[i]];
      seen[both[i]] = true;
    }
  }
  return out;
}

// Who knows nothing of the table's people cannot find them in it, however few they are.
bool in_danger(const Classes& classes, std::size_t one, const RiskAsk& ask) {
  if (ask.quasi.empty()) return false;
  return classes.size[one] < ask.k || (!classes.different.empty() && classes.different[one] < ask.l);
}

std::int64_t count_at_risk(const Classes& classes, const RiskAsk& ask) {
  std::int64_t rows = 0;
  for (std::size_t i = 0; i < classes.size.size(); ++i) rows += in_danger(classes, i, ask) ? classes.size[i] : 0;
  return rows;
}

Outcome check_ask(const Rows& rows, const RiskAsk& ask) {
  const int width = rows.empty() ? 0 : static_cast<int>(rows.front().size());
  std::vector<int> columns = ask.quasi;
  if (ask.sensitive >= 0) columns.push_back(ask.sensitive);
  for (const int column : columns) {
    if (column < 0 || (!rows.empty() && column >= width)) return refuse(ErrorCode::bad_input, "没有这一列", "there is no such column");
  }
  if (ask.k < 2 || ask.k > 1000 || ask.l < 1 || ask.l > 100)
    return refuse(ErrorCode::bad_input, "k 应为 2–1000，l 应为 1–100", "k must be 2-1000 and l 1-100");
  return done();
}

// The ladder of each column, and how far each has been climbed.
struct Search {
  const Rows& rows;
  const RiskAsk& ask;
  std::vector<ColumnForm> forms;
  std::vector<int> steps;
  std::vector<Codes> columns;
  const Codes* sensitive;

  std::int64_t at_risk() const { return count_at_risk(classes_of(rows.size(), columns, sensitive), ask); }

  // The next step that leaves the fewest rows in danger; of equals the one that leaves the most classes. False: none left.
  bool climb(RiskStep& chosen) {
    std::int64_t best = -1, best_classes = 0;
    std::size_t best_column = 0;
    Codes best_codes;
    for (std::size_t q = 0; q < ask.quasi.size(); ++q) {
      if (steps[q] >= steps_of(forms[q])) continue;
      Codes next = codes_of(rows, ask.quasi[q], forms[q], steps[q] + 1);
      std::swap(columns[q], next);
      const Classes classes = classes_of(rows.size(), columns, sensitive);
      std::swap(columns[q], next);
      const std::int64_t left = count_at_risk(classes, ask);
      const auto count = static_cast<std::int64_t>(classes.size.size());
      if (best >= 0 && (left > best || (left == best && count <= best_classes))) continue;
      best = left;
      best_classes = count;
      best_column = q;
      best_codes = std::move(next);
    }
    if (best < 0) return false;
    columns[best_column] = std::move(best_codes);
    ++steps[best_column];
    const Words words = step_words(forms[best_column], steps[best_column]);
    chosen = {ask.quasi[best_column], steps[best_column], words.zh, words.en, best};
    return true;
  }
};

}  // namespace

ColumnForm form_of(const Rows& rows, int column) {
  std::array<std::size_t, 5> votes{};
  std::size_t seen = 0;
  for (const auto& row : rows) {
    const std::string& value = row[static_cast<std::size_t>(column)];
    if (value.empty()) continue;
    if (++seen > 1000) break;
    const bool digits = value.find_first_not_of("0123456789") == value.npos;
    const bool area = digits && (value.size() == 12 || value.size() == 15 || value.size() == 9);
    const bool date = !digits && value.size() >= 8 && parse_date(value).ok();
    const bool number = !area && text::to_double(value).has_value();
    const bool address = !address_head(value, AddressLevel::town).empty() && text::length(value) >= 8;
    const ColumnForm form = area ? ColumnForm::area : date ? ColumnForm::date : number ? ColumnForm::number : address ? ColumnForm::address : ColumnForm::word;
    ++votes[static_cast<std::size_t>(form)];
  }
  const auto most = std::max_element(votes.begin(), votes.end());
  if (*most * 10 < std::min<std::size_t>(seen, 1000) * 8) return ColumnForm::word;
  return static_cast<ColumnForm>(most - votes.begin());
}

int steps_of(ColumnForm form) {
  switch (form) {
    case ColumnForm::date: return 4;
    case ColumnForm::number: return 4;
    case ColumnForm::area: return 4;
    case ColumnForm::address: return 4;
    case ColumnForm::word: break;
  }
  return 1;
}

std::string coarser(ColumnForm form, int step, const std::string& value) {
  if (step <= 0) return value;
  if (step >= steps_of(form)) return "";
  const std::size_t at = static_cast<std::size_t>(step - 1);
  switch (form) {
    case ColumnForm::date: return apply_mask(std::array{Mask{MaskKind::month}, Mask{MaskKind::year, 1}, Mask{MaskKind::year, 10}}[at], value);
    case ColumnForm::number: return apply_mask(Mask{MaskKind::round, std::array{5, 10, 20}[at]}, value);
    case ColumnForm::area: return apply_mask(Mask{MaskKind::area, std::array{12, 9, 6}[at]}, value);
    case ColumnForm::address: return std::string(address_head(value, std::array{AddressLevel::community, AddressLevel::town, AddressLevel::district}[at]));
    case ColumnForm::word: break;
  }
  return "";
}

Words step_words(ColumnForm form, int step) {
  if (step >= steps_of(form)) return {"去掉此列", "leave the column out"};
  static const std::array<std::array<Words, 3>, 5> k_words = {
      std::array<Words, 3>{},
      {Words{"只到月", "month only"}, Words{"只到年", "year only"}, Words{"每 10 年一段", "bands of ten years"}},
      {Words{"每 5 一段", "bands of 5"}, Words{"每 10 一段", "bands of 10"}, Words{"每 20 一段", "bands of 20"}},
      {Words{"只到社区（村）", "community only"}, Words{"只到镇街", "town only"}, Words{"只到区县", "district only"}},
      {Words{"只到社区（村）", "community only"}, Words{"只到镇街", "town only"}, Words{"只到区县", "district only"}}};
  return k_words[static_cast<std::size_t>(form)][static_cast<std::size_t>(step - 1)];
}

Result<RiskReport> measure_risk(const Rows& rows, const RiskAsk& ask) {
  TIANGE_CHECK_OK(check_ask(rows, ask));
  RiskReport report;
  report.rows = static_cast<std::int64_t>(rows.size());
  if (rows.empty()) return report;
  Codes sensitive;
  if (ask.sensitive >= 0) sensitive = codes_of(rows, ask.sensitive, ColumnForm::word, 0);
  Search search{rows, ask, {}, std::vector<int>(ask.quasi.size(), 0), {}, ask.sensitive >= 0 ? &sensitive : nullptr};
  for (const int column : ask.quasi) {
    search.forms.push_back(form_of(rows, column));
    search.columns.push_back(codes_of(rows, column, ColumnForm::word, 0));
  }
  const Classes classes = classes_of(rows.size(), search.columns, search.sensitive);
  report.classes = static_cast<std::int64_t>(classes.size.size());
  report.smallest = *std::min_element(classes.size.begin(), classes.size.end());
  report.unique = std::count(classes.size.begin(), classes.size.end(), 1);
  report.at_risk = count_at_risk(classes, ask);
  report.highest = ask.quasi.empty() ? 0 : 1.0 / static_cast<double>(report.smallest);
  report.mean = static_cast<double>(report.classes) / static_cast<double>(report.rows);
  if (!classes.different.empty()) {
    report.least_l = *std::min_element(classes.different.begin(), classes.different.end());
    for (std::size_t i = 0; i < classes.size.size(); ++i) report.below_l += !ask.quasi.empty() && classes.different[i] < ask.l ? classes.size[i] : 0;
  }
  report.after = report.at_risk;
  // A few rows are better left out than a column blurred for all.
  const std::int64_t few = report.rows / 100;
  RiskStep step;
  while (report.after > few && static_cast<int>(report.suggestion.size()) < k_most_steps && search.climb(step)) {
    report.suggestion.push_back(step);
    report.after = step.at_risk;
  }
  return report;
}

std::vector<std::size_t> rows_at_risk(const Rows& rows, const RiskAsk& ask) {
  std::vector<std::size_t> out;
  if (rows.empty() || !check_ask(rows, ask).ok()) return out;
  Codes sensitive;
  if (ask.sensitive >= 0) sensitive = codes_of(rows, ask.sensitive, ColumnForm::word, 0);
  std::vector<Codes> columns;
  for (const int column : ask.quasi) columns.push_back(codes_of(rows, column, ColumnForm::word, 0));
  const Classes classes = classes_of(rows.size(), columns, ask.sensitive >= 0 ? &sensitive : nullptr);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (in_danger(classes, classes.of_row[i], ask)) out.push_back(i);
  }
  return out;
}

}  // namespace tiange::masking
