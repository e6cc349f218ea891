#pragma once
// One step of an instance: tokens move until everything waits. Each change is an event, applied at once to the
// working state, so that the state is always the replay of the events.

#include <deque>
#include <string>
#include <vector>

#include "engines/bpmn/bpmn.h"

namespace tiange::bpmn {

// More moves than this within one step is a circle without anything to wait for.
inline constexpr int k_max_moves = 20'000;

class Run {
 public:
  Run(const Model& model, State& state, std::vector<Event>& events, const feel::Environment& environment)
      : model_(model), state_(state), events_(events), environment_(environment) {}

  // Refuses before the first event, never after.
  Outcome take(const Input& input);

 private:
  struct Move {
    Index element;  // k_none: the next instance of the loop `parent`
    NodeId parent;
    Index flow;
  };
  struct Value {
    feel::Value value;
    Words why_null;
  };
  using Flows = std::vector<Index>;

  // inputs (bpmn_inputs.cpp)
  Outcome on(const Start& input);
  Outcome on(const CompleteTask& input);
  Outcome on(const TimerFired& input);
  Outcome on(const MessageArrived& input);
  Outcome on(const SignalArrived& input);
  Outcome on(const ServiceDone& input);
  Outcome on(const DecisionDone& input);
  Outcome on(const CallDone& input);
  Outcome on(const ErrorRaised& input);
  Outcome on(const SetVariables& input);
  Outcome on(const Retry& input);
  Outcome on(const Jump& input);
  Outcome on(const Cancel& input);
  const Node* waiting(NodeId id, Phase phase) const;
  bool takes_message(const Node& node, const MessageArrived& message) const;
  NodeId open_scopes(Index scope);

  // tokens (bpmn_run.cpp)
  void emit(Event event) {
    bpmn::apply(state_, event);  // qualified: std::apply must not be considered
    events_.push_back(std::move(event));
  }
  void settle();
  void arrive(const Move& move);
  bool settle_inclusive_joins();
  bool settle_scopes();
  bool settle_conditions();
  NodeId enter(const Move& move, Phase phase);
  void change(NodeId id, Phase phase);
  void change(const Node& node) { emit(NodeChanged{node}); }
  void leave(NodeId id);             // drops what hangs on the node; the token is gone
  void leave_on(NodeId id);          // leaves and sends tokens over the outgoing flows
  void send(const Flows& flows, NodeId parent);
  void cancel_tree(NodeId id);
  enum class Keep { nothing, border, all_aside };  // boundary events; those and starts of event sub-processes
  void cancel_children(NodeId id, Keep keep);
  void forget_moves(NodeId scope);
  void incident(NodeId id, Words reason, bool only_leaving);
  NodeId parent_of(NodeId id) const;
  const Element& element_of(NodeId id) const { return model_.element(state_.find(id)->element); }

  // values
  Value evaluate(const Expression& expression, const feel::Value& context) const;
  feel::Value mapped(const std::vector<Mapping>& mappings, const feel::Value& context) const;
  bool holds(const Expression& expression, const feel::Value& context) const;
  void set_outside(NodeId id, const feel::Value& values);  // each name where it lives, seen from the node's parent

  // gateways (bpmn_gateways.cpp)
  bool choose(const Node& node, Flows& chosen, Words& why) const;
  void arrive_at_parallel(const Move& move);
  void arrive_at_inclusive(const Move& move);
  bool inclusive_ready(Index gateway, NodeId parent) const;
  void join(Index gateway, NodeId parent);

  // activities (bpmn_activities.cpp)
  void begin(NodeId id);
  void begin_activity(NodeId id);
  void do_activity(NodeId id);
  void create_task(NodeId id);
  void run_script(NodeId id);
  void open_sub_process(NodeId id);
  void finish(NodeId id, const feel::Value& answer);
  feel::Value named_answer(const Element& element, const feel::Value& answer) const;
  void map_inputs(NodeId id);

  // loops (bpmn_loops.cpp)
  void begin_loop(NodeId body);
  bool prepare_instances(NodeId body);
  void next_instance(NodeId body);
  void instance_done(NodeId body, const feel::Value& inner);
  bool loop_goes_on(NodeId body) const;
  void finish_loop(NodeId body);
  bool is_instance(const Node& node) const;

  // events (bpmn_events.cpp)
  void begin_end_event(NodeId id);
  void begin_throw_event(NodeId id);
  void begin_gate(NodeId id);
  void subscribe_boundary(NodeId activity);
  bool subscribe(NodeId id);
  bool set_timer(NodeId id);
  void trigger(NodeId id, const feel::Value& variables);
  void trigger_boundary(NodeId id);
  void trigger_event_sub_process(NodeId id);
  void rearm(NodeId id);
  void subscribe_watches(NodeId scope);
  void throw_message(NodeId id);
  bool throw_outwards(EventKind kind, NodeId from, const std::string& code);
  void fail(Words reason);
  void terminate(NodeId scope);

  const Model& model_;
  State& state_;
  std::vector<Event>& events_;
  const feel::Environment& environment_;
  std::deque<Move> moves_;
  std::vector<NodeId> emptied_;    // scopes that lost something
  bool joins_changed_ = false;     // an inclusive join may have become ready
  bool variables_changed_ = false;
  int moved_ = 0;
};

}  // namespace tiange::bpmn
