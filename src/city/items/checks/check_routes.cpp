#include <algorithm>

#include "base/text.h"
#include "city/items/checks/check_service.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::items {

namespace {
using http::Method;
using http::Request;
}  // namespace

CheckList CheckService::list(db::Tx& tx, const Request& request) const {
  store::CheckAsk ask;
  ask.q = request.query_value("q");
  ask.line = request.query_value("line");
  ask.object = request.query_value("object");
  ask.after = request.query_value("after");
  ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 500));
  CheckList list;
  list.items = store::checks(tx, ask);
  list.total = store::count_checks(tx, ask);
  if (list.items.size() > ask.limit) {
    list.items.resize(ask.limit);
    list.next = list.items.back().code;
  }
  return list;
}

OverlapReport CheckService::report(const Request& request) const {
  std::vector<Check> checks;
  std::vector<Merge> merges;
  parts_.db.run_read([&](db::Tx& tx) {
    checks = store::checks(tx);
    merges = store::standing_merges(tx);
  });
  const std::string_view object = request.query_value("object");
  if (!object.empty()) std::erase_if(checks, [&](const Check& check) { return json::enum_name(check.object) != object; });
  return overlaps(checks, merges, text::to_double(request.query_value("likeness")).value_or(k_alike));
}

void CheckService::add_reads(http::Routes& routes) {
  routes.query<CheckList>(
      "/api/v1/items/checks", Permission::items_view, "查询检查清单", "List checks",
      [this](const Request& r) -> Result<CheckList> {
        return parts_.db.read([&](db::Tx& tx) -> Result<CheckList> { return list(tx, r); });
      },
      {"q", "line", "object", "after", "limit"});
  routes.query<OverlapReport>(
      "/api/v1/items/checks/overlaps", Permission::items_view, "检查重复报告", "What several departments ask alike",
      [this](const Request& r) -> Result<OverlapReport> { return report(r); }, {"object", "likeness"});
}

void CheckService::add_files(http::Routes& routes, const http::Recorder& record) {
  const auto exported = [this, record](Request& request, const Words& what) {
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "items.exported", "checks", what);
      return true;
    });
  };
  http::Route whole{Method::get, "/api/v1/items/checks/export", Permission::items_view, "导出检查清单", "Export the check lists"};
  whole.query_params = {"format"};
  whole.handle = [this, exported](Request& request) {
    exported(request, {"导出检查清单", "exported the check lists"});
    return sheets::answer(request, {"checks", sheets::CsvFor::reading_back}, [this, language = request.scope.language](std::unique_ptr<sheets::Writer> writer) {
      parts_.db.run_read([&](db::Tx& tx) { write_sheet(tx, *writer, language); });
    });
  };
  routes.raw(std::move(whole));
  http::Route groups{Method::get, "/api/v1/items/checks/overlaps/export", Permission::items_view, "导出检查重复报告",
                     "Export the overlap report"};
  groups.query_params = {"format", "object", "likeness"};
  groups.handle = [this, exported](Request& request) {
    exported(request, {"导出检查重复报告", "exported the overlap report"});
    return sheets::answer(request, {"overlaps"}, [found = report(request), language = request.scope.language](std::unique_ptr<sheets::Writer> writer) {
      writer->row(overlap_titles(language));
      for (const auto& row : overlap_rows(found, language)) writer->row(row);
      writer->finish();
    });
  };
  routes.raw(std::move(groups));
  http::Route upload{Method::post, "/api/v1/items/checks/import", Permission::items_manage, "导入检查清单",
                     "Import check lists from XLSX or CSV: all rows or none"};
  sheets::add_import<ImportReport>(
      routes, std::move(upload), 16 << 20,
      [this, record](db::Tx& tx, const Request& r, sheets::Reader& reader, bool dry_run) -> Result<ImportReport> {
        TIANGE_TRY(ImportReport report, import(tx, r.scope, reader, dry_run, r.now));
        const std::string added = std::to_string(report.added), changed = std::to_string(report.changed);
        if (report.published)
          record(tx, r, "items.checks_imported", "checks",
                 {"导入检查清单：新增 " + added + " 项，修改 " + changed + " 项", "imported check lists: " + added + " added, " + changed + " changed"});
        return report;
      });
}

void CheckService::add_merges(http::Routes& routes, const http::Recorder& record) {
  routes.command<MergeIn, Merge>(
      Method::post, "/api/v1/items/checks/merges", Permission::items_manage, "决定合并检查", "Decide that checks are asked once",
      [this, record](const Request& r, db::Tx& tx, const MergeIn& in) -> Result<Merge> {
        TIANGE_TRY(Merge merge, this->merge(tx, r.scope, in, r.now));
        const std::string codes = text::join(merge.codes, " ");
        record(tx, r, "items.checks_merged", codes,
               {"合并检查 " + codes + "，统一问：“" + merge.question + "”，由 " + merge.lead_line + " 牵头",
                "merged the checks " + codes + "; asked once by " + merge.lead_line + ": " +
                    (merge.question_en.empty() ? merge.question : merge.question_en)});
        return merge;
      });
  routes.command<MergeUndo, Merge>(
      Method::post, "/api/v1/items/checks/merges/{id}/undo", Permission::items_manage, "撤销合并", "Undo a decision to merge",
      [this, record](const Request& r, db::Tx& tx, const MergeUndo& in) -> Result<Merge> {
        const auto id = parse_typed_id<MergeTag>(r.param("id"));
        if (!id.ok()) return refuse(ErrorCode::not_found);
        TIANGE_TRY(Merge merge, undo(tx, r.scope, *id, in.text, r.now));
        const std::string codes = text::join(merge.codes, " ");
        record(tx, r, "items.checks_merged", codes,
               {"撤销合并检查 " + codes + (in.text.empty() ? "" : "：" + in.text),
                "undid the merging of " + codes + (in.text.empty() ? "" : ": " + in.text)});
        return merge;
      });
}

void CheckService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_reads(routes);
  add_files(routes, record);
  routes.command<Check, Check>(
      Method::put, "/api/v1/items/checks/{code}", Permission::items_manage, "新增或修改检查", "Add or change a check",
      [this, record](const Request& r, db::Tx& tx, const Check& given) -> Result<Check> {
        Check check = given;
        check.code = r.param("code");
        TIANGE_TRY(Check saved, save(tx, r.scope, check, r.now));
        record(tx, r, "items.check_saved", saved.code, {"保存检查“" + saved.content + "”", "saved the check " + saved.content});
        return saved;
      });
  add_merges(routes, record);
}

}  // namespace tiange::items
