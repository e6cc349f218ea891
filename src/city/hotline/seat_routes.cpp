#include "base/text.h"
#include "city/hotline/hotline_room.h"

namespace tiange::hotline {

namespace {

struct NoteIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteIn, (), (text))

constexpr int k_days_before = 3;
constexpr int k_days_ahead = 12;

Result<ShiftList> shifts_around(HotlineRoom& room, const http::Request& request, db::Tx& tx) {
  Date from = local_date(request.now) + -k_days_before;
  Date to = local_date(request.now) + k_days_ahead;
  if (const auto text = request.query_value("from"); !text.empty()) {
    TIANGE_TRY(from, parse_date(text));
  }
  if (const auto text = request.query_value("to"); !text.empty()) {
    TIANGE_TRY(to, parse_date(text));
  }
  return room.shifts(tx, local_instant(from, 0), local_instant(to + 1, 0), request.now);
}

Result<std::int64_t> shift_of(const http::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id.ok()) return refuse(ErrorCode::not_found);
  return *id;
}

void add_shift_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record) {
  using http::Method;
  routes.query<ShiftList>("/api/v1/hotline/shifts", Permission::hotline_view, "坐席排班", "Shifts of the seats",
                          [&room](const http::Request& request) {
                            return room.parts().db.read(
                                [&](db::Tx& tx) { return shifts_around(room, request, tx); });
                          },
                          {"from", "to"});
  routes.command<ShiftIn, ShiftList>(
      Method::put, "/api/v1/hotline/shifts", Permission::hotline_manage, "保存班次", "Save a shift",
      [&room, record](const http::Request& request, db::Tx& tx, const ShiftIn& in) -> Result<ShiftList> {
        TIANGE_CHECK_OK(room.put_shift(tx, request.scope, in, request.now));
        record(tx, request, "hotline.shift_saved", in.name,
               {"保存班次“" + in.name + "”" + format_local(in.starts), "Saved the shift \"" + in.name + "\" " + format_local(in.starts)});
        return room.shifts(tx, in.starts - days(7), in.ends + days(7), request.now);
      });
  routes.command<http::Nothing, http::Nothing>(
      Method::del, "/api/v1/hotline/shifts/{id}", Permission::hotline_manage, "删除班次", "Drop a shift",
      [&room, record](const http::Request& request, db::Tx& tx, const http::Nothing&) -> Result<http::Nothing> {
        TIANGE_TRY(const std::int64_t id, shift_of(request));
        TIANGE_CHECK_OK(room.drop_shift(tx, id));
        record(tx, request, "hotline.shift_dropped", std::to_string(id), {"删除班次", "Dropped a shift"});
        return http::Nothing{};
      });
  routes.command<NoteIn, http::Nothing>(
      Method::post, "/api/v1/hotline/shifts/{id}/hand-over", Permission::hotline_view, "写交班事项", "Hand over",
      [&room](const http::Request& request, db::Tx& tx, const NoteIn& in) -> Result<http::Nothing> {
        TIANGE_TRY(const std::int64_t id, shift_of(request));
        TIANGE_CHECK_OK(room.hand_over(tx, request.scope, id, in.text, request.now));
        return http::Nothing{};
      });
  routes.command<http::Nothing, http::Nothing>(
      Method::post, "/api/v1/hotline/shifts/{id}/take-over", Permission::hotline_view, "接班", "Take over",
      [&room](const http::Request& request, db::Tx& tx, const http::Nothing&) -> Result<http::Nothing> {
        TIANGE_TRY(const std::int64_t id, shift_of(request));
        TIANGE_CHECK_OK(room.take_over(tx, request.scope, id, request.now));
        return http::Nothing{};
      });
}

}  // namespace

void add_seat_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record) {
  using http::Method;
  const auto read = [&room](auto fn) {
    return [&room, fn](const http::Request& request) {
      return room.parts().db.read([&](db::Tx& tx) { return fn(request, tx); });
    };
  };
  routes.query<Wall>("/api/v1/hotline/wall", Permission::hotline_view, "话务墙", "The wallboard",
                     read([&room](const http::Request& request, db::Tx& tx) {
                       return room.wall(tx, request.scope, request.now);
                     }));
  routes.query<SeatView>("/api/v1/hotline/seat", Permission::hotline_answer, "我的坐席状态", "My seat",
                         read([&room](const http::Request& request, db::Tx& tx) {
                           return room.seat(tx, request.scope, request.now);
                         }));
  routes.command<SeatIn, SeatView>(Method::put, "/api/v1/hotline/seat", Permission::hotline_answer, "切换坐席状态",
                                   "Change the state of my seat",
                                   [&room](const http::Request& request, db::Tx& tx, const SeatIn& in) {
                                     return room.put_seat(tx, request.scope, in, request.now);
                                   });
  routes.query<SeatHistory>("/api/v1/hotline/seats/{person}/history", Permission::hotline_view, "坐席状态历史",
                            "States of a seat, newest first",
                            read([&room](const http::Request& request, db::Tx& tx) -> Result<SeatHistory> {
                              if (request.param("person") == "me")
                                return room.seat_history(tx, request.scope, request.scope.person);
                              const auto person = parse_typed_id<PersonTag>(request.param("person"));
                              if (!person.ok()) return refuse(ErrorCode::not_found);
                              return room.seat_history(tx, request.scope, *person);
                            }));
  add_shift_routes(room, routes, record);
}

void HotlineRoom::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_call_routes(*this, routes, record);
  add_line_routes(*this, routes, record);
  add_visit_routes(*this, routes, record);
  add_seat_routes(*this, routes, record);
}

}  // namespace tiange::hotline
