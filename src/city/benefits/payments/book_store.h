#pragma once
// All SQL of budgets, entries, sums of days, batches, differences, recoveries and channels. Whoever calls has looked at the
// scope; lists of recoveries look themselves.

#include "city/benefits/payments/book_rules.h"
#include "city/benefits/payments/payment_rules.h"
#include "platform/db/asking/asking.h"
#include "platform/db/db.h"

namespace tiange::benefits::store {

// ---- the books ----
struct Budget {
  std::string policy;
  std::int64_t year = 0;
  std::string channel;
  Balances balances{};  // debits less credits
  std::int64_t version = 0;

  std::int64_t amount_fen() const { return -at(balances, Account::funding); }
};
std::optional<Budget> budget(db::Tx& tx, std::string_view policy, std::int64_t year);
std::vector<Budget> budgets(db::Tx& tx, std::int64_t year);  // 0: of every year
void put_budget(db::Tx& tx, const Budget& budget);           // a new one, or its channel

struct Entry {
  std::int64_t part = 0, owner = 0, id = 0;  // owner: payment or recovery; 0: the budget itself
  Reason reason = Reason::committed;
  std::int64_t amount_fen = 0;
  std::string policy;
  std::int64_t year = 0;
  Instant moment;
};
// Entries, the sums of the day, and the balances of the budgets, in one.
void book(db::Tx& tx, std::span<const Entry> entries, Date day);
std::vector<MoneyEntry> entries_of(db::Tx& tx, std::int64_t part, std::int64_t owner);

struct BookRow {
  BookKey key;
  std::int64_t debit_day = 0, credit_day = 0, debit = 0, credit = 0;
};
std::vector<BookRow> books(db::Tx& tx, Date day, std::string_view policy);  // up to the end of the day
// Sums of all entries of a day, from the entries themselves.
Turnovers entries_of_day(db::Tx& tx, Date day);

// ---- days ----
struct Day {
  Date day;
  Instant closed;
  std::string closed_by, reason, digest;
};
std::optional<Day> day(db::Tx& tx, Date day);
bool close_day(db::Tx& tx, const Day& day);  // false: it is
std::optional<Date> last_closed(db::Tx& tx);
std::vector<Date> days_with_entries(db::Tx& tx, std::size_t most);  // newest first
void put_statement(db::Tx& tx, Date day, std::string_view channel, const MoneyStatementView& view);
std::vector<MoneyStatementView> statements(db::Tx& tx, Date day);

enum class DifferenceKind { bank_only, ours_only, amount, twice };
BOOST_DESCRIBE_ENUM(DifferenceKind, bank_only, ours_only, amount, twice)
struct Difference {
  std::int64_t id = 0;
  Date day;
  std::string channel;
  DifferenceKind kind = DifferenceKind::bank_only;
  std::string number, bank_number;
  std::int64_t bank_fen = 0, ours_fen = 0;
  Instant resolved;
  std::string resolved_by, reason;
};
bool add_difference(db::Tx& tx, const Difference& difference);  // false: it is known
std::optional<Difference> difference(db::Tx& tx, std::int64_t id);
std::vector<Difference> differences(db::Tx& tx, bool open, std::optional<Date> day, std::int64_t before, std::size_t most);
std::int64_t open_differences(db::Tx& tx, std::optional<Date> day);
bool resolve(db::Tx& tx, const Difference& difference);  // false: it was resolved

// ---- batches ----
enum class BatchState { made, sent, returned, withdrawn };
BOOST_DESCRIBE_ENUM(BatchState, made, sent, returned, withdrawn)
struct Batch {
  std::int64_t id = 0;
  std::string channel, policy;
  BatchState state = BatchState::made;
  std::int64_t lines = 0, amount_fen = 0;
  Date day;  // of the file
  std::string digest;
  std::int64_t maker = 0;
  std::string made_by;
  Instant made;
  std::string decided_by;
  Instant decided;
  std::string reason;
  std::int64_t version = 1;
};
void add_batch(db::Tx& tx, const Batch& batch);
bool put_batch(db::Tx& tx, Batch& batch);  // false: somebody was first
std::optional<Batch> batch(db::Tx& tx, std::int64_t id);
std::vector<Batch> batches(db::Tx& tx, std::int64_t before, std::size_t most);
std::int64_t batches_in(db::Tx& tx, BatchState state);
struct BatchCount {
  std::int64_t settled = 0, back = 0;
};
BatchCount count_of(db::Tx& tx, std::int64_t batch);
void put_file(db::Tx& tx, std::int64_t batch, std::string_view sealed);
std::optional<std::string> file(db::Tx& tx, std::int64_t batch);  // sealed

// ---- recoveries ----
enum class RecoveryState { open, asked, recovered, written_off };
BOOST_DESCRIBE_ENUM(RecoveryState, open, asked, recovered, written_off)
struct Recovery {
  RecoveryId id;
  std::string key;
  std::int64_t payee = 0;
  std::string policy;
  std::int64_t year = 0;
  std::string town;
  RecoveryState state = RecoveryState::open;
  std::int64_t amount_fen = 0, open_fen = 0;
  Instant made;
  std::string why_zh, why_en, made_by, asked_by, asked_reason;
  std::int64_t asker = 0;
  std::vector<MoneyInstalment> plan;
  std::vector<MoneyReceipt> receipts;
  std::int64_t version = 1;
};
void add_recovery(db::Tx& tx, const Recovery& recovery);
bool put_recovery(db::Tx& tx, Recovery& recovery);
std::optional<Recovery> recovery(db::Tx& tx, const RecoveryId& id);
std::optional<Recovery> recovery(db::Tx& tx, const Scope& scope, const RecoveryId& id);
std::vector<Recovery> recoveries(db::Tx& tx, const Scope& scope, std::optional<RecoveryState> state, std::int64_t payee, std::int64_t before,
                                 std::size_t most);
std::int64_t recoveries_in(db::Tx& tx, RecoveryState state);

// ---- channels ----
struct PayChannel {
  std::string code, zh, en;
  ChannelKind kind = ChannelKind::file;
  bool enabled = false;
  std::string url, key_id, secret;  // sealed
  std::int64_t version = 1;
};
std::vector<PayChannel> channels(db::Tx& tx);
std::optional<PayChannel> channel(db::Tx& tx, std::string_view code);
bool add_channel(db::Tx& tx, const PayChannel& channel);  // false: it is there
bool put_channel(db::Tx& tx, PayChannel& channel);

}  // namespace tiange::benefits::store
