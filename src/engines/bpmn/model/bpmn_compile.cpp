#include <algorithm>

#include "engines/bpmn/model/bpmn_document.h"

namespace tiange::bpmn {

namespace {

// Compiles what is given; a text that FEEL refuses becomes a finding at the holder.
class ExpressionCompiler {
 public:
  ExpressionCompiler(Process& process, std::vector<Finding>& findings) : process_(process), findings_(findings) {
    for (const Element& element : process.elements) {
      for (const std::string* name : {&element.loop.item, &element.loop.results, &element.task.result}) known(*name);
      for (const Mapping& map : element.inputs) known(map.target);
      for (const Mapping& map : element.outputs) known(map.target);
    }
  }

  void run() {
    for (Element& element : process_.elements) {
      TaskSpec& task = element.task;
      LoopSpec& loop = element.loop;
      for (Expression* expression :
           {&task.queue, &task.limit, &task.script, &loop.cardinality, &loop.collection, &loop.completion,
            &loop.condition, &loop.result, &element.completion, &element.starts_inside, &element.activation}) {
        compile(*expression, element.id, element.name);
      }
      compile(element.event, element);
      for (EventSpec& trigger : element.triggers) compile(trigger, element);
      for (Mapping& map : element.inputs) compile(map.source, element.id, element.name);
      for (Mapping& map : element.outputs) compile(map.source, element.id, element.name);
    }
    for (Flow& flow : process_.flows) compile(flow.condition, flow.id, flow.name);
  }

 private:
  void known(const std::string& name) {
    if (!name.empty()) names_.variables.push_back(name);
  }

  void compile(EventSpec& event, const Element& element) {
    for (Expression* expression : {&event.due, &event.condition, &event.correlation}) {
      compile(*expression, element.id, element.name);
    }
  }

  void compile(Expression& expression, const std::string& id, const std::string& name) {
    if (!expression.given()) return;
    auto parsed = feel::parse_expression(expression.text, names_);
    if (parsed.ok()) {
      expression.compiled = std::move(parsed).value();
    } else {
      const Refusal& refusal = parsed.refusal();
      findings_.push_back({expression.where, id, name,
                           {"“" + expression.text + "”：" + refusal.zh, "\"" + expression.text + "\": " + refusal.en}});
    }
  }

  Process& process_;
  std::vector<Finding>& findings_;
  feel::Names names_;
};

struct Checked {
  Process process;
  std::vector<Finding> findings;
};

Checked check_and_compile(const Document& document, std::size_t index) {
  const Document::Content& content = document.content();
  Checked checked{content.processes[index], content.findings[index]};
  check_process(checked.process, checked.findings);
  ExpressionCompiler(checked.process, checked.findings).run();
  std::stable_sort(checked.findings.begin(), checked.findings.end(), [](const Finding& a, const Finding& b) {
    return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
  });
  return checked;
}

FieldError as_field(const Finding& finding) {
  std::string path = std::to_string(finding.where.line) + ":" + std::to_string(finding.where.column);
  if (!finding.element_id.empty()) path += " " + finding.element_id;
  if (!finding.element_name.empty()) path += " " + finding.element_name;
  return {std::move(path), finding.words.zh, finding.words.en};
}

Refusal refuse_findings(const std::vector<Finding>& findings) {
  const FieldError first = as_field(findings.front());
  Refusal refusal = refuse(ErrorCode::bad_process, first.path + " " + first.zh, first.path + " " + first.en);
  for (const Finding& finding : findings) refusal.fields.push_back(as_field(finding));
  return refusal;
}

}  // namespace

Result<std::size_t> choose_process(const Document& document, std::string_view process_id) {
  const std::vector<Process>& processes = document.processes();
  std::optional<std::size_t> chosen;
  int executable = 0;
  for (std::size_t i = 0; i < processes.size(); ++i) {
    if (process_id.empty() ? processes[i].executable : processes[i].id == process_id) {
      chosen = i;
      ++executable;
    }
  }
  if (process_id.empty() && executable == 0 && processes.size() == 1) return std::size_t{0};
  if (!chosen) return refuse(ErrorCode::bad_process, "文件中没有可执行的流程", "the file holds no executable process");
  if (executable > 1) {
    return refuse(ErrorCode::bad_process, "文件中有多个可执行的流程", "the file holds several executable processes");
  }
  return *chosen;
}

std::vector<Finding> check(const Document& document, std::string_view process_id) {
  const auto index = choose_process(document, process_id);
  if (!index.ok()) return {{Position{}, "", "", {index.refusal().zh, index.refusal().en}}};
  return check_and_compile(document, *index).findings;
}

Result<ModelPtr> compile(const Document& document, std::string_view process_id) {
  TIANGE_TRY(const std::size_t index, choose_process(document, process_id));
  Checked checked = check_and_compile(document, index);
  if (!checked.findings.empty()) return refuse_findings(checked.findings);
  return std::make_shared<const Model>(std::move(checked.process));
}

Model::Model(Process process) : process_(std::move(process)) {
  for (Index i = 0; i < process_.elements.size(); ++i) by_id_.emplace(process_.elements[i].id, i);
  std::vector<std::vector<Index>> link_sources(process_.elements.size());
  for (Index i = 0; i < process_.elements.size(); ++i) {
    if (const Index target = process_.elements[i].link_target; target != k_none) link_sources[target].push_back(i);
  }
  for (const Element& gateway : process_.elements) {
    const bool synchronizes =
        gateway.kind == ElementKind::inclusive_gateway || gateway.kind == ElementKind::complex_gateway;
    has_complex_ |= gateway.kind == ElementKind::complex_gateway;
    if (!synchronizes || gateway.incoming.size() < 2) continue;
    const Index self = process_.flows[gateway.incoming[0]].target;
    for (const Index flow : gateway.incoming) {
      std::vector<bool>& reaching = reaching_[flow];
      reaching.assign(process_.elements.size(), false);
      std::vector<Index> open;
      const auto visit = [&](Index index) {
        if (index != k_none && index != self && !reaching[index]) {
          reaching[index] = true;
          open.push_back(index);
        }
      };
      visit(process_.flows[flow].source);
      while (!open.empty()) {
        const Index at = open.back();
        open.pop_back();
        visit(process_.elements[at].attached_to);
        for (const Index incoming : process_.elements[at].incoming) visit(process_.flows[incoming].source);
        for (const Index thrown : link_sources[at]) visit(thrown);
      }
    }
  }
}

bool Model::can_reach(Index from, Index to) const {
  const auto found = reaching_.find(to);
  return found != reaching_.end() && found->second[from];
}

std::vector<StartTrigger> Model::triggers(EventKind kind) const {
  std::vector<StartTrigger> found;
  const auto add = [&](Index index) {
    const Element& element = process_.elements[index];
    const bool receives = element.kind == ElementKind::receive_task;
    for (std::uint32_t i = 0; i < element.triggers.size(); ++i) {
      if (element.triggers[i].kind == kind) found.push_back({index, i, &element.triggers[i]});
    }
    if (element.triggers.empty() && (receives ? EventKind::message : element.event.kind) == kind) {
      found.push_back({index, 0, &element.event});
    }
  };
  for (Index i = 1; i < process_.elements.size(); ++i) {
    const Element& element = process_.elements[i];
    if (element.parent != 0) continue;
    if (element.kind == ElementKind::start_event) add(i);
    if (!element.instantiates) continue;
    if (element.kind == ElementKind::receive_task) add(i);
    for (const Index flow : element.outgoing) {
      if (element.kind == ElementKind::event_gateway) add(process_.flows[flow].target);
    }
  }
  return found;
}

Index Model::find(std::string_view element_id) const {
  const auto found = by_id_.find(std::string(element_id));
  return found == by_id_.end() ? k_none : found->second;
}

Index Process::find(std::string_view element_id) const {
  for (Index i = 0; i < elements.size(); ++i) {
    if (elements[i].id == element_id) return i;
  }
  return k_none;
}

}  // namespace tiange::bpmn
