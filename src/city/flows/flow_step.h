#pragma once
// One step of one instance: loads it, feeds the engine, does what its events say, asks the host, saves.

#include <deque>
#include <string>
#include <vector>

#include "city/flows/flow_library.h"
#include "city/flows/flow_store.h"

namespace tiange::flows {

// What every step of one call shares.
struct StepContext {
  Flows& flows;
  Library& library;
  IdSource& ids;
  db::Tx& tx;
  Host& host;
  Instant now;
  PersonId by;
  int depth = 0;  // called processes within called processes
};

class InstanceStep {
 public:
  explicit InstanceStep(StepContext& context) : context_(context) {}

  // Version 0: the one in effect.
  Outcome create(const StartOrder& order, std::int64_t version, InstanceId parent, bpmn::NodeId parent_node);
  Outcome load(InstanceRef ref);  // refused when it is over
  // Feeds one input and everything the host answers to it.
  Outcome feed(const bpmn::Input& input);
  bpmn::MigrationPlan plan_migration(const bpmn::Migration& migration) const;
  // By a plan that is possible.
  Outcome migrate(std::int64_t version, const bpmn::MigrationPlan& plan);
  // Feeds and saves; false when it does not wait for such a letter.
  Result<bool> take_letter(const Letter& letter, bpmn::NodeId node);
  // Writes the instance, then starts called processes, delivers thrown messages and tells the caller process.
  Outcome save();

  const InstanceRow& row() const { return row_; }
  const bpmn::State& state() const { return state_; }
  const bpmn::Model& model() const { return *model_; }
  Step step_at(bpmn::Index element) const;

 private:
  struct Request {
    bpmn::NodeId node;
    bpmn::Index element;
    std::string name;
    bool decision;
  };
  struct Thrown {
    bpmn::Index element;
    Letter letter;
  };
  struct Call {
    bpmn::NodeId node;
    std::string process;
    std::int64_t version;  // 0: the one in effect
    feel::Value variables;
  };

  Outcome advance(const bpmn::Input& input);
  Outcome answer_all();
  Outcome answer(const Request& request);
  Outcome after_save();
  Outcome deliver();
  Outcome tell_caller();
  Outcome tell_caller_escalation(const std::string& code);
  Result<Instant> due_of(const bpmn::TimerSet& timer) const;
  TaskRef task_ref(bpmn::NodeId node) const { return {row_.ref.part_key, row_.ref.id, node}; }

  // What an event asks of the room.
  Outcome on(const bpmn::TaskCreated& event);
  Outcome on(const bpmn::TaskCompleted& event);
  Outcome on(const bpmn::TaskCancelled& event);
  Outcome on(const bpmn::TaskMoved& event);
  Outcome on(const bpmn::TimerSet& event);
  Outcome on(const bpmn::TimerCancelled& event);
  Outcome on(const bpmn::WaitSet& event);
  Outcome on(const bpmn::WaitEnded& event);
  Outcome on(const bpmn::VariablesSet& event);
  Outcome on(const bpmn::DecisionRequested& event);
  Outcome on(const bpmn::ServiceRequested& event);
  Outcome on(const bpmn::CallRequested& event);
  Outcome on(const bpmn::CallCancelled& event);
  Outcome on(const bpmn::MessageThrown& event);
  Outcome on(const bpmn::SignalThrown& event);
  Outcome on(const bpmn::EscalationThrown& event);
  Outcome on(const bpmn::IncidentRaised& event);
  Outcome on(const bpmn::InstanceCompleted& event);
  Outcome on(const bpmn::InstanceFailed& event);
  Outcome on(const bpmn::InstanceCancelled& event);
  template <class Other>
  Outcome on(const Other&) {
    return done();
  }

  StepContext& context_;
  InstanceRow row_;
  bpmn::ModelPtr model_;
  bpmn::State state_;
  std::vector<bpmn::Event> events_;  // of all inputs of this step, for the trail
  std::deque<Request> requests_;
  std::vector<Call> calls_;
  std::vector<bpmn::NodeId> cancelled_calls_;
  std::vector<Thrown> thrown_;
  std::vector<std::string> escalations_;  // codes for the caller process
  std::string failed_with_;               // error code for the caller process
  feel::Value completed_with_;
  bool fresh_ = false;
  bool variables_changed_ = false;
};

// A row as neighbours see it.
Result<Task> to_task(Library& library, db::Tx& tx, const TaskRow& row);

}  // namespace tiange::flows
