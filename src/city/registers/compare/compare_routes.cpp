#include <algorithm>

#include "base/text.h"
#include "city/registers/compare/compare_service.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::registers {

namespace {

using http::Method;
using http::Request;

std::string base() { return "/api/v1/registers/compare"; }

struct CompareNothing {
  static constexpr bool k_json_defaults = true;
};
BOOST_DESCRIBE_STRUCT(CompareNothing, (), ())

comparing::MatchAsk ask_of(const Request& r) {
  comparing::MatchAsk ask;
  ask.mine = r.query_value("desk") != "all";
  ask.rule = std::string(r.query_value("rule"));
  ask.state = std::string(r.query_value("state"));
  ask.area = std::string(r.query_value("area"));
  if (const std::string_view subject = r.query_value("subject"); !subject.empty()) ask.subject = text::to_int(subject).value_or(0);
  ask.after = text::to_int(r.query_value("after")).value_or(0);
  ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
  return ask;
}

std::string day_of(const std::optional<Instant>& moment) { return moment ? format_local(*moment) : ""; }

Words state_words(std::string_view state) {
  if (state == "open") return {"待办", "Open"};
  if (state == "done") return {"已办理", "Done"};
  if (state == "untrue") return {"不属实", "Not true"};
  if (state == "proposed") return {"已提更正", "Correction proposed"};
  return {"已撤回", "Withdrawn"};
}

}  // namespace

void CompareService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_rule_routes(routes, record);
  add_run_routes(routes, record);
  add_export(routes, record);  // before /matches/{id}
  add_match_routes(routes, record);
}

void CompareService::add_rule_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string one = base() + "/rules/{key}";
  routes.query<CompareRuleList>(base() + "/rules", Permission::registers_people, "比对规则", "Rules that compare the registers",
                                [this](const Request& r) -> Result<CompareRuleList> {
                                  return parts_.db.read([&](db::Tx& tx) { return list_rules(tx, r.scope); });
                                });
  routes.query<CompareRuleView>(one, Permission::registers_people, "比对规则详情", "One rule with its versions",
                                [this](const Request& r) -> Result<CompareRuleView> {
                                  return parts_.db.read([&](db::Tx& tx) { return view_rule(tx, r.scope, r.param("key")); });
                                });
  routes.command<CompareDraftIn, CompareRuleView>(
      Method::put, one + "/draft", Permission::registers_rules, "起草比对规则", "Draft a rule",
      [this, record](const Request& r, db::Tx& tx, const CompareDraftIn& in) -> Result<CompareRuleView> {
        TIANGE_TRY(CompareRuleView view, save_draft(tx, r.scope, r.param("key"), in, r.now));
        record(tx, r, "registers.rule_drafted", std::string(r.param("key")), {"起草比对规则：" + in.rule.zh, "drafted a rule: " + in.rule.en});
        return view;
      });
  routes.command<CompareNothing, CompareRuleView>(Method::del, one + "/draft", Permission::registers_rules, "放弃规则草稿", "Drop a draft",
                                                  [this](const Request& r, db::Tx& tx, const CompareNothing&) -> Result<CompareRuleView> {
                                                    return drop_draft(tx, r.scope, r.param("key"));
                                                  });
  routes.command<CompareReleaseIn, CompareRuleView>(
      Method::post, one + "/release", Permission::registers_fields, "发布比对规则", "Release a rule",
      [this, record](const Request& r, db::Tx& tx, const CompareReleaseIn& in) -> Result<CompareRuleView> {
        TIANGE_TRY(CompareRuleView view, release(tx, r.scope, r.param("key"), in.version, r.now));
        record(tx, r, "registers.rule_released", std::string(r.param("key")),
               {"发布比对规则：" + view.row.rule.zh, "released a rule: " + view.row.rule.en});
        return view;
      });
}

namespace {

// How much the whole register holds is told to those who see all of it.
CompareRunView shown_run(CompareRunView run, bool whole) {
  if (!whole) run.subjects = run.entered = run.left = run.again = 0;
  return run;
}

}  // namespace

void CompareService::add_run_routes(http::Routes& routes, const http::Recorder& record) {
  routes.command<CompareTryIn, CompareTryView>(Method::post, base() + "/tries", Permission::registers_rules, "试算比对规则", "Try a rule on the register",
                                               [this](const Request& r, db::Tx& tx, const CompareTryIn& in) -> Result<CompareTryView> {
                                                 return begin_try(tx, r.scope, in, r.now);
                                               });
  routes.query<CompareTryView>(base() + "/tries/{id}", Permission::registers_rules, "试算结果", "What a try found",
                               [this](const Request& r) -> Result<CompareTryView> {
                                 TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                 return parts_.db.read([&](db::Tx& tx) { return view_try(tx, r.scope, id); });
                               });
  routes.command<CompareNothing, CompareRunView>(Method::post, base() + "/runs", Permission::registers_fields, "全量比对", "Go through the whole register",
                                                 [this, record](const Request& r, db::Tx& tx, const CompareNothing&) -> Result<CompareRunView> {
                                                   record(tx, r, "registers.compared", "", {"发起全量比对", "asked for a run over the whole register"});
                                                   return begin_run(tx, "asked", r.scope.name, r.now);
                                                 });
  routes.query<CompareRunList>(base() + "/runs", Permission::registers_people, "全量比对记录", "Runs over the whole register",
                               [this](const Request& r) -> Result<CompareRunList> {
                                 CompareRunList list;
                                 parts_.db.run_read([&](db::Tx& tx) { list.items = comparing::runs(tx, 50); });
                                 for (CompareRunView& run : list.items) run = shown_run(run, r.scope.covers(parts_.district));
                                 return list;
                               });
  routes.query<CompareRunView>(base() + "/runs/{id}", Permission::registers_people, "一次全量比对", "One run",
                               [this](const Request& r) -> Result<CompareRunView> {
                                 TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                 return parts_.db.read([&](db::Tx& tx) -> Result<CompareRunView> {
                                   auto run = comparing::run(tx, id);
                                   if (!run) return refuse(ErrorCode::not_found);
                                   return shown_run(*run, r.scope.covers(parts_.district));
                                 });
                               });
}

void CompareService::add_match_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<CompareMatchList>(
      base() + "/matches", Permission::registers_people, "比对结果", "Matches pushed to a desk",
      [this](const Request& r) -> Result<CompareMatchList> {
        return parts_.db.read([&](db::Tx& tx) { return list(tx, r.scope, ask_of(r), r.now); });
      },
      {"desk", "rule", "state", "area", "subject", "after", "limit"});
  routes.query<CompareMatchView>(base() + "/matches/{id}", Permission::registers_people, "比对结果详情", "A match with its evidence",
                                 [this](const Request& r) -> Result<CompareMatchView> {
                                   TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                   return parts_.db.write(r.scope, [&](db::Tx& tx) { return view(tx, r.scope, id, true, r.now); });
                                 });
  routes.command<CompareAnswerIn, CompareMatchView>(
      Method::post, base() + "/matches/{id}/answer", Permission::registers_people, "办理比对结果", "Answer a match",
      [this, record](const Request& r, db::Tx& tx, const CompareAnswerIn& in) -> Result<CompareMatchView> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(CompareMatchView view, answer(tx, r.scope, id, in, r.now));
        const Words state = state_words(view.state);
        record(tx, r, "registers.match_answered", view.id, {"办理比对结果“" + view.zh + "”：" + state.zh, "answered a match: " + view.en + ": " + state.en});
        return view;
      });
}

void CompareService::add_export(http::Routes& routes, const http::Recorder& record) {
  http::Route sheet{Method::get, base() + "/matches/export", Permission::registers_export, "导出比对结果", "Export of matches, masked"};
  sheet.query_params = {"format", "purpose", "desk", "rule", "state", "area"};
  sheet.handle = [this, record](Request& request) {
    const std::string purpose(text::trim(request.query_value("purpose")));
    if (purpose.empty()) return http::problem(refuse(ErrorCode::purpose_needed), request.scope);
    comparing::MatchAsk ask = ask_of(request);
    ask.after = 0;
    std::int64_t mark = 0;
    const auto masker = parts_.subjects.masker();
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "registers.exported", "matches", {"导出比对结果，目的：" + purpose, "exported matches for: " + purpose});
      std::int64_t rows = 0;
      comparing::MatchAsk every = ask;
      every.limit = 0;
      comparing::each_match(tx, request.scope, every, [&](const comparing::StoredCompare&) { return ++rows > 0; });
      mark = masker->leaves(tx, request.scope, {"比对结果", "", ask.area, purpose, rows}, request.now);
      return true;
    });
    return sheets::answer(
        request, {"matches"}, [this, mark, masker, scope = request.scope, ask, now = request.now](std::unique_ptr<sheets::Writer> plain) {
          const auto writer = masker->marked(mark, std::move(plain));
          const bool zh = scope.language == Language::zh;
          if (zh) writer->row({"规则", "档案", "姓名或名称", "区域", "状态", "办理单位", "工单", "开始", "结束", "时限", "答复", "答复人"});
          else writer->row({"Rule", "Subject", "Name", "Area", "State", "Unit", "Case", "Began", "Ended", "Due", "Answer", "Answered by"});
          comparing::MatchAsk page = ask;
          page.limit = 200;
          do {
            const auto some = parts_.db.read([&](db::Tx& tx) { return list(tx, scope, page, now); });
            if (!some.ok()) break;
            for (const CompareMatch& one : some->items) {
              const Words state = state_words(one.state);
              writer->row({zh ? one.zh : one.en, one.subject, one.title, one.area_name, zh ? state.zh : state.en, zh ? one.unit_zh : one.unit_en, one.ticket,
                           day_of(one.began), day_of(one.ended), day_of(one.due), one.text, one.answered_by});
            }
            page.after = some->next.empty() ? 0 : text::to_int(some->next).value_or(0);
          } while (page.after != 0);
          writer->finish();
        });
  };
  routes.raw(std::move(sheet));
}

std::unique_ptr<Compare> open_compare(CompareParts parts) { return std::make_unique<CompareService>(std::move(parts)); }

}  // namespace tiange::registers
