#pragma once
// 所见 What callers of the room see of cases: rows, whole cases, tasks, history, inbox. Names and sentences come in the
// reader's language or in both; times are instants, what is left to a limit is minutes (negative when past).

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "city/cases/rules/case_file.h"
#include "engines/forms/forms.h"

namespace tiange::cases {

struct CaseRow {
  std::string ref;
  std::string number;  // 禅20261121-000123
  std::string title;
  std::string item_code;
  std::string item_name;
  Channel channel = Channel::web;
  Kind kind = Kind::report;
  Severity severity = Severity::normal;
  Level level = Level::grid;
  Status status = Status::pending_accept;
  Step stage = Step::report;
  std::string area_code;
  std::string area_name;
  std::string grid_code;  // empty until located
  std::string unit;
  std::string unit_zh;
  std::string unit_en;
  std::string handler;  // name of who settled it
  Instant created;
  std::optional<Instant> due;
  Lamp lamp = Lamp::grey;
  std::optional<std::int64_t> remaining_minutes;  // to due; negative when overdue
  std::optional<Instant> closed;
  bool overdue = false;     // a limit ran out once, also when it was extended later
  std::int64_t repeat = 0;  // cases of the same item in the same grid in the seven days before
  bool confidential = false;
  bool archived = false;  // lies in the archive of its year; whatever changes it brings it back first
};
BOOST_DESCRIBE_STRUCT(CaseRow, (),
                      (ref, number, title, item_code, item_name, channel, kind, severity, level, status, stage,
                       area_code, area_name, grid_code, unit, unit_zh, unit_en, handler, created, due, lamp,
                       remaining_minutes, closed, overdue, repeat, confidential, archived))

struct ReporterView {
  bool anonymous = false;
  bool confidential = false;
  bool wants_reply = false;
  std::string name;   // masked: 张**
  std::string phone;  // masked: 138****5678
};
BOOST_DESCRIBE_STRUCT(ReporterView, (), (anonymous, confidential, wants_reply, name, phone))

struct PlaceView {
  std::optional<double> lng;
  std::optional<double> lat;
  std::string text;
  std::string grid_code;
  std::string area_name;
};
BOOST_DESCRIBE_STRUCT(PlaceView, (), (lng, lat, text, grid_code, area_name))

struct EvidenceView {
  std::string digest;
  std::string type;
  std::int64_t size = 0;
  std::optional<Instant> taken;
  std::optional<double> lng;
  std::optional<double> lat;
  std::string device;
  std::string by;
  Instant added;
  Step stage = Step::report;
};
BOOST_DESCRIBE_STRUCT(EvidenceView, (), (digest, type, size, taken, lng, lat, device, by, added, stage))

struct ClockView {
  ClockName name = ClockName::total;
  std::string name_zh;
  std::string name_en;
  std::string limit_text;
  std::string limit_text_en;
  Instant started;
  std::optional<Instant> due;
  std::optional<Instant> stopped;
  bool paused = false;
  bool overdue = false;
  Lamp lamp = Lamp::grey;
  double share = 0;  // of the limit that has been used
};
BOOST_DESCRIBE_STRUCT(ClockView, (),
                      (name, name_zh, name_en, limit_text, limit_text_en, started, due, stopped, paused, overdue, lamp,
                       share))

struct StepView {
  Step step = Step::report;
  std::string name_zh;
  std::string name_en;
  std::string state;  // done | current | future
  std::optional<Instant> entered;
  std::optional<Instant> left;
};
BOOST_DESCRIBE_STRUCT(StepView, (), (step, name_zh, name_en, state, entered, left))

struct LadderView {
  Level level = Level::grid;
  std::string name_zh;
  std::string name_en;
  bool lit = false;
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(LadderView, (), (level, name_zh, name_en, lit, current))

struct TaskView {
  std::string id;
  std::string case_ref;
  std::string number;
  std::string title;
  std::string element;
  std::string name_zh;
  std::string name_en;
  std::string queue;
  std::string queue_zh;
  std::string queue_en;
  std::string assignee;    // who the queue belongs to at the moment, where it is one person
  std::string claimed_by;  // name
  bool mine = false;
  Instant created;
  std::optional<Instant> due;
  Lamp lamp = Lamp::grey;
  std::optional<std::int64_t> remaining_minutes;
  std::string item_name;
  std::string area_name;
  Severity severity = Severity::normal;
  bool came_back = false;
  bool confidential = false;
  std::string why_zh;
  std::string why_en;
  int part = 0;           // of somebody else's task; 0: the task itself
  std::string part_kind;  // countersign | before | after | delegate | assist
  bool unread = false;    // in lists: the reader has not opened it
  bool urged = false;     // somebody urged and waits for an answer
  std::string signed_of;  // of countersigning: "2/3"
  int parts_open = 0;     // parts of others still to be done
};
BOOST_DESCRIBE_STRUCT(TaskView, (),
                      (id, case_ref, number, title, element, name_zh, name_en, queue, queue_zh, queue_en, assignee,
                       claimed_by, mine, created, due, lamp, remaining_minutes, item_name, area_name, severity, came_back,
                       confidential, why_zh, why_en, part, part_kind, unread, urged, signed_of, parts_open))

struct SuggestedItem {
  std::string code;
  std::string name;
  std::string name_en;
  double score = 0;  // 0–1
  std::vector<std::string> reasons;
  std::string by;  // rule: words of the catalogue, which go before what was learned; learned; both: they agree
};
BOOST_DESCRIBE_STRUCT(SuggestedItem, (), (code, name, name_en, score, reasons, by))

struct Suggestions {
  std::vector<SuggestedItem> item;
  std::string unit;
  std::string unit_zh;
  std::string unit_en;
  std::string unit_by;       // rule | precedent | learned: what decided; "" when no unit is suggested
  std::string unit_why_zh;   // also why none is suggested
  std::string unit_why_en;
  std::string urgency;  // name of a severity, "" when nothing speaks for one
  std::string urgency_by;  // words: of danger, which go before what was learned; learned; both: they agree; rule: neither speaks
  double urgency_score = 0;  // 0–1; 1 where words of danger decide, 0 where nothing speaks for more than the ordinary
  std::vector<std::string> urgency_reasons;  // the words that counted
  bool sure = false;    // the first item is more likely right than not; else a person should look
};
BOOST_DESCRIBE_STRUCT(Suggestions, (), (item, unit, unit_zh, unit_en, unit_by, unit_why_zh, unit_why_en, urgency, urgency_by,
                                      urgency_score, urgency_reasons, sure))

struct DispatchReason {
  std::string zh;
  std::string en;
  std::string decision_key;
  std::int64_t decision_version = 0;
};
BOOST_DESCRIBE_STRUCT(DispatchReason, (), (zh, en, decision_key, decision_version))

struct FormChoice {
  std::string value;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(FormChoice, (), (value, zh, en))

struct FormField {
  std::string name;
  std::string kind;  // text | choice | number | evidence | unit | units | item | date | place | person | people | extra
  std::string zh;
  std::string en;
  bool required = false;
  std::vector<FormChoice> choices;
  std::string form;  // of kind extra: key of the form, where it is not the item's
};
BOOST_DESCRIBE_STRUCT(FormField, (), (name, kind, zh, en, required, choices, form))

struct ActionView {
  std::string action;
  std::string zh;
  std::string en;
  bool primary = false;
  bool allowed = false;
  std::optional<std::string> why_not_zh;
  std::optional<std::string> why_not_en;
  std::vector<FormField> form;
  ActionGroup group = ActionGroup::main;
  std::string clock_zh;  // what it does to the limits; may be empty
  std::string clock_en;
};
BOOST_DESCRIBE_STRUCT(ActionView, (),
                      (action, zh, en, primary, allowed, why_not_zh, why_not_en, form, group, clock_zh, clock_en))

// What others do beside the task the case waits in.
struct PartView {
  int id = 0;
  office::PartKind kind = office::PartKind::countersign;
  std::string kind_zh;
  std::string kind_en;
  office::PartState state = office::PartState::open;
  std::string state_zh;
  std::string state_en;
  office::Opinion opinion = office::Opinion::none;
  std::string opinion_zh;
  std::string opinion_en;
  std::string who_zh;
  std::string who_en;
  std::string ended_by;
  bool mine = false;  // open, and the reader's to do
  Instant asked;
  std::optional<Instant> due;
  std::optional<Instant> ended;
  Lamp lamp = Lamp::grey;
};
BOOST_DESCRIBE_STRUCT(PartView, (),
                      (id, kind, kind_zh, kind_en, state, state_zh, state_en, opinion, opinion_zh, opinion_en, who_zh,
                       who_en, ended_by, mine, asked, due, ended, lamp))

struct OfficeView {
  std::vector<PartView> parts;
  std::string verdict_zh;  // of the newest countersigning; empty without one
  std::string verdict_en;
  std::string urged_by;  // who waits for an answer; empty: nobody
  std::optional<Instant> urged;
  std::string held_zh;  // the act that waits for those added behind
  std::string held_en;
};
BOOST_DESCRIBE_STRUCT(OfficeView, (), (parts, verdict_zh, verdict_en, urged_by, urged, held_zh, held_en))

struct ReadView {
  std::string who;
  Instant when;
};
BOOST_DESCRIBE_STRUCT(ReadView, (), (who, when))
// Who has opened the task the case waits in, and its parts.
struct ReadList {
  std::vector<ReadView> items;
};
BOOST_DESCRIBE_STRUCT(ReadList, (), (items))

// Who an act may hand the task to, or ask.
struct ReceiverView {
  PersonId id;
  std::string name;
  std::string unit_zh, unit_en;
};
BOOST_DESCRIBE_STRUCT(ReceiverView, (), (id, name, unit_zh, unit_en))
struct ReceiverList {
  std::vector<ReceiverView> items;
};
BOOST_DESCRIBE_STRUCT(ReceiverList, (), (items))

// 移交 Everything a person holds, to go to somebody else.
struct HandOverInput {
  static constexpr bool k_json_defaults = true;
  PersonId from;
  PersonId to;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(HandOverInput, (), (from, to, text))
struct HandOverView {
  std::string from;
  std::string to;
  std::vector<TaskView> items;  // of a preview: the first that are due
  std::int64_t moved = 0;       // by this call
  std::int64_t left = 0;        // still held; call again while there are
};
BOOST_DESCRIBE_STRUCT(HandOverView, (), (from, to, items, moved, left))

// A case of the same grid and item from the days before.
struct LinkedCase {
  std::string ref;
  std::string number;
  std::string title;
  Status status = Status::pending_accept;
  Lamp lamp = Lamp::grey;
  std::optional<std::int64_t> remaining_minutes;
  std::optional<Instant> closed;
};
BOOST_DESCRIBE_STRUCT(LinkedCase, (), (ref, number, title, status, lamp, remaining_minutes, closed))

struct CaseView : CaseRow {
  std::string code;  // 19 digits: district, date, sequence; empty past the 99,999th case of a day
  std::string content;
  std::optional<Instant> occurred;  // as the reporter says
  ReporterView reporter;
  PlaceView place;
  std::vector<EvidenceView> evidence;
  std::vector<ClockView> clocks;
  std::vector<StepView> steps;
  std::vector<LadderView> ladder;
  std::vector<TaskView> tasks;
  std::optional<OfficeView> office;  // absent while nobody attached anything
  std::optional<Suggestions> suggestions;
  std::optional<DispatchReason> dispatch_reason;
  std::vector<LinkedCase> linked;
  std::vector<ActionView> actions;
  json::Value extra;              // {form, form_version, answers}; of imports: other columns
  std::vector<forms::Line> form;  // the same to be read
  std::string closing_condition;     // as the catalogue says it in Chinese
  std::string closing_condition_en;  // the same in English where that is known
  std::string result;
  std::string query_code;  // only in the answer to the report that made it
  int returns = 0;
  int extensions = 0;
  int reworks = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CaseView, (CaseRow),
                      (code, content, occurred, reporter, place, evidence, clocks, steps, ladder, tasks, office, suggestions,
                       dispatch_reason, linked, actions, extra, form, closing_condition, closing_condition_en, result,
                       query_code, returns, extensions, reworks, version))

struct HistoryEntry {
  std::int64_t seq = 0;
  Instant happened;
  std::string actor;
  std::string actor_unit;
  Step step = Step::report;
  EventKind kind = EventKind::noted;
  std::string zh;
  std::string en;
  json::Value detail;
  std::string hash;  // SHA-256, hex
  std::string previous;
};
BOOST_DESCRIBE_STRUCT(HistoryEntry, (), (seq, happened, actor, actor_unit, step, kind, zh, en, detail, hash, previous))

struct HistoryCheck {
  bool intact = false;
  std::int64_t entries = 0;
  std::optional<std::int64_t> broken_at;  // seq of the first entry that does not fit
};
BOOST_DESCRIBE_STRUCT(HistoryCheck, (), (intact, entries, broken_at))

// ---- lists --------------------------------------------------------------------------------------------------

struct ListQuery {
  std::string area;  // prefix; empty: all the caller's areas
  std::optional<Status> status;
  std::optional<bool> open;
  std::optional<Step> stage;
  std::optional<Level> level;
  std::optional<Lamp> lamp;  // of open cases
  std::optional<bool> overdue;
  std::string item;
  std::string unit;
  std::optional<Channel> channel;
  std::optional<Severity> severity;
  // A number in full or its last digits, a phone number (with cases_reporter), or part of a title; in the archive words of
  // title, content and place.
  std::string q;
  std::optional<bool> archived;  // only in the archive, or only outside it; both when absent
  std::optional<Instant> from;  // created
  std::optional<Instant> to;
  std::optional<Instant> closed_from;
  bool mine = false;  // reported by the caller
  std::string after;
  int limit = 50;  // 1 to 200
};

struct CaseList {
  std::vector<CaseRow> items;
  std::string next;
  std::optional<std::int64_t> total;  // kept counters; only where they answer the question
  // What no index answers is looked for in a bounded span of time (31 days of rows, a year of index): then this says
  // how far back the page has looked, and `next` goes on from there, also when the page is short or empty.
  std::optional<Instant> searched_from;
};
BOOST_DESCRIBE_STRUCT(CaseList, (), (items, next, total, searched_from))

enum class InboxGroup { all, now, today, later, returned };
BOOST_DESCRIBE_ENUM(InboxGroup, all, now, today, later, returned)

struct InboxCounts {
  std::int64_t now = 0;
  std::int64_t today = 0;
  std::int64_t later = 0;
  std::int64_t returned = 0;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(InboxCounts, (), (now, today, later, returned, total))

struct Inbox {
  std::vector<TaskView> items;
  std::string next;
  InboxCounts counts;
};
BOOST_DESCRIBE_STRUCT(Inbox, (), (items, next, counts))

// What the process told the reporter.
struct ProgressMessage {
  std::string text;
  Instant when;
};
BOOST_DESCRIBE_STRUCT(ProgressMessage, (), (text, when))

// What a resident sees with number and query code.
struct Progress {
  std::string number;
  std::string title;
  std::string status_zh;
  std::string status_en;
  std::vector<StepView> steps;
  Instant created;
  std::optional<Instant> due;
  std::optional<Instant> closed;
  std::string unit_zh;
  std::string unit_en;
  std::string result;
  std::vector<ProgressMessage> messages;  // newest first
};
BOOST_DESCRIBE_STRUCT(Progress, (),
                      (number, title, status_zh, status_en, steps, created, due, closed, unit_zh, unit_en, result,
                       messages))

}  // namespace tiange::cases
