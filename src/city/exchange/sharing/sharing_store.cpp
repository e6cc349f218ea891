#include "city/exchange/sharing/sharing_store.h"

namespace tiange::exchange {

namespace {

constexpr std::string_view k_first = R"sql(
-- table exchange_shares: reference
CREATE TABLE exchange_shares (
  id BIGINT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  resource TEXT NOT NULL,
  owner TEXT NOT NULL,
  unit TEXT NOT NULL,
  asked TEXT NOT NULL,
  state TEXT NOT NULL,
  applied_us BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  decided_us BIGINT NOT NULL,
  applied_by TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  fields TEXT NOT NULL,
  area TEXT NOT NULL,
  until_day TEXT NOT NULL,
  key_digest TEXT NOT NULL,
  uses BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  last_used_us BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX exchange_shares_by_number ON exchange_shares (number);
-- table exchange_uses: reference
CREATE TABLE exchange_uses (
  id BIGINT NOT NULL PRIMARY KEY,
  share BIGINT NOT NULL,
  happened_us BIGINT NOT NULL,
  received_us BIGINT NOT NULL,
  used_by TEXT NOT NULL,
  way TEXT NOT NULL,
  area TEXT NOT NULL,
  digest TEXT NOT NULL,
  format TEXT NOT NULL,
  manifest TEXT NOT NULL,
  receipt TEXT NOT NULL,
  fields TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  bytes BIGINT NOT NULL
);
CREATE INDEX exchange_uses_by_share ON exchange_uses (share, id);
)sql";

constexpr std::string_view k_rights = R"sql(
ALTER TABLE exchange_shares ADD COLUMN row_condition TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_shares ADD COLUMN masked TEXT NOT NULL DEFAULT '[]';
ALTER TABLE exchange_shares ADD COLUMN consent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE exchange_uses ADD COLUMN left_out BIGINT NOT NULL DEFAULT 0;
)sql";

}  // namespace

std::span<const db::Migration> sharing_migrations() {
  static constexpr db::Migration k_all[] = {{"exchange_sharing", 1, k_first}, {"exchange_sharing", 2, k_rights}};
  return k_all;
}

namespace store {

namespace {

#define SHARE_COLUMNS                                                                                                            \
  "id, number, resource, owner, unit, asked, state, applied_us, due_us, decided_us, applied_by, decided_by, reason, fields, "    \
  "area, until_day, key_digest, uses, row_count, last_used_us, version, row_condition, masked, consent"

ShareRow read_share(const db::Row& r) {
  ShareRow row;
  row.id = r.i64(0);
  row.number = r.str(1);
  row.resource = r.str(2);
  row.owner = r.str(3);
  row.unit = r.str(4);
  row.asked = json::read<ApplyIn>(r.text(5)).value_or({});
  row.state = json::enum_from<ShareState>(r.text(6)).value_or(ShareState::expired);
  row.applied = r.moment(7);
  row.due = r.moment(8);
  row.decided = r.moment(9);
  row.applied_by = r.str(10);
  row.decided_by = r.str(11);
  row.reason = r.str(12);
  row.fields = json::read<std::vector<std::string>>(r.text(13)).value_or({});
  row.area = r.str(14);
  row.until = r.str(15);
  row.key_digest = r.str(16);
  row.uses = r.i64(17);
  row.rows = r.i64(18);
  row.last_used = r.moment(19);
  row.version = r.i64(20);
  row.condition = r.str(21);
  row.masked = json::read<std::vector<std::string>>(r.text(22)).value_or({});
  row.consent = r.flag(23);
  return row;
}

#define USE_COLUMNS \
  "id, share, happened_us, received_us, used_by, way, area, digest, format, manifest, receipt, fields, row_count, bytes, left_out"

UseRow read_use(const db::Row& r) {
  UseRow row;
  row.id = r.i64(0);
  row.share = r.i64(1);
  row.happened = r.moment(2);
  row.received = r.moment(3);
  row.by = r.str(4);
  row.way = r.str(5);
  row.area = r.str(6);
  row.digest = r.str(7);
  row.format = r.str(8);
  row.manifest = r.str(9);
  row.receipt = r.str(10);
  row.fields = json::read<std::vector<std::string>>(r.text(11)).value_or({});
  row.rows = r.i64(12);
  row.bytes = r.i64(13);
  row.left_out = r.i64(14);
  return row;
}

}  // namespace

std::optional<ShareRow> share(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " SHARE_COLUMNS " FROM exchange_shares WHERE id = ?", {id}, read_share);
}

void each_share(db::Tx& tx, const std::function<bool(const ShareRow&)>& visit) {
  tx.each("SELECT " SHARE_COLUMNS " FROM exchange_shares ORDER BY id DESC", {}, [&](const db::Row& r) { return visit(read_share(r)); });
}

bool put_share(db::Tx& tx, ShareRow& row) {
  const std::string asked = json::write(row.asked), fields = json::write(row.fields), masked = json::write(row.masked);
  ++row.version;
  if (row.version == 1) {
    return tx.run("INSERT INTO exchange_shares (" SHARE_COLUMNS
                  ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  {row.id, row.number, row.resource, row.owner, row.unit, asked, json::enum_name(row.state), row.applied, row.due, row.decided,
                   row.applied_by, row.decided_by, row.reason, fields, row.area, row.until, row.key_digest, row.uses, row.rows, row.last_used,
                   row.version, row.condition, masked, row.consent}) == 1;
  }
  return tx.run("UPDATE exchange_shares SET state = ?, decided_us = ?, decided_by = ?, reason = ?, fields = ?, area = ?, until_day = ?, "
                "key_digest = ?, uses = ?, row_count = ?, last_used_us = ?, version = ?, row_condition = ?, masked = ?, consent = ? WHERE id = ? AND version = ?",
                {json::enum_name(row.state), row.decided, row.decided_by, row.reason, fields, row.area, row.until, row.key_digest, row.uses, row.rows,
                 row.last_used, row.version, row.condition, masked, row.consent, row.id, row.version - 1}) == 1;
}

std::int64_t shares_of_year(db::Tx& tx, std::string_view prefix) {
  const std::string pattern = std::string(prefix) + "%";
  return tx.one("SELECT COUNT(*) FROM exchange_shares WHERE number LIKE ?", {pattern}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void add_use(db::Tx& tx, const UseRow& row) {
  const std::string fields = json::write(row.fields);
  tx.run("INSERT INTO exchange_uses (" USE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {row.id, row.share, row.happened, row.received, row.by, row.way, row.area, row.digest, row.format, row.manifest, row.receipt, fields, row.rows,
          row.bytes, row.left_out});
}

std::optional<UseRow> use(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " USE_COLUMNS " FROM exchange_uses WHERE id = ?", {id}, read_use);
}

void put_receipt(db::Tx& tx, std::int64_t id, Instant received, std::string_view receipt) {
  tx.run("UPDATE exchange_uses SET received_us = ?, receipt = ? WHERE id = ? AND received_us = 0", {received, receipt, id});
}

void each_use(db::Tx& tx, std::int64_t before, const std::function<bool(const UseRow&)>& visit) {
  tx.each("SELECT " USE_COLUMNS " FROM exchange_uses WHERE id < ? ORDER BY id DESC", {before > 0 ? before : INT64_MAX},
          [&](const db::Row& r) { return visit(read_use(r)); });
}

std::vector<std::int64_t> files_before(db::Tx& tx, Instant before) {
  return tx.all("SELECT id FROM exchange_uses WHERE way = 'file' AND happened_us < ? AND happened_us > ?", {before, before - days(60)},
                [](const db::Row& r) { return r.i64(0); });
}

}  // namespace store

}  // namespace tiange::exchange
