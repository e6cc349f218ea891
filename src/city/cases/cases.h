#pragma once
// 工单 cases: one entry, one account, one dispatch, one closing for every matter of the district.
//
// Everything that happens to a case goes through report() or act(): load, decide (rules/case_file.h), let the process
// go on, and store the case, its history, its counters and its events in the caller's transaction. Reads take the
// caller's Scope; what it does not cover is not found (out_of_scope), confidential cases included.
//
//   auto cases = open_cases({...});            // wiring: app
//   cases->report(tx, scope, input, now);      // -> CaseView with number and first task
//   cases->act(tx, scope, ref, Action::settle, input, {}, now);
//
// Events for other rooms (outbox): case.reported, case.dispatched, case.settled, case.returned, case.overdue,
// case.closed, case.rejected, case.reopened, case.merged, and for those who work on it case.handed_over, case.parts_asked,
// case.sent_back, case.urged, case.near_due; body: {ref, number, item, area, unit, level, severity, status, overdue}.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/codes.h"
#include "base/json.h"
#include "base/scope.h"
#include "city/cases/case_views.h"
#include "city/cases/rules/case_file.h"
#include "city/flows/flows.h"
#include "city/items/items.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "engines/forms/forms.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"

namespace tiange::cases {

// "part.id": opaque to clients. The part never changes; it is the area a case came in by, as a number: the grid, or the
// community, town or district filled up with zeros to 15 digits.
struct CaseRef {
  std::int64_t part_key = 0;
  CaseId id;
  std::string text() const;
  static Result<CaseRef> parse(std::string_view text);  // refusal not_found
  friend auto operator<=>(const CaseRef&, const CaseRef&) = default;
};
using codes::code_after;
using codes::part_key_of;
using codes::part_range;

// ---- what comes in ------------------------------------------------------------------------------------------

struct Place {
  static constexpr bool k_json_defaults = true;
  std::optional<double> lng;  // WGS84
  std::optional<double> lat;
  std::string text;
  std::string grid_code;
};
BOOST_DESCRIBE_STRUCT(Place, (), (lng, lat, text, grid_code))

struct Reporter {
  static constexpr bool k_json_defaults = true;
  std::string name;
  std::string phone;
  bool anonymous = false;     // name and phone are not kept
  bool confidential = false;  // only those with the permission, and who works on it, see the case
  bool wants_reply = false;
};
BOOST_DESCRIBE_STRUCT(Reporter, (), (name, phone, anonymous, confidential, wants_reply))

// An officer settled the matter when reporting it.
struct SettledOnSpot {
  static constexpr bool k_json_defaults = true;
  std::string closing_condition;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(SettledOnSpot, (), (closing_condition, text))

struct ReportInput {
  static constexpr bool k_json_defaults = true;
  Channel channel = Channel::web;
  Kind kind = Kind::report;
  std::string title;  // empty: the beginning of the content
  std::string content;
  std::string item_code;
  Severity severity = Severity::normal;
  Place place;
  Reporter reporter;
  std::vector<std::string> evidence;  // digests of stored blobs
  std::optional<Instant> occurred;
  json::Value
      extra;  // answers to the item's extra form; absent where nothing could be asked. Of imports: other columns
  std::optional<SettledOnSpot> settled;
};
BOOST_DESCRIBE_STRUCT(ReportInput, (),
                      (channel, kind, title, content, item_code, severity, place, reporter, evidence, occurred, extra,
                       settled))

// The fields of an action's form; each action reads its own.
struct ActInput {
  static constexpr bool k_json_defaults = true;
  std::string text;
  std::string item_code;
  std::optional<Severity> severity;
  std::string unit;
  std::string closing_condition;
  std::optional<Instant> until;
  PersonId person;
  Place place;
  std::vector<std::string> evidence;
  json::Value extra;  // verify_true, classify, accept, settle: all answers to the extra form of the item; complete: to the
                      // form of the step
  std::string step;     // send_back, jump: id of the element
  std::string outcome;  // complete
  std::string basis;    // return, send_back from handling: the legal basis
  std::vector<PersonId> people;    // countersign, sign_before, sign_after, delegate
  std::vector<std::string> units;  // assist, countersign: codes
  office::SignRule rule = office::SignRule::all;
  int need = 0;       // rule count: persons; share: percent
  std::string limit;  // of what is asked: "2 work_days"
  int part = 0;       // sign_*, part_*: its id; 0: the first that fits
};
BOOST_DESCRIBE_STRUCT(ActInput, (),
                      (text, item_code, severity, unit, closing_condition, until, person, place, evidence, extra, step, outcome,
                       basis, people, units, rule, need, limit, part))

// What another platform says of a matter taken over from it.
struct Elsewhere {
  Instant due;                     // of the matter as a whole; zero: the limit of this platform
  std::optional<Channel> channel;  // by which it came in there, for the history; the input itself comes by import
};

// ---- counters -----------------------------------------------------------------------------------------------

// Kept in the transaction of the act itself. day 0 holds what is open now, by level; other days what was reported and
// closed on them (days since 1970-01-01, district time), with level -1.
struct CountRow {
  std::int64_t part_key = 0;  // of the area where the matter is
  std::int64_t day = 0;
  std::string item;
  int level = -1;
  std::int64_t opened = 0;
  std::int64_t closed = 0;
  std::int64_t on_time = 0;
  std::int64_t late = 0;
  std::int64_t open_now = 0;
  std::int64_t overdue_now = 0;
};

// Cases reported and cases closed within a span of time.
struct Tally {
  std::int64_t reported = 0;
  std::int64_t closed = 0;
};

// ---- seams --------------------------------------------------------------------------------------------------

// Item, urgency and unit from a text, with reasons.
class Suggester {
 public:
  virtual ~Suggester() = default;
  virtual Suggestions suggest(std::string_view content, std::string_view area_code) const = 0;
};

// 先例 What a consultation decided for matters like this one: the unit that leads, and the number the decision goes by.
struct Precedent {
  std::string number;  // 2026-0001
  std::string unit;
};
// Asked in the transaction of a dispatch, so it answers from memory.
class Precedents {
 public:
  virtual ~Precedents() = default;
  virtual std::optional<Precedent> find(std::string_view item, std::string_view area, std::string_view place,
                                        Instant now) const = 0;
};

// What is known of a stored blob; nothing for an unknown digest.
struct BlobFacts {
  std::string type;
  std::int64_t size = 0;
  Instant taken;
  std::optional<double> lng;
  std::optional<double> lat;
  std::string device;
};
class EvidenceSource {
 public:
  virtual ~EvidenceSource() = default;
  virtual std::optional<BlobFacts> find(db::Tx& tx, std::string_view digest) const = 0;
};

// Wakes live screens once the transaction is durable. Topics: "inbox", "board", "case:<ref>". For listeners whose scope
// covers `area` or who hold `queue`; at least one of them is given. `json` carries no personal data.
class Notify {
 public:
  virtual ~Notify() = default;
  virtual void publish(db::Tx& tx, const std::string& topic, const std::string& area, const std::string& queue,
                       const std::string& json) = 0;
};

struct CasesOptions {
  std::string number_prefix = "禅";
  std::string district = "440604";
  CaseRules rules;
};

// Everything outlives the room; pointers may be null where said.
struct CasesParts {
  db::Db& db;
  IdSource& ids;
  flows::Flows& flows;
  const items::Items& items;
  const places::Places& places;
  org::Org& org;
  db::Outbox* outbox = nullptr;              // null: no events
  Notify* notify = nullptr;                  // null: nobody listens
  const Suggester* suggester = nullptr;      // null: no suggestions
  const Precedents* precedents = nullptr;    // null: none
  const EvidenceSource* evidence = nullptr;  // null: digests are taken as they are
  flows::Post* post = nullptr;               // null: messages reach the same case only
  std::shared_ptr<const WorkCalendar> calendar;
  std::function<std::uint64_t()> random;  // unpredictable; for query codes
  CasesOptions options;
};

// ---- bulk ---------------------------------------------------------------------------------------------------

// A case that has run its course, for synthetic districts and take-overs from other platforms. Moments in order.
struct PastCase {
  ReportInput report;
  std::string area;  // 15 digits, or fewer when it was never located
  Instant created;
  PersonId reported_by;
  std::string reported_by_name;
  std::string unit;
  Level level = Level::grid;
  Instant dispatched;  // zero: settled on the spot
  int returns = 0;
  PersonId handler;
  std::string handler_name;
  Instant settled;
  PersonId checker;
  std::string checker_name;
  Instant checked;  // zero: not checked
  int reworks = 0;
  Instant closed;
  std::string closing_condition;
  std::string result;
  std::string satisfaction;
  // Until when another platform wanted it done, in place of every limit of this one; zero: it had no limit there.
  std::optional<Instant> due;
};

// Rows ready to be written, made without a database; may be made on any thread.
class PastRows {
 public:
  virtual ~PastRows() = default;
  virtual std::size_t size() const = 0;
  virtual bool overdue(std::size_t at) const = 0;  // by its own clocks, in the order of prepare()
};

class Cases : public flows::Subjects {
 public:

  // A scope without a person and without permissions is the public: what it says of the item is a hint only. The route
  // or the caller has checked cases_report.
  virtual Result<CaseView> report(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now) = 0;
  // As report, for callers that need the reference only: imports, generators.
  virtual Result<CaseRef> register_case(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now,
                                        const Elsewhere& elsewhere = {}) = 0;
  // `version`: refused (stale_version) when the case has moved on.
  virtual Result<CaseView> act(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, const ActInput& input,
                               std::optional<std::int64_t> version, Instant now) = 0;
  // The same without reading the case back.
  virtual Outcome act_only(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, const ActInput& input,
                           std::optional<std::int64_t> version, Instant now) = 0;

  // 合并 Closes the case as joined to `leading`, which carries the matter on; both histories say so. Both are in scope.
  virtual Outcome merge(db::Tx& tx, const Scope& scope, CaseRef one, CaseRef leading, const std::string& text,
                        Instant now) = 0;
  virtual Outcome may_unmerge(db::Tx& tx, const Scope& scope, CaseRef one, Instant now) = 0;
  virtual Outcome unmerge(db::Tx& tx, const Scope& scope, CaseRef one, const std::string& text, Instant now) = 0;
  // An entry in the history of `one`: how it hangs together with the other (tie_rules.h).
  virtual Outcome link(db::Tx& tx, const Scope& scope, CaseRef one, CaseRef other, const std::string& how,
                       const std::string& text, Instant now) = 0;
  // An entry in the history for what another part did about the case (`kind`, one word of that part); its step, limits
  // and version stay. `said` is the sentence, `text` what the person wrote. The caller has checked permission and scope.
  virtual Outcome remark(db::Tx& tx, const Scope& scope, CaseRef one, const std::string& kind, const Words& said,
                         const std::string& text, Instant now) = 0;
  virtual Outcome raise(db::Tx& tx, const Scope& scope, CaseRef one, Severity severity, const std::string& text,
                        Instant now) = 0;

  virtual Result<CaseView> view(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) = 0;
  virtual Result<CaseRef> find_number(db::Tx& tx, const Scope& scope, std::string_view number) = 0;
  virtual Result<CaseList> list(db::Tx& tx, const Scope& scope, const ListQuery& query, Instant now) = 0;
  virtual Result<std::vector<HistoryEntry>> history(db::Tx& tx, const Scope& scope, CaseRef ref) = 0;
  virtual Result<HistoryCheck> check_history(db::Tx& tx, const Scope& scope, CaseRef ref) = 0;
  virtual Result<Inbox> inbox(db::Tx& tx, const Scope& scope, InboxGroup group, const std::string& queue,
                              const std::string& after, Instant now) = 0;
  // 已阅 That the caller has opened the task the case waits in, or a part of it that is theirs; the first time counts. Without
  // effect for whom it does not wait for.
  virtual Outcome read_task(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) = 0;
  virtual Result<ReadList> reads(db::Tx& tx, const Scope& scope, CaseRef ref) = 0;
  // 移交 What a person holds: claimed tasks and parts asked of them in person, soonest first.
  virtual Result<HandOverView> held_by(db::Tx& tx, const Scope& scope, PersonId person, Instant now) = 0;
  // Hands a batch of it over with an entry in each history; call again while something is left. Who breaks off goes on by
  // calling again.
  virtual Result<HandOverView> hand_over_all(db::Tx& tx, const Scope& scope, const HandOverInput& input,
                                             Instant now) = 0;
  // Whether a case that the scope may see holds the blob as evidence.
  virtual bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) = 0;
  // Records that the caller looked at a blob, at each confidential case in scope that holds it, once in ten minutes. A
  // `small` copy is part of a look at the case that was recorded in these ten minutes.
  virtual Outcome record_evidence_look(const Scope& scope, std::string_view digest, bool small, Instant now) = 0;
  virtual Result<Progress> progress(db::Tx& tx, std::string_view number, std::string_view query_code, Instant now) = 0;
  // The same for callers that have made sure of the reporter by other means.
  virtual Result<Progress> progress_of(db::Tx& tx, CaseRef ref, Instant now) = 0;
  // Rows of kept counters below an area for days from..to (0..0: open now). Checks the scope; streams.
  virtual Outcome each_count(db::Tx& tx, const Scope& scope, std::string_view area, std::int64_t from_day,
                             std::int64_t to_day, const std::function<void(const CountRow&)>& visit) = 0;
  // In [from, to) below an area of the scope, to the second; counted along indexes.
  virtual Result<Tally> tally(db::Tx& tx, const Scope& scope, const std::string& area, Instant from, Instant to) = 0;
  // Open cases of an area with a point, for map layers.
  virtual Outcome each_open_point(db::Tx& tx, const Scope& scope, std::string_view area, Instant now,
                                  const std::function<void(const CaseRow&, double lng, double lat)>& visit) = 0;

  // Fires process timers, marks what ran out, resumes what was suspended; in writes of its own. Returns how many cases
  // moved. For a recurring duty of one instance.
  virtual int sweep(Instant now) = 0;

  virtual std::unique_ptr<PastRows> prepare(std::span<const PastCase> cases) = 0;
  virtual void write(db::Tx& tx, const PastRows& rows) = 0;

  virtual void add_routes(http::Routes& routes) = 0;
};

std::span<const db::Migration> migrations();
std::unique_ptr<Cases> open_cases(CasesParts parts);
// What is wrong with a report by itself, before any register is asked: texts, telephone, evidence, moments.
std::vector<FieldError> check_report(const ReportInput& input, Instant now);
// From data/case_rules.json; what it does not name keeps its default. Refused with every wrong member.
Result<CaseRules> read_rules(std::string_view json);

}  // namespace tiange::cases
