#include <algorithm>

#include "engines/bpmn/model/bpmn_reader.h"

namespace tiange::bpmn {

namespace {

constexpr int k_max_sub_process_depth = 40;
constexpr std::size_t k_max_elements = 5'000;

}  // namespace

std::string Roots::resolve(std::string_view reference) const {
  const auto exact = names.find(std::string(reference));
  if (exact != names.end()) return exact->second;
  const auto local = names.find(std::string(local_reference(reference)));
  return local == names.end() ? std::string(local_reference(reference)) : local->second;
}

Roots read_roots(pugi::xml_node definitions) {
  Roots roots;
  for (const pugi::xml_node node : definitions.children()) {
    if (!is_bpmn(node)) continue;
    const std::string_view kind = local_name(node);
    const std::string id(attribute(node, "id"));
    if (kind.ends_with("EventDefinition") && !id.empty()) roots.event_definitions.emplace(id, node);
    if (kind == "collaboration") {
      for (const pugi::xml_node child : node.children()) {
        if (local_name(child) != "association") continue;
        roots.associations.emplace_back(local_reference(attribute(child, "sourceRef")),
                                        local_reference(attribute(child, "targetRef")));
      }
    }
    if (kind != "message" && kind != "signal" && kind != "error" && kind != "escalation") continue;
    const char* matched_by = kind == "error" ? "errorCode" : kind == "escalation" ? "escalationCode" : "name";
    std::string_view name = attribute(node, matched_by);
    if (name.empty()) name = attribute(node, "name");
    roots.names[id] = name.empty() ? id : std::string(name);
  }
  return roots;
}

void Reader::read_process(pugi::xml_node node) {
  Element root;
  root.kind = ElementKind::process;
  root.id = attribute(node, "id");
  root.name = attribute(node, "name");
  root.where = xml_.position(node);
  process_.id = root.id;
  process_.name = root.name;
  process_.executable = attribute(node, "isExecutable") == "true";
  process_.elements.push_back(std::move(root));
  read_scope(node, 0, 0);
  connect();
}

void Reader::report(pugi::xml_node node, std::string zh, std::string en) {
  findings_.push_back({xml_.position(node), std::string(attribute(node, "id")), std::string(attribute(node, "name")),
                       {std::move(zh), std::move(en)}});
}

void Reader::report(const Element& element, std::string zh, std::string en) {
  findings_.push_back({element.where, element.id, element.name, {std::move(zh), std::move(en)}});
}

void Reader::read_scope(pugi::xml_node node, Index scope, int depth) {
  for (const pugi::xml_node child : node.children()) {
    if (!is_bpmn(child)) continue;
    const std::string_view name = local_name(child);
    if (name == "sequenceFlow") {
      read_flow(child);
      continue;
    }
    if (name == "association") {
      associations_.emplace_back(local_reference(attribute(child, "sourceRef")),
                                 local_reference(attribute(child, "targetRef")));
    }
    const ElementRow* row = find_element_row(name);
    if (row == nullptr || row->treatment == Treatment::refused) {
      const std::string zh = row ? std::string(row->zh) : "元素 " + std::string(name);
      report(child, "暂不支持" + zh, "cannot run a " + std::string(name));
      if (row) add_refused(child, scope);
      continue;
    }
    if (row->treatment == Treatment::ignored) continue;
    if (process_.elements.size() >= k_max_elements || depth > k_max_sub_process_depth) {
      report(child, "流程过大或嵌套过深", "the process is too large or nested too deeply");
      return;
    }
    const Index index = read_element(child, *row, scope);
    if (process_.elements[index].kind == ElementKind::sub_process) read_scope(child, index, depth + 1);
  }
}

// Keeps its place so that flows to it do not look broken as well.
void Reader::add_refused(pugi::xml_node node, Index scope) {
  Element element;
  element.id = attribute(node, "id");
  element.name = attribute(node, "name");
  element.where = xml_.position(node);
  element.parent = scope;
  process_.elements.push_back(std::move(element));
}

Index Reader::read_element(pugi::xml_node node, const ElementRow& row, Index scope) {
  Element element;
  element.kind = row.kind;
  element.id = attribute(node, "id");
  element.name = attribute(node, "name");
  element.where = xml_.position(node);
  element.parent = scope;
  element.stage = attribute(extension(node, "stage"), "key");
  if (element.id.empty()) report(node, "缺少 id", "has no id");
  element.for_compensation = element.is_activity() && attribute(node, "isForCompensation") == "true";
  read_event(node, element);
  read_task(node, element);
  read_sub_process(node, element);
  read_loop(node, element);
  for (const pugi::xml_node map : extensions(node, "input")) element.inputs.push_back(read_mapping(map));
  for (const pugi::xml_node map : extensions(node, "output")) element.outputs.push_back(read_mapping(map));
  if (row.kind == ElementKind::boundary_event) {
    element.interrupting = attribute(node, "cancelActivity") != "false";
    attached_.push_back({static_cast<Index>(process_.elements.size()),
                         std::string(local_reference(attribute(node, "attachedToRef"))), node});
  }
  if (row.kind == ElementKind::start_event) element.interrupting = attribute(node, "isInterrupting") != "false";
  if (const std::string_view flow = attribute(node, "default"); !flow.empty()) {
    defaults_.push_back({static_cast<Index>(process_.elements.size()), std::string(local_reference(flow)), node});
  }
  process_.elements.push_back(std::move(element));
  return static_cast<Index>(process_.elements.size() - 1);
}

Expression Reader::expression(pugi::xml_node holder, std::string_view text) const {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  if (!text.empty() && text.front() == '=') text.remove_prefix(1);
  return {std::string(text), xml_.position(holder), {}};
}

Expression Reader::body_expression(pugi::xml_node node) {
  if (!node) return {};
  const std::string_view language = attribute(node, "language");
  const bool foreign = !language.empty() && !inner_text(node).empty() && language.find("FEEL") == language.npos &&
                       language.find("feel") == language.npos;
  if (foreign) {
    report(node.parent(), "表达式语言须为 FEEL，而不是 " + std::string(language),
           "expressions must be FEEL, not " + std::string(language));
  }
  return expression(node, inner_text(node));
}

Mapping Reader::read_mapping(pugi::xml_node node) {
  if (attribute(node, "target").empty()) report(node, "映射缺少 target", "the mapping has no target");
  return {std::string(attribute(node, "target")), expression(node, attribute(node, "source"))};
}

void Reader::read_task(pugi::xml_node node, Element& element) {
  TaskSpec& task = element.task;
  const auto extended = [&](std::string_view name) { return extension(node, name); };
  if (const auto form = extended("form")) task.form = attribute(form, "key");
  switch (element.kind) {
    case ElementKind::user_task:
      if (const auto at = extended("assignment")) task.queue = expression(at, attribute(at, "queue"));
      if (const auto at = extended("limit")) task.limit = expression(at, attribute(at, "value"));
      break;
    case ElementKind::script_task:
      task.script = body_expression(bpmn_child(node, "script"));
      task.result = attribute(extended("script"), "result");
      if (!task.script.given()) report(node, "脚本任务缺少脚本", "has no script");
      break;
    case ElementKind::rule_task:
      task.decision = attribute(extended("decision"), "ref");
      task.result = attribute(extended("decision"), "result");
      if (task.decision.empty()) report(node, "业务规则任务缺少 tg:decision", "names no decision (tg:decision)");
      break;
    case ElementKind::service_task:
    case ElementKind::send_task:
      task.service = attribute(extended("service"), "name");
      task.result = attribute(extended("service"), "result");
      if (element.kind == ElementKind::send_task) {
        element.event.name = roots_.resolve(attribute(node, "messageRef"));
        element.event.correlation = expression(node, attribute(extended("message"), "correlation"));
      }
      if (task.service.empty() && element.event.name.empty()) task.service = element.id;
      break;
    case ElementKind::receive_task:
      element.event.name = roots_.resolve(attribute(node, "messageRef"));
      element.event.correlation = expression(node, attribute(extended("message"), "correlation"));
      if (element.event.name.empty()) element.event.name = element.id;
      element.instantiates = attribute(node, "instantiate") == "true";
      break;
    case ElementKind::call_activity:
      read_call(node, task);
      break;
    case ElementKind::event_gateway:
      element.instantiates = attribute(node, "instantiate") == "true";
      element.needs_all = element.instantiates && attribute(node, "eventGatewayType") == "Parallel";
      break;
    case ElementKind::complex_gateway:
      element.activation = body_expression(bpmn_child(node, "activationCondition"));
      break;
    default:
      break;
  }
}

void Reader::read_call(pugi::xml_node node, TaskSpec& task) {
  task.called = local_reference(attribute(node, "calledElement"));
  if (task.called.empty()) report(node, "调用活动缺少被调用流程", "names no process to call");
  const pugi::xml_node ours = extension(node, "call");
  const std::string_view binding = attribute(ours, "binding");
  if (!ours || binding.empty() || binding == "latest") return;
  task.called_version = ours.attribute("version").as_llong(0);
  if (binding != "version" || task.called_version < 1) {
    report(node, "调用的版本须为 binding=\"latest\"，或 binding=\"version\" 并给出 version",
           "the version called is binding=\"latest\", or binding=\"version\" with a version");
  }
}

void Reader::read_sub_process(pugi::xml_node node, Element& element) {
  if (element.kind != ElementKind::sub_process) return;
  const std::string_view name = local_name(node);
  element.by_event = attribute(node, "triggeredByEvent") == "true";
  element.transaction = name == "transaction";
  if (name != "adHocSubProcess") return;
  element.ad_hoc = attribute(node, "ordering") == "Sequential" ? AdHoc::sequential : AdHoc::parallel;
  element.cancels_rest = attribute(node, "cancelRemainingInstances") != "false";
  element.completion = body_expression(bpmn_child(node, "completionCondition"));
  if (const auto inside = extension(node, "inside")) {
    element.starts_inside = expression(inside, attribute(inside, "start"));
  }
}

void Reader::read_loop(pugi::xml_node node, Element& element) {
  LoopSpec& loop = element.loop;
  if (const auto standard = bpmn_child(node, "standardLoopCharacteristics")) {
    loop.kind = LoopKind::standard;
    loop.test_before = attribute(standard, "testBefore") == "true";
    loop.maximum = standard.attribute("loopMaximum").as_uint(0);
    loop.condition = body_expression(bpmn_child(standard, "loopCondition"));
    if (!loop.condition.given() && loop.maximum == 0) {
      report(node, "循环缺少条件或最大次数", "the loop has neither a condition nor a maximum");
    }
  }
  const auto multi = bpmn_child(node, "multiInstanceLoopCharacteristics");
  if (!multi) return;
  loop.kind = attribute(multi, "isSequential") == "true" ? LoopKind::sequential : LoopKind::parallel;
  loop.cardinality = body_expression(bpmn_child(multi, "loopCardinality"));
  loop.completion = body_expression(bpmn_child(multi, "completionCondition"));
  if (const auto ours = extension(multi, "loop")) {
    loop.collection = expression(ours, attribute(ours, "collection"));
    loop.item = attribute(ours, "item");
    loop.results = attribute(ours, "results");
    loop.result = expression(ours, attribute(ours, "result"));
  } else if (const auto input = bpmn_child(multi, "loopDataInputRef")) {
    loop.collection = expression(input, local_reference(input.child_value()));
    loop.item = attribute(bpmn_child(multi, "inputDataItem"), "name");
  }
  if (!loop.collection.given() && !loop.cardinality.given()) {
    report(node, "多实例缺少集合或次数", "the multi-instance has neither a collection nor a cardinality");
  }
}

void Reader::read_flow(pugi::xml_node node) {
  Flow flow;
  flow.id = attribute(node, "id");
  flow.name = attribute(node, "name");
  flow.where = xml_.position(node);
  flow.condition = body_expression(bpmn_child(node, "conditionExpression"));
  flows_.push_back({static_cast<Index>(process_.flows.size()), std::string(attribute(node, "sourceRef")),
                    std::string(attribute(node, "targetRef")), node});
  process_.flows.push_back(std::move(flow));
}

Result<Document> read(std::string_view xml) {
  TIANGE_TRY(const std::shared_ptr<const XmlFile> file, XmlFile::parse(xml));
  const pugi::xml_node definitions = file->root();
  if (!is_bpmn(definitions) || local_name(definitions) != "definitions") {
    return refuse(ErrorCode::bad_process, "不是 BPMN 2.0 文件", "not a BPMN 2.0 file");
  }
  auto content = std::make_shared<Document::Content>();
  content->xml = file;
  const Roots roots = read_roots(definitions);
  for (const pugi::xml_node node : definitions.children()) {
    if (!is_bpmn(node) || local_name(node) != "process") continue;
    Reader reader(*file, roots);
    reader.read_process(node);
    content->processes.push_back(std::move(reader.process_));
    content->findings.push_back(std::move(reader.findings_));
  }
  return Document(std::move(content));
}

std::string write(const Document& document) { return document.content().xml->text(); }

const std::vector<Process>& Document::processes() const { return content_->processes; }

}  // namespace tiange::bpmn
