#include "city/ledgers/reports/report_rules.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"

namespace tiange::ledgers {

namespace {

constexpr std::size_t k_most_alike = 10;

// What offices write for one and the same thing.
constexpr std::pair<std::string_view, std::string_view> k_same_titles[] = {
    {"名字", "姓名"},           {"人员姓名", "姓名"},         {"居民姓名", "姓名"},         {"户主姓名", "姓名"},         {"身份证号", "公民身份号码"},
    {"身份证号码", "公民身份号码"}, {"证件号码", "公民身份号码"}, {"身份证", "公民身份号码"},   {"公民身份证号码", "公民身份号码"}, {"电话", "手机号码"},
    {"联系电话", "手机号码"},   {"联系方式", "手机号码"},     {"手机", "手机号码"},         {"手机号", "手机号码"},       {"本人电话", "手机号码"},
    {"住址", "现住地址"},       {"居住地址", "现住地址"},     {"家庭住址", "现住地址"},     {"现居住地址", "现住地址"},   {"现居住地", "现住地址"},
    {"户籍所在地", "户籍地址"}, {"户籍地", "户籍地址"},       {"户口所在地", "户籍地址"},   {"出生年月", "出生日期"},     {"出生", "出生日期"},
    {"年龄", "出生日期"},       {"婚姻", "婚姻状况"},         {"学历", "文化程度"},         {"单位", "工作单位"},         {"就业单位", "工作单位"},
    {"是否低保", "低保"},       {"低保户", "低保"},           {"残疾级别", "残疾等级"},     {"残疾类别等级", "残疾等级"}, {"是否参保", "参保"},
    {"医保", "参保"},           {"接种剂次", "接种"},         {"已接种剂次", "接种"},       {"疫苗接种", "接种"},         {"车牌", "车牌号码"},
    {"车牌号", "车牌号码"},     {"享受高龄津贴", "高龄津贴"}, {"养老金", "养老待遇"},       {"是否领取养老金", "养老待遇"}, {"学校", "就读学校"},
    {"企业名称", "名称"},       {"单位名称", "名称"},         {"信用代码", "统一社会信用代码"}, {"法人", "法定代表人"},   {"法人代表", "法定代表人"},
    {"从业人员数", "从业人数"}, {"职工人数", "从业人数"},     {"经营地址", "住所"},         {"行业", "行业门类"},         {"房屋地址", "坐落"},
    {"房屋坐落", "坐落"},       {"面积", "建筑面积（平方米）"}, {"建筑面积", "建筑面积（平方米）"}, {"是否出租", "出租"},   {"房屋用途", "用途"}};

// Who somebody is must stand in every list; it says little about whether two lists are the same.
double weight_of(std::string_view key) {
  if (key == "person.name" || key == "person.id_card" || key == "person.sex" || key == "person.born" || key == "firm.name") return 0.25;
  if (key == "person.phone" || key == "person.live_address" || key == "person.hukou_address") return 0.5;
  return 1;
}

struct Keyed {
  std::map<std::string, std::string> titles;  // key -> title
  double weight = 0;
};

Keyed keyed(const ReportIn& in, const registers::FieldCatalogue& catalogue) {
  Keyed out;
  for (const ReportColumn& column : in.columns) {
    const std::string key = column_key(column, catalogue);
    if (out.titles.emplace(key, column.title).second) out.weight += weight_of(key);
  }
  return out;
}

// Share of `a` that `b` has too.
double covered(const Keyed& a, const Keyed& b, std::vector<std::string>* titles) {
  double common = 0;
  for (const auto& [key, title] : a.titles) {
    if (!b.titles.contains(key)) continue;
    common += weight_of(key);
    if (titles) titles->push_back(title);
  }
  return a.weight > 0 ? common / a.weight : 0;
}

double rounded(double share) { return std::round(share * 100) / 100; }
bool in_force(const KnownReport& report) { return report.state == ReportState::approved || report.state == ReportState::asked; }

OverlapReport alike(const KnownReport& report, double score, std::vector<std::string> titles) {
  return {report.id, report.in.title, report.in.unit, report.unit_name.zh, report.unit_name.en, report.in.cycle, report.state, rounded(score), std::move(titles)};
}

}  // namespace

ReportPeriod period_of(ReportCycle cycle, Date day) {
  const YearMonthDay d = split_date(day);
  const std::string year = std::to_string(d.year);
  const std::string month = (d.month < 10 ? "0" : "") + std::to_string(d.month);
  const int quarter = (d.month + 2) / 3, half = d.month <= 6 ? 1 : 2;
  switch (cycle) {
    case ReportCycle::once: return {"once", {"一次性", "once"}};
    case ReportCycle::week: {
      // ISO 8601: the week belongs to the year of its Thursday.
      const Date thursday = day + (4 - weekday(day));
      const int of = split_date(thursday).year;
      const int week = (thursday - make_date(of, 1, 1)) / 7 + 1;
      const std::string n = (week < 10 ? "0" : "") + std::to_string(week);
      return {std::to_string(of) + "-W" + n, {std::to_string(of) + " 年第 " + std::to_string(week) + " 周", "week " + std::to_string(week) + " of " + std::to_string(of)}};
    }
    case ReportCycle::month: return {year + "-" + month, {year + " 年 " + std::to_string(d.month) + " 月", year + "-" + month}};
    case ReportCycle::quarter:
      return {year + "-Q" + std::to_string(quarter), {year + " 年第 " + std::to_string(quarter) + " 季度", "quarter " + std::to_string(quarter) + " of " + year}};
    case ReportCycle::half_year: return {year + "-H" + std::to_string(half), {year + (half == 1 ? " 年上半年" : " 年下半年"), (half == 1 ? "first half of " : "second half of ") + year}};
    case ReportCycle::year: return {year, {year + " 年", year}};
  }
  return {};
}

int times_a_year(ReportCycle cycle) {
  switch (cycle) {
    case ReportCycle::once: return 1;
    case ReportCycle::week: return 52;
    case ReportCycle::month: return 12;
    case ReportCycle::quarter: return 4;
    case ReportCycle::half_year: return 2;
    case ReportCycle::year: return 1;
  }
  return 1;
}

ReportLoad load_of(const ReportIn& in, std::int64_t villages) {
  ReportLoad out;
  out.villages = villages;
  out.times = villages * times_a_year(in.cycle);
  out.rows = out.times * in.rows;
  out.cells = out.rows * static_cast<std::int64_t>(in.columns.size());
  out.hours = out.times * in.minutes / 60;
  return out;
}

ReportLoad operator+(const ReportLoad& a, const ReportLoad& b) {
  return {std::max(a.villages, b.villages), a.times + b.times, a.rows + b.rows, a.cells + b.cells, a.hours + b.hours};
}

std::string plain_title(std::string_view title) {
  std::string out;
  for (const char c : text::to_half_width(title)) {
    if (c != ' ' && c != '(' && c != ')' && c != ':' && c != '*' && c != '\n' && c != '\t') out += c;
  }
  for (const auto& [other, usual] : k_same_titles) {
    if (out == other) return plain_title(usual);
  }
  return text::lower_ascii(out);
}

const registers::FieldDefinition* field_of(std::string_view field, const registers::FieldCatalogue& catalogue) {
  const std::size_t dot = field.find('.');
  if (dot == field.npos) return nullptr;
  const auto kind = json::enum_from<registers::Kind>(field.substr(0, dot));
  return kind ? catalogue.field(*kind, field.substr(dot + 1)) : nullptr;
}

std::string suggested_field(std::string_view title, const registers::FieldCatalogue& catalogue) {
  const std::string plain = plain_title(title);
  for (const registers::Kind kind : {registers::Kind::person, registers::Kind::firm, registers::Kind::house, registers::Kind::household}) {
    for (const registers::FieldDefinition* field : catalogue.fields(kind)) {
      if (plain_title(field->zh) == plain) return std::string(json::enum_name(kind)) + "." + field->field;
    }
  }
  return "";
}

std::string column_key(const ReportColumn& column, const registers::FieldCatalogue& catalogue) {
  if (field_of(column.field, catalogue)) return column.field;
  const std::string suggested = suggested_field(column.title, catalogue);
  return suggested.empty() ? "~" + plain_title(column.title) : suggested;
}

Overlap overlap_of(const ReportIn& in, const std::vector<KnownReport>& others, const registers::FieldCatalogue& catalogue) {
  Overlap out;
  const Keyed own = keyed(in, catalogue);
  std::map<std::string, std::vector<std::string>> asked_by;
  for (const KnownReport& other : others) {
    if (!in_force(other)) continue;
    const Keyed theirs = keyed(other.in, catalogue);
    for (const auto& [key, title] : own.titles) {
      if (theirs.titles.contains(key)) asked_by[key].push_back(other.in.title);
    }
    std::vector<std::string> titles;
    const double score = covered(own, theirs, &titles);
    if (score > 0.2) out.reports.push_back(alike(other, score, std::move(titles)));
  }
  std::stable_sort(out.reports.begin(), out.reports.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  if (out.reports.size() > k_most_alike) out.reports.resize(k_most_alike);
  double asked = 0, held = 0;
  for (const ReportColumn& column : in.columns) {
    const std::string key = column_key(column, catalogue);
    OverlapColumn one{column.title, column.field, column.field.empty() && !key.starts_with('~') ? key : "", "", "", asked_by[key]};
    if (const auto* field = field_of(key, catalogue)) {
      const auto* source = catalogue.source(field->authority);
      one.held_zh = source ? source->zh : "多源比对";
      one.held_en = source ? source->en : "several sources";
    }
    out.columns.push_back(std::move(one));
  }
  for (const auto& [key, title] : own.titles) {
    if (!asked_by[key].empty()) asked += weight_of(key);
    if (!key.starts_with('~')) held += weight_of(key);
  }
  out.asked = own.weight > 0 ? rounded(asked / own.weight) : 0;
  out.held = own.weight > 0 ? rounded(held / own.weight) : 0;
  out.needs_reason = !out.reports.empty() && out.asked >= k_needs_reason;
  return out;
}

OverlapGroups overlap_groups(const std::vector<KnownReport>& reports, const registers::FieldCatalogue& catalogue) {
  struct One {
    const KnownReport* report;
    Keyed keyed_columns;
    bool grouped = false;
  };
  std::vector<One> all;
  for (const KnownReport& report : reports) {
    if (in_force(report)) all.push_back({&report, keyed(report.in, catalogue)});
  }
  std::stable_sort(all.begin(), all.end(), [](const One& a, const One& b) { return a.keyed_columns.weight > b.keyed_columns.weight; });
  OverlapGroups out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].grouped) continue;
    OverlapGroup group;
    std::set<std::string> common;
    for (const auto& [key, title] : all[i].keyed_columns.titles) common.insert(key);
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (all[j].grouped) continue;
      std::vector<std::string> titles;
      const double score = covered(all[j].keyed_columns, all[i].keyed_columns, &titles);
      if (score < k_same_report) continue;
      all[j].grouped = true;
      std::erase_if(common, [&](const std::string& key) { return !all[j].keyed_columns.titles.contains(key); });
      group.hours += all[j].report->hours;
      group.reports.push_back(alike(*all[j].report, score, std::move(titles)));
    }
    if (group.reports.empty()) continue;
    std::stable_sort(group.reports.begin(), group.reports.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    group.reports.insert(group.reports.begin(), alike(*all[i].report, 1, {}));
    for (const std::string& key : common) group.columns.push_back(all[i].keyed_columns.titles.at(key));
    out.items.push_back(std::move(group));
  }
  std::stable_sort(out.items.begin(), out.items.end(), [](const auto& a, const auto& b) { return a.hours > b.hours; });
  return out;
}

bool asks_of(const ReportIn& in, std::string_view area) {
  if (in.areas.empty()) return true;
  return std::any_of(in.areas.begin(), in.areas.end(), [&](const std::string& one) { return area.starts_with(one) || std::string_view(one).starts_with(area); });
}

}  // namespace tiange::ledgers
