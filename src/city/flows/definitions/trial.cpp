#include "city/flows/definitions/trial.h"

#include <algorithm>

namespace tiange::flows {

namespace {

constexpr int k_most_inputs = 5'000;  // inputs of one trial, timers and answers included
constexpr std::size_t k_most_runs = 50;

}  // namespace

Trial::Trial(bpmn::ModelPtr model, const TrialParts& parts, Instant begins) : parts_(parts), now_(begins) {
  runs_.push_back({std::move(model), {}, 0, 0, false});
}

Outcome Trial::start(const feel::Value& variables) { return feed(0, bpmn::Start{variables, ""}); }

Outcome Trial::complete(std::string_view element, const feel::Value& variables) {
  for (const Open& open : open_) {
    if (visits_[open.visit].element != element) continue;
    const bpmn::Node* node = runs_[open.run].state.find(open.node);
    if (!node || node->phase != bpmn::Phase::task) continue;
    return feed(open.run, bpmn::CompleteTask{open.node, variables});
  }
  return refuse(ErrorCode::task_gone, std::string(element), std::string(element));
}

Outcome Trial::message(std::string_view name, const feel::Value& variables) {
  for (std::size_t run = 0; run < runs_.size(); ++run) {
    if (runs_[run].state.status != bpmn::Status::running) continue;
    const Outcome taken = feed(run, bpmn::MessageArrived{std::string(name), "", variables, 0});
    if (taken.ok() || taken.refusal().code != ErrorCode::not_waiting) return taken;
  }
  return refuse(ErrorCode::not_waiting);
}

Outcome Trial::jump(std::string_view element) {
  return feed(0, bpmn::Jump{std::string(element), feel::Value::context({})});
}

Instant Trial::next_timer() const {
  const auto first = std::min_element(timers_.begin(), timers_.end(),
                                      [](const Timer& a, const Timer& b) { return a.due < b.due; });
  return first == timers_.end() ? Instant{} : first->due;
}

Outcome Trial::advance_to(Instant moment) {
  for (;;) {
    const auto first = std::min_element(timers_.begin(), timers_.end(),
                                        [](const Timer& a, const Timer& b) { return a.due < b.due; });
    if (first == timers_.end() || first->due > moment) break;
    const Timer timer = *first;
    timers_.erase(first);
    now_ = std::max(now_, timer.due);
    const Run& run = runs_[timer.run];
    const bpmn::Node* node = run.state.find(timer.node);
    if (!node || node->phase != bpmn::Phase::timer) continue;
    parts_.host->timer_fired(run.model->element(node->element).id, run.state.variables());
    TIANGE_CHECK_OK(feed(timer.run, bpmn::TimerFired{timer.node}));
  }
  now_ = std::max(now_, moment);
  return done();
}

bool Trial::waits_at(std::string_view element) const {
  return std::any_of(open_.begin(), open_.end(), [&](const Open& open) {
    const bpmn::Node* node = runs_[open.run].state.find(open.node);
    return node && node->phase == bpmn::Phase::task && visits_[open.visit].element == element;
  });
}

std::vector<std::string> Trial::standing() const {
  std::vector<std::string> ids;
  for (const Run& run : runs_) {
    if (run.state.status != bpmn::Status::running) continue;
    for (const bpmn::Node& node : run.state.nodes) {
      const bpmn::Element& element = run.model->element(node.element);
      const bool inner = node.phase == bpmn::Phase::scope || node.phase == bpmn::Phase::call || node.phase == bpmn::Phase::loop;
      if (node.element != 0 && !inner && !element.waits_aside()) ids.push_back(element.id);
    }
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

Outcome Trial::feed(std::size_t run, bpmn::Input input) {
  todo_.clear();
  todo_.push_back({run, std::move(input)});
  for (std::size_t i = 0; i < todo_.size(); ++i) {
    const Todo todo = todo_[i];
    const Outcome taken = take(todo);
    if (taken.ok()) continue;
    // What was thrown to all reaches those who wait for it; the first input must be taken.
    if (i > 0 && taken.refusal().code == ErrorCode::not_waiting) continue;
    return taken;
  }
  return done();
}

Outcome Trial::take(const Todo& todo) {
  if (++steps_ > k_most_inputs) return refuse(ErrorCode::not_waiting, "流程在原地循环", "the process runs in a circle");
  std::vector<bpmn::Event> events;
  TIANGE_CHECK_OK(bpmn::step(*runs_[todo.run].model, runs_[todo.run].state, todo.input, events, environment_at(now_)));
  for (const bpmn::Event& event : events) {
    TIANGE_CHECK_OK(std::visit([&](const auto& one) { return on(todo.run, one); }, event));
  }
  return tell_caller(todo.run);
}

Outcome Trial::tell_caller(std::size_t run) {
  Run& over = runs_[run];
  if (over.parent_node == 0 || over.told || over.state.status == bpmn::Status::running) return done();
  over.told = true;
  const bpmn::Node* node = runs_[over.parent].state.find(over.parent_node);
  if (!node || node->phase != bpmn::Phase::call) return done();
  if (over.state.status == bpmn::Status::completed) {
    todo_.push_back({over.parent, bpmn::CallDone{over.parent_node, over.state.variables()}});
  } else {
    const std::string& key = over.model->process().id;
    todo_.push_back({over.parent, bpmn::ErrorRaised{over.parent_node, "", {"被调用的流程 " + key + " 没有完成",
                                                                           "called process " + key + " did not complete"}}});
  }
  return done();
}

void Trial::drop_timer(std::size_t run, bpmn::NodeId node) {
  std::erase_if(timers_, [&](const Timer& timer) { return timer.run == run && timer.node == node; });
}

TrialVisit* Trial::open_visit(std::size_t run, bpmn::NodeId node) {
  const auto found = std::find_if(open_.begin(), open_.end(),
                                  [&](const Open& open) { return open.run == run && open.node == node; });
  return found == open_.end() ? nullptr : &visits_[found->visit];
}

Outcome Trial::on(std::size_t run, const bpmn::ElementEntered& event) {
  const bpmn::Element& element = runs_[run].model->element(event.node.element);
  if (event.node.element == 0) return done();
  if (element.kind == bpmn::ElementKind::end_event) end_ = element.id;
  visits_.push_back({element.id, element.name, element.kind, now_, {}, false, {}, "", ""});
  open_.push_back({run, event.node.id, visits_.size() - 1});
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::ElementLeft& event) {
  if (TrialVisit* visit = open_visit(run, event.node)) visit->left = now_;
  std::erase_if(open_, [&](const Open& open) { return open.run == run && open.node == event.node; });
  drop_timer(run, event.node);
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::ElementCancelled& event) {
  if (TrialVisit* visit = open_visit(run, event.node)) {
    visit->left = now_;
    visit->cancelled = true;
  }
  std::erase_if(open_, [&](const Open& open) { return open.run == run && open.node == event.node; });
  drop_timer(run, event.node);
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::TaskCreated& event) {
  TrialVisit* visit = open_visit(run, event.node);
  if (!visit) return done();
  visit->queue = event.queue;
  visit->limit = event.limit;
  if (!event.limit.empty()) {
    TIANGE_TRY(visit->due, parts_.host->limit_due(event.limit, now_));
  }
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::TimerSet& event) {
  Instant due;
  if (event.kind == bpmn::TimerKind::limit) {
    TIANGE_TRY(due, parts_.host->limit_due(event.text, now_));
  } else {
    TIANGE_TRY(due, timer_due(event.kind, event.text, now_));
  }
  timers_.push_back({due, run, event.node});
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::TimerCancelled& event) {
  drop_timer(run, event.node);
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::DecisionRequested& event) {
  const feel::Value asked = parts_.host->asked(event.decision, bpmn::variables_at(runs_[run].state, event.node));
  TIANGE_TRY(feel::Value outputs, parts_.decide(event.decision, asked, now_));
  todo_.push_back({run, bpmn::DecisionDone{event.node, std::move(outputs)}});
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::ServiceRequested& event) {
  TIANGE_TRY(feel::Value answer, parts_.service(event.service, bpmn::variables_at(runs_[run].state, event.node)));
  todo_.push_back({run, bpmn::ServiceDone{event.node, std::move(answer)}});
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::CallRequested& event) {
  if (runs_.size() >= k_most_runs) {
    return refuse(ErrorCode::bad_process, "流程互相调用过深", "processes call each other too deeply");
  }
  TIANGE_TRY(bpmn::ModelPtr model, parts_.process(event.process, event.version));
  const feel::Value variables = bpmn::variables_at(runs_[run].state, event.node);
  runs_.push_back({std::move(model), {}, run, event.node, false});
  todo_.push_back({runs_.size() - 1, bpmn::Start{variables, ""}});
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::CallCancelled& event) {
  for (std::size_t i = 1; i < runs_.size(); ++i) {
    if (runs_[i].parent != run || runs_[i].parent_node != event.node) continue;
    if (runs_[i].state.status != bpmn::Status::running) continue;
    runs_[i].told = true;
    todo_.push_back({i, bpmn::Cancel{}});
  }
  return done();
}

Outcome Trial::on(std::size_t, const bpmn::MessageThrown& event) {
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (runs_[i].state.status == bpmn::Status::running)
      todo_.push_back({i, bpmn::MessageArrived{event.name, event.correlation, event.variables, 0}});
  }
  return done();
}

Outcome Trial::on(std::size_t, const bpmn::SignalThrown& event) {
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (runs_[i].state.status == bpmn::Status::running) todo_.push_back({i, bpmn::SignalArrived{event.name, {}}});
  }
  return done();
}

Outcome Trial::on(std::size_t run, const bpmn::IncidentRaised& event) {
  const bpmn::Element& element = runs_[run].model->element(event.element);
  return refuse(ErrorCode::bad_process, "步骤“" + element.name + "”（" + element.id + "）：" + event.reason.zh,
                "step \"" + element.name + "\" (" + element.id + "): " + event.reason.en);
}

}  // namespace tiange::flows
