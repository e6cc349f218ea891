// Recommendations, likely demand, words.

#include "city/jobs/employment_store.h"
#include "platform/db/asking/asking.h"

namespace tiange::employ::store {

namespace {

constexpr std::size_t k_page = 51;
constexpr std::size_t k_most_of_one = 100;

constexpr std::string_view k_match = "SELECT vacancy, talent, id, grid, talent_grid, state, gone, content FROM job_matches";

StoredMatch match_row(const db::Row& r) {
  StoredMatch one;
  one.vacancy = r.i64(0);
  one.talent = {r.i64(1)};
  one.id = r.i64(2);
  one.grid = r.str(3);
  one.talent_grid = r.str(4);
  one.state = static_cast<MatchState>(r.i64(5));
  one.gone = r.flag(6);
  one.body = json::read<Recommendation>(r.text(7)).value_or({});
  return one;
}

constexpr std::string_view k_demand = "SELECT firm, occupation, id, grid, state, confidence, answered_us, content FROM job_demands";

StoredDemand demand_row(const db::Row& r) {
  StoredDemand one;
  one.firm = {r.i64(0)};
  one.occupation = r.str(1);
  one.id = r.i64(2);
  one.grid = r.str(3);
  one.state = static_cast<DemandState>(r.i64(4));
  one.confidence = static_cast<int>(r.i64(5));
  one.answered = r.moment(6);
  one.body = json::read<DemandView>(r.text(7)).value_or({});
  return one;
}

StoredWord word_row(const db::Row& r) {
  return {r.str(0), static_cast<WordState>(r.i64(1)), r.i64(2), r.moment(3), json::read<WordBody>(r.text(4)).value_or({})};
}

}  // namespace

std::string_view match_word(MatchState state) {
  constexpr std::string_view k_words[] = {"open", "agreed", "refused", "interview", "hired", "not"};
  return k_words[static_cast<std::size_t>(state)];
}

std::string_view demand_word(DemandState state) {
  constexpr std::string_view k_words[] = {"open", "confirmed", "denied"};
  return k_words[static_cast<std::size_t>(state)];
}

void put_match(db::Tx& tx, const StoredMatch& one) {
  tx.run("INSERT INTO job_matches (part_key, vacancy, talent, id, grid, talent_grid, state, gone, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, vacancy, talent) DO UPDATE SET id = excluded.id, state = excluded.state, gone = excluded.gone, content = excluded.content",
         {one.vacancy, one.vacancy, one.talent, one.id, one.grid, one.talent_grid, static_cast<std::int64_t>(one.state), one.gone, json::write(one.body)});
}

std::optional<StoredMatch> match(db::Tx& tx, std::int64_t id) {
  static const std::string sql = std::string(k_match) + " WHERE id = ?";
  return tx.one(sql, {id}, match_row);
}

std::optional<StoredMatch> match_of(db::Tx& tx, std::int64_t vacancy, SubjectId talent) {
  static const std::string sql = std::string(k_match) + " WHERE part_key = ? AND vacancy = ? AND talent = ?";
  return tx.one(sql, {vacancy, vacancy, talent}, match_row);
}

std::vector<StoredMatch> matches_of_talent(db::Tx& tx, SubjectId talent) {
  static const std::string sql = std::string(k_match) + " WHERE talent = ? AND gone = 0 ORDER BY id DESC LIMIT " + std::to_string(k_most_of_one);
  return tx.all(sql, {talent}, match_row);
}

std::vector<StoredMatch> matches_of_vacancy(db::Tx& tx, std::int64_t vacancy) {
  static const std::string sql = std::string(k_match) + " WHERE part_key = ? AND vacancy = ? AND gone = 0 ORDER BY id DESC LIMIT " + std::to_string(k_most_of_one);
  return tx.all(sql, {vacancy, vacancy}, match_row);
}

void each_match(db::Tx& tx, const Scope& scope, std::string_view state, std::int64_t after, FunctionRef<bool(const StoredMatch&)> visit) {
  db::Asked where;
  if (!where.within("grid", scope, "")) return;
  where.add("gone = 0");
  if (state == "open") where.add("state IN (0, 1, 3)");
  if (state == "done") where.add("state IN (2, 4, 5)");
  if (after > 0) where.add("id < ?"), where.bind(after);
  tx.each(where.sql(k_match, " ORDER BY id DESC LIMIT " + std::to_string(k_page)), where.params(), [&](const db::Row& r) { return visit(match_row(r)); });
}

void blank_matches(db::Tx& tx, SubjectId talent) {
  tx.run("UPDATE job_matches SET gone = 1, talent_grid = '', content = '{}' WHERE talent = ?", {talent});
}

std::map<MatchState, std::int64_t> match_counts(db::Tx& tx, const Scope& scope, const std::string& area) {
  std::map<MatchState, std::int64_t> counts;
  db::Asked where;
  if (!where.within("grid", scope, area)) return counts;
  tx.each(where.sql("SELECT state, COUNT(*) FROM job_matches", " GROUP BY state"), where.params(), [&](const db::Row& r) {
    counts[static_cast<MatchState>(r.i64(0))] = r.i64(1);
    return true;
  });
  return counts;
}

// ---- likely demand ----

void put_demand(db::Tx& tx, const StoredDemand& one) {
  tx.run("INSERT INTO job_demands (part_key, firm, occupation, id, grid, state, confidence, answered_us, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, firm, occupation) DO UPDATE SET grid = excluded.grid, state = excluded.state, confidence = excluded.confidence,"
         " answered_us = excluded.answered_us, content = excluded.content",
         {one.firm, one.firm, one.occupation, one.id, one.grid, static_cast<std::int64_t>(one.state), std::int64_t{one.confidence}, one.answered,
          json::write(one.body)});
}

void drop_demand(db::Tx& tx, SubjectId firm, const std::string& occupation) {
  tx.run("DELETE FROM job_demands WHERE part_key = ? AND firm = ? AND occupation = ?", {firm, firm, occupation});
}

std::optional<StoredDemand> demand(db::Tx& tx, std::int64_t id) {
  static const std::string sql = std::string(k_demand) + " WHERE id = ?";
  return tx.one(sql, {id}, demand_row);
}

std::vector<StoredDemand> demands_of(db::Tx& tx, SubjectId firm) {
  static const std::string sql = std::string(k_demand) + " WHERE part_key = ? AND firm = ? ORDER BY occupation";
  return tx.all(sql, {firm, firm}, demand_row);
}

void each_demand(db::Tx& tx, const Scope& scope, const DemandAsk& ask, FunctionRef<bool(const StoredDemand&)> visit) {
  db::Asked where;
  if (!where.within("grid", scope, ask.area)) return;
  if (ask.state == "open") where.add("state = 0");
  if (ask.state == "confirmed") where.add("state = 1");
  if (ask.state == "denied") where.add("state = 2");
  if (ask.after > 0) {
    where.add("(confidence < ? OR (confidence = ? AND id < ?))");
    where.bind(std::int64_t{ask.after_confidence}), where.bind(std::int64_t{ask.after_confidence}), where.bind(ask.after);
  }
  tx.each(where.sql(k_demand, " ORDER BY confidence DESC, id DESC LIMIT " + std::to_string(ask.limit)), where.params(),
          [&](const db::Row& r) { return visit(demand_row(r)); });
}

void demands_for(db::Tx& tx, const Scope& scope, const std::string& occupation, std::size_t most, FunctionRef<bool(const StoredDemand&)> visit) {
  db::Asked where;
  if (!where.within("grid", scope, "")) return;
  where.add("occupation = ? AND state IN (0, 1)"), where.bind(occupation);
  tx.each(where.sql(k_demand, " ORDER BY state DESC, confidence DESC, id LIMIT " + std::to_string(most)), where.params(),
          [&](const db::Row& r) { return visit(demand_row(r)); });
}

std::set<std::int64_t> firms_with_demand(db::Tx& tx) {
  std::set<std::int64_t> firms;
  tx.each("SELECT firm FROM job_demands WHERE state = 0", {}, [&](const db::Row& r) {
    firms.insert(r.i64(0));
    return true;
  });
  return firms;
}

std::int64_t demands_open(db::Tx& tx, const Scope& scope, const std::string& area) {
  db::Asked where;
  if (!where.within("grid", scope, area)) return 0;
  where.add("state = 0");
  std::int64_t count = 0;
  tx.each(where.sql("SELECT COUNT(*) FROM job_demands", ""), where.params(), [&](const db::Row& r) {
    count = r.i64(0);
    return true;
  });
  return count;
}

void count_rule(db::Tx& tx, std::string_view rule, bool confirmed) {
  tx.run("INSERT INTO job_rule_counts (rule_key, confirmed, denied) VALUES (?, ?, ?) ON CONFLICT (rule_key) DO UPDATE SET"
         " confirmed = job_rule_counts.confirmed + excluded.confirmed, denied = job_rule_counts.denied + excluded.denied",
         {rule, std::int64_t{confirmed}, std::int64_t{!confirmed}});
}

std::map<std::string, std::pair<std::int64_t, std::int64_t>> rule_counts(db::Tx& tx) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;
  tx.each("SELECT rule_key, confirmed, denied FROM job_rule_counts", {}, [&](const db::Row& r) {
    counts[r.str(0)] = {r.i64(1), r.i64(2)};
    return true;
  });
  return counts;
}

std::map<std::int64_t, StaffSeen> staff_seen(db::Tx& tx) {
  std::map<std::int64_t, StaffSeen> seen;
  tx.each("SELECT firm, staff, seen_us FROM job_staff", {}, [&](const db::Row& r) {
    seen[r.i64(0)] = {r.i64(1), r.moment(2)};
    return true;
  });
  return seen;
}

void put_staff(db::Tx& tx, SubjectId firm, const StaffSeen& seen) {
  tx.post("INSERT INTO job_staff (part_key, firm, staff, seen_us) VALUES (?, ?, ?, ?) ON CONFLICT (part_key, firm) DO UPDATE SET"
          " staff = excluded.staff, seen_us = excluded.seen_us",
          {firm, firm, seen.staff, seen.seen});
}

// ---- words ----

void propose_word(db::Tx& tx, const std::string& word, const std::string& by, Instant now) {
  tx.run("INSERT INTO job_words (word, state, times, first_us, content) VALUES (?, 0, 1, ?, ?)"
         " ON CONFLICT (word) DO UPDATE SET times = job_words.times + 1",
         {word, now, json::write(WordBody{"", "", "", by, "", {}})});
}

std::optional<StoredWord> word(db::Tx& tx, const std::string& word) {
  return tx.one("SELECT word, state, times, first_us, content FROM job_words WHERE word = ?", {word}, word_row);
}

void put_word(db::Tx& tx, const StoredWord& one) {
  tx.run("UPDATE job_words SET state = ?, content = ? WHERE word = ?", {static_cast<std::int64_t>(one.state), json::write(one.body), one.word});
}

std::vector<StoredWord> words(db::Tx& tx, WordState state, std::size_t most) {
  return tx.all("SELECT word, state, times, first_us, content FROM job_words WHERE state = ? ORDER BY times DESC, word LIMIT ?",
                {static_cast<std::int64_t>(state), static_cast<std::int64_t>(most)}, word_row);
}

}  // namespace tiange::employ::store
