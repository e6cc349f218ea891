#include "city/benefits/grants/grant_store.h"

#include "city/benefits/grants/grant_rules.h"

#include "base/codes.h"
#include "platform/db/asking/asking.h"

namespace tiange::grants::store {

namespace {

std::int64_t day_number(std::string_view day) {
  const auto date = parse_date(day);
  return date.ok() ? date->day : 0;
}

// The day from which the next period may be ordered; 0: nothing is due.
std::int64_t due_day(const Grant& g) {
  if (g.state != GrantState::granted || g.next_period.empty() || !g.waits.empty()) return 0;
  if (g.next_period.size() == 7) return day_number(g.next_period + "-01");
  if (g.next_period.size() == 4 && g.next_period != "once") return day_number(g.next_period + "-01-01");
  return 1;
}

std::int64_t window(const Grant& g) { return g.window_until ? g.window_until->us : 0; }

Grant grant_from(const db::Row& r) {
  Grant grant = json::read<Grant>(r.text(0)).value_or(Grant{});
  grant.version = r.i64(1);
  return grant;
}
#define GRANT_READ "SELECT body, version FROM benefits_grants"

std::vector<std::int64_t> ids(db::Tx& tx, std::string_view sql, std::initializer_list<db::Param> params) {
  return tx.all(sql, params, [](const db::Row& r) { return r.i64(0); });
}

}  // namespace

bool add(db::Tx& tx, const Grant& g) {
  const std::string body = json::write(g);
  return tx.run("INSERT INTO benefits_grants (part_key, policy, match_key, id, area, unit, state, entitled_day, window_us, listed, due_day, recheck_day,"
                " version, body, to_call) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                {g.subject, g.terms.policy, g.match, g.id, g.area, g.terms.unit, static_cast<std::int64_t>(g.state), day_number(g.day), window(g),
                 due_day(g), day_number(g.recheck_due), g.version, body, static_cast<std::int64_t>(to_call(g))}) == 1;
}

bool change(db::Tx& tx, const Grant& g, bool listed) {
  const std::string body = json::write(g);
  return tx.run("UPDATE benefits_grants SET state = ?, window_us = ?, listed = ?, due_day = ?, recheck_day = ?, version = ?, body = ?, to_call = ?"
                " WHERE part_key = ? AND policy = ? AND match_key = ? AND version = ?",
                {static_cast<std::int64_t>(g.state), window(g), listed, due_day(g), day_number(g.recheck_due), g.version, body, static_cast<std::int64_t>(to_call(g)), g.subject,
                 g.terms.policy, g.match, g.version - 1}) == 1;
}

std::optional<Grant> find(db::Tx& tx, const Scope& scope, std::int64_t id) {
  auto grant = tx.one(GRANT_READ " WHERE id = ?", {id}, grant_from);
  if (grant && !scope.covers(grant->area)) grant.reset();
  return grant;
}

std::optional<Grant> find_match(db::Tx& tx, std::int64_t subject, std::string_view policy, std::string_view match) {
  return tx.one(GRANT_READ " WHERE part_key = ? AND policy = ? AND match_key = ?", {subject, policy, match}, grant_from);
}

std::vector<Grant> of_subject(db::Tx& tx, std::int64_t subject) {
  return tx.all(GRANT_READ " WHERE part_key = ? ORDER BY id DESC LIMIT 200", {subject}, grant_from);
}

void mark(db::Tx& tx, std::int64_t subject, Instant now) {
  tx.run("INSERT INTO benefits_grant_marks (part_key, subject, seen_us) VALUES (?, ?, ?) ON CONFLICT (part_key, subject) DO UPDATE SET"
         " seen_us = excluded.seen_us",
         {subject, subject, now});
}

std::vector<Grant> list(db::Tx& tx, const Scope& scope, const GrantAsk& ask) {
  db::Asked asked;
  if (!asked.within("area", scope, ask.area)) return {};
  if (ask.state) asked.add("state = ?"), asked.bind(static_cast<std::int64_t>(*ask.state));
  if (!ask.policy.empty()) asked.add("policy = ?"), asked.bind(ask.policy);
  if (ask.listed) asked.add("listed = 1");
  if (ask.to_call > 0) asked.add("to_call = ?"), asked.bind(ask.to_call);
  if (!ask.units.empty()) asked.add(asked.one_of("unit", ask.units));
  if (ask.after != 0 && ask.by_queue) {
    const std::int64_t day = day_number(ask.after_day);
    asked.add("(entitled_day > ? OR (entitled_day = ? AND id > ?))");
    for (const std::int64_t value : {day, day, ask.after}) asked.bind(value);
  } else if (ask.after != 0) {
    asked.add("id < ?");
    asked.bind(ask.after);
  }
  const char* order = ask.by_queue ? " ORDER BY entitled_day, id LIMIT " : " ORDER BY id DESC LIMIT ";
  const std::string sql = asked.sql(GRANT_READ, order + std::to_string(ask.limit));
  return tx.all(sql, asked.params(), grant_from);
}

std::map<std::string, std::int64_t> counts(db::Tx& tx, const Scope& scope, const std::vector<std::string>& units) {
  std::map<std::string, std::int64_t> out;
  db::Asked asked;
  if (!asked.within("area", scope, "")) return out;
  if (!units.empty()) asked.add(asked.one_of("unit", units));
  const std::string sql = asked.sql("SELECT state, COUNT(*) FROM benefits_grants", " GROUP BY state");
  tx.each(sql, asked.params(), [&](const db::Row& r) {
    out[std::string(json::enum_name(static_cast<GrantState>(r.i64(0))))] = r.i64(1);
    return true;
  });
  asked.add("to_call > 0");
  tx.each(asked.sql("SELECT to_call, COUNT(*) FROM benefits_grants", " GROUP BY to_call"), asked.params(), [&](const db::Row& r) {
    out[std::string(json::enum_name(static_cast<ToCall>(r.i64(0))))] = r.i64(1);
    return true;
  });
  return out;
}

std::vector<std::int64_t> window_over(db::Tx& tx, Instant now, std::size_t most) {
  return ids(tx, "SELECT id FROM benefits_grants WHERE state = ? AND window_us > 0 AND window_us <= ? AND listed = 1 ORDER BY id LIMIT ?",
             {static_cast<std::int64_t>(GrantState::noticed), now, static_cast<std::int64_t>(most)});
}

std::vector<std::int64_t> due(db::Tx& tx, Date today, std::size_t most) {
  return ids(tx, "SELECT id FROM benefits_grants WHERE state = ? AND due_day > 0 AND due_day <= ? ORDER BY due_day, id LIMIT ?",
             {static_cast<std::int64_t>(GrantState::granted), std::int64_t{today.day}, static_cast<std::int64_t>(most)});
}

std::vector<std::int64_t> recheck_due(db::Tx& tx, Date today, std::size_t most) {
  return ids(tx, "SELECT id FROM benefits_grants WHERE state = ? AND recheck_day > 0 AND recheck_day <= ? ORDER BY recheck_day, id LIMIT ?",
             {static_cast<std::int64_t>(GrantState::granted), std::int64_t{today.day}, static_cast<std::int64_t>(most)});
}

std::vector<std::int64_t> in_state(db::Tx& tx, GrantState state, std::int64_t after, std::size_t most) {
  return ids(tx, "SELECT id FROM benefits_grants WHERE state = ? AND id > ? ORDER BY id LIMIT ?",
             {static_cast<std::int64_t>(state), after, static_cast<std::int64_t>(most)});
}

std::vector<std::string> queued_policies(db::Tx& tx) {
  return tx.all("SELECT DISTINCT policy FROM benefits_grants WHERE state = ? ORDER BY policy", {static_cast<std::int64_t>(GrantState::queued)},
                [](const db::Row& r) { return r.str(0); });
}

std::optional<std::int64_t> first_queued(db::Tx& tx, std::string_view policy) {
  return tx.one("SELECT id FROM benefits_grants WHERE policy = ? AND state = ? ORDER BY entitled_day, id LIMIT 1",
                {policy, static_cast<std::int64_t>(GrantState::queued)}, [](const db::Row& r) { return r.i64(0); });
}

std::int64_t queued_before(db::Tx& tx, std::string_view policy, std::string_view day, std::int64_t id) {
  const std::int64_t number = day_number(day);
  return tx
      .one("SELECT COUNT(*) FROM benefits_grants WHERE policy = ? AND state = ? AND (entitled_day < ? OR (entitled_day = ? AND id < ?))",
           {policy, static_cast<std::int64_t>(GrantState::queued), number, number, id}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

void add_event(db::Tx& tx, const Grant& g, std::int64_t step, const GrantEvent& event) {
  const std::string body = json::write(event);
  tx.run("INSERT INTO benefits_grant_events (part_key, grant_id, step, body) VALUES (?, ?, ?, ?)", {g.subject, g.id, step, body});
}

std::int64_t last_step(db::Tx& tx, const Grant& g) {
  return tx.one("SELECT COALESCE(MAX(step), 0) FROM benefits_grant_events WHERE part_key = ? AND grant_id = ?", {g.subject, g.id},
                [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

GrantEvents events(db::Tx& tx, const Grant& g) {
  return tx.all("SELECT body FROM benefits_grant_events WHERE part_key = ? AND grant_id = ? ORDER BY step", {g.subject, g.id},
                [](const db::Row& r) { return json::read<GrantEvent>(r.text(0)).value_or(GrantEvent{}); });
}

void freeze(db::Tx& tx, const Grant& g, const FrozenFacts& facts) {
  tx.run("INSERT INTO benefits_grant_facts (part_key, grant_id, digest, kept_us, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
         {g.subject, g.id, facts.digest, facts.kept, facts.content});
}

std::optional<FrozenFacts> frozen(db::Tx& tx, const Grant& g, std::string_view digest) {
  return tx.one("SELECT digest, content, kept_us FROM benefits_grant_facts WHERE part_key = ? AND grant_id = ? AND digest = ?",
                {g.subject, g.id, digest}, [](const db::Row& r) { return FrozenFacts{r.str(0), r.str(1), r.moment(2)}; });
}

YearAccount year_account(db::Tx& tx, std::string_view policy, int year) {
  return tx
      .one("SELECT taken_fen, places FROM benefits_grant_years WHERE policy = ? AND year = ?", {policy, std::int64_t{year}},
           [](const db::Row& r) { return YearAccount{r.i64(0), r.i64(1)}; })
      .value_or(YearAccount{});
}

bool year_opened(db::Tx& tx, std::string_view policy, int year) {
  return tx.one("SELECT 1 FROM benefits_grant_years WHERE policy = ? AND year = ?", {policy, std::int64_t{year}}, [](const db::Row&) { return true; })
      .value_or(false);
}

void take(db::Tx& tx, std::string_view policy, int year, std::int64_t fen, std::int64_t places) {
  tx.run("INSERT INTO benefits_grant_years (policy, year, taken_fen, places, version) VALUES (?, ?, ?, ?, 1) ON CONFLICT (policy, year) DO UPDATE SET"
         " taken_fen = benefits_grant_years.taken_fen + excluded.taken_fen, places = benefits_grant_years.places + excluded.places,"
         " version = benefits_grant_years.version + 1",
         {policy, std::int64_t{year}, fen, places});
}

std::int64_t promised(db::Tx& tx, std::string_view policy, int periods) {
  std::int64_t sum = 0;
  tx.each("SELECT body FROM benefits_grants WHERE policy = ? AND state = ?", {policy, static_cast<std::int64_t>(GrantState::granted)}, [&](const db::Row& r) {
    const auto grant = json::read<Grant>(r.text(0));
    if (grant.ok() && !grant->next_period.empty() && grant->recheck_due.size() > 0) sum += grant->amount_fen * periods;
    return true;
  });
  return sum;
}

void note_payment(db::Tx& tx, const Grant& g, std::string_view key, std::string_view payment) {
  tx.run("INSERT INTO benefits_grant_payments (part_key, pay_key, grant_id, payment) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
         {g.subject, key, g.id, payment});
}

std::string payment_of(db::Tx& tx, const Grant& g, std::string_view key) {
  return tx.one("SELECT payment FROM benefits_grant_payments WHERE part_key = ? AND pay_key = ?", {g.subject, key}, [](const db::Row& r) { return r.str(0); })
      .value_or("");
}

// ---- households ----

std::optional<HouseholdPayees> payees(db::Tx& tx, SubjectId household) {
  return tx.one("SELECT body FROM benefits_household_payees WHERE part_key = ? AND household = ?", {household, household},
                [](const db::Row& r) { return json::read<HouseholdPayees>(r.text(0)).value_or(HouseholdPayees{}); });
}

void put(db::Tx& tx, SubjectId household, const HouseholdPayees& named, Instant now) {
  tx.run("INSERT INTO benefits_household_payees (part_key, household, named_us, body) VALUES (?, ?, ?, ?) ON CONFLICT (part_key, household) DO UPDATE "
         "SET named_us = excluded.named_us, body = excluded.body",
         {household, household, now, json::write(named)});
}

}  // namespace tiange::grants::store
