// The whole register gone through by columns: runs of all rules, and tries of one.

#include <algorithm>

#include "base/text.h"
#include "city/registers/compare/compare_service.h"

namespace tiange::registers {

namespace {

using comparing::StoredCompare;

constexpr std::size_t k_first_rows = 1 << 16;
constexpr std::size_t k_batch = 100;           // subjects of one transaction
constexpr std::size_t k_again_batch = 200;
constexpr std::size_t k_sample = 8;
constexpr int k_night_from = 2, k_night_until = 5;  // hours
constexpr Span k_quiet = seconds(20);          // after a large batch
constexpr Span k_forgotten = hours(6);         // a run that nobody works on any more

// A kind of the register as the columns that its rules read.
struct Gathered {
  columns::Table table;
  std::vector<std::int64_t> ids;
};

Gathered gather(db::Tx& tx, const Subjects& subjects, const Scope& scope, const CompareForm& form, const CompareFacts& facts) {
  Gathered out{form.table(k_first_rows), {}};
  subjects.each(tx, scope, form.kind(), "", [&](const GoldenRow& row) {
    const std::size_t at = out.ids.size();
    if (at == out.table.rows()) out.table.resize(at * 2);
    form.put(out.table, at, row, facts);
    out.ids.push_back(row.id.value);
    return true;
  });
  out.table.resize(out.ids.size());
  return out;
}

template <class F>
void each_row(const std::vector<std::uint64_t>& bits, std::size_t rows, F&& visit) {
  for (std::size_t word = 0; word < bits.size(); ++word) {
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
      const std::size_t row = word * 64 + static_cast<std::size_t>(__builtin_ctzll(left));
      if (row < rows) visit(row);
    }
  }
}

std::int64_t ms_between(Instant from, Instant to) { return (to - from).us / 1000; }

std::string payload_of(std::int64_t id) { return "{\"id\":\"" + std::to_string(id) + "\"}"; }

std::int64_t id_in(const std::string& payload) {
  const auto parsed = json::parse(payload);
  return parsed.ok() ? text::to_int(parsed->text_or("id")).value_or(0) : 0;
}

}  // namespace

void CompareService::add_jobs() {
  parts_.jobs.handle("compare.run", [this](const jobs::Job& job) { return run(id_in(job.payload)); });
  parts_.jobs.handle("compare.try", [this](const jobs::Job& job) { return work_out(id_in(job.payload)); });
}

CompareRunView CompareService::begin_run(db::Tx& tx, const std::string& why, const std::string& by, Instant now) {
  CompareRunView run;
  if (auto going = comparing::unfinished_run(tx); going && going->state == "waiting") {
    run = *std::move(going);
  } else {
    run.id = std::to_string(parts_.ids.next(now));
    run.why = why;
    run.state = "waiting";
    run.by = by;
    run.asked = now;
  }
  comparing::put_run(tx, run);  // also one that waits already: whoever begins it meanwhile conflicts, and one of the two looks again
  // Nothing is added while its job is there; one that was given up is done after all.
  parts_.jobs.add(tx, {.kind = "compare.run", .payload = payload_of(*parse_id(run.id)), .run_after = {}, .deadline = {}, .unique_key = run.id});
  return run;
}

void CompareService::tend(Instant now) {
  const Date today = local_date(now);
  const std::int64_t hour = local_us_of_day(now) / hours(1).us;
  (void)parts_.subjects.catalogue();  // known from here on inside transactions too
  bool batch = false, night = false;
  parts_.db.run_read([&](db::Tx& tx) {
    const auto going = comparing::unfinished_run(tx);
    if (going && now - going->asked < k_forgotten && going->asked <= now) return;
    const Instant stirred{comparing::state(tx, "stirred")};
    if (stirred <= now && now - stirred < k_quiet) return;  // half a load would match what the other half takes back
    batch = stirred.us > comparing::state(tx, "begun");
    night = hour >= k_night_from && hour < k_night_until && comparing::state(tx, "night") != today.day;
  });
  if (!batch && !night) return;
  (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    if (night) comparing::set_state(tx, "night", today.day);
    (void)begin_run(tx, night ? "nightly" : "batch", "", now);
    return done();
  });
}

std::shared_ptr<const GatheredFacts> CompareService::facts_for(db::Tx& tx, const Scope& scope, bool wanted) const {
  auto facts = std::make_shared<GatheredFacts>();
  if (!wanted) return facts;
  parts_.subjects.each(tx, scope, Kind::person, "", [&](const GoldenRow& row) {
    facts->saw(row);
    return true;
  });
  return facts;
}

Result<CompareRunView> CompareService::run_now(const std::string& why, Instant now) {
  TIANGE_TRY(const CompareRunView begun, parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<CompareRunView> {
    CompareRunView run;
    run.id = std::to_string(parts_.ids.next(now));
    run.why = why;
    run.state = "waiting";
    run.asked = now;
    comparing::put_run(tx, run);
    return run;
  }));
  TIANGE_TRY(const std::int64_t id, parse_id(begun.id));
  TIANGE_CHECK_OK(run(id));
  return parts_.db.read([&](db::Tx& tx) -> Result<CompareRunView> { return comparing::run(tx, id).value_or(begun); });
}

// May be done again from the start: what has been brought already is the same then.
Outcome CompareService::run(std::int64_t id) {
  const Scope house = system_scope();
  CompareRunView run;
  const auto begun = parts_.db.write(house, [&](db::Tx& tx) -> Result<Rules> {
    const auto stored = comparing::run(tx, id);
    if (!stored) return refuse(ErrorCode::not_found);
    run = *stored;
    if (run.state == "done") return refuse(ErrorCode::not_found);
    const Instant now = parts_.clock.now();
    if (!run.begun) run.begun = now;
    run.state = "running";
    run.subjects = 0;
    comparing::put_run(tx, run);
    comparing::set_state(tx, "begun", now.us);
    return rules_in(tx, now);
  });
  if (!begun.ok()) return done();
  const Rules rules = *begun;
  for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) {
    const std::vector<SubjectId> some = differing(*rules, kind, run);
    for (std::size_t at = 0; at < some.size(); at += k_batch) {
      if (parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
      CompareRunView next;
      TIANGE_CHECK_OK(parts_.db.write(house, [&](db::Tx& tx) -> Outcome {
        const Instant now = parts_.clock.now();
        // The rules may have changed meanwhile.
        const Counted counted = bring(tx, *rules_in(tx, now), std::span(some).subspan(at, std::min(k_batch, some.size() - at)), now);
        next = run;
        next.entered += counted.entered;
        next.left += counted.left;
        comparing::put_run(tx, next);
        return done();
      }));
      run = next;
    }
  }
  TIANGE_CHECK_OK(ask_again(*rules, run, parts_.clock.now()));
  run.state = "done";
  run.ended = parts_.clock.now();
  run.took_ms = std::max<std::int64_t>(0, ms_between(*run.begun, *run.ended));
  return parts_.db.write(house, [&](db::Tx& tx) -> Outcome {
    comparing::put_run(tx, run);
    return done();
  });
}

// Whoever enters or leaves a rule's set, by what stands in the register and in the matches now.
std::vector<SubjectId> CompareService::differing(const CompareRuleSet& rules, Kind kind, CompareRunView& run) const {
  std::vector<SubjectId> out;
  const auto form = rules.forms.find(kind);
  parts_.db.run_read([&](db::Tx& tx) {
    std::map<std::string, std::vector<std::int64_t>, std::less<>> running, holding;
    comparing::each_running(tx, kind, [&](const comparing::Running& one) {
      running[std::string(one.rule)].push_back(one.subject.value);
      return true;
    });
    if (form != rules.forms.end()) {
      const auto facts = facts_for(tx, system_scope(), form->second.reads_others());
      const Gathered gathered = gather(tx, parts_.subjects, system_scope(), form->second, *facts);
      run.subjects += static_cast<std::int64_t>(gathered.ids.size());
      const columns::Answers answers = form->second.plan(gathered.table).run(gathered.table, {}, columns::in_order);
      for (std::size_t i = 0; i < answers.conditions.size(); ++i) {
        auto& ids = holding[form->second.rules()[i].rule.key];
        each_row(answers.conditions[i].rows, gathered.ids.size(), [&](std::size_t row) { ids.push_back(gathered.ids[row]); });
      }
    }
    std::set<std::string> keys;
    for (const auto& [key, ids] : running) keys.insert(key);
    for (const auto& [key, ids] : holding) keys.insert(key);
    for (const std::string& key : keys) {
      auto& before = running[key];
      auto& now = holding[key];
      std::sort(before.begin(), before.end());
      std::sort(now.begin(), now.end());
      std::vector<std::int64_t> different;
      std::set_symmetric_difference(before.begin(), before.end(), now.begin(), now.end(), std::back_inserter(different));
      for (const std::int64_t id : different) out.push_back({id});
    }
  });
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// What was answered long ago and holds still is asked again.
Outcome CompareService::ask_again(const CompareRuleSet& rules, CompareRunView& run, Instant now) {
  for (const auto& [kind, form] : rules.forms) {
    for (const CompareLive& live : form.rules()) {
      if (live.rule.again_days == 0) continue;
      const Instant before = now - days(live.rule.again_days);
      for (std::int64_t after = 0;;) {
        std::int64_t last = 0, asked = 0;
        TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
          last = asked = 0;
          for (StoredCompare& match : comparing::answered_before(tx, live.rule.key, before, after, k_again_batch)) {
            last = match.id;
            ++asked;
            match.state = comparing::MatchStand::open;
            match.pushed = now;
            match.ticket.clear();
            ++match.times;
            if (live.rule.due_days > 0) match.due = parts_.calendar->add({static_cast<double>(live.rule.due_days), LimitKind::work_days}, now);
            comparing::mark(tx, match.subject, now);
            comparing::add_act(tx, match, parts_.ids.next(now), "again", "", "", now);
            push(tx, live.rule, match, now);
            comparing::change(tx, match);
          }
          return done();
        }));
        run.again += asked;
        if (asked < static_cast<std::int64_t>(k_again_batch)) break;
        after = last;
      }
    }
  }
  return done();
}

// ---- tries ----

Result<CompareTryView> CompareService::begin_try(db::Tx& tx, const Scope& scope, const CompareTryIn& in, Instant now) {
  TIANGE_CHECK_OK(check(in.rule));
  comparing::StoredTry one;
  one.view.id = std::to_string(parts_.ids.next(now));
  one.view.state = "waiting";
  one.view.kind = in.rule.kind;
  one.view.asked = now;
  one.account = scope.account;
  one.rule = in.rule;
  comparing::put_try(tx, one);
  parts_.jobs.add(tx, {.kind = "compare.try", .payload = payload_of(*parse_id(one.view.id)), .run_after = {}, .deadline = now + hours(1), .unique_key = one.view.id});
  return one.view;
}

Outcome CompareService::work_out(std::int64_t id) {
  const Instant now = parts_.clock.now();
  const auto stored = parts_.db.read([&](db::Tx& tx) -> Result<comparing::StoredTry> {
    auto one = comparing::a_try(tx, id);
    if (!one) return refuse(ErrorCode::not_found);
    return *std::move(one);
  });
  if (!stored.ok() || stored->view.state != "waiting") return done();
  comparing::StoredTry one = *stored;
  // Only what the one who asks may see.
  const auto scope = parts_.org.scope_of(one.account, now);
  comparing::StoredRule rule;
  rule.key = one.rule.key;
  rule.rule = one.rule;
  rule.rule.on = true;
  const auto forms = compare_forms(std::span(&rule, 1), *parts_.subjects.catalogue(), local_date(now));
  if (!scope.ok() || forms.empty()) {
    one.view.state = "failed";
  } else {
    const CompareForm& form = forms.begin()->second;
    parts_.db.run_read([&](db::Tx& tx) {
      const auto facts = facts_for(tx, system_scope(), form.reads_others());
      const Gathered gathered = gather(tx, parts_.subjects, *scope, form, *facts);
      const columns::Answers answers = form.plan(gathered.table).run(gathered.table, {true, true}, columns::in_order);
      one.view.subjects = static_cast<std::int64_t>(gathered.ids.size());
      one.view.count = answers.conditions[0].count;
      one.view.unknown = answers.conditions[0].unknown_count;
      one.sample.clear();
      each_row(answers.conditions[0].rows, gathered.ids.size(), [&](std::size_t row) {
        if (one.sample.size() < k_sample) one.sample.push_back(gathered.ids[row]);
      });
    });
    one.view.state = "done";
    one.view.took_ms = std::max<std::int64_t>(0, ms_between(now, parts_.clock.now()));
  }
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    comparing::put_try(tx, one);
    return done();
  });
}

Result<CompareTryView> CompareService::view_try(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto one = comparing::a_try(tx, id);
  if (!one || one->account != scope.account) return refuse(ErrorCode::not_found);
  CompareTryView view = std::move(one->view);
  const auto catalogue = parts_.subjects.catalogue();
  comparing::StoredRule rule;
  rule.key = one->rule.key;
  rule.rule = one->rule;
  rule.rule.on = true;
  const auto forms = compare_forms(std::span(&rule, 1), *catalogue, local_date(view.asked));
  if (forms.empty()) return view;
  const CompareForm& form = forms.begin()->second;
  const auto fields = compare_fields(*catalogue, view.kind);
  std::vector<SubjectId> ids;
  for (const std::int64_t sample : one->sample) ids.push_back({sample});
  const auto names = titles(tx, scope, ids);
  if (ids.empty()) return view;
  const GatheredFacts nothing;  // what hangs on others is not shown in a sample
  parts_.subjects.each_of(tx, scope, ids, [&](const GoldenRow& row) {
    CompareSample sample;
    sample.ref = row.id.text();
    if (const auto name = names.find(row.id); name != names.end()) sample.title = name->second;
    sample.area_name = parts_.places.full_name(row.grid, scope.language);
    for (const auto& [name, value] : form.values(form.rules().front(), row, nothing)) {
      const auto field = std::find_if(fields.begin(), fields.end(), [&](const CompareField& f) { return f.field == name; });
      if (field == fields.end() || (field->derived && name != "age" && name != "age_days")) continue;
      Words words;
      const std::string text = value.empty() ? "—" : shown_value(scope, view.kind, name, value, row.grid, &words);
      const bool zh = scope.language == Language::zh;
      sample.values.push_back((zh ? field->zh : field->en) + " " + (words.zh.empty() ? text : zh ? words.zh : words.en));
    }
    view.sample.push_back(std::move(sample));
    return true;
  });
  return view;
}

}  // namespace tiange::registers
