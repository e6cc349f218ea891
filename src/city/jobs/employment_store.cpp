// Vacancies and talents.

#include "city/jobs/employment_store.h"

#include "platform/db/asking/asking.h"

namespace tiange::employ::store {

namespace {

constexpr std::string_view k_vacancy = "SELECT id, firm, grid, industry, state, until_us, import_key, changed_us, content FROM job_vacancies";

StoredVacancy vacancy_of(const db::Row& r) {
  StoredVacancy one;
  one.id = r.i64(0);
  one.firm = {r.i64(1)};
  one.grid = r.str(2);
  one.industry = r.str(3);
  one.state = static_cast<VacancyState>(r.i64(4));
  one.until = r.moment(5);
  one.import_key = r.str(6);
  one.changed = r.moment(7);
  one.body = json::read<VacancyBody>(r.text(8)).value_or({});
  return one;
}

constexpr std::string_view k_talent = "SELECT subject, grid, state, until_us, changed_us, content FROM job_talents";

StoredTalent talent_of(const db::Row& r) {
  StoredTalent one;
  one.subject = {r.i64(0)};
  one.grid = r.str(1);
  one.state = static_cast<TalentState>(r.i64(2));
  one.until = r.moment(3);
  one.changed = r.moment(4);
  one.body = json::read<TalentBody>(r.text(5)).value_or({});
  return one;
}

std::string limited(std::size_t limit) { return " LIMIT " + std::to_string(limit); }

}  // namespace

std::int64_t state(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT value FROM job_state WHERE name = ?", {name}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void set_state(db::Tx& tx, std::string_view name, std::int64_t value) {
  tx.run("INSERT INTO job_state (name, value, content) VALUES (?, ?, '') ON CONFLICT (name) DO UPDATE SET value = excluded.value", {name, value});
}

DemandRun last_run(db::Tx& tx) {
  return tx.one("SELECT content FROM job_state WHERE name = 'run'", {}, [](const db::Row& r) { return json::read<DemandRun>(r.text(0)).value_or({}); }).value_or(DemandRun{});
}

void put_run(db::Tx& tx, const DemandRun& run) {
  tx.run("INSERT INTO job_state (name, value, content) VALUES ('run', 0, ?) ON CONFLICT (name) DO UPDATE SET content = excluded.content", {json::write(run)});
}

// ---- vacancies ----

void put_vacancy(db::Tx& tx, const StoredVacancy& one) {
  tx.run("INSERT INTO job_vacancies (part_key, id, firm, grid, industry, occupation, places, state, until_us, import_key, changed_us, content)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, id) DO UPDATE SET occupation = excluded.occupation,"
         " places = excluded.places, state = excluded.state,"
         " until_us = excluded.until_us, changed_us = excluded.changed_us, content = excluded.content",
         {one.id, one.id, one.firm, one.grid, one.industry, one.body.in.occupation,
          std::int64_t{one.body.in.headcount - one.body.hired}, static_cast<std::int64_t>(one.state), one.until, one.import_key,
          one.changed, json::write(one.body)});
}

std::optional<StoredVacancy> vacancy(db::Tx& tx, std::int64_t id) {
  static const std::string sql = std::string(k_vacancy) + " WHERE part_key = ? AND id = ?";
  return tx.one(sql, {id, id}, vacancy_of);
}

bool imported(db::Tx& tx, const std::string& key) {
  return tx.one("SELECT id FROM job_vacancies WHERE import_key = ? LIMIT 1", {key}, [](const db::Row& r) { return r.i64(0); }).has_value();
}

bool any_vacancy(db::Tx& tx) {
  return tx.one("SELECT id FROM job_vacancies LIMIT 1", {}, [](const db::Row& r) { return r.i64(0); }).has_value();
}

void each_vacancy(db::Tx& tx, const Scope& scope, const VacancyAsk& ask, Instant now, FunctionRef<bool(const StoredVacancy&)> visit) {
  db::Asked where;
  if (!where.within("grid", scope, ask.area)) return;
  if (ask.state == "open") where.add("state = 0 AND until_us > ?"), where.bind(now.us);
  if (ask.state == "over") where.add("state = 0 AND until_us <= ?"), where.bind(now.us);
  if (ask.state == "filled") where.add("state = 1");
  if (ask.state == "closed") where.add("state = 2");
  if (!ask.occupation.empty()) where.add("occupation = ?"), where.bind(ask.occupation);
  if (ask.firm > 0) where.add("firm = ?"), where.bind(ask.firm);
  if (ask.after > 0) where.add("id < ?"), where.bind(ask.after);
  tx.each(where.sql(k_vacancy, " ORDER BY id DESC" + limited(ask.limit)), where.params(), [&](const db::Row& r) { return visit(vacancy_of(r)); });
}

void changed_vacancies(db::Tx& tx, Instant since, FunctionRef<void(const StoredVacancy&)> visit) {
  static const std::string sql = std::string(k_vacancy) + " WHERE changed_us >= ? ORDER BY changed_us, id";
  tx.each(sql, {since}, [&](const db::Row& r) {
    visit(vacancy_of(r));
    return true;
  });
}

PlacesOpen places_open(db::Tx& tx, const Scope& scope, const std::string& area, Instant now) {
  PlacesOpen sum;
  db::Asked where;
  if (!where.within("grid", scope, area)) return sum;
  where.add("state = 0 AND until_us > ?"), where.bind(now.us);
  tx.each(where.sql("SELECT COUNT(*), COALESCE(SUM(places), 0) FROM job_vacancies", ""), where.params(), [&](const db::Row& r) {
    sum = {r.i64(0), r.i64(1)};
    return true;
  });
  return sum;
}

// ---- talents ----

void put_talent(db::Tx& tx, const StoredTalent& one) {
  tx.run("INSERT INTO job_talents (part_key, subject, grid, state, until_us, changed_us, content) VALUES (?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, subject) DO UPDATE SET grid = excluded.grid, state = excluded.state, until_us = excluded.until_us,"
         " changed_us = excluded.changed_us, content = excluded.content",
         {one.subject, one.subject, one.grid, static_cast<std::int64_t>(one.state), one.until, one.changed,
          one.state == TalentState::withdrawn ? std::string("{}") : json::write(one.body)});
}

std::optional<StoredTalent> talent(db::Tx& tx, SubjectId subject) {
  static const std::string sql = std::string(k_talent) + " WHERE part_key = ? AND subject = ?";
  return tx.one(sql, {subject, subject}, talent_of);
}

void each_talent(db::Tx& tx, const Scope& scope, const TalentAsk& ask, Instant now, FunctionRef<bool(const StoredTalent&)> visit) {
  db::Asked where;
  if (!where.within("grid", scope, ask.area)) return;
  where.add("until_us > ?"), where.bind(now.us);
  if (ask.state == "open") where.add("state = 0");
  else if (ask.state == "paused") where.add("state = 1");
  else if (ask.state == "placed") where.add("state = 2");
  else where.add("state < 3");
  if (ask.after > 0) where.add("subject < ?"), where.bind(ask.after);
  tx.each(where.sql(k_talent, " ORDER BY subject DESC" + limited(ask.limit)), where.params(), [&](const db::Row& r) { return visit(talent_of(r)); });
}

void changed_talents(db::Tx& tx, Instant since, FunctionRef<void(const StoredTalent&)> visit) {
  static const std::string sql = std::string(k_talent) + " WHERE changed_us >= ? ORDER BY changed_us, subject";
  tx.each(sql, {since}, [&](const db::Row& r) {
    visit(talent_of(r));
    return true;
  });
}

std::int64_t talents_open(db::Tx& tx, const Scope& scope, const std::string& area, Instant now) {
  db::Asked where;
  if (!where.within("grid", scope, area)) return 0;
  where.add("state = 0 AND until_us > ?"), where.bind(now.us);
  std::int64_t count = 0;
  tx.each(where.sql("SELECT COUNT(*) FROM job_talents", ""), where.params(), [&](const db::Row& r) {
    count = r.i64(0);
    return true;
  });
  return count;
}

std::vector<SubjectId> consents_over(db::Tx& tx, Instant now, std::size_t most) {
  return tx.all("SELECT subject FROM job_talents WHERE state < 3 AND until_us <= ? ORDER BY until_us LIMIT ?", {now, static_cast<std::int64_t>(most)},
                [](const db::Row& r) { return SubjectId{r.i64(0)}; });
}

}  // namespace tiange::employ::store
