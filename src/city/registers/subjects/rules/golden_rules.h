#pragma once
// How golden values come out of records. Pure.

#include <span>

#include "city/registers/subjects/rules/field_rules.h"
#include "city/registers/subjects/rules/records.h"

namespace tiange::registers {

// A record with what only the rules ask for.
struct StoredRecord : KeptRecord {
  Instant first;  // when the source first said anything here
  // Since when the source says what it now says, for fields that changed after `first`.
  std::vector<std::pair<std::string, Instant>> since;

  std::string_view value(std::string_view field) const;
  Instant said(std::string_view field) const;
};

enum class GoldenRule { authority, answered, authority_silent, agreed, vote, alone };
BOOST_DESCRIBE_ENUM(GoldenRule, authority, answered, authority_silent, agreed, vote, alone)
Words golden_rule_words(GoldenRule rule);

struct GoldenValue {
  const FieldDefinition* field = nullptr;
  int winner = -1;               // index into the records
  GoldenRule rule = GoldenRule::alone;
  std::vector<int> agree;        // further records that say the same
  std::vector<int> differ;
  std::vector<int> contesting;   // of those that differ, the ones that make it a conflict
  std::string owner;             // source that must answer it
};

// Only fields somebody says something about; in the order of the catalogue. Records that are gone say nothing.
//
// k_nothing as a value says that there is none: the field has no golden value while that word stands.
//
// The authority's latest word stands: latest by when it began to say so, not by when it was last heard. Whoever differs
// contests it when trusted with at least k_heard and not older than the word that stands. Where no authority speaks, an
// answer that was given at the desk stands until something is said after it; else each value gathers the trust of its
// sources, each by its latest word, halved for every k_half_life that the source was not heard of after the latest; a
// runner-up with at least k_near of the winner's votes contests it.
std::vector<GoldenValue> derive(const FieldCatalogue& catalogue, Kind kind, std::span<const StoredRecord> records);

constexpr std::string_view k_nothing = "∅";
constexpr int k_heard = 50;
constexpr double k_near = 0.9;
constexpr Span k_half_life = days(730);

// A record that carries an owner's answers about a subject: "~<subject>".
bool is_desk_key(std::string_view key);

// Why a claim won or lost, in a sentence.
Words why_words(const FieldCatalogue& catalogue, const GoldenValue& golden, std::span<const StoredRecord> records, int claim);

// What lists filter by. Age in years on `today`.
std::optional<int> age_of(std::string_view born, std::string_view died, Date today);
// The five years an age lies in, by the year of birth alone, so that it says nothing of the day.
struct AgeSpan {
  int from = 0, to = 0;
};
constexpr int k_age_span = 5;
std::optional<AgeSpan> age_span_of(std::string_view born, std::string_view died, Date today);
// alive | died; in_business | suspended | closed | moved; in_use …: "" where the kind has none.
std::string status_of(Kind kind, std::span<const std::pair<std::string, std::string>> golden);

}  // namespace tiange::registers
