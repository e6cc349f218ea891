// Item definitions become types. A definition may speak of one that comes later, or of itself inside its components.
#include <algorithm>

#include "engines/dmn/model_reader.h"

namespace tiange::dmn {

void ModelReader::read_types() {
  for (const XmlNode* node : root_.children_named("itemDefinition")) {
    type_nodes_.emplace(std::string(node->attribute("name")), node);
  }
  for (const XmlNode* node : root_.children_named("itemDefinition")) {
    std::string name(node->attribute("name"));
    if (auto type = define(name)) model_->types.emplace_back(std::move(name), std::move(type));
  }
  for (const auto& [prefix, data] : model_->imports) {
    for (const auto& [name, type] : data->types) {
      model_->types.emplace_back(prefix.empty() ? name : prefix + "." + name, type);
    }
  }
}

// A type of this model, read when it is first met. Inside its own definition the reference does not own it.
feel::TypePtr ModelReader::define(const std::string& name) {
  const auto known = types_.find(name);
  if (known != types_.end()) {
    const bool inside = std::find(resolving_.begin(), resolving_.end(), name) != resolving_.end();
    return inside ? feel::TypePtr(feel::TypePtr(), known->second.get()) : known->second;
  }
  const auto node = type_nodes_.find(name);
  if (node == type_nodes_.end()) return nullptr;
  auto type = std::make_shared<feel::Type>();
  types_.emplace(name, type);
  resolving_.push_back(name);
  fill(*node->second, *type);
  type->name = name;
  resolving_.pop_back();
  return type;
}

feel::TypePtr ModelReader::type_named(std::string_view reference) {
  if (reference.empty()) return nullptr;
  const std::string full(reference);
  if (auto own = define(full)) return own;
  const auto colon = full.rfind(':');
  const std::string local = colon == std::string::npos ? full : full.substr(colon + 1);
  if (auto builtin = feel::builtin_type(local)) return builtin;
  if (auto own = define(local)) return own;
  for (const auto& [prefix, data] : model_->imports) {
    for (const auto& [name, type] : data->types) {
      if (prefix + "." + name == full || (prefix.empty() && name == full)) return type;
    }
  }
  if (full.starts_with("feel.")) return feel::builtin_type(full.substr(5));
  auto unknown = std::make_shared<feel::Type>();
  unknown->kind = feel::TypeKind::unknown;
  unknown->name = full;
  return unknown;
}

feel::TypePtr ModelReader::type_of_variable(const XmlNode& node) {
  const XmlNode* variable = node.child("variable");
  if (variable == nullptr) return nullptr;
  auto type = type_named(variable->attribute("typeRef"));
  if (type && type->kind == feel::TypeKind::unknown) {
    problem(*variable, std::string(node.attribute("name")), "类型不存在：" + type->name,
            "the type does not exist: " + type->name);
  }
  return type;
}

void ModelReader::fill_function(const XmlNode& node, feel::Type& type) {
  type.kind = feel::TypeKind::function;
  for (const XmlNode* parameter : node.children_named("parameters")) {
    auto inside = type_named(parameter->attribute("typeRef"));
    type.parameters.push_back(inside ? inside : feel::builtin_type("Any"));
  }
  type.element = type_named(node.attribute("outputTypeRef"));
}

// Allowed values hold for each item of a collection, a type constraint for the whole.
void ModelReader::fill_constraints(const XmlNode& node, feel::Type& type, bool collection) {
  const std::string element(node.attribute("name"));
  const auto read = [&](std::string_view name) -> std::shared_ptr<const feel::Program> {
    const XmlNode* values = node.child(name);
    if (values == nullptr) return nullptr;
    const auto parsed = tests(*values, values->child_text("text"), {element, {}});
    return parsed ? parsed->program().shared_from_this() : nullptr;
  };
  if (auto allowed = read("allowedValues")) {
    if (collection) {
      auto item = std::make_shared<feel::Type>(type.element ? *type.element : feel::Type{});
      if (item->allowed) {
        auto base = item;
        item = std::make_shared<feel::Type>(*base);
        item->base = base;
      }
      item->allowed = std::move(allowed);
      type.element = std::move(item);
    } else {
      if (type.allowed) type.base = std::make_shared<feel::Type>(type);
      type.allowed = std::move(allowed);
    }
  }
  if (auto constraint = read("typeConstraint")) {
    if (type.allowed) type.base = std::make_shared<feel::Type>(type);
    type.allowed = std::move(constraint);
  }
}

// A plain reference is shared, so that a type may hold itself; anything else is a type of its own.
feel::TypePtr ModelReader::component_type(const XmlNode& node) {
  const bool plain = node.child("allowedValues") == nullptr && node.child("typeConstraint") == nullptr &&
                     node.children_named("itemComponent").empty() && node.attribute("isCollection") != "true";
  const std::string reference = node.child_text("typeRef");
  if (plain && !reference.empty()) return type_named(reference);
  auto type = std::make_shared<feel::Type>();
  fill(node, *type);
  return type;
}

void ModelReader::fill(const XmlNode& node, feel::Type& type) {
  const bool collection = node.attribute("isCollection") == "true";
  feel::Type inner;
  if (const XmlNode* function = node.child("functionItem")) {
    fill_function(*function, inner);
  } else if (const auto components = node.children_named("itemComponent"); !components.empty()) {
    inner.kind = feel::TypeKind::context;
    for (const XmlNode* component : components) {
      inner.fields.emplace_back(component->attribute("name"), component_type(*component));
    }
  } else if (const std::string reference = node.child_text("typeRef"); !reference.empty()) {
    const auto named = type_named(reference);
    if (named->kind == feel::TypeKind::unknown) {
      problem(node, std::string(node.attribute("name")), "类型不存在：" + reference,
              "the type does not exist: " + reference);
    }
    if (collection) {
      type.kind = feel::TypeKind::list;
      type.element = named;
      fill_constraints(node, type, true);
      return;
    }
    inner = *named;
  }
  if (collection) {
    type.kind = feel::TypeKind::list;
    type.element = std::make_shared<feel::Type>(std::move(inner));
  } else {
    type = std::move(inner);
  }
  fill_constraints(node, type, collection);
}

}  // namespace tiange::dmn
