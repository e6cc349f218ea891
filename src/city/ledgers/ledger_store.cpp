#include "city/ledgers/ledger_store.h"

#include "base/codes.h"

namespace tiange::ledgers::store {

namespace {

std::int64_t number_of(OrderState state) { return static_cast<std::int64_t>(state); }
std::int64_t number_of(TaskState state) { return static_cast<std::int64_t>(state); }

#define ORDER_COLUMNS "id, village, kind, state, until_day, owner_unit, content, version"

OrderRecord order_from(const db::Row& r) {
  OrderRecord row = json::read<OrderRecord>(r.text(6)).value_or({});
  row.id = r.i64(0);
  row.village = r.str(1);
  row.kind = r.str(2);
  row.state = static_cast<OrderState>(r.i64(3));
  row.until = r.str(4);
  row.owner_unit = r.str(5);
  row.version = r.i64(7);
  return row;
}

#define WATCH_COLUMNS "id, ended, checked_us, made_by, content, version"

WatchRecord watch_from(const db::Row& r) {
  return {r.i64(0), json::read<WatchIn>(r.text(4)).value_or({}), r.flag(1), r.moment(2), r.str(3), r.i64(5)};
}

#define TASK_COLUMNS "id, village, grid, state, watch, subject, content, version"

TaskRecord task_from(const db::Row& r) {
  TaskRecord row = json::read<TaskRecord>(r.text(6)).value_or({});
  row.id = r.i64(0);
  row.village = r.str(1);
  row.grid = r.str(2);
  row.state = static_cast<TaskState>(r.i64(3));
  row.watch = r.i64(4);
  row.subject = r.i64(5);
  row.version = r.i64(7);
  return row;
}

std::string name_from(const db::Row& r) { return r.str(0); }

}  // namespace

std::vector<DataKind> kinds(db::Tx& tx) {
  auto all = tx.all("SELECT content FROM ledgers_kinds", {}, [](const db::Row& r) { return json::read<DataKind>(r.text(0)).value_or({}); });
  std::sort(all.begin(), all.end(), [](const DataKind& a, const DataKind& b) { return std::tie(a.order, a.code) < std::tie(b.order, b.code); });
  return all;
}

std::optional<DataKind> kind(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT content FROM ledgers_kinds WHERE code = ?", {code},
                [](const db::Row& r) { return json::read<DataKind>(r.text(0)).value_or({}); });
}

bool put_kind(db::Tx& tx, const DataKind& kind, std::string_view by, Instant now) {
  const std::string content = json::write(kind);
  const bool done =
      kind.version == 1
          ? tx.run("INSERT INTO ledgers_kinds (code, version, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", {kind.code, kind.version, content}) == 1
          : tx.run("UPDATE ledgers_kinds SET version = ?, content = ? WHERE code = ? AND version = ?",
                   {kind.version, content, kind.code, kind.version - 1}) == 1;
  if (done)
    tx.run("INSERT INTO ledgers_kind_changes (code, version, changed_us, changed_by, content) VALUES (?, ?, ?, ?, ?)",
           {kind.code, kind.version, now, by, content});
  return done;
}

std::optional<OrderRecord> order(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " ORDER_COLUMNS " FROM ledgers_orders WHERE id = ?", {id}, order_from);
}

std::optional<OrderRecord> current_order(db::Tx& tx, std::string_view village, std::string_view kind) {
  return tx.one("SELECT " ORDER_COLUMNS " FROM ledgers_orders WHERE village = ? AND kind = ? AND state IN (0, 1) ORDER BY id DESC LIMIT 1",
                {village, kind}, order_from);
}

std::vector<OrderRecord> orders_of(db::Tx& tx, std::string_view village) {
  return tx.all("SELECT " ORDER_COLUMNS " FROM ledgers_orders WHERE village = ? ORDER BY id DESC LIMIT 1000", {village}, order_from);
}

std::vector<OrderRecord> orders_asked_of(db::Tx& tx, std::string_view owner_unit) {
  return tx.all("SELECT " ORDER_COLUMNS " FROM ledgers_orders WHERE owner_unit = ? ORDER BY id DESC LIMIT 1000", {owner_unit}, order_from);
}

std::vector<OrderRecord> orders_over(db::Tx& tx, std::string_view today, std::size_t most) {
  return tx.all("SELECT " ORDER_COLUMNS " FROM ledgers_orders WHERE state = 1 AND until_day < ? ORDER BY until_day LIMIT ?",
                {today, static_cast<std::int64_t>(most)}, order_from);
}

bool put_order(db::Tx& tx, OrderRecord& row) {
  const std::string content = json::write(row);
  ++row.version;
  if (row.version == 1)
    return tx.run("INSERT INTO ledgers_orders (" ORDER_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  {row.id, row.village, row.kind, number_of(row.state), row.until, row.owner_unit, content, row.version}) == 1;
  return tx.run("UPDATE ledgers_orders SET state = ?, until_day = ?, content = ?, version = ? WHERE id = ? AND version = ?",
                {number_of(row.state), row.until, content, row.version, row.id, row.version - 1}) == 1;
}

std::optional<WatchRecord> watch(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " WATCH_COLUMNS " FROM ledgers_watches WHERE id = ?", {id}, watch_from);
}

std::vector<WatchRecord> watches_of(db::Tx& tx, std::string_view village) {
  return tx.all("SELECT " WATCH_COLUMNS " FROM ledgers_watches WHERE village = ? AND ended = 0 ORDER BY id DESC", {village}, watch_from);
}

std::vector<std::string> unchecked_villages(db::Tx& tx, Instant since) {
  return tx.all("SELECT DISTINCT village FROM ledgers_watches WHERE ended = 0 AND checked_us < ?", {since}, name_from);
}

std::vector<std::string> watched_villages(db::Tx& tx) {
  return tx.all("SELECT DISTINCT village FROM ledgers_watches WHERE ended = 0", {}, name_from);
}

bool is_watched(db::Tx& tx, std::string_view village) {
  return tx.one("SELECT id FROM ledgers_watches WHERE village = ? AND ended = 0 LIMIT 1", {village}, [](const db::Row&) { return true; }).has_value();
}

bool put_watch(db::Tx& tx, WatchRecord& row) {
  const std::string content = json::write(row.in);
  ++row.version;
  if (row.version == 1)
    return tx.run("INSERT INTO ledgers_watches (id, village, ended, checked_us, made_by, content, version) VALUES (?, ?, ?, ?, ?, ?, ?)"
                  " ON CONFLICT DO NOTHING",
                  {row.id, row.in.village, row.ended, row.checked, row.made_by, content, row.version}) == 1;
  return tx.run("UPDATE ledgers_watches SET ended = ?, checked_us = ?, content = ?, version = ? WHERE id = ? AND version = ?",
                {row.ended, row.checked, content, row.version, row.id, row.version - 1}) == 1;
}

void set_checked(db::Tx& tx, std::int64_t id, Instant now) { tx.run("UPDATE ledgers_watches SET checked_us = ? WHERE id = ?", {now, id}); }

std::vector<Member> members(db::Tx& tx, std::int64_t watch) {
  return tx.all("SELECT subject, grid, entered_us, left_us FROM ledgers_members WHERE watch = ? ORDER BY subject", {watch},
                [](const db::Row& r) { return Member{r.i64(0), r.str(1), r.moment(2), r.moment(3)}; });
}

void put_member(db::Tx& tx, std::string_view village, std::int64_t watch, const Member& m, bool known) {
  const std::int64_t part = codes::part_key_of(village);
  if (known)
    tx.run("UPDATE ledgers_members SET grid = ?, entered_us = ?, left_us = ? WHERE part_key = ? AND watch = ? AND subject = ?",
           {m.grid, m.entered, m.left, part, watch, m.subject});
  else
    tx.run("INSERT INTO ledgers_members (part_key, watch, subject, village, grid, entered_us, left_us) VALUES (?, ?, ?, ?, ?, ?, ?)"
           " ON CONFLICT DO NOTHING",
           {part, watch, m.subject, village, m.grid, m.entered, m.left});
}

void drop_members(db::Tx& tx, std::int64_t watch) { tx.run("DELETE FROM ledgers_members WHERE watch = ?", {watch}); }

std::vector<std::string> villages_of(db::Tx& tx, std::int64_t subject) {
  return tx.all("SELECT DISTINCT village FROM ledgers_members WHERE subject = ? AND left_us = 0", {subject}, name_from);
}

Instant seen(db::Tx& tx, std::string_view village, std::int64_t watch, AccountId account) {
  return tx.one("SELECT looked_us FROM ledgers_seen WHERE part_key = ? AND watch = ? AND account = ?",
                {codes::part_key_of(village), watch, account}, [](const db::Row& r) { return r.moment(0); })
      .value_or(Instant{});
}

void set_seen(db::Tx& tx, std::string_view village, std::int64_t watch, AccountId account, Instant now) {
  tx.run("INSERT INTO ledgers_seen (part_key, watch, account, looked_us) VALUES (?, ?, ?, ?)"
         " ON CONFLICT (part_key, watch, account) DO UPDATE SET looked_us = excluded.looked_us",
         {codes::part_key_of(village), watch, account, now});
}

std::optional<TaskRecord> task(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " TASK_COLUMNS " FROM ledgers_tasks WHERE part_key = ? AND id = ?", {id, id}, task_from);
}

void each_task(db::Tx& tx, std::string_view village, std::optional<TaskState> state, std::int64_t before,
               FunctionRef<bool(const TaskRecord&)> visit) {
  const std::int64_t below = before > 0 ? before : INT64_MAX;
  if (state)
    tx.each("SELECT " TASK_COLUMNS " FROM ledgers_tasks WHERE village = ? AND state = ? AND id < ? ORDER BY id DESC",
            {village, number_of(*state), below}, [&](const db::Row& r) { return visit(task_from(r)); });
  else
    tx.each("SELECT " TASK_COLUMNS " FROM ledgers_tasks WHERE village = ? AND id < ? ORDER BY id DESC", {village, below},
            [&](const db::Row& r) { return visit(task_from(r)); });
}

std::vector<TaskRecord> tasks_about(db::Tx& tx, std::int64_t subject, std::size_t most) {
  return tx.all("SELECT " TASK_COLUMNS " FROM ledgers_tasks WHERE subject = ? ORDER BY id DESC LIMIT ?",
                {subject, static_cast<std::int64_t>(most)}, task_from);
}

bool put_task(db::Tx& tx, TaskRecord& row) {
  const std::string content = json::write(row);
  ++row.version;
  if (row.version == 1)
    return tx.run("INSERT INTO ledgers_tasks (part_key, " TASK_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  {row.id, row.id, row.village, row.grid, number_of(row.state), row.watch, row.subject, content, row.version}) == 1;
  return tx.run("UPDATE ledgers_tasks SET state = ?, content = ?, version = ? WHERE part_key = ? AND id = ? AND version = ?",
                {number_of(row.state), content, row.version, row.id, row.id, row.version - 1}) == 1;
}

void add_use(db::Tx& tx, const UseRecord& use) {
  tx.run("INSERT INTO ledgers_uses (part_key, id, village, account, content) VALUES (?, ?, ?, ?, ?)",
         {use.id, use.id, use.village, use.account, json::write(use)});
}

std::vector<UseRecord> uses(db::Tx& tx, std::string_view village, std::int64_t before, std::size_t most) {
  return tx.all("SELECT id, village, account, content FROM ledgers_uses WHERE village = ? AND id < ? ORDER BY id DESC LIMIT ?",
                {village, before > 0 ? before : INT64_MAX, static_cast<std::int64_t>(most)}, [](const db::Row& r) {
                  UseRecord row = json::read<UseRecord>(r.text(3)).value_or({});
                  row.id = r.i64(0);
                  row.village = r.str(1);
                  row.account = {r.i64(2)};
                  return row;
                });
}

std::map<std::string, Counts> counts(db::Tx& tx) {
  std::map<std::string, Counts> all;
  const auto count = [&](std::string_view sql, int Counts::* member) {
    tx.each(sql, {}, [&](const db::Row& r) {
      all[r.str(0)].*member = static_cast<int>(r.i64(1));
      return true;
    });
  };
  count("SELECT village, COUNT(*) FROM ledgers_orders WHERE state = 1 GROUP BY village", &Counts::orders);
  count("SELECT village, COUNT(*) FROM ledgers_orders WHERE state = 0 GROUP BY village", &Counts::asked);
  count("SELECT village, COUNT(*) FROM ledgers_watches WHERE ended = 0 GROUP BY village", &Counts::watches);
  count("SELECT village, COUNT(*) FROM ledgers_tasks WHERE state = 0 GROUP BY village", &Counts::tasks);
  return all;
}

}  // namespace tiange::ledgers::store
