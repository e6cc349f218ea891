#pragma once
// 巡罚分离 Patrols find, enforcement punishes, and nobody does both.
//
// A finding belongs to a case, which goes on meanwhile. A first offence may be a reminder with a date to mend; on that date
// the officer is asked to look again. What is not mended, or is no first offence, goes to an enforcement unit as an evidence
// pack: what, where, when, who, photos with digests, and a hash over all of it. Enforcement decides: a warning, a fine in whole
// fen, or no case; the result goes back to the grid, which closes the finding.
//
// Separation. Finding (penalty.find) and punishing (penalty.punish) are two permissions that no duty may hold together
// (org: check_roles). An account that came by both through several posts still cannot do both in one matter: whoever found,
// reminded, looked again, handed over, or reported the case does not take or decide; whoever took or decided does not find.
//
//   V penalty.view  F penalty.find  P penalty.punish                              below /api/v1/penalty
//   V GET ?state=&unit=&case_ref=&after=  FindingList    V GET /{ref} Finding     V GET /{ref}/pack EvidencePack
//   V GET /figures PenaltyFigures         V GET /export?format=                   V GET /rules   cases.supervise_rules PUT /rules
//   F POST FindingIn        F POST /{ref}/recheck FindingRecheck    F POST /{ref}/hand FindingHand
//   P POST /{ref}/take FindingText        P POST /{ref}/send-back FindingText     P POST /{ref}/decide FindingDecide
//   F POST /{ref}/close FindingText

#include "city/cases/together/together.h"

namespace tiange::cases {

struct PenaltyRules {
  static constexpr bool k_json_defaults = true;
  int first_days = 365;                  // a party reminded of an item within these is no first offender
  int longest_days = 15;                 // to mend
  std::vector<std::string> no_reminder;  // beginnings of item codes that are never only reminded of
  std::int64_t most_fen = 10'000'000;    // of a fine
};
BOOST_DESCRIBE_STRUCT(PenaltyRules, (), (first_days, longest_days, no_reminder, most_fen))
Result<PenaltyRules> read_penalty_rules(const json::Value& value);

enum class PartyKind { person, firm, unknown };
BOOST_DESCRIBE_ENUM(PartyKind, person, firm, unknown)
enum class PenaltyKind { warning, fine, no_case };
BOOST_DESCRIBE_ENUM(PenaltyKind, warning, fine, no_case)

struct FindingCheck {
  static constexpr bool k_json_defaults = true;
  Instant when;
  std::string by;
  bool mended = false;
  std::string text;
  std::vector<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(FindingCheck, (), (when, by, mended, text, evidence))
struct PackPhoto {
  static constexpr bool k_json_defaults = true;
  std::string digest;
  std::string type;
  std::int64_t size = 0;
  std::optional<Instant> taken;
  std::optional<double> lng, lat;
  std::string device;
};
BOOST_DESCRIBE_STRUCT(PackPhoto, (), (digest, type, size, taken, lng, lat, device))
// What is handed over, word for word; its hash is the SHA-256 of its JSON text.
struct PackContent {
  static constexpr bool k_json_defaults = true;
  std::string number, case_number, item, item_name;
  std::string area, area_zh, place;
  std::optional<double> lng, lat;
  PartyKind party_kind = PartyKind::unknown;
  std::string party, what;
  Instant found;
  std::string found_by, found_unit;
  std::optional<Instant> reminded_until;
  std::vector<FindingCheck> checks;
  std::vector<PackPhoto> photos;
  Instant handed;
  std::string handed_by, statement;
};
BOOST_DESCRIBE_STRUCT(PackContent, (),
                      (number, case_number, item, item_name, area, area_zh, place, lng, lat, party_kind, party, what, found, found_by,
                       found_unit, reminded_until, checks, photos, handed, handed_by, statement))
struct EvidencePack {
  PackContent content;
  std::string text;  // what was hashed
  std::string hash;
  bool intact = false;  // the text gives the hash, and every photo is there with its digest
};
BOOST_DESCRIBE_STRUCT(EvidencePack, (), (content, text, hash, intact))
struct PenaltyDecision {
  static constexpr bool k_json_defaults = true;
  PenaltyKind kind = PenaltyKind::warning;
  std::int64_t fen = 0;
  std::string document;  // number of the paper served
  std::string text, basis, by;
  Instant when;
};
BOOST_DESCRIBE_STRUCT(PenaltyDecision, (), (kind, fen, document, text, basis, by, when))

struct Finding {
  static constexpr bool k_json_defaults = true;
  std::string ref;
  std::string number;
  std::string state;  // reminded | recheck | unmended | mended | handed | taken | sent_back | decided | closed
  std::string case_ref, case_number, case_title, item, item_name;
  std::string area, area_zh, area_en, place;
  std::optional<double> lng, lat;
  PartyKind party_kind = PartyKind::unknown;
  std::string party, what;
  std::vector<std::string> evidence;
  std::string found_by, found_unit_zh, found_unit_en;
  Instant found;
  std::optional<Instant> until;  // to mend
  std::vector<FindingCheck> checks;
  std::string unit, unit_zh, unit_en;  // enforcement
  std::string statement, handed_by;
  std::optional<Instant> handed;
  std::string pack_text, pack_hash;    // not shown: see /pack
  std::string taken_by;
  std::optional<Instant> taken;
  std::optional<PenaltyDecision> decision;
  std::string closing;
  std::vector<PersonId> finders;    // who found, reminded, looked again, handed over, or reported the case
  std::vector<PersonId> punishers;  // who took or decided
  std::int64_t version = 0;
  // For the reader:
  std::vector<std::string> may;
  std::string why_not_zh, why_not_en;  // of enforcement acts that separation bars
  std::vector<PaperStep> steps;
};
BOOST_DESCRIBE_STRUCT(Finding, (),
                      (ref, number, state, case_ref, case_number, case_title, item, item_name, area, area_zh, area_en, place, lng, lat,
                       party_kind, party, what, evidence, found_by, found_unit_zh, found_unit_en, found, until, checks, unit, unit_zh,
                       unit_en, statement, handed_by, handed, pack_text, pack_hash, taken_by, taken, decision, closing, finders,
                       punishers, version, may, why_not_zh, why_not_en, steps))
struct FindingList {
  std::vector<Finding> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(FindingList, (), (items, next))
struct PenaltyFigures {
  std::int64_t found = 0, reminded = 0, mended = 0, handed = 0, warnings = 0, fines = 0, no_case = 0, open = 0;
  std::int64_t fen = 0;
};
BOOST_DESCRIBE_STRUCT(PenaltyFigures, (), (found, reminded, mended, handed, warnings, fines, no_case, open, fen))

struct FindingIn {
  static constexpr bool k_json_defaults = true;
  std::string case_ref;
  PartyKind party_kind = PartyKind::unknown;
  std::string party;
  std::string what;
  std::vector<std::string> evidence;
  std::optional<Instant> until;  // a reminder; absent: to `unit` at once
  std::string unit;
};
BOOST_DESCRIBE_STRUCT(FindingIn, (), (case_ref, party_kind, party, what, evidence, until, unit))
struct FindingRecheck {
  static constexpr bool k_json_defaults = true;
  bool mended = false;
  std::string text;
  std::vector<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(FindingRecheck, (), (mended, text, evidence))
struct FindingHand {
  static constexpr bool k_json_defaults = true;
  std::string unit;
  std::string text;
  std::vector<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(FindingHand, (), (unit, text, evidence))
struct FindingText {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(FindingText, (), (text))
struct FindingDecide {
  static constexpr bool k_json_defaults = true;
  PenaltyKind kind = PenaltyKind::warning;
  std::int64_t fen = 0;
  std::string document, text, basis;
};
BOOST_DESCRIBE_STRUCT(FindingDecide, (), (kind, fen, document, text, basis))

// ---- pure -----------------------------------------------------------------------------------------------------------
// Acts open to the scope's owner, separation included; find is open while there is no finding.
std::vector<std::string> finding_acts(const Finding& finding, const Scope& scope);
// Refused (duties_apart): the person stands on the other side of this matter.
Outcome apart(const Finding& finding, const Scope& scope, bool punishes);
// A party's name as it is compared: without blanks, in half-width lower case.
std::string party_key(std::string_view name);

class Penalties {
 public:
  virtual ~Penalties() = default;
  virtual Outcome lay(db::Tx& tx, std::string_view rules, Instant now) = 0;
  virtual Result<Finding> find(db::Tx& tx, const Scope& scope, const FindingIn& in, Instant now) = 0;
  virtual Result<Finding> take(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingText& in, Instant now) = 0;
  virtual Result<Finding> decide(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingDecide& in, Instant now) = 0;
  // Asks officers to look again on the date. Returns how many.
  virtual int watch(Instant now) = 0;
  virtual bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> penalty_migrations();
// Everything outlives it.
std::unique_ptr<Penalties> open_penalties(const CasesParts& parts, Cases& cases);

}  // namespace tiange::cases
