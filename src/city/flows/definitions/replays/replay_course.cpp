// A process run again with what people did in the past, on a clock of its own.

#include <algorithm>
#include <numeric>

#include "city/flows/definitions/replays/replay_run.h"
#include "platform/observe/system_clock.h"

namespace tiange::flows {

namespace {

constexpr int k_cases_followed = 200;
constexpr int k_most_unknown = 8;  // steps in a row that history knows nothing of

std::string text_of(const feel::Value& context, std::string_view name) {
  const feel::Value* value = context.find(name);
  return value && value->is(feel::Kind::string) ? std::string(value->as_string()) : std::string();
}

// How a course went through one version.
struct Course {
  std::vector<std::string> steps;  // tasks in the order they were entered
  std::string unit;
  std::string level;
  std::int64_t met = 0;     // tasks done within their limit
  std::int64_t missed = 0;
  std::int64_t minutes = 0;  // from the start to the last act
  std::string end;
  std::vector<std::string> unknown;  // steps without past data
  Refusal stuck{ErrorCode::not_waiting, "", "", {}};
  bool ran = true;  // false: it could not go on, see stuck
};

// Leads one past course through one version.
class CourseRunner {
 public:
  CourseRunner(const ReplayGround& ground, const bpmn::ModelPtr& model, const PastCourse& past)
      : ground_(ground), model_(model), past_(past), host_(ground.home.trial(past.who.area, past.started)) {
    parts_.host = host_.get();
    parts_.process = [this](std::string_view key, std::int64_t version) -> Result<bpmn::ModelPtr> {
      if (version == 0) version = ground_.versions.in_effect(DefinitionKind::bpmn, key, past_.who.area, past_.started);
      return ground_.versions.process(key, version);
    };
    parts_.decide = [this](std::string_view key, const feel::Value& asked, Instant now) { return decide(key, asked, now); };
    parts_.service = [](std::string_view, const feel::Value&) { return Result<feel::Value>(feel::Value::context({})); };
  }

  Course run() {
    Trial trial(model_, parts_, past_.started);
    Outcome going = trial.start(past_.variables);
    for (std::size_t i = 0; i < past_.acts.size() && going.ok() && trial.status() == bpmn::Status::running; ++i) {
      going = follow(trial, i);
    }
    if (!going.ok()) {
      course_.ran = false;
      course_.stuck = going.refusal();
    }
    close(trial);
    return std::move(course_);
  }

 private:
  Result<feel::Value> decide(std::string_view key, const feel::Value& asked, Instant now) {
    std::int64_t version = ground_.versions.in_effect(DefinitionKind::dmn, key, past_.who.area, now);
    // A draft may ask a decision that was not there then.
    if (version == 0) version = ground_.versions.in_effect(DefinitionKind::dmn, key, past_.who.area, ground_.now);
    TIANGE_TRY(const auto decision, ground_.versions.decision(key, version));
    TIANGE_TRY(const dmn::DecisionOutcome outcome,
               dmn::evaluate_decision(decision->model, decision->asked, asked,
                                      {.explain = dmn::Explain::no, .environment = environment_at(now)}));
    if (outcome.value.is(feel::Kind::context)) return outcome.value;
    return feel::Value::context({{std::string(key), outcome.value}});
  }

  std::string_view stage_of(std::string_view element) const {
    const bpmn::Index index = model_->find(element);
    return index == bpmn::k_none ? std::string_view() : std::string_view(model_->element(index).stage);
  }
  bool acted_later(std::string_view element, std::size_t from) const {
    return std::any_of(past_.acts.begin() + static_cast<std::ptrdiff_t>(from), past_.acts.end(),
                       [&](const PastAct& act) { return !act.jumps && act.element == element; });
  }

  // The act at its moment, later by what steps without past data took before it.
  Outcome follow(Trial& trial, std::size_t i) {
    const PastAct& act = past_.acts[i];
    if (model_->find(act.element) == bpmn::k_none) {
      // The step is gone: what it took is saved.
      const Instant before = i == 0 ? past_.started : past_.acts[i - 1].happened;
      later_ = later_ - (act.happened - before);
      return done();
    }
    if (!act.jumps) TIANGE_CHECK_OK(pass_unknown(trial, i));
    TIANGE_CHECK_OK(trial.advance_to(act.happened + later_));
    if (act.jumps) return trial.status() == bpmn::Status::running ? trial.jump(act.element) : done();
    TIANGE_CHECK_OK(pass_unknown(trial, i));  // a timer may have led to another step
    if (trial.waits_at(act.element)) return trial.complete(act.element, act.variables);
    const auto standing = task_in_the_way(trial, i);
    return standing ? trial.complete(*standing, act.variables) : done();  // the same work at another step of the stage
  }

  // Steps in the way that history knows nothing of, up to one of the stage of the act to come.
  Outcome pass_unknown(Trial& trial, std::size_t i) {
    const PastAct& act = past_.acts[i];
    for (int unknown = 0; unknown < k_most_unknown && !trial.waits_at(act.element); ++unknown) {
      const auto standing = task_in_the_way(trial, i);
      if (!standing) break;
      if (stage_of(*standing) == stage_of(act.element) && !leads_to(trial, *standing, act.element)) break;
      TIANGE_CHECK_OK(pass(trial, *standing));
    }
    return done();
  }

  // Whether passing the step brings the process to the element, tried on a copy.
  bool leads_to(const Trial& trial, const std::string& step, std::string_view element) {
    Trial copy = trial;
    const Span later = later_;
    const std::vector<std::string> unknown = course_.unknown;
    const bool leads = pass(copy, step).ok() && copy.waits_at(element);
    later_ = later;
    course_.unknown = unknown;
    return leads;
  }

  // A task it stands at for which history has no act to come.
  std::optional<std::string> task_in_the_way(const Trial& trial, std::size_t i) const {
    for (const std::string& id : trial.standing()) {
      const bpmn::Index index = model_->find(id);
      const bool task = index != bpmn::k_none && model_->element(index).kind == bpmn::ElementKind::user_task;
      if (task && trial.waits_at(id) && !acted_later(id, i)) return id;
    }
    return std::nullopt;
  }

  // No past data: it takes as long as its limit says, else no time at all.
  Outcome pass(Trial& trial, const std::string& element) {
    const Instant before = trial.now();
    Instant until = before;
    for (const TrialVisit& visit : trial.visits()) {
      if (visit.element == element && !visit.left && visit.due) until = std::max(before, visit.due);
    }
    course_.unknown.push_back(element);
    // Its own limit is not overrun by being used up, so it is done a moment before.
    if (until > before) TIANGE_CHECK_OK(trial.advance_to(until - Span{1}));
    later_ = later_ + (trial.now() - before);
    if (!trial.waits_at(element)) return done();
    return trial.complete(element, feel::Value::context({}));
  }

  void close(const Trial& trial) {
    for (const TrialVisit& visit : trial.visits()) {
      if (visit.kind != bpmn::ElementKind::user_task) continue;
      course_.steps.emplace_back(visit.element);
      if (!visit.due || !visit.left) continue;
      ++(visit.left <= visit.due ? course_.met : course_.missed);
    }
    course_.unit = text_of(trial.variables(), "unit");
    course_.level = text_of(trial.variables(), "level");
    course_.minutes = (trial.now() - past_.started).us / minutes(1).us;
    course_.end = trial.status() == bpmn::Status::completed ? trial.end() : "";
  }

  const ReplayGround& ground_;
  const bpmn::ModelPtr& model_;
  const PastCourse& past_;
  std::unique_ptr<TrialHost> host_;
  TrialParts parts_;
  Span later_;
  Course course_;
};

std::string joined(const std::vector<std::string>& steps) {
  std::string all;
  for (const std::string& step : steps) all += (all.empty() ? "" : " > ") + step;
  return all;
}

class CourseReplay final : public ReplayRun {
 public:
  CourseReplay(const ReplayGround& ground, bpmn::ModelPtr tried) : ground_(ground), tried_(std::move(tried)) {}

  Result<ReplayFound> page(ReplayProgress& progress) override {
    const std::int64_t began_us = observe::steady_us();
    const std::int64_t left = ground_.file.plan.most > 0 ? ground_.file.plan.most - progress.done : k_cases_followed;
    const int cases = static_cast<int>(std::min<std::int64_t>(k_cases_followed, left));
    TIANGE_TRY(const PastPage<PastCourse> page,
               ground_.past.courses(ground_.scope, ground_.query, progress.cursor, cases));
    ReplayFound found;
    TotalBook totals(progress.totals);
    std::set<std::string> assumed(progress.assumed.begin(), progress.assumed.end());
    for (const PastCourse& past : page.items) compare(past, progress, totals, assumed, found);
    progress.totals = totals.values();
    progress.assumed.assign(assumed.begin(), assumed.end());
    progress.done += page.cases;
    progress.cursor = page.next;
    progress.worked_us += observe::steady_us() - began_us;
    found.over = page.next.empty() || (ground_.file.plan.most > 0 && progress.done >= ground_.file.plan.most);
    return found;
  }

 private:
  void compare(const PastCourse& past, ReplayProgress& progress, TotalBook& totals, std::set<std::string>& assumed,
               ReplayFound& found) {
    ++progress.asked;
    progress.made_again += past.made_again;
    const bool now = ground_.file.plan.against == Against::now;
    const std::int64_t version = ground_.versions.in_effect(DefinitionKind::bpmn, ground_.query.key, past.who.area,
                                                            now ? ground_.now : past.started);
    const auto model = ground_.versions.process(ground_.query.key, version);
    if (!model.ok()) {
      ++progress.without;
      return;
    }
    const Course before = CourseRunner(ground_, *model, past).run();
    const Course after = CourseRunner(ground_, tried_, past).run();
    if (!before.ran || !after.ran || !after.unknown.empty()) ++progress.without;
    assumed.insert(after.unknown.begin(), after.unknown.end());
    count(before, totals, true);
    count(after, totals, false);
    const std::vector<KeptChange> changes = changes_of(before, after);
    if (changes.empty()) return;
    ++progress.differing;
    const PastCaseName& who = past.who;
    found.cases.push_back({who.ref, who.number, who.happened, who.item, who.area, who.confidential, past.made_again,
                           changes, after.stuck.zh, after.stuck.en});
  }

  static void count(const Course& course, TotalBook& totals, bool is_before) {
    const auto add = [&](const char* what, const std::string& value, std::int64_t times) {
      if (times > 0) totals.add(what, value, is_before ? times : 0, is_before ? 0 : times);
    };
    for (const std::string& step : course.steps) add("step", step, 1);
    add("unit", course.unit, 1);
    add("level", course.level, 1);
    add("limit", "met", course.met);
    add("limit", "missed", course.missed);
    add("minutes", "total", course.minutes);
    add("end", course.ran ? (course.end.empty() ? "open" : course.end) : "stuck", 1);
  }

  static std::vector<KeptChange> changes_of(const Course& before, const Course& after) {
    std::vector<KeptChange> changes;
    const auto add = [&](const char* what, const std::string& was, const std::string& is) {
      if (was != is) changes.push_back({what, was, is});
    };
    add("path", joined(before.steps), joined(after.steps));
    add("unit", before.unit, after.unit);
    add("level", before.level, after.level);
    add("limit", std::to_string(before.missed), std::to_string(after.missed));
    add("duration", std::to_string(before.minutes), std::to_string(after.minutes));
    add("end", before.ran ? before.end : "stuck", after.ran ? after.end : "stuck");
    return changes;
  }

  const ReplayGround& ground_;
  const bpmn::ModelPtr tried_;
};

}  // namespace

Result<std::unique_ptr<ReplayRun>> open_course_replay(const ReplayGround& ground) {
  TIANGE_TRY(const bpmn::Document document, bpmn::read(ground.file.content));
  TIANGE_TRY(bpmn::ModelPtr tried, bpmn::compile(document));
  return std::unique_ptr<ReplayRun>(std::make_unique<CourseReplay>(ground, std::move(tried)));
}

}  // namespace tiange::flows
