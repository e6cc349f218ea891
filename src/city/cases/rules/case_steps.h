#pragma once
// Where a case has been and how it may go back: the steps a district drew itself, the steps really passed, and what the
// last act would have to undo; what was asked for, and why it was routed as it was.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"

namespace tiange::cases {

// Ways a drawn step can end, and what the process reads as `outcome`.
struct DrawnOutcome {
  static constexpr bool k_json_defaults = true;
  std::string value;
  std::string zh;
  std::string en;
  friend bool operator==(const DrawnOutcome&, const DrawnOutcome&) = default;
};
BOOST_DESCRIBE_STRUCT(DrawnOutcome, (), (value, zh, en))

// A user task of the diagram that the room has no meaning of its own for: "所长审批". Its name may be written
// "中文 / English". Without outcomes it is simply completed. Also an ad-hoc sub-process in which nothing is under way.
struct DrawnStep {
  static constexpr bool k_json_defaults = true;
  std::string id;
  std::string zh;
  std::string en;
  int stage = 0;     // a Step
  std::string form;  // key of the form that is filled in; may be empty
  std::vector<DrawnOutcome> outcomes;
  bool inside = false;  // an ad-hoc sub-process: there is no task, something may be begun
  friend bool operator==(const DrawnStep&, const DrawnStep&) = default;
};
BOOST_DESCRIBE_STRUCT(DrawnStep, (), (id, zh, en, stage, form, outcomes, inside))

// A step that was completed; names are empty for the room's own steps.
struct PassedStep {
  static constexpr bool k_json_defaults = true;
  std::string id;
  std::string zh;
  std::string en;
  friend bool operator==(const PassedStep&, const PassedStep&) = default;
};
BOOST_DESCRIBE_STRUCT(PassedStep, (), (id, zh, en))

// Who sent the case on last, from which step, and what stood there: what a withdrawal brings back.
struct Sent {
  static constexpr bool k_json_defaults = true;
  PersonId by;
  std::string step;
  std::string unit;
  std::string level;
  std::string queue;
  std::string climb_limit;
  std::string warn_limit;
  bool returned = false;       // the act was a return and counts no longer
  bool just_returned = false;  // it lay there as returned
  bool arbitrated = false;     // the act was a decision on returns
  friend bool operator==(const Sent&, const Sent&) = default;
};
BOOST_DESCRIBE_STRUCT(Sent, (),
                      (by, step, unit, level, queue, climb_limit, warn_limit, returned, just_returned, arbitrated))

// Rules for matters told more than once: how long a merge may be taken back, and from which report of the same matter
// at the same place on it is raised a severity, or climbs a level (0: never).
struct RepeatRules {
  static constexpr bool k_json_defaults = true;
  Limit unmerge_window{5, LimitKind::work_days};
  int repeat_days = 30;
  double repeat_metres = 100;
  int repeat_raise = 3;
  int repeat_climb = 5;
  std::vector<std::string> repeat_except;  // codes of items that are no matter of a place: two of them are two matters
};
BOOST_DESCRIBE_STRUCT(RepeatRules, (), (unmerge_window, repeat_days, repeat_metres, repeat_raise, repeat_climb, repeat_except))

// Whether a second report of the item at the same place can be the same matter again.
inline bool can_repeat(const RepeatRules& rules, std::string_view item) {
  return !item.empty() && std::find(rules.repeat_except.begin(), rules.repeat_except.end(), item) == rules.repeat_except.end();
}

// Something asked for that somebody else must grant.
struct Request {
  static constexpr bool k_json_defaults = true;
  PersonId by;
  Instant asked;
  Instant until;  // suspension: auto-resume
  std::string reason;
  friend bool operator==(const Request&, const Request&) = default;
};
BOOST_DESCRIBE_STRUCT(Request, (), (by, asked, until, reason))

// What routing gave, and why.
struct Routing {
  static constexpr bool k_json_defaults = true;
  std::string decision;  // key of the decision; empty when a person dispatched
  std::int64_t version = 0;
  std::string reason_zh;
  std::string reason_en;
  friend bool operator==(const Routing&, const Routing&) = default;
};
BOOST_DESCRIBE_STRUCT(Routing, (), (decision, version, reason_zh, reason_en))

}  // namespace tiange::cases
