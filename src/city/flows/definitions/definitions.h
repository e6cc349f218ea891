#pragma once
// The life of a definition: a draft is written by several, checked, tested, handed in, reviewed by somebody else, tried on
// the past, released (now or at a date, in one town first), and, when it was wrong, withdrawn. Definitions themselves never
// change; what is in effect where is said by releases alone (flows.h).
//
// Routes, all below /api/v1/flows; bodies are the structs below. Permissions: V flows.view, E flows.edit, P flows.publish.
//
//   V GET  /drafts?state=&kind=&key=        DraftList, latest change first; without state: those not yet closed
//   E POST /drafts                          DraftIn -> Draft
//   V GET  /drafts/{id}                     Draft
//   E PUT  /drafts/{id}                     DraftSave -> Draft; 409 conflict when the revision is no longer the newest
//   E DELETE /drafts/{id}                   Draft, discarded
//   V POST /drafts/{id}/check               CheckIn -> Checked; of the saved content, or of `content` while unsaved
//   V POST /check                           CheckIn -> Checked; without a draft: kind and key are given
//   E POST /drafts/{id}/hand-in             ReviewIn -> Draft; refused (tests_fail, bad_process …) naming what is wrong
//   E POST /drafts/{id}/take-back           ReviewIn -> Draft; handed in or approved -> editing
//   P POST /drafts/{id}/approve             ReviewIn -> Draft; refused (four_eyes) to those who wrote it
//   P POST /drafts/{id}/give-back           ReviewIn -> Draft; the text is the reason and must be given
//   P POST /drafts/{id}/release             ReleaseIn -> Release; the first one makes the version
//
//   V GET  /tests?kind=&key=                TestList
//   E POST /tests                           TestIn -> TestCase
//   E PUT  /tests/{id}                      TestIn -> TestCase; 409 conflict by revision
//   E DELETE /tests/{id}                    TestCase
//   V POST /tests/run                       TestRunIn -> TestRun
//
//   V GET  /releases?kind=&key=             ReleaseList, newest first
//   P POST /releases                        ReleaseOrder -> Release; a version that was reviewed, elsewhere or again
//   P POST /releases/{id}/withdraw          ReviewIn -> Release; what it replaced is in effect at once
//   V GET  /lead-time?from=&to=             LeadTime; dates, both inclusive; without: the last 365 days
//
//   V GET  /facts                           FactList: names the host gives to processes and decisions
//   V GET  /services                        ServiceList: what service and send tasks may ask for
//   V POST /expressions/try                 ExpressionIn -> ExpressionOut
//
// Trying a draft on the past is in replays/replays.h. Every change of a draft's state, every release and every withdrawal leaves a line in the audit trail.

#include <boost/describe.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "city/flows/definitions/process_home.h"
#include "city/flows/flows.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::flows {

using DraftId = Id<struct DraftTag>;
using TestId = Id<struct TestTag>;

// ---- drafts -------------------------------------------------------------------------------------------------

enum class DraftState { editing, handed_in, approved, released, discarded };
BOOST_DESCRIBE_ENUM(DraftState, editing, handed_in, approved, released, discarded)

struct DraftRow {
  DraftId id;
  DefinitionKind kind = DefinitionKind::bpmn;
  std::string key;
  std::string name;                  // of the definition, as the content says; else the key
  std::string note;                  // what changes and why, in the writer's words
  std::int64_t based_on = 0;         // version it was opened from; 0: new
  DraftState state = DraftState::editing;
  std::int64_t revision = 0;         // 1, 2, 3 … with every save
  Instant opened;
  PersonId opened_by;
  std::string opened_by_name;
  Instant changed;
  PersonId changed_by;
  std::string changed_by_name;
  std::vector<std::string> writers;  // names of all who saved it
  std::optional<Instant> handed_in;
  std::string handed_in_by_name;
  std::optional<Instant> reviewed;   // approved or given back
  std::string reviewed_by_name;
  std::string reason;                // of the last giving back; empty once it is handed in again
  std::int64_t version = 0;          // made at the first release
};
BOOST_DESCRIBE_STRUCT(DraftRow, (), (id, kind, key, name, note, based_on, state, revision, opened, opened_by,
                                     opened_by_name, changed, changed_by, changed_by_name, writers, handed_in,
                                     handed_in_by_name, reviewed, reviewed_by_name, reason, version))

struct Draft : DraftRow {
  std::string content;
  bool may_edit = false;             // the asker, in this state
  bool may_approve = false;          // not those who wrote it, unless four eyes are off
  bool may_release = false;
};
BOOST_DESCRIBE_STRUCT(Draft, (), (id, kind, key, name, note, based_on, state, revision, opened, opened_by, opened_by_name,
                                  changed, changed_by, changed_by_name, writers, handed_in, handed_in_by_name, reviewed,
                                  reviewed_by_name, reason, version, content, may_edit, may_approve, may_release))
struct DraftList {
  std::vector<DraftRow> items;
};
BOOST_DESCRIBE_STRUCT(DraftList, (), (items))

// From a version (`key` and `based_on`; 0 or absent: the one in effect), by upload (`content`; the key may come from it),
// or new (`key` alone, where nothing of that key exists: the smallest definition of the kind).
struct DraftIn {
  static constexpr bool k_json_defaults = true;
  DefinitionKind kind = DefinitionKind::bpmn;
  std::string key;
  std::int64_t based_on = 0;
  std::string content;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DraftIn, (), (kind, key, based_on, content, note))

// Half-done work is saved too; only the size is looked at.
struct DraftSave {
  std::int64_t revision = 0;  // the one the writer began with
  std::optional<std::string> content;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(DraftSave, (), (revision, content, note))

struct ReviewIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReviewIn, (), (text))

// ---- checks -------------------------------------------------------------------------------------------------

enum class Gravity { error, warning };
BOOST_DESCRIBE_ENUM(Gravity, error, warning)

// Lines and columns from 1, in characters of the content; 0 where it concerns the whole.
struct Problem {
  Gravity gravity = Gravity::error;  // errors keep it from being handed in
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::string element_id;  // of the diagram; of a form the field's path
  std::string element_name;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (gravity, line, column, element_id, element_name, zh, en))

struct CheckIn {
  static constexpr bool k_json_defaults = true;
  DefinitionKind kind = DefinitionKind::bpmn;
  std::string key;
  std::optional<std::string> content;
};
BOOST_DESCRIBE_STRUCT(CheckIn, (), (kind, key, content))
struct Checked {
  bool good = false;  // no errors
  std::vector<Problem> problems;
};
BOOST_DESCRIBE_STRUCT(Checked, (), (good, problems))

// ---- test cases ---------------------------------------------------------------------------------------------

// A test belongs to a key, not to a version. `spec` by kind; members of `expected` and `values` that are not named are not
// looked at:
//   dmn   {"inputs": {…}, "expected": {"level": "department"}, "rules": [2]?, "decision": "ladder"?}
//   form  {"answers": {…}, "visible": ["depth"]?, "required": […]?, "wrong": ["depth"]?, "values": {…}?, "at": moment?}
//   bpmn  {"variables": {…}, "at": "2026-11-18T09:00:00+08:00"?, "area": "440604010"?,
//          "decisions": {"dispatch": {"level": "grid"}}?,           answers given instead of asking the decision in effect
//          "steps": [{"complete": "accept", "variables": {…}?}, {"advance": "PT4H"}, {"advance": "2 work_days"},
//                    {"message": "news", "variables": {…}?}, {"standing": ["handle"]}],
//          "expected": {"path": ["accept", "route", "handle"]?,     in this order, others may lie between
//                       "never": ["dispatch"]?, "standing": ["close"]?, "end": "closed"?, "variables": {…}?}}
struct TestIn {
  static constexpr bool k_json_defaults = true;
  DefinitionKind kind = DefinitionKind::dmn;
  std::string key;
  std::string name;
  json::Value spec;
  std::int64_t revision = 0;  // when changing
};
BOOST_DESCRIBE_STRUCT(TestIn, (), (kind, key, name, spec, revision))

struct TestCase {
  TestId id;
  DefinitionKind kind = DefinitionKind::dmn;
  std::string key;
  std::string name;
  json::Value spec;
  std::int64_t revision = 1;
  Instant changed;
  std::string changed_by_name;
};
BOOST_DESCRIBE_STRUCT(TestCase, (), (id, kind, key, name, spec, revision, changed, changed_by_name))
struct TestList {
  std::vector<TestCase> items;
};
BOOST_DESCRIBE_STRUCT(TestList, (), (items))

// Runs the tests of a key on a draft, on unsaved content, or on a version (0: in effect). `test` runs one that is not kept.
struct TestRunIn {
  static constexpr bool k_json_defaults = true;
  DefinitionKind kind = DefinitionKind::dmn;
  std::string key;
  std::optional<DraftId> draft;
  std::optional<std::string> content;
  std::int64_t version = 0;
  json::Value test;  // a spec
};
BOOST_DESCRIBE_STRUCT(TestRunIn, (), (kind, key, draft, content, version, test))

struct TestDifference {
  std::string path;  // "expected.level", "steps[2]"
  std::string wanted;
  std::string got;
  std::string zh;  // the whole sentence
  std::string en;
};
BOOST_DESCRIBE_STRUCT(TestDifference, (), (path, wanted, got, zh, en))
struct TestOutcome {
  TestId id;
  std::string name;
  bool passed = false;
  std::vector<TestDifference> differences;
  json::Value came_out;            // outputs, checked answers, or variables
  std::vector<std::string> path;   // of a process: ids of the elements entered
};
BOOST_DESCRIBE_STRUCT(TestOutcome, (), (id, name, passed, differences, came_out, path))
struct TestRun {
  std::int64_t passed = 0;
  std::int64_t failed = 0;
  std::vector<TestOutcome> items;
};
BOOST_DESCRIBE_STRUCT(TestRun, (), (passed, failed, items))

// ---- releases -----------------------------------------------------------------------------------------------

enum class ReleaseState {
  scheduled,  // its moment has not come
  live,       // in effect, at least in a part of its area
  replaced,   // a later release covers its whole area
  withdrawn
};
BOOST_DESCRIBE_ENUM(ReleaseState, scheduled, live, replaced, withdrawn)

struct ReleaseView {
  ReleaseId id;
  DefinitionKind kind = DefinitionKind::bpmn;
  std::string key;
  std::string name;
  std::int64_t version = 0;
  std::string area;  // code prefix; empty: the whole district
  std::string area_zh;
  std::string area_en;
  ReleaseState state = ReleaseState::live;
  Instant effective;
  Instant made;
  PersonId made_by;
  std::string made_by_name;
  std::string note;
  std::optional<Instant> withdrawn;
  std::string withdrawn_by_name;
  std::string reason;             // of the withdrawal
  std::int64_t running = 0;       // instances of this version of a process that have not ended
  std::optional<double> lead_days;  // from opening the draft to being live; absent for what came with the program
};
BOOST_DESCRIBE_STRUCT(ReleaseView, (), (id, kind, key, name, version, area, area_zh, area_en, state, effective, made, made_by,
                                        made_by_name, note, withdrawn, withdrawn_by_name, reason, running, lead_days))
struct ReleaseList {
  std::vector<ReleaseView> items;
};
BOOST_DESCRIBE_STRUCT(ReleaseList, (), (items))

struct ReleaseIn {
  static constexpr bool k_json_defaults = true;
  std::string area;                  // 6, 9, 12 or 15 digits; empty: the whole district
  std::optional<Instant> effective;  // absent or past: now
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ReleaseIn, (), (area, effective, note))
struct ReleaseOrder : ReleaseIn {
  DefinitionKind kind = DefinitionKind::bpmn;
  std::string key;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ReleaseOrder, (), (kind, key, version, area, effective, note))

// Each version counts once, with its first release.
struct LeadTime {
  double target_days = 14;
  std::int64_t count = 0;
  std::optional<double> last_days;
  std::optional<double> mean_days;
  std::optional<double> longest_days;
  std::vector<ReleaseView> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(LeadTime, (), (target_days, count, last_days, mean_days, longest_days, items))

// ---- expressions --------------------------------------------------------------------------------------------

struct FactList {
  std::vector<Fact> items;
};
BOOST_DESCRIBE_STRUCT(FactList, (), (items))
struct ServiceList {
  std::vector<ServiceName> items;
};
BOOST_DESCRIBE_STRUCT(ServiceList, (), (items))

enum class ExpressionKind { expression, unary };
BOOST_DESCRIBE_ENUM(ExpressionKind, expression, unary)
struct ExpressionIn {
  static constexpr bool k_json_defaults = true;
  std::string expression;
  ExpressionKind kind = ExpressionKind::expression;
  json::Value input;   // unary: what ? stands for
  json::Value inputs;  // an object
};
BOOST_DESCRIBE_STRUCT(ExpressionIn, (), (expression, kind, input, inputs))
struct ExpressionNote {
  std::string zh;
  std::string en;
  std::int64_t line = 1;
  std::int64_t column = 1;
};
BOOST_DESCRIBE_STRUCT(ExpressionNote, (), (zh, en, line, column))
struct ExpressionOut {
  json::Value value;
  std::string type;  // "number", "string", "boolean", "null" …
  std::vector<ExpressionNote> notes;
  std::optional<ExpressionNote> error;  // it cannot be read
};
BOOST_DESCRIBE_STRUCT(ExpressionOut, (), (value, type, notes, error))

// ---- the room -----------------------------------------------------------------------------------------------

// Everything outlives the room.
struct DefinitionParts {
  db::Db& db;
  IdSource& ids;
  Flows& flows;
  const ProcessHome& home;
  http::Recorder record;  // the audit trail
  bool four_eyes = true;  // off in a house with one person only
};

class Definitions {
 public:
  virtual ~Definitions() = default;
  virtual void add_routes(http::Routes& routes) = 0;
  // Keeps the test cases of a file [{"kind", "key", "name", "spec"}] that are not there yet by name. Refused with the
  // first that cannot be understood.
  virtual Outcome seed_tests(db::Tx& tx, std::string_view json, Instant now) = 0;
  // Versions whose first release came into effect on the days from..to.
  virtual LeadTime lead_time(db::Tx& tx, Date from, Date to, Instant now) = 0;
};

std::span<const db::Migration> definition_migrations();
std::unique_ptr<Definitions> open_definitions(DefinitionParts parts);

}  // namespace tiange::flows
