// A decision asked again what it was asked in the past.

#include "city/flows/definitions/replays/replay_run.h"
#include "engines/feel/feel_json.h"
#include "platform/observe/system_clock.h"

namespace tiange::flows {

namespace {

constexpr int k_cases_decided = 2'000;
constexpr int k_most_values = 400;       // of one output in the totals
constexpr std::size_t k_most_known = 200'000;  // answers kept

std::string text_of(const feel::Value& value) {
  if (value.is_null()) return "";
  if (value.is(feel::Kind::string)) return std::string(value.as_string());
  const json::Value plain = feel::to_json(value);
  return plain.is_string() ? plain.as_string() : json::write(plain);
}

// What one version says to one question.
struct Answer {
  std::vector<std::pair<std::string, std::string>> outputs;
  Words reason;
  bool given = false;
};

// Both answers to one question, and how often it was asked.
struct Pair {
  Answer before;
  Answer after;
  std::vector<KeptChange> changes;
};

const std::string* output(const Answer& answer, const std::string& name) {
  for (const auto& [known, value] : answer.outputs) {
    if (known == name) return &value;
  }
  return nullptr;
}

std::vector<KeptChange> changes_between(const Answer& before, const Answer& after) {
  std::vector<KeptChange> changes;
  for (const auto& [name, value] : after.outputs) {
    const std::string* was = output(before, name);
    if (!was || *was != value) changes.push_back({name, was ? *was : "", value});
  }
  for (const auto& [name, value] : before.outputs) {
    if (!output(after, name)) changes.push_back({name, value, ""});
  }
  return changes;
}

class DecisionReplay final : public ReplayRun {
 public:
  DecisionReplay(const ReplayGround& ground, DecisionInUse tried) : ground_(ground), tried_(std::move(tried)) {
    const std::string& content = ground_.file.content;
    by_day_ = content.find("today()") != content.npos || content.find("now()") != content.npos;
  }

  Result<ReplayFound> page(ReplayProgress& progress) override {
    const std::int64_t began_us = observe::steady_us();
    const std::int64_t left = ground_.file.plan.most > 0 ? ground_.file.plan.most - progress.done : k_cases_decided;
    const int cases = static_cast<int>(std::min<std::int64_t>(k_cases_decided, left));
    TIANGE_TRY(const PastPage<PastQuestion> page,
               ground_.past.questions(ground_.scope, ground_.query, progress.cursor, cases));
    ReplayFound found;
    TotalBook totals(progress.totals);
    std::unordered_map<const Pair*, std::int64_t> met;
    for (const PastQuestion& question : page.items) {
      const Pair& pair = pair_of(question);
      ++progress.asked;
      progress.made_again += question.made_again;
      if (!pair.before.given || !pair.after.given) ++progress.without;
      ++met[&pair];
      if (pair.changes.empty()) continue;
      ++progress.differing;
      const PastCaseName& who = question.who;
      found.cases.push_back({who.ref, who.number, who.happened, who.item, who.area, who.confidential,
                             question.made_again, pair.changes, pair.after.reason.zh, pair.after.reason.en});
    }
    for (const auto& [pair, times] : met) {
      for (const auto& [name, value] : pair->before.outputs) totals.add(name, value, times, 0);
      for (const auto& [name, value] : pair->after.outputs) totals.add(name, value, 0, times);
    }
    progress.totals = totals.values();
    progress.done += page.cases;
    progress.cursor = page.next;
    progress.worked_us += observe::steady_us() - began_us;
    found.over = page.next.empty() || (ground_.file.plan.most > 0 && progress.done >= ground_.file.plan.most);
    if (known_.size() > k_most_known) known_.clear();
    return found;
  }

 private:
  std::int64_t version_before(const PastQuestion& question) const {
    const std::string& key = ground_.query.key;
    if (ground_.file.plan.against == Against::now)
      return ground_.versions.in_effect(DefinitionKind::dmn, key, question.who.area, ground_.now);
    if (question.version > 0) return question.version;
    return ground_.versions.in_effect(DefinitionKind::dmn, key, question.who.area, question.who.happened);
  }

  const Pair& pair_of(const PastQuestion& question) {
    const std::int64_t version = version_before(question);
    std::string name = std::to_string(version) + (by_day_ ? "@" + std::to_string(local_date(question.who.happened).day) : "") + " ";
    name += question.inputs_key;
    const auto [it, fresh] = known_.try_emplace(std::move(name));
    if (!fresh) return it->second;
    Pair& pair = it->second;
    const feel::Value inputs = question.inputs();
    pair.after = answer(tried_, inputs, question.who.happened);
    if (const auto before = ground_.versions.decision(ground_.query.key, version); before.ok())
      pair.before = answer(**before, inputs, question.who.happened);
    if (pair.before.given) pair.changes = changes_between(pair.before, pair.after);
    return pair;
  }

  Answer answer(const DecisionInUse& decision, const feel::Value& inputs, Instant moment) const {
    Answer out;
    const auto outcome = dmn::evaluate_decision(decision.model, decision.asked, inputs,
                                                {.explain = dmn::Explain::hits, .environment = environment_at(moment)});
    if (!outcome.ok() || outcome->value.is_null()) return out;
    out.given = true;
    out.reason = reasons_of(*outcome);
    if (outcome->value.is(feel::Kind::context)) {
      for (const feel::Entry& entry : outcome->value.as_context().entries)
        out.outputs.emplace_back(entry.name, text_of(entry.value));
    } else {
      out.outputs.emplace_back(ground_.query.key, text_of(outcome->value));
    }
    return out;
  }

  const ReplayGround& ground_;
  const DecisionInUse tried_;
  bool by_day_ = false;  // what comes out depends on the day
  std::unordered_map<std::string, Pair> known_;
};

}  // namespace

Result<std::unique_ptr<ReplayRun>> open_decision_replay(const ReplayGround& ground) {
  TIANGE_TRY(DecisionInUse tried, read_decision(ground.query.key, ground.file.content));
  return std::unique_ptr<ReplayRun>(std::make_unique<DecisionReplay>(ground, std::move(tried)));
}

TotalBook::TotalBook(const std::vector<CountedValue>& kept) {
  for (const CountedValue& one : kept) add(one.what, one.value, one.before, one.after);
}

void TotalBook::add(const std::string& what, const std::string& value, std::int64_t before, std::int64_t after) {
  auto line = lines_.find({what, value});
  if (line == lines_.end()) {
    if (told_apart_[what] >= k_most_values) return;
    ++told_apart_[what];
    line = lines_.emplace(std::pair(what, value), Counts{}).first;
  }
  line->second.before += before;
  line->second.after += after;
}

std::vector<CountedValue> TotalBook::values() const {
  std::vector<CountedValue> values;
  for (const auto& [name, counts] : lines_) values.push_back({name.first, name.second, counts.before, counts.after});
  return values;
}

}  // namespace tiange::flows
