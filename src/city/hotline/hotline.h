#pragma once
// 热线 hotline: many lines merged into one number, the calls, the seats who answer, and the calls back.
//
// A call comes from a telephone exchange (events: ringing, answered, ended; docs/hotline.md) or is entered by a seat by
// hand. It carries its line. It is answered from the knowledge base without a case, becomes one or more cases, or ends in
// another of the outcomes below. Numbers of callers are sealed; screens show 138****5678, and each look at what is known
// of a caller is recorded with its purpose.
//
//   auto hotline = open_hotline({...});
//   hotline->hear(tx, scope, {.id = "pbx-17", .event = "ringing", .line = "12319", .caller = "…"}, now);
//   hotline->finish(tx, scope, call, {.outcome = CallOutcome::answered, .article = "…"}, now);
//
// Every figure of the reports is a counter kept in the transaction of the act itself. Live topics: "calls" to the account
// of the seat that a call rings at, "hotline" to those with hotline_view: look again. Neither carries personal data.
//
// What a call sounds like (recording, transcript) would hang on CallId beside the call; nothing of it is kept here.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/scope.h"
#include "city/cases/cases.h"
#include "city/hotline/knowledge/knowledge.h"
#include "city/items/items.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::hotline {

using CallId = Id<struct CallTag>;

// ---- lines ------------------------------------------------------------------------------------------------------

// 整体并入, 双号并行, 设分中心 (国办发〔2020〕53号)
enum class MergeMode { whole, parallel, branch };
BOOST_DESCRIBE_ENUM(MergeMode, whole, parallel, branch)

struct Line {
  static constexpr bool k_json_defaults = true;
  std::string code;  // "12319"
  std::string zh, en;
  MergeMode mode = MergeMode::whole;
  std::string unit_line;  // of the department it belonged to: "CG"
  bool active = true;
  std::int64_t position = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Line, (), (code, zh, en, mode, unit_line, active, position, version))
struct LineList {
  std::vector<Line> items;
};
BOOST_DESCRIBE_STRUCT(LineList, (), (items))

// ---- calls ------------------------------------------------------------------------------------------------------

enum class CallState { ringing, talking, ended };
BOOST_DESCRIBE_ENUM(CallState, ringing, talking, ended)
enum class CallOutcome {
  none,
  answered,      // from the knowledge base or by heart, without a case
  case_made,
  progress,      // asked about a case there was
  transferred,   // to 110, 119, 120, 122 or another number
  not_accepted,  // by its nature not for the hotline
  abandoned,     // rang off before anybody answered
  other          // wrong number, silence
};
BOOST_DESCRIBE_ENUM(CallOutcome, none, answered, case_made, progress, transferred, not_accepted, abandoned, other)
Words outcome_words(CallOutcome outcome);

// What a telephone exchange tells. The same event may come again and changes nothing; events may overtake each other.
struct CallEvent {
  static constexpr bool k_json_defaults = true;
  std::string id;     // of the call, by the exchange's own name; at most 80 characters
  std::string event;  // ringing | answered | ended
  std::string line;   // code of the line that was dialled
  std::string caller;
  std::string seat;   // extension; where nobody signed in with it, the call belongs to no seat yet
  std::optional<Instant> when;
};
BOOST_DESCRIBE_STRUCT(CallEvent, (), (id, event, line, caller, seat, when))

struct CallIn {
  static constexpr bool k_json_defaults = true;
  std::string line;
  std::string caller;  // may be empty: withheld
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CallIn, (), (line, caller, name))

struct FinishIn {
  static constexpr bool k_json_defaults = true;
  CallOutcome outcome = CallOutcome::answered;
  std::string topic;
  std::string article;
  std::string number;  // of the case that was asked about
  std::string text;
  std::string area;    // where the caller's matter is; empty: the district
};
BOOST_DESCRIBE_STRUCT(FinishIn, (), (outcome, topic, article, number, text, area))

struct CallCase {
  std::string ref;
  std::string number;
  bool made = false;  // by this call
};
BOOST_DESCRIBE_STRUCT(CallCase, (), (ref, number, made))

struct CallView {
  std::string id;
  std::string line, line_zh, line_en;
  std::string caller;  // masked
  std::string name;    // masked
  bool withheld = false;
  std::string seat;
  bool mine = false;
  CallState state = CallState::ringing;
  CallOutcome outcome = CallOutcome::none;
  std::string outcome_zh, outcome_en;
  std::string topic_zh, topic_en;
  std::string article, article_title;
  std::string text;
  Instant began;
  std::optional<Instant> answered;
  std::optional<Instant> ended;
  std::int64_t wait_seconds = 0;
  std::int64_t talk_seconds = 0;
  std::vector<CallCase> cases;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CallView, (),
                      (id, line, line_zh, line_en, caller, name, withheld, seat, mine, state, outcome, outcome_zh,
                       outcome_en, topic_zh, topic_en, article, article_title, text, began, answered, ended,
                       wait_seconds, talk_seconds, cases, version))

struct CallQuery {
  std::string line;
  std::string seat;  // person id, or "me"
  std::optional<CallOutcome> outcome;
  std::optional<Date> day;
  std::string after;
  int limit = 50;
};
struct CallList {
  std::vector<CallView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(CallList, (), (items, next))

// What is known of who calls.
struct CallerView {
  std::string caller;  // masked
  std::string name;    // masked, of the newest case
  std::vector<CallView> calls;  // earlier, newest first
  std::vector<cases::CaseRow> cases;
  std::int64_t open_cases = 0;
  std::string usual_place;  // words of the newest cases that name one
  std::string usual_grid;
  std::string usual_area;   // its name
  std::optional<double> lng;
  std::optional<double> lat;
  std::string firm;         // from answers to forms of earlier cases
};
BOOST_DESCRIBE_STRUCT(CallerView, (),
                      (caller, name, calls, cases, open_cases, usual_place, usual_grid, usual_area, lng, lat, firm))

// ---- figures ----------------------------------------------------------------------------------------------------

// Sums of a line over days. Seconds are sums; a mean divides by `answered`.
struct LineFigures {
  std::int64_t calls = 0;      // that found their end or were answered
  std::int64_t answered = 0;
  std::int64_t abandoned = 0;
  std::int64_t in_time = 0;    // answered within the service level
  std::int64_t on_line = 0;    // answered on the line without a case
  std::int64_t cases = 0;
  std::int64_t wait_seconds = 0;
  std::int64_t talk_seconds = 0;
  std::int64_t visits = 0;     // return visits done
  std::int64_t resolved = 0, partly = 0, unresolved = 0;
  std::int64_t satisfied = 0, basically = 0, dissatisfied = 0, unrated = 0;  // of matters that are scored
  std::int64_t unscored = 0;   // visits of matters whose satisfaction is not scored
  std::int64_t went_back = 0;  // to be done again
};
BOOST_DESCRIBE_STRUCT(LineFigures, (),
                      (calls, answered, abandoned, in_time, on_line, cases, wait_seconds, talk_seconds, visits, resolved,
                       partly, unresolved, satisfied, basically, dissatisfied, unrated, unscored, went_back))

struct LineReportRow : LineFigures {
  std::string period;  // "2026-11-21" or "2026-11"; empty: the whole span
  std::string line, line_zh, line_en;
  std::optional<double> answer_rate;    // answered ÷ calls
  std::optional<double> level_rate;     // in_time ÷ calls
  std::optional<double> on_line_rate;   // on_line ÷ answered
  std::optional<double> resolved_rate;  // resolved ÷ (resolved + partly + unresolved)
  std::optional<double> satisfied_rate; // (satisfied + basically) ÷ rated
  std::optional<double> mean_wait;      // seconds
  std::optional<double> mean_talk;
};
BOOST_DESCRIBE_STRUCT(LineReportRow, (LineFigures),
                      (period, line, line_zh, line_en, answer_rate, level_rate, on_line_rate, resolved_rate,
                       satisfied_rate, mean_wait, mean_talk))
enum class ReportBy { span, day, month };
BOOST_DESCRIBE_ENUM(ReportBy, span, day, month)
struct LineReport {
  Date from, to;
  std::vector<LineReportRow> items;
  LineReportRow total;
};
BOOST_DESCRIBE_STRUCT(LineReport, (), (from, to, items, total))

struct TopicFigure {
  std::string topic, topic_zh, topic_en;
  std::string article, title;
  std::int64_t answers = 0;
};
BOOST_DESCRIBE_STRUCT(TopicFigure, (), (topic, topic_zh, topic_en, article, title, answers))
struct TopicReport {
  std::vector<TopicFigure> items;
};
BOOST_DESCRIBE_STRUCT(TopicReport, (), (items))

// ---- return visits ----------------------------------------------------------------------------------------------

enum class Resolved { unasked, resolved, partly, unresolved };
BOOST_DESCRIBE_ENUM(Resolved, unasked, resolved, partly, unresolved)
enum class Satisfied { unrated, satisfied, basically, dissatisfied };
BOOST_DESCRIBE_ENUM(Satisfied, unrated, satisfied, basically, dissatisfied)
enum class VisitMeans { call, link, portal };
BOOST_DESCRIBE_ENUM(VisitMeans, call, link, portal)

struct VisitIn {
  static constexpr bool k_json_defaults = true;
  std::string case_ref;
  bool reached = true;  // false: nobody answered; tried again later
  Resolved resolved = Resolved::unasked;
  Satisfied satisfied = Satisfied::unrated;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(VisitIn, (), (case_ref, reached, resolved, satisfied, text))

struct VisitRow {
  std::string case_ref;
  std::string number;
  std::string title;
  std::string item_name;
  std::string unit_zh, unit_en;
  std::string line, line_zh, line_en;
  bool closed = false;   // asked after closing
  bool scored = true;    // 不纳入满意度 when false
  std::optional<Instant> due;
  std::int64_t attempts = 0;
  std::optional<Instant> next_try;
  Resolved resolved = Resolved::unasked;
  Satisfied satisfied = Satisfied::unrated;
  VisitMeans means = VisitMeans::call;
  std::string text;
  std::string by;
  std::optional<Instant> done;
  bool went_back = false;
};
BOOST_DESCRIBE_STRUCT(VisitRow, (),
                      (case_ref, number, title, item_name, unit_zh, unit_en, line, line_zh, line_en, closed, scored, due, attempts, next_try, resolved, satisfied, means, text, by, done,
                       went_back))
struct VisitList {
  std::vector<VisitRow> items;
  std::string next;
  std::string script_zh, script_en;
};
BOOST_DESCRIBE_STRUCT(VisitList, (), (items, next, script_zh, script_en))

// A resident's own rating, by one of: query code, last four digits of the phone, the token of a link.
struct RatingIn {
  static constexpr bool k_json_defaults = true;
  std::string number;
  std::string code;
  std::string phone_end;
  std::string token;
  Resolved resolved = Resolved::unasked;
  Satisfied satisfied = Satisfied::unrated;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(RatingIn, (), (number, code, phone_end, token, resolved, satisfied, text))
struct RatingView {
  std::string number;
  std::string title;
  bool went_back = false;
};
BOOST_DESCRIBE_STRUCT(RatingView, (), (number, title, went_back))

// ---- seats ------------------------------------------------------------------------------------------------------

enum class SeatState { offline, idle, talking, after_call, on_break };
BOOST_DESCRIBE_ENUM(SeatState, offline, idle, talking, after_call, on_break)

struct SeatIn {
  static constexpr bool k_json_defaults = true;
  SeatState state = SeatState::idle;
  std::string reason;     // of a break
  std::string extension;  // of the telephone the seat sits at
};
BOOST_DESCRIBE_STRUCT(SeatIn, (), (state, reason, extension))
struct SeatView {
  std::string person;
  std::string name;
  SeatState state = SeatState::offline;
  std::string reason;
  std::string extension;
  std::optional<Instant> since;
  std::int64_t answered_today = 0;
};
BOOST_DESCRIBE_STRUCT(SeatView, (), (person, name, state, reason, extension, since, answered_today))
struct SeatSpell {
  SeatState state = SeatState::offline;
  std::string reason;
  Instant from;
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(SeatSpell, (), (state, reason, from, until))
struct SeatHistory {
  std::vector<SeatSpell> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(SeatHistory, (), (items))

struct Wall {
  Instant as_of;
  std::int64_t waiting = 0;
  std::int64_t longest_wait_seconds = 0;
  std::int64_t level_seconds = 0;  // of the service level
  LineReportRow today;
  std::vector<LineReportRow> lines;  // today, busiest first
  std::vector<SeatView> seats;       // of who is there, and who is on duty
  std::vector<CallView> queue;       // that wait, longest first
};
BOOST_DESCRIBE_STRUCT(Wall, (), (as_of, waiting, longest_wait_seconds, level_seconds, today, lines, seats, queue))

struct ShiftIn {
  static constexpr bool k_json_defaults = true;
  std::string id;  // empty: a new one
  Instant starts;
  Instant ends;
  std::string name;
  std::vector<PersonId> people;
  PersonId head;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ShiftIn, (), (id, starts, ends, name, people, head, note))
struct ShiftPerson {
  std::string id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ShiftPerson, (), (id, name))
struct HandOverNote {
  std::string text;
  std::string by;
  Instant when;
  std::string taken_by;  // who began the next shift and read it
  std::optional<Instant> taken;
};
BOOST_DESCRIBE_STRUCT(HandOverNote, (), (text, by, when, taken_by, taken))
struct ShiftView {
  std::string id;
  Instant starts;
  Instant ends;
  std::string name;
  std::vector<ShiftPerson> people;
  std::optional<ShiftPerson> head;
  std::string note;
  bool now = false;
  std::vector<HandOverNote> hand_over;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ShiftView, (), (id, starts, ends, name, people, head, note, now, hand_over, version))
struct ShiftList {
  std::vector<ShiftView> items;
  std::vector<ShiftPerson> seats;  // who may be put on a shift
};
BOOST_DESCRIBE_STRUCT(ShiftList, (), (items, seats))

// ---- the room ---------------------------------------------------------------------------------------------------

// From data/hotline.json.
struct HotlineRules {
  static constexpr bool k_json_defaults = true;
  std::int64_t level_seconds = 15;
  std::int64_t visit_attempts = 3;
  std::int64_t visit_pause_hours = 4;
  std::int64_t visit_days = 7;  // after closing; then a visit is let go
  std::vector<int> remind_days = {30, 7};
  std::string script_zh, script_en;
};
BOOST_DESCRIBE_STRUCT(HotlineRules, (),
                      (level_seconds, visit_attempts, visit_pause_hours, visit_days, remind_days, script_zh, script_en))

// Wakes live screens once the transaction is durable.
class Bell {
 public:
  virtual ~Bell() = default;
  virtual void ring(db::Tx& tx, AccountId seat, const std::string& json) = 0;      // topic "calls"
  virtual void changed(db::Tx& tx, const std::string& area) = 0;                   // topic "hotline"
};

struct HotlineParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  const items::Items& items;
  cases::Cases& cases;
  Knowledge& knowledge;
  std::shared_ptr<const crypto::Sealer> sealer;
  Bell* bell = nullptr;  // null: nobody listens
  std::string district;  // area code
  HotlineRules rules;
};

// A day of calls of the past, of a synthetic district.
struct PastCalls {
  Date day;
  std::string line;
  LineFigures figures;
};

class Hotline {
 public:
  virtual ~Hotline() = default;

  virtual Result<CallView> hear(db::Tx& tx, const Scope& scope, const CallEvent& event, Instant now) = 0;
  virtual Result<CallView> begin_by_hand(db::Tx& tx, const Scope& scope, const CallIn& in, Instant now) = 0;
  virtual Result<CallView> finish(db::Tx& tx, const Scope& scope, CallId call, const FinishIn& in, Instant now) = 0;
  // A case out of a call: the caller's number goes with it without being shown.
  virtual Result<cases::CaseRef> report(db::Tx& tx, const Scope& scope, CallId call, const cases::ReportInput& input,
                                        Instant now) = 0;
  // Ties a case of a synthetic district to a call it came by.
  virtual void write_past_call(db::Tx& tx, const CallIn& in, const cases::CaseRef& ref, const std::string& number,
                               PersonId seat, const std::string& seat_name, Instant began) = 0;
  virtual void write_past_days(db::Tx& tx, std::span<const PastCalls> days) = 0;

  // Of a call's case that was closed: whether somebody is still to be asked. Called for each case.closed.
  virtual Outcome case_closed(db::Tx& tx, const std::string& case_ref, Instant now) = 0;
  virtual Result<VisitRow> visit(db::Tx& tx, const Scope& scope, const VisitIn& in, Instant now) = 0;

  // Of one line, or of all when `line` is empty.
  virtual Result<LineReport> report_lines(db::Tx& tx, const Scope& scope, Date from, Date to, ReportBy by,
                                          const std::string& line) = 0;
  // Of the whole district on one day, for boards.
  virtual LineFigures figures_of(db::Tx& tx, Date day) = 0;
  virtual Result<Wall> wall(db::Tx& tx, const Scope& scope, Instant now) = 0;

  // Lines that are missing; those that are there stay as they were edited. data/lines.csv.
  virtual Outcome seed_lines(db::Tx& tx, std::string_view csv) = 0;
  virtual Outcome put_shift(db::Tx& tx, const Scope& scope, const ShiftIn& in, Instant now) = 0;

  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> hotline_migrations();
std::unique_ptr<Hotline> open_hotline(HotlineParts parts);
Result<HotlineRules> read_hotline_rules(std::string_view json);

}  // namespace tiange::hotline
