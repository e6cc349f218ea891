#pragma once
// All SQL of the scores room.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "city/scores/rules/score_facts.h"
#include "city/scores/scores.h"

namespace tiange::scores::store {

using cases::CaseRef;

// ---- facts and sums

struct StoredFacts {
  CaseRef ref;
  std::string number;
  std::int64_t seq = 0;
  CaseFacts facts;
};

void mark(db::Tx& tx, CaseRef ref);
struct Mark {
  CaseRef ref;
  std::int64_t times = 0;
};
std::vector<Mark> marked(db::Tx& tx, int most);
// What was marked again since stays marked.
void unmark(db::Tx& tx, std::span<const Mark> marks);

std::optional<StoredFacts> facts(db::Tx& tx, CaseRef ref);
constexpr std::int64_t k_new_facts = -1;
// In place of the facts up to `known_seq`, as `text`, their encoding; false when there are others by now.
bool put_facts(db::Tx& tx, const StoredFacts& stored, const std::string& text, std::int64_t mask, std::int64_t known_seq);
// Adds to the sums; lines that are zero are left out.
void add_sums(db::Tx& tx, const Lines& lines);
void forget_everything(db::Tx& tx);

struct SumRow {
  std::string object;
  std::int32_t day = 0;
  Counts counts;
};
// Rows of a kind on days first..last whose part lies in [low, high). Rows may be added up already: by object.
void each_sum(db::Tx& tx, ObjectKind kind, Date first, Date last, std::pair<std::int64_t, std::int64_t> parts,
              const std::function<void(const SumRow&)>& visit);

// A case that touched days first..last in an area, for walks and drills; newest first behind (day, id).
struct FactRow {
  StoredFacts stored;
  Instant created;
  std::int32_t first_day = 0;
};
struct FactQuery {
  Date first, last;
  std::string area;
  std::int64_t mask = bit_of(Count::report);  // any of these bits; every case was reported
  std::int64_t before_day = INT64_MAX, before_id = INT64_MAX;
  int limit = 500;
};
std::vector<FactRow> fact_rows(db::Tx& tx, const FactQuery& query);

// ---- exemptions

std::vector<ExemptionView> exemptions(db::Tx& tx, CaseRef ref);
// Sets what is in force at a moment.
void apply_exemptions(db::Tx& tx, CaseRef ref, Instant moment, CaseFacts& facts);
void add_exemption(db::Tx& tx, CaseRef ref, std::int64_t id, const ExemptionView& exemption);
void withdraw(db::Tx& tx, CaseRef ref, std::string_view work, Instant now, const std::string& by);
std::vector<std::pair<CaseRef, ExemptionView>> latest_exemptions(db::Tx& tx, int most);

// ---- definitions

struct Definition {
  std::string kind;  // indicator | card
  std::string key;
  int version = 0;
  std::string state;  // draft | released | dropped
  Date effective;
  std::string body;
  std::string note;
  Instant made;
  PersonId made_by;
  std::string made_by_name;
  Instant released;
  std::string released_by_name;
};
std::vector<Definition> definitions(db::Tx& tx);  // all, by kind, key, version
void put_definition(db::Tx& tx, const Definition& definition);

// ---- points given by people: the latest counts, all are kept

struct GivenPoints {
  std::string card, period, object, key;
  std::int64_t id = 0;
  double points = 0;
  std::string reason;
  Instant given;
  std::string by;
};
void add_given(db::Tx& tx, const GivenPoints& given);
std::vector<GivenPoints> given(db::Tx& tx, std::string_view card, std::string_view period, Instant until);

// ---- frozen results

struct Frozen {
  std::int64_t id = 0;
  std::string card;
  int card_version = 0;
  std::string versions;  // JSON: version of each indicator
  std::string period;
  std::string area;
  std::string state;  // working | frozen | failed
  Instant cut;        // what happened later is not in it
  PersonId by;
  std::string by_name;
  std::int64_t cases = 0;
  std::string digest;
  std::string body;  // ResultView
  Instant checked;
  std::string checked_by;
  std::string checked_digest;
};
void add_frozen(db::Tx& tx, const Frozen& frozen);
void finish_frozen(db::Tx& tx, const Frozen& frozen);
void put_check(db::Tx& tx, const Frozen& frozen);
std::optional<Frozen> frozen(db::Tx& tx, std::int64_t id);
std::vector<Frozen> all_frozen(db::Tx& tx, std::int64_t before, int most);  // newest first, without bodies

std::string state(db::Tx& tx, std::string_view name);
// How far making everything anew has come: asked, "<created_us>.<id>", done.
constexpr std::string_view k_rebuilding = "rebuilding";
bool is_rebuilding(db::Tx& tx);
void set_state(db::Tx& tx, std::string_view name, std::string_view value);

}  // namespace tiange::scores::store
