#include "city/benefits/vouchers/voucher_store.h"

#include "base/codes.h"
#include "platform/db/asking/asking.h"

namespace tiange::vouchers::store {

namespace {

#define VOUCHER_COLUMNS                                                                                                            \
  "part_key, id, issue_key, grant_id, kind, holder, area, value_fen, until_day, issued_us, state, redeemed_us, heard_us, place, " \
  "redeemed_by, offline, statement, code"

VoucherRecord voucher_from(const db::Row& r) {
  VoucherRecord row;
  row.subject = r.i64(0);
  row.id = r.i64(1);
  row.issue_key = r.str(2);
  row.grant = r.i64(3);
  row.kind = r.str(4);
  row.holder = r.str(5);
  row.area = r.str(6);
  row.value_fen = r.i64(7);
  row.until = {static_cast<std::int32_t>(r.i64(8))};
  row.issued = r.moment(9);
  row.state = static_cast<VoucherState>(r.i64(10));
  row.redeemed = r.moment(11);
  row.heard = r.moment(12);
  row.place = r.str(13);
  row.redeemed_by = r.str(14);
  row.offline = r.flag(15);
  row.statement = r.i64(16);
  row.code = r.str(17);
  return row;
}

StatementRecord statement_from(const db::Row& r) {
  StatementRecord row;
  row.id = r.i64(0);
  row.place = r.str(1);
  row.month = static_cast<int>(r.i64(2));
  row.state = static_cast<int>(r.i64(3));
  row.drawer = r.i64(4);
  row.view = json::read<VoucherStatement>(r.text(5)).value_or(VoucherStatement{});
  return row;
}

}  // namespace

std::string area_of(std::string_view unit) { return std::string(unit.substr(0, unit.find('-'))); }

void add(db::Tx& tx, const VoucherRecord& r) {
  tx.run("INSERT INTO benefits_vouchers (" VOUCHER_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {r.subject, r.id, r.issue_key, r.grant, r.kind, r.holder, r.area, r.value_fen, std::int64_t{r.until.day}, r.issued,
          static_cast<std::int64_t>(r.state), r.redeemed, r.heard, r.place, r.redeemed_by, r.offline, r.statement, r.code});
}

bool change(db::Tx& tx, const VoucherRecord& r, VoucherState before) {
  return tx.run("UPDATE benefits_vouchers SET state = ?, redeemed_us = ?, heard_us = ?, place = ?, redeemed_by = ?, offline = ?"
                " WHERE part_key = ? AND id = ? AND state = ?",
                {static_cast<std::int64_t>(r.state), r.redeemed, r.heard, r.place, r.redeemed_by, r.offline, r.subject, r.id,
                 static_cast<std::int64_t>(before)}) == 1;
}

std::optional<VoucherRecord> find(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " VOUCHER_COLUMNS " FROM benefits_vouchers WHERE id = ?", {id}, voucher_from);
}

std::optional<VoucherRecord> find_issued(db::Tx& tx, std::int64_t subject, std::string_view key) {
  return tx.one("SELECT " VOUCHER_COLUMNS " FROM benefits_vouchers WHERE part_key = ? AND issue_key = ?", {subject, key}, voucher_from);
}

std::vector<VoucherRecord> of(db::Tx& tx, std::int64_t subject) {
  return tx.all("SELECT " VOUCHER_COLUMNS " FROM benefits_vouchers WHERE part_key = ? ORDER BY id DESC LIMIT 100", {subject}, voucher_from);
}

std::vector<VoucherRecord> of_grant(db::Tx& tx, std::int64_t subject, std::int64_t grant) {
  return tx.all("SELECT " VOUCHER_COLUMNS " FROM benefits_vouchers WHERE part_key = ? AND grant_id = ? ORDER BY id", {subject, grant}, voucher_from);
}

std::vector<VoucherRecord> redeemed(db::Tx& tx, const Scope& scope, const RedeemedAsk& ask) {
  db::Asked asked;
  if (!asked.within("place", scope, "")) return {};
  if (!ask.places.empty()) {
    std::string any;
    for (const std::string& place : ask.places) {
      any += any.empty() ? "place IN (?" : ", ?";
      asked.bind(place);
    }
    asked.add(any + ")");
  }
  asked.add("state = ?");
  asked.bind(static_cast<std::int64_t>(VoucherState::redeemed));
  if (ask.from) asked.add("heard_us >= ?"), asked.bind(ask.from.us);
  if (ask.to) asked.add("heard_us < ?"), asked.bind(ask.to.us);
  if (ask.after != 0) asked.add("id < ?"), asked.bind(ask.after);
  const std::string sql = asked.sql("SELECT " VOUCHER_COLUMNS " FROM benefits_vouchers", " ORDER BY id DESC LIMIT " + std::to_string(ask.limit));
  return tx.all(sql, asked.params(), voucher_from);
}

void add_clash(db::Tx& tx, std::int64_t id, const VoucherRecord& v, std::string_view place, Instant redeemed, Instant told) {
  tx.run("INSERT INTO benefits_voucher_clashes (part_key, id, voucher, place, redeemed_us, told_us) VALUES (?, ?, ?, ?, ?, ?)",
         {v.subject, id, v.id, place, redeemed, told});
}

std::vector<ClashRecord> clashes(db::Tx& tx, const Scope& scope, std::size_t most) {
  db::Asked asked;
  if (!asked.within("place", scope, "")) return {};
  const std::string sql =
      asked.sql("SELECT voucher, place, redeemed_us, told_us FROM benefits_voucher_clashes", " ORDER BY id DESC LIMIT " + std::to_string(most));
  return tx.all(sql, asked.params(), [](const db::Row& r) { return ClashRecord{r.i64(0), r.str(1), r.moment(2), r.moment(3)}; });
}

std::vector<VoucherRecord> open_at(db::Tx& tx, const Scope& scope, std::string_view place, Instant to) {
  if (!scope.covers(area_of(place))) return {};
  return tx.all("SELECT " VOUCHER_COLUMNS " FROM benefits_vouchers WHERE place = ? AND statement = 0 AND heard_us < ? ORDER BY id LIMIT 5000", {place, to},
                voucher_from);
}

void put_into(db::Tx& tx, const VoucherRecord& r, std::int64_t statement) {
  tx.run("UPDATE benefits_vouchers SET statement = ? WHERE part_key = ? AND id = ? AND statement = 0", {statement, r.subject, r.id});
}

void put_statement(db::Tx& tx, const StatementRecord& r) {
  const std::string body = json::write(r.view);
  tx.run("INSERT INTO benefits_voucher_statements (part_key, id, place, month, state, drawer, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, id) DO UPDATE SET state = excluded.state, body = excluded.body",
         {codes::part_key_of(area_of(r.place)), r.id, r.place, std::int64_t{r.month}, std::int64_t{r.state}, r.drawer, body});
}

std::optional<StatementRecord> statement(db::Tx& tx, const Scope& scope, std::int64_t id) {
  auto row = tx.one("SELECT id, place, month, state, drawer, body FROM benefits_voucher_statements WHERE id = ?", {id}, statement_from);
  if (row && !scope.covers(area_of(row->place))) row.reset();
  return row;
}

std::vector<StatementRecord> statements(db::Tx& tx, const Scope& scope, std::optional<int> month, std::size_t most) {
  db::Asked asked;
  if (!asked.within("place", scope, "")) return {};
  if (month) asked.add("month = ?"), asked.bind(std::int64_t{*month});
  const std::string sql = asked.sql("SELECT id, place, month, state, drawer, body FROM benefits_voucher_statements",
                                    " ORDER BY id DESC LIMIT " + std::to_string(most));
  return tx.all(sql, asked.params(), statement_from);
}

}  // namespace tiange::vouchers::store
