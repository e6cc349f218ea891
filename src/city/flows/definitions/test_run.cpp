#include "city/flows/definitions/test_run.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/text.h"
#include "engines/feel/feel_json.h"

namespace tiange::flows {

namespace {

std::string shown(const json::Value& value) { return value.is_string() ? value.as_string() : json::write(value); }

// Members that are not wanted are not looked at; numbers are equal by value.
bool same(const json::Value& wanted, const json::Value& got) {
  if (wanted.is_number() && got.is_number()) return wanted.as_double() == got.as_double();
  if (wanted.is_object() && got.is_object()) {
    return std::all_of(wanted.as_object().begin(), wanted.as_object().end(), [&](const json::Member& member) {
      const json::Value* value = got.find(member.first);
      return value ? same(member.second, *value) : member.second.is_null();
    });
  }
  if (wanted.is_array() && got.is_array()) {
    const auto& a = wanted.as_array();
    const auto& b = got.as_array();
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
  }
  return wanted == got;
}

feel::Value context_of(const json::Value* value) {
  return value && value->is_object() ? feel::from_json(*value) : feel::Value::context({});
}

// One test being run.
class TestRunner {
 public:
  TestRunner(const TestSubject& subject, const TestCase& test, const TestSurroundings& surroundings)
      : subject_(subject), spec_(test.spec), surroundings_(surroundings) {
    outcome_.id = test.id;
    outcome_.name = test.name;
  }

  TestOutcome run() {
    if (subject_.decision) run_decision();
    if (subject_.form) run_form();
    if (subject_.process) run_process();
    outcome_.passed = outcome_.differences.empty();
    return std::move(outcome_);
  }

 private:
  void differs(std::string path, std::string wanted, std::string got) {
    TestDifference difference;
    difference.zh = path + " 应为 " + wanted + "，实为 " + got;
    difference.en = path + " should be " + wanted + ", is " + got;
    difference.path = std::move(path);
    difference.wanted = std::move(wanted);
    difference.got = std::move(got);
    outcome_.differences.push_back(std::move(difference));
  }
  void fails(std::string path, const Refusal& refusal) {
    outcome_.differences.push_back({std::move(path), "", "", refusal.zh, refusal.en});
  }
  void compare(const std::string& path, const json::Value* wanted, const json::Value& got) {
    if (!wanted) return;
    if (wanted->is_object() && got.is_object()) {
      for (const auto& [name, value] : wanted->as_object()) {
        const json::Value* found = got.find(name);
        const json::Value none;
        if (!same(value, found ? *found : none)) differs(path + "." + name, shown(value), shown(found ? *found : none));
      }
    } else if (!same(*wanted, got)) {
      differs(path, shown(*wanted), shown(got));
    }
  }

  void run_decision() {
    const std::string asked = spec_.text_or("decision", subject_.decision->asked);
    const auto outcome =
        dmn::evaluate_decision(subject_.decision->model, asked, context_of(spec_.find("inputs")),
                               {.explain = dmn::Explain::hits, .environment = environment_at(moment())});
    if (!outcome.ok()) return fails("decision", outcome.refusal());
    outcome_.came_out = feel::to_json(outcome->value);
    if (!outcome_.came_out.is_object()) {
      json::Value named;
      named.set(asked, std::move(outcome_.came_out));
      outcome_.came_out = std::move(named);
    }
    compare("expected", spec_.find("expected"), outcome_.came_out);
    const json::Value* rules = spec_.find("rules");
    if (!rules) return;
    json::Array matched;
    for (const dmn::DecisionTrace& trace : outcome->traces) {
      for (const dmn::RuleTrace& rule : trace.matched) matched.push_back(json::Value(rule.number));
    }
    compare("rules", rules, matched);
  }

  void run_form() {
    const json::Value* answers = spec_.find("answers");
    const forms::Checked checked =
        forms::check(*subject_.form, answers ? *answers : json::Value(json::Object{}), moment());
    std::vector<std::string> wrong;
    for (const FieldError& error : checked.wrong) wrong.push_back(error.path);
    outcome_.came_out = checked.answers;
    compare_names("visible", checked.visible);
    compare_names("required", checked.required);
    compare_names("wrong", wrong);
    compare("values", spec_.find("values"), checked.answers);
  }
  // In any order.
  void compare_names(const std::string& member, std::vector<std::string> got) {
    const json::Value* wanted = spec_.find(member);
    if (!wanted || !wanted->is_array()) return;
    std::vector<std::string> names;
    for (const json::Value& one : wanted->as_array()) names.push_back(shown(one));
    std::sort(names.begin(), names.end());
    std::sort(got.begin(), got.end());
    if (names != got) differs(member, text::join(names, ", "), text::join(got, ", "));
  }

  Instant moment() const {
    const auto at = parse_local(spec_.text_or("at"));
    return at.ok() ? *at : surroundings_.now;
  }

  void run_process() {
    const std::string area = spec_.text_or("area");
    const std::unique_ptr<TrialHost> host = surroundings_.home.trial(area, moment());
    TrialParts parts;
    parts.host = host.get();
    parts.process = surroundings_.process;
    parts.decide = [&](std::string_view decision, const feel::Value& asked, Instant now) -> Result<feel::Value> {
      if (const json::Value* stubs = spec_.find("decisions")) {
        if (const json::Value* stub = stubs->find(decision)) return feel::from_json(*stub);
      }
      return surroundings_.decide(decision, area, asked, now);
    };
    parts.service = [](std::string_view, const feel::Value&) { return Result<feel::Value>(feel::Value::context({})); };
    Trial trial(subject_.process, parts, moment());
    if (const Outcome started = trial.start(context_of(spec_.find("variables"))); !started.ok()) {
      fails("variables", started.refusal());
    } else {
      take_steps(trial);
    }
    outcome_.came_out = feel::to_json(trial.variables());
    for (const TrialVisit& visit : trial.visits()) outcome_.path.emplace_back(visit.element);
    if (outcome_.differences.empty()) compare_course(trial);
  }

  void take_steps(Trial& trial) {
    const json::Value* steps = spec_.find("steps");
    if (!steps || !steps->is_array()) return;
    for (std::size_t i = 0; i < steps->as_array().size(); ++i) {
      const json::Value& step = steps->as_array()[i];
      const std::string path = "steps[" + std::to_string(i) + "]";
      const Outcome taken = take_step(trial, step, path, i);
      if (taken.ok()) continue;
      fails(path, taken.refusal());
      if (taken.refusal().code == ErrorCode::task_gone)
        differs(path, step.text_or("complete"), text::join(trial.standing(), ", "));
      return;
    }
  }
  Outcome take_step(Trial& trial, const json::Value& step, const std::string& path, std::size_t) {
    const feel::Value variables = context_of(step.find("variables"));
    if (step.find("complete")) return trial.complete(step.text_or("complete"), variables);
    if (step.find("message")) return trial.message(step.text_or("message"), variables);
    if (step.find("advance")) {
      TIANGE_TRY(const Instant moment, later(trial.now(), step.text_or("advance")));
      return trial.advance_to(moment);
    }
    compare_standing(path, step.find("standing"), trial);
    return done();
  }
  Result<Instant> later(Instant now, const std::string& span) const {
    if (parse_limit(span).ok()) return surroundings_.home.trial("", now)->limit_due(span, now);
    return timer_due(bpmn::TimerKind::duration, span, now);
  }
  void compare_standing(const std::string& path, const json::Value* wanted, const Trial& trial) {
    if (!wanted || !wanted->is_array()) return;
    std::vector<std::string> names;
    for (const json::Value& one : wanted->as_array()) names.push_back(shown(one));
    std::sort(names.begin(), names.end());
    const std::vector<std::string> standing = trial.standing();
    if (names != standing) differs(path + ".standing", text::join(names, ", "), text::join(standing, ", "));
  }
  void compare_course(const Trial& trial) {
    const json::Value* expected = spec_.find("expected");
    if (!expected) return;
    compare_standing("expected", expected->find("standing"), trial);
    if (const std::string end = expected->text_or("end"); !end.empty()) {
      const bool over = trial.status() == bpmn::Status::completed;
      if (!over || trial.end() != end) differs("expected.end", end, over ? trial.end() : text::join(trial.standing(), ", "));
    }
    compare("expected.variables", expected->find("variables"), outcome_.came_out);
    compare_path(expected->find("path"), expected->find("never"));
  }
  void compare_path(const json::Value* wanted, const json::Value* never) {
    const std::vector<std::string>& path = outcome_.path;
    if (wanted && wanted->is_array()) {
      auto at = path.begin();
      for (const json::Value& one : wanted->as_array()) {
        at = std::find(at, path.end(), shown(one));
        if (at == path.end()) {
          differs("expected.path", shown(one), text::join(path, " → "));
          break;
        }
        ++at;
      }
    }
    if (!never || !never->is_array()) return;
    for (const json::Value& one : never->as_array()) {
      if (std::find(path.begin(), path.end(), shown(one)) != path.end())
        differs("expected.never", shown(one), text::join(path, " → "));
    }
  }

  const TestSubject& subject_;
  const json::Value& spec_;
  const TestSurroundings& surroundings_;
  TestOutcome outcome_;
};

constexpr std::size_t k_longest_span = 8;  // characters of ISO 8601: at most P999999D

struct SpecRow {
  DefinitionKind kind;
  std::string_view member;
  char shape;  // object, array, text
};
constexpr SpecRow k_spec[] = {
    {DefinitionKind::dmn, "inputs", 'o'},    {DefinitionKind::dmn, "expected", 'o'},
    {DefinitionKind::dmn, "rules", 'a'},     {DefinitionKind::dmn, "decision", 't'},
    {DefinitionKind::dmn, "at", 't'},        {DefinitionKind::form, "answers", 'o'},
    {DefinitionKind::form, "visible", 'a'},  {DefinitionKind::form, "required", 'a'},
    {DefinitionKind::form, "wrong", 'a'},    {DefinitionKind::form, "values", 'o'},
    {DefinitionKind::form, "at", 't'},       {DefinitionKind::bpmn, "variables", 'o'},
    {DefinitionKind::bpmn, "at", 't'},       {DefinitionKind::bpmn, "area", 't'},
    {DefinitionKind::bpmn, "decisions", 'o'}, {DefinitionKind::bpmn, "steps", 'a'},
    {DefinitionKind::bpmn, "expected", 'o'},
};

void check_steps(const json::Value& steps, std::vector<FieldError>& wrong) {
  for (std::size_t i = 0; i < steps.as_array().size(); ++i) {
    const json::Value& step = steps.as_array()[i];
    const std::string path = "spec.steps[" + std::to_string(i) + "]";
    int verbs = 0;
    for (const char* verb : {"complete", "advance", "message", "standing"}) verbs += step.find(verb) != nullptr;
    if (verbs != 1)
      wrong.push_back({path, "应有 complete、advance、message、standing 之一", "needs one of complete, advance, message, standing"});
    const std::string span = step.text_or("advance");
    const bool counted = parse_limit(span).ok() ||
                         (span.size() <= k_longest_span && timer_due(bpmn::TimerKind::duration, span, {1}).ok());
    if (step.find("advance") && !counted)
      wrong.push_back({path + ".advance", "应为时长，如 PT4H 或 2 work_days", "must be a span such as PT4H or 2 work_days"});
  }
}

}  // namespace

Result<TestSubject> read_subject(DefinitionKind kind, std::string_view key, const std::string& content) {
  TestSubject subject;
  subject.kind = kind;
  subject.key = key;
  switch (kind) {
    case DefinitionKind::dmn: {
      TIANGE_TRY(subject.decision, read_decision(key, content));
      break;
    }
    case DefinitionKind::form: {
      TIANGE_TRY(forms::Form form, forms::parse_form(content));
      subject.form = std::make_shared<const forms::Form>(std::move(form));
      break;
    }
    case DefinitionKind::bpmn: {
      TIANGE_TRY(const bpmn::Document document, bpmn::read(content));
      TIANGE_TRY(subject.process, bpmn::compile(document));
      break;
    }
  }
  return subject;
}

Outcome check_spec(DefinitionKind kind, const json::Value& spec) {
  if (!spec.is_object()) return refuse_fields(ErrorCode::bad_input, {{"spec", "应为对象", "must be an object"}});
  std::vector<FieldError> wrong;
  for (const auto& [name, value] : spec.as_object()) {
    const auto row = std::find_if(std::begin(k_spec), std::end(k_spec),
                                  [&](const SpecRow& one) { return one.kind == kind && one.member == name; });
    const std::string path = "spec." + name;
    if (row == std::end(k_spec)) {
      wrong.push_back({path, "不认识的内容", "is not known"});
    } else if (row->shape == 'o' && !value.is_object()) {
      wrong.push_back({path, "应为对象", "must be an object"});
    } else if (row->shape == 'a' && !value.is_array()) {
      wrong.push_back({path, "应为列表", "must be a list"});
    } else if (row->shape == 't' && !value.is_string()) {
      wrong.push_back({path, "应为文字", "must be a text"});
    } else if (name == "at" && !parse_local(value.as_string()).ok()) {
      wrong.push_back({path, "应为日期和时间", "must be a date and time"});
    } else if (name == "steps") {
      check_steps(value, wrong);
    }
  }
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, std::move(wrong));
  return done();
}

TestOutcome run_test(const TestSubject& subject, const TestCase& test, const TestSurroundings& surroundings) {
  return TestRunner(subject, test, surroundings).run();
}

TestRun run_tests(const TestSubject& subject, const std::vector<TestCase>& tests,
                  const TestSurroundings& surroundings) {
  TestRun run;
  for (const TestCase& test : tests) {
    run.items.push_back(run_test(subject, test, surroundings));
    ++(run.items.back().passed ? run.passed : run.failed);
  }
  return run;
}

Refusal failed_tests(const TestRun& run) {
  std::vector<FieldError> fields;
  for (const TestOutcome& outcome : run.items) {
    for (const TestDifference& difference : outcome.differences)
      fields.push_back({"“" + outcome.name + "”", difference.zh, difference.en});
  }
  return refuse_fields(ErrorCode::tests_fail, std::move(fields));
}

}  // namespace tiange::flows
