#pragma once
// What travels: vacancies, talents, matches, recommendations, likely demand, words of skills.

#include <optional>
#include <string>
#include <vector>

#include "city/jobs/rules/demand_rules.h"
#include "city/jobs/rules/match_rules.h"

namespace tiange::employ {

// A skill as it was entered; a word that is not in the book waits for review and counts nothing until then.
struct SkillIn {
  static constexpr bool k_json_defaults = true;
  std::string word;
  int level = 3;      // 1–5
  bool must = true;   // of vacancies
};
BOOST_DESCRIBE_STRUCT(SkillIn, (), (word, level, must))
struct SkillView {
  std::string zh, en;
  int level = 0;
  bool must = false;
  bool known = true;  // false: waits for review
};
BOOST_DESCRIBE_STRUCT(SkillView, (), (zh, en, level, must, known))

// ---- vacancies ----

struct VacancyIn {
  static constexpr bool k_json_defaults = true;
  std::string uscc;        // of the firm; of a change it stays what it was
  std::string title, occupation;
  std::vector<SkillIn> skills;
  int headcount = 1;
  std::int64_t pay_from_fen = 0, pay_to_fen = 0;  // a month; both 0: to be agreed
  std::string area;        // where the work is; empty: where the firm is
  std::string schooling;   // code of GB/T 4658, least; empty: none asked
  int years = 0;
  std::string term = "full";
  std::string until;       // last day, 2026-12-31; empty: in 60 days
  std::string note;
};
BOOST_DESCRIBE_STRUCT(VacancyIn, (), (uscc, title, occupation, skills, headcount, pay_from_fen, pay_to_fen, area, schooling, years, term, until, note))
struct VacancyView {
  std::string id, firm, firm_name, title, occupation, occupation_zh, occupation_en;
  std::vector<SkillView> skills;
  int headcount = 0, hired = 0;
  std::int64_t pay_from_fen = 0, pay_to_fen = 0;
  std::string pay_zh, pay_en, area, area_name, schooling, schooling_zh, schooling_en;
  int years = 0;
  std::string term, term_zh, term_en, until, note;
  std::string state;       // open | filled | closed | over
  std::string by;
  Instant entered, changed;
};
BOOST_DESCRIBE_STRUCT(VacancyView, (), (id, firm, firm_name, title, occupation, occupation_zh, occupation_en, skills, headcount, hired, pay_from_fen,
                                        pay_to_fen, pay_zh, pay_en, area, area_name, schooling, schooling_zh, schooling_en, years, term, term_zh, term_en,
                                        until, note, state, by, entered, changed))
struct VacancyList {
  std::vector<VacancyView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(VacancyList, (), (items, next))
struct VacancyStateIn {
  static constexpr bool k_json_defaults = true;
  std::string state;   // open | filled | closed
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(VacancyStateIn, (), (state, reason))
struct JobImportError {
  std::int64_t row = 0;
  std::string column, zh, en;
};
BOOST_DESCRIBE_STRUCT(JobImportError, (), (row, column, zh, en))
struct JobImportReport {
  std::int64_t rows = 0, accepted = 0, same = 0;  // same: entered before by an import of the same row
  std::vector<JobImportError> errors;             // with any, nothing is kept
  bool kept = false;
};
BOOST_DESCRIBE_STRUCT(JobImportReport, (), (rows, accepted, same, errors, kept))

// ---- talents ----

struct ConsentGiven {
  static constexpr bool k_json_defaults = true;
  bool agreed = false;
  std::string purpose;   // what for
  int days = 180;        // until when
  std::string how;       // of staff: which paper, which call
};
BOOST_DESCRIBE_STRUCT(ConsentGiven, (), (agreed, purpose, days, how))
struct TalentIn {
  static constexpr bool k_json_defaults = true;
  std::string person;      // of the registers; of the resident's own page it is whoever is signed in
  std::vector<SkillIn> skills;
  std::vector<std::string> occupations, places;
  bool only_places = false;
  std::int64_t pay_from_fen = 0;
  std::string schooling;
  int years = 0;
  std::vector<std::string> terms;  // empty: full
  std::string note;
  ConsentGiven consent;
  bool paused = false;             // keeps all, is not matched
};
BOOST_DESCRIBE_STRUCT(TalentIn, (), (person, skills, occupations, places, only_places, pay_from_fen, schooling, years, terms, note, consent, paused))
struct NamedCode {
  std::string code, zh, en;
};
BOOST_DESCRIBE_STRUCT(NamedCode, (), (code, zh, en))
struct TalentView {
  std::string id, name;            // masked
  std::vector<SkillView> skills;
  std::vector<NamedCode> occupations, places;
  bool only_places = false;
  std::int64_t pay_from_fen = 0;
  std::string schooling, schooling_zh, schooling_en;
  int years = 0;
  std::vector<std::string> terms;
  std::string note, area_name;
  std::string state;               // open | paused | placed | over: the consent's term has ended
  std::string purpose, how, by;    // of the consent
  Instant given, until, changed;
};
BOOST_DESCRIBE_STRUCT(TalentView, (), (id, name, skills, occupations, places, only_places, pay_from_fen, schooling, schooling_zh, schooling_en, years, terms,
                                       note, area_name, state, purpose, how, by, given, until, changed))
struct TalentList {
  std::vector<TalentView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(TalentList, (), (items, next))
struct TalentGone {
  std::string id;
  Instant withdrawn;
};
BOOST_DESCRIBE_STRUCT(TalentGone, (), (id, withdrawn))

// ---- matches ----

struct BarCount {
  std::string bar, zh, en;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(BarCount, (), (bar, zh, en, count))
struct TalentMatch {
  TalentView talent;
  MatchReasons reasons;
  std::string recommendation, state;  // when one was made
};
BOOST_DESCRIBE_STRUCT(TalentMatch, (), (talent, reasons, recommendation, state))
struct TalentMatches {
  VacancyView vacancy;
  std::vector<TalentMatch> items;      // the best first
  std::vector<BarCount> barred;        // of those looked at
  std::int64_t looked_at = 0;
  std::string never_zh, never_en;      // what is never considered
  bool may_recommend = false, may_edit = false;
};
BOOST_DESCRIBE_STRUCT(TalentMatches, (), (vacancy, items, barred, looked_at, never_zh, never_en, may_recommend, may_edit))
struct VacancyMatch {
  VacancyView vacancy;
  MatchReasons reasons;
  std::string recommendation, state;
};
BOOST_DESCRIBE_STRUCT(VacancyMatch, (), (vacancy, reasons, recommendation, state))
struct LikelyFirm {
  std::string firm, firm_name, area_name, occupation, occupation_zh, occupation_en;
  int confidence = 0;
  std::string state;                   // open | confirmed
  std::vector<DemandReason> reasons;   // why the firm likely wants somebody
  std::string fits_zh, fits_en;        // why this person
};
BOOST_DESCRIBE_STRUCT(LikelyFirm, (), (firm, firm_name, area_name, occupation, occupation_zh, occupation_en, confidence, state, reasons, fits_zh, fits_en))
struct VacancyMatches {
  TalentView talent;
  std::vector<VacancyMatch> items;
  std::vector<BarCount> barred;
  std::int64_t looked_at = 0;
  std::vector<LikelyFirm> firms;
  std::string never_zh, never_en;
  bool may_recommend = false, may_edit = false;
};
BOOST_DESCRIBE_STRUCT(VacancyMatches, (), (talent, items, barred, looked_at, firms, never_zh, never_en, may_recommend, may_edit))

// ---- recommendations ----

struct RecommendIn {
  static constexpr bool k_json_defaults = true;
  std::string vacancy, talent, note;
};
BOOST_DESCRIBE_STRUCT(RecommendIn, (), (vacancy, talent, note))
struct Recommendation {
  std::string id, vacancy, talent, name, title, firm_name;
  std::string state;        // open | agreed | refused | interview | hired | not
  std::string firm_answer, talent_answer;  // "" | yes | no
  std::string firm_reason, talent_reason, outcome_reason, note, by;
  MatchReasons reasons;     // as they were when it was made
  Instant made, changed;
};
BOOST_DESCRIBE_STRUCT(Recommendation, (), (id, vacancy, talent, name, title, firm_name, state, firm_answer, talent_answer, firm_reason, talent_reason,
                                           outcome_reason, note, by, reasons, made, changed))
struct RecommendationList {
  std::vector<Recommendation> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(RecommendationList, (), (items, next))
struct JobAnswerIn {
  static constexpr bool k_json_defaults = true;
  std::string side;    // firm | talent
  bool yes = false;
  std::string reason;  // must not be empty with no
};
BOOST_DESCRIBE_STRUCT(JobAnswerIn, (), (side, yes, reason))
struct JobOutcomeIn {
  static constexpr bool k_json_defaults = true;
  std::string outcome;  // interview | hired | not
  std::string reason;   // must not be empty with not
};
BOOST_DESCRIBE_STRUCT(JobOutcomeIn, (), (outcome, reason))

// ---- likely demand ----

struct DemandView {
  std::string id, firm, firm_name, area_name, occupation, occupation_zh, occupation_en;
  std::vector<SkillView> skills;   // usual ones
  int confidence = 0;
  std::vector<DemandReason> reasons;
  std::string state;               // open | confirmed | denied
  int headcount = 0;               // confirmed
  std::string note, by;
  Instant found;
  std::optional<Instant> answered;
};
BOOST_DESCRIBE_STRUCT(DemandView, (), (id, firm, firm_name, area_name, occupation, occupation_zh, occupation_en, skills, confidence, reasons, state, headcount,
                                       note, by, found, answered))
struct RulePrecision {
  std::string rule, zh, en;
  int confidence = 0;       // as the rule says
  std::int64_t confirmed = 0, denied = 0;
};
BOOST_DESCRIBE_STRUCT(RulePrecision, (), (rule, zh, en, confidence, confirmed, denied))
struct DemandList {
  std::vector<DemandView> items;
  std::string next;
  std::vector<RulePrecision> precision;
  bool may_answer = false, may_run = false;
};
BOOST_DESCRIBE_STRUCT(DemandList, (), (items, next, precision, may_answer, may_run))
struct DemandAnswerIn {
  static constexpr bool k_json_defaults = true;
  bool confirmed = false;
  int headcount = 0;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DemandAnswerIn, (), (confirmed, headcount, note))
struct DemandRun {
  std::string state;        // waiting | done
  std::int64_t firms = 0, found = 0, gone = 0, took_ms = 0;
  Instant asked;
};
BOOST_DESCRIBE_STRUCT(DemandRun, (), (state, firms, found, gone, took_ms, asked))

// ---- words ----

struct WordView {
  std::string zh, en, broader_zh, broader_en;
  std::vector<std::string> synonyms;
  std::vector<NamedCode> occupations;
};
BOOST_DESCRIBE_STRUCT(WordView, (), (zh, en, broader_zh, broader_en, synonyms, occupations))
struct ProposedWord {
  std::string word, by;
  std::int64_t times = 0;
  std::string state;   // proposed | taken | refused
  Instant first;
};
BOOST_DESCRIBE_STRUCT(ProposedWord, (), (word, by, times, state, first))
struct WordBook {
  std::int64_t skills = 0, synonyms = 0, occupations_count = 0;
  std::vector<WordView> items;          // found
  std::vector<NamedCode> occupations;   // all
  std::vector<ProposedWord> proposed;
  bool may_edit = false;
};
BOOST_DESCRIBE_STRUCT(WordBook, (), (skills, synonyms, occupations_count, items, occupations, proposed, may_edit))
struct WordDecideIn {
  static constexpr bool k_json_defaults = true;
  std::string word;
  std::string as;          // synonym | skill | refuse
  std::string synonym_of;  // of a synonym
  std::string en;          // of a new skill
  std::vector<std::string> occupations;
};
BOOST_DESCRIBE_STRUCT(WordDecideIn, (), (word, as, synonym_of, en, occupations))

// ---- the whole ----

struct JobOverview {
  std::int64_t vacancies = 0, places = 0, talents = 0, demands = 0, words = 0;
  std::vector<BarCount> recommendations;  // by state
  DemandRun run;
  bool may_edit = false, may_recommend = false, may_export = false;
};
BOOST_DESCRIBE_STRUCT(JobOverview, (), (vacancies, places, talents, demands, words, recommendations, run, may_edit, may_recommend, may_export))

// What a resident sees of the own wish for work.
struct MyWork {
  std::string name;
  std::optional<TalentView> wish;
  std::vector<VacancyMatch> jobs;
  std::vector<Recommendation> recommendations;
  std::vector<LikelyFirm> firms;   // confirmed ones only
  std::vector<NamedCode> occupations, towns;
  std::string never_zh, never_en;
};
BOOST_DESCRIBE_STRUCT(MyWork, (), (name, wish, jobs, recommendations, firms, occupations, towns, never_zh, never_en))
struct MyJobIn {
  static constexpr bool k_json_defaults = true;
  std::string vacancy;
  bool yes = true;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MyJobIn, (), (vacancy, yes, reason))

}  // namespace tiange::employ
