#include "engines/dmn/dmn.h"

#include "engines/dmn/decision_run.h"
#include "engines/dmn/dmn_model.h"
#include "engines/dmn/dmn_xml.h"
#include "engines/dmn/model_reader.h"

namespace tiange::dmn {
namespace {

template <class T>
std::vector<ElementInfo> infos(const std::vector<T>& elements) {
  std::vector<ElementInfo> all;
  for (const T& element : elements) all.push_back(element.info);
  return all;
}

template <class T>
std::optional<std::size_t> find(const std::vector<T>& elements, std::string_view name_or_id) {
  for (const bool by_id : {true, false}) {
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if ((by_id ? elements[i].info.id : elements[i].info.name) == name_or_id) return i;
    }
  }
  return std::nullopt;
}

Refusal unknown(const char* zh, const char* en, std::string_view name) {
  return refuse(ErrorCode::bad_decision, zh + std::string("“") + std::string(name) + "”不存在",
                "there is no " + std::string(en) + " '" + std::string(name) + "'");
}

}  // namespace

const std::string& Model::name() const { return data_->name; }
const std::string& Model::namespace_uri() const { return data_->space; }
std::vector<ElementInfo> Model::inputs() const { return infos(data_->inputs); }
std::vector<ElementInfo> Model::decisions() const { return infos(data_->decisions); }
std::vector<ElementInfo> Model::services() const { return infos(data_->services); }
std::vector<ElementInfo> Model::knowledge() const { return infos(data_->knowledge); }
const std::vector<Words>& Model::problems() const { return data_->problems; }
const std::vector<Finding>& Model::findings() const { return data_->findings; }

Result<Model> parse_model(std::string_view xml, const std::vector<Model>& imports, Reading reading) {
  TIANGE_TRY(const XmlNode root, parse_xml(xml));
  if (root.name != "definitions" || root.space.find("/DMN/") == std::string::npos) {
    return refuse(ErrorCode::bad_decision, "不是 DMN 决策模型", "this is no DMN decision model");
  }
  auto data = ModelReader(root, imports).read();
  if (reading == Reading::strict && !data->problems.empty()) {
    return refuse(ErrorCode::bad_decision, data->problems[0].zh, data->problems[0].en);
  }
  return Model(std::move(data));
}

Result<DecisionOutcome> evaluate_decision(const Model& model, std::string_view name_or_id, const feel::Value& context,
                                          const EvaluateOptions& options) {
  const auto index = find(model.data().decisions, name_or_id);
  if (!index) return unknown("决策", "decision", name_or_id);
  DecisionRun run(model.data(), context, options);
  feel::Value value = run.decision({&model.data(), ElementKind::decision, *index, ""});
  return run.outcome(std::move(value));
}

Result<DecisionOutcome> evaluate_service(const Model& model, std::string_view name_or_id, const feel::Value& context,
                                         const EvaluateOptions& options) {
  const auto index = find(model.data().services, name_or_id);
  if (!index) return unknown("决策服务", "decision service", name_or_id);
  DecisionRun run(model.data(), context, options);
  feel::Value value = run.service({&model.data(), ElementKind::service, *index, ""});
  return run.outcome(std::move(value));
}

Result<DecisionOutcome> evaluate_knowledge(const Model& model, std::string_view name_or_id,
                                           const feel::Value& arguments, const EvaluateOptions& options) {
  const auto index = find(model.data().knowledge, name_or_id);
  if (!index) return unknown("业务知识", "business knowledge", name_or_id);
  DecisionRun run(model.data(), arguments, options);
  feel::Value value = run.knowledge({&model.data(), ElementKind::knowledge, *index, ""}, arguments);
  return run.outcome(std::move(value));
}

}  // namespace tiange::dmn
