#include "city/cases/archive/archive.h"

#include <algorithm>
#include <array>

#include "base/ids.h"

namespace tiange::cases::archive {

namespace {

constexpr const char* k_case_columns =
    "part_key, id, number, created_us, title, channel, kind, item, severity, status, step, level, area, unit, queue, "
    "reported_by, handler, due_us, warn_us, watch_us, closed_us, overdue, repeat_count, confidential, version, last_seq, "
    "last_hash, lng, lat, state, content, extra";

struct Hanging {
  const char* name;  // archive_<name>_<year>
  const char* living;
  const char* columns;
};
constexpr Hanging k_hanging[] = {
    {"history", "case_history",
     "part_key, case_id, seq, happened_us, kind, actor, actor_name, actor_unit, detail, hash"},
    {"evidence", "case_evidence",
     "part_key, case_id, seq, digest, step, added_us, added_by, type, size, taken_us, lng, lat, device"},
    {"reporters", "case_reporters", "part_key, case_id, name, phone, phone_digest, code_digest"}};

constexpr const char* k_schema = R"sql(
-- table archive_cases_YEAR: sharded, own id
CREATE TABLE archive_cases_YEAR (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  title TEXT NOT NULL,
  channel BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  item TEXT NOT NULL,
  severity BIGINT NOT NULL,
  status BIGINT NOT NULL,
  step BIGINT NOT NULL,
  level BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  queue TEXT NOT NULL,
  reported_by BIGINT NOT NULL,
  handler BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  warn_us BIGINT NOT NULL,
  watch_us BIGINT NOT NULL,
  closed_us BIGINT NOT NULL,
  overdue BIGINT NOT NULL,
  repeat_count BIGINT NOT NULL,
  confidential BIGINT NOT NULL,
  version BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  last_hash BYTES NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  state TEXT NOT NULL,
  content TEXT NOT NULL,
  extra TEXT NOT NULL,
  archived_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX archive_cases_YEAR_by_number ON archive_cases_YEAR (number);
CREATE INDEX archive_cases_YEAR_by_created ON archive_cases_YEAR (created_us, id);
-- table archive_history_YEAR: sharded, appended
CREATE TABLE archive_history_YEAR (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  happened_us BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  actor_unit TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash BYTES NOT NULL,
  PRIMARY KEY (part_key, case_id, seq)
);
-- table archive_evidence_YEAR: sharded
CREATE TABLE archive_evidence_YEAR (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  digest TEXT NOT NULL,
  step BIGINT NOT NULL,
  added_us BIGINT NOT NULL,
  added_by TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  taken_us BIGINT NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  device TEXT NOT NULL,
  PRIMARY KEY (part_key, case_id, seq, digest)
);
CREATE INDEX archive_evidence_YEAR_by_digest ON archive_evidence_YEAR (digest);
-- table archive_reporters_YEAR: sharded, own id
CREATE TABLE archive_reporters_YEAR (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  phone_digest BYTES NOT NULL,
  code_digest BYTES NOT NULL,
  PRIMARY KEY (part_key, case_id)
);
-- table archive_docs_YEAR: local
CREATE TABLE archive_docs_YEAR (
  segment BIGINT NOT NULL,
  chunk BIGINT NOT NULL,
  docs BYTES NOT NULL,
  PRIMARY KEY (segment, chunk)
);
-- table archive_words_YEAR: local
CREATE TABLE archive_words_YEAR (
  segment BIGINT NOT NULL,
  word BIGINT NOT NULL,
  slots BYTES NOT NULL,
  PRIMARY KEY (segment, word)
);
)sql";

// What hangs on a case goes over whole or not at all.
void carry(db::Tx& tx, const std::string& from, const std::string& to, const std::string& columns, Ref ref) {
  const std::string where = " WHERE part_key = ? AND case_id = ?";
  const auto copied =
      tx.run("INSERT INTO " + to + " (" + columns + ") SELECT " + columns + " FROM " + from + where, {ref.part_key, ref.id});
  if (copied == 0) return;
  if (tx.run("DELETE FROM " + from + where, {ref.part_key, ref.id}) != copied)
    throw db::Failure("a case changed while it was moved to or from the archive");
}

bool has_year(db::Tx& tx, int year) {
  return tx.one("SELECT 1 FROM archive_years WHERE year = ?", {year}, [](const db::Row&) { return true; }).has_value();
}

}  // namespace

int year_of(Instant created) { return split_date(local_date(created)).year; }

std::string table(const char* name, int year) { return "archive_" + std::string(name) + "_" + std::to_string(year); }

std::string year_schema(int year) {
  std::string sql = k_schema;
  const std::string digits = std::to_string(year);
  for (std::size_t at = sql.find("YEAR"); at != sql.npos; at = sql.find("YEAR", at)) sql.replace(at, 4, digits);
  return sql;
}

std::vector<int> years(db::Tx& tx) {
  return tx.all("SELECT year FROM archive_years ORDER BY year DESC", {},
                [](const db::Row& row) { return static_cast<int>(row.i64(0)); });
}

std::optional<int> find(db::Tx& tx, Ref ref) {
  const auto lies_in = [&](const std::string& where) {
    return tx.one("SELECT 1 FROM " + where + " WHERE part_key = ? AND id = ?", {ref.part_key, ref.id},
                  [](const db::Row&) { return true; })
        .has_value();
  };
  if (lies_in("cases")) return std::nullopt;
  // Most ids were made when their case was reported; those of imports may be younger.
  std::vector<int> all = years(tx);
  const int likely = year_of(id_time(ref.id));
  std::stable_partition(all.begin(), all.end(), [&](int year) { return year == likely; });
  for (const int year : all) {
    if (lies_in(table("cases", year))) return year;
  }
  return std::nullopt;
}

void prepare_year(db::Db& db, int year) {
  bool there = false;
  db.run_read([&](db::Tx& tx) { there = has_year(tx, year); });
  if (there) return;
  const std::string room = "archive_" + std::to_string(year);
  const std::string sql = year_schema(year);
  const db::Migration steps[] = {{room, 1, sql}};
  db.migrate(steps);
  const auto noted = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    tx.run("INSERT INTO archive_years (year, cases, bytes, checked_us, checked, broken, moved_us) "
           "VALUES (?, 0, 0, 0, 0, 0, 0) ON CONFLICT (year) DO NOTHING", {year});
    return done();
  });
  if (!noted.ok()) throw db::Failure("the archive of a year cannot be noted");
}

std::vector<Due> closed_before(db::Tx& tx, Instant before, int most) {
  return tx.all(
      "SELECT part_key, id, created_us FROM cases WHERE closed_us > 0 AND closed_us < ? AND watch_us = 0 ORDER BY closed_us LIMIT ?",
      {before, most}, [](const db::Row& row) {
        return Due{{row.i64(0), row.i64(1)}, year_of(row.moment(2))};
      });
}

std::optional<Doc> move(db::Tx& tx, Ref ref, Instant before, Instant now, const PlaceOf& place_of) {
  Facets facets;
  auto doc = tx.one(
      "SELECT created_us, title, content, state, area, item, unit, status, step, level, channel, severity, overdue, "
      "confidential, reported_by, closed_us FROM cases WHERE part_key = ? AND id = ? AND closed_us > 0 AND closed_us < ? AND "
      "watch_us = 0",
      {ref.part_key, ref.id, before}, [&](const db::Row& row) {
        Doc made{ref, row.i64(0), {}};
        add_words(made.words, row.text(1));
        add_words(made.words, row.text(2));
        add_words(made.words, place_of(row.text(3)));
        facets = {row.str(4),  row.str(5),  row.str(6),   row.i64(7),   row.i64(8),  row.i64(9),
                  row.i64(10), row.i64(11), row.flag(12), row.flag(13), row.i64(14), row.i64(15), {}};
        return made;
      });
  if (!doc) return doc;
  facets.phone_digest = tx.one("SELECT phone_digest FROM case_reporters WHERE part_key = ? AND case_id = ?",
                               {ref.part_key, ref.id}, [](const db::Row& row) { return row.str(0); })
                            .value_or("");
  add_facets(doc->words, facets);
  const int year = year_of(Instant{doc->created_us});
  const std::string columns = k_case_columns;
  const auto copied = tx.run("INSERT INTO " + table("cases", year) + " (" + columns + ", archived_us) SELECT " + columns +
                                 ", CAST(? AS BIGINT) FROM cases WHERE part_key = ? AND id = ?",
                             {now, ref.part_key, ref.id});
  const auto removed = tx.run("DELETE FROM cases WHERE part_key = ? AND id = ?", {ref.part_key, ref.id});
  if (copied != 1 || removed != 1) throw db::Failure("a case changed while it was moved to the archive");
  for (const Hanging& one : k_hanging) carry(tx, one.living, table(one.name, year), one.columns, ref);
  return doc;
}

void note_moved(db::Tx& tx, int year, std::int64_t cases, Instant now) {
  tx.run("UPDATE archive_years SET cases = cases + ?, moved_us = ? WHERE year = ?", {cases, now, year});
}

void recall(db::Tx& tx, Ref ref) {
  const auto year = find(tx, ref);
  if (!year) return;
  const std::string columns = k_case_columns;
  const std::string where = " WHERE part_key = ? AND id = ?";
  tx.run("INSERT INTO cases (" + columns + ") SELECT " + columns + " FROM " + table("cases", *year) + where,
         {ref.part_key, ref.id});
  tx.run("DELETE FROM " + table("cases", *year) + where, {ref.part_key, ref.id});
  for (const Hanging& one : k_hanging) carry(tx, table(one.name, *year), one.living, one.columns, ref);
  tx.run("UPDATE archive_years SET cases = cases - 1 WHERE year = ?", {*year});
}

void add_facets(std::vector<Word>& words, const Facets& f) {
  constexpr std::size_t k_town = 9;
  constexpr std::size_t k_community = 12;
  for (const std::size_t digits : {k_town, k_community}) {
    if (f.area.size() > digits) words.push_back(facet(k_area, std::string_view(f.area).substr(0, digits)));
  }
  if (!f.area.empty()) words.push_back(facet(k_area, f.area));
  if (!f.item.empty()) words.push_back(facet(k_item, f.item));
  if (!f.unit.empty()) words.push_back(facet(k_unit, f.unit));
  if (!f.phone_digest.empty()) words.push_back(facet(k_phone, f.phone_digest));
  if (f.reported_by != 0) words.push_back(facet(k_reporter, f.reported_by));
  words.insert(words.end(), {facet(k_status, f.status), facet(k_step, f.step), facet(k_level, f.level),
                             facet(k_channel, f.channel), facet(k_severity, f.severity),
                             facet(k_overdue, f.overdue ? 1 : 0), facet(k_confidential, f.confidential ? 1 : 0),
                             facet(k_closed, month_of(f.closed_us))});
}

std::int64_t month_of(std::int64_t us) {
  const YearMonthDay day = split_date(local_date(Instant{us}));
  return std::int64_t{day.year} * 12 + day.month - 1;
}

}  // namespace tiange::cases::archive
