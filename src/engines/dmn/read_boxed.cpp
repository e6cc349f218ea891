// Boxed expressions of every kind.
#include <algorithm>

#include "engines/dmn/model_reader.h"

namespace tiange::dmn {
namespace {

constexpr std::string_view k_kinds[] = {"literalExpression", "decisionTable", "context",     "invocation",
                                        "relation",          "list",          "functionDefinition",
                                        "conditional",       "filter",        "for",         "some",
                                        "every"};

BoxedKind kind_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(k_kinds); ++i) {
    if (k_kinds[i] == name) return static_cast<BoxedKind>(i);
  }
  return BoxedKind::literal;
}

bool is_boxed(const XmlNode& node, const XmlNode& parent) {
  if (node.space != parent.space) return false;
  for (const std::string_view name : k_kinds) {
    if (node.name == name) return true;
  }
  return false;
}

}  // namespace

feel::Names ModelReader::feel_names(const Place& place) const {
  return {place.names, model_->member_names, model_->types};
}

// A name nobody gives would only ever be null: most often it is misspelt, or the requirement was forgotten.
void ModelReader::check_names(const XmlNode& at, const std::vector<std::string>& used, const Place& place) {
  for (const std::string& name : used) {
    if (std::find(place.names.begin(), place.names.end(), name) != place.names.end()) continue;
    problem(at, place.element, "名称“" + name + "”不在可用范围内，请检查拼写，或补充所需的输入或决策",
            "the name '" + name + "' is not known here: check its spelling, or require the input or decision");
  }
}

std::optional<feel::Expression> ModelReader::expression(const XmlNode& at, std::string_view text,
                                                        const Place& place) {
  auto parsed = feel::parse_expression(text, feel_names(place));
  if (parsed.ok()) {
    check_names(at, parsed->variables(), place);
    return std::move(parsed).value();
  }
  problem(at, place.element, parsed.refusal().zh, parsed.refusal().en);
  return std::nullopt;
}

std::optional<feel::UnaryTests> ModelReader::tests(const XmlNode& at, std::string_view text, const Place& place) {
  auto parsed = feel::parse_unary_tests(text, feel_names(place));
  if (parsed.ok()) {
    check_names(at, parsed->variables(), place);
    return std::move(parsed).value();
  }
  problem(at, place.element, parsed.refusal().zh, parsed.refusal().en);
  return std::nullopt;
}

// The one boxed expression among the children, if any.
BoxedPtr ModelReader::logic_of(const XmlNode& node, const Place& place) {
  for (const XmlNode& child : node.children) {
    if (is_boxed(child, node)) return boxed(child, place);
  }
  return nullptr;
}

BoxedPtr ModelReader::boxed_child(const XmlNode& node, std::string_view name, const Place& place) {
  const XmlNode* child = node.child(name);
  if (child == nullptr) {
    problem(node, place.element, "缺少 " + std::string(name), "has no " + std::string(name));
    return nullptr;
  }
  return logic_of(*child, place);
}

BoxedPtr ModelReader::boxed(const XmlNode& node, const Place& place) {
  auto to = std::make_unique<Boxed>();
  to->kind = kind_of(node.name);
  to->id = node.attribute("id");
  to->type = type_named(node.attribute("typeRef"));
  switch (to->kind) {
    case BoxedKind::literal:
      if (const XmlNode* text = node.child("text")) to->expression = expression(*text, text->text, place);
      break;
    case BoxedKind::table: to->table = read_table(node, place); break;
    case BoxedKind::context: read_context(node, *to, place); break;
    case BoxedKind::invocation: read_invocation(node, *to, place); break;
    case BoxedKind::relation: read_relation(node, *to, place); break;
    case BoxedKind::list:
      for (const XmlNode& item : node.children) {
        if (is_boxed(item, node)) to->parts.push_back(boxed(item, place));
      }
      break;
    case BoxedKind::function: read_function(node, *to, place); break;
    case BoxedKind::conditional:
      for (const char* part : {"if", "then", "else"}) to->parts.push_back(boxed_child(node, part, place));
      break;
    case BoxedKind::filter: {
      to->parts.push_back(boxed_child(node, "in", place));
      Place inside = place;
      inside.names.emplace_back("item");
      inside.names.insert(inside.names.end(), model_->member_names.begin(), model_->member_names.end());
      to->parts.push_back(boxed_child(node, "match", inside));
      break;
    }
    default: read_loop(node, *to, place);
  }
  return to;
}

void ModelReader::read_context(const XmlNode& node, Boxed& to, Place place) {
  for (const XmlNode* entry : node.children_named("contextEntry")) {
    NamedBoxed named;
    if (const XmlNode* variable = entry->child("variable")) {
      named.name = variable->attribute("name");
      named.type = type_named(variable->attribute("typeRef"));
    }
    Place inside = place;
    const bool is_function = entry->child("functionDefinition") != nullptr;
    if (is_function && !named.name.empty()) inside.names.push_back(named.name);
    named.value = logic_of(*entry, inside);
    if (!named.name.empty()) place.names.push_back(named.name);
    to.named.push_back(std::move(named));
  }
}

void ModelReader::read_invocation(const XmlNode& node, Boxed& to, const Place& place) {
  to.parts.push_back(logic_of(node, place));
  for (const XmlNode* binding : node.children_named("binding")) {
    NamedBoxed named;
    if (const XmlNode* parameter = binding->child("parameter")) {
      named.name = parameter->attribute("name");
      named.type = type_named(parameter->attribute("typeRef"));
    }
    named.value = logic_of(*binding, place);
    to.named.push_back(std::move(named));
  }
}

void ModelReader::read_relation(const XmlNode& node, Boxed& to, const Place& place) {
  for (const XmlNode* column : node.children_named("column")) to.columns.emplace_back(column->attribute("name"));
  for (const XmlNode* row : node.children_named("row")) {
    std::size_t cells = 0;
    for (const XmlNode& cell : row->children) {
      if (!is_boxed(cell, *row) || cells == to.columns.size()) continue;
      to.parts.push_back(boxed(cell, place));
      ++cells;
    }
    for (; cells < to.columns.size(); ++cells) to.parts.push_back(nullptr);
  }
}

void ModelReader::read_function(const XmlNode& node, Boxed& to, Place place) {
  to.external = node.has("kind") && node.attribute("kind") != "FEEL";
  for (const XmlNode* parameter : node.children_named("formalParameter")) {
    to.parameters.push_back(
        {std::string(parameter->attribute("name")), type_named(parameter->attribute("typeRef"))});
    place.names.emplace_back(parameter->attribute("name"));
  }
  to.parts.push_back(logic_of(node, place));
}

void ModelReader::read_loop(const XmlNode& node, Boxed& to, const Place& place) {
  to.variable = node.attribute("iteratorVariable");
  to.parts.push_back(boxed_child(node, "in", place));
  Place inside = place;
  inside.names.push_back(to.variable);
  inside.names.emplace_back("partial");
  to.parts.push_back(boxed_child(node, to.kind == BoxedKind::loop ? "return" : "satisfies", inside));
}

}  // namespace tiange::dmn
