#include "base/calendar.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "base/text.h"

namespace tiange {

namespace {

constexpr std::int64_t k_hour_us = 3'600'000'000;
constexpr std::int64_t k_us_of_day = 24 * k_hour_us;

struct KindRow {
  LimitKind kind;
  std::string_view one;
  std::string_view many;
  std::string_view zh;
  std::string_view en_one;
  std::string_view en_many;
};

constexpr std::array<KindRow, 4> k_kinds = {{
    {LimitKind::urgent_hours, "urgent_hour", "urgent_hours", "个紧急工作时", "urgent hour", "urgent hours"},
    {LimitKind::natural_days, "natural_day", "natural_days", "个自然日", "calendar day", "calendar days"},
    {LimitKind::work_hours, "work_hour", "work_hours", "个工作时", "working hour", "working hours"},
    {LimitKind::work_days, "work_day", "work_days", "个工作日", "working day", "working days"},
}};

const KindRow& row_of(LimitKind kind) { return k_kinds[static_cast<std::size_t>(kind)]; }

Date first_day() {
  static const Date day = make_date(1990, 1, 1);
  return day;
}
Date last_day() {
  static const Date day = make_date(2099, 12, 31);
  return day;
}

std::vector<WorkWindow> default_windows() {
  return {{8 * k_hour_us, 12 * k_hour_us}, {14 * k_hour_us, 18 * k_hour_us}};
}

std::string amount_text(double amount) {
  std::string out;
  json::append_number(out, amount);
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out;
}

}  // namespace

std::string_view limit_kind_name(LimitKind kind) { return row_of(kind).many; }

bool runs_always(LimitKind kind) { return kind == LimitKind::urgent_hours || kind == LimitKind::natural_days; }

Result<Limit> parse_limit(std::string_view text) {
  const std::string_view trimmed = text::trim(text);
  const std::size_t digits = std::min(trimmed.find_first_not_of("0123456789.+-eE"), trimmed.size());
  const auto amount = text::to_double(text::trim(trimmed.substr(0, digits)));
  const std::string_view kind = text::trim(trimmed.substr(digits));
  for (const KindRow& row : k_kinds) {
    constexpr std::size_t k_measure_word = std::string_view("个").size();
    const bool named = kind == row.one || kind == row.many || kind == row.zh || kind == row.zh.substr(k_measure_word) ||
                       kind == row.en_one || kind == row.en_many;
    if (named && amount && *amount >= 0 && *amount <= 10'000 && std::isfinite(*amount)) return Limit{*amount, row.kind};
  }
  return refuse(ErrorCode::bad_input, "时限“" + std::string(text) + "”应写成“4 work_hours”这样的形式",
                "time limit '" + std::string(text) + "' must be written like '4 work_hours'");
}

std::string limit_text(const Limit& limit) {
  return amount_text(limit.amount) + " " + std::string(limit_kind_name(limit.kind));
}

Words limit_words(const Limit& limit) {
  const KindRow& row = row_of(limit.kind);
  const std::string amount = amount_text(std::round(limit.amount * 100) / 100);
  return {amount + " " + std::string(row.zh), amount + " " + std::string(limit.amount == 1 ? row.en_one : row.en_many)};
}

WorkCalendar::WorkCalendar() : WorkCalendar({}, default_windows()) {}

WorkCalendar::WorkCalendar(const std::vector<CalendarDay>& days, std::vector<WorkWindow> windows)
    : windows_(std::move(windows)) {
  for (const WorkWindow& window : windows_) day_length_us_ += window.to_us - window.from_us;
  const int count = last_day() - first_day() + 1;
  std::vector<char> worked(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) worked[static_cast<std::size_t>(i)] = weekday(first_day() + i) <= 5;
  for (const CalendarDay& day : days) {
    if (day.date < first_day() || day.date > last_day()) continue;
    worked[static_cast<std::size_t>(day.date - first_day())] = day.worked;
    names_.emplace_back(day.date, day.name);
  }
  std::sort(names_.begin(), names_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  worked_before_.reserve(static_cast<std::size_t>(count) + 1);
  for (int i = 0; i < count; ++i) {
    worked_before_.push_back(static_cast<std::int32_t>(worked_days_.size()));
    if (worked[static_cast<std::size_t>(i)]) worked_days_.push_back((first_day() + i).day);
  }
  worked_before_.push_back(static_cast<std::int32_t>(worked_days_.size()));
}

bool WorkCalendar::is_worked(Date date) const {
  const Date day = std::clamp(date, first_day(), last_day());
  const auto i = static_cast<std::size_t>(day - first_day());
  return worked_before_[i + 1] != worked_before_[i];
}

std::string_view WorkCalendar::name_of(Date date) const {
  auto found = std::lower_bound(names_.begin(), names_.end(), date,
                                [](const auto& entry, Date wanted) { return entry.first < wanted; });
  return found != names_.end() && found->first == date ? std::string_view(found->second) : std::string_view();
}

Span WorkCalendar::budget(const Limit& limit) const {
  switch (limit.kind) {
    case LimitKind::urgent_hours:
    case LimitKind::work_hours:
      return {std::llround(limit.amount * static_cast<double>(k_hour_us))};
    case LimitKind::natural_days:
      return {std::llround(limit.amount * static_cast<double>(k_us_of_day))};
    case LimitKind::work_days:
      return {std::llround(limit.amount * static_cast<double>(day_length_us_))};
  }
  return {0};
}

std::int64_t WorkCalendar::work_before(Instant moment) const {
  const Date date = local_date(moment);
  if (date < first_day()) return 0;
  if (date > last_day()) return static_cast<std::int64_t>(worked_days_.size()) * day_length_us_;
  const auto i = static_cast<std::size_t>(date - first_day());
  std::int64_t total = worked_before_[i] * day_length_us_;
  if (worked_before_[i + 1] == worked_before_[i]) return total;
  const std::int64_t of_day = local_us_of_day(moment);
  for (const WorkWindow& window : windows_) total += std::clamp(of_day, window.from_us, window.to_us) - window.from_us;
  return total;
}

Instant WorkCalendar::moment_of_work(std::int64_t work_us) const {
  // The day on which the work is completed: exact multiples belong to the day that ends with them.
  std::int64_t day_index = work_us > 0 ? (work_us - 1) / day_length_us_ : 0;
  day_index = std::min(day_index, static_cast<std::int64_t>(worked_days_.size()) - 1);
  std::int64_t left = std::min(work_us - day_index * day_length_us_, day_length_us_);
  const Date date{worked_days_[static_cast<std::size_t>(day_index)]};
  for (const WorkWindow& window : windows_) {
    const std::int64_t length = window.to_us - window.from_us;
    if (left <= length) return local_instant(date, window.from_us + left);
    left -= length;
  }
  return local_instant(date, windows_.back().to_us);
}

Span WorkCalendar::elapsed(LimitKind kind, Instant from, Instant to) const {
  if (runs_always(kind)) return to - from;
  return {work_before(to) - work_before(from)};
}

Instant WorkCalendar::add(LimitKind kind, Instant from, Span budget) const {
  if (budget.us <= 0) return from;
  if (runs_always(kind)) return from + budget;
  return moment_of_work(work_before(from) + budget.us);
}

Result<std::vector<CalendarDay>> parse_calendar_days(std::string_view csv) {
  std::vector<CalendarDay> days;
  std::vector<FieldError> errors;
  text::CsvReader reader(csv);
  std::vector<std::string> header;
  std::vector<std::string> row;
  std::size_t line = 0;
  if (!reader.next(header, line)) return days;
  const auto cell = [&](std::string_view name) -> std::string {
    const auto at = static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
    return at < row.size() && at < header.size() ? row[at] : std::string();
  };
  while (reader.next(row, line)) {
    if (row.empty() || (row.size() == 1 && row[0].empty())) continue;
    const std::string path = "row " + std::to_string(line);
    const auto date = parse_date(cell("date"));
    if (!date.ok()) errors.push_back({path + " / date", "日期无法识别", "the date is not understood"});
    const std::string kind = cell("kind");
    if (kind != "holiday" && kind != "workday")
      errors.push_back({path + " / kind", "应为 holiday 或 workday", "must be holiday or workday"});
    if (date.ok()) days.push_back({*date, kind == "workday", cell("name")});
  }
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_file, std::move(errors));
  return days;
}

Result<WorkCalendar> read_calendar(std::string_view csv) {
  TIANGE_TRY(auto days, parse_calendar_days(csv));
  return WorkCalendar(days, default_windows());
}

}  // namespace tiange
