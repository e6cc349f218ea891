#pragma once
// A process run on a clock of its own, without a case, a database or any effect: for test cases and for trying a draft on
// the past. Called processes run inside, their tasks are completed like those of the caller.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "city/flows/definitions/process_home.h"
#include "city/flows/flows.h"

namespace tiange::flows {

// Where a trial gets answers from; everything outlives it.
struct TrialParts {
  std::function<Result<bpmn::ModelPtr>(std::string_view key, std::int64_t version)> process;  // 0: in effect
  // The outputs as a context.
  std::function<Result<feel::Value>(std::string_view decision, const feel::Value& asked, Instant now)> decide;
  std::function<Result<feel::Value>(std::string_view service, const feel::Value& variables)> service;
  TrialHost* host = nullptr;
};

struct TrialVisit {
  std::string_view element;  // of the model
  std::string_view name;
  bpmn::ElementKind kind = bpmn::ElementKind::plain_task;
  Instant entered;
  Instant left;              // zero: still there
  bool cancelled = false;
  Instant due;               // of a task
  std::string queue;
  std::string limit;
};

class Trial {
 public:
  Trial(bpmn::ModelPtr model, const TrialParts& parts, Instant begins);

  // Each refused when it cannot be done; the trial is over then.
  Outcome start(const feel::Value& variables);
  // The task that has waited longest at the element; refused with task_gone when none does.
  Outcome complete(std::string_view element, const feel::Value& variables);
  Outcome message(std::string_view name, const feel::Value& variables);
  // An office act: the process goes on at the element, wherever it stood.
  Outcome jump(std::string_view element);
  // Fires what falls due on the way, in order.
  Outcome advance_to(Instant moment);

  Instant now() const { return now_; }
  bpmn::Status status() const { return runs_.front().state.status; }
  bool waits_at(std::string_view element) const;
  std::vector<std::string> standing() const;  // ids of the elements it waits at, as people see them
  const std::string& end() const { return end_; }  // id of the end event that was reached last
  const feel::Value& variables() const { return runs_.front().state.variables(); }
  const std::vector<TrialVisit>& visits() const { return visits_; }
  // The next timer; zero when none is set.
  Instant next_timer() const;
  const bpmn::Model& model() const { return *runs_.front().model; }

 private:
  struct Run {
    bpmn::ModelPtr model;
    bpmn::State state;
    std::size_t parent = 0;
    bpmn::NodeId parent_node = 0;  // 0: the process itself
    bool told = false;             // the caller knows that it is over
  };
  struct Timer {
    Instant due;
    std::size_t run;
    bpmn::NodeId node;
  };
  struct Open {
    std::size_t run;
    bpmn::NodeId node;
    std::size_t visit;
  };
  struct Todo {
    std::size_t run;
    bpmn::Input input;
  };

  Outcome feed(std::size_t run, bpmn::Input input);
  Outcome take(const Todo& todo);
  Outcome tell_caller(std::size_t run);
  void drop_timer(std::size_t run, bpmn::NodeId node);
  TrialVisit* open_visit(std::size_t run, bpmn::NodeId node);

  Outcome on(std::size_t run, const bpmn::ElementEntered& event);
  Outcome on(std::size_t run, const bpmn::ElementLeft& event);
  Outcome on(std::size_t run, const bpmn::ElementCancelled& event);
  Outcome on(std::size_t run, const bpmn::TaskCreated& event);
  Outcome on(std::size_t run, const bpmn::TimerSet& event);
  Outcome on(std::size_t run, const bpmn::TimerCancelled& event);
  Outcome on(std::size_t run, const bpmn::DecisionRequested& event);
  Outcome on(std::size_t run, const bpmn::ServiceRequested& event);
  Outcome on(std::size_t run, const bpmn::CallRequested& event);
  Outcome on(std::size_t run, const bpmn::CallCancelled& event);
  Outcome on(std::size_t run, const bpmn::MessageThrown& event);
  Outcome on(std::size_t run, const bpmn::SignalThrown& event);
  Outcome on(std::size_t run, const bpmn::IncidentRaised& event);
  template <class Other>
  Outcome on(std::size_t, const Other&) {
    return done();
  }

  const TrialParts& parts_;
  Instant now_;
  std::vector<Run> runs_;
  std::vector<Timer> timers_;
  std::vector<Open> open_;
  std::vector<Todo> todo_;
  std::vector<TrialVisit> visits_;
  std::string end_;
  int steps_ = 0;
};

}  // namespace tiange::flows
