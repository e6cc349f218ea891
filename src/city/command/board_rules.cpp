#include "city/command/board_rules.h"

#include <algorithm>

namespace tiange::command {

namespace {

constexpr std::size_t k_most_items = 20;

std::optional<double> rate(std::int64_t part, std::int64_t rest) {
  if (part + rest == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(part + rest);
}

}  // namespace

void BoardSums::add_to(Sum& sum, const cases::CountRow& row) const {
  if (row.day == 0) {
    sum.open += row.open_now;
    sum.overdue += row.overdue_now;
    return;
  }
  if (row.day == today_.day) {
    sum.new_today += row.opened;
    sum.closed_today += row.closed;
  }
  if (row.day > today_.day - 7 && row.day <= today_.day) {
    sum.new_week += row.opened;
    sum.on_time_week += row.on_time;
    sum.late_week += row.late;
  }
}

void BoardSums::add(const cases::CountRow& row) {
  add_to(all_, row);
  if (child_digits_ > 0) add_to(by_child_[std::to_string(row.part_key).substr(0, child_digits_)], row);
  add_to(by_item_[row.item], row);
  if (row.day == 0) {
    if (row.level >= 0 && row.level < 4) add_to(by_level_[row.level], row);
    return;
  }
  Day& day = by_day_[row.day];
  day.reported += row.opened;
  day.closed += row.closed;
  day.on_time += row.on_time;
  day.late += row.late;
}

BoardSums::Day BoardSums::day(std::int64_t day) const {
  const auto found = by_day_.find(day);
  return found == by_day_.end() ? Day{} : found->second;
}

std::vector<Figure> BoardSums::figures(std::string_view area, const cases::Tally& week_ago) const {
  const std::string in = "/cases?area=" + std::string(area);
  Day week_before{};
  for (std::int64_t d = today_.day - 13; d <= today_.day - 7; ++d) {
    week_before.on_time += day(d).on_time;
    week_before.late += day(d).late;
  }
  const std::string today = format_date(today_);
  std::vector<Figure> out;
  out.push_back({"open", "在办", "Open", "此刻尚未结案的工单", "Cases not closed at this moment", static_cast<double>(all_.open), {}, in + "&status=open"});
  out.push_back({"overdue", "超期在办", "Overdue", "在办工单中已超过总时限或处置时限的", "Open cases past their total or handling limit", static_cast<double>(all_.overdue), {}, in + "&status=open&overdue=1"});
  out.push_back({"new_today", "今日新增", "New today", "今日零时以来上报的工单；对比为上周同日同一时段", "Reported since midnight; compared with the same hours a week ago",
                 static_cast<double>(all_.new_today), static_cast<double>(week_ago.reported), in + "&from=" + today});
  out.push_back({"closed_today", "今日结案", "Closed today", "今日零时以来结案的工单；对比为上周同日同一时段", "Closed since midnight; compared with the same hours a week ago",
                 static_cast<double>(all_.closed_today), static_cast<double>(week_ago.closed), in + "&status=closed&closed_from=" + today});
  if (const auto on_time = rate(all_.on_time_week, all_.late_week)) {
    out.push_back({"on_time_rate", "按期结案率", "Closed on time", "近七日结案的工单中未超过时限的比例；对比为再前七日", "Share of cases closed in the last seven days that kept their limits; compared with the seven days before",
                   *on_time, rate(week_before.on_time, week_before.late), in + "&status=closed&closed_from=" + format_date(today_ + -6)});
  }
  return out;
}

std::vector<ChildRow> BoardSums::children(const std::vector<places::Area>& areas) const {
  std::vector<ChildRow> out;
  for (const places::Area& area : areas) {
    const auto found = by_child_.find(area.code);
    const Sum sum = found == by_child_.end() ? Sum{} : found->second;
    out.push_back({area.code, area.name_zh, area.name_en, area.population, sum.open, sum.overdue, sum.new_today, sum.closed_today,
                   sum.new_week, rate(sum.on_time_week, sum.late_week)});
  }
  return out;
}

std::vector<TrendDay> BoardSums::trend() const {
  std::vector<TrendDay> out;
  for (int i = k_trend_days - 1; i >= 0; --i) {
    const Date d = today_ + -i;
    out.push_back({d, day(d.day).reported, day(d.day).closed, day(d.day - 7).reported});
  }
  return out;
}

std::vector<ItemRow> BoardSums::items(const std::function<Words(const std::string&)>& name_of) const {
  std::vector<ItemRow> out;
  for (const auto& [code, sum] : by_item_) {
    if (sum.new_week + sum.open == 0) continue;
    const Words name = code.empty() ? Words{"未分类", "Not classified yet"} : name_of(code);
    out.push_back({code, name.zh, name.en, sum.new_today, sum.new_week, sum.open});
  }
  std::stable_sort(out.begin(), out.end(), [](const ItemRow& a, const ItemRow& b) { return std::pair(a.open, a.new_week) > std::pair(b.open, b.new_week);
  });
  if (out.size() > k_most_items) out.resize(k_most_items);
  return out;
}

std::vector<LevelRow> BoardSums::levels() const {
  constexpr const char* k_names[] = {"grid", "village", "department", "town"};
  std::vector<LevelRow> out;
  for (std::size_t i = 0; i < 4; ++i) out.push_back({k_names[i], by_level_[i].open, by_level_[i].overdue});
  return out;
}

}  // namespace tiange::command
