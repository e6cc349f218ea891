#include "city/credit/credit_store.h"

#include "platform/db/asking/asking.h"

namespace tiange::credit::store {

namespace {

std::int64_t number_of(const std::string& id) {
  const auto number = parse_id(id);
  return number.ok() ? *number : 0;
}

// ---- scorings ----

constexpr std::string_view k_scoring =
    "SELECT version, state, content, note, maker, made_by, made_us, released_by, released_us FROM credit_scorings";

StoredScoring scoring_of(const db::Row& r) {
  StoredScoring one;
  one.version = r.i64(0);
  one.state = static_cast<ScoringState>(r.i64(1));
  one.scoring = json::read<CreditScoring>(r.text(2)).value_or({});
  one.note = r.str(3);
  one.maker = {r.i64(4)};
  one.made_by = r.str(5);
  one.made = r.moment(6);
  one.released_by = r.str(7);
  one.released = r.moment(8);
  return one;
}

constexpr std::string_view k_score =
    "SELECT subject, grid, industry, score, grade, own_colour, colour, overridden, version, marks, changed_us, seen_us FROM credit_scores";

StoredScore score_of(const db::Row& r) {
  StoredScore one;
  one.subject = {r.i64(0)};
  one.grid = r.str(1);
  one.industry = r.str(2);
  one.score = static_cast<int>(r.i64(3));
  one.grade = r.str(4);
  one.own_colour = r.str(5);
  one.colour = r.str(6);
  one.overridden = r.flag(7);
  one.version = r.i64(8);
  one.marks = r.str(9);
  one.changed = r.moment(10);
  one.seen = r.moment(11);
  return one;
}

}  // namespace

std::string_view scoring_word(ScoringState state) {
  constexpr std::string_view k_words[] = {"draft", "live", "past"};
  return k_words[static_cast<std::size_t>(state)];
}

std::vector<StoredScoring> scorings(db::Tx& tx) {
  static const std::string sql = std::string(k_scoring) + " ORDER BY version DESC LIMIT 100";
  return tx.all(sql, {}, scoring_of);
}

std::optional<StoredScoring> scoring(db::Tx& tx, ScoringState state) {
  static const std::string sql = std::string(k_scoring) + " WHERE state = ? ORDER BY version DESC LIMIT 1";
  return tx.one(sql, {static_cast<std::int64_t>(state)}, scoring_of);
}

void put_scoring(db::Tx& tx, const StoredScoring& one) {
  tx.run("INSERT INTO credit_scorings (version, state, content, note, maker, made_by, made_us, released_by, released_us)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (version) DO UPDATE SET content = excluded.content, note = excluded.note,"
         " maker = excluded.maker, made_by = excluded.made_by, made_us = excluded.made_us WHERE credit_scorings.state = 0",
         {one.version, static_cast<std::int64_t>(one.state), json::write(one.scoring), one.note, one.maker, one.made_by, one.made, one.released_by,
          one.released});
}

void drop_draft(db::Tx& tx) { tx.run("DELETE FROM credit_scorings WHERE state = 0", {}); }

bool release(db::Tx& tx, std::int64_t version, std::string_view by, Instant now) {
  tx.run("UPDATE credit_scorings SET state = 2 WHERE state = 1", {});
  return tx.run("UPDATE credit_scorings SET state = 1, released_by = ?, released_us = ? WHERE version = ? AND state = 0", {by, now, version}) == 1;
}

std::int64_t state(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT value FROM credit_state WHERE name = ?", {name}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void set_state(db::Tx& tx, std::string_view name, std::int64_t value) {
  tx.run("INSERT INTO credit_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", {name, value});
}

void next_revision(db::Tx& tx) {
  tx.run("INSERT INTO credit_state (name, value) VALUES ('revision', 1) ON CONFLICT (name) DO UPDATE SET value = credit_state.value + 1", {});
}

// ---- runs and tries ----

void put_run(db::Tx& tx, const CreditRunView& run) {
  tx.run("INSERT INTO credit_runs (id, state, content) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state,"
         " content = excluded.content",
         {number_of(run.id), std::int64_t{run.state == "done"}, json::write(run)});
}

namespace {
CreditRunView run_of(const db::Row& r) { return json::read<CreditRunView>(r.text(0)).value_or({}); }
}  // namespace

std::optional<CreditRunView> run(db::Tx& tx, std::int64_t id) { return tx.one("SELECT content FROM credit_runs WHERE id = ?", {id}, run_of); }

std::vector<CreditRunView> runs(db::Tx& tx, std::size_t most) {
  return tx.all("SELECT content FROM credit_runs ORDER BY id DESC LIMIT ?", {static_cast<std::int64_t>(most)}, run_of);
}

std::optional<CreditRunView> unfinished_run(db::Tx& tx) {
  return tx.one("SELECT content FROM credit_runs WHERE state = 0 ORDER BY id DESC LIMIT 1", {}, run_of);
}

namespace {
struct TryContent {
  CreditTryView view;
  CreditScoring scoring;
};
BOOST_DESCRIBE_STRUCT(TryContent, (), (view, scoring))

StoredTry try_from(const db::Row& r) {
  StoredTry one;
  one.account = {r.i64(0)};
  one.made = r.moment(1);
  auto content = json::read<TryContent>(r.text(2)).value_or({});
  one.view = std::move(content.view);
  one.scoring = std::move(content.scoring);
  return one;
}
}  // namespace

void put_try(db::Tx& tx, const StoredTry& one) {
  const TryContent content{one.view, one.scoring};
  tx.run("INSERT INTO credit_tries (id, account, version, made_us, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
         " content = excluded.content",
         {number_of(one.view.id), one.account, one.view.version, one.made, json::write(content)});
}

std::optional<StoredTry> a_try(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT account, made_us, content FROM credit_tries WHERE id = ?", {id}, try_from);
}

std::optional<StoredTry> try_of(db::Tx& tx, std::int64_t version, Instant made) {
  return tx.one("SELECT account, made_us, content FROM credit_tries WHERE version = ? AND made_us = ? ORDER BY id DESC LIMIT 1", {version, made},
                try_from);
}

// ---- scores ----

void put_score(db::Tx& tx, const StoredScore& one) {
  tx.run("INSERT INTO credit_scores (part_key, subject, grid, industry, score, grade, own_colour, colour, overridden, version, marks,"
         " changed_us, seen_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, subject) DO UPDATE SET"
         " grid = excluded.grid, industry = excluded.industry, score = excluded.score, grade = excluded.grade,"
         " own_colour = excluded.own_colour, colour = excluded.colour, overridden = excluded.overridden, version = excluded.version,"
         " marks = excluded.marks, changed_us = excluded.changed_us, seen_us = excluded.seen_us",
         {one.subject, one.subject, one.grid, one.industry, one.score, one.grade, one.own_colour, one.colour, one.overridden, one.version, one.marks,
          one.changed, one.seen});
}

void drop_score(db::Tx& tx, SubjectId subject) {
  tx.run("DELETE FROM credit_scores WHERE part_key = ? AND subject = ?", {subject, subject});
}

std::optional<StoredScore> score(db::Tx& tx, SubjectId subject) {
  static const std::string sql = std::string(k_score) + " WHERE part_key = ? AND subject = ?";
  return tx.one(sql, {subject, subject}, score_of);
}

std::vector<StoredScore> scores_of(db::Tx& tx, std::span<const SubjectId> ids) {
  std::vector<StoredScore> found;
  for (const SubjectId id : ids) {
    if (auto one = score(tx, id)) found.push_back(*std::move(one));
  }
  return found;
}

void each_score(db::Tx& tx, FunctionRef<bool(const StoredScore&)> visit) {
  tx.each(k_score, {}, [&](const db::Row& r) { return visit(score_of(r)); });
}

void each_firm(db::Tx& tx, const Scope& scope, const FirmAsk& ask, FunctionRef<bool(const StoredScore&)> visit) {
  if (ask.only) {
    const auto fits = [](const std::string& asked, const std::string& has) { return asked.empty() || asked == has; };
    for (const StoredScore& one : scores_of(tx, *ask.only)) {
      const bool inside = scope.covers(one.grid) && one.grid.starts_with(ask.area);
      if (inside && fits(ask.colour, one.colour) && fits(ask.grade, one.grade) && fits(ask.industry, one.industry) && !visit(one)) return;
    }
    return;
  }
  db::Asked where;
  if (!where.within("grid", scope, ask.area)) return;
  if (!ask.colour.empty()) where.add("colour = ?"), where.bind(ask.colour);
  if (!ask.grade.empty()) where.add("grade = ?"), where.bind(ask.grade);
  if (!ask.industry.empty()) where.add("industry = ?"), where.bind(ask.industry);
  if (ask.after) {
    where.add("(score > ? OR (score = ? AND subject > ?))");
    where.bind(std::int64_t{ask.after->first}), where.bind(std::int64_t{ask.after->first}), where.bind(ask.after->second);
  }
  const std::string limit = ask.limit == 0 ? "" : " LIMIT " + std::to_string(ask.limit);
  tx.each(where.sql(k_score, " ORDER BY score, subject" + limit), where.params(), [&](const db::Row& r) { return visit(score_of(r)); });
}

std::vector<Standing> standings(db::Tx& tx, const Scope& scope, const std::string& area) {
  db::Asked where;
  if (!where.within("grid", scope, area)) return {};
  return tx.all(where.sql("SELECT grade, colour, COUNT(*) FROM credit_scores", " GROUP BY grade, colour ORDER BY grade, colour"), where.params(),
                [](const db::Row& r) { return Standing{r.str(0), r.str(1), r.i64(2)}; });
}

void add_change(db::Tx& tx, SubjectId subject, std::int64_t id, const CreditChange& change) {
  tx.post("INSERT INTO credit_history (part_key, subject, id, happened_us, content) VALUES (?, ?, ?, ?, ?)",
          {subject, subject, id, change.happened, json::write(change)});
}

std::vector<CreditChange> changes(db::Tx& tx, SubjectId subject, Instant until, std::int64_t after, std::size_t most) {
  return tx.all("SELECT content FROM credit_history WHERE part_key = ? AND subject = ? AND happened_us < ? AND id < ? ORDER BY id DESC LIMIT ?",
                {subject, subject, until, after == 0 ? INT64_MAX : after, static_cast<std::int64_t>(most)},
                [](const db::Row& r) { return json::read<CreditChange>(r.text(0)).value_or({}); });
}

}  // namespace tiange::credit::store
