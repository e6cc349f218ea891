#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/text.h"
#include "city/exchange/sharing/sharing_service.h"

namespace tiange::exchange {

namespace {

using http::Method;
using http::Request;

std::string base() { return "/api/v1/exchange"; }

http::Response proof_response(const std::string& text, const std::string& name) {
  http::Response response = http::json_response(text);
  response.with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return response;
}

}  // namespace

ApplicationList SharingService::list(db::Tx& tx, const Request& request) {
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 200));
  const std::int64_t before = text::to_int(request.query_value("after")).value_or(INT64_MAX);
  const std::string_view side = request.query_value("side");
  const std::string_view state = request.query_value("state");
  ApplicationList list;
  std::vector<store::ShareRow> rows;
  store::each_share(tx, [&](const store::ShareRow& row) {
    if (row.id >= before || !may_see(request.scope, row)) return true;
    if (side == "mine" && !request.scope.works_for(row.unit)) return true;
    if (side == "ours" && !request.scope.works_for(row.owner) && !request.scope.may(Permission::exchange_manage)) return true;
    if (!state.empty() && state != json::enum_name(row.state)) return true;
    rows.push_back(row);
    return rows.size() <= limit;
  });
  if (rows.size() > limit) {
    rows.pop_back();
    list.next = std::to_string(rows.back().id);
  }
  for (const store::ShareRow& row : rows) list.items.push_back(view_of(tx, request.scope, row, request.now));
  return list;
}

UseList SharingService::uses(db::Tx& tx, const Request& request) {
  constexpr std::size_t k_page = 50;
  const auto wanted = text::to_int(request.query_value("application"));
  UseList list;
  std::vector<store::UseRow> rows;
  std::map<std::int64_t, std::optional<store::ShareRow>> shares;
  store::each_use(tx, text::to_int(request.query_value("after")).value_or(0), [&](const store::UseRow& row) {
    if (wanted && *wanted != row.share) return true;
    auto known = shares.find(row.share);
    if (known == shares.end()) known = shares.emplace(row.share, store::share(tx, row.share)).first;
    if (!known->second || !may_see(request.scope, *known->second)) return true;
    rows.push_back(row);
    return rows.size() <= k_page;
  });
  if (rows.size() > k_page) {
    rows.pop_back();
    list.next = std::to_string(rows.back().id);
  }
  for (const store::UseRow& row : rows) {
    const ApplicationView share = view_of(tx, request.scope, *shares[row.share], request.now);
    UseView view{std::to_string(row.id), share.id, share.resource_zh, share.resource_en, share.unit_zh, share.unit_en, row.by, row.way, row.area, row.digest,
                 row.way == "file" ? std::to_string(row.id) : "", row.fields, row.happened, row.rows, {}, row.left_out};
    if (row.received) view.received = row.received;
    list.items.push_back(std::move(view));
  }
  return list;
}

void SharingService::add_desk_routes(http::Routes& routes, const http::Recorder& record) {
  routes.command<ApplyIn, ApplicationView>(Method::post, base() + "/applications", Permission::exchange_apply, "申请数据共享", "Apply for shared data",
                                           [this, record](const Request& r, db::Tx& tx, const ApplyIn& in) -> Result<ApplicationView> {
                                             TIANGE_TRY(ApplicationView view, apply(tx, r.scope, in, r.now));
                                             record(tx, r, "exchange.share_asked", view.number, {"申请共享“" + view.resource_zh + "”，用途：" + in.purpose,
                                                                                                "applied for " + view.resource + ": " + in.purpose});
                                             return view;
                                           });
  routes.query<ApplicationList>(base() + "/applications", Permission::exchange_view, "共享申请", "Applications for shared data",
                                [this](const Request& r) -> Result<ApplicationList> {
                                  return parts_.db.read([&](db::Tx& tx) -> Result<ApplicationList> { return list(tx, r); });
                                },
                                {"side", "state", "after", "limit"});
  routes.query<ApplicationView>(base() + "/applications/{id}", Permission::exchange_view, "查看共享申请", "One application",
                                [this](const Request& r) -> Result<ApplicationView> {
                                  return parts_.db.read([&](db::Tx& tx) -> Result<ApplicationView> {
                                    TIANGE_TRY(const store::ShareRow row, seen(tx, r.scope, r.param("id")));
                                    return view_of(tx, r.scope, row, r.now);
                                  });
                                });
  routes.command<ShareDecideIn, ApplicationView>(Method::post, base() + "/applications/{id}/decide", Permission::exchange_share, "审批共享申请", "Answer an application",
                                                 [this, record](const Request& r, db::Tx& tx, const ShareDecideIn& in) -> Result<ApplicationView> {
                                                   TIANGE_TRY(ApplicationView view, decide(tx, r.scope, r.param("id"), in, r.now));
                                                   record(tx, r, "exchange.share_decided", view.number,
                                                          {std::string(in.grant ? "同意共享" : "不同意共享") + (in.reason.empty() ? "" : "：" + in.reason),
                                                           std::string(in.grant ? "granted" : "refused") + (in.reason.empty() ? "" : ": " + in.reason)});
                                                   return view;
                                                 });
  const auto ending = [&](const char* verb, Permission permission, const char* zh, const char* en, bool by_owner) {
    routes.command<TextIn, ApplicationView>(Method::post, base() + "/applications/{id}/" + verb, permission, zh, en,
                                            [this, record, by_owner](const Request& r, db::Tx& tx, const TextIn& in) -> Result<ApplicationView> {
                                              TIANGE_TRY(ApplicationView view, end(tx, r.scope, r.param("id"), in.text, by_owner, r.now));
                                              record(tx, r, by_owner ? "exchange.share_revoked" : "exchange.share_withdrawn", view.number,
                                                     {std::string(by_owner ? "收回授权：" : "撤回申请或退回授权：") + in.text,
                                                      std::string(by_owner ? "withdrew the grant: " : "gave the application or grant back: ") + in.text});
                                              return view;
                                            });
  };
  ending("withdraw", Permission::exchange_apply, "撤回申请或退回授权", "Withdraw an application or give a grant back", false);
  ending("revoke", Permission::exchange_share, "收回授权", "Withdraw a grant", true);
  routes.command<http::Nothing, KeyShown>(Method::post, base() + "/applications/{id}/key", Permission::exchange_apply, "生成接口密钥", "Make a key for programs",
                                          [this, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<KeyShown> {
                                            TIANGE_TRY(KeyShown key, new_key(tx, r.scope, r.param("id"), r.now));
                                            record(tx, r, "exchange.share_key", std::string(r.param("id")), {"生成接口密钥", "made a key for programs"});
                                            return key;
                                          });
}

void SharingService::add_use_routes(http::Routes& routes, const http::Recorder& record) {
  http::Route make{Method::post, base() + "/applications/{id}/deliveries", Permission::exchange_apply, "生成共享文件", "Make a file of shared data"};
  make.in = http::schema_of<DeliverIn>();
  make.out = http::schema_of<DeliveryView>();
  make.writes = true;
  make.handle = [this, &routes, record](Request& request) {
    const auto in = json::read<DeliverIn>(request.body.empty() ? "{}" : request.body);
    if (!in.ok()) return http::problem(in.refusal(), request.scope);
    const auto use = parts_.db.read([&](db::Tx& tx) { return make_file(tx, request.scope, request.param("id"), *in, request.now); });
    if (!use.ok()) return http::problem(use.refusal(), request.scope);
    bool kept = false;
    http::Response response = routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
      TIANGE_CHECK_OK(record_use(tx, *use, request.now));
      const std::string rows = std::to_string(use->rows);
      record(tx, request, "exchange.share_used", std::to_string(use->share), {"生成共享文件，" + rows + " 行" + (use->left_out > 0 ? "，" + std::to_string(use->left_out) + " 行未经本人同意，已剔除" : ""),
                                                                                      "made a file of " + rows + " rows" +
                                                                                          (use->left_out > 0 ? ", " + std::to_string(use->left_out) + " left out for want of consent" : "")});
      kept = true;
      return json::write(shown(*use));
    });
    if (!kept) {
      std::error_code ignored;
      std::filesystem::remove(path_of(*use), ignored);
    }
    return response;
  };
  routes.raw(std::move(make));
  http::Route rows{Method::get, base() + "/shared/{id}/rows", Permission::open_to_all, "取用共享数据（密钥）", "Use shared data, with a key"};
  rows.out = http::schema_of<SharedRows>();
  rows.query_params = {"fields", "area", "after", "limit"};
  rows.handle = [this](Request& request) {
    const auto found = page(request);
    return found.ok() ? http::json_response(json::write(*found)) : http::problem(found.refusal(), request.scope);
  };
  routes.raw(std::move(rows));
  routes.query<UseList>(base() + "/uses", Permission::exchange_view, "共享使用记录", "Who used what",
                        [this](const Request& r) -> Result<UseList> {
                          return parts_.db.read([&](db::Tx& tx) -> Result<UseList> { return uses(tx, r); });
                        },
                        {"application", "after"});
  routes.query<SavingList>(base() + "/savings", Permission::exchange_view, "共享成效", "What sharing saved",
                           [this](const Request& r) -> Result<SavingList> {
                             return parts_.db.read([&](db::Tx& tx) -> Result<SavingList> { return savings(tx, r.scope, r.query_value("unit"), r.now); });
                           },
                           {"unit"});
}

void SharingService::add_proof_routes(http::Routes& routes, const http::Recorder& record) {
  http::Route file{Method::get, base() + "/deliveries/{id}/file", Permission::exchange_apply, "下载共享文件", "Download a file of shared data"};
  file.handle = [this, record](Request& request) {
    const auto found = parts_.db.read([&](db::Tx& tx) { return delivered(tx, request.scope, request.param("id")); });
    if (!found.ok()) return http::problem(found.refusal(), request.scope);
    if (!request.scope.works_for(found->share.unit)) return http::problem(refuse(ErrorCode::forbidden), request.scope);
    const auto open = window(found->share, found->use.fields, found->use.area, request.now);
    if (!open.ok()) return http::problem(open.refusal(), request.scope);
    const Outcome consented = parts_.db.read([&](db::Tx& tx) { return still_consented(tx, *found, request.now); });
    if (!consented.ok()) return http::problem(consented.refusal(), request.scope);
    if (!std::filesystem::exists(path_of(found->use))) return http::problem(refuse(ErrorCode::not_found), request.scope);
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "exchange.share_fetched", std::to_string(found->use.id), {"下载共享文件", "downloaded a file of shared data"});
      return true;
    });
    http::Response response;
    const bool csv = found->use.format == "csv";
    response.content_type = std::string(csv ? sheets::k_csv_type : sheets::k_xlsx_type);
    response.with("Content-Disposition", "attachment; filename=\"shared-" + std::to_string(found->use.id) + "." + found->use.format + "\"");
    response.stream = [path = path_of(found->use)](const http::Sink& sink) {
      std::ifstream in(path, std::ios::binary);
      std::string piece(1 << 16, '\0');
      while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        if (in.gcount() > 0 && !sink(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())))) return;
      }
    };
    return response;
  };
  routes.raw(std::move(file));
  for (const bool receipt : {false, true}) {
    http::Route proof{Method::get, base() + "/deliveries/{id}/" + (receipt ? "receipt" : "manifest"), Permission::exchange_view,
                      receipt ? "签收回执（签名）" : "交换清单（签名）", receipt ? "The signed receipt" : "The signed manifest"};
    proof.handle = [this, receipt](Request& request) {
      const auto found = parts_.db.read([&](db::Tx& tx) { return delivered(tx, request.scope, request.param("id")); });
      if (!found.ok()) return http::problem(found.refusal(), request.scope);
      const std::string& text = receipt ? found->use.receipt : found->use.manifest;
      if (text.empty()) return http::problem(refuse(ErrorCode::not_found), request.scope);
      return proof_response(text, std::string(receipt ? "receipt-" : "manifest-") + std::to_string(found->use.id) + ".json");
    };
    routes.raw(std::move(proof));
  }
  routes.command<http::Nothing, DeliveryView>(Method::post, base() + "/deliveries/{id}/receipt", Permission::exchange_apply, "签收共享文件", "Confirm that a file was received",
                                              [this, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<DeliveryView> {
                                                TIANGE_TRY(DeliveryView view, receive(tx, r.scope, r.param("id"), r.now));
                                                record(tx, r, "exchange.share_received", view.id, {"签收共享文件", "confirmed a file of shared data"});
                                                return view;
                                              });
}

void SharingService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_desk_routes(routes, record);
  add_use_routes(routes, record);
  add_proof_routes(routes, record);
}

std::unique_ptr<Sharing> open_sharing(SharingParts parts) {
  std::filesystem::create_directories(parts.folder);
  return std::make_unique<SharingService>(std::move(parts));
}

}  // namespace tiange::exchange
