#pragma once
// Plans the migration of one instance.

#include <string>
#include <utility>
#include <vector>

#include "engines/bpmn/bpmn_run.h"
#include "engines/bpmn/migration/bpmn_migration.h"

namespace tiange::bpmn {

class Planner {
 public:
  Planner(const Migration& migration, const State& state, const feel::Environment& environment)
      : migration_(migration), from_(migration.from_), to_(migration.to_), state_(state), environment_(environment),
        working_(state), run_(to_, working_, plan_.events, environment_) {}

  MigrationPlan make();

 private:
  void decide(const Node& node);
  bool stands_right(const Node& node, Index target, const Node& parent) const;
  void place(const Node& node, Index target);
  void explain(const Node& node, Index target);
  void fault(const Node& node, Obstacle obstacle, Words words);
  bool is_aside(const Node& node) const;
  const Node* moved(NodeId id) const;

  void emit(Event event) {
    bpmn::apply(working_, event);
    plan_.events.push_back(std::move(event));
  }
  void drop_vanishing();
  void move_nodes();
  bool changed(const Expression& before, const Expression& after, NodeId node, std::string& text) const;
  void check_task(const Node& node);
  void tell_waits();
  void arm_new();
  bool was_watched(NodeId scope, Index watch) const;

  // joins that would wait for ever (bpmn_starving.cpp)
  struct Standing {
    NodeId scope;
    Index element;
    Index flow;  // k_none: not waiting at a join
    NodeId node;
  };
  void find_starving();
  void check_joins(NodeId scope);
  std::vector<Index> missing_flows(const Model& model, Index gateway, const std::vector<Standing>& tokens) const;
  std::vector<Standing> tokens_in(NodeId scope, bool after) const;

  const Migration& migration_;
  const Model& from_;
  const Model& to_;
  const State& state_;
  const feel::Environment& environment_;
  MigrationPlan plan_;
  State working_;
  Run run_;
  std::vector<Node> moved_;        // as they will stand, ascending
  std::vector<NodeId> vanishing_;  // ascending
};

}  // namespace tiange::bpmn
