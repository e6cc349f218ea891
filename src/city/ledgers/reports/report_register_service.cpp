// The register: asked, compared, approved by somebody else, abolished.
#include <algorithm>
#include <map>

#include "base/codes.h"
#include "base/text.h"
#include "city/ledgers/reports/report_service.h"

namespace tiange::ledgers {

using report_store::StoredReport;

namespace {

constexpr std::size_t k_page = 100;
constexpr std::size_t k_most_columns = 60;
constexpr std::size_t k_shown_villages = 300;
constexpr std::int64_t k_most_rows_a_time = 100'000, k_most_minutes = 10'000;

// Who only fills sees what villages are asked, nothing else.
bool only_fills(const Scope& scope) {
  return scope.may(Permission::ledgers_reports_fill) && !scope.may(Permission::ledgers_reports_ask) && !scope.may(Permission::ledgers_reports_review);
}
bool asks_own(const Scope& scope, const StoredReport& report) { return scope.may(Permission::ledgers_reports_ask) && scope.works_for(report.in.unit); }
bool open_state(ReportState state) { return state == ReportState::asked || state == ReportState::refused; }

std::int64_t held_columns(const ReportIn& in, const registers::FieldCatalogue& catalogue) {
  return std::count_if(in.columns.begin(), in.columns.end(), [&](const ReportColumn& column) { return !column_key(column, catalogue).starts_with('~'); });
}

std::string of_the_village(const Scope& scope) {
  for (const std::string& area : scope.areas) {
    if (area.size() >= 12) return area.substr(0, 12);
  }
  return "";
}

bool asked_below(const ReportIn& in, const Scope& scope) {
  return std::any_of(scope.areas.begin(), scope.areas.end(), [&](const std::string& area) { return asks_of(in, area.substr(0, 12)); });
}

std::string end_word(ReportState state) {
  switch (state) {
    case ReportState::asked: return "待准入";
    case ReportState::approved: return "已准入";
    case ReportState::refused: return "未准入";
    case ReportState::abolished: return "已废止";
  }
  return "";
}

std::string cycle_word(ReportCycle cycle) {
  switch (cycle) {
    case ReportCycle::once: return "一次性";
    case ReportCycle::week: return "每周";
    case ReportCycle::month: return "每月";
    case ReportCycle::quarter: return "每季";
    case ReportCycle::half_year: return "每半年";
    case ReportCycle::year: return "每年";
  }
  return "";
}

}  // namespace

std::vector<std::string> ReportService::villages_below(std::string_view area) const {
  std::vector<std::string> out;
  if (area.size() >= 12) return {std::string(area.substr(0, 12))};
  for (const places::Area& child : parts_.places.children(area)) {
    const auto below = villages_below(child.code);
    out.insert(out.end(), below.begin(), below.end());
  }
  return out;
}

std::int64_t ReportService::villages_of(const ReportIn& in) const {
  if (in.areas.empty()) return static_cast<std::int64_t>(villages_below(parts_.district).size());
  std::size_t out = 0;
  for (const std::string& area : in.areas) out += villages_below(area).size();
  return static_cast<std::int64_t>(out);
}

ReportEvent ReportService::event(const Scope& scope, const char* act, const std::string& text, Instant now) const {
  const std::string unit = scope.units.empty() ? "" : parts_.org.directory(now)->unit_name(scope.units.front()).zh;
  return {act, scope.name, unit, text, now};
}

Outcome ReportService::check(const Scope& scope, const ReportIn& in, Instant now) const {
  std::vector<FieldError> faults;
  const auto need = [&](bool ok, const char* path, const char* zh, const char* en) {
    if (!ok) faults.push_back({path, zh, en});
  };
  need(!text::trim(in.title).empty() && text::length(in.title) <= 60, "title", "请填写报表名称（60 字以内）", "name it, in at most 60 characters");
  need(!text::trim(in.basis).empty(), "basis", "请填写依据", "say by which law or document");
  need(in.rows > 0 && in.rows <= k_most_rows_a_time, "rows", "请填写每村每次约多少行", "say how many lines a village fills each time");
  need(in.minutes > 0 && in.minutes <= k_most_minutes, "minutes", "请填写每村每次约用多少分钟", "say how many minutes it takes a village");
  need(!in.columns.empty() && in.columns.size() <= k_most_columns, "columns", "请登记 1–60 列", "register 1-60 columns");
  need(parts_.org.directory(now)->unit(in.unit) != nullptr, "unit", "没有这个单位", "there is no such unit");
  for (std::size_t i = 0; i < in.areas.size(); ++i) {
    const std::string path = "areas[" + std::to_string(i) + "]";
    need(in.areas[i].starts_with(parts_.district) && in.areas[i].size() <= 12 && parts_.places.area(in.areas[i]), path.c_str(), "没有这个区域", "there is no such area");
  }
  const auto catalogue = parts_.subjects.catalogue();
  for (std::size_t i = 0; i < in.columns.size(); ++i) {
    const ReportColumn& column = in.columns[i];
    const std::string path = "columns[" + std::to_string(i) + "]";
    need(!text::trim(column.title).empty(), (path + ".title").c_str(), "请填写列名", "name the column");
    need(column.field.empty() || field_of(column.field, *catalogue), (path + ".field").c_str(), "底账没有这个字段", "the registers have no such field");
    const bool twice = std::any_of(in.columns.begin(), in.columns.begin() + static_cast<std::ptrdiff_t>(i), [&](const ReportColumn& one) { return one.title == column.title; });
    need(!twice, (path + ".title").c_str(), "列名重复", "the column stands there twice");
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (!scope.works_for(in.unit) && !scope.may(Permission::ledgers_reports_review)) return refuse(ErrorCode::forbidden, "只能为本单位登记报表", "only for one's own unit");
  return done();
}

std::vector<KnownReport> ReportService::known(db::Tx& tx, std::int64_t but, Instant now) const {
  std::vector<KnownReport> out;
  const auto directory = parts_.org.directory(now);
  for (StoredReport& report : report_store::reports(tx)) {
    if (report.id == but) continue;
    const std::int64_t hours = load_of(report.in, villages_of(report.in)).hours;
    out.push_back({std::to_string(report.id), report.state, directory->unit_name(report.in.unit), std::move(report.in), hours});
  }
  return out;
}

Overlap ReportService::overlap(db::Tx& tx, const ReportIn& in, std::int64_t but, Instant now) const {
  return overlap_of(in, known(tx, but, now), *parts_.subjects.catalogue());
}

OverlapGroups ReportService::overlaps(db::Tx& tx, const Scope& scope, Instant now) const {
  std::vector<KnownReport> reports = known(tx, 0, now);
  if (only_fills(scope)) std::erase_if(reports, [](const KnownReport& report) { return report.state != ReportState::approved; });
  return overlap_groups(reports, *parts_.subjects.catalogue());
}

Outcome ReportService::check_repeat(db::Tx& tx, const ReportIn& in, std::int64_t but, Instant now) const {
  const Overlap found = overlap(tx, in, but, now);
  if (!found.needs_reason || !text::trim(in.reason).empty()) return done();
  const OverlapReport& first = found.reports.front();
  const std::string share = std::to_string(static_cast<int>(found.asked * 100 + 0.5)) + "%";
  const std::string n = std::to_string(found.reports.size());
  return refuse(ErrorCode::report_duplicate, "“" + first.title + "”（" + first.unit_zh + "）等 " + n + " 张报表已要其中 " + share + " 的内容",
                n + " reports ask " + share + " of it already, \"" + first.title + "\" of " + first.unit_en + " first");
}

Result<ReportView> ReportService::ask(db::Tx& tx, const Scope& scope, const ReportIn& given, Instant now) {
  ReportIn in = given;
  if (in.unit.empty() && !scope.units.empty()) in.unit = scope.units.front();
  if (in.purpose.empty()) in.purpose = "study";
  TIANGE_CHECK_OK(check(scope, in, now));
  TIANGE_CHECK_OK(check_repeat(tx, in, 0, now));
  StoredReport report;
  report.id = parts_.ids.next(now);
  report.version = 1;
  report.maker = scope.person.value;
  report.in = std::move(in);
  report.events.push_back(event(scope, "asked", report.in.reason, now));
  report_store::insert_report(tx, report);
  return shown(tx, scope, report, now);
}

Result<StoredReport> ReportService::seen(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto report = report_store::find_report(tx, id);
  if (!report) return refuse(ErrorCode::not_found);
  if (!only_fills(scope)) return std::move(*report);
  if (report->state != ReportState::approved) return refuse(ErrorCode::report_not_approved);
  if (!asked_below(report->in, scope)) return refuse(ErrorCode::out_of_scope);
  return std::move(*report);
}

Result<StoredReport> ReportService::own(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  TIANGE_TRY(StoredReport report, seen(tx, scope, id));
  if (!asks_own(scope, report) && !scope.may(Permission::ledgers_reports_review)) return refuse(ErrorCode::forbidden, "这是其他单位的报表", "it is another unit's report");
  return report;
}

Result<ReportView> ReportService::amend(db::Tx& tx, const Scope& scope, std::int64_t id, const ReportIn& given, Instant now) {
  TIANGE_TRY(StoredReport report, own(tx, scope, id));
  if (!open_state(report.state)) return refuse(ErrorCode::report_state, "已准入或已废止的报表不能改列，请另行申请", "an approved or abolished report is not changed; ask for a new one");
  ReportIn in = given;
  in.unit = report.in.unit;
  if (in.purpose.empty()) in.purpose = report.in.purpose;
  TIANGE_CHECK_OK(check(scope, in, now));
  TIANGE_CHECK_OK(check_repeat(tx, in, id, now));
  report.in = std::move(in);
  report.state = ReportState::asked;
  report.maker = scope.person.value;
  report.events.push_back(event(scope, "amended", report.in.reason, now));
  if (!report_store::update_report(tx, report)) return refuse(ErrorCode::conflict);
  return shown(tx, scope, report, now);
}

Result<ReportView> ReportService::answer(db::Tx& tx, const Scope& scope, std::int64_t id, const ReportAnswer& in, Instant now) {
  TIANGE_TRY(StoredReport report, seen(tx, scope, id));
  if (report.state != ReportState::asked) return refuse(ErrorCode::report_state);
  if (scope.works_for(report.in.unit) || scope.person.value == report.maker) return refuse(ErrorCode::report_own_review);
  if (!in.approved && text::trim(in.text).empty()) return refuse_fields(ErrorCode::bad_input, {{"text", "请写明不予准入的理由", "say why not"}});
  report.state = in.approved ? ReportState::approved : ReportState::refused;
  report.events.push_back(event(scope, in.approved ? "approved" : "refused", in.text, now));
  if (!report_store::update_report(tx, report)) return refuse(ErrorCode::conflict);
  return shown(tx, scope, report, now);
}

Result<ReportView> ReportService::abolish(db::Tx& tx, const Scope& scope, std::int64_t id, const AbolishIn& in, Instant now) {
  TIANGE_TRY(StoredReport report, own(tx, scope, id));
  if (report.state != ReportState::approved) return refuse(ErrorCode::report_state, "只有已准入的报表可以废止", "only an approved report is abolished");
  if (text::trim(in.reason).empty()) return refuse_fields(ErrorCode::bad_input, {{"reason", "请写明废止的理由", "say why"}});
  report.state = ReportState::abolished;
  report.ended = in.day ? local_instant(*in.day, 0) : now;
  report.end_reason = in.reason;
  report.events.push_back(event(scope, "abolished", in.reason, now));
  if (!report_store::update_report(tx, report)) return refuse(ErrorCode::conflict);
  return shown(tx, scope, report, now);
}

void ReportService::describe(ReportRow& row, const StoredReport& report, const Scope& scope, Instant now) const {
  const Words unit = parts_.org.directory(now)->unit_name(report.in.unit);
  row.id = std::to_string(report.id);
  row.title = report.in.title;
  row.unit = report.in.unit;
  row.unit_zh = unit.zh;
  row.unit_en = unit.en;
  row.basis = report.in.basis;
  row.about = report.in.about;
  row.cycle = report.in.cycle;
  row.state = report.state;
  row.columns = static_cast<std::int64_t>(report.in.columns.size());
  row.held = held_columns(report.in, *parts_.subjects.catalogue());
  row.fillable = report.form && report.filling;
  row.load = load_of(report.in, villages_of(report.in));
  row.ended = report.ended;
  row.end_reason = report.end_reason;
  row.period = period_of(report.in.cycle, local_date(now)).key;
  row.may_fill = scope.may(Permission::ledgers_reports_fill) && report.state == ReportState::approved && row.fillable && asked_below(report.in, scope);
}

ReportList ReportService::list(db::Tx& tx, const Scope& scope, std::string_view state, std::string_view unit, std::string_view words, std::int64_t before,
                               Instant now) const {
  ReportList out;
  const std::string village = of_the_village(scope);
  for (const StoredReport& report : report_store::reports(tx)) {
    if (before && report.id >= before) continue;
    if (!state.empty() && json::enum_name(report.state) != state) continue;
    if (!unit.empty() && report.in.unit != unit) continue;
    if (!words.empty() && !text::contains(report.in.title, words) && !text::contains(report.in.about, words)) continue;
    if (only_fills(scope) && (report.state != ReportState::approved || !asked_below(report.in, scope))) continue;
    if (out.items.size() == k_page) {
      out.next = out.items.back().id;
      break;
    }
    ReportRow row;
    describe(row, report, scope, now);
    if (!village.empty() && report.state == ReportState::approved) {
      const auto sent = report_store::sending_in(tx, codes::part_key_of(village), report.id, row.period);
      if (sent) row.sent_state = sent->row.state;
    }
    out.items.push_back(std::move(row));
  }
  return out;
}

std::vector<std::vector<std::string>> ReportService::sheet(db::Tx& tx, const Scope& scope, Instant now) const {
  std::vector<std::vector<std::string>> out = {{"报表名称", "提出单位", "依据", "周期", "状态", "列数", "底账已有列数", "由底账生成", "每年村次", "每年工时", "废止日期", "废止理由", "列"}};
  for (const StoredReport& report : report_store::reports(tx)) {
    if (only_fills(scope) && (report.state != ReportState::approved || !asked_below(report.in, scope))) continue;
    ReportRow row;
    describe(row, report, scope, now);
    std::vector<std::string> titles;
    for (const ReportColumn& column : report.in.columns) titles.push_back(column.title);
    out.push_back({row.title, row.unit_zh, row.basis, cycle_word(row.cycle), end_word(row.state), std::to_string(row.columns), std::to_string(row.held), row.fillable ? "是" : "否",
                   std::to_string(row.load.times), std::to_string(row.load.hours), row.ended ? format_date(local_date(*row.ended)) : "", row.end_reason, text::join(titles, "、")});
  }
  return out;
}

Result<ReportView> ReportService::shown(db::Tx& tx, const Scope& scope, const StoredReport& report, Instant now) const {
  ReportView view;
  describe(view, report, scope, now);
  view.in = report.in;
  view.version = report.version;
  view.filling = report.filling;
  view.form = report.form;
  view.events.assign(report.events.rbegin(), report.events.rend());
  const bool reviews = scope.may(Permission::ledgers_reports_review), asks = asks_own(scope, report);
  if ((reviews || asks) && report.state != ReportState::abolished) view.overlap = overlap(tx, report.in, report.id, now);
  view.may_edit = (asks || reviews) && open_state(report.state);
  view.may_map = (asks || reviews) && report.state != ReportState::abolished;
  view.may_answer = reviews && report.state == ReportState::asked && !scope.works_for(report.in.unit) && scope.person.value != report.maker;
  view.may_abolish = (asks || reviews) && report.state == ReportState::approved;
  if (reviews && report.state == ReportState::asked && !view.may_answer) {
    const ErrorInfo& why = error_info(ErrorCode::report_own_review);
    view.why_not_zh = why.zh;
    view.why_not_en = why.en;
  }
  if (report.state == ReportState::approved && scope.may(Permission::ledgers_reports_fill)) {
    for (const std::string& area : scope.areas) {
      for (const std::string& village : villages_below(area)) {
        if (!asks_of(report.in, village) || view.villages.size() >= k_shown_villages) continue;
        view.villages.push_back(village);
        view.village_names.push_back(parts_.places.full_name(village, scope.language));
      }
    }
    if (!view.fillable) {
      view.why_not_zh = "尚未上传模板或设置填法";
      view.why_not_en = "there is no form yet, or nobody said what goes where";
    }
  }
  return view;
}

Result<ReportView> ReportService::view(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const {
  TIANGE_TRY(const StoredReport report, seen(tx, scope, id));
  return shown(tx, scope, report, now);
}

ReportFields ReportService::fields() const {
  ReportFields out;
  const auto catalogue = parts_.subjects.catalogue();
  for (const registers::Kind kind : {registers::Kind::person, registers::Kind::household, registers::Kind::firm, registers::Kind::house, registers::Kind::facility}) {
    for (const registers::FieldDefinition* field : catalogue->fields(kind)) {
      const auto* source = catalogue->source(field->authority);
      out.items.push_back({std::string(json::enum_name(kind)) + "." + field->field, field->zh, field->en, field->mask, source ? source->zh : "", source ? source->en : ""});
    }
  }
  return out;
}

ReportSummary ReportService::summary(db::Tx& tx, Instant now) const {
  ReportSummary out;
  std::map<std::string, UnitReports> units;
  for (const StoredReport& report : report_store::reports(tx)) {
    const ReportLoad load = load_of(report.in, villages_of(report.in));
    UnitReports& unit = units[report.in.unit];
    ++out.all;
    switch (report.state) {
      case ReportState::asked: ++out.asked, ++unit.asked; break;
      case ReportState::refused: ++out.refused; break;
      case ReportState::abolished:
        ++out.abolished, ++unit.abolished;
        out.saved = out.saved + load;
        break;
      case ReportState::approved:
        ++out.approved, ++unit.approved;
        out.load = out.load + load;
        if (report.form && report.filling) {
          ++out.from_ledger;
          out.from_ledger_saved = out.from_ledger_saved + load;
        }
        break;
    }
  }
  const auto directory = parts_.org.directory(now);
  for (auto& [code, unit] : units) {
    const Words name = directory->unit_name(code);
    unit.unit = code;
    unit.zh = name.zh;
    unit.en = name.en;
    out.units.push_back(std::move(unit));
  }
  std::stable_sort(out.units.begin(), out.units.end(), [](const UnitReports& a, const UnitReports& b) { return a.approved > b.approved; });
  return out;
}

}  // namespace tiange::ledgers
