#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/items/powers/power_service.h"

namespace tiange::items {

namespace {

using http::Method;
using http::Request;

bool matches(const Power& power, const Request& request) {
  const std::string_view q = request.query_value("q");
  const std::string_view kind = request.query_value("kind");
  const std::string_view line = request.query_value("line");
  const bool text = q.empty() || text::contains(power.name_zh, q) || text::contains(power.code, q) || text::contains(power.law, q) ||
                    text::contains(text::lower_ascii(power.name_en), text::lower_ascii(q));
  return text && (kind.empty() || kind == json::enum_name(power.kind)) && (line.empty() || line == power.line) &&
         (power.in_force || request.query_value("inactive") == "1");
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
  const std::string_view item_code = request.query_value("item");
  const auto item = item_code.empty() ? nullptr : parts_.items.find(item_code);
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 500));
  const std::string_view after = request.query_value("after");
  PowerList list;
  for (const Power& power : store::powers(tx)) {
    // An item shows what it rests on, in force or not.
    if (!item_code.empty() ? !item || !rests_on(*item, power.code) : !matches(power, request)) continue;
    ++list.total;
    if (power.code <= after) continue;
    if (list.items.size() < limit) {
      PowerRow& row = list.items.emplace_back();
      static_cast<Power&>(row) = power;
      row.items = used[power.code];
    } else if (list.next.empty()) {
      list.next = list.items.back().code;
    }
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
  const bool csv = request.query_value("format") == "csv";
  http::Response response;
  response.content_type = std::string(csv ? sheets::k_csv_type : sheets::k_xlsx_type);
  response.with("Content-Disposition", std::string("attachment; filename=\"powers.") + (csv ? "csv\"" : "xlsx\""));
  response.stream = [this, csv, language = request.scope.language](const http::Sink& sink) {
    const auto writer = csv ? sheets::write_csv(sink) : sheets::write_xlsx(sink);
    parts_.db.run_read([&](db::Tx& tx) { write_sheet(tx, *writer, language); });
  };
  return response;
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
  upload.out = http::schema_of<ImportReport>();
  upload.query_params = {"dry_run"};
  upload.writes = true;
  upload.upload = true;
  upload.max_body = 16 << 20;
  upload.handle = [this, &routes, record](Request& request) {
    return routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
      TIANGE_TRY(auto reader, sheets::open_file(request.upload_path));
      TIANGE_TRY(ImportReport report, import(tx, request.scope, *reader, request.query_value("dry_run") == "1", request.now));
      if (report.published) {
        const std::string added = std::to_string(report.added);
        const std::string changed = std::to_string(report.changed);
        record(tx, request, "items.powers_imported", "powers",
               {"导入权责清单：新增 " + added + " 项，修改 " + changed + " 项",
                "imported the power list: " + added + " added, " + changed + " changed"});
      }
      return json::write(report);
    });
  };
  routes.raw(std::move(upload));
}

}  // namespace tiange::items
