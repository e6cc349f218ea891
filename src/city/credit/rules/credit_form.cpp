#include "city/credit/rules/credit_form.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace tiange::credit {

namespace {

using registers::FieldCatalogue;
using registers::FieldDefinition;
using registers::FieldType;
using registers::Kind;

constexpr int k_most_points = 100;
constexpr const char* k_latest = "latest_case";  // not a name of FEEL texts: only grounds read it

// Visits the pairs of a compact JSON object of texts.
void each_value(std::string_view golden, FunctionRef<void(std::string_view, std::string_view)> visit) {
  if (golden.find('\\') != golden.npos) {
    const auto parsed = json::parse(golden);
    if (!parsed.ok() || !parsed->is_object()) return;
    for (const auto& [field, value] : parsed->as_object()) {
      if (value.is_string()) visit(field, value.as_string());
    }
    return;
  }
  std::size_t at = 0;
  const auto quoted = [&](std::string_view& out) {
    const std::size_t from = golden.find('"', at);
    if (from == golden.npos) return false;
    const std::size_t to = golden.find('"', from + 1);
    if (to == golden.npos) return false;
    at = to + 1;
    out = golden.substr(from + 1, to - from - 1);
    return true;
  };
  for (std::string_view field, value; quoted(field) && quoted(value);) visit(field, value);
}

std::optional<Date> date_of(std::string_view text) {
  const auto date = parse_date(text);
  return date.ok() ? std::optional(*date) : std::nullopt;
}

// In hundredths; nothing for what is no plain number.
std::optional<std::int64_t> hundredths(std::string_view text) {
  bool minus = false;
  if (text.starts_with("-")) minus = true, text.remove_prefix(1);
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  int decimals = -1;
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    if (decimals == 2) continue;  // finer than is kept
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  for (int i = std::max(decimals, 0); i < 2; ++i) value *= 10;
  return minus ? -value : value;
}

std::string text_of_value(const feel::Value& value) {
  if (value.is_null()) return "";
  if (value.is(feel::Kind::string)) return std::string(value.as_string());
  if (value.is(feel::Kind::date)) return feel::to_string(value.as_date());
  if (!value.is(feel::Kind::number)) return feel::to_literal(value);
  std::string number = value.as_number().to_string();
  if (number.find('.') != number.npos) {
    while (number.ends_with('0')) number.pop_back();
    if (number.ends_with('.')) number.pop_back();
  }
  return number;
}

bool is_left_out(std::span<const LeftOut> some, std::string_view indicator, const std::string& ground) {
  return std::any_of(some.begin(), some.end(), [&](const LeftOut& one) { return one.indicator == indicator && one.ground == ground; });
}

}  // namespace

std::optional<int> whole_points(const feel::Value& value) {
  if (!value.is(feel::Kind::number)) return std::nullopt;
  const auto points = text::to_double(value.as_number().to_string());
  if (!points || !std::isfinite(*points)) return std::nullopt;
  return static_cast<int>(std::lround(std::clamp(*points, -double{k_most_points}, double{k_most_points})));
}

CreditForm::CreditForm(CreditScoring scoring, std::int64_t version, const FieldCatalogue& catalogue, Date today)
    : scoring_(std::move(scoring)), version_(version), today_(today) {
  feel::Names names;
  for (const CreditField& field : credit_fields(catalogue)) names.variables.push_back(field.field);
  const auto known = [&](const std::string& name) { return std::find(names.variables.begin(), names.variables.end(), name) != names.variables.end(); };
  const std::vector<CreditIndicator> all = scoring_.indicators;
  for (const CreditIndicator& one : all) {
    if (!one.on) continue;
    // What has faded is no longer true; the day is written out, so that the text says the same to both ways of asking.
    std::string condition = one.condition;
    if (one.fades_days > 0)
      condition = "(" + condition + ") and (" + one.since + " = null or " + one.since + " > date(\"" + format_date(today + -one.fades_days) + "\"))";
    auto holds = feel::parse_expression(condition, names);
    auto points = feel::parse_expression(one.points, names);
    if (!holds.ok() || !points.ok()) continue;
    std::vector<std::string> reads = holds->variables();
    for (const std::string& name : points->variables()) reads.push_back(name);
    for (const std::string* name : {&one.since, &one.document}) {
      if (!name->empty()) reads.push_back(*name);
    }
    std::vector<std::string> once;
    for (const std::string& name : reads) {
      if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
    }
    if (!std::all_of(once.begin(), once.end(), known)) continue;
    for (const std::string& name : once) add_column(catalogue, name);
    if (one.source.empty()) add_column(catalogue, k_latest);
    live_.push_back({one, *std::move(holds), *std::move(points), std::move(once)});
  }
}

void CreditForm::add_column(const FieldCatalogue& catalogue, const std::string& name) {
  if (std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.name == name; })) return;
  From from = From::text;
  if (const FieldDefinition* field = catalogue.field(Kind::firm, name)) {
    if (field->type == FieldType::date) from = From::date;
    if (field->type == FieldType::number) from = From::number;
  } else if (name == "age_days") {
    from = From::age_days;
  } else if (name == "cases_year") {
    from = From::cases_year;
  } else if (name == "serious_year") {
    from = From::serious_year;
  } else if (name == k_latest) {
    from = From::latest;
  } else {
    from = From::grid;
  }
  columns_.push_back({name, from});
}

columns::Table CreditForm::table(std::size_t rows) const {
  std::vector<columns::ColumnShape> shapes;
  for (const Column& column : columns_) {
    switch (column.from) {
      case From::text:
      case From::grid: shapes.push_back(columns::ColumnShape::string(column.name)); break;
      case From::date: shapes.push_back(columns::ColumnShape::date(column.name)); break;
      case From::number: shapes.push_back(columns::ColumnShape::number(column.name, 2)); break;
      default: shapes.push_back(columns::ColumnShape::number(column.name)); break;
    }
  }
  columns::Table table(std::move(shapes));
  table.resize(rows);
  return table;
}

void CreditForm::put(columns::Table& table, std::size_t row, const CreditRow& firm) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns::Column& cells = table.column(i);
    switch (columns_[i].from) {
      case From::grid: cells.put_text(row, firm.grid); break;
      case From::cases_year: cells.put_raw(row, firm.facts.cases_year); break;
      case From::serious_year: cells.put_raw(row, firm.facts.serious_year); break;
      case From::latest: cells.put_raw(row, firm.facts.latest); break;
      default: cells.put_null(row); break;
    }
  }
  each_value(firm.golden, [&](std::string_view field, std::string_view value) {
    const bool founded = field == "founded";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = columns_[i];
      columns::Column& cells = table.column(i);
      if (founded && column.from == From::age_days) {
        if (const auto day = date_of(value)) cells.put_raw(row, today_ - *day);
        continue;
      }
      if (column.name != field) continue;
      if (column.from == From::text) {
        cells.put_text(row, value);
      } else if (column.from == From::date) {
        if (const auto date = date_of(value)) cells.put_raw(row, date->day);
      } else if (column.from == From::number) {
        if (const auto number = hundredths(value)) cells.put_raw(row, *number);
      }
    }
  });
}

feel::Environment CreditForm::environment() const {
  const YearMonthDay day = split_date(today_);
  feel::Environment environment;
  environment.now = feel::DateTime{{day.year, static_cast<std::uint8_t>(day.month), static_cast<std::uint8_t>(day.day)}, 0,
                                   feel::Zone::offset(8 * 3600)};
  return environment;
}

void CreditForm::finish(CreditResult& result) const {
  int score = scoring_.base;
  std::size_t worst = 0;
  for (const CreditMark& mark : result.marks) {
    if (mark.left_out) continue;
    score += mark.points;
    const std::string& cap = live_[mark.indicator].indicator.cap;
    for (std::size_t i = 0; !cap.empty() && i < scoring_.grades.size(); ++i) {
      if (scoring_.grades[i].grade == cap) worst = std::max(worst, i);
    }
  }
  result.score = std::clamp(score, k_least_score, k_most_score);
  result.grade = scoring_.grades.empty() ? 0 : scoring_.grades.size() - 1;
  for (std::size_t i = 0; i < scoring_.grades.size(); ++i) {
    if (result.score < scoring_.grades[i].from) continue;
    result.grade = i;
    break;
  }
  result.grade = std::max(result.grade, worst);
}

CreditResult CreditForm::score(const columns::Table& table, std::size_t row, std::span<const LeftOut> left_out) const {
  CreditResult result;
  const feel::Value context = table.row(row);
  const feel::Environment environment = this->environment();
  for (std::size_t i = 0; i < live_.size(); ++i) {
    if (!feel::evaluate(live_[i].condition, context, environment).is_true()) continue;
    const auto points = whole_points(feel::evaluate(live_[i].points, context, environment).value);
    if (!points || *points == 0) continue;
    const bool out = !left_out.empty() && is_left_out(left_out, live_[i].indicator.key, ground(table, row, i));
    result.marks.push_back({i, *points, out});
  }
  finish(result);
  return result;
}

void CreditForm::score_all(const columns::Table& table, FunctionRef<std::span<const LeftOut>(std::size_t row)> left_out,
                           FunctionRef<void(std::size_t row, const CreditResult&)> visit) const {
  columns::Questions questions;
  for (std::size_t i = 0; i < live_.size(); ++i) {
    questions.conditions.push_back(live_[i].condition);
    questions.amounts.push_back({live_[i].points, i});
  }
  const columns::Answers answers = columns::Plan::compile(table, std::move(questions), environment()).run(table, {}, columns::in_order);
  CreditResult result;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    result.marks.clear();
    const std::span<const LeftOut> out = left_out(row);
    for (std::size_t i = 0; i < live_.size(); ++i) {
      if (!answers.conditions[i].has(row)) continue;
      const auto points = whole_points(answers.amounts[i].at(row));
      if (!points || *points == 0) continue;
      result.marks.push_back({i, *points, !out.empty() && is_left_out(out, live_[i].indicator.key, ground(table, row, i))});
    }
    finish(result);
    visit(row, result);
  }
}

std::string CreditForm::cell(const columns::Table& table, std::size_t row, const std::string& name) const {
  const auto at = table.find(name);
  return at ? text_of_value(table.column(*at).value(row)) : std::string();
}

std::string CreditForm::ground(const columns::Table& table, std::size_t row, std::size_t indicator) const {
  const CreditLive& live = live_[indicator];
  const std::string day = live.indicator.since.empty() ? "" : cell(table, row, live.indicator.since);
  if (!day.empty()) return live.indicator.since + "=" + day;
  if (live.indicator.source.empty()) return "case=" + cell(table, row, k_latest);
  std::string out;
  for (const std::string& name : live.reads) {
    const auto column = std::find_if(columns_.begin(), columns_.end(), [&](const Column& one) { return one.name == name; });
    if (column->from != From::text && column->from != From::date && column->from != From::number) continue;  // what time alone changes
    out += (out.empty() ? "" : ";") + name + "=" + cell(table, row, name);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> CreditForm::values(const columns::Table& table, std::size_t row, std::size_t indicator) const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& name : live_[indicator].reads) out.emplace_back(name, cell(table, row, name));
  return out;
}

std::optional<Date> CreditForm::since(const columns::Table& table, std::size_t row, std::size_t indicator) const {
  const std::string& field = live_[indicator].indicator.since;
  return field.empty() ? std::nullopt : date_of(cell(table, row, field));
}

std::string CreditForm::text_of(const CreditResult& result) const {
  std::string out;
  for (const CreditMark& mark : result.marks)
    out += (out.empty() ? "" : " ") + live_[mark.indicator].indicator.key + ":" + std::to_string(mark.points) + (mark.left_out ? "!" : "");
  return out;
}

}  // namespace tiange::credit
