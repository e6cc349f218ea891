#include "city/cases/balance/balance_service.h"

namespace tiange::cases {

void BalanceService::add_routes(http::Routes& routes, const http::Recorder& record) {
  using P = Permission;
  using http::Method;
  const std::string base = "/api/v1/balance";
  routes.query<BalanceQueues>(base + "/queues", P::balance_view, "岗位均衡", "Queues of several people and how they are shared", [this](const http::Request& r) {
    return parts_.db.read([&](db::Tx& tx) -> Result<BalanceQueues> { return queues(tx, r.scope, r.now); });
  });
  routes.query<BalancePeople>(base + "/people", P::balance_view, "岗位人员负荷", "People of a queue with what they hold",
                              [this](const http::Request& r) {
                                return parts_.db.read([&](db::Tx& tx) { return people(tx, r.scope, std::string(r.query_value("queue")), r.now); });
                              },
                              {"queue"});
  routes.query<AdviceList>(base + "/advice", P::cases_view, "均衡建议", "Whose turn it was, newest first",
                           [this](const http::Request& r) {
                             return parts_.db.read([&](db::Tx& tx) { return advice(tx, r.scope, std::string(r.query_value("queue")), r.now); });
                           },
                           {"queue"});
  routes.query<BalanceRanking>(base + "/case", P::cases_view, "工单该由谁办", "Whose turn a case is, with reasons",
                               [this](const http::Request& r) -> Result<BalanceRanking> {
                                 TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.query_value("case_ref")));
                                 return parts_.db.read([&](db::Tx& tx) { return ranking(tx, r.scope, ref, r.now); });
                               },
                               {"case_ref"});
  routes.command<BalanceQueueIn, BalanceQueue>(Method::put, base + "/queue", P::balance_manage, "设置岗位均衡", "Switch the balance of a queue",
                                               [this, record](const http::Request& r, db::Tx& tx, const BalanceQueueIn& in) -> Result<BalanceQueue> {
                                                 TIANGE_TRY(BalanceQueue queue, set_queue(tx, r.scope, in, r.now));
                                                 const std::string mode(json::enum_name(in.mode));
                                                 record(tx, r, "cases.balance", in.queue, {"岗位均衡：" + mode, "balance: " + mode});
                                                 return queue;
                                               });
  routes.command<BalancePersonIn, BalancePerson>(Method::put, base + "/people", P::balance_manage, "设置人员专长与班次", "Keep skills, shifts and most tasks of a person",
                                                 [this, record](const http::Request& r, db::Tx& tx, const BalancePersonIn& in) -> Result<BalancePerson> {
                                                   TIANGE_TRY(BalancePerson person, set_person(tx, r.scope, in, r.now));
                                                   record(tx, r, "cases.balance", in.person.text(), {"人员专长与班次", "skills and shifts of a person"});
                                                   return person;
                                                 });
  add_rule_routes(routes, rules_, base + "/rules", P::balance_view, P::balance_manage,
                  [](const json::Value& value) -> Outcome {
                    TIANGE_CHECK_OK(read_balance_rules(value));
                    return done();
                  },
                  record);
}

}  // namespace tiange::cases
