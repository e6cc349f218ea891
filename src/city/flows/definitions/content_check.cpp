#include "city/flows/definitions/content_check.h"

#include <algorithm>
#include <charconv>

#include "base/calendar.h"
#include "base/text.h"
#include "engines/bpmn/model/bpmn_side_by_side.h"
#include "city/flows/form_sources.h"

namespace tiange::flows {

namespace {

Problem problem_at(Gravity gravity, feel::Position where, std::string id, std::string name, Words words) {
  Problem problem;
  problem.gravity = gravity;
  problem.line = where.line;
  problem.column = where.column;
  problem.element_id = std::move(id);
  problem.element_name = std::move(name);
  problem.zh = std::move(words.zh);
  problem.en = std::move(words.en);
  return problem;
}

// The texts between quotes in an expression: "-ZX:acceptor".
std::vector<std::string_view> names_quoted(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t at = text.find('"'); at != text.npos; at = text.find('"', at)) {
    const std::size_t end = text.find('"', at + 1);
    if (end == text.npos) break;
    found.push_back(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return found;
}

// An expression that is one text in quotes, nothing else.
std::optional<std::string_view> constant_text(std::string_view text) {
  text = text::trim(text);
  if (text.starts_with('=')) text = text::trim(text.substr(1));
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  const std::string_view inner = text.substr(1, text.size() - 2);
  return inner.find('"') == inner.npos ? std::optional(inner) : std::nullopt;
}

// What a process asks of the host.
class ProcessChecker {
 public:
  ProcessChecker(const bpmn::Process& process, std::string_view key, const CheckGround& ground,
                 std::vector<Problem>& problems)
      : process_(process), key_(key), ground_(ground), problems_(problems) {}

  void run() {
    if (!key_.empty() && process_.id != key_) {
      add(process_.elements.front(), Gravity::warning,
          {"文件中流程的标识是 " + process_.id + "，发布后以 " + key_ + " 为准",
           "the file calls the process " + process_.id + "; it will be known as " + key_});
    }
    for (const bpmn::Element& element : process_.elements) look_at(element);
  }

 private:
  void add(const bpmn::Element& element, Gravity gravity, Words words) {
    problems_.push_back(problem_at(gravity, element.where, element.id, element.name, std::move(words)));
  }

  void look_at(const bpmn::Element& element) {
    const bpmn::TaskSpec& task = element.task;
    if (!task.decision.empty() && !ground_.exists(DefinitionKind::dmn, task.decision))
      add(element, Gravity::error, {"没有已发布的决策 " + task.decision, "no decision " + task.decision + " is released"});
    if (!task.form.empty() && !ground_.exists(DefinitionKind::form, task.form))
      add(element, Gravity::error, {"没有已发布的表单 " + task.form, "no form " + task.form + " is released"});
    if (!task.called.empty() && task.called != key_ && task.called != process_.id &&
        !ground_.exists(DefinitionKind::bpmn, task.called))
      add(element, Gravity::error, {"没有已发布的流程 " + task.called, "no process " + task.called + " is released"});
    if (!task.service.empty()) look_at_service(element);
    if (task.queue.given()) look_at_queue(element);
    look_at_limit(element, task.limit);
    look_at_limit(element, element.event.timer == bpmn::TimerKind::limit ? element.event.due : bpmn::Expression());
  }

  void look_at_service(const bpmn::Element& element) {
    const auto services = ground_.home.services();
    const auto found = std::find_if(services.begin(), services.end(),
                                    [&](const ServiceName& one) { return one.name == element.task.service; });
    if (found == services.end()) {
      add(element, Gravity::error,
          {"系统没有名为 " + element.task.service + " 的服务", "there is no service named " + element.task.service});
      return;
    }
    for (const ServiceInput& input : found->inputs) {
      const bool given = std::any_of(element.inputs.begin(), element.inputs.end(),
                                     [&](const bpmn::Mapping& one) { return one.target == input.name; });
      if (!given)
        add(element, Gravity::error, {"服务 " + found->name + " 需要输入 " + input.name + "（" + input.zh + "）",
                                      "service " + found->name + " needs the input " + input.name + " (" + input.en + ")"});
    }
  }

  void look_at_queue(const bpmn::Element& element) {
    const auto constant = constant_text(element.task.queue.text);
    if (constant && constant->find(':') == constant->npos) {
      add(element, Gravity::error,
          {"队列应为“单位或区划代码:岗位”，如 440604-ZX:acceptor", "a queue is \"<unit or area code>:<duty>\", such as 440604-ZX:acceptor"});
      return;
    }
    for (const std::string_view text : names_quoted(element.task.queue.text)) {
      const std::size_t colon = text.rfind(':');
      if (colon == text.npos || colon + 1 == text.size()) continue;
      const std::string duty(text.substr(colon + 1));
      if (!ground_.home.knows_duty(duty))
        add(element, Gravity::error, {"没有岗位 " + duty, "there is no duty " + duty});
    }
  }

  void look_at_limit(const bpmn::Element& element, const bpmn::Expression& limit) {
    const auto constant = limit.given() ? constant_text(limit.text) : std::nullopt;
    if (!constant || constant->empty() || parse_limit(*constant).ok()) return;
    add(element, Gravity::error, {"时限 " + std::string(*constant) + " 无法计算，应如 4 work_hours、2 work_days",
                                  "the limit " + std::string(*constant) + " cannot be counted; write 4 work_hours or 2 work_days"});
  }

  const bpmn::Process& process_;
  const std::string key_;
  const CheckGround& ground_;
  std::vector<Problem>& problems_;
};

void add_refusal(const Refusal& refusal, std::vector<Problem>& problems) {
  if (refusal.fields.empty()) {
    problems.push_back(problem_at(Gravity::error, {0, 0}, "", "", {refusal.zh, refusal.en}));
    return;
  }
  for (const FieldError& field : refusal.fields)
    problems.push_back(problem_at(Gravity::error, {0, 0}, field.path, "", {field.zh, field.en}));
}

std::string called(const bpmn::Element& element) { return "“" + (element.name.empty() ? element.id : element.name) + "”"; }

// What can be said of the process only as a whole.
void check_model(const bpmn::Model& model, const CheckGround& ground, std::vector<Problem>& problems) {
  const auto add = [&](const bpmn::Element& element, Words words, Gravity gravity = Gravity::error) {
    problems.push_back(problem_at(gravity, element.where, element.id, element.name, std::move(words)));
  };
  const auto& elements = model.process().elements;
  for (const bpmn::StartTrigger& start : model.condition_starts()) {
    add(model.element(start.element), {"没有谁会在流程开始前察看条件；条件开始只能用在事件子流程里",
                                       "nobody watches a condition before a process begins; use it in event sub-processes only"});
  }
  const bool by_itself = !model.message_starts().empty() || !model.signal_starts().empty() || !model.timer_starts().empty();
  if (!ground.home.one_task_at_a_time()) return;
  for (const bpmn::Element& element : elements) {
    if (!by_itself || element.kind != bpmn::ElementKind::user_task) continue;
    add(element, {"由消息、信号或时间开始的流程没有自己的工单，不能有人工任务；请让它发消息给在办的工单",
                  "a process that begins by message, signal or clock has no case of its own and cannot hold tasks of people; let it send messages to running cases"});
  }
  for (const bpmn::SideBySide& found : bpmn::tasks_side_by_side(model)) {
    std::string names;
    for (const bpmn::Index task : found.tasks) names += called(model.element(task));
    add(elements[found.where],
        {"会让" + names + "同时打开；一件工单同一时刻只停在一个环节，将按打开的先后依次办理，时限却同时在走。要真正并行，请在环节内用协办、会签",
         "opens several tasks at once: " + names + "; a case stands at one step at a time, so they are done one after the other while all their limits run. For work side by side use assisting parts or countersigning within a step"},
        Gravity::warning);
  }
}

void check_process(std::string_view key, const std::string& content, const CheckGround& ground,
                   std::vector<Problem>& problems) {
  const auto document = bpmn::read(content);
  if (!document.ok()) return add_refusal(document.refusal(), problems);
  for (const bpmn::Finding& finding : bpmn::check(*document))
    problems.push_back(problem_at(Gravity::error, finding.where, finding.element_id, finding.element_name, finding.words));
  const auto& processes = document->processes();
  const auto chosen = std::find_if(processes.begin(), processes.end(), [](const auto& one) { return one.executable; });
  if (chosen != processes.end()) {
    ProcessChecker(*chosen, key, ground, problems).run();
  } else if (processes.size() == 1) {
    ProcessChecker(processes.front(), key, ground, problems).run();
  }
  if (!is_good(problems)) return;
  if (const auto model = bpmn::compile(*document); model.ok()) check_model(**model, ground, problems);
}

// The engine names the element, its id and the line within its words.
Problem decision_problem(const Words& words) {
  Problem problem = problem_at(Gravity::error, {0, 0}, "", "", words);
  const std::size_t id = words.en.find(" ("), line = words.en.find(", line ");
  if (id != std::string::npos && id < line) {
    const std::size_t end = words.en.find(')', id);
    problem.element_id = words.en.substr(id + 2, end - id - 2);
  }
  if (line != std::string::npos) {
    std::from_chars(words.en.data() + line + 7, words.en.data() + words.en.size(), problem.line);
    problem.column = 1;
  }
  if (words.en.starts_with('\'')) problem.element_name = words.en.substr(1, words.en.find('\'', 1) - 1);
  return problem;
}

void check_decision(std::string_view key, const std::string& content, const CheckGround& ground,
                    std::vector<Problem>& problems) {
  const auto model = dmn::parse_model(content, {}, dmn::Reading::lenient);
  if (!model.ok()) return add_refusal(model.refusal(), problems);
  for (const Words& words : model->problems()) problems.push_back(decision_problem(words));
  const auto decisions = model->decisions();
  if (decisions.empty())
    problems.push_back(problem_at(Gravity::error, {0, 0}, "", "", {"文件中没有决策", "the file holds no decision"}));
  const auto named = [&](const dmn::ElementInfo& info) { return info.id == key || info.name == key; };
  if (!key.empty() && decisions.size() > 1 && std::none_of(decisions.begin(), decisions.end(), named)) {
    problems.push_back(problem_at(Gravity::warning, {0, 0}, "", "",
                                  {"没有名为 " + std::string(key) + " 的决策，将以最上层的决策作答",
                                   "no decision is named " + std::string(key) + "; the topmost one answers"}));
  }
  const std::vector<Fact> facts = ground.home.facts();
  for (const dmn::ElementInfo& input : model->inputs()) {
    const bool known = std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.name == input.name; });
    if (known) continue;
    problems.push_back(problem_at(Gravity::warning, {0, 0}, input.id, input.name,
                                  {"工单不提供“" + input.name + "”，取值将为空",
                                   "cases do not give \"" + input.name + "\"; it will be null"}));
  }
}

void check_form(std::string_view key, const std::string& content, std::vector<Problem>& problems) {
  const auto form = forms::parse_form(content, form_options());
  if (!form.ok()) return add_refusal(form.refusal(), problems);
  if (!key.empty() && form->key != key) {
    problems.push_back(problem_at(Gravity::warning, {0, 0}, "", "",
                                  {"文件中表单的标识是 " + form->key + "，发布后以 " + std::string(key) + " 为准",
                                   "the file calls the form " + form->key + "; it will be known as " + std::string(key)}));
  }
}

}  // namespace

std::vector<Problem> problems_of(DefinitionKind kind, std::string_view key, const std::string& content,
                                 const CheckGround& ground) {
  std::vector<Problem> problems;
  switch (kind) {
    case DefinitionKind::bpmn:
      check_process(key, content, ground, problems);
      break;
    case DefinitionKind::dmn:
      check_decision(key, content, ground, problems);
      break;
    case DefinitionKind::form:
      check_form(key, content, problems);
      break;
  }
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return problems;
}

bool is_good(const std::vector<Problem>& problems) {
  return std::none_of(problems.begin(), problems.end(),
                      [](const Problem& problem) { return problem.gravity == Gravity::error; });
}

Refusal refuse_problems(DefinitionKind kind, const std::vector<Problem>& problems) {
  std::vector<FieldError> fields;
  for (const Problem& problem : problems) {
    if (problem.gravity != Gravity::error) continue;
    std::string path = problem.line > 0 ? std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " : "";
    path += problem.element_id;
    if (!problem.element_name.empty()) path += " " + problem.element_name;
    fields.push_back({path.empty() ? "content" : path, problem.zh, problem.en});
  }
  const ErrorCode code = kind == DefinitionKind::bpmn  ? ErrorCode::bad_process
                         : kind == DefinitionKind::dmn ? ErrorCode::bad_decision
                                                       : ErrorCode::bad_file;
  return refuse_fields(code, std::move(fields));
}

}  // namespace tiange::flows
