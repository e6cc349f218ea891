#pragma once
// What a running instance holds, what may happen to it, and what happened. State changes only through apply().

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "engines/bpmn/model/bpmn_model.h"
#include "engines/feel/feel.h"

namespace tiange::bpmn {

// A place where an instance stands: unique within the instance, never used again, 0 = none.
using NodeId = std::uint32_t;
inline constexpr NodeId k_root_node = 1;

enum class Phase : std::uint8_t {
  scope,      // process or sub-process with something inside
  task,       // waits for complete_task
  service,    // waits for service_done
  decision,   // waits for decision_done
  call,       // waits for call_done
  timer,      // waits for timer_fired
  message,    // waits for a message
  signal,     // waits for a signal
  condition,  // waits for its condition to become true
  errors,     // waits for an error or escalation from inside; also a timer that is spent or was never set
  gate,       // event-based gateway: one of its children will happen
  join,       // token arrived at a parallel or inclusive gateway over flow `flow`
  loop,       // multi-instance or loop body; its instances are its children
  incident,   // could not go on; retry or jump
  several,    // event with several triggers; each is a child of the same element, `made` its number from 1
  kept,       // activity that has completed and may have to be compensated; it holds what that needs, and no token
  undoing,    // such an activity while it is being compensated
  undo_wait,  // compensation event that waits until all is compensated
  cancelling, // transaction whose completed activities are being compensated
  reset_wait, // complex gateway that has started and waits for the rest; `done` has a bit for each flow that came
  passing,    // being entered; never in a stored state
};

struct Node {
  NodeId id = 0;
  NodeId parent = 0;  // scope, loop body, activity of a boundary event, or event gateway; the start event of an event
                      // sub-process waits in the scope around that
  Index element = k_none;
  Index flow = k_none;  // the flow it came by
  Phase phase = Phase::passing;
  std::uint32_t total = 0;  // loop: instances in all; timer: repeats left (0xFFFFFFFF without end); ad-hoc
                            // sub-process: 1 when nothing more may be started in it
  std::uint32_t made = 0;   // loop: instances started; instance of a loop: its counter, from 1
  std::uint32_t done = 0;   // loop: instances finished; condition: 1 while true; incident: 1 when only leaving failed;
                            // ad-hoc sub-process: activities finished; kept and undoing: who compensates it, 0 = nobody
};

enum class Status : std::uint8_t { fresh, running, completed, failed, cancelled };

// Variables of a node that has some of its own: the process (k_root_node), sub-processes, loop instances, and
// elements with input mappings. An inner name hides an outer one.
struct Scope {
  NodeId node = 0;
  feel::Value values;  // context
};

struct State {
  Status status = Status::fresh;
  NodeId last_node = 0;
  std::vector<Node> nodes;    // ascending id
  std::vector<Scope> scopes;  // ascending node; [0] is the process once started

  const Node* find(NodeId id) const;
  const feel::Value& variables() const;  // of the process
};

// Whether a person would say that the instance stands here: no event that waits aside, nothing that is only remembered.
bool stands(const Model& model, const Node& node);
// The nodes that stand at an element, ascending; kept ones left out.
std::vector<NodeId> nodes_at(const Model& model, const State& state, std::string_view element);
// What may be started now in the ad-hoc sub-process `node`, by id; nothing while another runs in a sequential one.
std::vector<std::string> startable(const Model& model, const State& state, NodeId node);

// ---- what may happen to an instance -------------------------------------------------------------------------

struct Start {
  feel::Value variables;  // context
  std::string element;    // id of what begins: one of Model::triggers(), or a start event without trigger; empty = the
                          // start event without trigger, else the first
  std::uint32_t trigger = 0;  // which of its triggers happened, from 0
};
struct CompleteTask {
  NodeId node;
  feel::Value variables;  // context
};
struct TimerFired {
  NodeId node;
};
struct MessageArrived {
  std::string name;
  std::string correlation;  // compared with what tg:message gives now; waits without tg:message take any
  feel::Value variables;
  NodeId node = 0;  // 0 = the first that waits for it
};
struct SignalArrived {
  std::string name;
  feel::Value variables;
};
struct ServiceDone {
  NodeId node;
  feel::Value answer;
};
struct DecisionDone {
  NodeId node;
  feel::Value answer;
};
struct CallDone {
  NodeId node;
  feel::Value variables;
};
// A business error at a waiting activity: caught by a boundary event, else an incident.
struct ErrorRaised {
  NodeId node;
  std::string code;
  Words reason;
};
// An escalation at a waiting activity, or out of a called process. Without anybody who catches it, it is told to the
// host (EscalationThrown) and the activity goes on.
struct EscalationRaised {
  NodeId node;
  std::string code;
};
struct SetVariables {
  feel::Value variables;  // into the process; conditions are looked at again
};
struct Retry {
  NodeId node;  // an incident
};
// Office act: everything in the element's scope is cancelled and the element entered anew.
struct Jump {
  std::string element;
  feel::Value variables;
};
struct Cancel {};
// A person or the host begins an activity of an ad-hoc sub-process, as often as is wanted. See startable().
struct StartInside {
  NodeId node;          // the ad-hoc sub-process
  std::string element;  // id of what begins
  feel::Value variables;  // into the sub-process's surroundings, like those of a task
};
// Nothing more is to begin in an ad-hoc sub-process: it ends as if its completion condition held.
struct CloseInside {
  NodeId node;
};

// Office acts on single tokens. A token is a node of any phase but scope, loop, kept and the events that wait aside;
// sub-processes that lose their last token by it go too, without going on.

// The tokens leave where they stand and one goes to the element, which may have been passed before; all others stay.
// The element must be in a scope around the tokens, or in one that is not open yet.
struct MoveTokens {
  std::vector<NodeId> nodes;
  std::string element;
  feel::Value variables;  // into the process
};
// One more token before the element; its scope is opened when it is not open.
struct StartBefore {
  std::string element;
  feel::Value variables;  // into the process
};
// The node and all inside ends without going on; of a multi-instance, one instance (it counts as terminated, and the
// rest may be complete by that). Refused when nothing would be left of the process: that is Cancel.
struct CancelNode {
  NodeId node;
};
// One more instance of a running multi-instance: at once when parallel, after the others when one after the other.
struct AddInstance {
  NodeId node;       // the loop, or one of its instances
  feel::Value item;  // what the loop's item variable is to be
};
// The multi-instance or loop goes on now with the results it has; instances still running are cancelled.
struct CompleteLoop {
  NodeId node;  // the loop, or one of its instances
};

using Input = std::variant<Start, CompleteTask, TimerFired, MessageArrived, SignalArrived, ServiceDone, DecisionDone,
                           CallDone, ErrorRaised, SetVariables, Retry, Jump, Cancel, EscalationRaised, StartInside,
                           CloseInside, MoveTokens, StartBefore, CancelNode, AddInstance, CompleteLoop>;

// ---- what happened ------------------------------------------------------------------------------------------

struct ElementEntered {
  Node node;
};
struct ElementLeft {
  NodeId node;
  Index element;
};
struct ElementCancelled {
  NodeId node;
  Index element;
};
// The node now waits as `phase` says, with its counters.
struct NodeChanged {
  Node node;
};
// The entries of `values` replace those of the same name.
struct VariablesSet {
  NodeId scope;
  feel::Value values;  // context
};
struct TaskCreated {
  NodeId node;
  Index element;
  std::string queue;
  std::string limit;  // text of tg:limit, empty = no clock
};
struct TaskCompleted {
  NodeId node;
  Index element;
};
struct TaskCancelled {
  NodeId node;
  Index element;
};
// A timer is over when it fires, or with TimerCancelled.
struct TimerSet {
  NodeId node;
  Index element;
  TimerKind kind;    // date, duration or limit; a cycle is set again as a duration each time
  std::string text;  // ISO 8601, or the limit's text
};
struct TimerCancelled {
  NodeId node;
};
// A message or signal is waited for (the node's phase says which) until WaitEnded.
struct WaitSet {
  NodeId node;
  Index element;
  std::string name;
  std::string correlation;
};
struct WaitEnded {
  NodeId node;
};
// The host answers with decision_done, service_done, call_done or error_raised, best within the same step.
// The variables the element sees are variables_at(state, node).
struct DecisionRequested {
  NodeId node;
  Index element;
  std::string decision;
};
struct ServiceRequested {
  NodeId node;
  Index element;
  std::string service;
};
struct CallRequested {
  NodeId node;
  Index element;
  std::string process;
  std::int64_t version = 0;  // 0: the newest in effect
};
struct CallCancelled {
  NodeId node;
};
// Messages and signals are delivered by the host, to this instance as to any other.
struct MessageThrown {
  Index element;
  std::string name;
  std::string correlation;
  feel::Value variables;
};
struct SignalThrown {
  Index element;
  std::string name;
};
// An escalation nobody inside has caught: a called process passes it to its caller as EscalationRaised.
struct EscalationThrown {
  Index element;
  std::string code;
};
struct IncidentRaised {
  NodeId node;
  Index element;
  Words reason;
};
struct InstanceStarted {};
struct InstanceCompleted {};
struct InstanceFailed {
  Words reason;
  std::string code;  // of the error nobody caught; a called process passes it to its caller as ErrorRaised
};
struct InstanceCancelled {};
// An activity that has been left stays known for compensation, under a number of its own; no token.
struct ActivityKept {
  Node node;
};
struct ActivityForgotten {
  NodeId node;
};

// Told by a migration only. The indexes are those of the new version.
struct ElementMoved {
  Node node;  // as it stands now
  Index was;  // its element in the old version
};
// An open task is now at another element. Its claim and clock stay, unless the queue or limit is told to change:
// then the definition's own text for it is another than before, and this is what it gives.
struct TaskMoved {
  NodeId node;
  Index element;
  bool queue_changed;
  std::string queue;
  bool limit_changed;
  std::string limit;
};
// A timer that is set keeps its moment.
struct TimerMoved {
  NodeId node;
  Index element;
};

using Event = std::variant<InstanceStarted, ElementEntered, ElementLeft, ElementCancelled, NodeChanged, VariablesSet,
                           TaskCreated, TaskCompleted, TaskCancelled, TimerSet, TimerCancelled, WaitSet, WaitEnded,
                           DecisionRequested, ServiceRequested, CallRequested, CallCancelled, MessageThrown,
                           SignalThrown, IncidentRaised, InstanceCompleted, InstanceFailed, InstanceCancelled,
                           EscalationThrown, ActivityKept, ActivityForgotten, ElementMoved, TaskMoved, TimerMoved>;

}  // namespace tiange::bpmn
