#include "base/text.h"
#include "city/hotline/hotline_room.h"

namespace tiange::hotline {

namespace {

struct LookView {
  std::string id;
  std::string call;
  std::string who;
  std::string fields;
  std::string purpose;
  Instant when;
};
BOOST_DESCRIBE_STRUCT(LookView, (), (id, call, who, fields, purpose, when))
struct LookList {
  std::vector<LookView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(LookList, (), (items, next))
struct CaseReceipt {
  std::string ref;
};
BOOST_DESCRIBE_STRUCT(CaseReceipt, (), (ref))

constexpr int k_looks = 100;

Result<CallId> call_of(const http::Request& request) {
  const auto id = parse_typed_id<CallTag>(request.param("id"));
  if (!id.ok()) return refuse(ErrorCode::not_found);
  return *id;
}

Result<CallQuery> read_query(const http::Request& request) {
  CallQuery query;
  query.line = request.query_value("line");
  query.seat = request.query_value("seat");
  query.after = request.query_value("after");
  query.limit = static_cast<int>(text::to_int(request.query_value("limit")).value_or(50));
  if (const auto outcome = request.query_value("outcome"); !outcome.empty()) {
    query.outcome = json::enum_from<CallOutcome>(outcome);
    if (!query.outcome) return refuse_fields(ErrorCode::bad_input, {{"outcome", "取值有误", "has a wrong value"}});
  }
  if (const auto day = request.query_value("day"); !day.empty()) {
    TIANGE_TRY(query.day, parse_date(day));
  }
  return query;
}

void add_reading(HotlineRoom& room, http::Routes& routes) {
  const auto read = [&room](auto fn) {
    return [&room, fn](const http::Request& request) {
      return room.parts().db.read([&](db::Tx& tx) { return fn(request, tx); });
    };
  };
  routes.query<CallList>("/api/v1/hotline/calls", Permission::hotline_answer, "通话记录", "Calls, newest first",
                         read([&room](const http::Request& request, db::Tx& tx) -> Result<CallList> {
                           TIANGE_TRY(const CallQuery query, read_query(request));
                           return room.calls(tx, request.scope, query);
                         }),
                         {"line", "seat", "outcome", "day", "after", "limit"});
  routes.query<CallView>("/api/v1/hotline/calls/{id}", Permission::hotline_answer, "一次通话", "One call",
                         read([&room](const http::Request& request, db::Tx& tx) -> Result<CallView> {
                           TIANGE_TRY(const CallId id, call_of(request));
                           return room.call(tx, request.scope, id);
                         }));
  // Who looks is written down once what they looked at is known.
  routes.query<CallerView>(
      "/api/v1/hotline/calls/{id}/caller", Permission::hotline_answer, "来电人情况",
      "What is known of the caller; recorded with its purpose",
      [&room](const http::Request& request) -> Result<CallerView> {
        TIANGE_TRY(const CallId id, call_of(request));
        const std::string purpose(request.query_value("purpose"));
        auto view = room.parts().db.read(
            [&](db::Tx& tx) { return room.caller(tx, request.scope, id, purpose, request.now); });
        if (!view.ok()) return view;
        TIANGE_CHECK_OK(room.parts().db.write(request.scope, [&](db::Tx& tx) {
          return room.record_caller_look(tx, request.scope, id, purpose, request.now);
        }));
        return view;
      },
      {"purpose"});
  routes.query<LookList>("/api/v1/hotline/looks", Permission::cases_looks, "来电人查阅记录", "Who looked at callers",
                         read([&room](const http::Request& request, db::Tx& tx) -> Result<LookList> {
                           const auto before = parse_id(request.query_value("after"));
                           LookList list;
                           const std::int64_t part = codes::part_key_of(room.parts().district);
                           for (const store::Look& look : store::looks(tx, part, before.ok() ? *before : 0, k_looks))
                             list.items.push_back({std::to_string(look.id), look.call.text(), look.person_name,
                                                   look.fields, look.purpose, look.happened});
                           if (list.items.size() == k_looks) list.next = list.items.back().id;
                           return list;
                         }),
                         {"after"});
}

}  // namespace

void add_call_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record) {
  using http::Method;
  (void)record;
  add_reading(room, routes);
  routes.command<CallEvent, CallView>(Method::post, "/api/v1/hotline/events", Permission::hotline_telephony,
                                      "话务事件：振铃、接通、结束", "An event of a call: ringing, answered, ended",
                                      [&room](const http::Request& request, db::Tx& tx, const CallEvent& in) {
                                        return room.hear(tx, request.scope, in, request.now);
                                      });
  routes.command<CallIn, CallView>(Method::post, "/api/v1/hotline/calls", Permission::hotline_answer, "手工登记来电",
                                   "Enter a call by hand",
                                   [&room](const http::Request& request, db::Tx& tx, const CallIn& in) {
                                     return room.begin_by_hand(tx, request.scope, in, request.now);
                                   });
  routes.command<FinishIn, CallView>(
      Method::post, "/api/v1/hotline/calls/{id}/finish", Permission::hotline_answer, "登记通话结果",
      "Record what became of a call",
      [&room](const http::Request& request, db::Tx& tx, const FinishIn& in) -> Result<CallView> {
        TIANGE_TRY(const CallId id, call_of(request));
        return room.finish(tx, request.scope, id, in, request.now);
      });
  routes.command_shown<cases::ReportInput, CaseReceipt, cases::CaseView>(
      Method::post, "/api/v1/hotline/calls/{id}/cases", Permission::hotline_answer, "由来电登记工单",
      "A case out of a call; the caller's number goes with it",
      [&room](const http::Request& request, db::Tx& tx, const cases::ReportInput& in) -> Result<CaseReceipt> {
        if (!request.scope.may(Permission::cases_report)) return refuse(ErrorCode::forbidden);
        TIANGE_TRY(const CallId id, call_of(request));
        TIANGE_TRY(const cases::CaseRef ref, room.report(tx, request.scope, id, in, request.now));
        return CaseReceipt{ref.text()};
      },
      [&room](const http::Request& request, const CaseReceipt& receipt) -> Result<cases::CaseView> {
        TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(receipt.ref));
        return room.parts().db.read([&](db::Tx& tx) { return room.parts().cases.view(tx, request.scope, ref, request.now); });
      });
}

}  // namespace tiange::hotline
