// Batches, recoveries and channels.

#include "base/json.h"
#include "city/benefits/payments/book_store.h"

namespace tiange::benefits {

struct RecoveryTexts {
  static constexpr bool k_json_defaults = true;
  std::string why_zh, why_en, made_by, asked_by, asked_reason;
  std::int64_t asker = 0;
  std::vector<MoneyInstalment> plan;
  std::vector<MoneyReceipt> receipts;
};
BOOST_DESCRIBE_STRUCT(RecoveryTexts, (), (why_zh, why_en, made_by, asked_by, asked_reason, asker, plan, receipts))

}  // namespace tiange::benefits

namespace tiange::benefits::store {

namespace {

template <class T>
std::int64_t number_of(T value) {
  return static_cast<std::int64_t>(value);
}

// ---- batches ----

#define BATCH_COLUMNS \
  "id, channel, policy, state, lines, amount_fen, day, digest, maker, made_by, made_us, decided_by, decided_us, reason, version"

Batch batch_from(const db::Row& r) {
  Batch b;
  b.id = r.i64(0);
  b.channel = r.str(1);
  b.policy = r.str(2);
  b.state = static_cast<BatchState>(r.i64(3));
  b.lines = r.i64(4);
  b.amount_fen = r.i64(5);
  b.day = Date{static_cast<std::int32_t>(r.i64(6))};
  b.digest = r.str(7);
  b.maker = r.i64(8);
  b.made_by = r.str(9);
  b.made = r.moment(10);
  b.decided_by = r.str(11);
  b.decided = r.moment(12);
  b.reason = r.str(13);
  b.version = r.i64(14);
  return b;
}

}  // namespace

void add_batch(db::Tx& tx, const Batch& b) {
  tx.run("INSERT INTO benefits_pay_batches (" BATCH_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {b.id, b.channel, b.policy, number_of(b.state), b.lines, b.amount_fen, std::int64_t{b.day.day}, b.digest, b.maker, b.made_by, b.made,
          b.decided_by, b.decided, b.reason, b.version});
}

bool put_batch(db::Tx& tx, Batch& b) {
  return tx.run("UPDATE benefits_pay_batches SET state = ?, day = ?, digest = ?, decided_by = ?, decided_us = ?, reason = ?, version = version + 1 "
                "WHERE id = ? AND version = ?",
                {number_of(b.state), std::int64_t{b.day.day}, b.digest, b.decided_by, b.decided, b.reason, b.id, b.version++}) == 1;
}

std::optional<Batch> batch(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " BATCH_COLUMNS " FROM benefits_pay_batches WHERE id = ?", {id}, batch_from);
}

std::vector<Batch> batches(db::Tx& tx, std::int64_t before, std::size_t most) {
  return tx.all("SELECT " BATCH_COLUMNS " FROM benefits_pay_batches WHERE (id < ? OR ? = 0) ORDER BY id DESC LIMIT ?", {before, before, number_of(most)},
                batch_from);
}

std::int64_t batches_in(db::Tx& tx, BatchState state) {
  return tx.one("SELECT COUNT(*) FROM benefits_pay_batches WHERE state = ?", {number_of(state)}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

BatchCount count_of(db::Tx& tx, std::int64_t batch) {
  BatchCount count;
  tx.each("SELECT state, COUNT(*) FROM benefits_payments WHERE batch = ? AND batch > 0 GROUP BY state", {batch}, [&](const db::Row& r) {
    const auto state = static_cast<PaymentState>(r.i64(0));
    if (state == PaymentState::settled) count.settled += r.i64(1);
    else if (state != PaymentState::sent && state != PaymentState::batched) count.back += r.i64(1);
    return true;
  });
  return count;
}

void put_file(db::Tx& tx, std::int64_t batch, std::string_view sealed) {
  tx.run("INSERT INTO benefits_pay_files (id, sealed) VALUES (?, ?)", {batch, db::Bytes{sealed}});
}

std::optional<std::string> file(db::Tx& tx, std::int64_t batch) {
  return tx.one("SELECT sealed FROM benefits_pay_files WHERE id = ?", {batch}, [](const db::Row& r) { return r.str(0); });
}

// ---- recoveries ----

namespace {

#define RECOVERY_COLUMNS "part_key, id, name, payee, policy, year, town, state, amount_fen, open_fen, made_us, content, version"

Recovery recovery_from(const db::Row& r) {
  Recovery v;
  v.id = {r.i64(0), r.i64(1)};
  v.key = r.str(2);
  v.payee = r.i64(3);
  v.policy = r.str(4);
  v.year = r.i64(5);
  v.town = r.str(6);
  v.state = static_cast<RecoveryState>(r.i64(7));
  v.amount_fen = r.i64(8);
  v.open_fen = r.i64(9);
  v.made = r.moment(10);
  RecoveryTexts texts = json::read<RecoveryTexts>(r.text(11)).value_or({});
  v.why_zh = std::move(texts.why_zh);
  v.why_en = std::move(texts.why_en);
  v.made_by = std::move(texts.made_by);
  v.asked_by = std::move(texts.asked_by);
  v.asked_reason = std::move(texts.asked_reason);
  v.asker = texts.asker;
  v.plan = std::move(texts.plan);
  v.receipts = std::move(texts.receipts);
  v.version = r.i64(12);
  return v;
}

std::string content_of(const Recovery& v) {
  return json::write(RecoveryTexts{v.why_zh, v.why_en, v.made_by, v.asked_by, v.asked_reason, v.asker, v.plan, v.receipts});
}

}  // namespace

void add_recovery(db::Tx& tx, const Recovery& v) {
  const std::string content = content_of(v);
  tx.run("INSERT INTO benefits_recoveries (" RECOVERY_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {v.id.part, v.id.id, v.key, v.payee, v.policy, v.year, v.town, number_of(v.state), v.amount_fen, v.open_fen, v.made, content, v.version});
}

bool put_recovery(db::Tx& tx, Recovery& v) {
  const std::string content = content_of(v);
  return tx.run("UPDATE benefits_recoveries SET state = ?, open_fen = ?, content = ?, version = version + 1 WHERE part_key = ? AND id = ? AND version = ?",
                {number_of(v.state), v.open_fen, content, v.id.part, v.id.id, v.version++}) == 1;
}

std::optional<Recovery> recovery(db::Tx& tx, const RecoveryId& id) {
  return tx.one("SELECT " RECOVERY_COLUMNS " FROM benefits_recoveries WHERE part_key = ? AND id = ?", {id.part, id.id}, recovery_from);
}

std::optional<Recovery> recovery(db::Tx& tx, const Scope& scope, const RecoveryId& id) {
  auto found = recovery(tx, id);
  if (found && !scope.covers(found->town)) found.reset();
  return found;
}

std::vector<Recovery> recoveries(db::Tx& tx, const Scope& scope, std::optional<RecoveryState> state, std::int64_t payee, std::int64_t before,
                                 std::size_t most) {
  db::Asked asked;
  if (!asked.within("town", scope, "")) return {};
  if (state) {
    asked.add("state = ?");
    asked.bind(number_of(*state));
  }
  if (payee != 0) {
    asked.add("payee = ?");
    asked.bind(payee);
  }
  if (before != 0) {
    asked.add("id < ?");
    asked.bind(before);
  }
  asked.bind(number_of(most));
  const std::string sql = asked.sql("SELECT " RECOVERY_COLUMNS " FROM benefits_recoveries", " ORDER BY id DESC LIMIT ?");
  return tx.all(sql, asked.params(), recovery_from);
}

std::int64_t recoveries_in(db::Tx& tx, RecoveryState state) {
  return tx.one("SELECT COUNT(*) FROM benefits_recoveries WHERE state = ?", {number_of(state)}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

// ---- channels ----

namespace {

#define CHANNEL_COLUMNS "code, zh, en, kind, enabled, url, key_id, secret, version"

PayChannel channel_from(const db::Row& r) {
  return {r.str(0), r.str(1), r.str(2), static_cast<ChannelKind>(r.i64(3)), r.flag(4), r.str(5), r.str(6), r.str(7), r.i64(8)};
}

}  // namespace

std::vector<PayChannel> channels(db::Tx& tx) {
  return tx.all("SELECT " CHANNEL_COLUMNS " FROM benefits_pay_channels ORDER BY code", {}, channel_from);
}

std::optional<PayChannel> channel(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT " CHANNEL_COLUMNS " FROM benefits_pay_channels WHERE code = ?", {code}, channel_from);
}

bool add_channel(db::Tx& tx, const PayChannel& c) {
  return tx.run("INSERT INTO benefits_pay_channels (" CHANNEL_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING",
                {c.code, c.zh, c.en, number_of(c.kind), c.enabled, c.url, c.key_id, db::Bytes{c.secret}}) == 1;
}

bool put_channel(db::Tx& tx, PayChannel& c) {
  return tx.run("UPDATE benefits_pay_channels SET zh = ?, en = ?, kind = ?, enabled = ?, url = ?, key_id = ?, secret = ?, version = version + 1 "
                "WHERE code = ? AND version = ?",
                {c.zh, c.en, number_of(c.kind), c.enabled, c.url, c.key_id, db::Bytes{c.secret}, c.code, c.version++}) == 1;
}

}  // namespace tiange::benefits::store
