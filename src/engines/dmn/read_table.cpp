// Decision tables.
#include "engines/dmn/model_reader.h"

namespace tiange::dmn {
namespace {

HitPolicy policy_of(std::string_view name) {
  if (name == "ANY") return HitPolicy::any;
  if (name == "PRIORITY") return HitPolicy::priority;
  if (name == "FIRST") return HitPolicy::first;
  if (name == "RULE ORDER") return HitPolicy::rule_order;
  if (name == "OUTPUT ORDER") return HitPolicy::output_order;
  if (name == "COLLECT") return HitPolicy::collect;
  return HitPolicy::unique;
}

Aggregation aggregation_of(std::string_view name) {
  if (name == "SUM") return Aggregation::sum;
  if (name == "MIN") return Aggregation::min;
  if (name == "MAX") return Aggregation::max;
  if (name == "COUNT") return Aggregation::count;
  return Aggregation::none;
}

// A test that compares with constants only.
bool is_cheap(const feel::UnaryTests& tests) {
  const feel::Program& program = tests.program();
  const auto is_constant = [&](std::uint32_t at) { return program.nodes[at].op == feel::Op::constant; };
  for (const std::uint32_t at : program.list(program.nodes[program.root].b)) {
    const feel::Node& node = program.nodes[at];
    if (!is_constant(at) && !(node.op == feel::Op::one_sided && is_constant(node.a))) return false;
  }
  return true;
}

std::vector<std::uint16_t> order_of(const TableRule& rule) {
  std::vector<std::uint16_t> order;
  for (const bool cheap : {true, false}) {
    for (std::size_t i = 0; i < rule.tests.size(); ++i) {
      const auto& test = rule.tests[i];
      if (test && test->is_any()) continue;
      if ((test && is_cheap(*test)) == cheap) order.push_back(static_cast<std::uint16_t>(i));
    }
  }
  return order;
}

}  // namespace

std::unique_ptr<Table> ModelReader::read_table(const XmlNode& node, const Place& place) {
  auto table = std::make_unique<Table>();
  table->policy = policy_of(node.attribute("hitPolicy"));
  table->aggregation = aggregation_of(node.attribute("aggregation"));
  read_table_columns(node, *table, place);
  for (const XmlNode* annotation : node.children_named("annotation")) {
    table->annotation_names.emplace_back(annotation->attribute("name"));
  }
  for (const XmlNode* rule : node.children_named("rule")) read_rule(*rule, *table, place);
  return table;
}

void ModelReader::read_table_columns(const XmlNode& node, Table& table, const Place& place) {
  for (const XmlNode* input : node.children_named("input")) {
    TableInput to;
    to.label = input->attribute("label");
    if (const XmlNode* asked = input->child("inputExpression")) {
      const std::string text = asked->child_text("text");
      to.expression = expression(*asked, text, place);
      to.type = type_named(asked->attribute("typeRef"));
      if (to.label.empty()) to.label = text;
    }
    if (const XmlNode* allowed = input->child("inputValues")) {
      const std::string text = allowed->child_text("text");
      if (text.find_first_not_of(" \t\r\n") != std::string::npos) to.allowed = tests(*allowed, text, place);
    }
    table.inputs.push_back(std::move(to));
  }
  for (const XmlNode* output : node.children_named("output")) {
    TableOutput to;
    to.name = output->attribute("name");
    to.label = output->has("label") ? output->attribute("label") : output->attribute("name");
    to.type = type_named(output->attribute("typeRef"));
    if (const XmlNode* values = output->child("outputValues")) {
      const auto list = expression(*values, "[" + values->child_text("text") + "]", place);
      if (list) {
        const feel::Value ranked = feel::evaluate(*list, feel::Value()).value;
        if (ranked.is(feel::Kind::list)) to.ranked.assign(ranked.items().begin(), ranked.items().end());
      }
    }
    if (const XmlNode* otherwise = output->child("defaultOutputEntry")) {
      to.otherwise = std::make_unique<Boxed>();
      to.otherwise->expression = expression(*otherwise, otherwise->child_text("text"), place);
    }
    table.outputs.push_back(std::move(to));
  }
}

void ModelReader::read_rule(const XmlNode& node, Table& table, const Place& place) {
  TableRule rule;
  rule.id = node.attribute("id");
  rule.description = node.child_text("description");
  for (const XmlNode* entry : node.children_named("inputEntry")) {
    std::string text = entry->child_text("text");
    const bool blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
    rule.tests.push_back(tests(*entry, blank ? "-" : text, place));
    rule.texts.push_back(blank ? "-" : std::move(text));
  }
  for (const XmlNode* entry : node.children_named("outputEntry")) {
    auto output = std::make_unique<Boxed>();
    output->id = entry->attribute("id");
    const std::string text = entry->child_text("text");
    if (text.find_first_not_of(" \t\r\n") != std::string::npos) output->expression = expression(*entry, text, place);
    rule.outputs.push_back(std::move(output));
  }
  for (const XmlNode* entry : node.children_named("annotationEntry")) rule.annotations.push_back(entry->child_text("text"));
  if (rule.tests.size() != table.inputs.size() || rule.outputs.size() != table.outputs.size()) {
    problem(node, place.element, "规则的格数与表头不符", "the rule has another number of cells than the table");
    return;
  }
  for (std::size_t i = 0; i < rule.tests.size(); ++i) {
    const std::string& text = rule.texts[i];
    rule.meanings.push_back(rule.tests[i] ? feel::describe(*rule.tests[i]) : Words{text, text});
  }
  rule.order = order_of(rule);
  table.rules.push_back(std::move(rule));
}

}  // namespace tiange::dmn
