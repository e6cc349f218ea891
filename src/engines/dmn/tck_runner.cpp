#include "engines/dmn/tck_runner.h"

#include <algorithm>

#include "engines/dmn/dmn.h"
#include "engines/dmn/dmn_xml.h"
#include "engines/feel/functions/builtins.h"

namespace tiange::dmn {
namespace {

using feel::Kind;
using feel::Value;

// A moment for now() and today(); the cases only look at its shape.
feel::DateTime some_moment() { return *feel::parse_date_time("2026-01-02T03:04:05+08:00"); }

Value simple_value(const XmlNode& node) {
  if (node.attribute("nil") == "true") return Value();
  const std::string_view type = node.attribute("type");
  const std::string_view kind = type.substr(type.find(':') == std::string_view::npos ? 0 : type.find(':') + 1);
  const std::string& text = node.text;
  if (kind == "boolean") return Value::boolean(text == "true");
  if (kind == "decimal" || kind == "double" || kind == "integer" || kind == "int" || kind == "long" ||
      kind == "float") {
    const auto number = feel::Decimal::parse(text);
    return number ? Value::number(*number) : Value();
  }
  if (kind == "date" || kind == "dateTime" || kind == "time" || kind == "duration") {
    return feel::temporal_literal(text);
  }
  return Value::string(text);
}

// A value, a list of items, or components by name.
Value value_of(const XmlNode& node) {
  if (const XmlNode* list = node.child("list")) {
    if (list->attribute("nil") == "true") return Value();
    std::vector<Value> items;
    for (const XmlNode* item : list->children_named("item")) items.push_back(value_of(*item));
    return Value::list(std::move(items));
  }
  if (const auto components = node.children_named("component"); !components.empty()) {
    feel::ContextBuilder builder;
    for (const XmlNode* component : components) builder.set(component->attribute("name"), value_of(*component));
    return builder.build();
  }
  const XmlNode* value = node.child("value");
  return value == nullptr ? Value() : simple_value(*value);
}

bool agree(const Value& expected, const Value& actual) {
  if (expected.is(Kind::number) && actual.is(Kind::number)) {
    const auto gap = (expected.as_number() - actual.as_number()).absolute();
    return gap <= feel::Decimal::scaled(1, -8);
  }
  if (expected.is(Kind::list) && actual.is(Kind::list)) {
    const auto a = expected.items(), b = actual.items();
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), agree);
  }
  if (expected.is(Kind::context) && actual.is(Kind::context)) {
    const auto& entries = expected.as_context().entries;
    return entries.size() == actual.as_context().entries.size() &&
           std::all_of(entries.begin(), entries.end(), [&](const feel::Entry& entry) {
             const Value* inside = actual.find(entry.name);
             return inside != nullptr && agree(entry.value, *inside);
           });
  }
  if (expected.is(Kind::string) && actual.is(Kind::string)) return expected.as_string() == actual.as_string();
  return feel::equal(expected, actual).value_or(false);
}

class FolderRun {
 public:
  FolderRun(const TckFolder& folder, TckReport& report) : folder_(folder), report_(report) {}

  void run() {
    for (const auto& [name, content] : folder_.files) {
      if (name.ends_with(".xml")) run_file(name, content);
    }
  }

 private:
  void fail(const std::string& file, const std::string& id, const std::string& node, const std::string& reason) {
    report_.failures.push_back({folder_.name, file, id, node, reason});
  }

  // The model and, first, those it imports.
  Result<Model> load(const std::string& name, int depth = 0) {
    const auto file = folder_.files.find(name);
    if (file == folder_.files.end()) return refuse(ErrorCode::not_found);
    TIANGE_TRY(const XmlNode root, parse_xml(file->second));
    std::vector<Model> imports;
    for (const XmlNode* import : root.children_named("import")) {
      for (const auto& [other, content] : folder_.files) {
        if (depth > 8 || other == name || !other.ends_with(".dmn")) continue;
        const auto parsed = parse_xml(content);
        if (!parsed.ok() || parsed->attribute("namespace") != import->attribute("namespace")) continue;
        TIANGE_TRY(Model model, load(other, depth + 1));
        imports.push_back(std::move(model));
      }
    }
    return parse_model(file->second, imports, Reading::lenient);
  }

  void run_file(const std::string& name, const std::string& content) {
    const auto root = parse_xml(content);
    if (!root.ok() || root->name != "testCases") return;
    const auto model = load(root->child_text("modelName"));
    for (const XmlNode* test : root->children_named("testCase")) {
      ++report_.total;
      ++report_.folders[folder_.name].second;
      const std::size_t failures = report_.failures.size();
      if (model.ok()) {
        run_case(name, *test, *model);
      } else {
        fail(name, std::string(test->attribute("id")), "", model.refusal().en);
      }
      if (report_.failures.size() != failures) continue;
      ++report_.passed;
      ++report_.folders[folder_.name].first;
    }
  }

  void run_case(const std::string& file, const XmlNode& test, const Model& model) {
    feel::ContextBuilder builder;
    for (const XmlNode* input : test.children_named("inputNode")) {
      builder.set(input->attribute("name"), value_of(*input));
    }
    const Value context = builder.build();
    for (const XmlNode* result : test.children_named("resultNode")) {
      const std::string node(result->attribute("name"));
      EvaluateOptions options;
      options.environment.now = some_moment();
      const auto outcome = evaluate(test, node, model, context, options);
      const XmlNode* expected = result->child("expected");
      const Value wanted = expected == nullptr ? Value() : value_of(*expected);
      const std::string id(test.attribute("id"));
      if (!outcome.ok()) {
        if (!wanted.is_null()) fail(file, id, node, outcome.refusal().en);
      } else if (!agree(wanted, outcome->value)) {
        std::string reason = "expected " + feel::to_literal(wanted) + ", got " + feel::to_literal(outcome->value);
        for (const DecisionNote& note : outcome->notes) reason += "; " + note.words().en;
        fail(file, id, node, reason);
      }
    }
  }

  static Result<DecisionOutcome> evaluate(const XmlNode& test, const std::string& node, const Model& model,
                                          const Value& context, const EvaluateOptions& options) {
    const std::string_view type = test.attribute("type");
    const std::string invocable(test.attribute("invocableName"));
    if (type == "bkm") return evaluate_knowledge(model, invocable, context, options);
    if (type == "decisionService") {
      TIANGE_TRY(DecisionOutcome outcome, evaluate_service(model, invocable, context, options));
      // A service of several outputs gives them all; the node names the one to look at.
      const Value* named = outcome.value.find(node);
      if (named != nullptr && node != invocable) outcome.value = Value(*named);
      return outcome;
    }
    return evaluate_decision(model, node, context, options);
  }

  const TckFolder& folder_;
  TckReport& report_;
};

}  // namespace

TckReport run_tck(const std::vector<TckFolder>& folders) {
  TckReport report;
  for (const TckFolder& folder : folders) FolderRun(folder, report).run();
  return report;
}

}  // namespace tiange::dmn
