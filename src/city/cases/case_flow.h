#pragma once
// The case's side of the process: answers what the process asks, and gathers where it stopped.

#include "city/cases/cases.h"
#include "city/cases/rules/service_rules.h"
#include "engines/bpmn/model/bpmn_model.h"

namespace tiange::cases {

// Facts of units that routing and dispatching need.
struct UnitPlace {
  bool known = false;
  Level level = Level::department;
  std::string queue;
};
UnitPlace place_of_unit(const org::Directory& directory, const std::string& unit);

// An item as the rules see it.
std::shared_ptr<const ItemFacts> facts_of(const items::Item& item);

class CaseFlow final : public flows::Host {
 public:
  // `file` is the case after the act that moves the process; it outlives this.
  CaseFlow(const CasesParts& parts, std::shared_ptr<const org::Directory> directory, const CaseFile& file)
      : parts_(parts), directory_(std::move(directory)), file_(file) {}

  std::string area(flows::Subject) const override { return file_.area; }
  Result<flows::DecisionAnswer> decide(flows::Flows& flows, const flows::Step& step, std::string_view decision,
                                       const feel::Value& variables) override;
  Result<Instant> limit_due(const flows::Step& step, std::string_view limit, Instant from) override;
  // The services of service_rules.h.
  Result<flows::ServiceAnswer> service(const flows::Step& step, std::string_view name,
                                       const feel::Value& variables) override;
  Outcome task_created(const flows::Step& step, const flows::Task& task) override;
  Outcome task_completed(const flows::Step& step, flows::TaskRef task, const feel::Value& variables) override;
  Outcome task_cancelled(const flows::Step& step, flows::TaskRef task) override;
  Outcome task_moved(const flows::Step& step, const flows::Task& task) override;
  Outcome pass_on(const flows::Step& step, const flows::Letter& letter) override;
  Outcome timer_fired(const flows::Step& step) override;
  Outcome incident(const flows::Step& step, const Words& reason) override;
  Outcome ended(const flows::Step& step, flows::InstanceStatus status, const Words& reason) override;
  Outcome moved(const flows::Step& step, const feel::Value& variables) override;

  // The task the case waits in is still open: what else opens waits for its turn, unless that task goes.
  void stay() { stays_ = true; }
  bool task_left() const { return task_left_; }
  // In an ad-hoc sub-process in which nothing is under way; whose turn it was says what begins.
  void stop_inside(const flows::AdHocScope& inside);
  // The case goes on at a task that was open already: another branch of the process.
  Outcome stop_at(db::Tx& tx, const flows::Task& task, Instant now);
  bool stopped() const { return stop_.has_value(); }
  bool kept() const { return stop_ && stop_->kept; }  // stopped where it was already
  bool ended() const { return ended_; }

  // What the act and the process make of the history: the act itself, the routing that followed from it, and what
  // services did.
  std::vector<CaseEvent> events(std::optional<CaseEvent> act, Instant now) const;
  bool reminded() const { return reminded_; }

 private:
  std::optional<Precedent> precedent_for(const feel::Value& asked, Instant now) const;
  void note_left(const flows::TaskRef& task);
  void name_units(const feel::Value& variables, ServiceAsk& ask) const;

  const CasesParts& parts_;
  std::shared_ptr<const org::Directory> directory_;
  const CaseFile& file_;
  std::optional<Stop> stop_;
  std::optional<CaseEvent> routed_;
  std::optional<CaseEvent> climbed_;
  std::vector<CaseEvent> served_;
  bool task_left_ = false;  // the one the case waited in
  bool stays_ = false;
  bool reminded_ = false;
  bool ended_ = false;
};

// A user task the room has no meaning of its own for. Its outcomes are the values that the conditions right behind it, or
// behind the exclusive gateway it leads to, compare `outcome` with; the names of those flows say what they are called.
DrawnStep drawn_step(const bpmn::Model& model, const bpmn::Element& element);
// "中文 / English"; without a stroke both are the same.
Words words_of_label(std::string_view label);

// Variables of a fresh process.
struct StartFacts {
  bool classified = false;
  bool verify_needed = false;
  bool sampled = false;
  const ItemFacts* item = nullptr;
};
feel::Value start_variables(const CasesParts& parts, const CaseFile& file, const StartFacts& facts);
feel::Value to_variables(const Answers& answers);

}  // namespace tiange::cases
