#pragma once
// All SQL of conflicts, proposals, looks, grants, nudges and the history of a subject.

#include "city/registers/subjects/subject_store.h"

namespace tiange::registers::kept {

enum class DeskState { open, answered, over };  // of a proposal: open | accepted (answered) | refused (over)

struct StoredConflict {
  std::int64_t id = 0;
  SubjectId subject;
  Kind kind = Kind::person;
  std::string field;
  DeskState state = DeskState::open;
  std::string grid, owner, unit, ticket;
  Instant opened, due, answered;
  std::string answered_by, outcome, value, said;
  std::int64_t version = 1;
};
std::vector<StoredConflict> open_conflicts(db::Tx& tx, std::span<const SubjectId> ids);
std::vector<StoredConflict> conflicts_of(db::Tx& tx, SubjectId id);
std::optional<StoredConflict> conflict(db::Tx& tx, std::int64_t id);
void add(db::Tx& tx, const StoredConflict& conflict);
bool put(db::Tx& tx, const StoredConflict& conflict);  // false when somebody was first
// Open ones without a ticket yet, at most so many.
std::vector<StoredConflict> without_ticket(db::Tx& tx, std::size_t most);
void set_ticket(db::Tx& tx, std::int64_t conflict, std::string_view ticket);
std::int64_t open_with_ticket(db::Tx& tx, std::string_view ticket);

struct DeskQuery {
  std::optional<DeskState> state;
  std::string unit;    // of the owner
  std::int64_t after = 0;  // id; newest first
  std::size_t limit = 50;
};
// Those whose subject the scope covers or whose owner it works for.
void each_conflict(db::Tx& tx, const Scope& scope, const DeskQuery& query, FunctionRef<bool(const StoredConflict&)> visit);

struct StoredProposal {
  std::int64_t id = 0;
  SubjectId subject;
  Kind kind = Kind::person;
  std::string field;
  DeskState state = DeskState::open;
  std::string grid, owner, unit, ticket, source, before, value, said;
  AccountId account;
  std::string proposed_by, proposed_unit;
  Instant proposed, due, answered;
  std::string answered_by, answer;
  std::int64_t version = 1;
};
std::optional<StoredProposal> proposal(db::Tx& tx, std::int64_t id);
void add(db::Tx& tx, const StoredProposal& proposal);
bool put(db::Tx& tx, const StoredProposal& proposal);
std::vector<StoredProposal> proposals_of(db::Tx& tx, SubjectId id, std::size_t most);
// Those whose subject the scope covers, whose owner it works for, or that it made.
void each_proposal(db::Tx& tx, const Scope& scope, const DeskQuery& query, FunctionRef<bool(const StoredProposal&)> visit);

struct HistoryRow {
  Instant happened;
  std::string act, zh, en, by;
};
void add_history(db::Tx& tx, SubjectId subject, std::int64_t id, const HistoryRow& row);
std::vector<HistoryRow> history(db::Tx& tx, SubjectId subject, std::size_t most);  // newest first

void add_look(db::Tx& tx, SubjectId subject, std::int64_t id, AccountId account, const LookView& look);
std::vector<LookView> looks(db::Tx& tx, SubjectId subject, std::size_t most);  // newest first

struct Grant {
  Instant until;
  std::string purpose, ticket;
};
void put_grant(db::Tx& tx, AccountId account, SubjectId subject, const Grant& grant);
std::optional<Grant> grant(db::Tx& tx, AccountId account, SubjectId subject);

struct Nudge {
  Instant nudged;
  std::int64_t aged = 0;
  std::string ticket;
};
std::optional<Nudge> nudge(db::Tx& tx, Kind kind, std::string_view field, std::string_view source);
void put_nudge(db::Tx& tx, Kind kind, std::string_view field, std::string_view source, const Nudge& nudge);

}  // namespace tiange::registers::kept
