#include <algorithm>
#include <fstream>

#include "base/digest.h"
#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"
#include "platform/http/upload.h"

namespace tiange::exchange {

namespace {

using http::Method;
using http::Request;

constexpr std::size_t k_largest_file = 2'000'000'000;
constexpr std::size_t k_largest_push = 16u << 20;

std::string base() { return "/api/v1/exchange"; }

// An array of objects as one object a line; anything else as it is.
std::string as_lines(std::string_view body) {
  if (!text::trim(body).starts_with('[')) return std::string(body);
  const auto value = json::parse(body);
  if (!value.ok() || !value->is_array()) return std::string(body);
  std::string lines;
  for (const json::Value& one : value->as_array()) lines += json::write(one) + "\n";
  return lines;
}

}  // namespace

Result<std::string> ExchangeService::keep_upload(const Request& request, std::string& name) {
  TIANGE_TRY(const http::Upload upload, http::Upload::open(request));
  const http::Part* part = upload.file();
  if (!part) return refuse(ErrorCode::bad_file, "请选择文件", "choose a file");
  name = part->file_name;
  const std::string path = parts_.folder + "/" + std::to_string(parts_.ids.next(request.now)) + ".tmp";
  std::ofstream out(path, std::ios::binary);
  out.write(part->content.data(), static_cast<std::streamsize>(part->content.size()));
  out.close();
  if (!out) return refuse(ErrorCode::unavailable);
  return path;
}

void ExchangeService::add_source_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<SourceList>(base() + "/sources", Permission::exchange_view, "数据源", "Sources", [this](const Request& r) -> Result<SourceList> {
    return parts_.db.read([&](db::Tx& tx) -> Result<SourceList> { return list_sources(tx, r.scope, r.now); });
  });
  routes.query<SourceView>(base() + "/sources/{code}", Permission::exchange_view, "查看数据源", "One source",
                           [this](const Request& r) -> Result<SourceView> {
                             return parts_.db.read([&](db::Tx& tx) -> Result<SourceView> {
                               TIANGE_TRY(const store::SourceRow row, seen_source(tx, r.scope, r.param("code")));
                               return view_of(tx, row, r.now);
                             });
                           });
  routes.query<SourceVersions>(base() + "/sources/{code}/versions", Permission::exchange_view, "数据源修改历史", "Versions of a source",
                               [this](const Request& r) -> Result<SourceVersions> {
                                 return parts_.db.read([&](db::Tx& tx) -> Result<SourceVersions> {
                                   TIANGE_TRY(const store::SourceRow row, seen_source(tx, r.scope, r.param("code")));
                                   return SourceVersions{store::source_versions(tx, row.code)};
                                 });
                               });
  routes.command<SourceIn, SourceView>(Method::put, base() + "/sources/{code}", Permission::exchange_manage, "新增或修改数据源", "Add or change a source",
                                       [this, record](const Request& r, db::Tx& tx, const SourceIn& in) -> Result<SourceView> {
                                         TIANGE_TRY(SourceView view, save_source(tx, r.scope, std::string(r.param("code")), in, r.now));
                                         record(tx, r, "exchange.source_saved", view.code,
                                                {"保存数据源“" + view.name_zh + "”第 " + std::to_string(view.version) + " 版",
                                                 "saved the source " + view.code + ", version " + std::to_string(view.version)});
                                         return view;
                                       });
  routes.command<http::Nothing, KeyShown>(Method::post, base() + "/sources/{code}/key", Permission::exchange_manage, "更换推送密钥", "Another key for pushing",
                                          [this, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<KeyShown> {
                                            TIANGE_TRY(KeyShown key, new_key(tx, r.scope, r.param("code"), r.now));
                                            const std::string code(r.param("code"));
                                            record(tx, r, "exchange.key_made", code, {"更换推送密钥", "made another key for pushing"});
                                            return key;
                                          });
  routes.command<http::Nothing, Queued>(Method::post, base() + "/sources/{code}/pull", Permission::exchange_manage, "立即抽取", "Pull now",
                                        [this](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<Queued> {
                                          TIANGE_TRY(const store::SourceRow row, seen_source(tx, r.scope, r.param("code")));
                                          if (row.body.how != How::pull || !row.body.enabled) return refuse(ErrorCode::source_off);
                                          parts_.jobs.add(tx, {.kind = std::string(k_pull_job),
                                                               .payload = json::write(json::Value(json::Object{{"source", row.code}})),
                                                               .deadline = r.now + minutes(10),
                                                               .unique_key = row.code});
                                          return Queued{};
                                        });
  routes.query<FieldList>(base() + "/fields", Permission::exchange_view, "可对应的字段", "Fields that columns may fill",
                          [this](const Request& r) -> Result<FieldList> {
                            return FieldList{parts_.sink.kinds(), parts_.sink.departments(), parts_.sink.fields(r.query_value("kind"))};
                          },
                          {"kind"});
}

void ExchangeService::add_push_route(http::Routes& routes) {
  http::Route push{Method::post, base() + "/push/{code}", Permission::open_to_all, "推送数据（密钥）", "Push data, with a key"};
  push.out = http::schema_of<PushView>();
  push.query_params = {"batch"};
  push.max_body = k_largest_push;
  push.handle = [this](Request& request) {
    const std::string digest = hex(sha256(request.header("x-tiange-key")));
    std::optional<store::SourceRow> source;
    parts_.db.run_read([&](db::Tx& tx) { source = store::source_of_key(tx, digest); });
    if (!source || source->code != request.param("code")) return http::problem(refuse(ErrorCode::bad_credentials), request.scope);
    if (source->body.how != How::push) return http::problem(refuse(ErrorCode::source_off), request.scope);
    const std::string path = parts_.folder + "/" + std::to_string(parts_.ids.next(request.now)) + ".tmp";
    {
      std::ofstream out(path, std::ios::binary);
      out << as_lines(request.body);
      if (!out) return http::problem(refuse(ErrorCode::unavailable), request.scope);
    }
    const std::string name(request.query_value("batch"));
    const auto taken = receive({source->code, How::push, path, name.empty() ? "push" : name, name, "", source->code}, request.now);
    if (!taken.ok()) return http::problem(taken.refusal(), request.scope);
    return http::json_response(json::write(PushView{taken->id}));
  };
  routes.raw(std::move(push));
}

void ExchangeService::add_batch_routes(http::Routes& routes, const http::Recorder& record) {
  http::Route upload{Method::post, base() + "/sources/{code}/batches", Permission::exchange_view, "上传一批数据", "Send in a batch"};
  upload.out = http::schema_of<BatchView>();
  upload.writes = true;
  upload.upload = true;
  upload.max_body = k_largest_file;
  upload.handle = [this, &routes, record](Request& request) {
    std::optional<store::SourceRow> source;
    parts_.db.run_read([&](db::Tx& tx) { source = store::source(tx, request.param("code")); });
    if (!source || !sees_source(request.scope, source->body)) return http::problem(refuse(ErrorCode::not_found), request.scope);
    if (!owns_source(request.scope, source->body)) return http::problem(refuse(ErrorCode::forbidden), request.scope);
    std::string name;
    const auto path = keep_upload(request, name);
    if (!path.ok()) return http::problem(path.refusal(), request.scope);
    const Arrival arrival{source->code, How::file, *path, name, "", "", request.scope.name};
    const auto row = place(arrival, request.now);
    if (!row.ok()) return http::problem(row.refusal(), request.scope);
    bool kept = false;
    http::Response response = routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
      bool repeated = false;
      TIANGE_TRY(const std::int64_t id, enter(tx, arrival, *row, repeated, request.now));
      BatchView view = view_of(tx, *store::batch(tx, id), true);
      view.repeated = repeated;
      kept = !repeated;
      record(tx, request, "exchange.batch_sent", view.id, {"上传“" + source->body.name_zh + "”数据", "sent in data of " + source->code});
      return json::write(view);
    });
    if (!kept) forget_file(row->id);
    return response;
  };
  routes.raw(std::move(upload));
  add_batch_desk_routes(routes, record);
}

void ExchangeService::add_batch_desk_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<BatchList>(base() + "/batches", Permission::exchange_view, "批次", "Batches",
                          [this](const Request& r) -> Result<BatchList> {
                            return parts_.db.read([&](db::Tx& tx) -> Result<BatchList> {
                              const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
                              const auto sources = list_sources(tx, r.scope, r.now).items;
                              BatchList list;
                              std::int64_t before = text::to_int(r.query_value("after")).value_or(0);
                              for (bool more = true; more && list.items.size() < limit;) {
                                const auto rows = store::batches(tx, r.query_value("source"), r.query_value("state"), before, limit);
                                more = rows.size() == limit;
                                for (const store::BatchRow& row : rows) {
                                  before = row.id;
                                  const bool seen = std::any_of(sources.begin(), sources.end(), [&](const SourceView& s) { return s.code == row.source; });
                                  if (seen && list.items.size() < limit) list.items.push_back(view_of(tx, row, false));
                                }
                              }
                              if (list.items.size() == limit) list.next = list.items.back().id;
                              return list;
                            });
                          },
                          {"source", "state", "after", "limit"});
  routes.query<BatchView>(base() + "/batches/{id}", Permission::exchange_view, "查看批次", "One batch", [this](const Request& r) -> Result<BatchView> {
    return parts_.db.read([&](db::Tx& tx) -> Result<BatchView> {
      TIANGE_TRY(const store::BatchRow row, seen_batch(tx, r.scope, r.param("id")));
      return view_of(tx, row, true);
    });
  });
  routes.query<RawRowView>(base() + "/batches/{id}/rows/{row}", Permission::exchange_view, "查看原始行", "A row as it came",
                           [this](const Request& r) -> Result<RawRowView> {
                             return parts_.db.read([&](db::Tx& tx) -> Result<RawRowView> {
                               return raw_row(tx, r.scope, r.param("id"), text::to_int(r.param("row")).value_or(0));
                             });
                           });
  routes.command<DecideIn, BatchView>(Method::post, base() + "/batches/{id}/decide", Permission::exchange_manage, "处理列变化", "Decide about a held batch",
                                      [this, record](const Request& r, db::Tx& tx, const DecideIn& in) -> Result<BatchView> {
                                        const auto id = parse_id(r.param("id"));
                                        if (!id.ok()) return refuse(ErrorCode::not_found);
                                        TIANGE_TRY(BatchView view, decide(tx, r.scope, *id, in, r.now));
                                        record(tx, r, "exchange.drift_decided", view.id,
                                               {std::string(in.take ? "接收" : "拒收") + "列有变化的批次：" + in.note,
                                                std::string(in.take ? "took" : "refused") + " a batch with other columns: " + in.note});
                                        return view;
                                      });
}

}  // namespace tiange::exchange
