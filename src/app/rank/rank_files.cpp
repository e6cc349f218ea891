#include "app/rank/rank_files.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>

#include "base/text.h"
#include "base/time.h"
#include "platform/sheets/sheets.h"

namespace tiange::app {

namespace {

constexpr double k_held_out = 0.3;
constexpr double k_us_a_day = 86'400'000'000.0;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool missing(std::string_view cell) {
  const std::string word = lower(text::trim(cell));
  return word.empty() || word == "na" || word == "n/a" || word == "nan" || word == "null" || word == "none";
}

std::optional<double> number_in(std::string_view cell) {
  const auto number = text::to_double(text::trim(cell));
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> outcome_in(std::string_view cell) {
  const std::string word = lower(text::trim(cell));
  if (word == "1" || word == "true" || word == "yes" || word == "y" || word == "t" || word == "1.0" || word == "是") return true;
  if (word == "0" || word == "false" || word == "no" || word == "n" || word == "f" || word == "0.0" || word == "否") return false;
  return std::nullopt;
}

// "1/31/2014", "01/31/2014 12:00:00 AM": the month first, as the United States write it.
std::optional<double> us_days(std::string_view cell) {
  const std::size_t first = cell.find('/'), second = first == cell.npos ? cell.npos : cell.find('/', first + 1);
  if (second == cell.npos || cell.size() < second + 5) return std::nullopt;
  const auto month = text::to_int(cell.substr(0, first)), day = text::to_int(cell.substr(first + 1, second - first - 1)),
             year = text::to_int(cell.substr(second + 1, 4));
  if (!month || !day || !year) return std::nullopt;
  char date[32];
  std::snprintf(date, sizeof date, "%04d-%02d-%02d", static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day));
  std::string time = lower(text::trim(cell.substr(second + 5)));
  const bool morning = time.ends_with("am"), afternoon = time.ends_with("pm");
  if (morning || afternoon) time = text::trim(std::string_view(time).substr(0, time.size() - 2));
  const auto moment = parse_local(time.empty() ? std::string(date) : std::string(date) + " " + time);
  if (!moment.ok() || ((morning || afternoon) && time.empty())) return std::nullopt;
  std::int64_t us = local_us_of_day(*moment);
  constexpr std::int64_t k_half = 12 * 3'600'000'000;
  if ((morning || afternoon) && us / k_half == 1) us -= k_half;  // twelve is nought
  if (afternoon) us += k_half;
  return static_cast<double>(local_date(*moment).day) + static_cast<double>(us) / k_us_a_day;
}

std::optional<bool> among(const std::vector<std::string>& words, std::string_view cell) {
  if (missing(cell)) return std::nullopt;
  const std::string word = lower(text::trim(cell));
  return std::any_of(words.begin(), words.end(), [&](const std::string& one) { return lower(one) == word; });
}

Refusal bad_cell(std::size_t line, const std::string& column, const std::string& cell, const char* zh, const char* en) {
  const std::string shown = text::cut(cell, 40);
  return refuse(ErrorCode::bad_file, "第 " + std::to_string(line) + " 行“" + column + "”列的“" + shown + "”" + zh,
                "line " + std::to_string(line) + ", column " + column + ": \"" + shown + "\" " + en);
}

// Dates as days, unless every cell is a number.
Result<std::vector<double>> orders_of(const VisitRows& rows, const std::string& column, bool numbers) {
  std::vector<double> out;
  for (std::size_t i = 0; i < rows.orders.size(); ++i) {
    if (numbers) {
      const auto number = number_in(rows.orders[i]);
      if (!number) return bad_cell(rows.numbers[i], column, rows.orders[i], "不是数字，其他行是数字", "is no number, as the others are");
      out.push_back(*number);
      continue;
    }
    if (const auto days = us_days(text::trim(rows.orders[i]))) {
      out.push_back(*days);
      continue;
    }
    const auto moment = parse_local(text::trim(rows.orders[i]));
    if (!moment.ok()) return bad_cell(rows.numbers[i], column, rows.orders[i], "不是日期或数字", "is neither a date nor a number");
    out.push_back(static_cast<double>(local_date(*moment).day) + static_cast<double>(local_us_of_day(*moment)) / k_us_a_day);
  }
  return out;
}

Result<ranking::Visits> visits_in(const VisitRows& rows, const VisitColumns& columns, const std::vector<bool>& numeric, bool order_numbers) {
  ranking::Visits visits;
  for (std::size_t f = 0; f < columns.features.size(); ++f) {
    ranking::Feature feature{columns.features[f], numeric[f], {}, {}};
    for (const std::string& cell : rows.features[f]) {
      if (numeric[f]) feature.numbers.push_back(missing(cell) ? std::numeric_limits<double>::quiet_NaN() : number_in(cell).value_or(std::numeric_limits<double>::quiet_NaN()));
      else feature.texts.push_back(missing(cell) ? "" : std::string(text::trim(cell)));
    }
    visits.features.push_back(std::move(feature));
  }
  for (std::size_t i = 0; i < rows.outcomes.size(); ++i) {
    const auto outcome = columns.serious.empty() ? outcome_in(rows.outcomes[i]) : among(columns.serious, rows.outcomes[i]);
    if (!outcome) return bad_cell(rows.numbers[i], columns.outcome, rows.outcomes[i], columns.serious.empty() ? "应为 0 或 1；其他写法用 --serious 说明哪些算严重" : "没有结果",
                                  columns.serious.empty() ? "must be 0 or 1; say with --serious which other words are serious" : "is no outcome");
    visits.serious.push_back(*outcome);
  }
  TIANGE_TRY(visits.order, orders_of(rows, columns.order, order_numbers));
  return visits;
}

ranking::Visits rows_of(const ranking::Visits& all, std::span<const std::size_t> rows) {
  ranking::Visits some;
  for (const ranking::Feature& feature : all.features) {
    ranking::Feature one{feature.name, feature.numeric, {}, {}};
    for (const std::size_t row : rows) {
      if (feature.numeric) one.numbers.push_back(feature.numbers[row]);
      else one.texts.push_back(feature.texts[row]);
    }
    some.features.push_back(std::move(one));
  }
  for (const std::size_t row : rows) some.serious.push_back(all.serious[row]), some.order.push_back(all.order[row]);
  return some;
}

bool all_numbers(const std::vector<std::string>& cells, bool may_miss) {
  bool any = false;
  for (const std::string& cell : cells) {
    if (may_miss && missing(cell)) continue;
    if (!number_in(cell)) return false;
    any = true;
  }
  return any;
}

}  // namespace

Result<VisitRows> read_visit_rows(const std::string& path, const VisitColumns& columns) {
  TIANGE_TRY(const auto reader, sheets::open_file(path));
  sheets::Row row;
  TIANGE_TRY(const bool titled, reader->next(row));
  if (!titled) return refuse(ErrorCode::bad_file, "文件是空的：" + path, "the file is empty: " + path);
  std::vector<std::string> titles;
  for (const std::string& title : row.cells) titles.emplace_back(text::trim(title));
  std::vector<std::string> wanted = columns.features;
  wanted.push_back(columns.outcome);
  wanted.push_back(columns.order);
  std::vector<std::size_t> places;
  for (const std::string& name : wanted) {
    const auto found = std::find(titles.begin(), titles.end(), name);
    if (found == titles.end()) {
      std::string has;
      for (const std::string& title : titles) has += (has.empty() ? "" : ", ") + title;
      return refuse(ErrorCode::bad_file, path + " 没有“" + name + "”列；现有列：" + has, path + " has no column " + name + "; it has: " + has);
    }
    places.push_back(static_cast<std::size_t>(found - titles.begin()));
  }
  VisitRows out;
  out.features.resize(columns.features.size());
  for (;;) {
    TIANGE_TRY(const bool more, reader->next(row));
    if (!more) break;
    if (std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); })) continue;
    const auto cell = [&](std::size_t place) { return place < row.cells.size() ? row.cells[place] : std::string(); };
    for (std::size_t f = 0; f < columns.features.size(); ++f) out.features[f].push_back(cell(places[f]));
    out.outcomes.push_back(cell(places[columns.features.size()]));
    out.orders.push_back(cell(places[columns.features.size() + 1]));
    out.numbers.push_back(row.number);
  }
  if (out.outcomes.empty()) return refuse(ErrorCode::bad_file, path + " 只有标题，没有数据行", path + " has titles but no rows");
  return out;
}

Result<VisitSplit> visits_of(const VisitRows& train, const VisitRows* test, const VisitColumns& columns) {
  std::vector<bool> numeric;
  for (const auto& cells : train.features) numeric.push_back(all_numbers(cells, true));
  const bool order_numbers = all_numbers(train.orders, false);
  VisitSplit out;
  TIANGE_TRY(out.train, visits_in(train, columns, numeric, order_numbers));
  if (test) {
    TIANGE_TRY(out.test, visits_in(*test, columns, numeric, order_numbers));
    return out;
  }
  const ranking::Visits all = std::move(out.train);
  std::vector<std::size_t> rows(all.rows());
  std::iota(rows.begin(), rows.end(), 0);
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return all.order[a] < all.order[b]; });
  const auto cut = static_cast<std::size_t>(static_cast<double>(rows.size()) * (1 - k_held_out));
  out.train = rows_of(all, std::span(rows).first(cut));
  out.test = rows_of(all, std::span(rows).subspan(cut));
  return out;
}

}  // namespace tiange::app
