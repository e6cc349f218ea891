// The whole register gone through by columns.

#include <algorithm>

#include "base/text.h"
#include "city/benefits/policies/policy_service.h"

namespace tiange::benefits {

namespace {

using registers::GoldenRow;

constexpr std::size_t k_first_rows = 1 << 16;
constexpr std::size_t k_batch = 100;                // subjects of one transaction
constexpr int k_night_from = 1, k_night_until = 5;  // hours
constexpr Span k_quiet = seconds(20);               // after a large batch
constexpr Span k_forgotten = hours(6);              // a run that nobody works on any more
constexpr std::size_t k_community = 12;             // digits

constexpr Kind k_kinds[] = {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility};

// A kind of the register as the columns that its policies read, and where each subject is.
struct Gathered {
  columns::Table table;
  std::vector<std::int64_t> ids;
  std::vector<std::uint32_t> area_of;
  std::vector<std::string> areas;
};

Gathered gather(db::Tx& tx, const registers::Subjects& subjects, const PolicyForm& form, const registers::RelatedFacts& related) {
  Gathered out{form.table(k_first_rows), {}, {}, {}};
  std::map<std::string, std::uint32_t, std::less<>> known;
  subjects.each(tx, system_scope(), form.kind(), "", [&](const GoldenRow& row) {
    const std::size_t at = out.ids.size();
    if (at == out.table.rows()) out.table.resize(at * 2);
    form.put(out.table, at, row, related);
    out.ids.push_back(row.id.value);
    const std::string_view area = row.grid.substr(0, k_community);
    auto found = known.find(area);
    if (found == known.end()) {
      found = known.emplace(std::string(area), static_cast<std::uint32_t>(out.areas.size())).first;
      out.areas.emplace_back(area);
    }
    out.area_of.push_back(found->second);
    return true;
  });
  out.table.resize(out.ids.size());
  return out;
}

std::int64_t ms_between(Instant from, Instant to) { return (to - from).us / 1000; }

std::string payload_of(const std::string& id) { return "{\"id\":\"" + id + "\"}"; }

std::int64_t id_in(const std::string& payload) {
  const auto parsed = json::parse(payload);
  return parsed.ok() ? text::to_int(parsed->text_or("id")).value_or(0) : 0;
}

struct Ran {
  std::int64_t edition = 0, amount_fen = 0;
  std::string area;  // as Gathered::areas
};

}  // namespace

void PolicyService::add_jobs() {
  parts_.jobs.handle("benefits.policies.run", [this](const jobs::Job& job) { return run(id_in(job.payload)); });
  parts_.jobs.handle("benefits.policies.price", [this](const jobs::Job& job) { return work_out(id_in(job.payload)); });
}

PolicyRunView PolicyService::begin_run(db::Tx& tx, const std::string& why, const std::string& by, Instant now) {
  PolicyRunView run;
  if (auto going = kept::unfinished_run(tx); going && going->state == "waiting") {
    run = *std::move(going);
  } else {
    run.id = std::to_string(parts_.ids.next(now));
    run.why = why;
    run.state = "waiting";
    run.by = by;
    run.asked = now;
  }
  kept::put_run(tx, run);  // also one that waits already: whoever begins it meanwhile conflicts, and one of the two looks again
  // Nothing is added while its job is there; one that was given up is done after all.
  parts_.jobs.add(tx, {.kind = "benefits.policies.run", .payload = payload_of(run.id), .run_after = {}, .deadline = {}, .unique_key = run.id});
  return run;
}

void PolicyService::tend(Instant now) {
  const Date today = local_date(now);
  const std::int64_t hour = local_us_of_day(now) / hours(1).us;
  (void)parts_.subjects.catalogue();  // known from here on inside transactions too
  bool batch = false, night = false;
  parts_.db.run_read([&](db::Tx& tx) {
    const auto going = kept::unfinished_run(tx);
    if (going && now - going->asked < k_forgotten && going->asked <= now) return;
    const Instant stirred{kept::state(tx, "stirred")};
    if (stirred <= now && now - stirred < k_quiet) return;  // half a load would match what the other half takes back
    batch = stirred.us > kept::state(tx, "begun");
    night = hour >= k_night_from && hour < k_night_until && kept::state(tx, "night") != today.day;
  });
  if (!batch && !night) return;
  (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    if (night) kept::set_state(tx, "night", today.day);
    (void)begin_run(tx, night ? "nightly" : "batch", "", now);
    return done();
  });
}

Result<PolicyRunView> PolicyService::run_now(const std::string& why, Instant now) {
  TIANGE_TRY(const PolicyRunView begun, parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<PolicyRunView> {
    PolicyRunView run;
    run.id = std::to_string(parts_.ids.next(now));
    run.why = why;
    run.state = "waiting";
    run.asked = now;
    kept::put_run(tx, run);
    return run;
  }));
  TIANGE_TRY(const std::int64_t id, parse_id(begun.id));
  TIANGE_CHECK_OK(run(id));
  return parts_.db.read([&](db::Tx& tx) -> Result<PolicyRunView> { return kept::run(tx, id).value_or(begun); });
}

// May be done again from the start: what has been brought already is the same then.
Outcome PolicyService::run(std::int64_t id) {
  const Scope house = system_scope();
  PolicyRunView run;
  const auto begun = parts_.db.write(house, [&](db::Tx& tx) -> Result<Set> {
    const auto stored = kept::run(tx, id);
    if (!stored || stored->state == "done") return refuse(ErrorCode::not_found);
    run = *stored;
    const Instant now = parts_.clock.now();
    if (!run.begun) run.begun = now;
    run.state = "running";
    run.subjects = run.policies = run.columns_us = 0;
    kept::put_run(tx, run);
    kept::set_state(tx, "begun", now.us);
    return set_in(tx, now);
  });
  if (!begun.ok()) return done();
  const Set set = *begun;
  std::vector<kept::AreaCount> counts;
  for (const Kind kind : k_kinds) {
    const std::vector<SubjectId> some = differing(*set, kind, run, counts);
    for (std::size_t at = 0; at < some.size(); at += k_batch) {
      if (parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
      std::vector<Changed> batch;
      for (const SubjectId one : std::span(some).subspan(at, std::min(k_batch, some.size() - at))) batch.push_back({one, {}});
      PolicyRunView next;
      TIANGE_CHECK_OK(parts_.db.write(house, [&](db::Tx& tx) -> Outcome {
        const Instant now = parts_.clock.now();
        // The policies may have changed meanwhile.
        const Counted counted = bring(tx, *set_in(tx, now), batch, now);
        next = run;
        next.entered += counted.entered;
        next.left += counted.left;
        kept::put_run(tx, next);
        return done();
      }));
      run = next;
    }
  }
  run.state = "done";
  run.ended = parts_.clock.now();
  run.took_ms = std::max<std::int64_t>(0, ms_between(*run.begun, *run.ended));
  std::set<std::string> keys;
  for (const auto& one : set->released) keys.insert(one->edition.key);
  return parts_.db.write(house, [&](db::Tx& tx) -> Outcome {
    kept::put_counts(tx, {keys.begin(), keys.end()}, counts);
    kept::set_state(tx, "counted", run.begun->us);
    kept::put_run(tx, run);
    if (parts_.tell) parts_.tell(tx);
    return done();
  });
}

registers::GatheredFacts PolicyService::gather_related(db::Tx& tx, const PolicyForm& form) const {
  if (!form.reads_others()) return {};
  const bool household = form.kind() == Kind::household;
  registers::GatheredFacts related = household ? registers::GatheredFacts(inside_names()) : registers::GatheredFacts();
  parts_.subjects.each(tx, system_scope(), Kind::person, "", [&](const GoldenRow& row) {
    related.saw(row);
    return true;
  });
  if (!household || !form.reads("home.owner")) return related;
  parts_.subjects.each(tx, system_scope(), Kind::house, "", [&](const GoldenRow& row) {
    related.saw_house(row);
    return true;
  });
  return related;
}

// Whose matches are not as the register has it now; counts by community on the way.
std::vector<SubjectId> PolicyService::differing(const PolicySet& set, Kind kind, PolicyRunView& run, std::vector<kept::AreaCount>& counts) const {
  std::set<SubjectId> out;
  const auto form = set.forms.find(kind);
  parts_.db.run_read([&](db::Tx& tx) {
    std::map<std::string, std::unordered_map<std::int64_t, Ran>, std::less<>> running;
    kept::each_running(tx, kind, [&](const kept::Running& one) {
      running[std::string(one.policy)].emplace(one.subject.value, Ran{one.edition, one.amount_fen, std::string(one.grid.substr(0, k_community))});
      return true;
    });
    if (form != set.forms.end()) {
      const registers::GatheredFacts related = gather_related(tx, form->second);
      const Gathered gathered = gather(tx, parts_.subjects, form->second, related);
      run.subjects += static_cast<std::int64_t>(gathered.ids.size());
      run.policies += static_cast<std::int64_t>(form->second.policies().size());
      const columns::Plan plan = form->second.plan(gathered.table, true);
      const Instant from = parts_.clock.now();
      const columns::Answers answers = plan.run(gathered.table, {true, true}, columns::in_order);
      run.columns_us += std::max<std::int64_t>(0, (parts_.clock.now() - from).us);
      for (std::size_t i = 0; i < answers.conditions.size(); ++i) {
        const PolicyEdition& edition = form->second.policies()[i]->edition;
        auto& before = running[edition.key];
        std::vector<kept::AreaCount> by_area(gathered.areas.size());
        each_row(answers.conditions[i].rows, gathered.ids.size(), [&](std::size_t row) {
          const Answer answer = form->second.answer(answers, i, row);
          kept::AreaCount& area = by_area[gathered.area_of[row]];
          if (answer.verdict != Verdict::entitled) {
            ++area.missing;
            return;
          }
          ++area.entitled;
          area.amount_fen += answer.amount_fen;
          if (!edition.pushed) return;
          const auto known = before.find(gathered.ids[row]);
          if (known == before.end() || known->second.edition != edition.edition || known->second.amount_fen != answer.amount_fen ||
              known->second.area != gathered.areas[gathered.area_of[row]])
            out.insert({gathered.ids[row]});
          if (known != before.end()) before.erase(known);
        });
        each_row(answers.conditions[i].unknown, gathered.ids.size(), [&](std::size_t row) { ++by_area[gathered.area_of[row]].missing; });
        for (std::size_t area = 0; area < by_area.size(); ++area) {
          kept::AreaCount& one = by_area[area];
          if (one.entitled == 0 && one.missing == 0) continue;
          one.policy = edition.key;
          one.area = gathered.areas[area];
          counts.push_back(std::move(one));
        }
      }
    }
    // Those that run and were not found again.
    for (const auto& [policy, left] : running) {
      for (const auto& [subject, ran] : left) out.insert({subject});
    }
  });
  return {out.begin(), out.end()};
}

}  // namespace tiange::benefits
