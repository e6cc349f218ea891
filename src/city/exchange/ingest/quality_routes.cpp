#include <filesystem>

#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::exchange {

namespace {

using http::Method;
using http::Request;

std::string batch_base() { return "/api/v1/exchange/batches/{id}"; }

}  // namespace

void ExchangeService::add_quarantine_routes(http::Routes& routes, const http::Recorder& record) {
  http::Route list{Method::get, batch_base() + "/quarantine", Permission::exchange_view, "隔离行", "Rows held back or told"};
  list.out = http::schema_of<QuarantineList>();
  list.query_params = {"after", "limit", "state", "reveal"};
  list.handle = [this, record](Request& request) {
    const std::string purpose(text::trim(request.query_value("reveal")));
    Result<QuarantineList> found = refuse(ErrorCode::not_found);
    parts_.db.run_read([&](db::Tx& tx) { found = quarantine(tx, request.scope, request.param("id"), request); });
    if (!found.ok()) return http::problem(found.refusal(), request.scope);
    if (!purpose.empty()) {
      parts_.db.run_write(request.scope, [&](db::Tx& tx) {
        record(tx, request, "exchange.rows_seen", std::string(request.param("id")),
               {"查看未脱敏的隔离行，用途：" + purpose, "saw rows unmasked, purpose: " + purpose});
        return true;
      });
    }
    return http::json_response(json::write(*found));
  };
  routes.raw(std::move(list));
  http::Route file{Method::get, batch_base() + "/quarantine/export", Permission::exchange_view, "下载隔离行", "Download rows to be mended"};
  file.query_params = {"format"};
  file.handle = [this, record](Request& request) {
    store::SourceRow source;
    Result<store::BatchRow> batch = refuse(ErrorCode::not_found);
    parts_.db.run_read([&](db::Tx& tx) { batch = seen_batch(tx, request.scope, request.param("id"), &source); });
    if (!batch.ok()) return http::problem(batch.refusal(), request.scope);
    if (!owns_source(request.scope, source.body)) return http::problem(refuse(ErrorCode::forbidden), request.scope);
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "exchange.rows_exported", std::to_string(batch->id), {"下载待修正的隔离行", "downloaded rows to be mended"});
      return true;
    });
    return sheets::answer(
        request, {"quarantine-" + std::to_string(batch->id)},
        [this, row = *batch, language = request.scope.language](std::unique_ptr<sheets::Writer> writer) {
          write_quarantine(row, *writer, language);
        });
  };
  routes.raw(std::move(file));
  add_mend_routes(routes, record);
}

void ExchangeService::add_mend_routes(http::Routes& routes, const http::Recorder& record) {
  http::Route mend{Method::post, batch_base() + "/mend", Permission::exchange_view, "送回修正后的行", "Send mended rows again"};
  mend.out = http::schema_of<MendReport>();
  mend.writes = true;
  mend.upload = true;
  mend.max_body = 64u << 20;
  mend.handle = [this, &routes, record](Request& request) {
    std::string name;
    const auto path = keep_upload(request, name);
    if (!path.ok()) return http::problem(path.refusal(), request.scope);
    http::Response response = routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
      TIANGE_TRY(const MendReport report, mend_file(tx, request.scope, request.param("id"), *path, request.now));
      const std::string mended = std::to_string(report.mended);
      record(tx, request, "exchange.rows_mended", std::string(request.param("id")), {"修正 " + mended + " 行", "mended " + mended + " rows"});
      return json::write(report);
    });
    std::error_code ignored;
    std::filesystem::remove(*path, ignored);
    return response;
  };
  routes.raw(std::move(mend));
  routes.command<MendIn, QuarantineRow>(Method::put, batch_base() + "/quarantine/{row}", Permission::exchange_view, "修正一行", "Mend a row",
                                        [this, record](const Request& r, db::Tx& tx, const MendIn& in) -> Result<QuarantineRow> {
                                          TIANGE_TRY(QuarantineRow row, mend_row(tx, r.scope, r.param("id"), text::to_int(r.param("row")).value_or(0), in, r.now));
                                          record(tx, r, "exchange.rows_mended", std::string(r.param("id")),
                                                 {"修正第 " + std::to_string(row.row) + " 行", "mended row " + std::to_string(row.row)});
                                          return row;
                                        });
  routes.command<DropIn, QuarantineRow>(Method::post, batch_base() + "/quarantine/{row}/drop", Permission::exchange_view, "不要这一行", "Drop a row",
                                        [this, record](const Request& r, db::Tx& tx, const DropIn& in) -> Result<QuarantineRow> {
                                          TIANGE_TRY(QuarantineRow row, drop_row(tx, r.scope, r.param("id"), text::to_int(r.param("row")).value_or(0), in, r.now));
                                          record(tx, r, "exchange.rows_dropped", std::string(r.param("id")),
                                                 {"不要第 " + std::to_string(row.row) + " 行：" + in.note, "dropped row " + std::to_string(row.row) + ": " + in.note});
                                          return row;
                                        });
}

void ExchangeService::add_quality_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<RuleList>("/api/v1/exchange/rules", Permission::exchange_view, "质量规则", "Rules of quality", [this](const Request&) -> Result<RuleList> {
    return parts_.db.read([&](db::Tx& tx) -> Result<RuleList> { return RuleList{store::rules(tx)}; });
  });
  routes.command<TryIn, TryView>(Method::post, "/api/v1/exchange/rules/try", Permission::exchange_manage, "试算质量规则", "Try a rule over rows that were taken",
                                 [this, record](const Request& r, db::Tx& tx, const TryIn& in) -> Result<TryView> {
                                   TIANGE_TRY(TryView view, try_rule(tx, r.scope, in, r.now));
                                   // It counts rows by what their masked fields hold: a question, and written down as one.
                                   record(tx, r, "exchange.rule_tried", in.source, {"试算质量规则：" + in.rule.expression, "tried a rule: " + in.rule.expression});
                                   return view;
                                 });
  routes.command<QualityRule, QualityRule>(Method::put, "/api/v1/exchange/rules/{code}", Permission::exchange_manage, "新增或修改质量规则", "Add or change a rule",
                                           [this, record](const Request& r, db::Tx& tx, const QualityRule& in) -> Result<QualityRule> {
                                             QualityRule rule = in;
                                             rule.code = r.param("code");
                                             TIANGE_TRY(QualityRule saved, save_rule(tx, r.scope, std::move(rule), r.now));
                                             record(tx, r, "exchange.rule_saved", saved.code,
                                                    {"保存质量规则“" + saved.zh + "”", "saved the rule " + (saved.en.empty() ? saved.zh : saved.en)});
                                             return saved;
                                           });
  routes.query<QualityView>("/api/v1/exchange/quality", Permission::exchange_view, "数据质量", "Scores of quality",
                            [this](const Request& r) -> Result<QualityView> {
                              return parts_.db.read([&](db::Tx& tx) -> Result<QualityView> { return quality(tx, r.scope, r.query_value("source")); });
                            },
                            {"source"});
}

void ExchangeService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_source_routes(routes, record);
  add_batch_routes(routes, record);
  add_push_route(routes);
  add_quarantine_routes(routes, record);
  add_raw_routes(routes, record);
  add_quality_routes(routes, record);
}

std::unique_ptr<Exchange> open_exchange(ExchangeParts parts) {
  std::filesystem::create_directories(parts.folder);
  return std::make_unique<ExchangeService>(std::move(parts));
}

}  // namespace tiange::exchange
