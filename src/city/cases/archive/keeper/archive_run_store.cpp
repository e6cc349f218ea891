#include "city/cases/archive/keeper/archive_run_store.h"

#include "city/cases/archive/archive.h"

namespace tiange::cases::archive_runs {

namespace {
std::optional<Instant> given(Instant moment) { return moment ? std::optional(moment) : std::nullopt; }
}  // namespace

StoredRules rules(db::Tx& tx) {
  return tx
      .one("SELECT active, after_days, from_hour, to_hour, version, changed_us, changed_by FROM archive_rules WHERE id = 1", {},
           [](const db::Row& row) {
             StoredRules r;
             r.active = row.flag(0);
             r.after_days = static_cast<int>(row.i64(1));
             r.from_hour = static_cast<int>(row.i64(2));
             r.to_hour = static_cast<int>(row.i64(3));
             r.version = row.i64(4);
             r.changed = row.moment(5);
             r.changed_by = row.str(6);
             return r;
           })
      .value_or(StoredRules{});
}

void save_rules(db::Tx& tx, const StoredRules& r) {
  tx.run("INSERT INTO archive_rules (id, active, after_days, from_hour, to_hour, version, changed_us, changed_by) "
         "VALUES (1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET active = excluded.active, "
         "after_days = excluded.after_days, from_hour = excluded.from_hour, to_hour = excluded.to_hour, "
         "version = excluded.version, changed_us = excluded.changed_us, changed_by = excluded.changed_by",
         {r.active, r.after_days, r.from_hour, r.to_hour, r.version, r.changed, r.changed_by});
}

void begin_run(db::Tx& tx, std::int64_t id, const std::string& kind, const std::string& asked_by, Instant now) {
  tx.run("INSERT INTO archive_runs (id, kind, began_us, ended_us, cases, broken, state, first_broken, asked_by) "
         "VALUES (?, ?, ?, 0, 0, 0, 'waiting', '', ?)",
         {id, kind, now, asked_by});
}

void set_running(db::Tx& tx, std::int64_t id) { tx.run("UPDATE archive_runs SET state = 'running' WHERE id = ?", {id}); }

void add_to_run(db::Tx& tx, std::int64_t id, std::int64_t cases, std::int64_t broken, const std::string& first_broken) {
  tx.run("UPDATE archive_runs SET cases = cases + ?, broken = broken + ?, "
         "first_broken = CASE WHEN first_broken = '' THEN ? ELSE first_broken END WHERE id = ?",
         {cases, broken, first_broken, id});
}

void end_run(db::Tx& tx, std::int64_t id, Instant now) {
  tx.run("UPDATE archive_runs SET state = 'done', ended_us = ? WHERE id = ?", {now, id});
}

std::vector<ArchiveRun> latest(db::Tx& tx, int most) {
  return tx.all(
      "SELECT kind, began_us, ended_us, cases, broken, state, first_broken, asked_by FROM archive_runs ORDER BY id DESC LIMIT ?",
      {most}, [](const db::Row& row) {
        return ArchiveRun{row.str(0), row.moment(1), given(row.moment(2)), row.i64(3),
                          row.i64(4), row.str(5),    row.str(6),           row.str(7)};
      });
}

std::optional<Instant> last_nightly(db::Tx& tx) {
  return tx.one("SELECT began_us FROM archive_runs WHERE kind = 'move' AND asked_by = '' ORDER BY id DESC LIMIT 1", {},
                [](const db::Row& row) { return row.moment(0); });
}

std::vector<ArchiveYear> year_rows(db::Tx& tx) {
  auto years = tx.all("SELECT year, cases, bytes, moved_us, checked_us, checked, broken FROM archive_years ORDER BY year DESC", {},
                      [](const db::Row& row) {
                        ArchiveYear y;
                        y.year = static_cast<int>(row.i64(0));
                        y.cases = row.i64(1);
                        y.bytes = row.i64(2);
                        y.moved = given(row.moment(3));
                        y.checked_at = given(row.moment(4));
                        y.checked = row.i64(5);
                        y.broken = row.i64(6);
                        return y;
                      });
  for (ArchiveYear& year : years) year.segments = archive::index_size(tx, year.year).segments;
  return years;
}

void note_check(db::Tx& tx, int year, std::int64_t checked, std::int64_t broken, std::int64_t bytes, Instant now) {
  tx.run("UPDATE archive_years SET checked = ?, broken = ?, bytes = ?, checked_us = ? WHERE year = ?",
         {checked, broken, bytes, now, year});
}

std::int64_t count_rows(db::Tx& tx, int year) {
  return tx.one("SELECT COUNT(*) FROM " + archive::table("cases", year), {}, [](const db::Row& row) { return row.i64(0); })
      .value_or(0);
}

std::int64_t noted_rows(db::Tx& tx, int year) {
  return tx.one("SELECT cases FROM archive_years WHERE year = ?", {year}, [](const db::Row& row) { return row.i64(0); })
      .value_or(0);
}

std::int64_t bytes_of_year(db::Tx& tx, int year) {
  std::int64_t bytes = 0;
  for (const char* name : {"cases", "history", "evidence", "reporters", "docs", "words"}) {
    const std::string one = archive::table(name, year);
    const std::string sql = tx.backend() == db::Backend::postgres
                                ? "SELECT pg_total_relation_size('" + one + "')"
                                : "SELECT SUM(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN "
                                  "(SELECT name FROM sqlite_schema WHERE tbl_name = '" + one + "')";
    bytes += tx.one(sql, {}, [](const db::Row& row) { return row.i64(0); }).value_or(0);
  }
  return bytes;
}

std::vector<NumberedRef> cases_behind(db::Tx& tx, int year, Instant created, CaseId id, int most) {
  return tx.all("SELECT part_key, id, created_us, number FROM " + archive::table("cases", year) +
                    " WHERE (created_us, id) > (?, ?) ORDER BY created_us, id LIMIT ?",
                {created, id, most}, [](const db::Row& row) {
                  return NumberedRef{{row.i64(0), CaseId{row.i64(1)}}, row.moment(2), row.str(3)};
                });
}

std::int64_t count_due(db::Tx& tx, Instant before, int most) {
  return tx
      .one("SELECT COUNT(*) FROM (SELECT 1 FROM cases WHERE closed_us > 0 AND closed_us < ? AND watch_us = 0 LIMIT ?) due",
           {before, most}, [](const db::Row& row) { return row.i64(0); })
      .value_or(0);
}

}  // namespace tiange::cases::archive_runs
