#pragma once
// 工单 a case as pure values: what it holds, what may be ordered, what happened, and the rules between them.
//
//   decide(file, command, facts)  -> what happens, or a refusal; the same rules answer actions()
//   apply(file, event)            -> cannot fail; the history replayed gives the same file
//
// No I/O, no clock: the caller gives the moment, the item, the calendar and who acts as Facts. Which step comes after
// which is the business of the process (data/processes/README.md); an order therefore also carries the answer for the
// task it completes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"
#include "city/cases/rules/case_steps.h"
#include "city/flows/marks/office_marks.h"

namespace tiange::cases {

// ---- words --------------------------------------------------------------------------------------------------

enum class Channel { hotline, grid, web, import, petition, police, sensing, video, other };
BOOST_DESCRIBE_ENUM(Channel, hotline, grid, web, import, petition, police, sensing, video, other)
enum class Kind { consult, help, complaint, report, suggestion, praise, other };
BOOST_DESCRIBE_ENUM(Kind, consult, help, complaint, report, suggestion, praise, other)
enum class Level { grid, village, department, town };
BOOST_DESCRIBE_ENUM(Level, grid, village, department, town)
// The five steps as residents and clerks see them.
enum class Step { report, classify, handle, follow_up, close };
BOOST_DESCRIBE_ENUM(Step, report, classify, handle, follow_up, close)
// The element of the process a case waits at; none while it waits nowhere, drawn at a step of the district's own.
enum class Element {
  none,
  locate,
  verify,
  accept,
  dispatch,
  arbitrate,
  handle,
  coordinate,
  check,
  follow_up,
  close,
  drawn
};
BOOST_DESCRIBE_ENUM(Element, none, locate, verify, accept, dispatch, arbitrate, handle, coordinate, check, follow_up,
                    close, drawn)
// The element of that id; drawn for every other.
Element element_of(std::string_view id);
enum class Status {
  pending_locate,
  pending_verify,
  pending_accept,
  pending_dispatch,
  returned,
  handling,
  suspended,
  pending_check,
  pending_follow_up,
  pending_close,
  closed,
  not_accepted,
  pending_step
};
BOOST_DESCRIBE_ENUM(Status, pending_locate, pending_verify, pending_accept, pending_dispatch, returned, handling,
                    suspended, pending_check, pending_follow_up, pending_close, closed, not_accepted, pending_step)
enum class ClockName { total, verify, dispatch, handle, check, follow_up, close, step };
BOOST_DESCRIBE_ENUM(ClockName, total, verify, dispatch, handle, check, follow_up, close, step)
constexpr int k_clock_count = 8;
enum class Lamp { grey, green, amber, red };
BOOST_DESCRIBE_ENUM(Lamp, grey, green, amber, red)

Words channel_words(Channel value);
Words kind_words(Kind value);
Words severity_words(Severity value);
Words level_words(Level value);
Words step_words(Step value);
Words element_words(Element value);  // of a drawn step: "step"
Words status_words(Status value);
Words clock_words(ClockName value);

Step step_of(Element element);  // of a drawn one: handle; its own stands in the file

// ---- clocks (deadline_rules.h says how they run) ------------------------------------------------------------

struct Clock {
  static constexpr bool k_json_defaults = true;
  Limit limit;                 // as first set; amount 0: never started
  std::int64_t budget_us = 0;  // what the limit and its extensions amount to on the limit's own clock
  std::int64_t used_us = 0;    // run before `since`
  Instant started;
  Instant since;         // running since; zero: stopped or paused
  Instant stopped;       // zero: running or paused
  Instant due;           // while running, and of a stopped clock as it was
  Instant warn;          // amber from here on
  bool overdue = false;  // it ran out once; a fact that stays

  bool given() const { return limit.amount > 0; }
  bool running() const { return since.us != 0; }
  bool paused() const { return given() && !running() && !stopped; }
  friend bool operator==(const Clock&, const Clock&) = default;
};
BOOST_DESCRIBE_STRUCT(Clock, (), (limit, budget_us, used_us, started, since, stopped, due, warn, overdue))

struct Clocks {
  static constexpr bool k_json_defaults = true;
  Clock total, verify, dispatch, handle, check, follow_up, close, step;

  Clock& of(ClockName name);
  const Clock& of(ClockName name) const;
  friend bool operator==(const Clocks&, const Clocks&) = default;
};
BOOST_DESCRIBE_STRUCT(Clocks, (), (total, verify, dispatch, handle, check, follow_up, close, step))

// ---- the file -----------------------------------------------------------------------------------------------

// As it came in; never changes.
struct Origin {
  static constexpr bool k_json_defaults = true;
  Channel channel = Channel::web;
  Kind kind = Kind::report;
  PersonId reported_by;  // officer or clerk; zero: a resident
  bool confidential = false;
  bool anonymous = false;
  bool wants_reply = false;
  Instant occurred;  // as the reporter says; zero when not said
  friend bool operator==(const Origin&, const Origin&) = default;
};
BOOST_DESCRIBE_STRUCT(Origin, (),
                      (channel, kind, reported_by, confidential, anonymous, wants_reply, occurred))

// Where it stands in the process, and how it came there.
struct Standing {
  static constexpr bool k_json_defaults = true;
  std::optional<DrawnStep> drawn;  // of a drawn element
  office::Marks office;            // of the task it waits in
  std::vector<PassedStep> passed;  // in order, each once; what was gone back over is left out
  std::optional<Sent> sent;        // by the last act of a person; absent when the house moved it since
  std::string climb_limit;         // of the handling step, as the process has them
  std::string warn_limit;
  bool old_clock = false;  // the next step goes on with the clock it had
  std::string merged_into;  // reference of the case that leads; empty: it stands for itself
  friend bool operator==(const Standing&, const Standing&) = default;
};
BOOST_DESCRIBE_STRUCT(Standing, (), (drawn, office, passed, sent, climb_limit, warn_limit, old_clock, merged_into))

struct CaseFile : Origin, Standing {
  static constexpr bool k_json_defaults = true;

  std::string area;  // where the matter is: a grid (15 digits) once located, else the area it was reported in
  std::string place_text;
  std::optional<double> lng;
  std::optional<double> lat;

  std::string item;  // empty until classified
  int item_version = 0;
  Severity severity = Severity::normal;
  std::string lead_line;

  Element element = Element::none;
  std::int64_t task = 0;  // of the process, while it waits
  std::int64_t instance = 0;
  std::string queue;
  PersonId claimed_by;  // of the task; zero: nobody
  std::string claimed_by_name;
  Level level = Level::grid;
  std::uint32_t lit = 0;  // bit per Level that has had the case
  std::string unit;       // that handles it, kept after handling
  Routing routing;
  PersonId handler;  // who settled it last
  bool settled_on_spot = false;
  bool closed_off = false;  // closed or not accepted
  bool accepted = false;

  int returns = 0;
  int extensions = 0;  // approved
  int reworks = 0;
  int climbs = 0;
  int suspensions = 0;
  int reopens = 0;
  int urges = 0;
  int evidence = 0;
  bool fresh_clock = false;  // the next handling starts its clock anew
  bool just_returned = false;
  bool arbitrated = false;  // a decision after too many returns; binding
  std::string returned_by_unit;
  PersonId dispatched_by;  // zero: by rule
  Instant dispatched;
  std::optional<Request> extension_asked;
  std::optional<Request> suspension_asked;
  Instant suspended;
  Instant suspended_until;

  std::string closing_condition;
  std::string result;        // what was done, as the handler wrote it
  std::string satisfaction;  // satisfied | dissatisfied | empty
  Instant settled;
  Instant closed;
  Clocks clocks;

  bool open() const { return !closed_off; }
  bool is_suspended() const { return suspended.us != 0; }
  bool located() const { return area.size() == 15; }
  bool overdue() const { return clocks.total.overdue || clocks.handle.overdue; }
  Status status() const;
  Step step() const;
  std::string step_id() const;  // of the element in the diagram
  Words step_name() const;
  friend bool operator==(const CaseFile&, const CaseFile&) = default;
};
BOOST_DESCRIBE_STRUCT(CaseFile, (Origin, Standing),
                      (area, place_text, lng, lat, item, item_version, severity, lead_line, element, task, instance, queue, claimed_by,
                       claimed_by_name, level, lit, unit, routing, handler, settled_on_spot, closed_off, accepted,
                       returns, extensions, reworks, climbs, suspensions, reopens, urges, evidence, fresh_clock,
                       just_returned, arbitrated, returned_by_unit, dispatched_by, dispatched, extension_asked,
                       suspension_asked, suspended, suspended_until, closing_condition, result, satisfaction, settled,
                       closed, clocks))

// ---- what happened ------------------------------------------------------------------------------------------

enum class EventKind {
  reported,    // everything of intake: channel, kind, area, item, severity, flags, occurred, total limit
  located,     // area, point
  classified,  // item, severity
  verified,    // outcome true | false, text
  accepted,    // item, severity
  rejected,    // text: why; ends the case
  dispatched,  // unit, level, routing; by rule when the actor is the house
  claimed,
  released,
  handed_over,      // person, text
  settled,          // condition, text
  returned,         // text: why
  sent_up,          // text
  passed_on,        // unit, level, text
  climbed,          // level it climbs from
  arbitrated,       // unit, level, text
  checked,          // outcome pass | fail, text
  followed_up,      // outcome satisfied | dissatisfied, text
  closed,           // condition, text; outcome merged: step, step_zh: reference and number of the case that leads
  extension_asked,  // text
  extension_given,  // limit added, clocks
  extension_refused,
  suspension_asked,  // text, until
  suspended,         // until, clocks
  resumed,           // clocks
  reopened,          // text, running; outcome unmerged: parted again from step, step_zh
  noted,             // text
  urged,             // text
  overdue,           // clock
  linked,            // step, step_zh: reference and number of the other case, outcome: how, text
  waiting,           // moved on without a person's act
  completed,         // a drawn step: step, outcome, answers, text
  sent_back,         // step, text
  rejected_to_start,  // step, text
  withdrawn,         // step, text
  jumped,            // step, text
  transferred,       // person or unit and queue, text
  parts_asked,       // office, text
  part_answered,     // office, text
  part_excused,      // office, text
  part_recalled,     // office, text
  part_overdue,      // office
  part_moved,        // office, person, text
  held,              // office, text: the act that waits for those added behind
  held_back,         // office: it comes back, or may take effect now
  urge_answered,     // office, text
  process_changed,   // from outside: another version, a message; routing.reason_zh and _en say what
  reporter_told,     // step, text: by a service of the process, for the progress page
  severity_set,      // step, severity, limit: by a service; the limit of handling from its next start on
  opened,            // step: by somebody it waits for, for the first time
  began_inside,      // step, text: an activity of an ad-hoc sub-process
  closed_inside,     // step, text: the ad-hoc sub-process
  remarked           // outcome: what another part did about the case; routing.reason_zh and _en say it, text
};
// Name by name: BOOST_DESCRIBE_ENUM takes 52.
#define KIND(name) BOOST_DESCRIBE_ENUM_ENTRY(EventKind, name)
BOOST_DESCRIBE_ENUM_BEGIN(EventKind)
KIND(reported) KIND(located) KIND(classified) KIND(verified) KIND(accepted) KIND(rejected) KIND(dispatched)
KIND(claimed) KIND(released) KIND(handed_over) KIND(settled) KIND(returned) KIND(sent_up) KIND(passed_on) KIND(climbed)
KIND(arbitrated) KIND(checked) KIND(followed_up) KIND(closed) KIND(extension_asked) KIND(extension_given)
KIND(extension_refused) KIND(suspension_asked) KIND(suspended) KIND(resumed) KIND(reopened) KIND(noted) KIND(urged)
KIND(overdue) KIND(linked) KIND(waiting) KIND(completed) KIND(sent_back) KIND(rejected_to_start) KIND(withdrawn)
KIND(jumped) KIND(transferred) KIND(parts_asked) KIND(part_answered) KIND(part_excused) KIND(part_recalled)
KIND(part_overdue) KIND(part_moved) KIND(held) KIND(held_back) KIND(urge_answered) KIND(process_changed)
KIND(reporter_told) KIND(severity_set) KIND(opened) KIND(began_inside) KIND(closed_inside) KIND(remarked)
BOOST_DESCRIBE_ENUM_END(EventKind)
#undef KIND

// Where the case waits after the event.
struct Stop {
  static constexpr bool k_json_defaults = true;
  Element element = Element::none;
  std::int64_t task = 0;
  std::int64_t instance = 0;
  std::string queue;
  Clock clock;  // of the element, as it runs from now
  std::optional<DrawnStep> drawn;
  std::string climb_limit, warn_limit;
  bool kept = false;  // the task it waits in already, at another place of another diagram: who holds it and its marks stay
  friend bool operator==(const Stop&, const Stop&) = default;
};
BOOST_DESCRIBE_STRUCT(Stop, (), (element, task, instance, queue, clock, drawn, climb_limit, warn_limit, kept))

struct Actor {
  static constexpr bool k_json_defaults = true;
  PersonId person;  // zero: the house itself, or a resident
  std::string name;
  std::string unit;
  friend bool operator==(const Actor&, const Actor&) = default;
};
BOOST_DESCRIBE_STRUCT(Actor, (), (person, name, unit))

// Members are used as the comment of the kind says; what is not used keeps its default and is not stored.
struct CaseEvent {
  static constexpr bool k_json_defaults = true;
  std::optional<Channel> channel;
  std::optional<Kind> case_kind;
  std::optional<Severity> severity;
  std::optional<Level> level;
  std::optional<ClockName> clock;
  std::string area;
  std::string place;
  std::optional<double> lng;
  std::optional<double> lat;
  std::string item;
  int item_version = 0;
  std::string line;
  std::string unit;
  PersonId person;
  std::string person_name;
  std::string outcome;
  std::string condition;
  std::string text;
  std::string digest;  // SHA-256. reported: of title, content and answers; later: of the answers given with the act
  Instant until;
  Instant occurred;
  bool confidential = false;
  bool anonymous = false;
  bool wants_reply = false;
  bool settled = false;
  bool sampled = false;
  std::optional<Limit> limit;
  Clock running;                 // reported, reopened: the total clock
  std::optional<Clocks> clocks;  // extension_given, suspended, resumed: all clocks as they are now
  Routing routing;
  json::Value facts;  // dispatched by rule: what the decision was asked with; it can be made again from this
  std::vector<std::string> evidence;  // digests added with this act
  std::string step;     // id of the element it goes to, or of the one that was completed
  std::string step_zh, step_en;  // its name where it is a drawn one
  std::string condition_en;
  std::string queue;
  std::string basis;    // returned: the legal basis
  json::Value answers;  // to the form of a drawn step
  std::optional<office::Change> office;
  std::optional<Stop> to;

  // Stored beside the detail, not in it.
  EventKind kind = EventKind::noted;
  Instant happened;
  Actor actor;
};
BOOST_DESCRIBE_STRUCT(CaseEvent, (),
                      (channel, case_kind, severity, level, clock, area, place, lng, lat, item, item_version, line,
                       unit, person, person_name, outcome, condition, text, digest, until, occurred, confidential, anonymous,
                       wants_reply, settled, sampled, limit, running, clocks, routing, facts, evidence, step, step_zh, step_en, condition_en, queue, basis,
                       answers, office, to))

void apply(CaseFile& file, const CaseEvent& event);

// Shortest text of a value: members that hold their default are left out. Reads back equal.
std::string encode(const CaseFile& file);
Result<CaseFile> decode_file(std::string_view text);
std::string place_text_of(std::string_view text);  // of a file's text, without reading the rest
std::string encode_detail(const CaseEvent& event);  // without kind, moment and actor
Result<CaseEvent> decode_detail(std::string_view text);

// ---- what may be ordered ------------------------------------------------------------------------------------

enum class Action {
  locate,
  classify,
  verify_true,
  verify_false,
  accept,
  reject,
  dispatch,
  claim,
  release,
  hand_over,
  settle,
  give_back,  // "return"
  send_up,
  pass_on,
  arbitrate,
  check_pass,
  check_fail,
  follow_up_satisfied,
  follow_up_dissatisfied,
  close,
  extend_request,
  extend_approve,
  extend_reject,
  suspend,
  suspend_approve,
  resume,
  reopen,
  note,
  urge,
  complete,
  send_back,
  reject_to_start,
  withdraw,
  jump,
  transfer,
  delegate,
  countersign,
  sign_before,
  sign_after,
  assist,
  sign_agree,
  sign_disagree,
  sign_abstain,
  part_done,
  part_excuse,
  part_recall,
  urge_answer,
  begin_inside,
  close_inside
};
constexpr int k_action_count = 49;

// How the buttons of a case are gathered.
enum class ActionGroup { main, together, turn, time, other };
BOOST_DESCRIBE_ENUM(ActionGroup, main, together, turn, time, other)

struct ActionRow {
  Action action;
  std::string_view name;  // in addresses
  Words words;
  Permission permission;
  bool primary;    // the way forward, shown first
  bool with_task;  // answers the task the case waits in
};
const std::vector<ActionRow>& action_rows();
const ActionRow& action_row(Action action);
std::optional<Action> action_from(std::string_view name);
ActionGroup group_of(Action action);
// What the act does to the limits, said before it is done and kept in the history; empty where the act itself says it.
Words clock_effect(Action action);

// The input of an action. Each action reads the members its form names.
struct Command {
  Action action = Action::note;
  std::string text;
  std::string item;
  std::optional<Severity> severity;
  std::string unit;
  std::string closing_condition;
  Instant until;
  PersonId person;
  std::string person_name;
  std::string area;  // locate: the grid, found by the caller
  std::optional<double> lng;
  std::optional<double> lat;
  std::vector<std::string> evidence;
  std::string step;     // send_back, jump, begin_inside, close_inside: id of the element
  std::string step_zh, step_en;  // of a drawn one: its name
  bool step_known = false;  // jump: a user task of the process; the last two: it may be done with it now
  std::string outcome;      // complete
  std::string basis;        // return
  json::Value answers;      // complete: checked answers to the form of the step
  std::vector<office::Target> people;
  std::vector<office::Target> units;
  office::SignRule rule = office::SignRule::all;
  int need = 0;
  Limit limit;
  int part = 0;
};

// What the rules need to know of an item.
struct ItemFacts {
  std::string code;
  int version = 1;
  std::string item_class;
  std::string lead_line;
  bool verify_needed = true;
  bool trifle = false;
  bool confidential = false;
  std::vector<std::string> closing_conditions;
  Limit limits[4];  // of handling by severity; what is absent takes the normal one, else any
  struct AreaLimit {
    std::string area;  // the limit holds in this area instead
    Severity severity = Severity::normal;
    Limit limit;
  };
  std::vector<AreaLimit> area_limits;
  // At a place; of several areas that hold it the smallest one speaks.
  const Limit& limit(Severity severity, std::string_view place) const;
};

// Numbers of the district that rules work with (data/case_rules.json).
struct CaseRules : RepeatRules {
  static constexpr bool k_json_defaults = true;
  Limit return_window{8, LimitKind::work_hours};  // from the dispatch
  int most_returns = 2;                           // the next one goes to arbitration
  int most_extensions = 2;                        // approved
  Limit longest_suspension{365, LimitKind::natural_days};
  int most_suspensions = 1;
  Limit reopen_window{15, LimitKind::natural_days};   // after closing
  double warn_share = 0.8;                            // amber from this share of the limit on
  double sample_share = 0.05;                         // of trifles settled on the spot, drawn for a check
  Limit unclassified_limit{5, LimitKind::work_days};  // handling while no item is known
  Limit total_consult{2, LimitKind::work_days};
  Limit total_help{5, LimitKind::work_days};
  Limit total_complaint{7, LimitKind::work_days};
  Limit total_suggestion{10, LimitKind::work_days};
  Limit total_beyond_handling{2,
                              LimitKind::work_days};  // when the item's own limit is longer than the total of its kind
  std::vector<std::string> urgent_words;  // of danger, whatever the item; signs as in items::Item::everyday_words
};
BOOST_DESCRIBE_STRUCT(CaseRules, (RepeatRules),
                      (return_window, most_returns, most_extensions, longest_suspension, most_suspensions,
                       reopen_window, warn_share, sample_share, unclassified_limit, total_consult, total_help,
                       total_complaint, total_suggestion, total_beyond_handling, urgent_words))

// Who acts: permissions of the scope, and whether the case's task, unit and area are theirs.
struct Doer {
  Actor actor;
  Permissions permissions;
  bool covers_area = false;
  bool works_for_unit = false;  // the unit that handles
  bool has_queue = false;       // the queue the case waits in
  bool is_house = false;        // the program itself
  std::vector<int> parts;       // open parts of the task that are theirs
};

struct Facts {
  Instant now;
  const WorkCalendar& calendar;
  const CaseRules& rules;
  Doer doer;
  const ItemFacts* item = nullptr;    // of the case; null while unclassified
  const ItemFacts* chosen = nullptr;  // named by the command; null when unknown
  bool unit_known = false;            // the command's unit exists
  Level unit_level = Level::department;
  std::string unit_queue;  // where the command's unit works
};

// An answer for the process: a variable and its value.
using Answers = std::vector<std::pair<std::string, json::Value>>;

enum class FlowMove {
  none,
  complete,  // the task with the answers
  suspend,
  resume,
  restart,  // a new instance for a case that was closed
  cancel,   // the instance
  jump,     // to the step of the event, with the answers
  begin_inside,  // the step of the event
  close_inside,
  move_to_queue,  // of the event
  office,         // the change of the event
  claim,
  release,
  hand_over,
  extend  // the task is due when the handling clock says
};

struct Decision {
  CaseEvent event;
  FlowMove move = FlowMove::none;
  Answers answers;
};

// Whether the action may be done now by this doer, before its input is looked at.
Outcome permitted(const CaseFile& file, Action action, const Facts& facts);
Result<Decision> decide(const CaseFile& file, const Command& command, const Facts& facts);

// What a list of actions for a person shows: those of the present step and the general ones, with the reason why not.
struct Offer {
  Action action;
  bool allowed;
  std::optional<Refusal> why_not;
};
std::vector<Offer> offers(const CaseFile& file, const Facts& facts);

}  // namespace tiange::cases
