#pragma once
// All SQL of employment. Whoever asks for lists gives a scope.

#include <map>
#include <set>

#include "base/function_ref.h"
#include "city/jobs/employment.h"

namespace tiange::employ::store {

using registers::SubjectId;

// Named numbers and texts: "words" (revision of the book), "run", "night".
std::int64_t state(db::Tx& tx, std::string_view name);
void set_state(db::Tx& tx, std::string_view name, std::int64_t value);
DemandRun last_run(db::Tx& tx);
void put_run(db::Tx& tx, const DemandRun& run);

// ---- vacancies ----

enum class VacancyState { open, filled, closed };
struct VacancyBody {
  static constexpr bool k_json_defaults = true;
  VacancyIn in;
  std::string firm_name, by, reason;
  int hired = 0;
  Instant entered;
};
BOOST_DESCRIBE_STRUCT(VacancyBody, (), (in, firm_name, by, reason, hired, entered))
struct StoredVacancy {
  std::int64_t id = 0;
  SubjectId firm;
  std::string grid, industry;
  VacancyState state = VacancyState::open;
  Instant until;       // the end of its last day
  std::string import_key;
  Instant changed;
  VacancyBody body;
};
void put_vacancy(db::Tx& tx, const StoredVacancy& one);
std::optional<StoredVacancy> vacancy(db::Tx& tx, std::int64_t id);
bool imported(db::Tx& tx, const std::string& key);
bool any_vacancy(db::Tx& tx);
struct VacancyAsk {
  std::string state, area, occupation;  // state: open | over | filled | closed | ""
  std::int64_t firm = 0, after = 0;
  std::size_t limit = 50;
};
void each_vacancy(db::Tx& tx, const Scope& scope, const VacancyAsk& ask, Instant now, FunctionRef<bool(const StoredVacancy&)> visit);
// For the index: whatever changed since.
void changed_vacancies(db::Tx& tx, Instant since, FunctionRef<void(const StoredVacancy&)> visit);
struct PlacesOpen {
  std::int64_t vacancies = 0, places = 0;
};
PlacesOpen places_open(db::Tx& tx, const Scope& scope, const std::string& area, Instant now);

// ---- talents ----

enum class TalentState { open, paused, placed, withdrawn };
struct TalentBody {
  static constexpr bool k_json_defaults = true;
  TalentIn in;
  std::string by;
  Instant given;
};
BOOST_DESCRIBE_STRUCT(TalentBody, (), (in, by, given))
struct StoredTalent {
  SubjectId subject;
  std::string grid;
  TalentState state = TalentState::open;
  Instant until;      // of the consent
  Instant changed;
  TalentBody body;    // nothing once withdrawn
};
void put_talent(db::Tx& tx, const StoredTalent& one);
std::optional<StoredTalent> talent(db::Tx& tx, SubjectId subject);
struct TalentAsk {
  std::string state, area;
  std::int64_t after = 0;
  std::size_t limit = 50;
};
void each_talent(db::Tx& tx, const Scope& scope, const TalentAsk& ask, Instant now, FunctionRef<bool(const StoredTalent&)> visit);
void changed_talents(db::Tx& tx, Instant since, FunctionRef<void(const StoredTalent&)> visit);
std::int64_t talents_open(db::Tx& tx, const Scope& scope, const std::string& area, Instant now);
std::vector<SubjectId> consents_over(db::Tx& tx, Instant now, std::size_t most);

// ---- recommendations ----

enum class MatchState { open, agreed, refused, interview, hired, fell };
std::string_view match_word(MatchState state);
struct StoredMatch {
  std::int64_t vacancy = 0;
  SubjectId talent;
  std::int64_t id = 0;
  std::string grid, talent_grid;
  MatchState state = MatchState::open;
  bool gone = false;    // the talent has withdrawn
  Recommendation body;
};
void put_match(db::Tx& tx, const StoredMatch& one);
std::optional<StoredMatch> match(db::Tx& tx, std::int64_t id);
std::optional<StoredMatch> match_of(db::Tx& tx, std::int64_t vacancy, SubjectId talent);
std::vector<StoredMatch> matches_of_talent(db::Tx& tx, SubjectId talent);
std::vector<StoredMatch> matches_of_vacancy(db::Tx& tx, std::int64_t vacancy);
void each_match(db::Tx& tx, const Scope& scope, std::string_view state, std::int64_t after, FunctionRef<bool(const StoredMatch&)> visit);
// What is left of a talent's recommendations names nobody.
void blank_matches(db::Tx& tx, SubjectId talent);
std::map<MatchState, std::int64_t> match_counts(db::Tx& tx, const Scope& scope, const std::string& area);

// ---- likely demand ----

enum class DemandState { open, confirmed, denied };
std::string_view demand_word(DemandState state);
struct StoredDemand {
  SubjectId firm;
  std::string occupation;
  std::int64_t id = 0;
  std::string grid;
  DemandState state = DemandState::open;
  int confidence = 0;
  Instant answered;
  DemandView body;
};
void put_demand(db::Tx& tx, const StoredDemand& one);
void drop_demand(db::Tx& tx, SubjectId firm, const std::string& occupation);
std::optional<StoredDemand> demand(db::Tx& tx, std::int64_t id);
std::vector<StoredDemand> demands_of(db::Tx& tx, SubjectId firm);
struct DemandAsk {
  std::string state, area;
  int after_confidence = 0;
  std::int64_t after = 0;
  std::size_t limit = 50;
};
void each_demand(db::Tx& tx, const Scope& scope, const DemandAsk& ask, FunctionRef<bool(const StoredDemand&)> visit);
// Open and confirmed ones of an occupation, the surest first.
void demands_for(db::Tx& tx, const Scope& scope, const std::string& occupation, std::size_t most, FunctionRef<bool(const StoredDemand&)> visit);
std::set<std::int64_t> firms_with_demand(db::Tx& tx);  // open ones
std::int64_t demands_open(db::Tx& tx, const Scope& scope, const std::string& area);
void count_rule(db::Tx& tx, std::string_view rule, bool confirmed);
std::map<std::string, std::pair<std::int64_t, std::int64_t>> rule_counts(db::Tx& tx);

// The staff a firm had when it was first seen within half a year.
struct StaffSeen {
  std::int64_t staff = 0;
  Instant seen;
};
std::map<std::int64_t, StaffSeen> staff_seen(db::Tx& tx);
void put_staff(db::Tx& tx, SubjectId firm, const StaffSeen& seen);

// ---- words ----

enum class WordState { proposed, taken, refused };
struct WordBody {
  static constexpr bool k_json_defaults = true;
  std::string as, synonym_of, en, by, decided_by;
  std::vector<std::string> occupations;
};
BOOST_DESCRIBE_STRUCT(WordBody, (), (as, synonym_of, en, by, decided_by, occupations))
struct StoredWord {
  std::string word;
  WordState state = WordState::proposed;
  std::int64_t times = 0;
  Instant first;
  WordBody body;
};
void propose_word(db::Tx& tx, const std::string& word, const std::string& by, Instant now);
std::optional<StoredWord> word(db::Tx& tx, const std::string& word);
void put_word(db::Tx& tx, const StoredWord& one);
std::vector<StoredWord> words(db::Tx& tx, WordState state, std::size_t most);

}  // namespace tiange::employ::store
