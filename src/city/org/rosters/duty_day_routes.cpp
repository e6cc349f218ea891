// Those on duty over HTTP: now, mine, swaps, the log of a shift, calls.
#include "city/org/rosters/roster_room.h"

namespace tiange::rosters {

namespace {

using http::Method;
using http::Request;

struct CallList {
  std::vector<CallView> items;
};
BOOST_DESCRIBE_STRUCT(CallList, (), (items))

struct ShiftKey {
  std::int64_t rota = 0;
  std::int64_t shift = 0;
};
Result<ShiftKey> shift_key(const Request& r) {
  TIANGE_TRY(const std::int64_t rota, parse_id(r.param("id")));
  TIANGE_TRY(const std::int64_t shift, parse_id(r.param("shift")));
  return ShiftKey{rota, shift};
}

void add_swap_routes(http::Routes& routes, RosterRoom& room, const http::Recorder& record) {
  routes.command<SwapIn, SwapView>(Method::post, "/api/v1/org/swaps", Permission::signed_in, "请求调班", "Ask to swap a shift",
                                   [&room, record](const Request& r, db::Tx& tx, const SwapIn& in) -> Result<SwapView> {
                                     TIANGE_TRY(SwapView view, room.ask_swap(tx, r.scope, in, r.now));
                                     record(tx, r, "org.swap_asked", view.id, {"请 " + view.to + " 调班：" + view.shift.name + " " + format_local(view.shift.starts),
                                                                              "asked " + view.to + " to swap " + view.shift.name + " " + format_local(view.shift.starts)});
                                     return view;
                                   });
  routes.command<SwapAnswer, SwapView>(Method::post, "/api/v1/org/swaps/{id}/answer", Permission::signed_in, "答复或收回调班", "Answer a swap, or take it back",
                                       [&room, record](const Request& r, db::Tx& tx, const SwapAnswer& in) -> Result<SwapView> {
                                         TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                         TIANGE_TRY(SwapView view, room.answer_swap(tx, r.scope, id, in.agree, r.now));
                                         record(tx, r, "org.swap_answered", view.id, {"调班 " + view.from + " → " + view.to + "：" + view.state, "swap " + view.from + " → " + view.to + ": " + view.state});
                                         return view;
                                       });
}

void add_log_routes(http::Routes& routes, RosterRoom& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.query<ShiftLog>("/api/v1/org/rotas/{id}/shifts/{shift}/log", Permission::org_view, "值班记录", "The log of a shift", [&room, &db](const Request& r) -> Result<ShiftLog> {
    TIANGE_TRY(const ShiftKey key, shift_key(r));
    return db.read([&](db::Tx& tx) { return room.log(tx, r.scope, key.rota, key.shift, r.now); });
  });
  routes.command<LogIn, ShiftLog>(Method::post, "/api/v1/org/rotas/{id}/shifts/{shift}/log", Permission::org_view, "写值班记录或交班", "Write into the log, or hand over",
                                  [&room, record](const Request& r, db::Tx& tx, const LogIn& in) -> Result<ShiftLog> {
                                    TIANGE_TRY(const ShiftKey key, shift_key(r));
                                    TIANGE_CHECK_OK(room.write_log(tx, r.scope, key.rota, key.shift, in, r.now));
                                    if (in.hand_over) record(tx, r, "org.handed_over", std::to_string(key.shift), {"交班", "handed the shift over"});
                                    return room.log(tx, r.scope, key.rota, key.shift, r.now);
                                  });
  routes.command<http::Nothing, ShiftLog>(Method::post, "/api/v1/org/rotas/{id}/shifts/{shift}/take-over", Permission::org_view, "接班", "Take the hand-over",
                                          [&room, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<ShiftLog> {
                                            TIANGE_TRY(const ShiftKey key, shift_key(r));
                                            TIANGE_CHECK_OK(room.take_over(tx, r.scope, key.rota, key.shift, r.now));
                                            record(tx, r, "org.taken_over", std::to_string(key.shift), {"接班", "took the hand-over"});
                                            return room.log(tx, r.scope, key.rota, key.shift, r.now);
                                          });
}

}  // namespace

void add_day_routes(http::Routes& routes, RosterRoom& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.query<NowView>("/api/v1/org/duty/now", Permission::org_view, "现在谁值班", "Who is on duty now", [&room, &db](const Request& r) -> Result<NowView> {
    return db.read([&](db::Tx& tx) -> Result<NowView> { return room.now_at(tx, r.scope, r.query_value("unit"), r.now); });
  }, {"unit"});
  routes.query<MineView>("/api/v1/org/duty/mine", Permission::signed_in, "我的值班", "My duties", [&room, &db](const Request& r) -> Result<MineView> {
    return db.read([&](db::Tx& tx) -> Result<MineView> { return room.mine(tx, r.scope, r.now); });
  });
  add_swap_routes(routes, room, record);
  add_log_routes(routes, room, record);
  routes.query<CallList>("/api/v1/org/rotas/{id}/calls", Permission::org_view, "值班呼叫", "Calls to those on duty", [&room, &db](const Request& r) -> Result<CallList> {
    TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
    return db.read([&](db::Tx& tx) -> Result<CallList> { return CallList{room.calls(tx, r.scope, id, r.now)}; });
  });
  routes.command<CallIn, CallView>(Method::post, "/api/v1/org/rotas/{id}/calls", Permission::org_view, "呼叫当班人员", "Call whoever is on duty",
                                   [&room, record](const Request& r, db::Tx& tx, const CallIn& in) -> Result<CallView> {
                                     TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                     TIANGE_TRY(CallView view, room.call(tx, r.scope, id, in, r.now));
                                     record(tx, r, "org.duty_called", view.id, {"呼叫值班：" + view.rota_zh, "called those on duty: " + view.rota_en});
                                     return view;
                                   });
  routes.command<http::Nothing, CallView>(Method::post, "/api/v1/org/calls/{id}/take", Permission::signed_in, "应答值班呼叫", "Answer a call",
                                          [&room, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<CallView> {
                                            TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                            TIANGE_TRY(CallView view, room.take_call(tx, r.scope, id, r.now));
                                            record(tx, r, "org.duty_answered", view.id, {"应答值班呼叫：" + view.rota_zh, "answered a call: " + view.rota_en});
                                            return view;
                                          });
}

}  // namespace tiange::rosters
