#pragma once
// What the policies of benefits take and show. Routes below /api/v1/benefits; V policies.view, J policies.judge, E policies.edit,
// R policies.release.
//   V GET    /policies?group=&kind=&q=           PolicyList with counts inside the caller's areas
//   V GET    /policies/fields?kind=              PolicyFieldList: what conditions may speak of
//   V GET    /policies/{key}                     PolicyPage: editions, terms, counts by town
//   E PUT    /policies/{key}/draft               PolicyDraftIn -> PolicyPage
//   E DELETE /policies/{key}/draft               -> PolicyPage
//   R POST   /policies/{key}/release             PolicyReleaseIn -> PolicyPage; not by the author (setting four_eyes)
//   R POST   /policies/{key}/confirm             PolicyConfirmIn -> PolicyPage: a released edition that was to be confirmed
//   E POST   /policies/cases                     PolicyTestIn -> PolicyTestView: the edition checked, its cases run
//   E POST   /policies/prices                    PolicyTestIn -> PolicyPriceView, worked out by a job
//   E GET    /policies/prices/{id}               PolicyPriceView: who gains, who loses, cost by town and month
//   V GET    /policies/{key}/matches?state=&area=&after=&limit=   PolicyMatchList, newest first, names masked
//   J GET    /policies/subjects/{ref}?purpose=&policy=   SubjectPolicies of one policy or all; values masked, the look is recorded
//   R POST   /policies/runs                      {} -> PolicyRunView
//   V GET    /policies/runs                      PolicyRunList

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "city/benefits/policies/rules/policy_form.h"

namespace tiange::benefits {

// ---- the register of policies ----

// Of the last run over the whole register; `matched` of now.
struct PolicyCounts {
  std::int64_t entitled = 0, missing = 0, matched = 0;
  std::int64_t amount_fen = 0;  // of one period of all who are entitled
};
BOOST_DESCRIBE_STRUCT(PolicyCounts, (), (entitled, missing, matched, amount_fen))

struct PolicyLine {
  std::string key;
  std::int64_t edition = 0;  // in force or coming; 0: never released
  std::int64_t draft = 0;    // 0: none
  std::string zh, en, group;
  Kind kind = Kind::person;
  BenefitForm form = BenefitForm::money;
  PolicyRhythm rhythm = PolicyRhythm::once;
  std::string unit, unit_zh, unit_en, document, effective_from, effective_to;
  Standing standing = Standing::published;
  std::string amount;
  int conditions = 0;
  bool pushed = false;
  bool in_force = false;
  PolicyCounts counts;
};
BOOST_DESCRIBE_STRUCT(PolicyLine, (), (key, edition, draft, zh, en, group, kind, form, rhythm, unit, unit_zh, unit_en, document, effective_from,
                                       effective_to, standing, amount, conditions, pushed, in_force, counts))
struct PolicyList {
  std::vector<PolicyLine> items;
  std::int64_t persons = 0, households = 0, firms = 0;  // how many policies of the whole register are about them
  std::optional<Instant> counted;
  bool may_edit = false, may_release = false, may_judge = false;
};
BOOST_DESCRIBE_STRUCT(PolicyList, (), (items, persons, households, firms, counted, may_edit, may_release, may_judge))

struct PolicyEditionLine {
  std::int64_t edition = 0;
  std::string state;  // draft | live | past: released, but another edition is in force
  std::string note, made_by, released_by;
  Instant made;
  std::optional<Instant> released;
  std::string confirmed_by, confirmed_note;  // with the document that stands in `content`
  std::optional<Instant> confirmed;
  bool may_confirm = false;
  PolicyEdition content;
};
BOOST_DESCRIBE_STRUCT(PolicyEditionLine, (), (edition, state, note, made_by, released_by, made, released, confirmed_by, confirmed_note, confirmed,
                                              may_confirm, content))
struct PolicyTown {
  std::string area, zh, en;
  PolicyCounts counts;
};
BOOST_DESCRIBE_STRUCT(PolicyTown, (), (area, zh, en, counts))
struct PolicyPage {
  PolicyLine line;
  std::vector<PolicyEditionLine> editions;  // newest first
  std::vector<PolicyTown> towns;
  std::optional<Instant> counted;
  bool may_edit = false, may_release = false;
  std::string why_not_zh, why_not_en;  // why the draft cannot be released by the caller
};
BOOST_DESCRIBE_STRUCT(PolicyPage, (), (line, editions, towns, counted, may_edit, may_release, why_not_zh, why_not_en))

struct PolicyFieldLine {
  std::string field, zh, en, type, codes;
  bool derived = false;
  std::string source, source_zh, source_en;  // that answers for it
};
BOOST_DESCRIBE_STRUCT(PolicyFieldLine, (), (field, zh, en, type, codes, derived, source, source_zh, source_en))
struct PolicyUnit {
  std::string code, zh, en;
};
BOOST_DESCRIBE_STRUCT(PolicyUnit, (), (code, zh, en))
struct PolicyFieldList {
  std::vector<PolicyFieldLine> items;
  std::vector<PolicyUnit> units;    // that may answer for a policy
  std::vector<PolicyUnit> lists;    // negative lists of the kind
};
BOOST_DESCRIBE_STRUCT(PolicyFieldList, (), (items, units, lists))

struct PolicyDraftIn {
  static constexpr bool k_json_defaults = true;
  PolicyEdition policy;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(PolicyDraftIn, (), (policy, note))
struct PolicyReleaseIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t edition = 0;  // of the draft that was read
};
BOOST_DESCRIBE_STRUCT(PolicyReleaseIn, (), (edition))
// Its terms hold as they stand, by this document of the district.
struct PolicyConfirmIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t edition = 0;
  std::string document, note;
  bool push = true;  // matches are kept and told from now on
};
BOOST_DESCRIBE_STRUCT(PolicyConfirmIn, (), (edition, document, note, push))
struct PolicyTestIn {
  static constexpr bool k_json_defaults = true;
  PolicyEdition policy;
};
BOOST_DESCRIBE_STRUCT(PolicyTestIn, (), (policy))
struct PolicyTestView {
  bool passed = false;
  std::vector<CaseOutcome> outcomes;
};
BOOST_DESCRIBE_STRUCT(PolicyTestView, (), (passed, outcomes))

// ---- what a draft costs ----

struct PriceMonth {
  std::string month;  // 2026-11
  std::int64_t before_count = 0, after_count = 0;  // entitled in it
  std::int64_t before_fen = 0, after_fen = 0;      // paid in it
};
BOOST_DESCRIBE_STRUCT(PriceMonth, (), (month, before_count, after_count, before_fen, after_fen))
struct PriceTown {
  std::string area, zh, en;
  std::int64_t gains = 0, loses = 0;
  std::int64_t before_fen = 0, after_fen = 0;  // of all months
};
BOOST_DESCRIBE_STRUCT(PriceTown, (), (area, zh, en, gains, loses, before_fen, after_fen))
struct PriceSample {
  std::string ref, title, area_name;
  std::int64_t before_fen = 0, after_fen = 0;
};
BOOST_DESCRIBE_STRUCT(PriceSample, (), (ref, title, area_name, before_fen, after_fen))
// Today's register with the calendar going on: nobody is born, dies or moves.
struct PolicyPriceView {
  std::string id, policy;
  std::string state;          // waiting | done | failed
  std::int64_t subjects = 0;  // looked at, inside the caller's areas
  std::int64_t before_count = 0, after_count = 0, missing = 0;  // today
  std::int64_t gains = 0, loses = 0, more = 0, less = 0;        // more, less: entitled by both, to another amount
  std::int64_t before_fen = 0, after_fen = 0, budget_fen = 0;   // of all months
  std::vector<PriceMonth> months;
  std::vector<PriceTown> towns;
  std::vector<PriceSample> gain_sample, lose_sample;
  std::int64_t took_ms = 0;
  Instant asked;
};
BOOST_DESCRIBE_STRUCT(PolicyPriceView, (), (id, policy, state, subjects, before_count, after_count, missing, gains, loses, more, less, before_fen,
                                            after_fen, budget_fen, months, towns, gain_sample, lose_sample, took_ms, asked))

// ---- matches, one subject, runs ----

struct PolicyMatch {
  std::string id, policy;
  std::int64_t edition = 0;
  Kind kind = Kind::person;
  std::string subject, title, grid, area_name;
  Instant began;
  std::optional<Instant> ended;
  std::string why;  // it ended
  std::int64_t amount_fen = 0;
  std::string period;
};
BOOST_DESCRIBE_STRUCT(PolicyMatch, (), (id, policy, edition, kind, subject, title, grid, area_name, began, ended, why, amount_fen, period))
struct PolicyMatchList {
  std::vector<PolicyMatch> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(PolicyMatchList, (), (items, next))

struct SubjectPolicy {
  PolicyLine line;
  std::string words_zh, words_en, doubt_zh, doubt_en;
  Judgement judgement;                 // values masked
  std::optional<Instant> matched;      // since
  std::vector<std::string> instead_of; // entitled policies that are not given beside it
};
BOOST_DESCRIBE_STRUCT(SubjectPolicy, (), (line, words_zh, words_en, doubt_zh, doubt_en, judgement, matched, instead_of))
struct PolicyHome {
  std::string ref, title;
};
BOOST_DESCRIBE_STRUCT(PolicyHome, (), (ref, title))
struct SubjectPolicies {
  std::string ref, title, area_name, day;
  Kind kind = Kind::person;
  int entitled = 0, missing = 0, not_entitled = 0;
  std::vector<SubjectPolicy> items;    // entitled, then missing, then the rest
  std::vector<PolicyHome> homes;       // of a person the households it is a member of, inside the caller's areas
};
BOOST_DESCRIBE_STRUCT(SubjectPolicies, (), (ref, title, area_name, day, kind, entitled, missing, not_entitled, items, homes))

struct PolicyRunView {
  static constexpr bool k_json_defaults = true;
  std::string id;
  std::string why;    // nightly | asked | batch | released | confirmed
  std::string state;  // waiting | running | done
  std::string by;
  std::int64_t subjects = 0, policies = 0, entered = 0, left = 0;
  std::int64_t columns_us = 0;  // answering all policies of all subjects, once they are in columns
  std::int64_t took_ms = 0;
  Instant asked;
  std::optional<Instant> begun, ended;
};
BOOST_DESCRIBE_STRUCT(PolicyRunView, (), (id, why, state, by, subjects, policies, entered, left, columns_us, took_ms, asked, begun, ended))
struct PolicyRunList {
  std::vector<PolicyRunView> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(PolicyRunList, (), (items))

}  // namespace tiange::benefits
