#pragma once
// All SQL of credit. Whoever asks for lists gives a scope.

#include <map>

#include "city/credit/credit.h"
#include "city/credit/rules/credit_form.h"

namespace tiange::credit::store {

using registers::SubjectId;

enum class ScoringState { draft, live, past };
std::string_view scoring_word(ScoringState state);

struct StoredScoring {
  std::int64_t version = 0;
  ScoringState state = ScoringState::draft;
  CreditScoring scoring;
  std::string note, made_by, released_by;
  PersonId maker;
  Instant made, released;
};
std::vector<StoredScoring> scorings(db::Tx& tx);  // newest first
std::optional<StoredScoring> scoring(db::Tx& tx, ScoringState state);
void put_scoring(db::Tx& tx, const StoredScoring& one);  // a draft over the one before
void drop_draft(db::Tx& tx);
bool release(db::Tx& tx, std::int64_t version, std::string_view by, Instant now);

// Named numbers: "revision" of the scoring in force, "stirred" when a large batch came, "begun" of the last run, "night".
std::int64_t state(db::Tx& tx, std::string_view name);
void set_state(db::Tx& tx, std::string_view name, std::int64_t value);
void next_revision(db::Tx& tx);

void put_run(db::Tx& tx, const CreditRunView& run);
std::optional<CreditRunView> run(db::Tx& tx, std::int64_t id);
std::vector<CreditRunView> runs(db::Tx& tx, std::size_t most);
std::optional<CreditRunView> unfinished_run(db::Tx& tx);

struct StoredTry {
  CreditTryView view;
  AccountId account;
  CreditScoring scoring;
  Instant made;  // of the draft
};
void put_try(db::Tx& tx, const StoredTry& one);
std::optional<StoredTry> a_try(db::Tx& tx, std::int64_t id);
// The newest one of the draft as it was made at that moment.
std::optional<StoredTry> try_of(db::Tx& tx, std::int64_t version, Instant made);

struct StoredScore {
  SubjectId subject;
  std::string grid, industry;
  int score = 0;
  std::string grade, own_colour, colour;
  bool overridden = false;
  std::int64_t version = 0;
  std::string marks;
  Instant changed, seen;
};
void put_score(db::Tx& tx, const StoredScore& one);
// Its records went elsewhere.
void drop_score(db::Tx& tx, SubjectId subject);
std::optional<StoredScore> score(db::Tx& tx, SubjectId subject);
std::vector<StoredScore> scores_of(db::Tx& tx, std::span<const SubjectId> ids);
void each_score(db::Tx& tx, FunctionRef<bool(const StoredScore&)> visit);

struct FirmAsk {
  std::string colour, grade, area, industry;
  std::optional<std::vector<SubjectId>> only;         // these, in this order, all at once
  std::optional<std::pair<int, std::int64_t>> after;  // score and firm
  std::size_t limit = 50;                             // 0: all
};
void each_firm(db::Tx& tx, const Scope& scope, const FirmAsk& ask, FunctionRef<bool(const StoredScore&)> visit);
struct Standing {
  std::string grade, colour;
  std::int64_t count = 0;
};
std::vector<Standing> standings(db::Tx& tx, const Scope& scope, const std::string& area);

void add_change(db::Tx& tx, SubjectId subject, std::int64_t id, const CreditChange& change);
std::vector<CreditChange> changes(db::Tx& tx, SubjectId subject, Instant until, std::int64_t after, std::size_t most);

// ---- other colours ----
enum class OverrideState { asked, live, refused, withdrawn, ended };
std::string_view override_word(OverrideState state);
struct StoredOverride {
  std::int64_t id = 0;
  SubjectId subject;
  std::string grid;
  OverrideState state = OverrideState::asked;
  PersonId maker;
  CreditOverride view;  // as kept; what hangs on the reader is empty
};
void put_override(db::Tx& tx, const StoredOverride& one);
std::optional<StoredOverride> override_by_id(db::Tx& tx, std::int64_t id);
// Asked for or in force.
std::optional<StoredOverride> open_override(db::Tx& tx, SubjectId subject);
std::map<std::int64_t, StoredOverride> live_overrides(db::Tx& tx, std::span<const SubjectId> ids);
std::vector<StoredOverride> over_by(db::Tx& tx, Instant now, std::size_t most);  // in force or asked for, past their term
void each_override(db::Tx& tx, const Scope& scope, std::string_view state, std::int64_t after, FunctionRef<bool(const StoredOverride&)> visit);

// ---- objections and repairs ----
enum class MatterKind { objection, repair };
std::string_view matter_kind_word(MatterKind kind);
enum class MatterState { open, mended, stands, agreed, refused };
std::string_view matter_word(MatterState state);
struct StoredMatter {
  std::int64_t id = 0;
  SubjectId subject;
  std::string grid;
  MatterKind kind = MatterKind::objection;
  MatterState state = MatterState::open;
  PersonId maker;
  std::string ground;
  CreditMatter view;  // as kept
};
void put_matter(db::Tx& tx, const StoredMatter& one);
std::optional<StoredMatter> matter(db::Tx& tx, std::int64_t id);
std::vector<StoredMatter> matters_of(db::Tx& tx, SubjectId subject);
struct MatterAsk {
  std::string state, kind;  // open | done | ""; objection | repair | ""
  bool mine = false;        // of the scope's units
  std::int64_t after = 0;
};
// Inside the scope's areas, or its units'.
void each_matter(db::Tx& tx, const Scope& scope, const MatterAsk& ask, FunctionRef<bool(const StoredMatter&)> visit);
struct OpenCounts {
  std::int64_t overrides = 0, objections = 0, repairs = 0;
};
OpenCounts open_counts(db::Tx& tx, const Scope& scope, const std::string& area);

struct StoredLeftOut {
  LeftOut what;
  std::string why;
};
void leave_out(db::Tx& tx, SubjectId subject, const LeftOut& what, std::string_view why, Instant now);
std::vector<StoredLeftOut> left_out(db::Tx& tx, SubjectId subject);
std::map<std::int64_t, std::vector<LeftOut>> all_left_out(db::Tx& tx);

// ---- cases about firms ----
void tie_case(db::Tx& tx, SubjectId subject, const CreditMatterOfCase& one, std::int64_t id, Instant closed, std::string_view by, Instant now);
std::vector<CreditCase> cases_of(db::Tx& tx, SubjectId subject, std::size_t most);
std::vector<SubjectId> firms_of_case(db::Tx& tx, std::string_view ref);
void close_case(db::Tx& tx, SubjectId subject, std::string_view ref, bool serious, Instant now);
// Closed since that moment, of one firm or of all.
CreditFacts facts(db::Tx& tx, SubjectId subject, Instant since);
std::map<std::int64_t, CreditFacts> all_facts(db::Tx& tx, Instant since);

}  // namespace tiange::credit::store
