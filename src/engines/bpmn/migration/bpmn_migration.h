#pragma once
// Moving a running instance to another version of its process. Pure, like the engine.
//
//   auto matches = bpmn::propose_matches(*from, *to);               a person may change them
//   auto plan = bpmn::plan_migration(*from, *to, matches, state);   what moves, or what is in the way and why
//   if (plan.possible()) for (event : plan.events) bpmn::apply(state, event);    the state now belongs to *to
//
// What an instance waits for stays what it was: tasks keep their claim and clock, timers their moment, calls their
// called instance, joins the tokens that have come. Border events and event sub-processes that are new are armed,
// vanished ones end. Then the instance goes on as far as it can under the new version (a condition may hold already,
// a join may have lost the flow it waited for). Going back is a migration with the matches turned round.

#include <string>
#include <vector>

#include "base/result.h"
#include "engines/bpmn/bpmn.h"

namespace tiange::bpmn {

enum class MatchedBy : std::uint8_t {
  same_id,    // id and kind are the same
  same_name,  // the only element of this name and kind in both, beside those of the same id
  by_hand,
  nothing,    // no counterpart: tokens cannot stay here
};

// What becomes of one element. Ids as in the files.
struct Match {
  std::string from;
  std::string to;  // empty: no counterpart
  MatchedBy by = MatchedBy::nothing;
};

// One match for each element of `from` in document order, the process itself first. Gateways and other elements no
// token rests at are among them, because tokens may wait there for others.
std::vector<Match> propose_matches(const Model& from, const Model& to);

// `proposed` with pairs somebody chose: those of the same `from` are replaced. Refused with bad_input when an element
// does not exist in its version.
Result<std::vector<Match>> with_choices(std::vector<Match> proposed, const std::vector<Match>& chosen,
                                        const Model& from, const Model& to);

// For the way back: from and to change places. Elements that have come only with the new version match nothing.
std::vector<Match> turned_round(const std::vector<Match>& matches, const Model& new_from);

// Why a match as such cannot be used, whatever instances stand there: another kind of element, trigger or loop.
// In the order of the matches.
struct MatchFault {
  std::string from;
  std::string to;
  Words words;
};
std::vector<MatchFault> check_matches(const Model& from, const Model& to, const std::vector<Match>& matches);

enum class Obstacle : std::uint8_t {
  over,            // the instance has ended or not begun
  gone,            // the element has no counterpart
  other_kind,      // a user task cannot become a timer, a timer not a message
  other_loop,      // multi-instance and single, or parallel and one after the other
  other_scope,     // inside another sub-process than before, or compensating another activity
  flow_gone,       // the flow by which a token came to a join leads there no longer: the token would be lost
  would_starve,    // a join would wait for ever, because nothing can come by one of its flows any more
  nothing_inside,  // an event gateway without anything left to wait for
  no_queue,        // the new definition gives no queue for the task
};

struct MigrationFault {
  NodeId node = 0;
  std::string element;  // id in the old version
  std::string name;
  Obstacle obstacle = Obstacle::gone;
  Words words;
};

// Where a token or wait was and will be, for the preview. Scopes and what is new or ends are left out.
struct Relocation {
  NodeId node = 0;
  std::string from;
  std::string to;
};

struct MigrationPlan {
  std::vector<MigrationFault> faults;  // in the order of the nodes; then there are no events
  std::vector<Relocation> moves;       // in the order of the nodes
  // For the host, in order: what vanishes (ElementCancelled with the index of the old version, TimerCancelled,
  // WaitEnded, ActivityForgotten); from here on indexes are those of the new version: ElementMoved for each node
  // whose place in the file is another, TaskMoved for each open task, TimerMoved for each clock that keeps its moment,
  // WaitEnded and WaitSet where a name or key changes; ElementEntered with TimerSet or WaitSet for what is new; after
  // that whatever the instance does because of it.
  std::vector<Event> events;

  bool possible() const { return faults.empty(); }
};

// The way from one version to another, made once for many instances. The models must outlive it. Thread-safe.
class Migration {
 public:
  Migration(const Model& from, const Model& to, const std::vector<Match>& matches);

  // Refuses nothing: what is in the way stands in the faults. `environment` gives the expressions of what is newly
  // armed their now() and today().
  MigrationPlan plan(const State& state, const feel::Environment& environment = {}) const;

 private:
  friend class Planner;
  Index counterpart(const Flow& flow) const;

  const Model& from_;
  const Model& to_;
  std::vector<Index> elements_;  // of the old version: the new one, k_none = no counterpart that fits
  std::vector<Index> flows_;
  std::vector<Index> named_;     // as in elements_, fitting or not
};

// The same for one instance.
MigrationPlan plan_migration(const Model& from, const Model& to, const std::vector<Match>& matches, const State& state,
                             const feel::Environment& environment = {});

}  // namespace tiange::bpmn
