#include "engines/dmn/model_reader.h"

#include <algorithm>

namespace tiange::dmn {
namespace {

template <class T>
std::optional<std::size_t> place_of(const std::vector<T>& elements, std::string_view id) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i].info.id == id) return i;
  }
  return std::nullopt;
}

}  // namespace

const ElementInfo& ModelData::info(const Reference& reference) const {
  const ModelData& model = *reference.model;
  switch (reference.kind) {
    case ElementKind::input: return model.inputs[reference.index].info;
    case ElementKind::decision: return model.decisions[reference.index].info;
    case ElementKind::knowledge: return model.knowledge[reference.index].info;
    case ElementKind::service: break;
  }
  return model.services[reference.index].info;
}

std::shared_ptr<const ModelData> ModelReader::read() {
  model_ = std::make_shared<ModelData>();
  model_->name = root_.attribute("name");
  model_->space = root_.attribute("namespace");
  read_imports();
  gather_members(root_);
  read_types();
  read_elements();
  read_requirements();
  read_logic();
  return model_;
}

void ModelReader::problem(const XmlNode& at, const std::string& element, const std::string& zh,
                          const std::string& en) {
  if (model_->problems.size() >= 100) return;
  const std::string id(at.attribute("id")), line = std::to_string(at.line);
  model_->findings.push_back({{at.line, at.column}, id, element, {zh, en}});
  model_->problems.push_back({"“" + element + "”" + (id.empty() ? "" : "（" + id + "）") + "第" + line + "行：" + zh,
                              "'" + element + "'" + (id.empty() ? "" : " (" + id + ")") + ", line " + line + ": " + en});
}

void ModelReader::read_imports() {
  for (const XmlNode* node : root_.children_named("import")) {
    const std::string_view space = node->attribute("namespace");
    const auto found = std::find_if(imports_.begin(), imports_.end(),
                                    [&](const Model& model) { return model.namespace_uri() == space; });
    if (found != imports_.end()) {
      const ModelData& data = found->data();
      model_->imports.emplace_back(node->attribute("name"), data.shared_from_this());
      model_->member_names.insert(model_->member_names.end(), data.member_names.begin(), data.member_names.end());
    } else if (node->attribute("importType").find("/DMN/") != std::string_view::npos) {
      problem(*node, std::string(node->attribute("name")), "找不到所引入的模型", "the imported model was not given");
    }
  }
}

// Every name that may stand after a dot or inside a filter.
void ModelReader::gather_members(const XmlNode& node) {
  for (const XmlNode& child : node.children) {
    const bool named = child.name == "itemComponent" || child.name == "variable" || child.name == "column" ||
                       child.name == "output" || child.name == "decision" || child.name == "inputData" ||
                       child.name == "businessKnowledgeModel" || child.name == "decisionService";
    if (named && child.has("name")) {
      std::string name(child.attribute("name"));
      auto& known = model_->member_names;
      if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(std::move(name));
    }
    gather_members(child);
  }
}

ElementInfo ModelReader::info_of(const XmlNode& node) const {
  ElementInfo info;
  info.id = node.attribute("id");
  const XmlNode* variable = node.child("variable");
  info.name = node.attribute("name");
  if (info.name.empty() && variable != nullptr) info.name = variable->attribute("name");
  info.description = node.child_text("description");
  info.question = node.child_text("question");
  if (variable != nullptr) info.type = variable->attribute("typeRef");
  return info;
}

void ModelReader::read_elements() {
  for (const XmlNode& node : root_.children) {
    if (node.space != root_.space) continue;
    if (node.name == "inputData") {
      model_->inputs.push_back({info_of(node), type_of_variable(node)});
    } else if (node.name == "decision") {
      model_->decisions.push_back({info_of(node), type_of_variable(node), nullptr, {}});
    } else if (node.name == "businessKnowledgeModel") {
      model_->knowledge.push_back({info_of(node), type_of_variable(node), nullptr, {}});
    } else if (node.name == "decisionService") {
      model_->services.push_back({info_of(node), type_of_variable(node), {}, {}, {}});
    }
  }
}

std::optional<Reference> ModelReader::find_in(const ModelData& model, std::string_view id) const {
  if (const auto at = place_of(model.inputs, id)) return Reference{&model, ElementKind::input, *at, ""};
  if (const auto at = place_of(model.decisions, id)) return Reference{&model, ElementKind::decision, *at, ""};
  if (const auto at = place_of(model.knowledge, id)) return Reference{&model, ElementKind::knowledge, *at, ""};
  if (const auto at = place_of(model.services, id)) return Reference{&model, ElementKind::service, *at, ""};
  return std::nullopt;
}

// "#id" in this model, or "namespace#id" in an imported one.
std::optional<Reference> ModelReader::find(std::string_view href, const XmlNode& from) {
  const auto mark = href.find('#');
  const std::string_view space = mark == std::string_view::npos ? "" : href.substr(0, mark);
  const std::string_view id = mark == std::string_view::npos ? href : href.substr(mark + 1);
  if (space.empty() || space == model_->space) {
    if (auto found = find_in(*model_, id)) return found;
  }
  for (const auto& [name, data] : model_->imports) {
    if (data->space != space) continue;
    if (auto found = find_in(*data, id)) {
      found->prefix = name;
      return found;
    }
  }
  problem(from, std::string(from.attribute("name")), "引用的元素不存在：" + std::string(href),
          "refers to an element that does not exist: " + std::string(href));
  return std::nullopt;
}

std::vector<Reference> ModelReader::requirements(const XmlNode& node, ElementInfo& info) {
  std::vector<Reference> found;
  for (const XmlNode& requirement : node.children) {
    if (requirement.name != "informationRequirement" && requirement.name != "knowledgeRequirement") continue;
    for (const XmlNode& target : requirement.children) {
      if (!target.has("href")) continue;
      if (auto reference = find(target.attribute("href"), node)) {
        info.uses.push_back(model_->info(*reference).name);
        found.push_back(std::move(*reference));
      }
    }
  }
  return found;
}

void ModelReader::read_requirements() {
  std::size_t decision = 0, knowledge = 0, service = 0;
  for (const XmlNode& node : root_.children) {
    if (node.space != root_.space) continue;
    if (node.name == "decision") {
      Decision& to = model_->decisions[decision++];
      to.requires_ = requirements(node, to.info);
    } else if (node.name == "businessKnowledgeModel") {
      Knowledge& to = model_->knowledge[knowledge++];
      to.requires_ = requirements(node, to.info);
    } else if (node.name == "decisionService") {
      Service& to = model_->services[service++];
      for (const XmlNode& part : node.children) {
        if (!part.has("href")) continue;
        auto reference = find(part.attribute("href"), node);
        if (!reference) continue;
        if (part.name == "outputDecision") to.outputs.push_back(*reference);
        if (part.name == "inputDecision") to.input_decisions.push_back(*reference);
        if (part.name == "inputData") to.input_data.push_back(*reference);
        if (part.name != "outputDecision") to.info.uses.push_back(model_->info(*reference).name);
      }
    }
  }
}

ModelReader::Names ModelReader::names_of(const std::vector<Reference>& references) const {
  Names names;
  for (const Reference& reference : references) {
    names.push_back(reference.prefix.empty() ? model_->info(reference).name : reference.prefix);
  }
  return names;
}

void ModelReader::read_logic() {
  std::size_t decision = 0, knowledge = 0;
  for (const XmlNode& node : root_.children) {
    if (node.space != root_.space) continue;
    if (node.name == "decision") {
      Decision& to = model_->decisions[decision++];
      to.logic = logic_of(node, {to.info.name, names_of(to.requires_)});
    } else if (node.name == "businessKnowledgeModel") {
      Knowledge& to = model_->knowledge[knowledge++];
      const XmlNode* logic = node.child("encapsulatedLogic");
      if (logic == nullptr) continue;
      Place place{to.info.name, names_of(to.requires_)};
      place.names.push_back(to.info.name);
      to.function = std::make_unique<Boxed>();
      to.function->kind = BoxedKind::function;
      read_function(*logic, *to.function, place);
    }
  }
}

}  // namespace tiange::dmn
