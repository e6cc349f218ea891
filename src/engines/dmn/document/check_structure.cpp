#include "engines/dmn/document/check_structure.h"

#include <set>

namespace tiange::dmn {
namespace {

struct Checker {
  const XmlNode& root;
  std::vector<Finding>& findings;
  std::set<std::string, std::less<>> ids;

  void add(const XmlNode& at, const std::string& name, std::string zh, std::string en) {
    findings.push_back({{at.line, at.column}, std::string(at.attribute("id")), name, {std::move(zh), std::move(en)}});
  }

  void gather(const XmlNode& node) {
    const std::string id(node.attribute("id"));
    if (!id.empty() && !ids.insert(id).second) {
      add(node, std::string(node.attribute("name")), "标识“" + id + "”重复", "the id '" + id + "' is used twice");
    }
    for (const XmlNode& child : node.children) gather(child);
  }

  void names() {
    std::set<std::string, std::less<>> seen;
    for (const XmlNode& node : root.children) {
      const bool element = node.name == "decision" || node.name == "inputData" || node.name == "businessKnowledgeModel" ||
                           node.name == "decisionService";
      if (node.space != root.space || !element) continue;
      const std::string name(node.attribute("name"));
      if (name.empty()) {
        add(node, name, "缺少名称", "it has no name");
      } else if (!seen.insert(name).second) {
        add(node, name, "名称“" + name + "”重复", "the name '" + name + "' is used twice");
      }
    }
  }

  void table(const XmlNode& node, const std::string& owner) {
    const std::string policy(node.attribute("hitPolicy")), sum(node.attribute("aggregation"));
    const auto outputs = node.children_named("output");
    static const std::set<std::string, std::less<>> policies = {"", "UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT",
                                                                "RULE ORDER", "OUTPUT ORDER"};
    if (policies.count(policy) == 0) add(node, owner, "不认识的命中策略：" + policy, "unknown hit policy: " + policy);
    if (outputs.empty()) add(node, owner, "决策表没有输出列", "the table has no output");
    if (!sum.empty() && policy != "COLLECT") {
      add(node, owner, "只有 COLLECT 可以汇总", "only COLLECT may aggregate");
    }
    if (policy != "PRIORITY" && policy != "OUTPUT ORDER") return;
    for (const XmlNode* output : outputs) {
      if (output->child("outputValues") != nullptr) continue;
      add(*output, owner, "按优先级命中的决策表，输出列须列出取值次序", "a table by priority must list the order of its output values");
    }
  }

  void tables(const XmlNode& node, const std::string& owner) {
    for (const XmlNode& child : node.children) {
      const bool element = child.name == "decision" || child.name == "businessKnowledgeModel";
      const std::string name = element ? std::string(child.attribute("name")) : owner;
      if (child.name == "decisionTable" && child.space == root.space) table(child, name);
      tables(child, name);
    }
  }

  void diagrams(const XmlNode& node) {
    for (const XmlNode& child : node.children) {
      const std::string_view reference = child.attribute("dmnElementRef");
      const auto colon = reference.rfind(':');
      const std::string_view id = colon == std::string_view::npos ? reference : reference.substr(colon + 1);
      if (!id.empty() && colon == std::string_view::npos && ids.count(id) == 0) {
        add(child, "", "图形所指的元素“" + std::string(id) + "”不存在",
            "the diagram shows an element that does not exist: " + std::string(id));
      }
      diagrams(child);
    }
  }
};

}  // namespace

void check_structure(const XmlNode& root, std::vector<Finding>& findings) {
  Checker checker{root, findings, {}};
  checker.gather(root);
  checker.names();
  checker.tables(root, "");
  checker.diagrams(root);
}

}  // namespace tiange::dmn
