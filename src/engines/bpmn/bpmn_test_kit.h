#pragma once
// For tests: processes as short XML, and an instance that is driven both in place and by replay.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engines/bpmn/bpmn.h"

namespace tiange::bpmn {

inline std::string definitions_xml(const std::string& inside) {
  return "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:tg=\"https://tiange.dev/bpmn\""
         " targetNamespace=\"t\">" + inside + "</definitions>";
}

inline std::string process_xml(const std::string& inside) {
  return definitions_xml("<process id=\"p\" isExecutable=\"true\">" + inside + "</process>");
}

inline std::string flow(const std::string& from, const std::string& to, const std::string& condition = "") {
  const std::string head = "<sequenceFlow id=\"" + from + "_" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" +
        to + "\"";
  return condition.empty() ? head + "/>"
                           : head + "><conditionExpression>" + condition + "</conditionExpression></sequenceFlow>";
}

// Flows from each to the next.
inline std::string chain(const std::vector<std::string>& ids) {
  std::string flows;
  for (std::size_t i = 1; i < ids.size(); ++i) flows += flow(ids[i - 1], ids[i]);
  return flows;
}

inline feel::Value vars(std::initializer_list<feel::Entry> entries) {
  return feel::Value::context(std::vector<feel::Entry>(entries));
}
inline feel::Value num(std::int64_t number) { return feel::Value::number(number); }
inline feel::Value str(std::string_view text) { return feel::Value::string(text); }

class Live {
 public:
  explicit Live(const std::string& xml) {
    auto document = read(xml);
    EXPECT_TRUE(document.ok()) << (document.ok() ? "" : document.refusal().en);
    if (!document.ok()) return;
    auto compiled = compile(*document);
    EXPECT_TRUE(compiled.ok()) << (compiled.ok() ? "" : compiled.refusal().en);
    if (compiled.ok()) model_ = *compiled;
  }

  explicit Live(ModelPtr model) : model_(std::move(model)) {}

  // Every step is run twice: in place, and as events applied to a copy that has been stored and read back.
  bool feed(const Input& input) {
    if (model_ == nullptr) return false;
    auto stored = decode(encode_places(state_), encode_variables(state_));
    EXPECT_TRUE(stored.ok());
    const auto events = advance(*model_, *stored, input);
    const State before = state_;
    last_.clear();
    const Outcome outcome = step(*model_, state_, input, last_);
    EXPECT_EQ(outcome.ok(), events.ok());
    if (!outcome.ok()) {
      EXPECT_TRUE(last_.empty());
      EXPECT_EQ(encode_places(before), encode_places(state_));
      return false;
    }
    State replayed = *stored;
    for (const Event& event : *events) bpmn::apply(replayed, event);
    EXPECT_EQ(encode_places(replayed), encode_places(state_));
    EXPECT_EQ(encode_variables(replayed), encode_variables(state_));
    check_shape();
    return true;
  }

  bool start(feel::Value variables = feel::Value::context({})) { return feed(Start{std::move(variables), ""}); }
  bool complete(const std::string& element, feel::Value variables = {}) {
    return feed(CompleteTask{node(element), std::move(variables)});
  }
  bool fire(const std::string& element) { return feed(TimerFired{node(element)}); }
  bool serve(const std::string& element, feel::Value answer) { return feed(ServiceDone{node(element),
        std::move(answer)}); }

  // The first node at the element that waits; 0 when there is none.
  NodeId node(const std::string& element) const {
    if (model_ == nullptr) return 0;
    for (const Node& node : state_.nodes) {
      if (model_->element(node.element).id == element && node.phase != Phase::loop) return node.id;
    }
    return 0;
  }

  // Ids of the elements the instance stands at, sorted, scopes and border events left out.
  std::string at() const {
    std::vector<std::string> ids;
    for (const Node& node : state_.nodes) {
      const Element& element = model_->element(node.element);
      const bool held = node.phase == Phase::scope || node.phase == Phase::loop || node.phase == Phase::kept ||
                        node.phase == Phase::undoing || node.phase == Phase::cancelling ||
                        node.phase == Phase::reset_wait;
      const bool part = node.made != 0 && !element.triggers.empty();
      if (held || part || element.waits_aside()) continue;
      ids.push_back(element.id + (node.phase == Phase::incident ? "!" : ""));
    }
    std::sort(ids.begin(), ids.end());
    std::string text;
    for (const std::string& id : ids) text += (text.empty() ? "" : " ") + id;
    return text;
  }

  feel::Value variable(const std::string& name) const {
    const feel::Value* found = state_.variables().find(name);
    return found ? *found : feel::Value();
  }
  std::string text(const std::string& name) const { return feel::to_text(variable(name)); }
  bool completed() const { return state_.status == Status::completed; }

  template <class Wanted>
  std::vector<Wanted> all() const {
    std::vector<Wanted> found;
    for (const Event& event : last_) {
      if (const auto* wanted = std::get_if<Wanted>(&event)) found.push_back(*wanted);
    }
    return found;
  }

  // What must hold between steps whatever happened.
  void check_shape() const {
    for (const Node& node : state_.nodes) {
      EXPECT_NE(node.phase, Phase::passing) << model_->element(node.element).id << " is still moving";
      EXPECT_TRUE(node.id == k_root_node || state_.find(node.parent) != nullptr) << "a token lost its scope";
      if (node.phase == Phase::undo_wait) {
        const bool any = std::any_of(state_.nodes.begin(), state_.nodes.end(), [&](const Node& other) {
          return other.phase == Phase::undoing && other.done == node.id;
        });
        EXPECT_TRUE(any) << model_->element(node.element).id << " waits for nothing to be compensated";
      }
    }
    if (state_.status == Status::running) {
      EXPECT_FALSE(state_.nodes.empty()) << "running without a token";
    } else {
      EXPECT_TRUE(state_.nodes.empty()) << "over, yet something is left";
    }
    for (const Scope& scope : state_.scopes) {
      EXPECT_TRUE(scope.node == k_root_node || state_.find(scope.node) != nullptr) << "variables of nobody";
    }
  }

  ModelPtr model_;
  State state_;
  std::vector<Event> last_;
};

}  // namespace tiange::bpmn
