#include <algorithm>

#include "base/text.h"
#include "city/benefits/policies/policy_service.h"

namespace tiange::benefits {

namespace {

using http::Method;
using http::Request;

std::string base() { return "/api/v1/benefits/policies"; }

struct PolicyNothing {
  static constexpr bool k_json_defaults = true;
};
BOOST_DESCRIBE_STRUCT(PolicyNothing, (), ())

Words words_of(const PolicyPage& page) {
  if (page.editions.empty()) return {page.line.zh, page.line.en};
  return {page.editions.front().content.zh, page.editions.front().content.en};
}

}  // namespace

void PolicyService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_work_routes(routes, record);  // before /policies/{key}
  add_desk_routes(routes, record);
  add_edition_routes(routes, record);
}

void PolicyService::add_edition_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string one = base() + "/{key}";
  routes.query<PolicyList>(
      base(), Permission::policies_view, "惠民政策清单", "The register of policies",
      [this](const Request& r) -> Result<PolicyList> {
        return parts_.db.read([&](db::Tx& tx) { return list(tx, r.scope, r.query_value("group"), r.query_value("kind"), r.query_value("q"), r.now); });
      },
      {"group", "kind", "q"});
  routes.query<PolicyPage>(one, Permission::policies_view, "惠民政策详情", "One policy with its editions and counts",
                           [this](const Request& r) -> Result<PolicyPage> {
                             return parts_.db.read([&](db::Tx& tx) { return page(tx, r.scope, r.param("key"), r.now); });
                           });
  routes.command<PolicyDraftIn, PolicyPage>(
      Method::put, one + "/draft", Permission::policies_edit, "起草政策", "Draft a policy",
      [this, record](const Request& r, db::Tx& tx, const PolicyDraftIn& in) -> Result<PolicyPage> {
        TIANGE_TRY(PolicyPage view, save_draft(tx, r.scope, r.param("key"), in, r.now));
        record(tx, r, "benefits.policy_drafted", std::string(r.param("key")), {"起草政策：" + in.policy.zh, "drafted a policy: " + in.policy.en});
        return view;
      });
  routes.command<PolicyNothing, PolicyPage>(
      Method::del, one + "/draft", Permission::policies_edit, "放弃政策草案", "Drop a draft",
      [this, record](const Request& r, db::Tx& tx, const PolicyNothing&) -> Result<PolicyPage> {
        TIANGE_TRY(PolicyPage view, drop_draft(tx, r.scope, r.param("key"), r.now));
        record(tx, r, "benefits.policy_dropped", std::string(r.param("key")), {"放弃政策草案：" + view.line.zh, "dropped a draft: " + view.line.en});
        return view;
      });
  routes.command<PolicyReleaseIn, PolicyPage>(
      Method::post, one + "/release", Permission::policies_release, "发布政策", "Release a policy",
      [this, record](const Request& r, db::Tx& tx, const PolicyReleaseIn& in) -> Result<PolicyPage> {
        TIANGE_TRY(PolicyPage view, release(tx, r.scope, r.param("key"), in.edition, r.now));
        const Words words = words_of(view);
        record(tx, r, "benefits.policy_released", std::string(r.param("key")), {"发布政策：" + words.zh, "released a policy: " + words.en});
        return view;
      });
  routes.command<PolicyConfirmIn, PolicyPage>(
      Method::post, one + "/confirm", Permission::policies_release, "确认政策内容", "Confirm the terms of a policy",
      [this, record](const Request& r, db::Tx& tx, const PolicyConfirmIn& in) -> Result<PolicyPage> {
        TIANGE_TRY(PolicyPage view, confirm(tx, r.scope, r.param("key"), in, r.now));
        record(tx, r, "benefits.policy_confirmed", std::string(r.param("key")),
               {"凭文号“" + in.document + "”确认政策：" + view.line.zh, "confirmed a policy by " + in.document + ": " + view.line.en});
        return view;
      });
  routes.query<PolicyMatchList>(
      one + "/matches", Permission::policies_view, "政策匹配对象", "Who is matched to a policy",
      [this](const Request& r) -> Result<PolicyMatchList> {
        kept::MatchAsk ask;
        ask.policy = std::string(r.param("key"));
        ask.state = std::string(r.query_value("state"));
        ask.area = std::string(r.query_value("area"));
        ask.after = text::to_int(r.query_value("after")).value_or(0);
        ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
        return parts_.db.read([&](db::Tx& tx) { return list_matches(tx, r.scope, ask); });
      },
      {"state", "area", "after", "limit"});
}

void PolicyService::add_work_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<PolicyFieldList>(
      base() + "/fields", Permission::policies_view, "政策条件可用字段", "What conditions may speak of",
      [this](const Request& r) -> Result<PolicyFieldList> {
        const auto kind = json::enum_from<Kind>(r.query_value("kind"));
        return fields(kind.value_or(Kind::person), r.now);
      },
      {"kind"});
  routes.command<PolicyTestIn, PolicyTestView>(Method::post, base() + "/cases", Permission::policies_edit, "运行政策测试用例", "Run the cases of a draft",
                                               [this](const Request&, db::Tx& tx, const PolicyTestIn& in) { return test(tx, in); });
  routes.command<PolicyTestIn, PolicyPriceView>(
      Method::post, base() + "/prices", Permission::policies_edit, "测算政策草案", "Work out what a draft costs",
      [this, record](const Request& r, db::Tx& tx, const PolicyTestIn& in) -> Result<PolicyPriceView> {
        record(tx, r, "benefits.policy_priced", in.policy.key, {"测算政策草案：" + in.policy.zh, "asked what a draft costs: " + in.policy.en});
        return begin_price(tx, r.scope, in, r.now);
      });
  routes.query<PolicyPriceView>(base() + "/prices/{id}", Permission::policies_edit, "政策测算结果", "What a draft costs",
                                [this](const Request& r) -> Result<PolicyPriceView> {
                                  TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                  return parts_.db.read([&](db::Tx& tx) { return view_price(tx, r.scope, id); });
                                });
  routes.command<PolicyNothing, PolicyRunView>(
      Method::post, base() + "/runs", Permission::policies_release, "全库匹配政策", "Run all policies over the whole register",
      [this, record](const Request& r, db::Tx& tx, const PolicyNothing&) -> Result<PolicyRunView> {
        record(tx, r, "benefits.policies_run", "", {"发起全库政策匹配", "asked for a run of all policies"});
        return begin_run(tx, "asked", r.scope.name, r.now);
      });
  routes.query<PolicyRunList>(base() + "/runs", Permission::policies_view, "全库匹配记录", "Runs over the whole register",
                              [this](const Request&) -> Result<PolicyRunList> {
                                return parts_.db.read([&](db::Tx& tx) -> Result<PolicyRunList> { return PolicyRunList{kept::runs(tx, 50)}; });
                              });
}

void PolicyService::add_desk_routes(http::Routes& routes, const http::Recorder& record) {
  (void)record;
  routes.query<SubjectPolicies>(
      base() + "/subjects/{ref}", Permission::policies_judge, "对象可享政策", "All policies judged for one subject",
      [this](const Request& r) -> Result<SubjectPolicies> {
        const std::string purpose(r.query_value("purpose"));
        return parts_.db.write(r.scope, [&](db::Tx& tx) { return of_subject(tx, r.scope, r.param("ref"), purpose, r.query_value("policy"), r.now); });
      },
      {"purpose", "policy"});
}

std::unique_ptr<Policies> open_policies(PoliciesParts parts) { return std::make_unique<PolicyService>(std::move(parts)); }

}  // namespace tiange::benefits
