#include "city/registers/compare/compare_store.h"

#include <algorithm>
#include <array>

#include "platform/db/asking/asking.h"

namespace tiange::registers::comparing {

namespace {

constexpr std::size_t k_asked = 50;  // in one IN list; the last one is repeated to fill it

constexpr std::string_view k_rule = "rule_key, version, state, content, note, maker, made_by, made_us, released_by, released_us";

StoredRule rule_of(const db::Row& r) {
  StoredRule one;
  one.key = r.str(0);
  one.version = r.i64(1);
  one.state = static_cast<RuleState>(r.i64(2));
  if (auto rule = json::read<CompareRule>(r.text(3)); rule.ok()) one.rule = *std::move(rule);
  one.note = r.str(4);
  one.maker = {r.i64(5)};
  one.made_by = r.str(6);
  one.made = r.moment(7);
  one.released_by = r.str(8);
  one.released = r.moment(9);
  return one;
}

constexpr std::array<std::string_view, 24> k_match = {
    "part_key", "subject",  "rule_key", "episode",     "id",          "rule_version", "subject_version", "kind",     "grid",  "unit",   "queue",  "state",
    "began_us", "ended_us", "pushed_us", "due_us",     "answered_us", "answered_by",  "said",            "times",    "evidence", "later", "ticket", "proposal"};

std::string match_columns() {
  std::string out;
  for (const std::string_view name : k_match) {
    if (name == "part_key") continue;
    out += (out.empty() ? "" : ", ") + std::string(name);
  }
  return out;
}

std::string written(const MatchValues& values) {
  json::Object object;
  for (const auto& [name, value] : values) object.emplace_back(name, value);
  return json::write(json::Value(std::move(object)));
}

MatchValues values_of(std::string_view text) {
  MatchValues values;
  const auto parsed = json::parse(text);
  if (!parsed.ok() || !parsed->is_object()) return values;
  for (const auto& [name, value] : parsed->as_object()) values.emplace_back(name, value.is_string() ? value.as_string() : "");
  return values;
}

StoredCompare match_of(const db::Row& r) {
  StoredCompare m;
  m.subject = {r.i64(0)};
  m.rule = r.str(1);
  m.episode = r.i64(2);
  m.id = r.i64(3);
  m.rule_version = r.i64(4);
  m.subject_version = r.i64(5);
  m.kind = static_cast<Kind>(r.i64(6));
  m.grid = r.str(7);
  m.unit = r.str(8);
  m.queue = r.str(9);
  m.state = static_cast<MatchStand>(r.i64(10));
  m.began = r.moment(11);
  m.ended = r.moment(12);
  m.pushed = r.moment(13);
  m.due = r.moment(14);
  m.answered = r.moment(15);
  m.answered_by = r.str(16);
  m.said = r.str(17);
  m.times = r.i64(18);
  m.evidence = values_of(r.text(19));
  m.later = values_of(r.text(20));
  m.ticket = r.str(21);
  m.proposal = r.str(22);
  return m;
}

// Of one's own units and queues; false when there are none.
bool ask_mine(db::Asked& where, const Scope& scope) {
  std::string any;
  for (const auto& [column, codes] : {std::pair("unit", &scope.units), std::pair("queue", &scope.queues)}) {
    if (!codes->empty()) any += (any.empty() ? "(" : " OR ") + where.one_of(column, *codes);
  }
  if (any.empty()) return false;
  where.add(any + ")");
  return true;
}

}  // namespace

std::string_view rule_state_word(RuleState state) {
  constexpr std::string_view k_words[] = {"draft", "live", "past"};
  return k_words[static_cast<std::size_t>(state)];
}

std::string_view stand_word(MatchStand state) {
  constexpr std::string_view k_words[] = {"open", "done", "untrue", "proposed", "withdrawn"};
  return k_words[static_cast<std::size_t>(state)];
}

std::vector<StoredRule> rules(db::Tx& tx, RuleState state) {
  static const std::string sql = "SELECT " + std::string(k_rule) + " FROM registers_compare_rules WHERE state = ? ORDER BY rule_key";
  return tx.all(sql, {static_cast<std::int64_t>(state)}, rule_of);
}

std::vector<StoredRule> versions(db::Tx& tx, std::string_view key) {
  static const std::string sql = "SELECT " + std::string(k_rule) + " FROM registers_compare_rules WHERE rule_key = ? ORDER BY version DESC LIMIT 100";
  return tx.all(sql, {key}, rule_of);
}

void put_rule(db::Tx& tx, const StoredRule& one) {
  tx.run("INSERT INTO registers_compare_rules (rule_key, version, state, content, note, maker, made_by, made_us, released_by, released_us)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rule_key, version) DO UPDATE SET content = excluded.content, note = excluded.note,"
         " maker = excluded.maker, made_by = excluded.made_by, made_us = excluded.made_us WHERE registers_compare_rules.state = 0",
         {one.key, one.version, static_cast<std::int64_t>(one.state), json::write(one.rule), one.note, one.maker, one.made_by, one.made,
          one.released_by, one.released});
}

void drop_draft(db::Tx& tx, std::string_view key) { tx.run("DELETE FROM registers_compare_rules WHERE rule_key = ? AND state = 0", {key}); }

bool release(db::Tx& tx, std::string_view key, std::int64_t version, std::string_view by, Instant now) {
  tx.run("UPDATE registers_compare_rules SET state = 2 WHERE rule_key = ? AND state = 1", {key});
  return tx.run("UPDATE registers_compare_rules SET state = 1, released_by = ?, released_us = ? WHERE rule_key = ? AND version = ? AND state = 0",
                {by, now, key, version}) == 1;
}

std::int64_t state(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT value FROM registers_compare_state WHERE name = ?", {name}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void set_state(db::Tx& tx, std::string_view name, std::int64_t value) {
  tx.run("INSERT INTO registers_compare_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", {name, value});
}

void next_revision(db::Tx& tx) {
  tx.run("INSERT INTO registers_compare_state (name, value) VALUES ('revision', 1) ON CONFLICT (name) DO UPDATE SET value ="
         " registers_compare_state.value + 1",
         {});
}

void put_run(db::Tx& tx, const CompareRunView& run) {
  const std::int64_t id = parse_id(run.id).ok() ? *parse_id(run.id) : 0;
  tx.run("INSERT INTO registers_compare_runs (id, state, content) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state,"
         " content = excluded.content",
         {id, std::int64_t{run.state == "done"}, json::write(run)});
}

namespace {
CompareRunView run_of(const db::Row& r) {
  auto run = json::read<CompareRunView>(r.text(0));
  return run.ok() ? *std::move(run) : CompareRunView{};
}
}  // namespace

std::optional<CompareRunView> run(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT content FROM registers_compare_runs WHERE id = ?", {id}, run_of);
}

std::vector<CompareRunView> runs(db::Tx& tx, std::size_t most) {
  return tx.all("SELECT content FROM registers_compare_runs ORDER BY id DESC LIMIT ?", {static_cast<std::int64_t>(most)}, run_of);
}

std::optional<CompareRunView> unfinished_run(db::Tx& tx) {
  return tx.one("SELECT content FROM registers_compare_runs WHERE state = 0 ORDER BY id DESC LIMIT 1", {}, run_of);
}

namespace {
struct TryContent {
  CompareTryView view;
  CompareRule rule;
  std::vector<std::int64_t> sample;
};
BOOST_DESCRIBE_STRUCT(TryContent, (), (view, rule, sample))
}  // namespace

void put_try(db::Tx& tx, const StoredTry& one) {
  const TryContent content{one.view, one.rule, one.sample};
  const std::int64_t id = parse_id(one.view.id).ok() ? *parse_id(one.view.id) : 0;
  tx.run("INSERT INTO registers_compare_tries (id, account, content) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET content = excluded.content",
         {id, one.account, json::write(content)});
}

std::optional<StoredTry> a_try(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT account, content FROM registers_compare_tries WHERE id = ?", {id}, [](const db::Row& r) {
    StoredTry one;
    one.account = {r.i64(0)};
    if (auto content = json::read<TryContent>(r.text(1)); content.ok()) {
      one.view = std::move(content->view);
      one.rule = std::move(content->rule);
      one.sample = std::move(content->sample);
    }
    return one;
  });
}

bool add(db::Tx& tx, const StoredCompare& m) {
  return tx.run("INSERT INTO registers_compare_matches (part_key, subject, rule_key, episode, id, rule_version, subject_version, kind, grid, unit,"
                " queue, state, began_us, ended_us, pushed_us, due_us, answered_us, answered_by, said, times, evidence, later, ticket, proposal)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                {m.subject, m.subject, m.rule, m.episode, m.id, m.rule_version, m.subject_version, static_cast<std::int64_t>(m.kind), m.grid, m.unit,
                 m.queue, static_cast<std::int64_t>(m.state), m.began, m.ended, m.pushed, m.due, m.answered, m.answered_by, m.said, m.times,
                 written(m.evidence), written(m.later), m.ticket, m.proposal}) == 1;
}

void change(db::Tx& tx, const StoredCompare& m) {
  tx.run("UPDATE registers_compare_matches SET state = ?, ended_us = ?, pushed_us = ?, due_us = ?, answered_us = ?, answered_by = ?, said = ?,"
         " times = ?, later = ?, ticket = ?, proposal = ? WHERE part_key = ? AND subject = ? AND rule_key = ? AND episode = ?",
         {static_cast<std::int64_t>(m.state), m.ended, m.pushed, m.due, m.answered, m.answered_by, m.said, m.times, written(m.later), m.ticket,
          m.proposal, m.subject, m.subject, m.rule, m.episode});
}

std::optional<StoredCompare> match(db::Tx& tx, std::int64_t id) {
  static const std::string sql = "SELECT " + match_columns() + " FROM registers_compare_matches WHERE id = ?";
  return tx.one(sql, {id}, match_of);
}

std::vector<StoredCompare> last_of(db::Tx& tx, std::span<const SubjectId> ids) {
  static const auto asking = [](const char* column) {
    std::string marks;
    for (std::size_t i = 0; i < k_asked; ++i) marks += i ? ",?" : "?";
    return "SELECT " + match_columns() + " FROM registers_compare_matches WHERE " + column + " IN (" + marks + ") ORDER BY subject, rule_key, episode DESC";
  };
  // On SQLite part_key stands last in the key.
  static const std::string inside = asking("subject"), beside = asking("part_key");
  std::vector<StoredCompare> found;
  std::vector<db::Param> params;
  for (std::size_t at = 0; at < ids.size(); at += k_asked) {
    params.clear();
    for (std::size_t i = 0; i < k_asked; ++i) params.emplace_back(ids[std::min(at + i, ids.size() - 1)]);
    tx.each(tx.backend() == db::Backend::sqlite ? inside : beside, params, [&](const db::Row& r) {
      StoredCompare one = match_of(r);
      if (found.empty() || found.back().subject != one.subject || found.back().rule != one.rule) found.push_back(std::move(one));
      return true;
    });
  }
  return found;
}

void mark(db::Tx& tx, SubjectId subject, Instant now) {
  tx.post("INSERT INTO registers_compare_marks (part_key, subject, seen_us) VALUES (?, ?, ?) ON CONFLICT (part_key, subject) DO UPDATE SET"
          " seen_us = excluded.seen_us",
          {subject, subject, now});
}

void each_running(db::Tx& tx, Kind kind, FunctionRef<bool(const Running&)> visit) {
  tx.each("SELECT rule_key, subject FROM registers_compare_matches WHERE kind = ? AND ended_us = 0", {static_cast<std::int64_t>(kind)},
          [&](const db::Row& r) { return visit({r.text(0), {r.i64(1)}}); });
}

std::vector<StoredCompare> answered_before(db::Tx& tx, std::string_view rule, Instant moment, std::int64_t after, std::size_t most) {
  static const std::string sql = "SELECT " + match_columns() +
                                 " FROM registers_compare_matches WHERE rule_key = ? AND state IN (1, 2) AND ended_us = 0 AND answered_us <= ?"
                                 " AND id > ? ORDER BY id LIMIT ?";
  return tx.all(sql, {rule, moment, after, static_cast<std::int64_t>(most)}, match_of);
}

void each_match(db::Tx& tx, const Scope& scope, const MatchAsk& ask, FunctionRef<bool(const StoredCompare&)> visit) {
  db::Asked where;
  if (ask.mine && !ask_mine(where, scope)) return;
  if (!where.within("grid", scope, ask.area)) return;
  if (!ask.rule.empty()) where.add("rule_key = ?"), where.bind(ask.rule);
  if (ask.subject) where.add("subject = ?"), where.bind(*ask.subject);
  if (ask.state == "open") where.add("state = 0");
  if (ask.state == "answered") where.add("state IN (1, 2, 3)");
  if (ask.state == "ended") where.add("ended_us > 0");
  if (ask.after > 0) where.add("id < ?"), where.bind(ask.after);
  const std::string limit = ask.limit == 0 ? "" : " LIMIT " + std::to_string(ask.limit);
  tx.each(where.sql("SELECT " + match_columns() + " FROM registers_compare_matches", " ORDER BY id DESC" + limit), where.params(),
          [&](const db::Row& r) { return visit(match_of(r)); });
}

std::map<std::string, CompareCounts> counts(db::Tx& tx, const Scope& scope, bool mine) {
  std::map<std::string, CompareCounts> found;
  db::Asked where;
  if (mine && !ask_mine(where, scope)) return found;
  if (!where.within("grid", scope, "")) return found;
  tx.each(where.sql("SELECT rule_key, state, COUNT(*), SUM(CASE WHEN ended_us = 0 THEN 1 ELSE 0 END) FROM registers_compare_matches", " GROUP BY rule_key, state"),
          where.params(), [&](const db::Row& r) {
            CompareCounts& counts = found[r.str(0)];
            std::int64_t* const by_state[] = {&counts.open, &counts.done, &counts.untrue, &counts.proposed, &counts.withdrawn};
            *by_state[static_cast<std::size_t>(r.i64(1))] = r.i64(2);
            counts.holding += r.i64(3);
            return true;
          });
  for (auto& [rule, one] : found) {
    const std::int64_t answered = one.done + one.untrue + one.proposed;
    if (answered > 0) one.rate = static_cast<double>(one.done) / static_cast<double>(answered);
  }
  return found;
}

void add_act(db::Tx& tx, const StoredCompare& match, std::int64_t id, std::string_view act, std::string_view by, std::string_view said, Instant now) {
  tx.post("INSERT INTO registers_compare_acts (part_key, match_id, id, act, happened_us, by_name, said) VALUES (?, ?, ?, ?, ?, ?, ?)",
          {match.subject, match.id, id, act, now, by, said});
}

std::vector<CompareAct> acts(db::Tx& tx, const StoredCompare& match) {
  return tx.all("SELECT act, happened_us, by_name, said FROM registers_compare_acts WHERE part_key = ? AND match_id = ? ORDER BY id", {match.subject, match.id},
                [](const db::Row& r) { return CompareAct{r.str(0), r.moment(1), r.str(2), r.str(3)}; });
}

}  // namespace tiange::registers::comparing
