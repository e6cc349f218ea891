#include "city/ledgers/reports/report_fill.h"

#include <algorithm>
#include <set>

#include "base/digest.h"
#include "base/text.h"
#include "city/ledgers/reports/report_rules.h"

namespace tiange::ledgers {

namespace {

using registers::FieldDefinition;
using registers::FieldType;
using registers::Kind;

constexpr std::uint64_t k_most_steps = 100'000;
constexpr std::size_t k_shown_changes = 100;
constexpr std::size_t k_shown_text = 80;

feel::Value feel_date(Date date) {
  const YearMonthDay parts = split_date(date);
  return feel::Value::date({parts.year, static_cast<std::uint8_t>(parts.month), static_cast<std::uint8_t>(parts.day)});
}

feel::Environment environment_of(Instant now) {
  feel::Environment out;
  out.max_steps = k_most_steps;
  const YearMonthDay day = split_date(local_date(now));
  out.now = feel::DateTime{{day.year, static_cast<std::uint8_t>(day.month), static_cast<std::uint8_t>(day.day)}, local_us_of_day(now) * 1000, feel::Zone::offset(8 * 3600)};
  return out;
}

feel::Value typed(FieldType type, const std::string& text) {
  if (text.empty()) return {};
  if (type == FieldType::date) {
    const auto date = parse_date(text);
    return date.ok() ? feel_date(*date) : feel::Value();
  }
  if (type == FieldType::number) {
    const auto number = feel::Decimal::parse(text);
    return number ? feel::Value::number(*number) : feel::Value();
  }
  return feel::Value::string(std::string_view(text));
}

std::optional<int> age_of(const std::string& born, Instant now) {
  const auto date = parse_date(born);
  if (!date.ok()) return std::nullopt;
  const YearMonthDay b = split_date(*date), t = split_date(local_date(now));
  const int age = t.year - b.year - (t.month < b.month || (t.month == b.month && t.day < b.day) ? 1 : 0);
  return age < 0 ? std::nullopt : std::optional(age);
}

std::string written(const feel::Value& value) {
  switch (value.kind()) {
    case feel::Kind::string: return std::string(value.as_string());
    case feel::Kind::number: return value.as_number().to_string();
    case feel::Kind::boolean: return value.is_true() ? "是" : "否";
    case feel::Kind::date: {
      const auto d = value.as_date();
      return format_date(make_date(d.year, d.month, d.day));
    }
    default: return "";
  }
}

// "1=男/male;2=女/female"
std::string code_words(const FieldDefinition& field, const std::string& value) {
  for (const std::string_view one : text::split(field.codes, ';')) {
    const std::size_t equals = one.find('=');
    if (equals == one.npos || one.substr(0, equals) != value) continue;
    const std::string_view words = one.substr(equals + 1);
    return std::string(words.substr(0, words.find('/')));
  }
  return value;
}

std::string name_of(Kind kind, std::string_view field) { return std::string(json::enum_name(kind)) + "." + std::string(field); }

const ReportColumn* approved_column(const std::vector<ReportColumn>& approved, const std::string& field) {
  const auto found = std::find_if(approved.begin(), approved.end(), [&](const ReportColumn& one) { return one.field == field; });
  return found == approved.end() ? nullptr : &*found;
}

bool holds(const std::optional<feel::Expression>& expression, const feel::Value& context, const feel::Environment& environment) {
  return !expression || feel::evaluate(*expression, context, environment).is_true();
}

}  // namespace

std::optional<feel::Expression> FillPlan::read(Kind kind, const std::string& text, const std::vector<ReportColumn>& approved, const std::string& path,
                                               std::vector<FieldError>& faults) const {
  if (text::trim(text).empty()) return std::nullopt;
  feel::Names names;
  for (const FieldDefinition* field : catalogue_->fields(kind)) names.variables.push_back(field->field);
  names.variables.insert(names.variables.end(), {"age", "alive"});
  auto parsed = feel::parse_expression(text, names);
  if (!parsed.ok()) {
    faults.push_back({path, parsed.refusal().zh, parsed.refusal().en});
    return std::nullopt;
  }
  for (const std::string& name : parsed->variables()) {
    if (name == "alive") continue;
    const std::string field = name == "age" ? "born" : name;
    const FieldDefinition* known = catalogue_->field(kind, field);
    if (!known) {
      faults.push_back({path, "不认识“" + name + "”", name + " is not known"});
      continue;
    }
    const ReportColumn* column = approved_column(approved, name_of(kind, field));
    if (!column) faults.push_back({path, "“" + known->zh + "”不在准入的列内", known->en + " is not among the approved columns"});
    else if (known->mask != "none" && !column->plain)
      faults.push_back({path, "“" + known->zh + "”须脱敏，未准入为原文，不能用于条件", known->en + " is masked and not approved as plain, so nothing is told by it"});
  }
  return std::move(*parsed);
}

Result<FillPlan> FillPlan::make(const ReportFilling& filling, const std::vector<ReportColumn>& approved, std::shared_ptr<const registers::FieldCatalogue> catalogue) {
  FillPlan plan;
  plan.filling_ = filling;
  plan.catalogue_ = std::move(catalogue);
  std::vector<FieldError> faults;
  plan.columns_.resize(filling.columns.size());
  if (!filling.kind.empty()) {
    const auto kind = json::enum_from<Kind>(filling.kind);
    if (!kind) return refuse_fields(ErrorCode::bad_input, {{"kind", "没有这类底账", "there is no such register"}});
    plan.rows_ = Condition{*kind, plan.read(*kind, filling.condition, approved, "condition", faults)};
    if (filling.first_row < 1 || filling.last_row < filling.first_row) faults.push_back({"first_row", "请填写明细的首行和末行", "say the first and the last row"});
    if (filling.columns.empty()) faults.push_back({"columns", "明细没有列", "the rows have no columns"});
  }
  std::set<std::string> places;
  for (std::size_t i = 0; i < filling.columns.size(); ++i) {
    const FillColumn& column = filling.columns[i];
    const std::string path = "columns[" + std::to_string(i) + "]";
    if (!sheets::cell_place(column.column + "1") || !places.insert(column.column).second) faults.push_back({path + ".column", "列号有误或重复", "no such column, or named twice"});
    if (!plan.rows_) continue;
    if (column.sort == ColumnSort::expression) {
      plan.columns_[i] = plan.read(plan.rows_->kind, column.expression, approved, path + ".expression", faults);
      if (text::trim(column.expression).empty()) faults.push_back({path + ".expression", "请填写表达式", "write the expression"});
    }
    if (column.sort != ColumnSort::field) continue;
    const FieldDefinition* known = plan.catalogue_->field(plan.rows_->kind, column.field);
    if (!known) faults.push_back({path + ".field", "没有这个字段", "there is no such field"});
    else if (!approved_column(approved, name_of(plan.rows_->kind, column.field)))
      faults.push_back({path + ".field", "“" + known->zh + "”不在准入的列内", known->en + " is not among the approved columns"});
  }
  for (std::size_t i = 0; i < filling.cells.size(); ++i) {
    const FillCell& cell = filling.cells[i];
    const std::string path = "cells[" + std::to_string(i) + "]";
    const auto place = sheets::cell_place(cell.cell);
    if (!place || !places.insert(cell.cell).second) faults.push_back({path + ".cell", "单元格有误或重复", "no such cell, or named twice"});
    if (cell.sort != CellSort::count) continue;
    const auto kind = json::enum_from<Kind>(cell.kind);
    if (!kind) faults.push_back({path + ".kind", "没有这类底账", "there is no such register"});
    else plan.counts_[i] = {*kind, plan.read(*kind, cell.condition, approved, path + ".condition", faults)};
  }
  if (!plan.rows_ && filling.cells.empty()) faults.push_back({"cells", "没有要填的内容", "there is nothing to fill"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  for (const FillColumn& column : filling.columns) {
    if (column.sort == ColumnSort::number) continue;
    plan.content_.titles.push_back(column.title);
    plan.content_.fields.push_back(column.sort == ColumnSort::field ? filling.kind + "." + column.field : "");
  }
  return plan;
}

std::vector<Kind> FillPlan::kinds() const {
  std::set<Kind> out;
  if (rows_) out.insert(rows_->kind);
  for (const auto& [place, condition] : counts_) out.insert(condition.kind);
  return {out.begin(), out.end()};
}

bool FillPlan::visit(const registers::GoldenRow& row, const ShowValue& show, Instant now) {
  const auto golden = json::parse(row.golden);
  if (!golden.ok()) return true;
  const bool for_rows = rows_ && rows_->kind == row.kind;
  std::map<std::string, std::string> shown;
  feel::ContextBuilder builder;
  for (const FieldDefinition* field : catalogue_->fields(row.kind)) {
    const std::string raw = golden->text_or(field->field);
    std::string text = raw.empty() ? raw : show(*field, row.grid, raw);
    builder.set(field->field, typed(field->type, text));
    shown[field->field] = std::move(text);
  }
  const auto age = age_of(shown["born"], now);
  builder.set("age", age ? feel::Value::number(*age) : feel::Value());
  builder.set("alive", feel::Value::boolean(shown["died"].empty()));
  const feel::Value context = builder.build();
  const feel::Environment environment = environment_of(now);
  for (const auto& [place, condition] : counts_) {
    if (condition.kind == row.kind && holds(condition.expression, context, environment)) ++counted_[place];
  }
  if (!for_rows || !holds(rows_->expression, context, environment)) return true;
  if (content_.rows.size() >= k_most_report_rows) return false;
  ContentRow out{row.id.text(), std::string(row.grid), {}};
  for (std::size_t i = 0; i < filling_.columns.size(); ++i) {
    const FillColumn& column = filling_.columns[i];
    if (column.sort == ColumnSort::expression) out.cells.push_back(written(feel::evaluate(*columns_[i], context, environment).value));
    if (column.sort == ColumnSort::field) out.cells.push_back(code_words(*catalogue_->field(row.kind, column.field), shown[column.field]));
  }
  content_.rows.push_back(std::move(out));
  return true;
}

ReportContent FillPlan::take(const ReportFacts& facts) {
  std::sort(content_.rows.begin(), content_.rows.end(), [](const ContentRow& a, const ContentRow& b) { return a.grid != b.grid ? a.grid < b.grid : a.key < b.key; });
  for (std::size_t i = 0; i < filling_.cells.size(); ++i) {
    const FillCell& cell = filling_.cells[i];
    const bool counted = cell.sort == CellSort::count || cell.sort == CellSort::rows;
    std::string value;
    switch (cell.sort) {
      case CellSort::text: break;
      case CellSort::village: value = facts.village; break;
      case CellSort::town: value = facts.town; break;
      case CellSort::day: value = facts.day; break;
      case CellSort::period: value = facts.period; break;
      case CellSort::station: value = facts.station; break;
      case CellSort::filler: value = facts.filler; break;
      case CellSort::rows: value = std::to_string(content_.rows.size()); break;
      case CellSort::count: value = std::to_string(counted_[i]); break;
    }
    content_.cells.push_back({cell.cell, cell.title.empty() ? cell.cell : cell.title, cell.text + value, counted && cell.text.empty(), counted});
  }
  return std::move(content_);
}

ReportDifference difference_of(const ReportContent* before, const ReportContent& now, const ShowCell& show_before, const ShowCell& show_now) {
  ReportDifference out;
  out.first = !before;
  std::map<std::string, const ContentRow*> old_rows;
  std::vector<std::optional<std::size_t>> old_column(now.titles.size());
  if (before) {
    for (const ContentRow& row : before->rows) old_rows[row.key] = &row;
    for (std::size_t i = 0; i < now.titles.size(); ++i) {
      const auto found = std::find(before->titles.begin(), before->titles.end(), now.titles[i]);
      if (found != before->titles.end()) old_column[i] = static_cast<std::size_t>(found - before->titles.begin());
    }
  }
  const auto all = [](const ContentRow& row, const ShowCell& show) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.cells.size(); ++i) cells.push_back(show(i, row));
    return cells;
  };
  const auto keep = [](std::vector<ChangedRow>& rows, ChangedRow row) {
    if (rows.size() < k_shown_changes) rows.push_back(std::move(row));
  };
  for (const ContentRow& row : now.rows) {
    const auto old = old_rows.find(row.key);
    if (old == old_rows.end()) {
      ++out.in;
      if (before) keep(out.rows_in, {row.key, all(row, show_now), {}});
      continue;
    }
    ChangedRow changed{row.key, {}, {}};
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto was = old_column[i];
      if (was && *was < old->second->cells.size() && old->second->cells[*was] != row.cells[i]) changed.changed.push_back({now.titles[i], show_before(*was, *old->second), show_now(i, row)});
    }
    if (changed.changed.empty()) {
      ++out.same;
    } else {
      ++out.changed;
      changed.cells = all(row, show_now);
      keep(out.rows_changed, std::move(changed));
    }
    old_rows.erase(old);
  }
  for (const auto& [key, row] : old_rows) {
    ++out.out;
    keep(out.rows_out, {key, all(*row, show_before), {}});
  }
  if (!before) return out;
  for (const ContentCell& cell : now.cells) {
    const auto old = std::find_if(before->cells.begin(), before->cells.end(), [&](const ContentCell& one) { return one.title == cell.title; });
    if (cell.compared && old != before->cells.end() && old->value != cell.value) out.numbers.push_back({cell.title, old->value, cell.value});
  }
  return out;
}

sheets::Filling sheet_of(const ReportFilling& filling, const ReportContent& content, const registers::FieldCatalogue& catalogue, std::optional<masking::MarkSeed> mark) {
  sheets::Filling out;
  out.sheet = filling.sheet;
  for (const ContentCell& cell : content.cells) out.cells.push_back({cell.cell, {cell.value, cell.number}});
  if (filling.kind.empty()) return out;
  out.rows.first = static_cast<std::size_t>(filling.first_row);
  out.rows.last = static_cast<std::size_t>(filling.last_row);
  std::vector<bool> numbers;
  for (const FillColumn& column : filling.columns) {
    out.rows.columns.push_back(sheets::cell_place(column.column + "1")->column);
    const auto* field = column.sort == ColumnSort::field ? field_of(filling.kind + "." + column.field, catalogue) : nullptr;
    numbers.push_back(column.sort == ColumnSort::number || (field && field->type == FieldType::number));
  }
  const auto put = [&](const std::vector<std::string>& cells) {
    std::vector<sheets::FilledCell> row;
    std::size_t next = 0;
    for (std::size_t i = 0; i < filling.columns.size(); ++i) {
      const bool number_of_row = filling.columns[i].sort == ColumnSort::number;
      std::string text = number_of_row ? std::to_string(out.rows.rows.size() + 1) : next < cells.size() ? cells[next] : "";
      next += number_of_row ? 0 : 1;
      const bool number = numbers[i] && text::to_double(text).has_value();
      row.push_back({std::move(text), number});
    }
    out.rows.rows.push_back(std::move(row));
  };
  if (!mark) {
    for (const ContentRow& row : content.rows) put(row.cells);
    return out;
  }
  masking::Marker marker(*mark, put);
  for (const ContentRow& row : content.rows) {
    // As it is read again: without empty cells at the end.
    std::vector<std::string> cells = row.cells;
    while (!cells.empty() && cells.back().empty()) cells.pop_back();
    marker.row(std::move(cells));
  }
  marker.finish();
  return out;
}

TemplateView form_view(const std::string& name, const std::string& bytes, const sheets::TemplateShape& shape) {
  TemplateView form{name, hex(sha256(bytes)), static_cast<std::int64_t>(bytes.size()), static_cast<std::int64_t>(shape.rows), static_cast<std::int64_t>(shape.columns),
                    shape.sheets, shape.merged, {}, shape.widths};
  for (const sheets::TemplateCell& cell : shape.cells) form.cells.push_back({cell.cell, text::cut(cell.text, k_shown_text), static_cast<std::int64_t>(cell.row), static_cast<std::int64_t>(cell.column)});
  return form;
}

}  // namespace tiange::ledgers
