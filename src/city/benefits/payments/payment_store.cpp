#include "city/benefits/payments/payment_store.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace tiange::benefits {

// What is seldom there, apart from the columns.
struct PaymentTexts {
  static constexpr bool k_json_defaults = true;
  std::string waits_zh, waits_en, bank_number;
  std::int64_t proposer = 0;
  std::string proposed_by, proposed_reason;
  std::int64_t verdict_fen = -1;
};
BOOST_DESCRIBE_STRUCT(PaymentTexts, (), (waits_zh, waits_en, bank_number, proposer, proposed_by, proposed_reason, verdict_fen))

}  // namespace tiange::benefits

namespace tiange::benefits::store {

namespace {

// Texts that name at most so many things: one prepared statement for all.
constexpr std::size_t k_chunk = 100;

const std::string& marks() {
  static const std::string text = [] {
    std::string all = "?";
    for (std::size_t i = 1; i < k_chunk; ++i) all += ", ?";
    return all;
  }();
  return text;
}

template <class T>
std::int64_t number_of(T value) {
  return static_cast<std::int64_t>(value);
}

#define PAYMENT_COLUMNS                                                                                                        \
  "part_key, id, payee, name, policy, year, town, amount_fen, offset_fen, paid_fen, state, booked, attempt, tries, next_call, " \
  "next_us, channel, batch, ordered_us, sent_us, settled_us, told, why, texts, version, value_us"

Words words_from(std::string_view joined) {
  const auto cut = joined.find('\x1f');
  if (cut == joined.npos) return {std::string(joined), std::string(joined)};
  return {std::string(joined.substr(0, cut)), std::string(joined.substr(cut + 1))};
}

Payment payment_from(const db::Row& r) {
  Payment p;
  p.id = {r.i64(0), r.i64(1)};
  p.payee = r.i64(2);
  p.key = r.str(3);
  p.policy = r.str(4);
  p.year = r.i64(5);
  p.town = r.str(6);
  p.amount_fen = r.i64(7);
  p.offset_fen = r.i64(8);
  p.paid_fen = r.i64(9);
  p.state = static_cast<PaymentState>(r.i64(10));
  p.booked = static_cast<Booked>(r.i64(11));
  p.attempt = r.i64(12);
  p.tries = r.i64(13);
  p.next_call = static_cast<NextCall>(r.i64(14));
  p.next = r.moment(15);
  p.channel = r.str(16);
  p.batch = r.i64(17);
  p.ordered = r.moment(18);
  p.sent = r.moment(19);
  p.settled = r.moment(20);
  p.told = r.flag(21);
  p.why = words_from(r.text(22));
  if (!r.text(23).empty()) {
    PaymentTexts texts = json::read<PaymentTexts>(r.text(23)).value_or({});
    p.waits = {std::move(texts.waits_zh), std::move(texts.waits_en)};
    p.bank_number = std::move(texts.bank_number);
    p.proposer = texts.proposer;
    p.proposed_by = std::move(texts.proposed_by);
    p.proposed_reason = std::move(texts.proposed_reason);
    p.verdict_fen = texts.verdict_fen;
  }
  p.version = r.i64(24);
  p.value = r.moment(25);
  return p;
}

std::string texts_of(const Payment& p) {
  if (p.waits.zh.empty() && p.bank_number.empty() && p.proposer == 0 && p.verdict_fen < 0) return "";
  return json::write(PaymentTexts{p.waits.zh, p.waits.en, p.bank_number, p.proposer, p.proposed_by, p.proposed_reason, p.verdict_fen});
}

}  // namespace

std::vector<KeyRow> taken(db::Tx& tx, std::span<const std::string_view> keys) {
  static const std::string sql = "SELECT name, payee_part, id FROM benefits_pay_keys WHERE part_key IN (" + marks() + ") AND name IN (" + marks() + ")";
  std::vector<KeyRow> found;
  for (std::size_t from = 0; from < keys.size(); from += k_chunk) {
    std::vector<db::Param> params;
    for (std::size_t i = 0; i < k_chunk; ++i) params.emplace_back(part_of_key(keys[std::min(from + i, keys.size() - 1)]));
    for (std::size_t i = 0; i < k_chunk; ++i) params.emplace_back(keys[std::min(from + i, keys.size() - 1)]);
    tx.each(sql, params, [&](const db::Row& r) {
      found.push_back({r.str(0), {r.i64(1), r.i64(2)}});
      return true;
    });
  }
  return found;
}

bool put_key(db::Tx& tx, std::string_view key, const PaymentId& id) {
  return tx.run("INSERT INTO benefits_pay_keys (part_key, name, payee_part, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                {part_of_key(key), key, id.part, id.id}) == 1;
}

void add_keys(db::Tx& tx, std::span<const Payment> payments) {
  static constexpr std::string_view k_columns[] = {"part_key", "name", "payee_part", "id"};
  std::vector<db::Param> params;
  params.reserve(payments.size() * std::size(k_columns));
  for (const Payment& p : payments) params.insert(params.end(), {part_of_key(p.key), p.key, p.id.part, p.id.id});
  tx.bulk_insert("benefits_pay_keys", k_columns, params);
}

void add_payments(db::Tx& tx, std::span<const Payment> payments) {
  static constexpr std::string_view k_columns[] = {
      "part_key", "id",     "payee",     "name",    "policy",  "year",  "town",       "amount_fen", "offset_fen", "paid_fen", "state", "booked", "attempt",
      "tries",    "next_call", "next_us", "channel", "batch", "ordered_us", "sent_us",    "settled_us", "told",     "why",   "texts",  "version", "value_us"};
  std::vector<db::Param> params;
  std::vector<std::string> kept;
  params.reserve(payments.size() * std::size(k_columns));
  kept.reserve(payments.size() * 2);
  for (const Payment& p : payments) {
    const std::string& why = kept.emplace_back(p.why.zh + '\x1f' + p.why.en);
    const std::string& texts = kept.emplace_back(texts_of(p));
    params.insert(params.end(), {p.id.part, p.id.id, p.payee, p.key, p.policy, p.year, p.town, p.amount_fen, p.offset_fen, p.paid_fen,
                                 number_of(p.state), number_of(p.booked), p.attempt, p.tries, number_of(p.next_call), p.next, p.channel,
                                 p.batch, p.ordered, p.sent, p.settled, p.told, why, texts, p.version, p.value});
  }
  tx.bulk_insert("benefits_payments", k_columns, params);
}

std::optional<Payment> payment(db::Tx& tx, const PaymentId& id) {
  return tx.one("SELECT " PAYMENT_COLUMNS " FROM benefits_payments WHERE part_key = ? AND id = ?", {id.part, id.id}, payment_from);
}

std::optional<Payment> payment(db::Tx& tx, const Scope& scope, const PaymentId& id) {
  auto found = payment(tx, id);
  if (found && !scope.covers(found->town)) found.reset();
  return found;
}

std::unordered_map<std::int64_t, Payment> payments(db::Tx& tx, std::span<const PaymentId> ids) {
  static const std::string sql = "SELECT " PAYMENT_COLUMNS " FROM benefits_payments WHERE part_key IN (" + marks() + ") AND id IN (" + marks() + ")";
  std::unordered_map<std::int64_t, Payment> found;
  found.reserve(ids.size());
  for (std::size_t from = 0; from < ids.size(); from += k_chunk) {
    std::vector<db::Param> params;
    for (std::size_t i = 0; i < k_chunk; ++i) params.emplace_back(ids[std::min(from + i, ids.size() - 1)].part);
    for (std::size_t i = 0; i < k_chunk; ++i) params.emplace_back(ids[std::min(from + i, ids.size() - 1)].id);
    tx.each(sql, params, [&](const db::Row& r) {
      found.emplace(r.i64(1), payment_from(r));
      return true;
    });
  }
  return found;
}

void put(db::Tx& tx, Payment& p) {
  ++p.version;
  const std::string texts = texts_of(p);
  tx.post("UPDATE benefits_payments SET offset_fen = ?, paid_fen = ?, state = ?, booked = ?, attempt = ?, tries = ?, next_call = ?, next_us = ?, "
          "channel = ?, batch = ?, sent_us = ?, settled_us = ?, told = ?, texts = ?, version = ?, value_us = ? WHERE part_key = ? AND id = ?",
          {p.offset_fen, p.paid_fen, number_of(p.state), number_of(p.booked), p.attempt, p.tries, number_of(p.next_call), p.next, p.channel,
           p.batch, p.sent, p.settled, p.told, texts, p.version, p.value, p.id.part, p.id.id});
}

std::vector<Payment> queue(db::Tx& tx, const Queue& queue, Instant now, std::size_t most) {
  return tx.all("SELECT " PAYMENT_COLUMNS " FROM benefits_payments WHERE state = ? AND state < 7 AND policy = ? AND year = ? AND next_us <= ? "
                "ORDER BY id LIMIT ?",
                {number_of(queue.state), queue.policy, queue.year, now, number_of(most)}, payment_from);
}

Waiting waiting(db::Tx& tx, const Queue& queue) {
  return tx.one("SELECT COUNT(*), COALESCE(SUM(amount_fen), 0) FROM benefits_payments WHERE state = ? AND state < 7 AND policy = ? AND year = ?",
                {number_of(queue.state), queue.policy, queue.year}, [](const db::Row& r) { return Waiting{r.i64(0), r.i64(1)}; })
      .value_or(Waiting{});
}

std::vector<std::pair<std::string, std::int64_t>> queues(db::Tx& tx, PaymentState state) {
  // From one policy and year to the next, however many payments lie between.
  std::vector<std::pair<std::string, std::int64_t>> all;
  std::string policy;
  std::int64_t year = -1;
  for (;;) {
    const auto next = tx.one("SELECT policy, year FROM benefits_payments WHERE state = ? AND state < 7 AND (policy, year) > (?, ?) "
                             "ORDER BY policy, year LIMIT 1",
                             {number_of(state), policy, year}, [](const db::Row& r) { return std::pair(r.str(0), r.i64(1)); });
    if (!next) return all;
    all.push_back(*next);
    std::tie(policy, year) = *next;
  }
}

std::vector<Payment> due(db::Tx& tx, Instant now, std::size_t most) {
  return tx.all("SELECT " PAYMENT_COLUMNS " FROM benefits_payments WHERE state = 5 AND next_us > 0 AND next_us <= ? ORDER BY next_us LIMIT ?",
                {now, number_of(most)}, payment_from);
}

std::vector<Payment> of_payee(db::Tx& tx, const Scope& scope, std::int64_t payee, std::size_t most) {
  auto all = tx.all("SELECT " PAYMENT_COLUMNS " FROM benefits_payments WHERE part_key = ? AND payee = ? ORDER BY id DESC LIMIT ?",
                    {part_of_payee(payee), payee, number_of(most)}, payment_from);
  std::erase_if(all, [&](const Payment& p) { return !scope.covers(p.town); });
  return all;
}

std::vector<Payment> needing_account(db::Tx& tx, std::int64_t payee) {
  return tx.all("SELECT " PAYMENT_COLUMNS " FROM benefits_payments WHERE part_key = ? AND payee = ? AND state = 3 ORDER BY id",
                {part_of_payee(payee), payee}, payment_from);
}

std::vector<Payment> of_batch(db::Tx& tx, std::int64_t batch) {
  return tx.all("SELECT " PAYMENT_COLUMNS " FROM benefits_payments WHERE batch = ? AND batch > 0 ORDER BY id", {batch}, payment_from);
}

void each_settled(db::Tx& tx, std::string_view channel, Instant from, Instant to, FunctionRef<bool(const Payment&)> visit) {
  tx.each("SELECT " PAYMENT_COLUMNS " FROM benefits_payments WHERE value_us >= ? AND value_us < ? AND value_us > 0 AND state = 7 AND channel = ?",
          {from, to, channel}, [&](const db::Row& r) { return visit(payment_from(r)); });
}

std::vector<Payment> list(db::Tx& tx, const Scope& scope, const PaymentAsk& ask) {
  db::Asked asked;
  if (!asked.within("town", scope, "")) return {};
  if (ask.state) {
    asked.add("state = ?");
    asked.bind(number_of(*ask.state));
    if (number_of(*ask.state) < 7) asked.add("state < 7");
  }
  if (!ask.policy.empty()) {
    asked.add("policy = ?");
    asked.bind(ask.policy);
  }
  if (ask.payee != 0) {
    asked.add("payee = ?");
    asked.bind(ask.payee);
  }
  if (ask.before != 0) {
    asked.add("id < ?");
    asked.bind(ask.before);
  }
  asked.bind(number_of(ask.limit));
  const std::string sql = asked.sql("SELECT " PAYMENT_COLUMNS " FROM benefits_payments", " ORDER BY id DESC LIMIT ?");
  return tx.all(sql, asked.params(), payment_from);
}

std::vector<StateSum> open_sums(db::Tx& tx, const Scope& scope) {
  db::Asked asked;
  asked.add("state < 7");
  if (!asked.within("town", scope, "")) return {};
  const std::string sql = asked.sql("SELECT state, COUNT(*), COALESCE(SUM(amount_fen), 0) FROM benefits_payments", " GROUP BY state ORDER BY state");
  return tx.all(sql, asked.params(), [](const db::Row& r) { return StateSum{static_cast<PaymentState>(r.i64(0)), r.i64(1), r.i64(2)}; });
}

Waiting settled_since(db::Tx& tx, const Scope& scope, Instant since) {
  db::Asked asked;
  asked.add("value_us >= ?");
  asked.bind(since.us);
  asked.add("value_us > 0");
  asked.add("state = 7");
  if (!asked.within("town", scope, "")) return {};
  const std::string sql = asked.sql("SELECT COUNT(*), COALESCE(SUM(paid_fen), 0) FROM benefits_payments", "");
  const auto rows = tx.all(sql, asked.params(), [](const db::Row& r) { return Waiting{r.i64(0), r.i64(1)}; });
  return rows.empty() ? Waiting{} : rows.front();
}

Waiting settled_on(db::Tx& tx, Date day) {
  return tx.one("SELECT COUNT(*), COALESCE(SUM(paid_fen), 0) FROM benefits_payments WHERE value_us >= ? AND value_us < ? AND value_us > 0 AND state = 7",
                {local_instant(day, 0), local_instant(day + 1, 0)}, [](const db::Row& r) { return Waiting{r.i64(0), r.i64(1)}; })
      .value_or(Waiting{});
}

std::vector<std::string> channels_settled_on(db::Tx& tx, Date day) {
  return tx.all("SELECT DISTINCT channel FROM benefits_payments WHERE value_us >= ? AND value_us < ? AND value_us > 0 AND state = 7",
                {local_instant(day, 0), local_instant(day + 1, 0)}, [](const db::Row& r) { return r.str(0); });
}

std::vector<double> last_seconds(db::Tx& tx, const Scope& scope, std::size_t most) {
  db::Asked asked;
  asked.add("value_us > 0");
  asked.add("state = 7");
  asked.add("batch = 0");
  if (!asked.within("town", scope, "")) return {};
  asked.bind(number_of(most));
  const std::string sql = asked.sql("SELECT settled_us - ordered_us FROM benefits_payments", " ORDER BY value_us DESC LIMIT ?");
  return tx.all(sql, asked.params(), [](const db::Row& r) { return static_cast<double>(r.i64(0)) / 1e6; });
}

// ---- what the bank said ----

void add_said(db::Tx& tx, std::span<const SaidRow> rows) {
  static constexpr std::string_view k_columns[] = {"part_key", "payment", "id",          "attempt", "source",  "verdict", "ground",
                                                   "amount_fen", "lost",  "bank_number", "words",   "said_us", "effect",  "value_us"};
  std::vector<db::Param> params;
  params.reserve(rows.size() * std::size(k_columns));
  for (const SaidRow& row : rows)
    params.insert(params.end(), {row.payment.part, row.payment.id, row.id, row.attempt, number_of(row.source), number_of(row.said.verdict),
                                 number_of(row.said.ground), row.said.amount_fen, row.said.lost, row.said.bank_number, row.said.text,
                                 row.kept, row.effect ? number_of(*row.effect) : std::int64_t{-1}, row.said.moment});
  if (!rows.empty()) tx.bulk_insert("benefits_pay_said", k_columns, params);
}

namespace {

#define SAID_COLUMNS "part_key, payment, id, attempt, source, verdict, ground, amount_fen, lost, bank_number, words, said_us, effect, value_us"

SaidRow said_from(const db::Row& r) {
  SaidRow row;
  row.payment = {r.i64(0), r.i64(1)};
  row.id = r.i64(2);
  row.attempt = r.i64(3);
  row.source = static_cast<Source>(r.i64(4));
  row.said.verdict = static_cast<pay::Verdict>(r.i64(5));
  row.said.ground = static_cast<pay::Ground>(r.i64(6));
  row.said.amount_fen = r.i64(7);
  row.said.lost = r.flag(8);
  row.said.bank_number = r.str(9);
  row.said.text = r.str(10);
  row.kept = r.moment(11);
  row.said.moment = r.moment(13);
  if (r.i64(12) >= 0) row.effect = static_cast<Effect>(r.i64(12));
  return row;
}

}  // namespace

std::vector<SaidRow> new_said(db::Tx& tx, std::size_t most) {
  return tx.all("SELECT " SAID_COLUMNS " FROM benefits_pay_said WHERE effect < 0 ORDER BY id LIMIT ?", {number_of(most)}, said_from);
}

void set_effect(db::Tx& tx, const SaidRow& row, Effect effect) {
  tx.post("UPDATE benefits_pay_said SET effect = ? WHERE part_key = ? AND payment = ? AND id = ?",
          {number_of(effect), row.payment.part, row.payment.id, row.id});
}

std::vector<SaidRow> said_of(db::Tx& tx, const PaymentId& id) {
  return tx.all("SELECT " SAID_COLUMNS " FROM benefits_pay_said WHERE part_key = ? AND payment = ? ORDER BY id LIMIT 200", {id.part, id.id}, said_from);
}

// ---- accounts ----

namespace {

#define ACCOUNT_COLUMNS "payee, version, sealed, masked, usable, set_by, set_us"

AccountRow account_from(const db::Row& r) { return {r.i64(0), r.i64(1), r.str(2), r.str(3), r.flag(4), r.str(5), r.moment(6)}; }

}  // namespace

std::optional<AccountRow> account(db::Tx& tx, std::int64_t payee) {
  return tx.one("SELECT " ACCOUNT_COLUMNS " FROM benefits_pay_accounts WHERE part_key = ? AND payee = ? AND version > 0 ORDER BY version DESC LIMIT 1",
                {part_of_payee(payee), payee}, account_from);
}

std::unordered_map<std::int64_t, AccountRow> accounts(db::Tx& tx, std::span<const std::int64_t> payees) {
  static const std::string sql = "SELECT " ACCOUNT_COLUMNS " FROM benefits_pay_accounts WHERE part_key IN (" + marks() + ") AND payee IN (" + marks() + ") AND version > 0";
  std::unordered_map<std::int64_t, AccountRow> found;
  for (std::size_t from = 0; from < payees.size(); from += k_chunk) {
    std::vector<db::Param> params;
    for (std::size_t i = 0; i < k_chunk; ++i) params.emplace_back(part_of_payee(payees[std::min(from + i, payees.size() - 1)]));
    for (std::size_t i = 0; i < k_chunk; ++i) params.emplace_back(payees[std::min(from + i, payees.size() - 1)]);
    tx.each(sql, params, [&](const db::Row& r) {
      AccountRow& kept = found[r.i64(0)];
      if (r.i64(1) > kept.version) kept = account_from(r);
      return true;
    });
  }
  return found;
}

void add_account(db::Tx& tx, const AccountRow& row) {
  tx.run("INSERT INTO benefits_pay_accounts (part_key, payee, version, sealed, masked, usable, set_by, set_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
         {part_of_payee(row.payee), row.payee, row.version, db::Bytes{row.sealed}, row.masked, row.usable, row.set_by, row.set_at});
}

void meet_at_account(db::Tx& tx, std::int64_t payee, Instant now) {
  tx.post("INSERT INTO benefits_pay_accounts (part_key, payee, version, sealed, masked, usable, set_by, set_us) VALUES (?, ?, 0, ?, '', 0, '', ?)"
          " ON CONFLICT (part_key, payee, version) DO UPDATE SET set_us = excluded.set_us",
          {part_of_payee(payee), payee, db::Bytes{""}, now});
}

void set_unusable(db::Tx& tx, const AccountRow& row) {
  tx.run("UPDATE benefits_pay_accounts SET usable = 0 WHERE part_key = ? AND payee = ? AND version = ?",
         {part_of_payee(row.payee), row.payee, row.version});
}

}  // namespace tiange::benefits::store
