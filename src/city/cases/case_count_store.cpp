// Kept counters and counts along an index, recorded looks, blocks of numbers, saved views.

#include <algorithm>
#include <array>
#include <tuple>

#include "city/cases/case_store.h"

namespace tiange::cases {

namespace {

constexpr std::string_view k_add_count =
    "INSERT INTO case_counts (part_key, day, item, level, opened, closed, on_time, late, open_now, overdue_now) "
    "VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, day, item, level) DO UPDATE SET "
    "opened = case_counts.opened + excluded.opened, closed = case_counts.closed + excluded.closed, "
    "on_time = case_counts.on_time + excluded.on_time, late = case_counts.late + excluded.late, "
    "open_now = case_counts.open_now + excluded.open_now, overdue_now = case_counts.overdue_now + excluded.overdue_now";

constexpr std::string_view k_add_two_counts =
    "INSERT INTO case_counts (part_key, day, item, level, opened, closed, on_time, late, open_now, overdue_now) "
    "VALUES (?,?,?,?,?,?,?,?,?,?), (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, day, item, level) DO UPDATE SET "
    "opened = case_counts.opened + excluded.opened, closed = case_counts.closed + excluded.closed, "
    "on_time = case_counts.on_time + excluded.on_time, late = case_counts.late + excluded.late, "
    "open_now = case_counts.open_now + excluded.open_now, overdue_now = case_counts.overdue_now + excluded.overdue_now";

auto key_of(const CountRow& row) { return std::tie(row.part_key, row.day, row.item, row.level); }

std::array<db::Param, 10> params_of(const CountRow& row) {
  return {row.part_key, row.day,     row.item, row.level,    row.opened,
          row.closed,   row.on_time, row.late, row.open_now, row.overdue_now};
}

void add(CountRow& sum, const CountRow& more, std::int64_t sign) {
  sum.opened += sign * more.opened;
  sum.closed += sign * more.closed;
  sum.on_time += sign * more.on_time;
  sum.late += sign * more.late;
  sum.open_now += sign * more.open_now;
  sum.overdue_now += sign * more.overdue_now;
}

bool is_zero(const CountRow& row) {
  return !row.opened && !row.closed && !row.on_time && !row.late && !row.open_now && !row.overdue_now;
}

}  // namespace

Counted counted(const CaseRecord& record) {
  const CaseFile& f = record.file;
  Counted one;
  one.part_key = part_key_of(f.area);
  one.created_day = local_date(record.created).day;
  one.item = f.item;
  one.open = f.open();
  if (one.open) one.level = static_cast<int>(f.level);
  one.overdue = f.overdue();
  if (!one.open && f.accepted) one.closed_day = local_date(f.closed).day;
  return one;
}

std::vector<CountRow> counts_of(const Counted& one) {
  std::vector<CountRow> rows;
  rows.push_back({.part_key = one.part_key, .day = one.created_day, .item = one.item, .opened = 1});
  if (one.open) {
    rows.push_back({.part_key = one.part_key,
                    .day = 0,
                    .item = one.item,
                    .level = one.level,
                    .open_now = 1,
                    .overdue_now = one.overdue ? 1 : 0});
  } else if (one.closed_day) {
    rows.push_back({.part_key = one.part_key,
                    .day = one.closed_day,
                    .item = one.item,
                    .closed = 1,
                    .on_time = one.overdue ? 0 : 1,
                    .late = one.overdue ? 1 : 0});
  }
  return rows;
}

std::vector<CountRow> counts_change(const std::optional<Counted>& before, const Counted& after) {
  std::vector<CountRow> change;
  if (before == after) return change;
  const auto take = [&](const std::vector<CountRow>& rows, std::int64_t sign) {
    for (const CountRow& row : rows) {
      auto same =
          std::find_if(change.begin(), change.end(), [&](const CountRow& c) { return key_of(c) == key_of(row); });
      if (same == change.end()) {
        change.push_back({.part_key = row.part_key, .day = row.day, .item = row.item, .level = row.level});
        same = change.end() - 1;
      }
      add(*same, row, sign);
    }
  };
  if (before) take(counts_of(*before), -1);
  take(counts_of(after), 1);
  std::erase_if(change, is_zero);
  // One order for everybody, so that two transactions never wait for each other.
  std::sort(change.begin(), change.end(), [](const CountRow& a, const CountRow& b) { return key_of(a) < key_of(b); });
  return change;
}

void CaseStore::add_counts(db::Tx& tx, std::vector<CountRow> deltas) const {
  std::size_t i = 0;
  for (; i + 1 < deltas.size(); i += 2) {
    std::array<db::Param, 20> params = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                                        nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                                        nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
    std::ranges::copy(params_of(deltas[i]), params.begin());
    std::ranges::copy(params_of(deltas[i + 1]), params.begin() + 10);
    tx.post(k_add_two_counts, params);
  }
  if (i < deltas.size()) tx.post(k_add_count, params_of(deltas[i]));
}

std::int64_t CaseStore::opened_lately(db::Tx& tx, std::int64_t part_key, const std::string& item,
                                      std::int64_t day) const {
  // Day by day, so that each is one look into the key; a range of days would walk over all the district's counters.
  return tx
      .one(
          "SELECT COALESCE(SUM(c.opened), 0) FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7)) AS back "
          "CROSS JOIN case_counts AS c WHERE c.part_key = ? AND c.day = ? - back.column1 AND c.item = ? AND c.level = -1",
          {part_key, day, item}, [](const db::Row& row) { return row.i64(0); })
      .value_or(0);
}

void CaseStore::each_count(db::Tx& tx, std::int64_t low_part, std::int64_t high_part, std::int64_t from_day,
                           std::int64_t to_day, const std::function<void(const CountRow&)>& visit) const {
  tx.each(
      "SELECT part_key, day, item, level, opened, closed, on_time, late, open_now, overdue_now FROM case_counts "
      "WHERE day >= ? AND day <= ? AND part_key >= ? AND part_key < ?",
      {from_day, to_day, low_part, high_part}, [&](const db::Row& row) {
        visit({row.i64(0), row.i64(1), row.str(2), static_cast<int>(row.i64(3)), row.i64(4), row.i64(5), row.i64(6),
               row.i64(7), row.i64(8), row.i64(9)});
        return true;
      });
}

Tally CaseStore::tally(db::Tx& tx, const std::string& area, Instant from, Instant to) const {
  const std::string within = area.empty() ? "" : " AND substr(area, 1, " + std::to_string(area.size()) + ") = ?";
  const auto count = [&](const std::string& condition, std::vector<db::Param> params) {
    if (!area.empty()) params.emplace_back(area);
    return tx.all("SELECT COUNT(*) FROM cases WHERE " + condition + within, params,
                  [](const db::Row& row) { return row.i64(0); })
        .at(0);
  };
  const auto closed = static_cast<std::int64_t>(Status::closed);
  return {count("created_us >= ? AND created_us < ?", {from, to}),
          count("closed_us > 0 AND closed_us >= ? AND closed_us < ? AND status = ?", {from, to, closed})};
}

std::int64_t CaseStore::reserve_numbers(db::Tx& tx, std::int64_t day, std::int64_t size) const {
  return tx.one(
               "INSERT INTO case_number_blocks (day, next_number) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET "
               "next_number = case_number_blocks.next_number + ? RETURNING next_number",
               {day, size + 1, size}, [](const db::Row& row) { return row.i64(0); })
             .value_or(1) -
         size;
}

bool CaseStore::looked_since(db::Tx& tx, CaseRef ref, PersonId person, const std::string& fields, Instant since) const {
  return tx
      .one("SELECT 1 FROM case_looks WHERE part_key = ? AND case_id = ? AND person = ? AND happened_us >= ? AND "
           "(fields = ? OR ? = '') LIMIT 1",
           {ref.part_key, ref.id, person, since, fields, fields}, [](const db::Row&) { return true; })
      .has_value();
}

std::vector<StoredView> CaseStore::views(db::Tx& tx, const Scope& scope) const {
  return tx.all("SELECT id, name, query FROM case_views WHERE owner = ? ORDER BY id", {scope.account},
                [](const db::Row& row) {
                  return StoredView{row.i64(0), row.str(1), row.str(2)};
                });
}

void CaseStore::put_views(db::Tx& tx, const Scope& scope, const std::vector<StoredView>& views) const {
  tx.run("DELETE FROM case_views WHERE owner = ?", {scope.account});
  for (const StoredView& view : views) {
    tx.run("INSERT INTO case_views (owner, id, name, query) VALUES (?, ?, ?, ?)",
           {scope.account, view.id, view.name, view.query});
  }
}

}  // namespace tiange::cases
