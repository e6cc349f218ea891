#pragma once
// All SQL of frequencies. Whoever asks for lists gives a scope.

#include <map>

#include "city/credit/frequency/frequency.h"

namespace tiange::credit::frequency_store {

using registers::SubjectId;

enum class DefinitionState { draft, live, past };
struct StoredFrequency {
  std::int64_t version = 0;
  DefinitionState state = DefinitionState::draft;
  Frequency frequency;
  std::string note, made_by, released_by;
  PersonId maker;
  Instant made, released;
};
std::vector<StoredFrequency> definitions(db::Tx& tx);  // newest first
std::optional<StoredFrequency> definition(db::Tx& tx, DefinitionState state);
void put_definition(db::Tx& tx, const StoredFrequency& one);  // a draft over the one before
void drop_draft(db::Tx& tx);
bool release(db::Tx& tx, std::int64_t version, std::string_view by, Instant now);

// Named numbers: "revision" of the definition in force, "since" the first day, "stirred", "begun", "night", "loaded" and "loaded_version" of the load.
std::int64_t state(db::Tx& tx, std::string_view name);
void set_state(db::Tx& tx, std::string_view name, std::int64_t value);

struct StoredFrequencyTry {
  FrequencyTryView view;
  AccountId account;
  Frequency frequency;
  Instant made;  // of the draft
};
void put_try(db::Tx& tx, const StoredFrequencyTry& one);
std::optional<StoredFrequencyTry> a_try(db::Tx& tx, std::int64_t id);
std::optional<StoredFrequencyTry> try_of(db::Tx& tx, std::int64_t version, Instant made);

struct StoredDue {
  SubjectId subject;
  std::string item, line, grid, colour, grade;
  Date due;
  std::string way, why, cause;
  friend bool operator==(const StoredDue&, const StoredDue&) = default;
};
std::vector<StoredDue> dues_of(db::Tx& tx, SubjectId subject);  // by item
void put_due(db::Tx& tx, const StoredDue& one);
void drop_due(db::Tx& tx, SubjectId subject, std::string_view item);
void each_due(db::Tx& tx, FunctionRef<bool(const StoredDue&)> visit);
// A page in the order of day, firm and item.
std::vector<StoredDue> dues(db::Tx& tx, const Scope& scope, const DueAsk& ask, std::size_t most);
std::string cursor_of(const StoredDue& one);
struct DueCounts {
  std::int64_t month = 0, late = 0, extra = 0;
};
DueCounts due_counts(db::Tx& tx, const Scope& scope, std::string_view area, Date today, Date month_end);

struct StoredNote {
  SubjectId subject;
  std::string item;
  Date day;
  std::string result, note, by;
};
void note_check(db::Tx& tx, const StoredNote& one, Instant now);
std::vector<StoredNote> notes_of(db::Tx& tx, SubjectId subject, std::size_t most);  // newest first
using LastNoted = std::map<std::string, Date>;  // by item
LastNoted last_noted(db::Tx& tx, SubjectId subject);
std::map<std::int64_t, LastNoted> all_last_noted(db::Tx& tx);

struct LoadRow {
  std::string item;
  std::vector<std::int64_t> visits, desks;  // by month
  std::int64_t firms = 0, uniform = 0;      // concerned; visits a year by the old lists
};
BOOST_DESCRIBE_STRUCT(LoadRow, (), (item, visits, desks, firms, uniform))
struct GridLoad {
  std::int64_t firms = 0;
  std::vector<LoadRow> rows;
};
BOOST_DESCRIBE_STRUCT(GridLoad, (), (firms, rows))
void put_loads(db::Tx& tx, const std::map<std::string, GridLoad>& loads);  // instead of all before
void each_load(db::Tx& tx, const Scope& scope, std::string_view area, FunctionRef<bool(std::string_view grid, const GridLoad&)> visit);

}  // namespace tiange::credit::frequency_store
