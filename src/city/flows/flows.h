#pragma once
// The room that hosts the engines: definitions (processes, decisions, forms) with versions, running instances, human
// tasks with their inbox, and timers. Everything happens in the caller's transaction; whoever owns the subject (a case)
// answers through Host, inside the same transaction.
//
//   Flows flows(ids);
//   flows.deploy(tx, {DefinitionKind::bpmn, "case_life", xml, ...}, by, now);
//   flows.start(tx, host, {"case_life", subject, variables}, now);          -> tasks appear in queues
//   flows.complete_task(tx, host, task, by, variables, now);               -> the instance goes on as far as it can
//
// Which version is in effect is said by releases alone: for an area, from a moment on, until they are withdrawn. Of those
// that cover the place of a subject the one that came into effect last counts, so a release for the whole district ends
// what was tried in one town.
//
// Queue keys are "<unit code or area code>:<duty>", such as "440604010014001:officer"; tg:assignment of the definition
// computes them. A running instance stays on the version it started with.

#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "engines/bpmn/bpmn.h"
#include "engines/bpmn/migration/bpmn_migration.h"
#include "engines/dmn/dmn.h"
#include "engines/feel/feel.h"
#include "engines/forms/forms.h"
#include "platform/db/db.h"

namespace tiange::flows {

// ---- definitions --------------------------------------------------------------------------------------------

enum class DefinitionKind { bpmn, dmn, form };
BOOST_DESCRIBE_ENUM(DefinitionKind, bpmn, dmn, form)

// Immutable once deployed.
struct Definition {
  DefinitionKind kind = DefinitionKind::bpmn;
  std::string key;
  std::int64_t version = 0;  // 1, 2, 3 … per kind and key
  std::string name;
  std::string content;       // the file as it came; empty in lists
  std::string digest;        // SHA-256 of the content, hex
  Instant deployed;
  PersonId deployed_by;
};
BOOST_DESCRIBE_STRUCT(Definition, (), (kind, key, version, name, content, digest, deployed, deployed_by))

struct Deployment {
  DefinitionKind kind = DefinitionKind::bpmn;
  std::string key;          // empty: the id of the process, the name of the decision model, the key of the form
  std::string content;
  Instant effective_from;   // zero: now
};

using ReleaseId = Id<struct ReleaseTag>;

// Puts a version into effect below an area.
struct Release {
  ReleaseId id;
  DefinitionKind kind = DefinitionKind::bpmn;
  std::string key;
  std::int64_t version = 0;
  std::string area;         // code prefix; empty: the whole district
  Instant effective;
  Instant opened;           // when the draft of it was opened; zero: it came without one
  Instant made;
  PersonId made_by;
  std::string made_by_name;
  std::string note;
  Instant withdrawn;        // zero: it stands
  PersonId withdrawn_by;
  std::string withdrawn_by_name;
  std::string reason;       // of the withdrawal

  bool in_effect(Instant now) const { return effective <= now && (!withdrawn || withdrawn > now); }
  bool covers(std::string_view place) const { return place.substr(0, area.size()) == area; }
};

// A decision model ready to be asked.
struct DecisionInUse {
  dmn::Model model;
  std::string asked;                // the decision that the key means
  std::vector<std::string> inputs;  // by name
};
// Refused with bad_decision. A model with several decisions answers with the one named as the key, else its last.
Result<DecisionInUse> read_decision(std::string_view key, std::string_view content);

// What the annotations of the rules that matched say: the first column in Chinese, the second in English. Empty without.
Words reasons_of(const dmn::DecisionOutcome& outcome);

struct ContentName {
  std::string key;   // the id of the process, the asked decision of the model, the key of the form
  std::string name;  // may be empty
};
// Refused as deploy refuses.
Result<ContentName> name_of_content(DefinitionKind kind, const std::string& content);

// now() and today() of the district's rules.
feel::Environment environment_at(Instant now);
// The moment of a date, or of a duration from now on, as ISO 8601 text. Refused with bad_process.
Result<Instant> timer_due(bpmn::TimerKind kind, const std::string& text, Instant now);

// A form and the version it was read from.
struct FormInUse {
  std::int64_t version = 0;
  std::shared_ptr<const forms::Form> form;
};

// ---- subjects, instances, tasks -----------------------------------------------------------------------------

// What an instance is about: a case. part_key is the case's and leads every key here too.
struct Subject {
  std::int64_t part_key = 0;
  std::int64_t id = 0;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

struct InstanceRef {
  std::int64_t part_key = 0;
  InstanceId id;
  friend auto operator<=>(const InstanceRef&, const InstanceRef&) = default;
};

// A task is the node of its instance that waits for it. In addresses and JSON: "<part_key>-<instance>-<node>".
struct TaskRef {
  std::int64_t part_key = 0;
  InstanceId instance;
  std::uint32_t node = 0;
  InstanceRef instance_ref() const { return {part_key, instance}; }
  std::string text() const;
  static Result<TaskRef> parse(std::string_view text);
  friend auto operator<=>(const TaskRef&, const TaskRef&) = default;
};

enum class TaskState { open, done, cancelled };
BOOST_DESCRIBE_ENUM(TaskState, open, done, cancelled)

struct Task {
  TaskRef ref;
  Subject subject;
  std::string process;        // definition key and version
  std::int64_t version = 0;
  std::string element;        // id in the diagram: "handle"
  std::string name;           // as drawn: "处置"
  std::string stage;          // one of the five steps: "report", "classify", "handle", "follow_up", "close"
  std::string form;           // key of a form definition, may be empty
  std::string queue;
  std::string limit;          // text of tg:limit the due moment came from
  PersonId claimed_by;        // zero: nobody yet
  TaskState state = TaskState::open;
  Instant created;
  Instant due;                // zero: no clock
  Instant ended;
  PersonId ended_by;
};

enum class InstanceStatus { running, completed, failed, cancelled, suspended };
BOOST_DESCRIBE_ENUM(InstanceStatus, running, completed, failed, cancelled, suspended)

// ---- messages and signals ------------------------------------------------------------------------------------

// An instance that waits for a message or a signal.
struct Wait {
  InstanceRef instance;
  std::uint32_t node = 0;
  std::int64_t subject_id = 0;
  bool signal = false;
  std::string name;
  std::string correlation;
  Subject subject() const { return {instance.part_key, subject_id}; }
};

// A message or signal on its way to other subjects.
struct Letter {
  bool signal = false;
  std::string name;
  std::string correlation;  // of a message: what who takes it must ask for
  feel::Value variables;    // context
  Subject from;             // id 0: from outside
};

// ---- the owner's side ---------------------------------------------------------------------------------------

// Where a running instance stands while the owner is asked.
struct Step {
  db::Tx& tx;
  Subject subject;
  InstanceRef instance;
  std::string process;
  const bpmn::Element& element;
  Instant now;
  PersonId by;  // who caused the step; zero for timers
};

struct DecisionAnswer {
  feel::Value outputs;    // context
  feel::Value inputs;     // context: what the model asks for, as it was given
  Words explanation;      // why, as a clerk reads it
  std::string decision;   // key of the definition that decided
  std::int64_t version = 0;
};

struct ServiceAnswer {
  feel::Value outputs;     // context
  std::string error_code;  // not empty: a business error, caught by an error boundary event
  Words reason;            // of the error, for whoever reads it uncaught; may be empty
};

class Flows;

// Given by the room that owns the subject. A refusal ends the whole step: nothing has happened.
class Host {
 public:
  virtual ~Host() = default;

  // Where the subject is, as an area code: it chooses the versions in effect. By default its part.
  virtual std::string area(Subject subject) const;
  // A business-rule task. The usual answer is flows.decide(); facts the process does not hold may be added first.
  virtual Result<DecisionAnswer> decide(Flows& flows, const Step& step, std::string_view decision,
                                        const feel::Value& variables);
  // A service or send task, named by tg:service. Refuses by default.
  virtual Result<ServiceAnswer> service(const Step& step, std::string_view name, const feel::Value& variables);
  // The moment a working-calendar limit such as "4 work_hour" runs out, counted from `from`. Refuses by default.
  virtual Result<Instant> limit_due(const Step& step, std::string_view limit, Instant from);

  // What happened, in order, within the same transaction. Defaults do nothing.
  virtual Outcome task_created(const Step& step, const Task& task);
  // step.element is the task's.
  virtual Outcome task_completed(const Step& step, TaskRef task, const feel::Value& variables);
  virtual Outcome task_cancelled(const Step& step, TaskRef task);
  // By a migration: the task as it is now, with another element, queue or limit, or only another version.
  virtual Outcome task_moved(const Step& step, const Task& task);
  virtual Outcome decided(const Step& step, const DecisionAnswer& answer);
  // Before the instance moves on: step.element is the timer's event.
  virtual Outcome timer_fired(const Step& step);
  // Instances of the same subject that wait for it have it already.
  virtual Outcome message_thrown(const Step& step, std::string_view name, const feel::Value& variables);
  // A message nobody of the same subject took, or a signal: for other subjects.
  virtual Outcome pass_on(const Step& step, const Letter& letter);
  virtual Outcome incident(const Step& step, const Words& reason);
  virtual Outcome ended(const Step& step, InstanceStatus status, const Words& reason);  // step.element: the process
  // Once after all of the above, when the step changed anything.
  virtual Outcome moved(const Step& step, const feel::Value& variables);
};

// Given by the room that owns subjects, for those who move instances of many of them.
class Subjects {
 public:
  virtual ~Subjects() = default;
  // Runs `act` with the host of the subject and saves what follows from it, with `note` in its history. A refusal of
  // either leaves nothing.
  virtual Outcome with_host(db::Tx& tx, Subject subject, PersonId by, const Words& note, Instant now,
                            const std::function<Outcome(Host&)>& act) = 0;
  virtual std::string number_of(db::Tx& tx, Subject subject) = 0;
  virtual std::string person_name(PersonId person, Instant now) = 0;
};

// Takes letters to other subjects, after the transaction.
class Post {
 public:
  virtual ~Post() = default;
  virtual void send(db::Tx& tx, const Letter& letter, PersonId by, Instant now) = 0;
};

// ---- orders -------------------------------------------------------------------------------------------------

struct StartOrder {
  std::string process;  // definition key
  Subject subject;
  feel::Value variables;  // context
  PersonId by;
  std::string element;       // what begins it; empty: its plain start
  std::uint32_t trigger = 0;  // which of the element's
};

struct TaskPatch {
  std::optional<std::string> queue;
  std::optional<Instant> due;  // of the task alone; timers at its border stay
};

struct InboxQuery {
  std::vector<std::string> queues;
  PersonId person;           // tasks claimed by others are left out; zero: all
  bool only_mine = false;    // only what `person` has claimed, whatever its queue
  std::string after;         // cursor of the page before
  int limit = 50;            // 1 to 200
};

struct InboxPage {
  std::vector<Task> tasks;   // by due moment, soonest first; without clock last
  std::string next;          // empty: no more
};

struct QueueCount {
  std::string queue;
  std::int64_t open = 0;
};
BOOST_DESCRIBE_STRUCT(QueueCount, (), (queue, open))

// ---- process view -------------------------------------------------------------------------------------------

struct Visit {
  std::string element;
  std::string name;
  std::string kind;        // "userTask", …
  std::string stage;
  std::string flow;        // sequence flow it was reached by; empty at the start
  Instant entered;
  std::optional<Instant> left;  // absent: active
  bool cancelled = false;
};
BOOST_DESCRIBE_STRUCT(Visit, (), (element, name, kind, stage, flow, entered, left, cancelled))

struct ProcessView {
  std::string process;
  std::int64_t version = 0;
  InstanceStatus status = InstanceStatus::running;
  std::string xml;             // for the viewer
  std::vector<Visit> visits;   // in order of entering
};
BOOST_DESCRIBE_STRUCT(ProcessView, (), (process, version, status, xml, visits))

struct Instance {
  InstanceRef ref;
  Subject subject;
  std::string process;
  std::int64_t version = 0;
  InstanceStatus status = InstanceStatus::running;
  Instant started;
  Instant ended;
  Instant suspended;        // zero: not suspended
  InstanceId parent;        // instance that called it; zero: none
  feel::Value variables;    // context; gone once the instance has ended
  std::vector<std::string> active;  // ids of the elements it stands at
};

// An activity of a diagram, by id, with its name as drawn.
struct ActivityName {
  std::string element;
  std::string name;
};

// An ad-hoc sub-process an instance stands in, and what may be begun in it now.
struct AdHocScope {
  ActivityName itself;
  std::string stage;
  std::vector<ActivityName> startable;
};

// ---- why a decision came out as it did ----------------------------------------------------------------------

// One condition of a rule. Conditions that ask for nothing are left out.
struct WhyCell {
  std::string label_zh;  // of the column; "中文 / English" in the file gives both
  std::string label_en;
  std::string met_zh;  // what the case had
  std::string met_en;
  std::string asked_zh;
  std::string asked_en;
  bool held = false;
};
BOOST_DESCRIBE_STRUCT(WhyCell, (), (label_zh, label_en, met_zh, met_en, asked_zh, asked_en, held))

struct WhyOutput {
  std::string label_zh;
  std::string label_en;
  std::string value_zh;
  std::string value_en;
};
BOOST_DESCRIBE_STRUCT(WhyOutput, (), (label_zh, label_en, value_zh, value_en))

struct WhyRule {
  std::string decision;
  std::string rule;     // its number, from 1
  std::string text_zh;  // the reason as written; of a near miss with the condition that failed
  std::string text_en;
  std::vector<WhyCell> cells;
  std::vector<WhyOutput> outputs;  // empty for a near miss
};
BOOST_DESCRIBE_STRUCT(WhyRule, (), (decision, rule, text_zh, text_en, cells, outputs))

struct Why {
  std::vector<WhyRule> matched;
  std::vector<WhyRule> near;  // exactly one condition failed
};

// What people call a value ("village" is 村居) or an output; nothing for what has no name of its own.
using PlainWords = std::function<std::optional<Words>(std::string_view value)>;
Why why_of(const dmn::DecisionOutcome& outcome, const PlainWords& plain = nullptr);

// A timer whose moment has come.
struct DueTimer {
  InstanceRef instance;
  std::uint32_t node = 0;  // of the instance
  Instant due;
};

std::span<const db::Migration> migrations();

// Thread-safe; holds compiled definitions only.
class Flows {
 public:
  explicit Flows(IdSource& ids);
  ~Flows();

  // Keeps a version and releases it for the whole district. Refused with bad_process, bad_decision or bad_file when it
  // cannot run; the same content again changes nothing and returns the version that has it.
  Result<Definition> deploy(db::Tx& tx, const Deployment& deployment, PersonId by, Instant now);
  // The same without a release: nothing runs by it yet.
  Result<Definition> keep(db::Tx& tx, const Deployment& deployment, PersonId by, Instant now);
  // `id` and `made` are filled in; an effective moment of the past becomes now. Refused with no_definition.
  Result<Release> release(db::Tx& tx, Release release, Instant now);
  // What it replaced is in effect at once. Refused with last_release when nothing would be in effect in its area, and
  // conflict when it is withdrawn already.
  Result<Release> withdraw(db::Tx& tx, ReleaseId id, PersonId by, std::string_view by_name, std::string_view reason,
                           Instant now);
  std::vector<Release> releases(db::Tx& tx);  // newest first within kind and key
  std::vector<Definition> definitions(db::Tx& tx);  // without content; newest version first within kind and key
  Result<Definition> definition(db::Tx& tx, DefinitionKind kind, std::string_view key, std::int64_t version);
  // An empty area is the district as a whole.
  Result<Definition> definition_in_effect(db::Tx& tx, DefinitionKind kind, std::string_view key, std::string_view area,
                                          Instant now);
  Result<bpmn::ModelPtr> process_model(db::Tx& tx, std::string_view key, std::int64_t version);

  // Evaluates the decision of the deployed model `key` in effect at a place. The outputs are a context; a single value is
  // a context with the decision's name.
  Result<DecisionAnswer> decide(db::Tx& tx, std::string_view key, std::string_view area, const feel::Value& variables,
                                Instant now);

  // One version of the model `key`, with all that matched and nearly matched. Version 0: the one in effect in the whole
  // district.
  Result<dmn::DecisionOutcome> try_decision(db::Tx& tx, std::string_view key, std::int64_t version,
                                            const feel::Value& variables, Instant now);
  // Instances that have not ended, below an area.
  std::int64_t running(db::Tx& tx, std::string_view process, std::int64_t version, std::string_view area = {});

  // Refused with no_definition. Version 0: the one in effect at a place.
  Result<FormInUse> form(db::Tx& tx, std::string_view key, std::int64_t version, std::string_view area, Instant now);

  Result<InstanceRef> start(db::Tx& tx, Host& host, const StartOrder& order, Instant now);
  // Refused (task_gone) when the task is not open, (instance_suspended) while suspended.
  Outcome complete_task(db::Tx& tx, Host& host, TaskRef task, PersonId by, const feel::Value& variables, Instant now);
  Outcome message(db::Tx& tx, Host& host, InstanceRef instance, std::string_view name, const feel::Value& variables,
                  PersonId by, Instant now);
  // What waits for a message of this name and key, or for the signal, by instance, behind a cursor; 0: from the first.
  std::vector<Wait> waits(db::Tx& tx, const Letter& letter, std::int64_t after, int limit);
  // False when it no longer waits.
  Result<bool> hand_letter(db::Tx& tx, Host& host, const Wait& wait, const Letter& letter, PersonId by, Instant now);
  Outcome set_variables(db::Tx& tx, Host& host, InstanceRef instance, const feel::Value& variables, PersonId by,
                        Instant now);
  // Office acts; the caller has checked the permission.
  Outcome jump(db::Tx& tx, Host& host, InstanceRef instance, std::string_view element, const feel::Value& variables,
               PersonId by, Instant now);
  // Ad-hoc sub-processes the instance stands in; of several at one element only the first.
  Result<std::vector<AdHocScope>> insides(db::Tx& tx, InstanceRef instance);
  // Begins an activity that may be begun now, or ends the ad-hoc sub-process as if its completion condition held. Refused
  // with not_waiting.
  Outcome begin_inside(db::Tx& tx, Host& host, InstanceRef instance, std::string_view element, PersonId by, Instant now);
  Outcome close_inside(db::Tx& tx, Host& host, InstanceRef instance, std::string_view element, PersonId by, Instant now);
  Outcome retry(db::Tx& tx, Host& host, InstanceRef instance, PersonId by, Instant now);  // every incident
  Outcome cancel(db::Tx& tx, Host& host, InstanceRef instance, PersonId by, Instant now);
  // Whether and how the instance can move to another version of its process; nothing is changed.
  Result<bpmn::MigrationPlan> plan_migration(db::Tx& tx, InstanceRef instance, const bpmn::Migration& migration,
                                             Instant now);
  // Moves it to `version`, where the migration leads, and says what went where. Refused (cannot_move) with every obstacle; then nothing has happened.
  Result<std::vector<bpmn::Relocation>> migrate(db::Tx& tx, Host& host, InstanceRef instance, std::int64_t version,
                                                const bpmn::Migration& migration, PersonId by, Instant now);
  // Stops all clocks of the instance; tasks stay visible but cannot be completed.
  Outcome suspend(db::Tx& tx, InstanceRef instance, Instant now);
  // Every clock goes on `shift` later than it stood (usually the length of the suspension).
  Outcome resume(db::Tx& tx, InstanceRef instance, Span shift);

  // Refused (task_claimed) when somebody else holds it.
  Outcome claim(db::Tx& tx, TaskRef task, PersonId by);
  Outcome release(db::Tx& tx, TaskRef task, PersonId by);
  // To a colleague, whose claim it becomes.
  Outcome hand_over(db::Tx& tx, TaskRef task, PersonId to);
  Outcome change_task(db::Tx& tx, TaskRef task, const TaskPatch& patch);
  // The task's own due moment becomes `due`; timers at its border move by the same span.
  Outcome extend(db::Tx& tx, TaskRef task, Instant due);

  Result<Task> task(db::Tx& tx, TaskRef task);
  std::vector<Task> tasks_of(db::Tx& tx, Subject subject);       // open ones first, then ended, newest first
  std::vector<Task> open_tasks_of(db::Tx& tx, Subject subject);
  InboxPage inbox(db::Tx& tx, const InboxQuery& query);
  std::vector<QueueCount> counts(db::Tx& tx, std::span<const std::string> queues);

  std::vector<Instance> instances_of(db::Tx& tx, Subject subject);  // newest first
  Result<Instance> instance(db::Tx& tx, InstanceRef instance);
  Result<ProcessView> view(db::Tx& tx, InstanceRef instance);

  // Timers that are due, oldest first. Fire each in a write of its own; firing one that has gone meanwhile does nothing.
  std::vector<DueTimer> due_timers(db::Tx& tx, Instant now, int limit);
  Outcome fire_timer(db::Tx& tx, Host& host, const DueTimer& timer, Instant now);
  // For a timer whose firing was refused, so that it does not stand before the others for ever.
  void postpone_timer(db::Tx& tx, const DueTimer& timer, Instant until);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tiange::flows
