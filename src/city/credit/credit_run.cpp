// Scores worked out: of one firm when it changes, of all of them by columns; both come to the same.

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "city/credit/credit_service.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::credit {

namespace {

using registers::GoldenRow;
using registers::Kind;
using registers::SubjectId;
using store::StoredScore;

constexpr std::size_t k_first_rows = 1 << 16;
constexpr std::size_t k_batch = 200;  // firms of one transaction
constexpr int k_night_from = 2, k_night_until = 5;  // hours
constexpr Span k_quiet = seconds(15);      // after a large batch
constexpr Span k_forgotten = hours(6);     // a run that nobody works on any more
constexpr std::size_t k_ended_at_once = 100;
constexpr std::size_t k_sample = 12;

std::string payload_of(std::int64_t id) { return "{\"id\":\"" + std::to_string(id) + "\"}"; }

std::int64_t id_in(const std::string& payload) {
  const auto parsed = json::parse(payload);
  return parsed.ok() ? text::to_int(parsed->text_or("id")).value_or(0) : 0;
}

std::int64_t ms_between(Instant from, Instant to) { return std::max<std::int64_t>(0, (to - from).us / 1000); }

// All firms of a scope as columns.
struct Gathered {
  columns::Table table;
  std::vector<std::int64_t> ids;
  std::vector<std::string> grids, industries;
};

Gathered gather(db::Tx& tx, const registers::Subjects& subjects, const Scope& scope, const CreditForm& form, Instant now, bool places) {
  Gathered out{form.table(k_first_rows), {}, {}, {}};
  const auto facts = store::all_facts(tx, year_before(now));
  subjects.each(tx, scope, Kind::firm, "", [&](const GoldenRow& row) {
    if (row.golden.size() <= 2) return true;
    const std::size_t at = out.ids.size();
    if (at == out.table.rows()) out.table.resize(at * 2);
    const auto of_cases = facts.find(row.id.value);
    form.put(out.table, at, {row.grid, row.golden, of_cases == facts.end() ? CreditFacts{} : of_cases->second});
    out.ids.push_back(row.id.value);
    if (places) {
      out.grids.emplace_back(row.grid);
      out.industries.push_back(golden_value(row.golden, "industry"));
    }
    return true;
  });
  out.table.resize(out.ids.size());
  return out;
}

// Points by indicator, out of a stored text; what is left out has none.
std::map<std::string, int> points_in(std::string_view marks) {
  std::map<std::string, int> points;
  while (!marks.empty()) {
    const std::string_view one = marks.substr(0, marks.find(' '));
    marks.remove_prefix(std::min(marks.size(), one.size() + 1));
    const std::size_t colon = one.find(':');
    if (colon == one.npos || one.ends_with("!")) continue;
    points[std::string(one.substr(0, colon))] = static_cast<int>(text::to_int(one.substr(colon + 1)).value_or(0));
  }
  return points;
}

}  // namespace

Instant year_before(Instant now) { return local_instant(local_date(now) + -365, 0); }

std::string golden_value(std::string_view golden, std::string_view field) {
  if (golden.find('\\') == golden.npos) {
    const std::string quoted = "\"" + std::string(field) + "\":\"";
    const std::size_t at = golden.find(quoted);
    if (at == golden.npos) return "";
    const std::size_t from = at + quoted.size();
    return std::string(golden.substr(from, golden.find('"', from) - from));
  }
  const auto parsed = json::parse(golden);
  return parsed.ok() && parsed->is_object() ? std::string(parsed->text_or(field)) : "";
}

CreditService::Form CreditService::form_in(db::Tx& tx, Instant now) {
  const auto catalogue = parts_.subjects.catalogue();
  const std::int64_t revision = store::state(tx, "revision");
  const Date today = local_date(now);
  {
    const std::lock_guard lock(lock_);
    if (form_ && revision_ == revision && catalogue_ == catalogue->revision() && form_->today() == today) return form_;
  }
  const auto live = store::scoring(tx, store::ScoringState::live);
  if (!live) return nullptr;
  auto fresh = std::make_shared<const CreditForm>(live->scoring, live->version, *catalogue, today);
  const std::lock_guard lock(lock_);
  // A transaction that sees an older state must not set others back; its own answer is right for itself.
  if (revision_ <= revision) form_ = fresh, revision_ = revision, catalogue_ = catalogue->revision();
  return fresh;
}

void CreditService::listen(db::Outbox& outbox) {
  outbox.subscribe_many({"subject.changed"}, "credit", [this](db::Tx& tx, const std::vector<const db::Event*>& events) -> Outcome {
    std::vector<SubjectId> ids;
    for (const db::Event* event : events) {
      if (event->body.find("\"kind\":\"firm\"") == std::string::npos) continue;
      const auto id = parse_typed_id<registers::SubjectTag>(event->subject);
      if (id.ok() && std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
    }
    if (!ids.empty()) follow(tx, ids, "facts", parts_.clock.now());
    return done();
  });
  outbox.subscribe("subject.batch", "credit", [this](db::Tx& tx, const db::Event&) -> Outcome {
    store::set_state(tx, "stirred", parts_.clock.now().us);
    return done();
  });
}

void CreditService::follow(db::Tx& tx, std::span<const SubjectId> ids, std::string_view why, Instant now) {
  const Form form = form_in(tx, now);
  if (!form) return;
  for (std::size_t at = 0; at < ids.size(); at += k_batch) bring(tx, *form, ids.subspan(at, std::min(k_batch, ids.size() - at)), why, now);
  if (followers_.settled) followers_.settled(tx, ids, now);
}

void CreditService::each_standing(db::Tx& tx, std::span<const SubjectId> ids, Instant now, FunctionRef<bool(const CreditStanding&)> visit) {
  const auto shown = [&](const StoredScore& one, const CreditFacts& facts) { return visit({one.subject, one.grid, one.grade, one.colour, facts}); };
  if (!ids.empty()) {
    for (const StoredScore& one : store::scores_of(tx, ids)) {
      if (!shown(one, store::facts(tx, one.subject, year_before(now)))) return;
    }
    return;
  }
  const auto all = store::all_facts(tx, year_before(now));
  store::each_score(tx, [&](const StoredScore& one) {
    const auto facts = all.find(one.subject.value);
    return shown(one, facts == all.end() ? CreditFacts{} : facts->second);
  });
}

std::vector<CreditGrade> CreditService::grades(db::Tx& tx, Instant now) {
  const Form form = form_in(tx, now);
  return form ? form->scoring().grades : std::vector<CreditGrade>();
}

std::int64_t CreditService::bring(db::Tx& tx, const CreditForm& form, std::span<const SubjectId> ids, std::string_view why, Instant now) {
  std::map<std::int64_t, HeldFirm> held;
  parts_.subjects.each_of(tx, system_scope(), ids, [&](const GoldenRow& row) {
    if (row.kind == Kind::firm) held[row.id.value] = {row.id, std::string(row.grid), std::string(row.golden)};
    return true;
  });
  const auto others = store::live_overrides(tx, ids);
  columns::Table table = form.table(1);
  std::int64_t changed = 0;
  for (const SubjectId id : ids) {
    const auto found = held.find(id.value);
    const auto before = store::score(tx, id);
    if (found == held.end() || !found->second.there()) {
      if (before) store::drop_score(tx, id), ++changed;
      continue;
    }
    const HeldFirm& firm = found->second;
    form.put(table, 0, {firm.grid, firm.golden, store::facts(tx, id, year_before(now))});
    std::vector<LeftOut> out;
    for (auto& one : store::left_out(tx, id)) out.push_back(std::move(one.what));
    const auto other = others.find(id.value);
    if (settle(tx, form, firm, before, form.score(table, 0, out), other == others.end() ? nullptr : &other->second, why, now)) ++changed;
  }
  return changed;
}

bool CreditService::settle(db::Tx& tx, const CreditForm& form, const HeldFirm& firm, const std::optional<StoredScore>& before,
                           const CreditResult& result, const store::StoredOverride* other, std::string_view why, Instant now) {
  const CreditGrade& grade = form.scoring().grades[result.grade];
  StoredScore after;
  after.subject = firm.id;
  after.grid = firm.grid;
  after.industry = golden_value(firm.golden, "industry");
  after.score = result.score;
  after.grade = grade.grade;
  after.own_colour = grade.colour;
  after.overridden = other != nullptr;
  after.colour = other ? other->view.colour : grade.colour;
  after.version = form.version();
  after.marks = form.text_of(result);
  after.seen = now;
  const bool differs = !before || before->score != after.score || before->grade != after.grade || before->colour != after.colour ||
                       before->marks != after.marks || before->own_colour != after.own_colour || before->overridden != after.overridden;
  after.changed = differs ? now : before->changed;
  store::put_score(tx, after);
  if (!differs) return false;
  CreditChange change;
  const std::int64_t id = parts_.ids.next(now);
  change.id = std::to_string(id);
  change.happened = now;
  change.why = before ? std::string(why) : "first";
  if (before && why == "run") change.why = before->version != after.version ? "scoring" : "time";
  change.from = before ? before->score : 0;
  change.to = after.score;
  change.from_grade = before ? before->grade : "";
  change.grade = after.grade;
  change.from_colour = before ? before->colour : "";
  change.colour = after.colour;
  change.version = after.version;
  change.steps = steps_between(form, before ? before->marks : "", after.marks);
  store::add_change(tx, firm.id, id, change);
  if (before && (before->colour != after.colour || before->grade != after.grade || before->score != after.score)) {
    json::Object body;
    body.emplace_back("subject", firm.id.text());
    body.emplace_back("from", before->colour);
    body.emplace_back("to", after.colour);
    body.emplace_back("grade", after.grade);
    body.emplace_back("colour", after.colour);
    parts_.outbox.publish(tx, {.id = 0, .type = "credit.changed", .part_key = firm.id.value, .subject = firm.id.text(),
                               .body = json::write(json::Value(std::move(body))), .happened = {}});
  }
  return true;
}

std::vector<CreditStep> CreditService::steps_between(const CreditForm& form, std::string_view before, std::string_view after) const {
  std::map<std::string, int> was = points_in(before), is = points_in(after);
  std::vector<CreditStep> steps;
  for (const auto& [key, points] : is) {
    const auto old = was.find(key);
    if (old == was.end() || old->second != points) steps.push_back({key, key, key, old == was.end() ? 0 : old->second, points});
  }
  for (const auto& [key, points] : was) {
    if (!is.contains(key)) steps.push_back({key, key, key, points, 0});
  }
  for (CreditStep& step : steps) {
    for (const CreditIndicator& one : form.scoring().indicators) {
      if (one.key == step.indicator) step.zh = one.zh, step.en = one.en;
    }
  }
  return steps;
}

// ---- runs ----

void CreditService::add_jobs() {
  parts_.jobs.handle("credit.run", [this](const jobs::Job& job) { return run(id_in(job.payload)); });
  parts_.jobs.handle("credit.try", [this](const jobs::Job& job) { return work_out(id_in(job.payload)); });
}

CreditRunView CreditService::begin_run(db::Tx& tx, const std::string& why, const std::string& by, Instant now) {
  CreditRunView run;
  if (auto going = store::unfinished_run(tx); going && going->state == "waiting") {
    run = *std::move(going);
  } else {
    run.id = std::to_string(parts_.ids.next(now));
    run.why = why;
    run.state = "waiting";
    run.by = by;
    run.asked = now;
  }
  store::put_run(tx, run);  // also one that waits already: whoever begins it meanwhile conflicts, and one of the two looks again
  parts_.jobs.add(tx, {.kind = "credit.run", .payload = payload_of(*parse_id(run.id)), .run_after = {}, .deadline = {}, .unique_key = run.id});
  return run;
}

void CreditService::tend(Instant now) {
  const Date today = local_date(now);
  const std::int64_t hour = local_us_of_day(now) / hours(1).us;
  (void)parts_.subjects.catalogue();  // known from here on inside transactions too
  bool batch = false, night = false, over = false;
  parts_.db.run_read([&](db::Tx& tx) {
    over = !store::over_by(tx, now, 1).empty();
    const auto going = store::unfinished_run(tx);
    if (going && now - going->asked < k_forgotten && going->asked <= now) return;
    const Instant stirred{store::state(tx, "stirred")};
    if (stirred <= now && now - stirred < k_quiet) return;
    batch = stirred.us > store::state(tx, "begun");
    night = hour >= k_night_from && hour < k_night_until && store::state(tx, "night") != today.day;
  });
  if (over) end_terms(now);
  if (!batch && !night) return;
  (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    if (night) store::set_state(tx, "night", today.day);
    (void)begin_run(tx, night ? "nightly" : "batch", "", now);
    return done();
  });
}

// Colours whose term is over give way; what was asked for and not decided by then is over too.
void CreditService::end_terms(Instant now) {
  (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    std::vector<SubjectId> ids;
    for (store::StoredOverride& one : store::over_by(tx, now, k_ended_at_once)) {
      if (one.state == store::OverrideState::live) ids.push_back(one.subject);
      one.state = store::OverrideState::ended;
      one.view.state = store::override_word(one.state);
      one.view.ended = now;
      store::put_override(tx, one);
    }
    follow(tx, ids, "override_ended", now);
    return done();
  });
}

Result<CreditRunView> CreditService::run_now(const std::string& why, Instant now) {
  TIANGE_TRY(const CreditRunView begun, parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<CreditRunView> {
    CreditRunView run;
    run.id = std::to_string(parts_.ids.next(now));
    run.why = why;
    run.state = "waiting";
    run.asked = now;
    store::put_run(tx, run);
    return run;
  }));
  TIANGE_TRY(const std::int64_t id, parse_id(begun.id));
  TIANGE_CHECK_OK(run(id));
  return parts_.db.read([&](db::Tx& tx) -> Result<CreditRunView> { return store::run(tx, id).value_or(begun); });
}

// May be done again from the start: what has been brought already is the same then.
Outcome CreditService::run(std::int64_t id) {
  CreditRunView run;
  const auto begun = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<Form> {
    const auto stored = store::run(tx, id);
    if (!stored || stored->state == "done") return refuse(ErrorCode::not_found);
    run = *stored;
    const Instant now = parts_.clock.now();
    if (!run.begun) run.begun = now;
    run.state = "running";
    store::put_run(tx, run);
    store::set_state(tx, "begun", now.us);
    const Form form = form_in(tx, now);
    if (!form) return refuse(ErrorCode::not_found);
    return form;
  });
  if (!begun.ok()) return done();
  const std::vector<SubjectId> some = differing(**begun, run);
  for (std::size_t at = 0; at < some.size(); at += k_batch) {
    if (parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
    std::int64_t changed = 0;
    TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      const Instant now = parts_.clock.now();
      const Form form = form_in(tx, now);  // it may have changed meanwhile
      changed = form ? bring(tx, *form, std::span(some).subspan(at, std::min(k_batch, some.size() - at)), "run", now) : 0;
      return done();
    }));
    run.changed += changed;
  }
  run.state = "done";
  run.ended = parts_.clock.now();
  run.took_ms = ms_between(*run.begun, *run.ended);
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    store::put_run(tx, run);
    if (run.changed > 0 && followers_.swept) followers_.swept(tx, parts_.clock.now());
    return done();
  });
}

// Firms whose score would be another one than is kept, or that are no longer there.
std::vector<SubjectId> CreditService::differing(const CreditForm& form, CreditRunView& run) const {
  std::vector<SubjectId> out;
  parts_.db.run_read([&](db::Tx& tx) {
    out.clear();
    struct Kept {
      int score;
      std::string grade, colour, marks;
    };
    std::unordered_map<std::int64_t, Kept> kept;
    store::each_score(tx, [&](const StoredScore& one) {
      kept.emplace(one.subject.value, Kept{one.score, one.grade, one.own_colour, one.marks});
      return true;
    });
    const auto left = store::all_left_out(tx);
    const Instant now = parts_.clock.now();
    const Gathered firms = gather(tx, parts_.subjects, system_scope(), form, now, false);
    run.firms = static_cast<std::int64_t>(firms.ids.size());
    const Instant before = parts_.clock.now();
    form.score_all(
        firms.table,
        [&](std::size_t row) -> std::span<const LeftOut> {
          if (left.empty()) return {};
          const auto some = left.find(firms.ids[row]);
          return some == left.end() ? std::span<const LeftOut>() : std::span<const LeftOut>(some->second);
        },
        [&](std::size_t row, const CreditResult& result) {
          const auto known = kept.find(firms.ids[row]);
          const CreditGrade& grade = form.scoring().grades[result.grade];
          const bool same = known != kept.end() && known->second.score == result.score && known->second.grade == grade.grade &&
                            known->second.colour == grade.colour && known->second.marks == form.text_of(result);
          if (known != kept.end()) kept.erase(known);
          if (!same) out.push_back({firms.ids[row]});
        });
    run.columns_ms = ms_between(before, parts_.clock.now());
    for (const auto& [id, one] : kept) out.push_back({id});
  });
  std::sort(out.begin(), out.end());
  return out;
}

// ---- tries of a draft ----

Result<CreditTryView> CreditService::begin_try(db::Tx& tx, const Scope& scope, Instant now) {
  const auto draft = store::scoring(tx, store::ScoringState::draft);
  if (!draft) return refuse(ErrorCode::not_found, "没有草稿，先起草", "there is no draft; write one first");
  store::StoredTry one;
  one.view.id = std::to_string(parts_.ids.next(now));
  one.view.state = "waiting";
  one.view.version = draft->version;
  one.view.asked = now;
  one.account = scope.account;
  one.scoring = draft->scoring;
  one.made = draft->made;
  store::put_try(tx, one);
  parts_.jobs.add(tx, {.kind = "credit.try", .payload = payload_of(*parse_id(one.view.id)), .run_after = {}, .deadline = now + hours(1), .unique_key = one.view.id});
  return one.view;
}

Outcome CreditService::work_out(std::int64_t id) {
  const Instant now = parts_.clock.now();
  (void)parts_.subjects.catalogue();
  const auto stored = parts_.db.read([&](db::Tx& tx) -> Result<store::StoredTry> {
    auto one = store::a_try(tx, id);
    if (!one) return refuse(ErrorCode::not_found);
    return *std::move(one);
  });
  if (!stored.ok() || stored->view.state != "waiting") return done();
  store::StoredTry one = *stored;
  const auto scope = parts_.org.scope_of(one.account, now);  // only what the one who asks may see
  one.view.state = "failed";
  if (scope.ok()) {
    const CreditForm draft(one.scoring, one.view.version, *parts_.subjects.catalogue(), local_date(now));
    parts_.db.run_read([&](db::Tx& tx) {
      const Form live = form_in(tx, now);
      if (!live) return;
      one.view = stored->view;
      compare_both(tx, *scope, *live, draft, one.view);
      one.view.state = "done";
    });
    one.view.took_ms = ms_between(now, parts_.clock.now());
  }
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    store::put_try(tx, one);
    return done();
  });
}

namespace {

// Every firm's score by one form.
std::vector<std::pair<int, std::size_t>> scores_by(const CreditForm& form, const Gathered& firms, const std::map<std::int64_t, std::vector<LeftOut>>& left) {
  std::vector<std::pair<int, std::size_t>> out(firms.ids.size());
  form.score_all(
      firms.table,
      [&](std::size_t row) -> std::span<const LeftOut> {
        const auto some = left.find(firms.ids[row]);
        return some == left.end() ? std::span<const LeftOut>() : std::span<const LeftOut>(some->second);
      },
      [&](std::size_t row, const CreditResult& result) { out[row] = {result.score, result.grade}; });
  return out;
}

std::vector<CreditMove> moves_of(const std::map<std::pair<std::string, std::string>, std::int64_t>& counts) {
  std::vector<CreditMove> out;
  for (const auto& [pair, count] : counts) out.push_back({pair.first, pair.second, count});
  return out;
}

}  // namespace

void CreditService::compare_both(db::Tx& tx, const Scope& scope, const CreditForm& live, const CreditForm& draft, CreditTryView& view) const {
  const auto left = store::all_left_out(tx);
  const Instant now = parts_.clock.now();
  const Gathered old = gather(tx, parts_.subjects, scope, live, now, true);
  const Gathered fresh = gather(tx, parts_.subjects, scope, draft, now, false);
  const auto before = scores_by(live, old, left), after = scores_by(draft, fresh, left);
  std::map<std::pair<std::string, std::string>, std::int64_t> grades, colours;
  std::map<std::string, CreditMoveGroup> towns, industries;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const CreditGrade& from = live.scoring().grades[before[i].second];
    const CreditGrade& to = draft.scoring().grades[after[i].second];
    ++grades[{from.grade, to.grade}];
    ++colours[{from.colour, to.colour}];
    const bool better = after[i].second < before[i].second, worse = after[i].second > before[i].second;
    view.better += better, view.worse += worse, view.recoloured += from.colour != to.colour;
    for (CreditMoveGroup* group : {&towns[old.grids[i].substr(0, 9)], &industries[old.industries[i]]})
      ++group->firms, group->better += better, group->worse += worse;
    if ((better || worse) && view.sample.size() < k_sample)
      view.sample.push_back({std::to_string(old.ids[i]), "", old.grids[i], old.industries[i], before[i].first, after[i].first, from.grade, to.grade});
  }
  view.firms = static_cast<std::int64_t>(before.size());
  view.grades = moves_of(grades);
  view.colours = moves_of(colours);
  const auto catalogue = parts_.subjects.catalogue();
  const auto* industry = catalogue->field(Kind::firm, "industry");
  for (auto& [code, group] : towns) {
    group.code = code;
    group.zh = parts_.places.name(code, Language::zh);
    group.en = parts_.places.name(code, Language::en);
    view.towns.push_back(std::move(group));
  }
  for (auto& [code, group] : industries) {
    const Words words = industry && !code.empty() ? registers::shown_value(*industry, code) : Words{"未登记", "not known"};
    group.code = code, group.zh = words.zh, group.en = words.en;
    view.industries.push_back(std::move(group));
  }
}

Result<CreditTryView> CreditService::view_try(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto one = store::a_try(tx, id);
  if (!one || !(one->account == scope.account || scope.may(Permission::credit_release))) return refuse(ErrorCode::not_found);
  CreditTryView view = std::move(one->view);
  std::vector<SubjectId> ids;
  for (const CreditMoved& moved : view.sample) {
    if (const auto firm = parse_typed_id<registers::SubjectTag>(moved.ref); firm.ok()) ids.push_back(*firm);
  }
  const auto names = titles(tx, scope, ids, view.asked);
  std::erase_if(view.sample, [&](const CreditMoved& moved) { return !scope.covers(moved.area_name); });
  for (CreditMoved& moved : view.sample) {
    const auto name = names.find(parse_id(moved.ref).ok() ? *parse_id(moved.ref) : 0);
    // Masked: a sample is to judge the rules by, not the firms.
    const std::string title = name == names.end() ? "" : name->second;
    moved.title = title.empty() ? "—" : text::cut(title, 4);
    moved.area_name = parts_.places.full_name(moved.area_name, scope.language);
  }
  return view;
}

}  // namespace tiange::credit
