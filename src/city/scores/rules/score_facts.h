#pragma once
// What one case means for figures: its history folded into entries of who had to do what until when and when they did.
// Pure, and the same whether entries come one by one or all at once, so that what is kept can be made again.
//
//   CaseFacts facts;
//   for (entry : trail) take(facts, entry.event, rules);
//   add_lines(lines, facts);   // what the case adds to which object on which day
//
// An obligation counts once, on the earlier of the day it fell due and the day it was done: pending ones that are not
// due yet count nowhere. That a limit ran out stays; an exemption is counted beside it.

#include <map>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/scores/rules/score_counts.h"

namespace tiange::scores {

// What is evaluated. Their keys: area code; unit code; queue ("440604-ZX:dispatcher"); person id; item code in a town.
enum class ObjectKind { area, unit, post, person, item };
BOOST_DESCRIBE_ENUM(ObjectKind, area, unit, post, person, item)

enum class Work {
  report,
  verify,
  intake,
  dispatch,
  response,
  handle,
  check,
  follow_up,
  close,
  archive,
  back,
  rework,
  delay,
  suspend,
  urge,
  reopen,
  satisfied,
  dissatisfied,
  form
};

struct Entry {
  Work work = Work::report;
  std::string queue;
  std::string unit;
  std::int64_t person = 0;  // who did it
  Instant began;
  Instant due;    // zero: without a limit
  Instant ended;  // zero: not yet
  bool late = false;
  bool dropped = false;    // it went away undone: the case came back or took another way
  bool wrong = false;      // dispatch: it came back
  std::int64_t typed = 0;  // form
  std::int64_t filled = 0;

  bool open() const { return !ended && !dropped; }
  friend bool operator==(const Entry&, const Entry&) = default;
};

struct CaseFacts {
  Instant created;
  std::string area;
  std::string item;
  std::string unit;  // the last that handled it
  std::int64_t reporter = 0;
  bool by_public = false;
  bool on_spot = false;
  bool deferred = false;
  bool exempt_handle = false;  // by decision; set from outside
  bool exempt_archive = false;
  Instant registered;
  Instant rejected;
  std::vector<Entry> entries;
  Instant latest;  // of anything seen, due moments included; never goes back
  friend bool operator==(const CaseFacts&, const CaseFacts&) = default;
};

struct FactRules {
  static constexpr bool k_json_defaults = true;
  int response_hours = 24;  // a unit shall open, sign for or work on a case within so many hours
};
BOOST_DESCRIBE_STRUCT(FactRules, (), (response_hours))

void take(CaseFacts& facts, const cases::CaseEvent& event, const FactRules& rules);

// Compact text that reads back equal.
std::string encode(const CaseFacts& facts);
CaseFacts decode(std::string_view text);

struct LineKey {
  ObjectKind kind;
  std::string object;
  std::int64_t part_key;
  std::int32_t day;
  friend auto operator<=>(const LineKey&, const LineKey&) = default;
};
using Lines = std::map<LineKey, Counts>;

void add_lines(Lines& lines, const CaseFacts& facts, std::int64_t sign = 1);
Counts counts_of(const Entry& entry, const CaseFacts& facts);
// A bit for every figure the case adds to.
std::int64_t mask_of(const CaseFacts& facts);

}  // namespace tiange::scores
