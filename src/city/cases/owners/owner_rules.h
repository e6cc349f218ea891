#pragma once
// Searches, orders, ledger and decisions as values, and the rules between them. Pure.

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "base/result.h"
#include "city/registers/parts/parts.h"

namespace tiange::owners {

// ---- rules of the district ----------------------------------------------------------------------------------

// For a kind ("13-0123") or a major kind ("13-01"); the more exact one speaks. What is empty is as in general.
struct KindRule {
  static constexpr bool k_json_defaults = true;
  std::string kind;
  std::vector<std::string> ask;  // department lines
  std::string limit;
  std::string owner_line;  // owner where nobody says mine
};
BOOST_DESCRIBE_STRUCT(KindRule, (), (kind, ask, limit, owner_line))
// Which unit makes safe in an area; of several that hold a place the smallest area speaks.
struct FallbackRule {
  static constexpr bool k_json_defaults = true;
  std::string area;
  std::string line;  // the unit of this line that serves the place
  std::string unit;  // or this one
};
BOOST_DESCRIBE_STRUCT(FallbackRule, (), (area, line, unit))
struct OwnerRules {
  static constexpr bool k_json_defaults = true;
  std::vector<std::string> ask;
  std::string limit = "2 work_days";
  std::string safe_limit = "2 urgent_hours";  // of making safe, where danger says nothing else
  std::string owner_line = "ZX";
  std::int64_t same_place_m = 15;  // a decision about this kind holds this far around
  std::int64_t near_m = 50;        // parts offered at a case
  std::int64_t decision_days = 1095;  // a decision holds
  bool assign = true;                 // the case goes to the owner that was found
  std::vector<KindRule> kinds;
  std::vector<FallbackRule> fallback;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OwnerRules, (),
                      (ask, limit, safe_limit, owner_line, same_place_m, near_m, decision_days, assign, kinds, fallback, version))
std::vector<FieldError> rule_faults(const OwnerRules& rules);
// The general rule with what is said of the kind; `owner_line` of the kind's own entry in the register comes before the
// general one.
KindRule rule_of(const OwnerRules& rules, const std::string& kind, const std::string& owner_line_of_kind);
const FallbackRule* fallback_of(const OwnerRules& rules, std::string_view area);

// ---- searches -----------------------------------------------------------------------------------------------

enum class Answer { open, mine, not_mine, unsure, silent };
BOOST_DESCRIBE_ENUM(Answer, open, mine, not_mine, unsure, silent)
Words answer_words(Answer answer);
struct Ask {
  static constexpr bool k_json_defaults = true;
  std::string unit;
  Answer answer = Answer::open;
  std::string basis;
  std::string text;
  std::string by;
  std::optional<Instant> answered;
};
BOOST_DESCRIBE_STRUCT(Ask, (), (unit, answer, basis, text, by, answered))

enum class SearchState { asking, decided, withdrawn };
BOOST_DESCRIBE_ENUM(SearchState, asking, decided, withdrawn)
Words search_state_words(SearchState state);
// claimed: somebody said mine; nobody: all answered, none did; silence: the limit passed
enum class HowDecided { open, claimed, nobody, silence };
BOOST_DESCRIBE_ENUM(HowDecided, open, claimed, nobody, silence)

// About a place and a kind, and a registered part where there is one.
struct Subject {
  static constexpr bool k_json_defaults = true;
  std::string case_ref, case_number;
  std::string part;  // ref; may be empty
  std::string kind;
  std::string area;  // where it is
  std::string place;
  std::optional<double> lng, lat;
};
BOOST_DESCRIBE_STRUCT(Subject, (), (case_ref, case_number, part, kind, area, place, lng, lat))

struct Search : Subject {
  static constexpr bool k_json_defaults = true;
  std::string id;      // "part.id"
  std::string number;  // 确20261121-…
  SearchState state = SearchState::asking;
  std::vector<Ask> asks;
  std::string limit;
  std::string text;
  std::string asked_by;
  Instant asked, due;
  registers::Party owner;
  HowDecided how = HowDecided::open;
  std::string decision;  // id
  std::optional<Instant> ended;
  std::string ended_by, ended_text;
};
BOOST_DESCRIBE_STRUCT(Search, (Subject),
                      (id, number, state, asks, limit, text, asked_by, asked, due, owner, how, decision, ended, ended_by, ended_text))

// Takes the answer of a unit; refused when it was not asked, has answered, or says too little.
Outcome take_answer(Search& search, const Ask& answer);
// What the answers amount to now: the unit that said mine, or that nobody did. Nothing while it is open.
struct Conclusion {
  HowDecided how = HowDecided::open;
  std::string unit;                 // claimed
  std::vector<std::string> silent;  // units that kept silent
};
std::optional<Conclusion> conclude(const Search& search, Instant now);

// ---- safe-making and its ledger -----------------------------------------------------------------------------

enum class OrderState { ordered, safe, cancelled };
BOOST_DESCRIBE_ENUM(OrderState, ordered, safe, cancelled)
Words order_state_words(OrderState state);
struct Order : Subject {
  static constexpr bool k_json_defaults = true;
  std::string id;
  std::string number;
  OrderState state = OrderState::ordered;
  std::string unit, town;
  std::string danger;  // none | low | high
  std::string why_zh, why_en;
  std::string limit;
  std::string ordered_by;
  Instant ordered, due;
  std::optional<Instant> ended;
  std::string ended_by, ended_text;
  std::vector<std::string> photos;
  registers::Party owner;  // that the cost is claimed from
};
BOOST_DESCRIBE_STRUCT(Order, (Subject),
                      (id, number, state, unit, town, danger, why_zh, why_en, limit, ordered_by, ordered, due, ended, ended_by,
                       ended_text, photos, owner))

// 费用 追偿 收回 核销
enum class EntryKind { cost, claim, recovery, write_off };
BOOST_DESCRIBE_ENUM(EntryKind, cost, claim, recovery, write_off)
Words entry_kind_words(EntryKind kind);
struct Entry {
  static constexpr bool k_json_defaults = true;
  std::int64_t seq = 0;
  EntryKind kind = EntryKind::cost;
  std::int64_t amount_fen = 0;  // negative in a counter-booking
  std::int64_t reverses = 0;    // seq of the entry it takes back
  registers::Party owner;
  std::string text;
  Instant booked;
  std::string booked_by;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (seq, kind, amount_fen, reverses, owner, text, booked, booked_by))
struct Balance {
  std::int64_t cost = 0, claimed = 0, recovered = 0, written_off = 0;
  std::int64_t open = 0;  // cost neither recovered nor written off
  std::int64_t owed = 0;  // claimed and still open
};
BOOST_DESCRIBE_STRUCT(Balance, (), (cost, claimed, recovered, written_off, open, owed))
void add_to(Balance& balance, EntryKind kind, std::int64_t amount_fen);
Balance balance_of(std::span<const Entry> entries);
// An entry to be added, a counter-booking included: the ledger stays in balance, amounts are positive, a reason is given.
Outcome may_book(std::span<const Entry> entries, const Entry& entry);
Result<Entry> counter_booking(std::span<const Entry> entries, std::int64_t seq, const std::string& text);

// ---- decisions ----------------------------------------------------------------------------------------------

struct OwnerDecision : Subject {
  static constexpr bool k_json_defaults = true;
  std::string id;
  std::string number;
  registers::Party owner;
  HowDecided how = HowDecided::open;  // open: entered by hand, decided elsewhere
  std::string search;                 // id
  std::string basis;
  std::string decided_by;
  Instant decided, until;
  bool withdrawn = false;
  std::string withdrawn_by, withdrawn_text;
  std::optional<Instant> withdrawn_when;
  std::int64_t used = 0;  // how many later cases it served
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OwnerDecision, (Subject),
                      (id, number, owner, how, search, basis, decided_by, decided, until, withdrawn, withdrawn_by, withdrawn_text,
                       withdrawn_when, used, version))
bool in_force(const OwnerDecision& decision, Instant now);

// "¥1,234.50"
std::string yuan(std::int64_t fen);

}  // namespace tiange::owners
