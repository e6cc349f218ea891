#pragma once
// All SQL of the ledgers. Who may see what of it is decided by the service, which looks at the scope first.

#include "city/ledgers/ledgers.h"

namespace tiange::ledgers::store {

// ---- kinds ----
std::vector<DataKind> kinds(db::Tx& tx);
std::optional<DataKind> kind(db::Tx& tx, std::string_view code);
// False when somebody was first; a kind of version 1 is new.
bool put_kind(db::Tx& tx, const DataKind& kind, std::string_view by, Instant now);

// ---- orders ----
struct OrderRecord {
  static constexpr bool k_json_defaults = true;
  std::int64_t id = 0;
  std::string village, kind;
  OrderState state = OrderState::asked;
  std::string until, owner_unit;
  // content
  std::string purpose, renew_until, renew_purpose, asked_by, decided_by, reason;
  Instant asked, due, decided;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderRecord, (), (purpose, renew_until, renew_purpose, asked_by, decided_by, reason, asked, due, decided))
std::optional<OrderRecord> order(db::Tx& tx, std::int64_t id);
// The one that is asked for or active.
std::optional<OrderRecord> current_order(db::Tx& tx, std::string_view village, std::string_view kind);
std::vector<OrderRecord> orders_of(db::Tx& tx, std::string_view village);          // newest first
std::vector<OrderRecord> orders_asked_of(db::Tx& tx, std::string_view owner_unit);  // newest first
std::vector<OrderRecord> orders_over(db::Tx& tx, std::string_view today, std::size_t most);  // active, the term passed
bool put_order(db::Tx& tx, OrderRecord& order);  // false: somebody was first; raises the version

// ---- watch lists ----
struct WatchRecord {
  std::int64_t id = 0;
  WatchIn in;
  bool ended = false;
  Instant checked;
  std::string made_by;
  std::int64_t version = 0;
};
std::optional<WatchRecord> watch(db::Tx& tx, std::int64_t id);
std::vector<WatchRecord> watches_of(db::Tx& tx, std::string_view village);  // newest first
// Villages with a watch list not looked at since.
std::vector<std::string> unchecked_villages(db::Tx& tx, Instant since);
std::vector<std::string> watched_villages(db::Tx& tx);
bool is_watched(db::Tx& tx, std::string_view village);
bool put_watch(db::Tx& tx, WatchRecord& watch);
void set_checked(db::Tx& tx, std::int64_t id, Instant now);

struct Member {
  std::int64_t subject = 0;
  std::string grid;
  Instant entered, left;  // entered none: from the beginning; left none: is in
};
std::vector<Member> members(db::Tx& tx, std::int64_t watch);
void put_member(db::Tx& tx, std::string_view village, std::int64_t watch, const Member& member, bool known);
void drop_members(db::Tx& tx, std::int64_t watch);
std::vector<std::string> villages_of(db::Tx& tx, std::int64_t subject);
Instant seen(db::Tx& tx, std::string_view village, std::int64_t watch, AccountId account);
void set_seen(db::Tx& tx, std::string_view village, std::int64_t watch, AccountId account, Instant now);

// ---- tasks ----
struct TaskRecord {
  std::int64_t id = 0;
  std::string village, grid;
  TaskState state = TaskState::open;
  std::int64_t watch = 0, subject = 0;
  // content
  std::string kind, title, text, due, given_by, finished_by, outcome, result;
  Instant given, finished;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(TaskRecord, (), (kind, title, text, due, given_by, finished_by, outcome, result, given, finished))
std::optional<TaskRecord> task(db::Tx& tx, std::int64_t id);
// Newest first, before an id (0: all).
void each_task(db::Tx& tx, std::string_view village, std::optional<TaskState> state, std::int64_t before,
               FunctionRef<bool(const TaskRecord&)> visit);
std::vector<TaskRecord> tasks_about(db::Tx& tx, std::int64_t subject, std::size_t most);
bool put_task(db::Tx& tx, TaskRecord& task);

// ---- uses ----
struct UseRecord {
  std::int64_t id = 0;
  std::string village;
  AccountId account;
  std::string name, unit, act, kind, purpose;
  std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(UseRecord, (), (name, unit, act, kind, purpose, rows))
void add_use(db::Tx& tx, const UseRecord& use);
std::vector<UseRecord> uses(db::Tx& tx, std::string_view village, std::int64_t before, std::size_t most);

// active, asked, kept, open
struct Counts {
  int orders = 0, asked = 0, watches = 0, tasks = 0;
};
std::map<std::string, Counts> counts(db::Tx& tx);

}  // namespace tiange::ledgers::store
