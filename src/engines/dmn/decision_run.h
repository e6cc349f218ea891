#pragma once
// One evaluation of a model: what it was given, what has been worked out so far, what is to be told afterwards.

#include <map>
#include <string>
#include <vector>

#include "engines/dmn/dmn_model.h"
#include "engines/feel/evaluator.h"

namespace tiange::dmn {

class DecisionRun final : public feel::Companion {
 public:
  // Both models and options outlive the run.
  DecisionRun(const ModelData& model, const feel::Value& context, const EvaluateOptions& options);

  feel::Value decision(const Reference& reference);
  feel::Value service(const Reference& reference);
  feel::Value knowledge(const Reference& reference, const feel::Value& arguments);
  DecisionOutcome outcome(feel::Value value);

  // Decisions whose value is taken from the context instead of being worked out.
  void give(const Reference& reference) { given_.push_back(reference.model->decisions[reference.index].info.id); }

  feel::Value evaluate(const Boxed* boxed, const feel::Value& scope);
  // The same as a branch of the tree of values, under that label (a callable giving Words).
  template <class Label>
  feel::Value told(const Boxed* boxed, const feel::Value& scope, const Label& label);
  feel::Evaluator& evaluator() { return evaluator_; }

 private:
  friend class KnowledgeFunction;

  // requirements
  feel::Value input(const Reference& reference);
  const feel::Value* given(const Reference& reference) const;
  feel::Value scope_of(const std::vector<Reference>& references, const ModelData& model);
  feel::Value value_of(const Reference& reference);

  // boxed expressions
  feel::Value boxed(const Boxed& boxed, const feel::Value& scope);
  feel::Value literal(const Boxed& boxed, const feel::Value& scope);
  feel::Value context(const Boxed& boxed, feel::Value scope);
  feel::Value invocation(const Boxed& boxed, const feel::Value& scope);
  feel::Value relation(const Boxed& boxed, const feel::Value& scope);
  feel::Value list(const Boxed& boxed, const feel::Value& scope);
  feel::Value filter(const Boxed& boxed, const feel::Value& scope);
  feel::Value loop(const Boxed& boxed, const feel::Value& scope);
  feel::Value function(const Boxed& boxed, const feel::Value& scope, const std::string& own_name = {});
  feel::Value fitted(feel::Value value, const feel::TypePtr& type);

  // tables
  struct Match {
    std::size_t rule;
    feel::Value output;
  };
  feel::Value table(const Boxed& boxed, const feel::Value& scope);
  bool table_inputs(const Table& table, const feel::Value& scope, std::vector<feel::Value>& inputs);
  std::vector<std::size_t> matching(const Table& table, const feel::Value& scope,
                                    const std::vector<feel::Value>& inputs, DecisionTrace* trace);
  feel::Value hit(const Table& table, const feel::Value& scope, std::vector<Match>& matches);
  feel::Value row_output(const Table& table, const TableRule& rule, const feel::Value& scope);
  feel::Value default_output(const Table& table, const feel::Value& scope);
  feel::Value aggregate(const Table& table, const std::vector<Match>& matches);
  RuleTrace trace_of(const Table& table, std::size_t rule, const std::vector<feel::Value>& inputs,
                     const std::vector<bool>& held) const;

  void note(feel::ReasonCode code, std::string_view near = {});
  void collect_notes();

  const ModelData& model_;
  const feel::Value& context_;
  const EvaluateOptions& options_;
  feel::Evaluator evaluator_;
  feel::Value nothing_;
  std::map<std::pair<const ModelData*, std::size_t>, feel::Value> decided_;
  std::vector<std::pair<const ModelData*, std::size_t>> deciding_;
  std::vector<std::string> given_;
  std::vector<std::string> element_;  // names of what is being evaluated, the innermost last
  std::vector<DecisionTrace> traces_;
  std::vector<DecisionTrace*> open_traces_;
  ValueTrace* branch_ = nullptr;  // being grown; null: nobody wants to know
  std::size_t branches_ = 0;
  std::vector<DecisionNote> notes_;
};

constexpr std::size_t k_most_branches = 300;

// While it runs nothing is added beside, so its place among the parts stays.
template <class Label>
feel::Value DecisionRun::told(const Boxed* part, const feel::Value& scope, const Label& label) {
  if (branch_ == nullptr || part == nullptr || branches_ >= k_most_branches) return evaluate(part, scope);
  ++branches_;
  ValueTrace* const outer = branch_;
  outer->parts.push_back({label(), part->expression ? part->expression->text() : "", {}, {}});
  branch_ = &outer->parts.back();
  feel::Value value = evaluate(part, scope);
  branch_->value = value;
  branch_ = outer;
  return value;
}

}  // namespace tiange::dmn
