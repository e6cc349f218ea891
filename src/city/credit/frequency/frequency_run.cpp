// What is due worked out: at one firm when it changes, at all of them by columns; both come to the same.

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "city/credit/frequency/frequency_service.h"

namespace tiange::credit {

namespace {

using frequency_store::StoredDue;
using registers::GoldenRow;
using registers::Kind;
using registers::SubjectId;

constexpr std::size_t k_first_rows = 1 << 16;
constexpr std::size_t k_batch = 200;                // firms of one transaction
constexpr int k_night_from = 2, k_night_until = 6;  // hours; after the run of scores
constexpr Span k_quiet = seconds(20);               // after a large batch, whose scores go first
constexpr Span k_forgotten = hours(2);              // a run that nobody works on any more

std::optional<Date> day_of(Instant moment) { return moment ? std::optional(local_date(moment)) : std::nullopt; }

std::string_view way_word(FrequencyWay way) { return way == FrequencyWay::visit ? "visit" : "desk"; }

}  // namespace

FrequencyService::FrequencyService(FrequencyParts parts) : parts_(std::move(parts)) {
  parts_.credit.tell({.settled = [this](db::Tx& tx, std::span<const SubjectId> ids, Instant now) { follow(tx, ids, now); },
                      .swept = [](db::Tx& tx, Instant now) { frequency_store::set_state(tx, "stirred", now.us); },
                      .frequency = [this](db::Tx& tx, const Scope& scope, SubjectId id, CheckEyes eyes, Instant now) { return firm_page(tx, scope, id, eyes, now); }});
}

void FrequencyService::listen(db::Outbox& outbox) {
  outbox.subscribe("subject.batch", "credit.frequency", [this](db::Tx& tx, const db::Event&) -> Outcome {
    frequency_store::set_state(tx, "stirred", parts_.clock.now().us);
    return done();
  });
}

std::vector<StoredDue> FrequencyService::wanted(const FrequencyForm& form, const FrequencyConcern& concern, const CreditStanding& firm,
                                                std::vector<std::optional<Date>> last) const {
  FrequencyFacts facts;
  facts.firm = firm.subject.value;
  facts.grade = grade_for(form.grades(), firm.grade, firm.colour);
  facts.last_case = day_of(firm.facts.last);
  facts.last_urgent = day_of(firm.facts.last_serious);
  facts.last = std::move(last);
  std::vector<StoredDue> out;
  for (const CheckStanding& one : form.standings(concern, facts)) {
    if (!one.due) continue;
    const FrequencyItem& item = form.frequency().items[one.item];
    StoredDue due{firm.subject, item.key, item.line, firm.grid, firm.colour, std::string(facts.grade), *one.due, std::string(way_word(one.way)), "", ""};
    due.why = one.trigger ? "trigger" : item.cells[one.cell].share >= 100 ? "every" : "drawn";
    if (one.trigger) due.cause = form.frequency().triggers[*one.trigger].key;
    out.push_back(std::move(due));
  }
  std::sort(out.begin(), out.end(), [](const StoredDue& a, const StoredDue& b) { return a.item < b.item; });
  return out;
}

void FrequencyService::follow(db::Tx& tx, std::span<const SubjectId> firms, Instant now) {
  if (firms.empty()) return;
  if (const Form form = form_in(tx, now)) bring(tx, *form, firms, now);
}

std::int64_t FrequencyService::bring(db::Tx& tx, const FrequencyForm& form, std::span<const SubjectId> ids, Instant now) {
  if (ids.empty()) return 0;
  std::map<std::int64_t, CheckedFirm> held;
  parts_.subjects.each_of(tx, system_scope(), ids, [&](const GoldenRow& row) {
    if (row.kind == Kind::firm && row.golden.size() > 2) held[row.id.value] = {row.id, std::string(row.grid), std::string(row.golden)};
    return true;
  });
  std::map<std::int64_t, CreditStanding> standings;
  parts_.credit.each_standing(tx, ids, now, [&](const CreditStanding& one) {
    standings[one.subject.value] = one;
    return true;
  });
  columns::Table table = form.table(1);
  std::int64_t changed = 0;
  for (const SubjectId id : ids) {
    std::vector<StoredDue> due;
    const auto firm = held.find(id.value);
    const auto standing = standings.find(id.value);
    if (firm != held.end() && standing != standings.end()) {
      form.put(table, 0, {firm->second.grid, firm->second.golden, standing->second.facts});
      const frequency_store::LastNoted noted = frequency_store::last_noted(tx, id);
      due = wanted(form, form.concern(table, 0), standing->second, form.last_checks(firm->second.golden, &noted));
    }
    const std::vector<StoredDue> kept = frequency_store::dues_of(tx, id);
    if (kept == due) continue;
    ++changed;
    for (const StoredDue& one : kept) {
      if (std::none_of(due.begin(), due.end(), [&](const StoredDue& other) { return other.item == one.item; })) frequency_store::drop_due(tx, id, one.item);
    }
    for (const StoredDue& one : due) {
      if (std::find(kept.begin(), kept.end(), one) == kept.end()) frequency_store::put_due(tx, one);
    }
  }
  return changed;
}

void FrequencyService::each_firm(db::Tx& tx, const Scope& scope, const FrequencyForm& form, Instant now,
                                 FunctionRef<void(const CreditStanding&, std::string_view, const FrequencyConcern&)> visit) const {
  std::unordered_map<std::int64_t, CreditStanding> standings;
  parts_.credit.each_standing(tx, {}, now, [&](const CreditStanding& one) {
    standings.emplace(one.subject.value, one);
    return true;
  });
  columns::Table table = form.table(k_first_rows);
  std::vector<const CreditStanding*> firms;
  std::vector<std::string> goldens;  // only what last checks are read from
  parts_.subjects.each(tx, scope, Kind::firm, "", [&](const GoldenRow& row) {
    const auto standing = standings.find(row.id.value);
    if (row.golden.size() <= 2 || standing == standings.end()) return true;
    if (firms.size() == table.rows()) table.resize(firms.size() * 2);
    form.put(table, firms.size(), {row.grid, row.golden, standing->second.facts});
    firms.push_back(&standing->second);
    goldens.emplace_back(row.golden);
    return true;
  });
  table.resize(firms.size());
  form.each_concern(table, [&](std::size_t row, const FrequencyConcern& concern) { visit(*firms[row], goldens[row], concern); });
}

std::vector<std::int64_t> FrequencyService::uniform_of(db::Tx& tx, const FrequencyForm& form) const {
  const std::vector<CheckList> lists = parts_.lists(tx);
  std::vector<std::int64_t> out;
  for (const FrequencyItem& item : form.frequency().items) {
    const auto list = std::find_if(lists.begin(), lists.end(), [&](const CheckList& one) { return one.line == item.line && one.object == item.object; });
    out.push_back(list == lists.end() ? 0 : list->visits_year);
  }
  return out;
}

void FrequencyService::add_to(Tally& tally, const FrequencyForm& form, const CreditStanding& firm, const FrequencyConcern& concern, int year,
                              const std::vector<std::int64_t>& uniform) const {
  if (concern.items.empty()) return;  // not in business
  ++tally.firms;
  frequency_store::GridLoad& grid = tally.grids[firm.grid];
  ++grid.firms;
  if (grid.rows.empty()) {
    for (const FrequencyItem& item : form.frequency().items)
      grid.rows.push_back({item.key, std::vector<std::int64_t>(12), std::vector<std::int64_t>(12), 0, 0});
  }
  std::vector<bool> counted(uniform.size());
  for (const std::size_t item : concern.items) {
    ++grid.rows[item].firms;
    // A department comes once for its list, however many items go through it.
    const std::size_t first = form.first_of_list(item);
    if (!counted[first]) grid.rows[item].uniform += uniform[item];
    counted[first] = true;
  }
  form.plan(concern, firm.subject.value, grade_for(form.grades(), firm.grade, firm.colour), year, [&](std::size_t item, int month, FrequencyWay way) {
    frequency_store::LoadRow& row = grid.rows[item];
    ++(way == FrequencyWay::visit ? row.visits : row.desks)[static_cast<std::size_t>(month - 1)];
  });
}

std::vector<SubjectId> FrequencyService::differing(db::Tx& tx, const FrequencyForm& form, Tally& tally, Instant now) const {
  std::unordered_map<std::int64_t, std::vector<StoredDue>> kept;
  frequency_store::each_due(tx, [&](const StoredDue& one) {
    kept[one.subject.value].push_back(one);
    return true;
  });
  for (auto& [id, some] : kept) std::sort(some.begin(), some.end(), [](const StoredDue& a, const StoredDue& b) { return a.item < b.item; });
  const auto noted = frequency_store::all_last_noted(tx);
  const std::vector<std::int64_t> uniform = uniform_of(tx, form);
  const int year = split_date(form.today()).year;
  std::vector<SubjectId> out;
  each_firm(tx, system_scope(), form, now, [&](const CreditStanding& firm, std::string_view golden, const FrequencyConcern& concern) {
    const auto some = noted.find(firm.subject.value);
    const std::vector<StoredDue> due = wanted(form, concern, firm, form.last_checks(golden, some == noted.end() ? nullptr : &some->second));
    const auto known = kept.find(firm.subject.value);
    if (known == kept.end() ? !due.empty() : known->second != due) out.push_back(firm.subject);
    if (known != kept.end()) kept.erase(known);
    add_to(tally, form, firm, concern, year, uniform);
  });
  for (const auto& [id, some] : kept) out.push_back({id});
  std::sort(out.begin(), out.end());
  return out;
}

// ---- runs ----

void FrequencyService::add_jobs() {
  const auto id_in = [](const std::string& payload) {
    const auto parsed = json::parse(payload);
    return parsed.ok() ? text::to_int(parsed->text_or("id")).value_or(0) : 0;
  };
  parts_.jobs.handle("credit.frequency", [this](const jobs::Job&) {
    const auto went = run_now(parts_.clock.now());
    return went.ok() ? done() : Outcome(went.refusal());
  });
  parts_.jobs.handle("credit.frequency_try", [this, id_in](const jobs::Job& job) { return work_out(id_in(job.payload)); });
}

void FrequencyService::ask_run(db::Tx& tx, Instant now) {
  frequency_store::set_state(tx, "asked", now.us);
  parts_.jobs.add(tx, {.kind = "credit.frequency", .payload = "{}", .run_after = {}, .deadline = {}, .unique_key = std::to_string(now.us)});
}

void FrequencyService::tend(Instant now) {
  const Date today = local_date(now);
  const std::int64_t hour = local_us_of_day(now) / hours(1).us;
  (void)parts_.subjects.catalogue();
  bool wanted = false, night = false;
  parts_.db.run_read([&](db::Tx& tx) {
    const Instant asked{frequency_store::state(tx, "asked")}, begun{frequency_store::state(tx, "begun")}, stirred{frequency_store::state(tx, "stirred")};
    if (asked > begun && asked <= now && now - asked < k_forgotten) return;  // one waits already
    if (stirred <= now && now - stirred < k_quiet) return;
    night = hour >= k_night_from && hour < k_night_until && frequency_store::state(tx, "night") != today.day;
    wanted = night || stirred > begun;
  });
  if (!wanted) return;
  (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    if (night) frequency_store::set_state(tx, "night", today.day);
    ask_run(tx, now);
    return done();
  });
}

// May be done again from the start: what has been brought already is the same then.
Result<std::int64_t> FrequencyService::run_now(Instant now) {
  (void)parts_.subjects.catalogue();
  TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    frequency_store::set_state(tx, "begun", now.us);
    return done();
  }));
  std::vector<SubjectId> some;
  Tally tally;
  std::int64_t version = 0;
  parts_.db.run_read([&](db::Tx& tx) {
    tally = {};
    const Form form = form_in(tx, now);
    some = form ? differing(tx, *form, tally, now) : std::vector<SubjectId>();
    version = form ? form->version() : 0;
  });
  if (version == 0) return std::int64_t{0};
  std::int64_t changed = 0;
  for (std::size_t at = 0; at < some.size(); at += k_batch) {
    if (parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
    std::int64_t of_these = 0;
    TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      const Instant moment = parts_.clock.now();
      const Form form = form_in(tx, moment);  // it may have changed meanwhile
      of_these = form ? bring(tx, *form, std::span(some).subspan(at, std::min(k_batch, some.size() - at)), moment) : 0;
      return done();
    }));
    changed += of_these;
  }
  TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    frequency_store::put_loads(tx, tally.grids);
    frequency_store::set_state(tx, "loaded", now.us);
    frequency_store::set_state(tx, "loaded_version", version);
    frequency_store::set_state(tx, "loaded_year", split_date(local_date(now)).year);
    return done();
  }));
  return changed;
}

std::unique_ptr<FrequencyRoom> open_frequency(FrequencyParts parts) { return std::make_unique<FrequencyService>(std::move(parts)); }

}  // namespace tiange::credit
