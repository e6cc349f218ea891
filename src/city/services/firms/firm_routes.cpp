#include "city/services/firms/firm_service.h"

namespace tiange::firms {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/public/firms";

// What somebody does for the firm that the path names.
template <class In, class Out, class F>
void add_act(http::Routes& routes, FirmService& room, const std::string& path, const char* zh, const char* en, F act) {
  routes.command<In, Out>(Method::post, k_base + "/{firm}" + path, Permission::open_to_all, zh, en,
                          [&room, act](const Request& r, db::Tx& tx, const In& in) -> Result<Out> {
                            TIANGE_TRY(const FirmActor who, room.acting(tx, r.header("x-tiange-key"), r.param("firm"), r.now));
                            return act(r, tx, who, in);
                          });
}

void add_benefits(http::Routes& routes, FirmService& room) {
  grants::Grants& grants = room.parts().grants;
  add_act<FirmTakeIn, grants::MyGrant>(routes, room, "/benefits/take", "企业一键享受", "A firm takes what it is entitled to",
                                       [&grants](const Request& r, db::Tx& tx, const FirmActor& who, const FirmTakeIn& in) {
                                         return grants.take_for_firm(tx, for_firm(who), in.policy, r.now);
                                       });
  const std::tuple<const char*, const char*, const char*> k_acts[] = {
      {"confirm", "企业确认享受", "A firm confirms"}, {"decline", "企业放弃待遇", "A firm opts out"}, {"rejoin", "企业恢复享受", "A firm takes it after all"}};
  for (const auto& [name, zh, en] : k_acts) {
    add_act<http::Nothing, grants::MyGrant>(routes, room, std::string("/benefits/grants/{id}/") + name, zh, en,
                                            [&grants, name = std::string(name)](const Request& r, db::Tx& tx, const FirmActor& who, const http::Nothing&) -> Result<grants::MyGrant> {
                                              TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                              return grants.answer_for_firm(tx, for_firm(who), id, name, r.now);
                                            });
  }
  add_act<grants::AppealIn, grants::MyGrant>(routes, room, "/benefits/grants/{id}/appeals", "企业申请复核或更正", "A firm asks for a review, or says that a fact is wrong",
                                             [&grants](const Request& r, db::Tx& tx, const FirmActor& who, const grants::AppealIn& in) -> Result<grants::MyGrant> {
                                               TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                               return grants.appeal_for_firm(tx, for_firm(who), id, in, r.now);
                                             });
  add_act<grants::MyAccountIn, grants::MyAccount>(routes, room, "/benefits/account", "登记企业收款账户", "Say where a firm's money goes",
                                                  [&grants](const Request& r, db::Tx& tx, const FirmActor& who, const grants::MyAccountIn& in) -> Result<grants::MyAccount> {
                                                    TIANGE_CHECK_OK(legal_alone(who));
                                                    return grants.account_for_firm(tx, for_firm(who), in, r.now);
                                                  });
}

}  // namespace

void FirmService::add_routes(http::Routes& routes) {
  db::Db& db = parts_.db;
  routes.query<MyFirmList>(k_base, Permission::open_to_all, "我的企业", "The firms that the resident may act for", [this, &db](const Request& r) {
    return db.read([&](db::Tx& tx) -> Result<MyFirmList> {
      TIANGE_TRY(const SubjectId me, parts_.spaces.resident(tx, r.header("x-tiange-key"), r.now));
      return mine(tx, me, r.now);
    });
  });
  routes.query<FirmPage>(k_base + "/{firm}", Permission::open_to_all, "企业专属空间", "What a firm has, could have and lacks", [this, &db](const Request& r) {
    return db.write(system_scope(), [&](db::Tx& tx) -> Result<FirmPage> {
      TIANGE_TRY(const FirmActor who, acting(tx, r.header("x-tiange-key"), r.param("firm"), r.now));
      return page(tx, who, r.now);
    });
  });
  add_benefits(routes, *this);
  routes.query<credit::CreditProfile>(k_base + "/{firm}/credit", Permission::open_to_all, "本企业信用画像", "A firm sees its own credit", [this, &db](const Request& r) {
    return db.write(system_scope(), [&](db::Tx& tx) -> Result<credit::CreditProfile> {
      TIANGE_TRY(const FirmActor who, acting(tx, r.header("x-tiange-key"), r.param("firm"), r.now));
      return credit(tx, who, r.now);
    });
  });
  add_act<credit::CreditMatterIn, credit::CreditMatter>(routes, *this, "/credit/matters", "企业提出信用异议或修复", "A firm objects to a mark or asks for repair",
                                                        [this](const Request& r, db::Tx& tx, const FirmActor& who, const credit::CreditMatterIn& in) { return ask(tx, who, in, r.now); });
  add_act<FirmAgentIn, FirmAgentList>(routes, *this, "/agents", "任命经办人", "Appoint an agent",
                                      [this](const Request& r, db::Tx& tx, const FirmActor& who, const FirmAgentIn& in) { return appoint(tx, who, in, r.now); });
  add_act<http::Nothing, FirmAgentList>(routes, *this, "/agents/{id}/end", "收回经办人", "Take an appointment back",
                                        [this](const Request& r, db::Tx& tx, const FirmActor& who, const http::Nothing&) -> Result<FirmAgentList> {
                                          TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                          return take_back(tx, who, id, r.now);
                                        });
}

}  // namespace tiange::firms
