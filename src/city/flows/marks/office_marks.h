#pragma once
// 会签 协办 加签 委派 催办 What people in an office attach to an open task without moving its process: parts that others
// do beside it, and an urge that waits for an answer. Pure values; a task without any has empty Marks.
//
//   ask(marks, order, now)        -> Change, or a refusal in both languages
//   answer / excuse / recall ...  -> Change
//   apply(marks, change)          -> cannot fail; the changes replayed give the same marks
//   may_leave(marks)              -> refused while a part that must come first is open
//
// Part kinds: countersign 会签 (several, together, by a rule), before 前加签 and after 后加签 (one opinion before the holder
// acts, or before what the holder did takes effect), delegate 委派 (does it, comes back), assist 协办 (a unit's own part).

#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace tiange::office {

enum class PartKind { countersign, before, after, delegate, assist };
BOOST_DESCRIBE_ENUM(PartKind, countersign, before, after, delegate, assist)
// waiting: an `after` part whose turn has not come.
enum class PartState { waiting, open, done, excused, recalled };
BOOST_DESCRIBE_ENUM(PartState, waiting, open, done, excused, recalled)
enum class Opinion { none, agree, disagree, abstain };
BOOST_DESCRIBE_ENUM(Opinion, none, agree, disagree, abstain)
enum class SignRule { all, count, share };
BOOST_DESCRIBE_ENUM(SignRule, all, count, share)
enum class Verdict { open, passed, failed, recalled };
BOOST_DESCRIBE_ENUM(Verdict, open, passed, failed, recalled)

Words part_kind_words(PartKind kind);
Words part_state_words(PartState state);
Words opinion_words(Opinion opinion);
Words verdict_words(Verdict verdict);

struct Doer {
  static constexpr bool k_json_defaults = true;
  PersonId person;
  std::string name;
  friend bool operator==(const Doer&, const Doer&) = default;
};
BOOST_DESCRIBE_STRUCT(Doer, (), (person, name))

// Addressed to a person, or to a unit whose people take it from `queue`.
struct Part {
  static constexpr bool k_json_defaults = true;
  int id = 0;  // from 1, unique within the task
  PartKind kind = PartKind::countersign;
  PartState state = PartState::open;
  Opinion opinion = Opinion::none;
  int round = 0;  // of countersigning
  PersonId person;
  std::string name;
  std::string unit;
  std::string queue;
  Doer asked_by;
  Instant asked;
  Limit limit;  // its own; amount 0: none
  Instant due;
  bool overdue = false;  // ran out while open; a fact that stays
  Instant ended;
  Doer ended_by;

  bool is_open() const { return state == PartState::open; }
  bool pending() const { return state == PartState::open || state == PartState::waiting; }
  friend bool operator==(const Part&, const Part&) = default;
};
BOOST_DESCRIBE_STRUCT(Part, (),
                      (id, kind, state, opinion, round, person, name, unit, queue, asked_by, asked, limit, due, overdue,
                       ended, ended_by))

// One round of countersigning: passed when `all` agree, at least `need` agree, or at least `need` percent of those asked
// agree; failed as soon as that can no longer be reached.
struct Round {
  static constexpr bool k_json_defaults = true;
  int id = 0;
  SignRule rule = SignRule::all;
  int need = 0;
  Verdict verdict = Verdict::open;
  friend bool operator==(const Round&, const Round&) = default;
};
BOOST_DESCRIBE_STRUCT(Round, (), (id, rule, need, verdict))

struct Urge {
  static constexpr bool k_json_defaults = true;
  Doer by;
  Instant asked;
  friend bool operator==(const Urge&, const Urge&) = default;
};
BOOST_DESCRIBE_STRUCT(Urge, (), (by, asked))

// An act of the holder that takes effect once those added behind have agreed.
struct Held {
  static constexpr bool k_json_defaults = true;
  std::string action;
  std::string input;  // as it was given, JSON
  Doer by;
  std::string unit;
  Instant at;
  friend bool operator==(const Held&, const Held&) = default;
};
BOOST_DESCRIBE_STRUCT(Held, (), (action, input, by, unit, at))

struct Marks {
  static constexpr bool k_json_defaults = true;
  std::vector<Part> parts;
  std::vector<Round> rounds;
  std::optional<Urge> urge;  // not answered yet
  std::optional<Held> held;

  bool empty() const { return parts.empty() && rounds.empty() && !urge && !held; }
  const Part* find(int id) const;
  int open(PartKind kind) const;  // parts of the kind still to be done
  int open() const;
  friend bool operator==(const Marks&, const Marks&) = default;
};
BOOST_DESCRIBE_STRUCT(Marks, (), (parts, rounds, urge, held))

enum class ChangeKind { asked, answered, excused, recalled, ran_out, urged, urge_answered, held, dropped, moved };
BOOST_DESCRIBE_ENUM(ChangeKind, asked, answered, excused, recalled, ran_out, urged, urge_answered, held, dropped, moved)

// asked: parts, and round of countersigning · answered: part, opinion · excused, recalled, ran_out: part (recalled: 0 for
// a whole round) · urged: by · held: held · dropped: what was held comes back to the holder · moved: part, to `to`
struct Change {
  static constexpr bool k_json_defaults = true;
  ChangeKind kind = ChangeKind::asked;
  std::vector<Part> parts;
  std::optional<Round> round;
  int part = 0;
  Opinion opinion = Opinion::none;
  Doer by;
  Doer to;
  Instant at;
  std::optional<Held> held;
  friend bool operator==(const Change&, const Change&) = default;
};
BOOST_DESCRIBE_STRUCT(Change, (), (kind, parts, round, part, opinion, by, to, at, held))

void apply(Marks& marks, const Change& change);
// Every moment that is still to come goes on this much later: the task was suspended for so long.
void shift(Marks& marks, Span by);

struct Target {
  PersonId person;  // zero: the unit's people
  std::string name;
  std::string unit;
  std::string queue;
};

struct Ask {
  PartKind kind = PartKind::countersign;
  std::vector<Target> targets;
  SignRule rule = SignRule::all;
  int need = 0;  // persons, or percent
  Limit limit;
  Doer by;
};

constexpr std::size_t k_most_parts = 200;  // of one task

// Refused with bad_input naming the field: people, units, need.
Result<Change> ask(const Marks& marks, const Ask& ask, Instant now, const WorkCalendar& calendar);
// Of somebody the part is addressed to; the caller has checked who. A countersigner and one added before or after says
// agree, disagree or abstain; who was delegated to or assists says agree for done.
Result<Change> answer(const Marks& marks, int part, Opinion opinion, const Doer& by, Instant now);
Result<Change> excuse(const Marks& marks, int part, const Doer& by, Instant now);  // an assisting part, by the lead
Result<Change> recall(const Marks& marks, int part, const Doer& by, Instant now);
Result<Change> urge(const Marks& marks, const Doer& by, Instant now);
Result<Change> answer_urge(const Marks& marks, const Doer& by, Instant now);

// JSON in which nobody is left out rather than written as id 0, so that it reads back.
std::string without_nobody(std::string json);

// Whether the holder may complete the task now: refused (parts_open) with what is missing, or (sign_failed) when the
// newest countersigning did not pass.
Outcome may_leave(const Marks& marks);
// Ids of open parts that are this person's, in person or by a queue.
std::vector<int> parts_of(const Marks& marks, PersonId person, const std::function<bool(std::string_view)>& has_queue);
// Whether somebody was asked for a part, whatever became of it.
bool involves(const Marks& marks, PersonId person, const std::function<bool(std::string_view)>& has_queue);
// The first moment at which an open part runs out without having been marked; zero: none.
Instant next_due(const Marks& marks);
// "2/3": done and all of the newest round; empty without one.
std::string progress(const Marks& marks);

}  // namespace tiange::office
