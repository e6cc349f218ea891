#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/benefits/vouchers/voucher_service.h"

namespace tiange::vouchers {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/benefits/vouchers";

std::string money(std::int64_t fen) {
  std::string cents = std::to_string(fen % 100);
  return std::to_string(fen / 100) + "." + (cents.size() < 2 ? "0" + cents : cents);
}

}  // namespace

void add_voucher_routes(http::Routes& routes, VoucherService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.command<VoucherCodeIn, VoucherView>(Method::post, k_base + "/check", Permission::benefits_redeem, "查验惠民券", "Check a voucher that is shown",
                                             [&room](const Request& r, db::Tx& tx, const VoucherCodeIn& in) { return room.check(tx, r.scope, in, r.now); });
  routes.command<VoucherCodeIn, VoucherView>(Method::post, k_base + "/redeem", Permission::benefits_redeem, "核销惠民券", "Redeem a voucher",
                                             [&room, record](const Request& r, db::Tx& tx, const VoucherCodeIn& in) -> Result<VoucherView> {
                                               TIANGE_TRY(VoucherView view, room.redeem(tx, r.scope, in, r.now));
                                               record(tx, r, "benefits.voucher_redeemed", view.id, {"核销" + view.zh, "redeemed: " + view.en});
                                               return view;
                                             });
  routes.command<VoucherUploadIn, VoucherUploadView>(
      Method::post, k_base + "/upload", Permission::benefits_redeem, "上传离线核销", "Send in what was redeemed off line",
      [&room, record](const Request& r, db::Tx& tx, const VoucherUploadIn& in) -> Result<VoucherUploadView> {
        TIANGE_TRY(VoucherUploadView view, room.upload(tx, r.scope, in, r.now));
        const std::string count = std::to_string(view.items.size());
        record(tx, r, "benefits.vouchers_uploaded", "", {"上传离线核销 " + count + " 张", "sent in " + count + " vouchers redeemed off line"});
        return view;
      });
  routes.query<VoucherList>(k_base + "/redeemed", Permission::benefits_redeem, "核销记录", "What was redeemed",
                            [&room, &db](const Request& r) {
                              const std::int64_t after = text::to_int(r.query_value("after")).value_or(0);
                              const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
                              return db.read([&](db::Tx& tx) {
                                return room.redeemed(tx, r.scope, r.query_value("place"), r.query_value("month"), after, limit, r.now);
                              });
                            },
                            {"place", "month", "after", "limit"});
  routes.query<VoucherKey>("/api/v1/public/benefits/voucher-key", Permission::open_to_all, "惠民券公钥", "The key by which vouchers are checked off line",
                           [&room](const Request&) -> Result<VoucherKey> {
                             const crypto::Signer& signer = room.parts().signer;
                             return VoucherKey{std::string(crypto::suite_name(signer.suite())), base64url(signer.public_key()), signer.fingerprint()};
                           });
}

void add_statement_routes(http::Routes& routes, VoucherService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.query<VoucherClashList>(k_base + "/clashes", Permission::benefits_settle, "重复核销", "Vouchers that somebody came second with", [&room, &db](const Request& r) {
    return db.read([&](db::Tx& tx) -> Result<VoucherClashList> { return room.clashes(tx, r.scope, r.now); });
  });
  routes.query<VoucherStatementList>(k_base + "/statements", Permission::benefits_settle, "惠民券结算单", "Statements of places",
                              [&room, &db](const Request& r) { return db.read([&](db::Tx& tx) { return room.statements(tx, r.scope, r.query_value("month")); }); },
                              {"month"});
  routes.command<VoucherStatementIn, VoucherStatement>(Method::post, k_base + "/statements", Permission::benefits_settle, "编制结算单", "Draw up a statement",
                                             [&room, record](const Request& r, db::Tx& tx, const VoucherStatementIn& in) -> Result<VoucherStatement> {
                                               TIANGE_TRY(VoucherStatement view, room.draw(tx, r.scope, in, r.now));
                                               record(tx, r, "benefits.statement_drawn", view.id,
                                                      {view.place_zh + " " + view.month + " 结算 " + money(view.amount_fen) + " 元",
                                                       view.place_en + " " + view.month + ": CNY " + money(view.amount_fen)});
                                               return view;
                                             });
  routes.command<VoucherConfirmIn, VoucherStatement>(
      Method::post, k_base + "/statements/{id}/confirm", Permission::benefits_settle, "确认结算单", "Confirm a statement",
      [&room, record](const Request& r, db::Tx& tx, const VoucherConfirmIn& in) -> Result<VoucherStatement> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(VoucherStatement view, room.confirm(tx, r.scope, id, in, r.now));
        record(tx, r, "benefits.statement_confirmed", view.id, {"确认" + view.place_zh + " " + view.month + " 结算单", "confirmed the statement of " + view.place_en});
        return view;
      });
}

}  // namespace tiange::vouchers
