#include <algorithm>

#include "base/text.h"
#include "city/cases/owners/owner_service.h"

namespace tiange::owners {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/cases/owners";

Result<store::ListQuery> query_of(const Request& request) {
  store::ListQuery query;
  query.area = std::string(request.query_value("area"));
  query.part = std::string(request.query_value("part"));
  query.mine = request.query_value("mine") == "1";
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 200)) + 1;
  if (const auto after = request.query_value("after"); !after.empty()) {
    const auto key = store::parse_key(after);
    if (!key) return refuse_fields(ErrorCode::bad_input, {{"after", "翻页位置有误", "is no place in the list"}});
    query.before = key->id;
  }
  return query;
}

// One more row was read than is shown.
template <class List>
void cut_page(List& list, std::size_t read) {
  if (list.items.size() < read) return;
  list.items.pop_back();
  list.next = list.items.back().id;
}

template <class E>
Outcome take_state(const Request& request, store::ListQuery& query) {
  const std::string name(request.query_value("state"));
  if (name.empty()) return done();
  const auto state = json::enum_from<E>(name);
  if (!state) return refuse_fields(ErrorCode::bad_input, {{"state", "没有这种状态", "no such state"}});
  query.state = static_cast<int>(*state);
  return done();
}

}  // namespace

void OwnerService::add_case_routes(http::Routes& routes) {
  const std::string base = "/api/v1/cases/{ref}/owner";
  routes.query<OwnerPanel>(base, Permission::cases_view, "工单的部件、权属与先行处置", "Part, owner and safe-making of a case",
                           [this](const Request& r) -> Result<OwnerPanel> {
                             TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                             return parts_.db.read([&](db::Tx& tx) { return panel(tx, r.scope, ref, r.now); });
                           });
  routes.command<TieIn, OwnerPanel>(Method::post, base + "/part", Permission::cases_report, "关联部件", "Tie a case to a part",
                                    [this](const Request& r, db::Tx& tx, const TieIn& in) -> Result<OwnerPanel> {
                                      TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                      TIANGE_CHECK_OK(tie(tx, r.scope, ref, in.part, r.now));
                                      return panel(tx, r.scope, ref, r.now);
                                    });
  routes.command<SearchIn, OwnerPanel>(Method::post, base + "/search", Permission::cases_owners, "发起确权", "Begin an owner search",
                                       [this](const Request& r, db::Tx& tx, const SearchIn& in) -> Result<OwnerPanel> {
                                         TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                         TIANGE_CHECK_OK(search(tx, r.scope, ref, in, r.now));
                                         return panel(tx, r.scope, ref, r.now);
                                       });
  routes.command<OrderIn, OwnerPanel>(Method::post, base + "/order", Permission::cases_owners, "下达先行处置", "Order a place made safe",
                                      [this](const Request& r, db::Tx& tx, const OrderIn& in) -> Result<OwnerPanel> {
                                        TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                        TIANGE_CHECK_OK(order(tx, r.scope, ref, in, r.now));
                                        return panel(tx, r.scope, ref, r.now);
                                      });
}

void OwnerService::add_search_routes(http::Routes& routes) {
  routes.query<SearchList>(
      k_base + "/searches", Permission::cases_view, "确权列表", "List owner searches",
      [this](const Request& r) -> Result<SearchList> {
        TIANGE_TRY(store::ListQuery query, query_of(r));
        TIANGE_CHECK_OK(take_state<SearchState>(r, query));
        return parts_.db.read([&](db::Tx& tx) -> Result<SearchList> {
          SearchList list;
          for (const auto& kept : store::searches(tx, r.scope, query)) list.items.push_back(search_view(tx, r.scope, kept, r.now));
          cut_page(list, query.limit);
          return list;
        });
      },
      {"state", "mine", "area", "after", "limit"});
  routes.query<SearchView>(k_base + "/searches/{id}", Permission::cases_view, "查看确权", "One owner search", [this](const Request& r) -> Result<SearchView> {
    return parts_.db.read([&](db::Tx& tx) -> Result<SearchView> {
      TIANGE_TRY(const auto kept, load_search(tx, r.scope, r.param("id")));
      return search_view(tx, r.scope, kept, r.now);
    });
  });
  routes.command<AnswerIn, SearchView>(Method::post, k_base + "/searches/{id}/answer", Permission::cases_handle, "答复确权", "Answer an owner search",
                                       [this](const Request& r, db::Tx& tx, const AnswerIn& in) { return answer(tx, r.scope, r.param("id"), in, r.now); });
  routes.command<TextIn, SearchView>(Method::post, k_base + "/searches/{id}/withdraw", Permission::cases_owners, "撤回确权", "Withdraw an owner search",
                                     [this](const Request& r, db::Tx& tx, const TextIn& in) { return withdraw_search(tx, r.scope, r.param("id"), in, r.now); });
}

void OwnerService::add_order_routes(http::Routes& routes) {
  routes.query<OrderList>(
      k_base + "/orders", Permission::cases_view, "先行处置列表", "List safe-making orders",
      [this](const Request& r) -> Result<OrderList> {
        TIANGE_TRY(store::ListQuery query, query_of(r));
        TIANGE_CHECK_OK(take_state<OrderState>(r, query));
        return parts_.db.read([&](db::Tx& tx) -> Result<OrderList> {
          OrderList list;
          for (const auto& kept : store::orders(tx, r.scope, query)) list.items.push_back(order_view(tx, r.scope, kept, false, r.now));
          cut_page(list, query.limit);
          return list;
        });
      },
      {"state", "mine", "area", "after", "limit"});
  routes.query<OrderView>(k_base + "/orders/{id}", Permission::cases_view, "查看先行处置", "One safe-making order", [this](const Request& r) -> Result<OrderView> {
    return parts_.db.read([&](db::Tx& tx) -> Result<OrderView> {
      TIANGE_TRY(const auto kept, load_order(tx, r.scope, r.param("id")));
      return order_view(tx, r.scope, kept, true, r.now);
    });
  });
  const std::string one = k_base + "/orders/{id}";
  routes.command<DoneIn, OrderView>(Method::post, one + "/done", Permission::cases_handle, "登记已排险", "Record that it is safe",
                                    [this](const Request& r, db::Tx& tx, const DoneIn& in) { return make_safe(tx, r.scope, r.param("id"), in, r.now); });
  routes.command<TextIn, OrderView>(Method::post, one + "/cancel", Permission::cases_owners, "取消先行处置", "Cancel a safe-making order",
                                    [this](const Request& r, db::Tx& tx, const TextIn& in) { return cancel(tx, r.scope, r.param("id"), in, r.now); });
  routes.command<BookIn, OrderView>(Method::post, one + "/book", Permission::cases_costs, "登记费用、追偿、收回", "Book a cost, a claim or a recovery",
                                    [this](const Request& r, db::Tx& tx, const BookIn& in) { return book(tx, r.scope, r.param("id"), in, r.now); });
  routes.command<BookIn, OrderView>(Method::post, one + "/write_off", Permission::cases_write_off, "核销", "Write off what is open",
                                    [this](const Request& r, db::Tx& tx, const BookIn& given) {
                                      BookIn in = given;
                                      in.kind = EntryKind::write_off;
                                      return book(tx, r.scope, r.param("id"), in, r.now);
                                    });
  routes.command<ReverseIn, OrderView>(Method::post, one + "/reverse", Permission::cases_costs, "冲正一笔", "Take an entry back by a counter-booking",
                                       [this](const Request& r, db::Tx& tx, const ReverseIn& in) { return reverse(tx, r.scope, r.param("id"), in, r.now); });
}

void OwnerService::add_decision_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<DecisionList>(
      k_base + "/decisions", Permission::cases_view, "确权决定", "Decisions about owners",
      [this](const Request& r) -> Result<DecisionList> {
        TIANGE_TRY(store::ListQuery query, query_of(r));
        return parts_.db.read([&](db::Tx& tx) -> Result<DecisionList> {
          DecisionList list;
          for (const auto& decision : store::decisions(tx, r.scope, query)) list.items.push_back(decision_view(tx, r.scope, decision, r.now));
          cut_page(list, query.limit);
          return list;
        });
      },
      {"part", "area", "after", "limit"});
  routes.command<DecisionIn, DecisionView>(Method::post, k_base + "/decisions", Permission::cases_owners, "登记确权决定", "Enter a decision made elsewhere",
                                           [this, record](const Request& r, db::Tx& tx, const DecisionIn& in) -> Result<DecisionView> {
                                             TIANGE_TRY(DecisionView view, decide(tx, r.scope, in, r.now));
                                             record(tx, r, "cases.owner_decided", view.number, {"登记确权决定 " + view.number, "entered the decision " + view.number});
                                             return view;
                                           });
  routes.command<TextIn, DecisionView>(Method::post, k_base + "/decisions/{id}/withdraw", Permission::cases_owners, "撤销确权决定", "Withdraw a decision",
                                       [this, record](const Request& r, db::Tx& tx, const TextIn& in) -> Result<DecisionView> {
                                         TIANGE_TRY(DecisionView view, withdraw_decision(tx, r.scope, r.param("id"), in, r.now));
                                         record(tx, r, "cases.owner_decision_withdrawn", view.number,
                                                {"撤销确权决定 " + view.number + "：" + in.text, "withdrew the decision " + view.number + ": " + in.text});
                                         return view;
                                       });
  routes.query<PartCases>(k_base + "/parts/{ref}", Permission::cases_view, "部件的工单与确权决定", "Cases of a part and decisions about it",
                          [this](const Request& r) -> Result<PartCases> {
                            return parts_.db.read([&](db::Tx& tx) -> Result<PartCases> { return part_cases(tx, r.scope, r.param("ref"), r.now); });
                          });
  routes.query<OwnerRules>(k_base + "/rules", Permission::cases_view, "确权规则", "Rules of owner searches", [this](const Request&) -> Result<OwnerRules> {
    return parts_.db.read([&](db::Tx& tx) -> Result<OwnerRules> { return rules(tx); });
  });
  routes.command<OwnerRules, OwnerRules>(Method::put, k_base + "/rules", Permission::cases_owner_rules, "修改确权规则", "Change the rules of owner searches",
                                         [this, record](const Request& r, db::Tx& tx, const OwnerRules& in) -> Result<OwnerRules> {
                                           OwnerRules next = in;
                                           if (next.version != rules(tx).version) return refuse(ErrorCode::stale_version);
                                           auto faults = rule_faults(next);
                                           if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
                                           ++next.version;
                                           if (!store::put_rules(tx, next, r.scope.name, r.now)) return refuse(ErrorCode::conflict);
                                           const std::string version = std::to_string(next.version);
                                           record(tx, r, "cases.owner_rules", "owner_rules", {"修改确权规则，第 " + version + " 版", "changed the rules of owner searches, version " + version});
                                           return next;
                                         });
}

void OwnerService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_case_routes(routes);
  add_search_routes(routes);
  add_order_routes(routes);
  add_decision_routes(routes, record);
  add_file_routes(routes, record);
}

}  // namespace tiange::owners
