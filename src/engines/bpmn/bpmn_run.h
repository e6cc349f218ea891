#pragma once
// One step of an instance: tokens move until everything waits. Each change is an event, applied at once to the
// working state, so that the state is always the replay of the events.

#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engines/bpmn/bpmn.h"

namespace tiange::bpmn {

// More moves than this within one step is a circle without anything to wait for.
inline constexpr int k_max_moves = 20'000;

Refusal not_waiting(std::string zh, std::string en);

class Run {
 public:
  Run(const Model& model, State& state, std::vector<Event>& events, const feel::Environment& environment)
      : model_(model), state_(state), events_(events), environment_(environment) {}

  // Refuses before the first event, never after.
  Outcome take(const Input& input);

  // For migration, once each node stands at its element of the new version: what is new there is armed, and the
  // instance goes on as far as it can.
  void arm(NodeId parent, Index element);
  void adopt(NodeId id);  // waits anew for what its element now waits for
  void drop(NodeId id) { cancel_tree(id); }
  void go_on();

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
  Outcome on(const EscalationRaised& input);
  const Node* waiting(NodeId id, Phase phase) const;
  const Node* waiting_activity(NodeId id) const;
  bool takes_message(const Node& node, const MessageArrived& message) const;
  Index beginning(const Start& input) const;
  void begin_process(Index chosen, std::uint32_t trigger, NodeId root);

  // office acts (bpmn_office.cpp)
  Outcome on(const MoveTokens& input);
  Outcome on(const StartBefore& input);
  Outcome on(const CancelNode& input);
  Outcome on(const AddInstance& input);
  Outcome on(const CompleteLoop& input);
  Outcome check_target(Index target, std::string_view id) const;
  Outcome check_token(const Node* node) const;
  void set_process(const feel::Value& variables);
  enum class Others { stay, end };
  NodeId open_scopes(Index scope, Others others, NodeId near);
  NodeId open_anchor(Index scope, NodeId near) const;
  NodeId scope_around(NodeId id, Index scope) const;
  void cancel_upwards(NodeId id, NodeId target_scope);
  bool is_last(NodeId id) const;
  NodeId loop_of(NodeId id) const;

  // tokens (bpmn_run.cpp)
  void emit(Event event) {
    bpmn::apply(state_, event);  // qualified: std::apply must not be considered
    events_.push_back(std::move(event));
  }
  void settle();
  void arrive(const Move& move);
  bool settle_joins();
  bool settle_scopes();
  bool settle_scope(NodeId id);
  bool settle_conditions();
  NodeId enter(const Move& move, Phase phase);
  void change(NodeId id, Phase phase);
  void change(const Node& node) { emit(NodeChanged{node}); }
  void leave(NodeId id);             // drops what hangs on the node; the token is gone
  void leave_on(NodeId id);          // leaves and sends tokens over the outgoing flows
  void send(const Flows& flows, NodeId parent);
  void cancel_tree(NodeId id);
  // Kept activities stay with all but `nothing`; besides, boundary events, or those and starts of event sub-processes.
  enum class Keep { nothing, border, all_aside };
  bool is_aside(const Node& node) const;  // waits beside the tokens of its scope, or is kept
  bool is_busy(NodeId scope) const;       // holds a token
  void cancel_children(NodeId id, Keep keep);
  void forget_moves(NodeId scope);
  void incident(NodeId id, Words reason, bool only_leaving);
  NodeId parent_of(NodeId id) const;
  const Element& element_of(NodeId id) const { return model_.element(state_.find(id)->element); }

  // values
  Value evaluate(const Expression& expression, const feel::Value& context) const;
  feel::Value mapped(const std::vector<Mapping>& mappings, const feel::Value& context) const;
  bool holds(const Expression& expression, const feel::Value& context) const;
  void set_outside(NodeId id, const feel::Value& values) { set_from(parent_of(id), values); }
  void set_from(NodeId scope, const feel::Value& values);  // each name where it lives, seen from the scope
  using Numbers = std::initializer_list<std::pair<const char*, std::int64_t>>;
  feel::Value with(const feel::Value& context, Numbers numbers) const;

  // gateways (bpmn_gateways.cpp)
  bool choose(const Node& node, Flows& chosen, Words& why) const;
  void arrive_at_parallel(const Move& move);
  void arrive_at_inclusive(const Move& move);
  bool inclusive_ready(Index gateway, NodeId parent, std::uint32_t consumed) const;
  void join(Index gateway, NodeId parent);
  std::vector<NodeId> first_tokens(Index gateway, NodeId parent, std::uint32_t without) const;
  void arrive_at_complex(const Move& move);
  bool start_complex(Index gateway, NodeId parent);
  void reset_complex(NodeId id);
  bool settle_complex();

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
  void add_to_lists(NodeId body, const feel::Value& item);
  std::uint32_t running_instances(NodeId body) const;
  bool loop_goes_on(NodeId body) const;
  void finish_loop(NodeId body);
  bool is_instance(const Node& node) const;

  // ad-hoc sub-processes (bpmn_ad_hoc.cpp)
  Outcome on(const StartInside& input);
  Outcome on(const CloseInside& input);
  void open_ad_hoc(NodeId id);
  void count_inside(NodeId scope);
  bool ad_hoc_over(NodeId id);

  // events that are waited for (bpmn_events.cpp)
  void begin_gate(NodeId id);
  void subscribe_boundary(NodeId activity);
  bool subscribe(NodeId id);
  bool wait_for_message(NodeId id, const EventSpec& event);
  void subscribe_several(NodeId id, std::uint32_t but);
  bool set_timer(NodeId id);
  bool is_part(const Node& node) const;  // one of an event's several triggers
  const EventSpec& spec_of(const Node& node) const;
  void trigger(NodeId id, const feel::Value& variables);
  void trigger_part(NodeId id, const feel::Value& variables);
  void trigger_boundary(NodeId id);
  void trigger_event_sub_process(NodeId id);
  void rearm(NodeId id);
  void subscribe_watches(NodeId scope);

  // events that are thrown (bpmn_throwing.cpp)
  void begin_throwing(NodeId id);
  void end_throwing(NodeId id);
  void throw_message(NodeId id, const EventSpec& event);
  void throw_escalation(NodeId from, Index element, const std::string& code);
  void throw_error(NodeId from, const std::string& code);
  bool throw_outwards(EventKind kind, NodeId from, const std::string& code);
  void fail(Words reason, std::string code);
  void terminate(NodeId scope);

  // compensation (bpmn_compensation.cpp)
  // What stays of an activity that has completed: its own variables and what stays of the activities inside. Kept as
  // nodes with new numbers, so that a higher number has completed later.
  struct Remains {
    Index element = k_none;
    std::uint32_t counter = 0;  // of an instance of a loop
    bool open = false;          // it had not completed: only what was done inside is compensated
    std::optional<feel::Value> values;
    std::vector<Remains> inside;
  };
  std::optional<Remains> remains_of(NodeId id, bool still_open) const;
  void keep(const Remains& remains, NodeId parent);
  void forget_kept(NodeId scope);
  bool queue_undo(NodeId scope, Index activity, NodeId owner);
  bool begin_undo(NodeId id, const std::vector<const EventSpec*>& events);
  void next_undo(NodeId owner);
  void start_undo(NodeId id);
  void cancel_transaction(NodeId from);
  void transaction_cancelled(NodeId id);

  const Model& model_;
  State& state_;
  std::vector<Event>& events_;
  const feel::Environment& environment_;
  std::deque<Move> moves_;
  std::vector<NodeId> emptied_;    // scopes that lost something
  bool joins_changed_ = false;     // a join that looks at other tokens may have become ready
  bool variables_changed_ = false;
  int moved_ = 0;
};

}  // namespace tiange::bpmn
