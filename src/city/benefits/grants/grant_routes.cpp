#include <algorithm>

#include "base/text.h"
#include "city/benefits/grants/grant_service.h"

namespace tiange::grants {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/benefits";
const std::string k_public = "/api/v1/public/benefits";

std::int64_t after_of(const Request& r) { return text::to_int(r.query_value("after")).value_or(0); }
std::size_t limit_of(const Request& r) {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
}

// A word of the query that must be one of the enumeration's; empty is none.
template <class E>
Result<std::optional<E>> word_of(const Request& r, const char* name) {
  const std::string_view word = r.query_value(name);
  if (word.empty()) return std::optional<E>{};
  const auto found = json::enum_from<E>(word);
  if (!found) return refuse_fields(ErrorCode::bad_input, {{name, "没有这个选项", "there is no such choice"}});
  return std::optional<E>(found);
}

// A command of an officer about one grant.
template <class In, class F>
void add_act(http::Routes& routes, const std::string& path, Permission permission, const char* zh, const char* en, const std::string& kind,
             const http::Recorder& record, F act) {
  routes.command<In, GrantPage>(Method::post, k_base + "/grants/{id}/" + path, permission, zh, en,
                                [act, record, kind, zh, en](const Request& r, db::Tx& tx, const In& in) -> Result<GrantPage> {
                                  TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                  TIANGE_TRY(GrantPage page, act(r, tx, id, in));
                                  record(tx, r, kind, page.id, {std::string(zh) + "：" + page.zh + " " + page.state_zh, std::string(en) + ": " + page.en + ", " + page.state_en});
                                  return page;
                                });
}

// What a resident does, known by the key of the data space.
template <class In, class Out, class F>
void add_own(http::Routes& routes, GrantService& room, const std::string& path, const char* zh, const char* en, F act) {
  routes.command<In, Out>(Method::post, k_public + path, Permission::open_to_all, zh, en, [&room, act](const Request& r, db::Tx& tx, const In& in) -> Result<Out> {
    TIANGE_TRY(const SubjectId me, room.parts().spaces.resident(tx, r.header("x-tiange-key"), r.now));
    return act(r, tx, me, in);
  });
}

}  // namespace

void add_grant_routes(http::Routes& routes, GrantService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.query<GrantList>(k_base + "/grants", Permission::benefits_grants, "待遇", "Grants, masked",
                          [&room, &db](const Request& r) -> Result<GrantList> {
                            GrantService::ListAsk ask;
                            TIANGE_TRY(ask.ask.state, word_of<GrantState>(r, "state"));
                            ask.ask.policy = std::string(r.query_value("policy"));
                            ask.ask.area = std::string(r.query_value("area"));
                            TIANGE_TRY(const std::optional<ToCall> call, word_of<ToCall>(r, "call"));
                            ask.ask.to_call = static_cast<std::int64_t>(call.value_or(ToCall::nobody));
                            ask.ask.by_queue = r.query_value("queue") == "yes";
                            ask.ask.after = after_of(r);
                            ask.ask.limit = limit_of(r);
                            if (const std::string_view subject = r.query_value("subject"); !subject.empty()) ask.subject = text::to_int(subject).value_or(0);
                            if (ask.ask.by_queue && ask.ask.policy.empty())
                              return refuse_fields(ErrorCode::bad_input, {{"policy", "排队按政策查看", "a queue is that of one policy"}});
                            return db.read([&](db::Tx& tx) { return room.list(tx, r.scope, ask, r.now); });
                          },
                          {"state", "policy", "area", "subject", "queue", "call", "after", "limit"});
  routes.query<GrantPage>(k_base + "/grants/{id}", Permission::benefits_grants, "待遇详情", "A grant with its history", [&room, &db](const Request& r) -> Result<GrantPage> {
    TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
    return db.write(r.scope, [&](db::Tx& tx) { return room.page(tx, r.scope, id, true, r.now); });
  });
  http::Route proof{Method::get, k_base + "/grants/{id}/proof", Permission::benefits_review, "待遇依据", "The frozen facts of a decision, unmasked"};
  proof.out = http::schema_of<GrantProof>();
  proof.query_params = {"digest"};
  proof.handle = [&room, &db, record](Request& r) -> http::Response {
    const auto out = db.write(r.scope, [&](db::Tx& tx) -> Result<GrantProof> {
      TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
      TIANGE_TRY(GrantProof found, room.proof(tx, r.scope, id, r.query_value("digest"), r.now));
      record(tx, r, "benefits.proof_seen", std::string(r.param("id")), {"核对待遇依据", "checked the facts of a grant"});
      return found;
    });
    return out.ok() ? http::json_response(json::write(*out)) : http::problem(out.refusal(), r.scope);
  };
  routes.raw(std::move(proof));
  add_act<GrantDecisionIn>(routes, "decide", Permission::benefits_decide, "审批待遇", "Decide on a grant", "benefits.decided", record,
                           [&room](const Request& r, db::Tx& tx, std::int64_t id, const GrantDecisionIn& in) { return room.decide(tx, r.scope, id, in, r.now); });
  add_act<GrantStopIn>(routes, "stop", Permission::benefits_decide, "停发待遇", "Stop a grant", "benefits.stopped", record,
                       [&room](const Request& r, db::Tx& tx, std::int64_t id, const GrantStopIn& in) { return room.stop_by_hand(tx, r.scope, id, in, r.now); });
  add_act<GrantToldIn>(routes, "told", Permission::benefits_tell, "登记已告知", "Note that somebody was told", "benefits.told", record,
                       [&room](const Request& r, db::Tx& tx, std::int64_t id, const GrantToldIn& in) { return room.tell_by_hand(tx, r.scope, id, in, r.now); });
  add_act<GrantPeriodIn>(routes, "order_again", Permission::benefits_decide, "重新下达支付", "Order a failed payment again", "benefits.ordered_again", record,
                         [&room](const Request& r, db::Tx& tx, std::int64_t id, const GrantPeriodIn& in) { return room.again(tx, r.scope, id, in, r.now); });
}

void add_review_routes(http::Routes& routes, GrantService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.query<ReviewList>(k_base + "/reviews", Permission::benefits_grants, "异议与复核", "Objections, appeals, wrong facts, re-checks",
                           [&room, &db](const Request& r) -> Result<ReviewList> {
                             store::ReviewAsk ask;
                             TIANGE_TRY(ask.kind, word_of<ReviewKind>(r, "kind"));
                             TIANGE_TRY(ask.state, word_of<ReviewState>(r, "state"));
                             ask.area = std::string(r.query_value("area"));
                             ask.after = after_of(r);
                             ask.limit = limit_of(r);
                             return db.read([&](db::Tx& tx) { return room.reviews(tx, r.scope, ask, r.now); });
                           },
                           {"kind", "state", "area", "after", "limit"});
  routes.command<ReviewAnswerIn, ReviewView>(Method::post, k_base + "/reviews/{id}/answer", Permission::benefits_review, "答复异议与复核", "Answer an objection or appeal",
                                             [&room, record](const Request& r, db::Tx& tx, const ReviewAnswerIn& in) -> Result<ReviewView> {
                                               TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                               TIANGE_TRY(ReviewView view, room.answer(tx, r.scope, id, in, r.now));
                                               record(tx, r, "benefits.review_answered", view.id, {"答复复核：" + view.policy_zh, "answered a review: " + view.policy_en});
                                               return view;
                                             });
  routes.query<ClaimList>(k_base + "/claims", Permission::benefits_grants, "追回建议", "What is proposed to come back",
                          [&room, &db](const Request& r) -> Result<ClaimList> {
                            store::ClaimAsk ask;
                            TIANGE_TRY(ask.state, word_of<ClaimState>(r, "state"));
                            ask.area = std::string(r.query_value("area"));
                            ask.after = after_of(r);
                            ask.limit = limit_of(r);
                            return db.read([&](db::Tx& tx) { return room.claims(tx, r.scope, ask, r.now); });
                          },
                          {"state", "area", "after", "limit"});
  routes.command<ClaimDecisionIn, ClaimView>(Method::post, k_base + "/claims/{id}/decide", Permission::benefits_review, "决定追回", "Decide on claiming back",
                                             [&room, record](const Request& r, db::Tx& tx, const ClaimDecisionIn& in) -> Result<ClaimView> {
                                               TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                               TIANGE_TRY(ClaimView view, room.decide_claim(tx, r.scope, id, in, r.now));
                                               record(tx, r, "benefits.claim_decided", view.id, {"决定追回：" + view.policy_zh + " " + view.state, "decided on a claim: " + view.policy_en + ", " + view.state});
                                               return view;
                                             });
}

void add_public_routes(http::Routes& routes, GrantService& room) {
  db::Db& db = room.parts().db;
  routes.query<PublicGrantList>(k_public + "/list", Permission::open_to_all, "待遇公示", "Grants on public notice, masked",
                                [&room, &db](const Request& r) {
                                  return db.read([&](db::Tx& tx) { return room.public_list(tx, r.query_value("policy"), after_of(r), r.now); });
                                },
                                {"policy", "after"});
  routes.command<ObjectionIn, ObjectionView>(Method::post, k_public + "/list/{id}/objections", Permission::open_to_all, "对公示提出异议", "Object to a grant on public notice",
                                             [&room](const Request& r, db::Tx& tx, const ObjectionIn& in) -> Result<ObjectionView> {
                                               TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                               return room.object(tx, id, in, r.now);
                                             });
  routes.query<MyBenefits>(k_public + "/mine", Permission::open_to_all, "我的惠民", "What a resident has, could have and lacks", [&room, &db](const Request& r) {
    bool unread = false;
    SubjectId reader;
    auto view = db.read([&](db::Tx& tx) -> Result<MyBenefits> {
      TIANGE_TRY(reader, room.parts().spaces.resident(tx, r.header("x-tiange-key"), r.now));
      unread = room.unseen(tx, reader, r.now);
      return room.mine(tx, reader, r.now);
    });
    if (view.ok() && unread) {
      (void)db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
        room.see(tx, reader, r.now);
        return done();
      });
    }
    return view;
  });
  add_own<TakeIn, MyGrant>(routes, room, "/take", "一键享受", "Take what one is entitled to",
                           [&room](const Request& r, db::Tx& tx, SubjectId me, const TakeIn& in) { return room.take(tx, me, in, r.now); });
  const std::tuple<const char*, const char*, const char*> k_acts[] = {
      {"confirm", "确认享受", "Confirm"}, {"decline", "放弃待遇", "Opt out"}, {"rejoin", "恢复享受", "Take it after all"}};
  for (const auto& [act, zh, en] : k_acts) {
    add_own<http::Nothing, MyGrant>(routes, room, std::string("/grants/{id}/") + act, zh, en,
                                    [&room, act = std::string(act)](const Request& r, db::Tx& tx, SubjectId me, const http::Nothing&) -> Result<MyGrant> {
                                      TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                      return room.answer_offer(tx, me, id, act, r.now);
                                    });
  }
  add_own<AppealIn, MyGrant>(routes, room, "/grants/{id}/appeals", "申请复核或更正", "Ask for a review, or say that a fact is wrong",
                             [&room](const Request& r, db::Tx& tx, SubjectId me, const AppealIn& in) -> Result<MyGrant> {
                               TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                               return room.appeal(tx, me, id, in, r.now);
                             });
  add_own<MyAccountIn, MyAccount>(routes, room, "/account", "登记收款账户", "Say where money goes",
                                  [&room](const Request& r, db::Tx& tx, SubjectId me, const MyAccountIn& in) { return room.set_account(tx, me, in, r.now); });
}

void GrantService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_grant_routes(routes, *this, record);
  add_review_routes(routes, *this, record);
  add_public_routes(routes, *this);
  add_household_routes(routes, *this, record);
}

}  // namespace tiange::grants
