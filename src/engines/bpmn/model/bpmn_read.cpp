#include <algorithm>

#include "engines/bpmn/model/bpmn_document.h"
#include "engines/bpmn/model/bpmn_elements.h"

namespace tiange::bpmn {

namespace {

constexpr int k_max_sub_process_depth = 40;
constexpr std::size_t k_max_elements = 5'000;

// Messages, signals, errors and escalations of the file: id -> what events are matched by.
struct RootNames {
  std::unordered_map<std::string, std::string> names;

  std::string resolve(std::string_view reference) const {
    const auto exact = names.find(std::string(reference));
    if (exact != names.end()) return exact->second;
    const auto local = names.find(std::string(local_reference(reference)));
    return local == names.end() ? std::string(local_reference(reference)) : local->second;
  }
};

RootNames read_root_names(pugi::xml_node definitions) {
  RootNames roots;
  for (const pugi::xml_node node : definitions.children()) {
    const std::string_view kind = local_name(node);
    if (kind != "message" && kind != "signal" && kind != "error" && kind != "escalation") continue;
    const std::string id(attribute(node, "id"));
    std::string_view name = attribute(node, kind == "error" ? "errorCode" : kind == "escalation" ? "escalationCode" : "name");
    if (name.empty()) name = attribute(node, "name");
    roots.names[id] = name.empty() ? id : std::string(name);
  }
  return roots;
}

bool is_iso_timer(std::string_view text) {
  if (text.substr(0, 1) == "R") return true;
  return feel::parse_days_duration(text) || feel::parse_months_duration(text) || feel::parse_date_time(text) ||
         feel::parse_date(text);
}

class Reader {
 public:
  Reader(const XmlFile& xml, const RootNames& roots) : xml_(xml), roots_(roots) {}

  void read_process(pugi::xml_node node) {
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

  Process process_;
  std::vector<Finding> findings_;

 private:
  struct Pending {
    Index element;
    std::string reference;
    pugi::xml_node node;
  };
  struct PendingFlow {
    Index flow;
    std::string source;
    std::string target;
    pugi::xml_node node;
  };

  void report(const pugi::xml_node node, std::string zh, std::string en) {
    findings_.push_back({xml_.position(node), std::string(attribute(node, "id")), std::string(attribute(node, "name")),
                         {std::move(zh), std::move(en)}});
  }

  void read_scope(pugi::xml_node node, Index scope, int depth) {
    for (const pugi::xml_node child : node.children()) {
      if (!is_bpmn(child)) continue;
      const std::string_view name = local_name(child);
      if (name == "sequenceFlow") {
        read_flow(child);
        continue;
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
  void add_refused(pugi::xml_node node, Index scope) {
    Element element;
    element.id = attribute(node, "id");
    element.name = attribute(node, "name");
    element.where = xml_.position(node);
    element.parent = scope;
    process_.elements.push_back(std::move(element));
  }

  Index read_element(pugi::xml_node node, const ElementRow& row, Index scope) {
    Element element;
    element.kind = row.kind;
    element.id = attribute(node, "id");
    element.name = attribute(node, "name");
    element.where = xml_.position(node);
    element.parent = scope;
    element.stage = attribute(extension(node, "stage"), "key");
    if (element.id.empty()) report(node, "缺少 id", "has no id");
    if (attribute(node, "isForCompensation") == "true") report(node, "暂不支持补偿活动", "cannot run compensation");
    read_event(node, row.kind, element);
    read_task(node, element);
    read_loop(node, element);
    for (const pugi::xml_node map : extensions(node, "input")) element.inputs.push_back(read_mapping(map));
    for (const pugi::xml_node map : extensions(node, "output")) element.outputs.push_back(read_mapping(map));
    if (row.kind == ElementKind::boundary_event) {
      element.interrupting = attribute(node, "cancelActivity") != "false";
      attached_.push_back({static_cast<Index>(process_.elements.size()),
                           std::string(local_reference(attribute(node, "attachedToRef"))), node});
    }
    element.by_event = row.kind == ElementKind::sub_process && attribute(node, "triggeredByEvent") == "true";
    if (row.kind == ElementKind::start_event) element.interrupting = attribute(node, "isInterrupting") != "false";
    if (const std::string_view flow = attribute(node, "default"); !flow.empty()) {
      defaults_.push_back({static_cast<Index>(process_.elements.size()), std::string(local_reference(flow)), node});
    }
    process_.elements.push_back(std::move(element));
    return static_cast<Index>(process_.elements.size() - 1);
  }

  Expression expression(pugi::xml_node holder, std::string_view text) const {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
    if (!text.empty() && text.front() == '=') text.remove_prefix(1);
    return {std::string(text), xml_.position(holder), {}};
  }

  Expression body_expression(pugi::xml_node node) {
    if (!node) return {};
    const std::string_view language = attribute(node, "language");
    const bool foreign = !language.empty() && language.find("FEEL") == language.npos &&
                         language.find("feel") == language.npos;
    if (foreign) {
      report(node.parent(), "表达式语言须为 FEEL，而不是 " + std::string(language),
             "expressions must be FEEL, not " + std::string(language));
    }
    return expression(node, inner_text(node));
  }

  Mapping read_mapping(pugi::xml_node node) {
    if (attribute(node, "target").empty()) report(node, "映射缺少 target", "the mapping has no target");
    return {std::string(attribute(node, "target")), expression(node, attribute(node, "source"))};
  }

  void read_event(pugi::xml_node node, ElementKind kind, Element& element) {
    const bool in_event_sub_process = process_.elements[element.parent].by_event;
    const char place = kind == ElementKind::start_event      ? (in_event_sub_process ? 'V' : 'S')
                       : kind == ElementKind::end_event      ? 'E'
                       : kind == ElementKind::catch_event    ? 'C'
                       : kind == ElementKind::throw_event    ? 'T'
                       : kind == ElementKind::boundary_event ? 'B'
                                                             : '\0';
    if (place == '\0') return;
    int definitions = 0;
    bool refused = false;
    for (const pugi::xml_node child : node.children()) {
      const std::string_view name = local_name(child);
      if (!is_bpmn(child) || !name.ends_with("EventDefinition")) continue;
      const EventRow* row = find_event_row(name);
      if (row == nullptr || row->treatment != Treatment::runs) {
        report(node, "暂不支持" + std::string(row ? row->zh : name), "cannot run " + std::string(name));
        refused = true;
      } else {
        element.event.kind = row->kind;
        read_event_definition(child, node, element.event);
      }
      if (++definitions == 2) report(node, "一个事件只能有一个触发", "an event may have one trigger only");
    }
    const EventRow& row = event_row(element.event.kind);
    if (refused || row.places.find(place) != row.places.npos) return;
    report(node, "此处不能使用" + std::string(row.zh) + "事件",
           "a " + std::string(row.xml_name.empty() ? "none event" : row.xml_name) + " cannot stand here");
  }

  void read_event_definition(pugi::xml_node definition, pugi::xml_node event, EventSpec& spec) {
    switch (spec.kind) {
      case EventKind::message:
        spec.name = roots_.resolve(attribute(definition, "messageRef"));
        spec.correlation = expression(event, attribute(extension(event, "message"), "correlation"));
        if (spec.name.empty()) spec.name = attribute(event, "id");
        break;
      case EventKind::signal:
        spec.name = roots_.resolve(attribute(definition, "signalRef"));
        if (spec.name.empty()) report(event, "信号事件缺少信号", "names no signal");
        break;
      case EventKind::error:
        spec.name = roots_.resolve(attribute(definition, "errorRef"));
        break;
      case EventKind::escalation:
        spec.name = roots_.resolve(attribute(definition, "escalationRef"));
        break;
      case EventKind::link:
        spec.name = attribute(definition, "name");
        break;
      case EventKind::conditional:
        spec.condition = body_expression(bpmn_child(definition, "condition"));
        if (!spec.condition.given()) report(event, "条件事件缺少条件", "has no condition");
        break;
      case EventKind::timer:
        read_timer(definition, event, spec);
        break;
      default:
        break;
    }
  }

  void read_timer(pugi::xml_node definition, pugi::xml_node event, EventSpec& spec) {
    if (const pugi::xml_node limit = extension(event, "limit") ? extension(event, "limit")
                                                               : extension(definition, "limit")) {
      spec.timer = TimerKind::limit;
      spec.due = expression(limit, attribute(limit, "value"));
    } else {
      for (const auto& [name, kind] : {std::pair{"timeDate", TimerKind::date}, {"timeDuration", TimerKind::duration},
                                       {"timeCycle", TimerKind::cycle}}) {
        const pugi::xml_node node = bpmn_child(definition, name);
        if (!node) continue;
        spec.timer = kind;
        const std::string text = inner_text(node);
        if (is_iso_timer(text)) {
          spec.due = {'"' + text + '"', xml_.position(node), {}};
        } else {
          spec.due = body_expression(node);
        }
      }
    }
    if (!spec.due.given()) report(event, "定时事件缺少时间", "the timer has no time");
  }

  void read_task(pugi::xml_node node, Element& element) {
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
        if (attribute(node, "instantiate") == "true") report(node, "暂不支持以接收任务启动", "cannot start a process");
        break;
      case ElementKind::call_activity:
        task.called = local_reference(attribute(node, "calledElement"));
        if (task.called.empty()) report(node, "调用活动缺少被调用流程", "names no process to call");
        break;
      case ElementKind::event_gateway:
        if (attribute(node, "instantiate") == "true") report(node, "暂不支持以事件网关启动", "cannot start a process");
        break;
      default:
        break;
    }
  }

  void read_loop(pugi::xml_node node, Element& element) {
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

  void read_flow(pugi::xml_node node) {
    Flow flow;
    flow.id = attribute(node, "id");
    flow.name = attribute(node, "name");
    flow.where = xml_.position(node);
    flow.condition = body_expression(bpmn_child(node, "conditionExpression"));
    flows_.push_back({static_cast<Index>(process_.flows.size()), std::string(attribute(node, "sourceRef")),
                      std::string(attribute(node, "targetRef")), node});
    process_.flows.push_back(std::move(flow));
  }

  // Everything that refers to elements by id, once all ids are known.
  void connect() {
    for (Index i = 0; i < process_.elements.size(); ++i) {
      const std::string& id = process_.elements[i].id;
      if (!id.empty() && !ids_.emplace(id, i).second) {
        findings_.push_back({process_.elements[i].where, id, process_.elements[i].name,
                             {"id 重复", "the id is used twice"}});
      }
    }
    for (const PendingFlow& pending : flows_) connect_flow(pending);
    for (const Pending& pending : attached_) {
      const Index host = find(pending.reference);
      if (host == k_none || process_.elements[host].parent != process_.elements[pending.element].parent) {
        report(pending.node, "边界事件没有依附的活动", "is not attached to an activity beside it");
        continue;
      }
      process_.elements[pending.element].attached_to = host;
      process_.elements[host].boundary.push_back(pending.element);
    }
    for (const Pending& pending : defaults_) {
      Element& element = process_.elements[pending.element];
      for (const Index flow : element.outgoing) {
        if (process_.flows[flow].id == pending.reference) element.default_flow = flow;
      }
      if (element.default_flow == k_none) report(pending.node, "默认流不是它的流出", "the default flow is not its own");
    }
    connect_links();
    connect_starts();
  }

  void connect_flow(const PendingFlow& pending);
  void connect_links();
  void connect_starts();

  Index find(const std::string& id) const {
    const auto found = ids_.find(std::string(local_reference(id)));
    if (found != ids_.end()) return found->second;
    const auto exact = ids_.find(id);
    return exact == ids_.end() ? k_none : exact->second;
  }

  const XmlFile& xml_;
  const RootNames& roots_;
  std::unordered_map<std::string, Index> ids_;
  std::vector<Pending> attached_;
  std::vector<Pending> defaults_;
  std::vector<PendingFlow> flows_;
};

void Reader::connect_flow(const PendingFlow& pending) {
  Flow& flow = process_.flows[pending.flow];
  flow.source = find(pending.source);
  flow.target = find(pending.target);
  if (flow.source == k_none || flow.target == k_none || flow.source == 0 || flow.target == 0) {
    report(pending.node, "顺序流的起点或终点不存在", "the sequence flow leads from or to nothing");
    flow.source = flow.target = k_none;
    return;
  }
  if (process_.elements[flow.source].parent != process_.elements[flow.target].parent) {
    report(pending.node, "顺序流不能跨越子流程", "a sequence flow may not cross a sub-process");
    flow.source = flow.target = k_none;
    return;
  }
  process_.elements[flow.source].outgoing.push_back(pending.flow);
  process_.elements[flow.target].incoming.push_back(pending.flow);
}

void Reader::connect_links() {
  for (Element& thrown : process_.elements) {
    if (thrown.kind != ElementKind::throw_event || thrown.event.kind != EventKind::link) continue;
    for (Index i = 0; i < process_.elements.size(); ++i) {
      const Element& caught = process_.elements[i];
      if (caught.kind == ElementKind::catch_event && caught.event.kind == EventKind::link &&
          caught.event.name == thrown.event.name && caught.parent == thrown.parent) {
        thrown.link_target = i;
      }
    }
  }
}

void Reader::connect_starts() {
  std::vector<std::vector<Index>> loose(process_.elements.size());
  for (Index i = 1; i < process_.elements.size(); ++i) {
    const Element& element = process_.elements[i];
    if (element.kind == ElementKind::start_event) {
      Element& scope = process_.elements[element.parent];
      scope.starts.push_back(i);
      if (scope.by_event) {
        process_.elements[i].watches_scope = true;
        process_.elements[scope.parent].watches.push_back(i);
      }
    } else if (element.by_event) {
      continue;
    } else if (element.incoming.empty() && element.kind != ElementKind::boundary_event &&
               !(element.kind == ElementKind::catch_event && element.event.kind == EventKind::link)) {
      loose[element.parent].push_back(i);
    }
  }
  for (Index i = 0; i < process_.elements.size(); ++i) {
    if (process_.elements[i].is_scope() && process_.elements[i].starts.empty()) {
      process_.elements[i].starts = std::move(loose[i]);
    }
  }
}

}  // namespace

Result<Document> read(std::string_view xml) {
  TIANGE_TRY(const std::shared_ptr<const XmlFile> file, XmlFile::parse(xml));
  const pugi::xml_node definitions = file->root();
  if (!is_bpmn(definitions) || local_name(definitions) != "definitions") {
    return refuse(ErrorCode::bad_process, "不是 BPMN 2.0 文件", "not a BPMN 2.0 file");
  }
  auto content = std::make_shared<Document::Content>();
  content->xml = file;
  const RootNames roots = read_root_names(definitions);
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
