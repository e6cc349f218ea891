#include "city/registers/subjects/desk_store.h"

#include <algorithm>

#include "base/text.h"
#include "platform/db/asking/many.h"

namespace tiange::registers::kept {

namespace {

constexpr std::size_t k_read_at_once = 500;

constexpr std::string_view k_conflict =
    "SELECT id, subject, kind, field, state, grid, owner, unit, ticket, opened_us, due_us, answered_us, answered_by, outcome, value, said, "
    "version FROM registers_conflicts";
StoredConflict conflict_of(const db::Row& r) {
  return {r.i64(0),     {r.i64(1)},   static_cast<Kind>(r.i64(2)), r.str(3),  static_cast<DeskState>(r.i64(4)), r.str(5), r.str(6), r.str(7), r.str(8),
          r.moment(9),  r.moment(10), r.moment(11),                r.str(12), r.str(13),                        r.str(14), r.str(15), r.i64(16)};
}

constexpr std::string_view k_proposal =
    "SELECT id, subject, kind, field, state, grid, owner, unit, ticket, source, before, value, said, account, proposed_by, proposed_unit, "
    "proposed_us, due_us, answered_us, answered_by, answer, version FROM registers_proposals";
StoredProposal proposal_of(const db::Row& r) {
  return {r.i64(0),   {r.i64(1)}, static_cast<Kind>(r.i64(2)), r.str(3),     static_cast<DeskState>(r.i64(4)), r.str(5),     r.str(6),
          r.str(7),   r.str(8),   r.str(9),                    r.str(10),    r.str(11),                        r.str(12),    {r.i64(13)},
          r.str(14),  r.str(15),  r.moment(16),                r.moment(17), r.moment(18),                     r.str(19),    r.str(20),
          r.i64(21)};
}

// Newest first, in steps: the scope is asked of every row, since a row may be seen by its place or by its owner.
template <class Stored, class Read, class Sees>
void each_seen(db::Tx& tx, std::string_view select, const DeskQuery& query, Read read, Sees sees,
               FunctionRef<bool(const Stored&)> visit) {
  std::int64_t before = query.after > 0 ? query.after : INT64_MAX;
  const std::int64_t low = query.state ? static_cast<std::int64_t>(*query.state) : 0;
  const std::int64_t high = query.state ? low : 2;
  const std::string sql = std::string(select) + (query.state ? " WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?"
                                                             : " WHERE state >= ? AND state <= ? AND id < ? ORDER BY id DESC LIMIT ?");
  bool on = true;
  while (on) {
    std::size_t got = 0;
    std::vector<Stored> rows;
    const auto take = [&](const db::Row& r) {
      ++got;
      rows.push_back(read(r));
      return true;
    };
    if (query.state) tx.each(sql, {low, before, static_cast<std::int64_t>(k_read_at_once)}, take);
    else tx.each(sql, {low, high, before, static_cast<std::int64_t>(k_read_at_once)}, take);
    for (const Stored& row : rows) {
      before = row.id;
      if (!on || (!query.unit.empty() && row.unit != query.unit) || !sees(row)) continue;
      on = visit(row);
    }
    if (got < k_read_at_once) return;
  }
}

}  // namespace

std::vector<StoredConflict> open_conflicts(db::Tx& tx, std::span<const SubjectId> ids) {
  static const std::string sql = std::string(k_conflict) + " WHERE state = 0 AND " + db::listed("subject");
  std::vector<StoredConflict> found;
  db::each_listed(tx, sql, ids, [](SubjectId id) { return db::Param(id); }, [&](const db::Row& r) {
    found.push_back(conflict_of(r));
    return true;
  });
  return found;
}

std::vector<StoredConflict> conflicts_of(db::Tx& tx, SubjectId id) {
  static const std::string sql = std::string(k_conflict) + " WHERE subject = ? ORDER BY id DESC LIMIT 200";
  return tx.all(sql, {id}, conflict_of);
}

std::optional<StoredConflict> conflict(db::Tx& tx, std::int64_t id) {
  static const std::string sql = std::string(k_conflict) + " WHERE part_key = ? AND id = ?";
  return tx.one(sql, {id, id}, conflict_of);
}

void add(db::Tx& tx, const StoredConflict& c) {
  tx.post(
      "INSERT INTO registers_conflicts (part_key, id, subject, kind, field, state, grid, owner, unit, ticket, opened_us, due_us, "
      "answered_us, answered_by, outcome, value, said, version) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      {c.id, c.id, c.subject, static_cast<std::int64_t>(c.kind), c.field, static_cast<std::int64_t>(c.state), c.grid, c.owner, c.unit,
       c.ticket, c.opened, c.due, c.answered, c.answered_by, c.outcome, c.value, c.said, c.version});
}

bool put(db::Tx& tx, const StoredConflict& c) {
  return tx.run(
             "UPDATE registers_conflicts SET state = ?, answered_us = ?, answered_by = ?, outcome = ?, value = ?, said = ?, version = ? "
             "WHERE part_key = ? AND id = ? AND version = ?",
             {static_cast<std::int64_t>(c.state), c.answered, c.answered_by, c.outcome, c.value, c.said, c.version, c.id, c.id,
              c.version - 1}) == 1;
}

std::vector<StoredConflict> without_ticket(db::Tx& tx, std::size_t most) {
  static const std::string sql = std::string(k_conflict) + " WHERE state = 0 AND ticket = '' ORDER BY id LIMIT ?";
  return tx.all(sql, {static_cast<std::int64_t>(most)}, conflict_of);
}

void set_ticket(db::Tx& tx, std::int64_t conflict, std::string_view ticket) {
  tx.post("UPDATE registers_conflicts SET ticket = ? WHERE part_key = ? AND id = ?", {ticket, conflict, conflict});
}

std::int64_t open_with_ticket(db::Tx& tx, std::string_view ticket) {
  return tx.one("SELECT COUNT(*) FROM registers_conflicts WHERE state = 0 AND ticket = ?", {ticket}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

void each_conflict(db::Tx& tx, const Scope& scope, const DeskQuery& query, FunctionRef<bool(const StoredConflict&)> visit) {
  each_seen<StoredConflict>(
      tx, k_conflict, query, conflict_of,
      [&](const StoredConflict& c) { return scope.covers(c.grid) || scope.works_for(c.unit); }, visit);
}

std::optional<StoredProposal> proposal(db::Tx& tx, std::int64_t id) {
  static const std::string sql = std::string(k_proposal) + " WHERE part_key = ? AND id = ?";
  return tx.one(sql, {id, id}, proposal_of);
}

void add(db::Tx& tx, const StoredProposal& p) {
  tx.post(
      "INSERT INTO registers_proposals (part_key, id, subject, kind, field, state, grid, owner, unit, ticket, source, before, value, said, "
      "account, proposed_by, proposed_unit, proposed_us, due_us, answered_us, answered_by, answer, version) VALUES "
      "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      {p.id, p.id, p.subject, static_cast<std::int64_t>(p.kind), p.field, static_cast<std::int64_t>(p.state), p.grid, p.owner, p.unit,
       p.ticket, p.source, p.before, p.value, p.said, p.account, p.proposed_by, p.proposed_unit, p.proposed, p.due, p.answered,
       p.answered_by, p.answer, p.version});
}

bool put(db::Tx& tx, const StoredProposal& p) {
  return tx.run(
             "UPDATE registers_proposals SET state = ?, answered_us = ?, answered_by = ?, answer = ?, version = ? WHERE part_key = ? AND id "
             "= ? AND version = ?",
             {static_cast<std::int64_t>(p.state), p.answered, p.answered_by, p.answer, p.version, p.id, p.id, p.version - 1}) == 1;
}

std::vector<StoredProposal> proposals_of(db::Tx& tx, SubjectId id, std::size_t most) {
  static const std::string sql = std::string(k_proposal) + " WHERE subject = ? ORDER BY id DESC LIMIT ?";
  return tx.all(sql, {id, static_cast<std::int64_t>(most)}, proposal_of);
}

void each_proposal(db::Tx& tx, const Scope& scope, const DeskQuery& query, FunctionRef<bool(const StoredProposal&)> visit) {
  each_seen<StoredProposal>(
      tx, k_proposal, query, proposal_of,
      [&](const StoredProposal& p) { return scope.covers(p.grid) || scope.works_for(p.unit) || p.account == scope.account; }, visit);
}

void add_history(db::Tx& tx, SubjectId subject, std::int64_t id, const HistoryRow& row) {
  tx.post(
      "INSERT INTO registers_subject_history (part_key, subject, id, happened_us, act, zh, en, said_by) VALUES (?,?,?,?,?,?,?,?) ON "
      "CONFLICT DO NOTHING",
      {subject, subject, id, row.happened, row.act, row.zh, row.en, row.by});
}

std::vector<HistoryRow> history(db::Tx& tx, SubjectId subject, std::size_t most) {
  return tx.all(
      "SELECT happened_us, act, zh, en, said_by FROM registers_subject_history WHERE part_key = ? AND subject = ? ORDER BY id DESC LIMIT ?",
      {subject, subject, static_cast<std::int64_t>(most)}, [](const db::Row& r) {
        return HistoryRow{r.moment(0), r.str(1), r.str(2), r.str(3), r.str(4)};
      });
}

void add_look(db::Tx& tx, SubjectId subject, std::int64_t id, AccountId account, const LookView& look) {
  tx.post(
      "INSERT INTO registers_looks (part_key, subject, id, looked_us, account, name, unit, act, purpose, ticket) VALUES "
      "(?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
      {subject, subject, id, look.looked, account, look.name, look.unit, look.act, look.purpose, look.ticket});
}

std::vector<LookView> looks(db::Tx& tx, SubjectId subject, std::size_t most) {
  return tx.all(
      "SELECT looked_us, account, name, unit, act, purpose, ticket FROM registers_looks WHERE part_key = ? AND subject = ? ORDER BY id DESC "
      "LIMIT ?",
      {subject, subject, static_cast<std::int64_t>(most)}, [](const db::Row& r) {
        return LookView{r.moment(0), std::to_string(r.i64(1)), r.str(2), r.str(3), r.str(4), r.str(5), r.str(6)};
      });
}

void put_grant(db::Tx& tx, AccountId account, SubjectId subject, const Grant& grant) {
  tx.run(
      "INSERT INTO registers_grants (part_key, account, subject, until_us, purpose, ticket) VALUES (?,?,?,?,?,?) ON CONFLICT (part_key, "
      "account, subject) DO UPDATE SET until_us = excluded.until_us, purpose = excluded.purpose, ticket = excluded.ticket",
      {account, account, subject, grant.until, grant.purpose, grant.ticket});
}

std::optional<Grant> grant(db::Tx& tx, AccountId account, SubjectId subject) {
  return tx.one("SELECT until_us, purpose, ticket FROM registers_grants WHERE part_key = ? AND account = ? AND subject = ?",
                {account, account, subject}, [](const db::Row& r) { return Grant{r.moment(0), r.str(1), r.str(2)}; });
}

std::optional<Nudge> nudge(db::Tx& tx, Kind kind, std::string_view field, std::string_view source) {
  return tx.one("SELECT nudged_us, aged, ticket FROM registers_nudges WHERE kind = ? AND field = ? AND source = ?",
                {static_cast<std::int64_t>(kind), field, source}, [](const db::Row& r) { return Nudge{r.moment(0), r.i64(1), r.str(2)}; });
}

void put_nudge(db::Tx& tx, Kind kind, std::string_view field, std::string_view source, const Nudge& nudge) {
  tx.run(
      "INSERT INTO registers_nudges (kind, field, source, nudged_us, aged, ticket) VALUES (?,?,?,?,?,?) ON CONFLICT (kind, field, source) "
      "DO UPDATE SET nudged_us = excluded.nudged_us, aged = excluded.aged, ticket = excluded.ticket",
      {static_cast<std::int64_t>(kind), field, source, nudge.nudged, nudge.aged, nudge.ticket});
}

}  // namespace tiange::registers::kept
