#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

namespace {

constexpr std::uint32_t k_max_instances = 10'000;

// Names no expression can speak, for what the loop itself remembers.
constexpr std::string_view k_items = "#items";
constexpr std::string_view k_results = "#results";

}  // namespace

bool Run::is_instance(const Node& node) const {
  const Node* body = state_.find(node.parent);
  return body != nullptr && body->phase == Phase::loop && body->element == node.element;
}

void Run::begin_loop(NodeId body) {
  const LoopSpec& loop = element_of(body).loop;
  if (loop.kind != LoopKind::standard && !prepare_instances(body)) return;
  if (loop.kind == LoopKind::standard) change(body, Phase::loop);
  if (!loop_goes_on(body)) return finish_loop(body);
  if (loop.kind != LoopKind::parallel) return next_instance(body);
  // An instance that finishes at once may already end the loop.
  const std::uint32_t total = state_.find(body)->total;
  for (std::uint32_t i = 0; i < total; ++i) {
    if (const Node* at = state_.find(body); at == nullptr || at->phase != Phase::loop) return;
    next_instance(body);
  }
}

// Evaluates the collection or the cardinality once.
bool Run::prepare_instances(NodeId body) {
  const LoopSpec& loop = element_of(body).loop;
  const feel::Value context = variables_at(state_, body);
  const bool over_list = loop.collection.given();
  Value given = evaluate(over_list ? loop.collection : loop.cardinality, context);
  std::optional<std::int64_t> count;
  if (over_list && !given.value.is_null()) {
    if (!given.value.is(feel::Kind::list)) given.value = feel::Value::list({given.value});
    count = static_cast<std::int64_t>(given.value.items().size());
  } else if (given.value.is(feel::Kind::number)) {
    count = given.value.as_number().to_int();
  }
  if (!count || *count < 0 || *count > k_max_instances) {
    incident(body, {"多实例的次数无效：" + given.why_null.zh, "not a number of instances: " + given.why_null.en}, false);
    return false;
  }
  std::vector<feel::Entry> own;
  if (over_list) own.push_back({std::string(k_items), given.value});
  if (!loop.results.empty()) {
    std::vector<feel::Value> none(static_cast<std::size_t>(*count));
    own.push_back({std::string(k_results), feel::Value::list(std::move(none))});
  }
  if (!own.empty()) emit(VariablesSet{body, feel::Value::context(std::move(own))});
  Node node = *state_.find(body);
  node.phase = Phase::loop;
  node.total = static_cast<std::uint32_t>(*count);
  node.made = node.done = 0;
  change(node);
  return true;
}

void Run::next_instance(NodeId body) {
  Node node = *state_.find(body);
  const LoopSpec& loop = model_.element(node.element).loop;
  ++node.made;
  change(node);
  Node instance;
  instance.id = state_.last_node + 1;
  instance.parent = body;
  instance.element = node.element;
  instance.made = node.made;
  emit(ElementEntered{instance});
  std::vector<feel::Entry> own{{"loopCounter", feel::Value::number(static_cast<std::int64_t>(node.made))}};
  const feel::Value context = variables_at(state_, body);
  if (const feel::Value* items = context.find(k_items); items != nullptr && !loop.item.empty()) {
    own.push_back({loop.item, items->items()[node.made - 1]});
  }
  emit(VariablesSet{instance.id, feel::Value::context(std::move(own))});
  if (++moved_ > k_max_moves) {
    return incident(instance.id, {"循环没有尽头", "the loop does not end"}, false);
  }
  begin(instance.id);
}

void Run::instance_done(NodeId body, const feel::Value& inner) {
  Node node = *state_.find(body);
  const LoopSpec& loop = model_.element(node.element).loop;
  ++node.done;
  change(node);
  if (!loop.results.empty()) {
    const feel::Value own = variables_at(state_, body);
    const feel::Value* counter = inner.find("loopCounter");
    const feel::Value* results = own.find(k_results);
    const bool counted = counter != nullptr && counter->is(feel::Kind::number);
    const auto place = counted ? counter->as_number().to_int() : std::nullopt;
    if (results != nullptr && place && *place >= 1 && *place <= static_cast<std::int64_t>(results->items().size())) {
      std::vector<feel::Value> all(results->items().begin(), results->items().end());
      all[static_cast<std::size_t>(*place - 1)] =
          loop.result.given() ? evaluate(loop.result, inner).value : feel::Value();
      emit(VariablesSet{body, feel::Value::context({{std::string(k_results), feel::Value::list(std::move(all))}})});
    }
  }
  if (!loop_goes_on(body)) return finish_loop(body);
  // Not called from here, so that a long loop does not deepen the stack.
  if (loop.kind != LoopKind::parallel) moves_.push_back({k_none, body, k_none});
}

// Room for one more instance in what the loop remembers.
void Run::add_to_lists(NodeId body, const feel::Value& item) {
  const feel::Value own = variables_at(state_, body);
  std::vector<feel::Entry> longer;
  const LoopSpec& loop = element_of(body).loop;
  for (const std::string_view name : {k_items, k_results}) {
    const feel::Value* list = own.find(name);
    const bool kept = name == k_items ? loop.collection.given() : !loop.results.empty();
    if (list == nullptr || !kept) continue;
    std::vector<feel::Value> values(list->items().begin(), list->items().end());
    values.push_back(name == k_items ? item : feel::Value());
    longer.push_back({std::string(name), feel::Value::list(std::move(values))});
  }
  if (!longer.empty()) emit(VariablesSet{body, feel::Value::context(std::move(longer))});
}

std::uint32_t Run::running_instances(NodeId body) const {
  const Index element = state_.find(body)->element;
  return static_cast<std::uint32_t>(std::count_if(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
    return node.parent == body && node.element == element && !is_aside(node);
  }));
}

// Whether another instance is to come or still running.
bool Run::loop_goes_on(NodeId body) const {
  const Node& node = *state_.find(body);
  const LoopSpec& loop = model_.element(node.element).loop;
  if (loop.kind == LoopKind::standard) {
    if (loop.maximum != 0 && node.made >= loop.maximum) return false;
    if (node.made == 0 && !loop.test_before) return true;
    return !loop.condition.given() || holds(loop.condition, variables_at(state_, body));
  }
  const std::uint32_t running = running_instances(body);
  if (node.made >= node.total && running == 0) return false;
  if (node.done == 0 || !loop.completion.given()) return true;
  return !holds(loop.completion, with(variables_at(state_, body),
                                      {{"numberOfInstances", node.total},
                                       {"numberOfActiveInstances", running},
                                       {"numberOfCompletedInstances", node.done},
                                       {"numberOfTerminatedInstances", node.made - node.done - running}}));
}

void Run::finish_loop(NodeId body) {
  const LoopSpec& loop = element_of(body).loop;
  cancel_children(body, Keep::border);
  if (!loop.results.empty()) {
    const feel::Value own = variables_at(state_, body);
    if (const feel::Value* results = own.find(k_results)) {
      set_outside(body, feel::Value::context({{loop.results, *results}}));
    }
  }
  leave_on(body);
}

}  // namespace tiange::bpmn
