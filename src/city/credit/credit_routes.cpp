#include <algorithm>

#include "base/text.h"
#include "city/credit/credit_service.h"

namespace tiange::credit {

namespace {

using http::Method;
using http::Request;

std::string base() { return "/api/v1/credit"; }

struct CreditNothing {
  static constexpr bool k_json_defaults = true;
};
BOOST_DESCRIBE_STRUCT(CreditNothing, (), ())

struct CreditRunList {
  std::vector<CreditRunView> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(CreditRunList, (), (items))

store::FirmAsk ask_of(const Request& r) {
  store::FirmAsk ask;
  ask.colour = std::string(r.query_value("colour"));
  ask.grade = std::string(r.query_value("grade"));
  ask.area = std::string(r.query_value("area"));
  ask.industry = std::string(r.query_value("industry"));
  const std::string_view after = r.query_value("after");
  if (const std::size_t dot = after.find('.'); dot != after.npos)
    ask.after = {static_cast<int>(text::to_int(after.substr(0, dot)).value_or(0)), text::to_int(after.substr(dot + 1)).value_or(0)};
  ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
  return ask;
}

std::int64_t after_of(const Request& r) { return text::to_int(r.query_value("after")).value_or(0); }

Words colour_words(std::string_view colour) {
  if (colour == "green") return {"绿", "green"};
  return colour == "yellow" ? Words{"黄", "yellow"} : Words{"红", "red"};
}

}  // namespace

void CreditService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_exports(routes, record);  // before /firms/{ref}
  add_firm_routes(routes, record);
  add_override_routes(routes, record);
  add_matter_routes(routes, record);
  add_scoring_routes(routes, record);
}

// Narrows what is asked for to the firms that fit the words, if any were typed.
Outcome CreditService::look_for(const Request& r, store::FirmAsk& ask) const {
  const std::string words(text::trim(r.query_value("q")));
  if (words.empty()) return done();
  ask.only.emplace();
  if (!parts_.find_firms) return done();
  TIANGE_TRY(auto found, parts_.find_firms(r.scope, words, ask.area, r.now));
  ask.only = std::move(found);
  return done();
}

void CreditService::add_firm_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<CreditOverview>(
      base() + "/overview", Permission::credit_view, "企业信用概览", "How firms stand by grade and colour",
      [this](const Request& r) -> Result<CreditOverview> {
        return parts_.db.read([&](db::Tx& tx) -> Result<CreditOverview> { return overview(tx, r.scope, std::string(r.query_value("area"))); });
      },
      {"area"});
  routes.query<CreditFirmList>(
      base() + "/firms", Permission::credit_view, "企业信用名单", "Firms by colour and score, the lowest first",
      [this](const Request& r) -> Result<CreditFirmList> {
        store::FirmAsk ask = ask_of(r);
        TIANGE_CHECK_OK(look_for(r, ask));
        return parts_.db.read([&](db::Tx& tx) -> Result<CreditFirmList> { return list(tx, r.scope, ask, r.now); });
      },
      {"q", "colour", "grade", "area", "industry", "after", "limit"});
  routes.query<CreditProfile>(base() + "/firms/{ref}", Permission::credit_view, "企业信用画像", "One firm with every point and its reason",
                              [this](const Request& r) -> Result<CreditProfile> {
                                return parts_.db.write(r.scope, [&](db::Tx& tx) { return profile(tx, r.scope, r.param("ref"), true, r.now); });
                              });
  routes.query<CreditHistory>(
      base() + "/firms/{ref}/history", Permission::credit_view, "企业信用历史", "What changed, and what stood on a day",
      [this](const Request& r) -> Result<CreditHistory> {
        Instant until{INT64_MAX};
        if (const std::string day(r.query_value("day")); !day.empty()) {
          const auto date = parse_date(day);
          if (!date.ok()) return refuse_fields(ErrorCode::bad_input, {{"day", "日期应写作 2026-01-31", "is written 2026-01-31"}});
          until = local_instant(*date + 1, 0);
        }
        return parts_.db.read([&](db::Tx& tx) -> Result<CreditHistory> {
          constexpr std::size_t k_page = 50;
          const auto firm = firm_in(tx, r.scope, r.param("ref"));
          if (!firm) return refuse(ErrorCode::out_of_scope);
          CreditHistory out{store::changes(tx, firm->id, until, after_of(r), k_page + 1), ""};
          if (out.items.size() > k_page) out.items.pop_back(), out.next = out.items.back().id;
          return out;
        });
      },
      {"day", "after"});
  routes.command<CreditCaseIn, CreditProfile>(
      Method::post, base() + "/firms/{ref}/cases", Permission::credit_ask, "把工单记到企业名下", "Tie a case to a firm",
      [this, record](const Request& r, db::Tx& tx, const CreditCaseIn& in) -> Result<CreditProfile> {
        TIANGE_TRY(CreditProfile page, tie(tx, r.scope, r.param("ref"), in, r.now));
        record(tx, r, "credit.case_tied", page.ref, {"把工单 " + in.number + " 记到“" + page.title + "”名下", "tied case " + in.number + " to " + page.title});
        return page;
      });
}

void CreditService::add_override_routes(http::Routes& routes, const http::Recorder& record) {
  routes.command<CreditOverrideIn, CreditOverride>(
      Method::post, base() + "/firms/{ref}/override", Permission::credit_ask, "提请调整颜色", "Ask for another colour",
      [this, record](const Request& r, db::Tx& tx, const CreditOverrideIn& in) -> Result<CreditOverride> {
        TIANGE_TRY(CreditOverride one, ask_override(tx, r.scope, r.param("ref"), in, r.now));
        const Words colour = colour_words(one.colour);
        record(tx, r, "credit.override_asked", one.ref, {"提请把“" + one.title + "”调整为" + colour.zh + "码：" + one.reason, "asked for " + colour.en + ": " + one.title});
        return one;
      });
  routes.query<CreditOverrideList>(
      base() + "/overrides", Permission::credit_view, "颜色调整", "Other colours asked for and granted",
      [this](const Request& r) -> Result<CreditOverrideList> {
        return parts_.db.read([&](db::Tx& tx) -> Result<CreditOverrideList> { return overrides(tx, r.scope, r.query_value("state"), after_of(r), r.now); });
      },
      {"state", "after"});
  routes.command<CreditDecideIn, CreditOverride>(
      Method::post, base() + "/overrides/{id}/decide", Permission::credit_approve, "审批颜色调整", "Agree to another colour",
      [this, record](const Request& r, db::Tx& tx, const CreditDecideIn& in) -> Result<CreditOverride> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(CreditOverride one, decide_override(tx, r.scope, id, in, r.now));
        record(tx, r, "credit.override_decided", one.ref, {std::string(in.agree ? "同意" : "不同意") + "调整颜色：" + one.title, std::string(in.agree ? "agreed" : "refused") + ": " + one.title});
        return one;
      });
  routes.command<CreditNothing, CreditOverride>(
      Method::post, base() + "/overrides/{id}/withdraw", Permission::credit_ask, "撤回颜色调整", "Withdraw another colour",
      [this, record](const Request& r, db::Tx& tx, const CreditNothing&) -> Result<CreditOverride> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(CreditOverride one, withdraw_override(tx, r.scope, id, r.now));
        record(tx, r, "credit.override_withdrawn", one.ref, {"撤回颜色调整：" + one.title, "withdrew another colour: " + one.title});
        return one;
      });
}

void CreditService::add_matter_routes(http::Routes& routes, const http::Recorder& record) {
  routes.command<CreditMatterIn, CreditMatter>(
      Method::post, base() + "/firms/{ref}/matters", Permission::credit_ask, "提出信用异议或修复", "Object to a mark or ask for repair",
      [this, record](const Request& r, db::Tx& tx, const CreditMatterIn& in) -> Result<CreditMatter> {
        TIANGE_TRY(CreditMatter one, open_matter(tx, r.scope, r.param("ref"), in, r.now));
        const bool repair = one.kind == "repair";
        record(tx, r, "credit.matter_opened", one.ref, {std::string(repair ? "申请修复" : "提出异议") + "：" + one.title + "，" + one.zh, std::string(repair ? "asked for repair: " : "objected: ") + one.title + ", " + one.en});
        return one;
      });
  routes.query<CreditMatterList>(
      base() + "/matters", Permission::credit_view, "异议与修复", "Objections and repairs",
      [this](const Request& r) -> Result<CreditMatterList> {
        const store::MatterAsk ask{std::string(r.query_value("state")), std::string(r.query_value("kind")), r.query_value("mine") == "yes", after_of(r)};
        return parts_.db.read([&](db::Tx& tx) -> Result<CreditMatterList> { return matters(tx, r.scope, ask, r.now); });
      },
      {"state", "kind", "mine", "after"});
  routes.query<CreditMatter>(base() + "/matters/{id}", Permission::credit_view, "一件异议或修复", "One objection or repair", [this](const Request& r) -> Result<CreditMatter> {
    TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
    return parts_.db.read([&](db::Tx& tx) -> Result<CreditMatter> {
      TIANGE_TRY(const store::StoredMatter one, seen_matter(tx, r.scope, id));
      const registers::SubjectId ids[] = {one.subject};
      return shown_matter(tx, r.scope, one, titles(tx, system_scope(), ids, r.now)[one.subject.value], r.now);
    });
  });
  routes.command<CreditAnswerIn, CreditMatter>(
      Method::post, base() + "/matters/{id}/answer", Permission::credit_answer, "答复信用异议", "Answer an objection",
      [this, record](const Request& r, db::Tx& tx, const CreditAnswerIn& in) -> Result<CreditMatter> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(CreditMatter one, answer_objection(tx, r.scope, id, in, r.now));
        record(tx, r, "credit.objection_answered", one.ref, {"答复信用异议：" + one.title + "，" + one.zh, "answered an objection: " + one.title + ", " + one.en});
        return one;
      });
  routes.command<CreditAnswerIn, CreditMatter>(
      Method::post, base() + "/matters/{id}/decide", Permission::credit_approve, "审批信用修复", "Decide about a repair",
      [this, record](const Request& r, db::Tx& tx, const CreditAnswerIn& in) -> Result<CreditMatter> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(CreditMatter one, decide_repair(tx, r.scope, id, in, r.now));
        record(tx, r, "credit.repair_decided", one.ref, {"审批信用修复：" + one.title + "，" + one.zh, "decided about a repair: " + one.title + ", " + one.en});
        return one;
      });
}

void CreditService::add_scoring_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string one = base() + "/scoring";
  routes.query<CreditScoringView>(one, Permission::credit_view, "信用评分规则", "The scoring in force, with its versions", [this](const Request& r) -> Result<CreditScoringView> {
    return parts_.db.read([&](db::Tx& tx) { return view_scoring(tx, r.scope); });
  });
  routes.command<CreditDraftIn, CreditScoringView>(
      Method::put, one + "/draft", Permission::credit_edit, "起草信用评分", "Draft the scoring",
      [this, record](const Request& r, db::Tx& tx, const CreditDraftIn& in) -> Result<CreditScoringView> {
        TIANGE_TRY(CreditScoringView view, save_draft(tx, r.scope, in, r.now));
        record(tx, r, "credit.scoring_drafted", std::to_string(view.draft_version), {"起草信用评分第 " + std::to_string(view.draft_version) + " 版", "drafted scoring " + std::to_string(view.draft_version)});
        return view;
      });
  routes.command<CreditNothing, CreditScoringView>(Method::del, one + "/draft", Permission::credit_edit, "放弃评分草稿", "Drop the draft",
                                                   [this](const Request& r, db::Tx& tx, const CreditNothing&) -> Result<CreditScoringView> { return drop_draft(tx, r.scope); });
  routes.command<CreditNothing, CreditTryView>(Method::post, one + "/try", Permission::credit_edit, "试算评分草稿", "Try the draft on every firm",
                                               [this](const Request& r, db::Tx& tx, const CreditNothing&) -> Result<CreditTryView> { return begin_try(tx, r.scope, r.now); });
  routes.query<CreditTryView>(base() + "/tries/{id}", Permission::credit_view, "试算结果", "What a try found", [this](const Request& r) -> Result<CreditTryView> {
    TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
    return parts_.db.read([&](db::Tx& tx) { return view_try(tx, r.scope, id); });
  });
  routes.command<CreditReleaseIn, CreditScoringView>(
      Method::post, one + "/release", Permission::credit_release, "发布信用评分", "Release the scoring",
      [this, record](const Request& r, db::Tx& tx, const CreditReleaseIn& in) -> Result<CreditScoringView> {
        TIANGE_TRY(CreditScoringView view, release(tx, r.scope, in.version, r.now));
        record(tx, r, "credit.scoring_released", std::to_string(in.version), {"发布信用评分第 " + std::to_string(in.version) + " 版", "released scoring " + std::to_string(in.version)});
        return view;
      });
  routes.command<CreditNothing, CreditRunView>(Method::post, base() + "/runs", Permission::credit_release, "全部企业重新评分", "Score every firm anew",
                                               [this, record](const Request& r, db::Tx& tx, const CreditNothing&) -> Result<CreditRunView> {
                                                 record(tx, r, "credit.run_asked", "", {"发起全部企业重新评分", "asked to score every firm anew"});
                                                 return begin_run(tx, "asked", r.scope.name, r.now);
                                               });
  routes.query<CreditRunList>(base() + "/runs", Permission::credit_view, "全量评分记录", "Runs over all firms", [this](const Request&) -> Result<CreditRunList> {
    return parts_.db.read([&](db::Tx& tx) -> Result<CreditRunList> { return CreditRunList{store::runs(tx, 50)}; });
  });
}

std::unique_ptr<Credit> open_credit(CreditParts parts) { return std::make_unique<CreditService>(std::move(parts)); }

}  // namespace tiange::credit
