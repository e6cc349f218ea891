// Rotas and their months over HTTP.
#include "city/org/rosters/roster_room.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::rosters {

namespace {

using http::Method;
using http::Request;

// "2026-11", or the present month.
Date month_of(const Request& request) {
  const auto day = parse_date(std::string(request.query_value("month")) + "-01");
  return day.ok() ? *day : local_date(request.now);
}

http::Response sheet(const Request& request, RosterRoom& room, std::int64_t id) {
  return sheets::answer(
      request, {"roster-" + std::to_string(id)},
      [&room, id, scope = request.scope, month = month_of(request)](std::unique_ptr<sheets::Writer> writer) {
        room.parts().db.run_read([&](db::Tx& tx) { (void)room.write_sheet(tx, scope, id, month, *writer).ok(); });
      });
}

void add_sheets(http::Routes& routes, RosterRoom& room, const http::Recorder& record) {
  http::Route out{Method::get, "/api/v1/org/rotas/{id}/export", Permission::org_view, "导出值班表", "Export a roster"};
  out.query_params = {"month", "format"};
  out.handle = [&room, record](Request& request) -> http::Response {
    const auto id = parse_id(request.param("id"));
    const auto seen = id.ok() ? room.parts().db.read([&](db::Tx& tx) { return room.month(tx, request.scope, *id, month_of(request), request.now); })
                              : Result<MonthView>(refuse(ErrorCode::not_found));
    if (!seen.ok()) return http::problem(seen.refusal(), request.scope);
    room.parts().db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "org.rota_exported", seen->rota.id, {"导出值班表：" + seen->rota.zh, "exported the roster " + seen->rota.en});
      return true;
    });
    return sheet(request, room, *id);
  };
  routes.raw(std::move(out));
  http::Route in{Method::post, "/api/v1/org/rotas/{id}/import", Permission::org_roster, "导入值班表", "Import shifts from XLSX or CSV: all rows or none"};
  sheets::add_import<ImportView>(
      routes, std::move(in), 4 << 20, [&room, record](db::Tx& tx, const Request& r, sheets::Reader& reader, bool dry_run) -> Result<ImportView> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(ImportView view, room.import(tx, r.scope, id, reader, dry_run, r.now));
        const std::string n = std::to_string(view.made + view.changed);
        if (view.saved) record(tx, r, "org.rota_imported", std::to_string(id), {"导入值班 " + n + " 班", "imported " + n + " shifts"});
        return view;
      });
}

}  // namespace

void add_rota_routes(http::Routes& routes, RosterRoom& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.query<RotaList>("/api/v1/org/rotas", Permission::org_view, "值班表", "Duty rosters", [&room, &db](const Request& r) -> Result<RotaList> {
    return db.read([&](db::Tx& tx) -> Result<RotaList> { return room.list(tx, r.scope, r.now); });
  });
  routes.command<Rota, Rota>(Method::put, "/api/v1/org/rotas", Permission::org_roster, "保存值班表", "Save a duty roster",
                             [&room, record](const Request& r, db::Tx& tx, const Rota& in) -> Result<Rota> {
                               TIANGE_TRY(Rota saved, room.save(tx, r.scope, in, r.now));
                               record(tx, r, "org.rota_saved", saved.id, {"保存值班表：" + saved.zh, "saved the roster " + saved.en});
                               return saved;
                             });
  routes.query<MonthView>("/api/v1/org/rotas/{id}/month", Permission::org_view, "值班月表", "A month of a roster", [&room, &db](const Request& r) -> Result<MonthView> {
    TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
    return db.read([&](db::Tx& tx) { return room.month(tx, r.scope, id, month_of(r), r.now); });
  }, {"month"});
  routes.command<ShiftIn, ShiftView>(Method::put, "/api/v1/org/rotas/{id}/shifts", Permission::org_roster, "保存班次", "Save a shift",
                                     [&room, record](const Request& r, db::Tx& tx, const ShiftIn& in) -> Result<ShiftView> {
                                       TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                       TIANGE_TRY(ShiftView view, room.save_shift(tx, r.scope, id, in, r.now));
                                       record(tx, r, "org.shift_saved", view.id, {"排班 " + view.name + " " + format_local(view.starts), "shift " + view.name + " " + format_local(view.starts)});
                                       return view;
                                     });
  routes.command<http::Nothing, http::Nothing>(Method::del, "/api/v1/org/rotas/{id}/shifts/{shift}", Permission::org_roster, "删除班次", "Delete a shift",
                                               [&room, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<http::Nothing> {
                                                 TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                                 TIANGE_TRY(const std::int64_t shift, parse_id(r.param("shift")));
                                                 TIANGE_CHECK_OK(room.drop_shift(tx, r.scope, id, shift));
                                                 record(tx, r, "org.shift_dropped", std::to_string(shift), {"删除班次", "deleted a shift"});
                                                 return http::Nothing{};
                                               });
  routes.command<GenerateIn, GenerateView>(Method::post, "/api/v1/org/rotas/{id}/generate", Permission::org_roster, "按轮换生成班次", "Make shifts by rotation",
                                           [&room, record](const Request& r, db::Tx& tx, const GenerateIn& in) -> Result<GenerateView> {
                                             TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                             TIANGE_TRY(GenerateView view, room.fill(tx, r.scope, id, in.from, in.until, r.now));
                                             const std::string n = std::to_string(view.made);
                                             record(tx, r, "org.shifts_made", std::to_string(id), {"轮换生成 " + n + " 班", "made " + n + " shifts by rotation"});
                                             return view;
                                           });
  add_sheets(routes, room, record);
}

void RosterRoom::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_rota_routes(routes, *this, record);
  add_day_routes(routes, *this, record);
}

}  // namespace tiange::rosters
