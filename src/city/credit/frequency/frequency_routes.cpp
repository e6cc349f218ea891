#include <algorithm>

#include "base/text.h"
#include "city/credit/frequency/frequency_service.h"
#include "platform/sheets/sheets.h"

namespace tiange::credit {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/credit";

struct FrequencyNothing {
  static constexpr bool k_json_defaults = true;
};
BOOST_DESCRIBE_STRUCT(FrequencyNothing, (), ())

Result<DueAsk> due_ask_of(const Request& r) {
  DueAsk ask;
  ask.area = std::string(r.query_value("area"));
  ask.colour = std::string(r.query_value("colour"));
  ask.item = std::string(r.query_value("item"));
  ask.line = std::string(r.query_value("line"));
  ask.way = std::string(r.query_value("way"));
  ask.after = std::string(r.query_value("after"));
  ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
  if (const std::string before(r.query_value("before")); !before.empty()) {
    const auto day = parse_date(before);
    if (!day.ok()) return refuse_fields(ErrorCode::bad_input, {{"before", "日期应写作 2026-01-31", "is written 2026-01-31"}});
    ask.before = *day;
  }
  return ask;
}

const std::string& pick(bool zh, const std::string& a, const std::string& b) { return zh ? a : b; }

std::string why_text(bool zh, const CheckDue& one) {
  if (one.why == "trigger") return pick(zh, one.trigger_zh, one.trigger_en);
  if (one.why == "every") return zh ? "全部检查" : "every firm";
  return zh ? "抽中" : "drawn";
}

std::string colour_text(bool zh, const std::string& colour) {
  if (!zh) return colour;
  return colour == "green" ? "绿" : colour == "yellow" ? "黄" : "红";
}

}  // namespace

void FrequencyService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_definition_routes(routes, record);
  add_export(routes, record);
  add_due_routes(routes);
  add_firm_routes(routes, record);
}

void FrequencyService::add_definition_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string base = k_base + "/frequency";
  routes.query<FrequencyView>(base, Permission::credit_view, "检查频次规则", "The frequency of checks in force, with its versions",
                              [this](const Request& r) -> Result<FrequencyView> { return parts_.db.read([&](db::Tx& tx) { return view(tx, r.scope, r.now); }); });
  routes.command<FrequencyDraftIn, FrequencyView>(
      Method::put, base + "/draft", Permission::credit_edit, "起草检查频次", "Draft the frequency of checks",
      [this, record](const Request& r, db::Tx& tx, const FrequencyDraftIn& in) -> Result<FrequencyView> {
        TIANGE_TRY(FrequencyView page, save_draft(tx, r.scope, in, r.now));
        const std::string version = std::to_string(page.draft_version);
        record(tx, r, "credit.frequency_drafted", version, {"起草检查频次第 " + version + " 版", "drafted frequency " + version});
        return page;
      });
  routes.command<FrequencyNothing, FrequencyView>(Method::del, base + "/draft", Permission::credit_edit, "放弃频次草稿", "Drop the draft of the frequency",
                                                  [this](const Request& r, db::Tx& tx, const FrequencyNothing&) -> Result<FrequencyView> { return drop_draft(tx, r.scope, r.now); });
  routes.command<FrequencyNothing, FrequencyTryView>(Method::post, base + "/try", Permission::credit_edit, "试算频次草稿", "Try the draft on every firm",
                                                     [this](const Request& r, db::Tx& tx, const FrequencyNothing&) -> Result<FrequencyTryView> { return begin_try(tx, r.scope, r.now); });
  routes.query<FrequencyTryView>(base + "/tries/{id}", Permission::credit_view, "频次试算结果", "What a try of the frequency found", [this](const Request& r) -> Result<FrequencyTryView> {
    TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
    return parts_.db.read([&](db::Tx& tx) { return view_try(tx, r.scope, id); });
  });
  routes.command<FrequencyReleaseIn, FrequencyView>(
      Method::post, base + "/release", Permission::credit_release, "发布检查频次", "Release the frequency of checks",
      [this, record](const Request& r, db::Tx& tx, const FrequencyReleaseIn& in) -> Result<FrequencyView> {
        TIANGE_TRY(FrequencyView page, release(tx, r.scope, in.version, r.now));
        const std::string version = std::to_string(in.version);
        record(tx, r, "credit.frequency_released", version, {"发布检查频次第 " + version + " 版", "released frequency " + version});
        return page;
      });
}

void FrequencyService::add_due_routes(http::Routes& routes) {
  routes.query<FrequencyLoad>(
      k_base + "/frequency/load", Permission::credit_view, "检查工作量", "Checks of a year by town, department and month, beside the uniform frequency",
      [this](const Request& r) -> Result<FrequencyLoad> {
        return parts_.db.read([&](db::Tx& tx) -> Result<FrequencyLoad> { return load(tx, r.scope, std::string(r.query_value("area")), r.now); });
      },
      {"area"});
  routes.query<CheckDueList>(
      k_base + "/frequency/dues", Permission::credit_view, "应检企业", "Checks that are due, the earliest first",
      [this](const Request& r) -> Result<CheckDueList> {
        TIANGE_TRY(const DueAsk ask, due_ask_of(r));
        return parts_.db.read([&](db::Tx& tx) -> Result<CheckDueList> { return due(tx, r.scope, ask, r.now); });
      },
      {"before", "area", "colour", "item", "line", "way", "after", "limit"});
}

void FrequencyService::add_export(http::Routes& routes, const http::Recorder& record) {
  http::Route sheet{Method::get, k_base + "/frequency/dues/export", Permission::credit_export, "导出应检企业", "Export of the checks that are due"};
  sheet.query_params = {"format", "purpose", "before", "area", "colour", "item", "line", "way"};
  sheet.handle = [this, record](Request& request) {
    const std::string purpose(text::trim(request.query_value("purpose")));
    if (purpose.empty()) return http::problem(refuse(ErrorCode::purpose_needed), request.scope);
    const auto asked = due_ask_of(request);
    if (!asked.ok()) return http::problem(asked.refusal(), request.scope);
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "credit.exported", "dues", {"导出应检企业，目的：" + purpose, "exported checks that are due for: " + purpose});
      return true;
    });
    const bool csv = request.query_value("format") == "csv";
    http::Response response;
    response.content_type = std::string(csv ? sheets::k_csv_type : sheets::k_xlsx_type);
    response.with("Content-Disposition", std::string("attachment; filename=\"checks-due.") + (csv ? "csv\"" : "xlsx\""));
    response.stream = [this, csv, scope = request.scope, ask = *asked, now = request.now](const http::Sink& sink) {
      const auto writer = csv ? sheets::write_csv(sink, sheets::CsvFor::people) : sheets::write_xlsx(sink);
      const bool zh = scope.language == Language::zh;
      if (zh) writer->row({"应检日期", "企业", "区域", "等级", "颜色", "检查项目", "部门", "方式", "原因", "逾期"});
      else writer->row({"Due", "Firm", "Area", "Grade", "Colour", "Check", "Department", "Way", "Why", "Late"});
      DueAsk page = ask;
      page.after.clear();
      page.limit = 500;
      for (bool more = true; more;) {
        const auto some = parts_.db.read([&](db::Tx& tx) -> Result<CheckDueList> { return due(tx, scope, page, now); });
        if (!some.ok()) break;
        for (const CheckDue& one : some->items) {
          const bool desk = one.way == "desk";
          writer->row({one.due, one.title, one.area_name, one.grade, colour_text(zh, one.colour), pick(zh, one.zh, one.en), pick(zh, one.line_zh, one.line_en),
                       zh ? (desk ? "书面核查" : "上门检查") : (desk ? "by papers" : "at the door"), why_text(zh, one), one.overdue ? (zh ? "是" : "yes") : ""});
        }
        page.after = some->next;
        more = !some->next.empty();
      }
      writer->finish();
    };
    return response;
  };
  routes.raw(std::move(sheet));
}

void FrequencyService::add_firm_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<FirmFrequency>(k_base + "/firms/{ref}/frequency", Permission::credit_view, "企业检查频次", "What is due at one firm, and why",
                              [this](const Request& r) -> Result<FirmFrequency> {
                                return parts_.db.write(r.scope, [&](db::Tx& tx) -> Result<FirmFrequency> {
                                  const auto id = parse_typed_id<registers::SubjectTag>(r.param("ref"));
                                  if (!id.ok() || !firm_in(tx, r.scope, *id)) return refuse(ErrorCode::out_of_scope);
                                  auto page = firm_page(tx, r.scope, *id, CheckEyes::desk, r.now);
                                  if (!page) return refuse(ErrorCode::credit_not_scored);
                                  parts_.subjects.looked(tx, r.scope, *id, "credit", {"检查频次", "", std::nullopt}, r.now);
                                  return *std::move(page);
                                });
                              });
  routes.command<CheckNoteIn, FirmFrequency>(
      Method::post, k_base + "/firms/{ref}/checks", Permission::credit_answer, "登记已检查", "Note that a check was done",
      [this, record](const Request& r, db::Tx& tx, const CheckNoteIn& in) -> Result<FirmFrequency> {
        TIANGE_TRY(FirmFrequency page, note(tx, r.scope, r.param("ref"), in, r.now));
        record(tx, r, "credit.check_noted", std::string(r.param("ref")), {"登记已检查：" + in.item + "，" + in.day, "noted a check: " + in.item + ", " + in.day});
        return page;
      });
}

}  // namespace tiange::credit
