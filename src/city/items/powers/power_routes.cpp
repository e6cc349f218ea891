#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/items/powers/power_service.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::items {

namespace {

using http::Method;
using http::Request;

store::PowerAsk ask_of(const Request& request) {
  store::PowerAsk ask;
  ask.q = request.query_value("q");
  ask.kind = request.query_value("kind");
  ask.line = request.query_value("line");
  ask.inactive = request.query_value("inactive") == "1";
  ask.after = request.query_value("after");
  ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 500));
  return ask;
}

Words saved_words(const Power& power, bool fresh) {
  const std::string& english = power.name_en.empty() ? power.name_zh : power.name_en;
  const std::string version = std::to_string(power.version);
  const std::string why = power.note.empty() ? "" : power.note;
  return {(fresh ? "新增权责“" : power.in_force ? "修改权责“" : "权责不再有效“") + power.name_zh + "”，第 " + version + " 版" +
              (why.empty() ? "" : "；" + why),
          (fresh ? "added the power " : power.in_force ? "changed the power " : "no longer in force: the power ") + english +
              ", version " + version + (why.empty() ? "" : "; " + why)};
}

}  // namespace

PowerList PowerService::list(db::Tx& tx, const Request& request) const {
  std::map<std::string, std::int64_t> used;
  for (const auto& item : parts_.items.all()) {
    for (const std::string& code : item->powers.value_or(std::vector<std::string>{})) ++used[code];
  }
  store::PowerAsk ask = ask_of(request);
  if (const std::string_view code = request.query_value("item"); !code.empty()) {
    const auto item = parts_.items.find(code);
    ask.codes = item ? item->powers.value_or(std::vector<std::string>{}) : std::vector<std::string>{};
  }
  PowerList list;
  list.total = store::count_powers(tx, ask);
  for (Power& power : store::powers(tx, ask)) {
    if (list.items.size() == ask.limit) {
      list.next = list.items.back().code;
      break;
    }
    list.items.push_back({std::move(power), 0});
    list.items.back().items = used[list.items.back().code];
  }
  return list;
}

Result<PowerView> PowerService::one(db::Tx& tx, const Request& request) const {
  const auto power = store::power(tx, request.param("code"));
  if (!power) return refuse(ErrorCode::not_found);
  PowerView view{*power, {}, store::power_changes(tx, power->code), power->version};
  for (const auto& item : parts_.items.latest()) {
    if (rests_on(*item, power->code)) view.items.push_back(named(*item));
  }
  return view;
}

http::Response PowerService::write_file(const Request& request) const {
  return sheets::answer(request, {"powers", sheets::CsvFor::reading_back}, [this, language = request.scope.language](std::unique_ptr<sheets::Writer> writer) {
    parts_.db.run_read([&](db::Tx& tx) { write_sheet(tx, *writer, language); });
  });
}

void PowerService::add_reads(http::Routes& routes) {
  routes.query<PowerList>(
      "/api/v1/items/powers", Permission::items_view, "查询权责清单", "List powers",
      [this](const Request& r) -> Result<PowerList> {
        return parts_.db.read([&](db::Tx& tx) -> Result<PowerList> { return list(tx, r); });
      },
      {"q", "kind", "line", "inactive", "item", "after", "limit"});
  routes.query<PowerGaps>("/api/v1/items/powers/gaps", Permission::items_view, "缺少依据的事项",
                          "Items that rest on no power, or on one no longer in force", [this](const Request&) -> Result<PowerGaps> {
                            return parts_.db.read([&](db::Tx& tx) -> Result<PowerGaps> { return gaps(tx); });
                          });
  routes.query<PowerView>("/api/v1/items/powers/{code}", Permission::items_view, "查看权责", "One power with its items",
                          [this](const Request& r) -> Result<PowerView> {
                            return parts_.db.read([&](db::Tx& tx) { return one(tx, r); });
                          });
}

void PowerService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_reads(routes);
  http::Route sheet{Method::get, "/api/v1/items/powers/export", Permission::items_view, "导出权责清单", "Export the power list"};
  sheet.query_params = {"format"};
  sheet.handle = [this, record](Request& request) {
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "items.exported", "powers", {"导出权责清单", "exported the power list"});
      return true;
    });
    return write_file(request);
  };
  routes.raw(std::move(sheet));
  const auto save_and_record = [this, record](const Request& r, db::Tx& tx, const Power& power, std::int64_t expected) -> Result<Power> {
    TIANGE_TRY(Power saved, save(tx, r.scope, power, expected, r.now));
    if (saved.version != expected) record(tx, r, "items.power_saved", saved.code, saved_words(saved, expected == 0));
    return saved;
  };
  routes.command<Power, Power>(Method::post, "/api/v1/items/powers", Permission::items_manage, "新增权责", "Add a power",
                               [this, save_and_record](const Request& r, db::Tx& tx, const Power& power) -> Result<Power> {
                                 if (store::power(tx, power.code))
                                   return refuse_fields(ErrorCode::bad_input, {{"code", "编码已存在", "is taken"}});
                                 return save_and_record(r, tx, power, 0);
                               });
  routes.command<Power, Power>(Method::put, "/api/v1/items/powers/{code}", Permission::items_manage, "修改权责", "Change a power",
                               [this, save_and_record](const Request& r, db::Tx& tx, const Power& given) -> Result<Power> {
                                 const auto present = store::power(tx, r.param("code"));
                                 if (!present) return refuse(ErrorCode::not_found);
                                 TIANGE_CHECK_OK(http::require_version(r, present->version));
                                 Power power = given;
                                 power.code = present->code;
                                 return save_and_record(r, tx, power, given.version ? given.version : present->version);
                               });
  http::Route upload{Method::post, "/api/v1/items/powers/import", Permission::items_manage, "导入权责清单",
                     "Import the power list from XLSX or CSV: all rows or none"};
  sheets::add_import<ImportReport>(
      routes, std::move(upload), 16 << 20,
      [this, record](db::Tx& tx, const Request& r, sheets::Reader& reader, bool dry_run) -> Result<ImportReport> {
        TIANGE_TRY(ImportReport report, import(tx, r.scope, reader, dry_run, r.now));
        const std::string added = std::to_string(report.added), changed = std::to_string(report.changed);
        if (report.published)
          record(tx, r, "items.powers_imported", "powers",
                 {"导入权责清单：新增 " + added + " 项，修改 " + changed + " 项", "imported the power list: " + added + " added, " + changed + " changed"});
        return report;
      });
}

}  // namespace tiange::items
