#include "city/benefits/policies/policy_store.h"

#include <algorithm>
#include <array>

#include "platform/db/asking/asking.h"

namespace tiange::benefits::kept {

namespace {

constexpr std::size_t k_asked = 50;  // in one IN list; the last one is repeated to fill it
constexpr std::string_view k_edition = "policy, edition, state, content, note, maker, made_by, made_us, released_by, released_us, confirmed_by, confirmed_us,"
                                       " confirmed_document, confirmed_note, confirmed_push";
constexpr std::string_view k_match = "subject, policy, episode, id, edition, kind, grid, began_us, ended_us, why, amount_fen, period";

StoredPolicy policy_of(const db::Row& r) {
  StoredPolicy one;
  if (auto content = json::read<PolicyEdition>(r.text(3)); content.ok()) one.content = *std::move(content);
  one.content.key = r.str(0);
  one.content.edition = r.i64(1);
  one.state = static_cast<EditionState>(r.i64(2));
  one.note = r.str(4);
  one.maker = {r.i64(5)};
  one.made_by = r.str(6);
  one.made = r.moment(7);
  one.released_by = r.str(8);
  one.released = r.moment(9);
  one.confirmed = {r.str(10), r.str(12), r.str(13), r.flag(14), r.moment(11)};
  if (one.confirmed.at.us != 0) {
    one.content.standing = Standing::confirmed;
    one.content.document = one.confirmed.document;
    one.content.pushed = one.confirmed.push;
  }
  if (one.state == EditionState::released && !may_push(one.content.standing)) one.content.pushed = false;
  return one;
}

StoredMatch match_of(const db::Row& r) {
  StoredMatch m;
  m.subject = {r.i64(0)};
  m.policy = r.str(1);
  m.episode = r.i64(2);
  m.id = r.i64(3);
  m.edition = r.i64(4);
  m.kind = static_cast<Kind>(r.i64(5));
  m.grid = r.str(6);
  m.began = r.moment(7);
  m.ended = r.moment(8);
  m.why = r.str(9);
  m.amount_fen = r.i64(10);
  m.period = r.str(11);
  return m;
}

struct PriceContent {
  static constexpr bool k_json_defaults = true;
  PolicyPriceView view;
  PolicyEdition policy;
  std::vector<std::int64_t> gained, lost, fen;  // fen: before and after of those, in turn
};
BOOST_DESCRIBE_STRUCT(PriceContent, (), (view, policy, gained, lost, fen))

PolicyRunView run_of(const db::Row& r) {
  auto run = json::read<PolicyRunView>(r.text(0));
  return run.ok() ? *std::move(run) : PolicyRunView{};
}

std::string selected(std::string_view columns, std::string_view rest) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(rest);
}

}  // namespace

std::vector<StoredPolicy> policies(db::Tx& tx, EditionState state) {
  static const std::string sql = selected(k_edition, "benefits_policies WHERE state = ? ORDER BY policy, edition");
  return tx.all(sql, {static_cast<std::int64_t>(state)}, policy_of);
}

std::vector<StoredPolicy> editions(db::Tx& tx, std::string_view key) {
  static const std::string sql = selected(k_edition, "benefits_policies WHERE policy = ? ORDER BY edition DESC LIMIT 100");
  return tx.all(sql, {key}, policy_of);
}

std::optional<StoredPolicy> edition(db::Tx& tx, std::string_view key, std::int64_t edition) {
  static const std::string sql = selected(k_edition, "benefits_policies WHERE policy = ? AND edition = ?");
  return tx.one(sql, {key, edition}, policy_of);
}

void put(db::Tx& tx, const StoredPolicy& one) {
  tx.run("INSERT INTO benefits_policies (policy, edition, state, content, note, maker, made_by, made_us, released_by, released_us)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (policy, edition) DO UPDATE SET content = excluded.content, note = excluded.note,"
         " maker = excluded.maker, made_by = excluded.made_by, made_us = excluded.made_us WHERE benefits_policies.state = 0",
         {one.content.key, one.content.edition, static_cast<std::int64_t>(one.state), json::write(one.content), one.note, one.maker, one.made_by,
          one.made, one.released_by, one.released});
}

void drop_draft(db::Tx& tx, std::string_view key) { tx.run("DELETE FROM benefits_policies WHERE policy = ? AND state = 0", {key}); }

bool release(db::Tx& tx, std::string_view key, std::int64_t edition, std::string_view by, Instant now) {
  return tx.run("UPDATE benefits_policies SET state = 1, released_by = ?, released_us = ? WHERE policy = ? AND edition = ? AND state = 0",
                {by, now, key, edition}) == 1;
}

bool confirm(db::Tx& tx, std::string_view key, std::int64_t edition, const Confirmation& one) {
  return tx.run("UPDATE benefits_policies SET confirmed_by = ?, confirmed_us = ?, confirmed_document = ?, confirmed_note = ?, confirmed_push = ?"
                " WHERE policy = ? AND edition = ? AND state = 1 AND confirmed_us = 0",
                {one.by, one.at, one.document, one.note, one.push, key, edition}) == 1;
}

std::int64_t state(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT value FROM benefits_policy_state WHERE name = ?", {name}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void set_state(db::Tx& tx, std::string_view name, std::int64_t value) {
  tx.run("INSERT INTO benefits_policy_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", {name, value});
}

void next_revision(db::Tx& tx) {
  tx.run("INSERT INTO benefits_policy_state (name, value) VALUES ('revision', 1) ON CONFLICT (name) DO UPDATE SET value ="
         " benefits_policy_state.value + 1",
         {});
}

void put_run(db::Tx& tx, const PolicyRunView& run) {
  const std::int64_t id = parse_id(run.id).ok() ? *parse_id(run.id) : 0;
  tx.run("INSERT INTO benefits_policy_runs (id, state, content) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state,"
         " content = excluded.content",
         {id, std::int64_t{run.state == "done"}, json::write(run)});
}

std::optional<PolicyRunView> run(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT content FROM benefits_policy_runs WHERE id = ?", {id}, run_of);
}

std::vector<PolicyRunView> runs(db::Tx& tx, std::size_t most) {
  return tx.all("SELECT content FROM benefits_policy_runs ORDER BY id DESC LIMIT ?", {static_cast<std::int64_t>(most)}, run_of);
}

std::optional<PolicyRunView> unfinished_run(db::Tx& tx) {
  return tx.one("SELECT content FROM benefits_policy_runs WHERE state = 0 ORDER BY id DESC LIMIT 1", {}, run_of);
}

void put_price(db::Tx& tx, const StoredPrice& one) {
  PriceContent content{one.view, one.policy, one.gained, one.lost, {}};
  for (const auto* pairs : {&one.gained_fen, &one.lost_fen}) {
    for (const auto& [before, after] : *pairs) content.fen.push_back(before), content.fen.push_back(after);
  }
  const std::int64_t id = parse_id(one.view.id).ok() ? *parse_id(one.view.id) : 0;
  tx.run("INSERT INTO benefits_policy_prices (id, account, content) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET content = excluded.content",
         {id, one.account, json::write(content)});
}

std::optional<StoredPrice> price(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT account, content FROM benefits_policy_prices WHERE id = ?", {id}, [](const db::Row& r) {
    StoredPrice one;
    one.account = {r.i64(0)};
    auto content = json::read<PriceContent>(r.text(1));
    if (!content.ok()) return one;
    one.view = std::move(content->view);
    one.policy = std::move(content->policy);
    one.gained = std::move(content->gained);
    one.lost = std::move(content->lost);
    for (std::size_t i = 0; i < one.gained.size() + one.lost.size() && i * 2 + 1 < content->fen.size(); ++i)
      (i < one.gained.size() ? one.gained_fen : one.lost_fen).emplace_back(content->fen[i * 2], content->fen[i * 2 + 1]);
    return one;
  });
}

void put_counts(db::Tx& tx, const std::vector<std::string>& policies, const std::vector<AreaCount>& counts) {
  for (const std::string& policy : policies) tx.post("DELETE FROM benefits_policy_counts WHERE policy = ?", {policy});
  for (const AreaCount& one : counts) {
    tx.post("INSERT INTO benefits_policy_counts (policy, area, entitled, missing, amount_fen) VALUES (?, ?, ?, ?, ?) ON CONFLICT (policy, area)"
            " DO UPDATE SET entitled = excluded.entitled, missing = excluded.missing, amount_fen = excluded.amount_fen",
            {one.policy, one.area, one.entitled, one.missing, one.amount_fen});
  }
}

std::map<std::string, PolicyCounts> counts(db::Tx& tx, const Scope& scope) {
  std::map<std::string, PolicyCounts> found;
  db::Asked where;
  if (!where.within("area", scope, "")) return found;
  tx.each(where.sql("SELECT policy, CAST(SUM(entitled) AS BIGINT), CAST(SUM(missing) AS BIGINT), CAST(SUM(amount_fen) AS BIGINT) FROM benefits_policy_counts", " GROUP BY policy"), where.params(),
          [&](const db::Row& r) {
            found[r.str(0)] = {r.i64(1), r.i64(2), 0, r.i64(3)};
            return true;
          });
  db::Asked running;
  running.add("ended_us = 0");
  if (!running.within("grid", scope, "")) return found;
  tx.each(running.sql("SELECT policy, COUNT(*) FROM benefits_policy_matches", " GROUP BY policy"), running.params(), [&](const db::Row& r) {
    found[r.str(0)].matched = r.i64(1);
    return true;
  });
  return found;
}

std::map<std::string, PolicyCounts> town_counts(db::Tx& tx, const Scope& scope, std::string_view policy) {
  std::map<std::string, PolicyCounts> found;
  db::Asked where;
  where.add("policy = ?"), where.bind(std::string(policy));
  if (!where.within("area", scope, "")) return found;
  tx.each(where.sql("SELECT SUBSTR(area, 1, 9), CAST(SUM(entitled) AS BIGINT), CAST(SUM(missing) AS BIGINT), CAST(SUM(amount_fen) AS BIGINT) FROM benefits_policy_counts", " GROUP BY 1"),
          where.params(), [&](const db::Row& r) {
            found[r.str(0)] = {r.i64(1), r.i64(2), 0, r.i64(3)};
            return true;
          });
  db::Asked running;
  running.add("policy = ?"), running.bind(std::string(policy));
  running.add("ended_us = 0");
  if (!running.within("grid", scope, "")) return found;
  tx.each(running.sql("SELECT SUBSTR(grid, 1, 9), COUNT(*) FROM benefits_policy_matches", " GROUP BY 1"), running.params(), [&](const db::Row& r) {
    found[r.str(0)].matched = r.i64(1);
    return true;
  });
  return found;
}

bool add(db::Tx& tx, const StoredMatch& m) {
  return tx.run("INSERT INTO benefits_policy_matches (part_key, subject, policy, episode, id, edition, kind, grid, began_us, ended_us, why,"
                " amount_fen, period) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                {m.subject, m.subject, m.policy, m.episode, m.id, m.edition, static_cast<std::int64_t>(m.kind), m.grid, m.began, m.ended, m.why,
                 m.amount_fen, m.period}) == 1;
}

bool change(db::Tx& tx, const StoredMatch& m) {
  return tx.run("UPDATE benefits_policy_matches SET edition = ?, ended_us = ?, why = ?, amount_fen = ?, grid = ? WHERE part_key = ? AND subject = ? AND"
                 " policy = ? AND episode = ? AND ended_us = 0",
                {m.edition, m.ended, m.why, m.amount_fen, m.grid, m.subject, m.subject, m.policy, m.episode}) == 1;
}

std::vector<StoredMatch> last_of(db::Tx& tx, std::span<const SubjectId> ids) {
  static const auto asking = [](const char* column) {
    std::string marks;
    for (std::size_t i = 0; i < k_asked; ++i) marks += i ? ",?" : "?";
    return selected(k_match, "benefits_policy_matches WHERE ") + column + " IN (" + marks + ") ORDER BY subject, policy, episode DESC";
  };
  // On SQLite part_key stands last in the key.
  static const std::string inside = asking("subject"), beside = asking("part_key");
  std::vector<StoredMatch> found;
  std::vector<db::Param> params;
  for (std::size_t at = 0; at < ids.size(); at += k_asked) {
    params.clear();
    for (std::size_t i = 0; i < k_asked; ++i) params.emplace_back(ids[std::min(at + i, ids.size() - 1)]);
    tx.each(tx.backend() == db::Backend::sqlite ? inside : beside, params, [&](const db::Row& r) {
      StoredMatch one = match_of(r);
      if (found.empty() || found.back().subject != one.subject || found.back().policy != one.policy) found.push_back(std::move(one));
      return true;
    });
  }
  return found;
}

void mark(db::Tx& tx, SubjectId subject, Instant now) {
  tx.post("INSERT INTO benefits_policy_marks (part_key, subject, seen_us) VALUES (?, ?, ?) ON CONFLICT (part_key, subject) DO UPDATE SET"
          " seen_us = excluded.seen_us",
          {subject, subject, now});
}

void each_running(db::Tx& tx, Kind kind, FunctionRef<bool(const Running&)> visit) {
  tx.each("SELECT policy, subject, edition, amount_fen, grid FROM benefits_policy_matches WHERE kind = ? AND ended_us = 0",
          {static_cast<std::int64_t>(kind)}, [&](const db::Row& r) { return visit({r.text(0), {r.i64(1)}, r.i64(2), r.i64(3), r.text(4)}); });
}

std::vector<StoredMatch> matches(db::Tx& tx, const Scope& scope, const MatchAsk& ask) {
  std::vector<StoredMatch> found;
  db::Asked where;
  where.add("policy = ?"), where.bind(ask.policy);
  if (!where.within("grid", scope, ask.area)) return found;
  if (ask.state == "running") where.add("ended_us = 0");
  if (ask.state == "ended") where.add("ended_us > 0");
  if (ask.after > 0) where.add("id < ?"), where.bind(ask.after);
  tx.each(where.sql(selected(k_match, "benefits_policy_matches"), " ORDER BY id DESC LIMIT " + std::to_string(ask.limit)), where.params(),
          [&](const db::Row& r) {
            found.push_back(match_of(r));
            return true;
          });
  return found;
}

}  // namespace tiange::benefits::kept
