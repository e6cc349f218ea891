// What the register begins with: example forms in every district, and in a demo district what departments ask and villages
// have sent.
#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/text.h"
#include "city/ledgers/reports/report_service.h"
#include "platform/sheets/form_writer.h"

namespace tiange::ledgers {

using report_store::StoredReport;

namespace {

struct ExampleForm {
  static constexpr bool k_json_defaults = true;
  std::string key, line;  // line: of the unit that asks, "MZ"
  ReportIn report;
  sheets::FormLook look;
  ReportFilling filling;
};
BOOST_DESCRIBE_STRUCT(ExampleForm, (), (key, line, report, look, filling))
struct ExampleForms {
  std::vector<ExampleForm> forms;
};
BOOST_DESCRIBE_STRUCT(ExampleForms, (), (forms))

struct DemoReport {
  static constexpr bool k_json_defaults = true;
  std::string title, line, basis, about, reason, end_reason;
  ReportCycle cycle = ReportCycle::month;
  ReportState state = ReportState::approved;
  std::vector<std::string> columns;  // titles; fields are found by them
  std::int64_t rows = 20, minutes = 60;
  int days_ago = 200;
};
BOOST_DESCRIBE_STRUCT(DemoReport, (), (title, line, basis, about, reason, end_reason, cycle, state, columns, rows, minutes, days_ago))
struct DemoReports {
  std::vector<DemoReport> reports;
};
BOOST_DESCRIBE_STRUCT(DemoReports, (), (reports))

constexpr std::size_t k_villages_that_sent = 3;

}  // namespace

Outcome ReportService::lay(db::Tx& tx, std::string_view forms_json, Instant now) {
  TIANGE_TRY(ExampleForms examples, json::read<ExampleForms>(forms_json));
  const auto there = report_store::reports(tx);
  const auto catalogue = parts_.subjects.catalogue();
  for (ExampleForm& one : examples.forms) {
    if (std::any_of(there.begin(), there.end(), [&](const StoredReport& report) { return report.key == one.key; })) continue;
    StoredReport report;
    report.id = parts_.ids.next(now);
    report.version = 1;
    report.key = one.key;
    report.state = ReportState::approved;
    report.in = std::move(one.report);
    report.in.unit = parts_.district + "-" + one.line;
    TIANGE_TRY(const std::string bytes, sheets::write_form(one.look));
    TIANGE_TRY(const sheets::TemplateShape shape, sheets::read_template(bytes));
    report.form = form_view(report.in.title + ".xlsx", bytes, shape);
    report.filling = std::move(one.filling);
    report.events.push_back({"approved", "", "", "随系统提供的示例，使用前请核对依据", now});
    if (!catalogue->fields(registers::Kind::person).empty()) {
      TIANGE_TRY(FillPlan plan, FillPlan::make(*report.filling, report.in.columns, catalogue));
      TIANGE_CHECK_OK(sheets::fill_template(bytes, sheet_of(*report.filling, plan.take({}), *catalogue, std::nullopt)));
    }
    report_store::put_form(tx, report.id, report.form->digest, bytes);
    report_store::insert_report(tx, report);
  }
  return done();
}

Outcome ReportService::seed(std::string_view reports_json, Instant now) {
  TIANGE_TRY(const DemoReports demo, json::read<DemoReports>(reports_json));
  const auto kept = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    const auto catalogue = parts_.subjects.catalogue();
    const auto directory = parts_.org.directory(now);
    const std::string reviewer = directory->unit_name(parts_.district + "-BG").zh;
    for (const DemoReport& one : demo.reports) {
      StoredReport report;
      const Instant asked = now - days(one.days_ago);
      report.id = parts_.ids.next(now);
      report.version = 1;
      report.state = one.state;
      report.in.title = one.title;
      report.in.unit = parts_.district + "-" + one.line;
      report.in.basis = one.basis;
      report.in.about = one.about;
      report.in.reason = one.reason;
      report.in.purpose = "study";
      report.in.cycle = one.cycle;
      report.in.rows = one.rows;
      report.in.minutes = one.minutes;
      for (const std::string& title : one.columns) report.in.columns.push_back({title, suggested_field(title, *catalogue), false});
      const std::string unit = directory->unit_name(report.in.unit).zh;
      report.events.push_back({"asked", "", unit, one.reason, asked});
      if (one.state == ReportState::refused) report.events.push_back({"refused", "", reviewer, one.end_reason, asked + days(4)});
      if (one.state == ReportState::approved || one.state == ReportState::abolished) report.events.push_back({"approved", "", reviewer, "", asked + days(5)});
      if (one.state == ReportState::abolished) {
        report.ended = now - days(one.days_ago / 3);
        report.end_reason = one.end_reason;
        report.events.push_back({"abolished", "", reviewer, one.end_reason, *report.ended});
      }
      report_store::insert_report(tx, report);
    }
    return done();
  });
  TIANGE_CHECK_OK(kept);
  return seed_sendings(now);
}

// The fullest villages sent every example form a quarter ago, when the registers said somewhat less.
Outcome ReportService::seed_sendings(Instant now) {
  std::map<std::string, int> persons;
  std::vector<StoredReport> examples;
  parts_.db.run_read([&](db::Tx& tx) {
    parts_.subjects.each(tx, system_scope(), registers::Kind::person, parts_.district, [&](const registers::GoldenRow& row) {
      if (row.grid.size() >= 12) ++persons[std::string(row.grid.substr(0, 12))];
      return true;
    });
    for (StoredReport& report : report_store::reports(tx)) {
      if (!report.key.empty() && report.filling) examples.push_back(std::move(report));
    }
  });
  std::vector<std::pair<int, std::string>> fullest;
  for (const auto& [area, count] : persons) fullest.emplace_back(-count, area);
  std::sort(fullest.begin(), fullest.end());
  if (fullest.size() > k_villages_that_sent) fullest.resize(k_villages_that_sent);
  const auto directory = parts_.org.directory(now);
  const Instant then = now - days(100);
  for (const auto& [count, area] : fullest) {
    const auto* station = directory->unit_for(area, "ZZ");
    const auto holders = station ? directory->holders(station->code + ":station_head", now) : std::vector<org::Holder>{};
    if (holders.empty()) continue;
    Scope scope = directory->scope_of(holders.front().person, now);
    scope.account = holders.front().account;
    scope.person = holders.front().person;
    scope.name = holders.front().name;
    for (std::size_t e = 0; e < examples.size(); ++e) {
      auto filled = fill(scope, examples[e].id, area, then);
      if (!filled.ok()) continue;
      ReportContent& content = filled->content;
      for (std::size_t i = content.rows.size(); i-- > 0;) {
        if (i % 11 == 5) content.rows.erase(content.rows.begin() + static_cast<std::ptrdiff_t>(i));
        else if (i % 7 == 3 && !content.rows[i].cells.empty()) content.rows[i].cells.back() = "";
      }
      for (ContentCell& cell : content.cells) {
        if (cell.number && cell.value.size() > 1) cell.value = std::to_string(text::to_int(cell.value).value_or(0) - 2);
      }
      filled->preview.count = static_cast<std::int64_t>(content.rows.size());
      const std::int64_t id = parts_.ids.next(now);
      TIANGE_TRY(const std::string file, file_for(*filled, id));
      const auto sent = parts_.db.write(scope, [&](db::Tx& tx) -> Outcome {
        TIANGE_CHECK_OK(send(tx, scope, *filled, {area, filled->preview.digest, ""}, id, file, then));
        auto sending = report_store::find_sending(tx, id);
        if (!sending || e % 3 == 2) return done();
        sending->row.state = "received";
        sending->row.answered = then + hours(20);
        sending->row.answered_by = sending->row.unit_zh;
        report_store::update_sending(tx, *sending, "sent");
        return done();
      });
      TIANGE_CHECK_OK(sent);
    }
  }
  return done();
}

std::unique_ptr<Reports> open_reports(ReportParts parts) { return std::make_unique<ReportService>(std::move(parts)); }

}  // namespace tiange::ledgers
