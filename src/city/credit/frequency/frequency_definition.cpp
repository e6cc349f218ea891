// The frequency as a definition: drafted, tried, released by somebody else, kept in all its versions.

#include <algorithm>

#include "base/text.h"
#include "city/credit/frequency/frequency_service.h"

namespace tiange::credit {

namespace {

using frequency_store::DefinitionState;
using frequency_store::StoredFrequency;

std::string_view state_word(DefinitionState state) {
  constexpr std::string_view k_words[] = {"draft", "live", "past"};
  return k_words[static_cast<std::size_t>(state)];
}

std::string payload_of(const std::string& id) { return "{\"id\":\"" + id + "\"}"; }

// Sums of a tally by the first digits of the grid, by month and by item; visits at the door.
struct Sums {
  std::int64_t visits = 0, desks = 0, uniform = 0;
  std::map<std::string, std::int64_t> towns, items;
  std::vector<std::int64_t> months = std::vector<std::int64_t>(12);
};
Sums sums_of(const std::map<std::string, frequency_store::GridLoad>& grids) {
  Sums sums;
  for (const auto& [grid, load] : grids) {
    sums.towns[grid.substr(0, 9)];
    for (const auto& row : load.rows) {
      sums.uniform += row.uniform;
      for (std::size_t month = 0; month < 12; ++month) {
        sums.visits += row.visits[month], sums.desks += row.desks[month], sums.months[month] += row.visits[month];
        sums.towns[grid.substr(0, 9)] += row.visits[month], sums.items[row.item] += row.visits[month];
      }
    }
  }
  return sums;
}

}  // namespace

Outcome FrequencyService::lay(db::Tx& tx, std::string_view json, Instant now) {
  if (!frequency_store::definitions(tx).empty()) return done();
  StoredFrequency one;
  TIANGE_TRY(one.frequency, read_frequency(json));
  TIANGE_CHECK_OK(check(tx, one.frequency, now));
  one.version = 1;
  one.state = DefinitionState::live;
  one.note = "开局";
  one.made_by = one.released_by = "系统";
  one.made = one.released = now;
  frequency_store::put_definition(tx, one);
  frequency_store::set_state(tx, "revision", 1);
  frequency_store::set_state(tx, "since", local_date(now).day);
  frequency_store::set_state(tx, "stirred", now.us);
  return done();
}

std::vector<FieldError> FrequencyService::faults_of(db::Tx& tx, const Frequency& frequency, Instant now) const {
  const std::vector<CreditGrade> grades = parts_.credit.grades(tx, now);
  const std::vector<CheckList> lists = parts_.lists(tx);
  const auto catalogue = parts_.subjects.catalogue();
  const auto has_list = [&](std::string_view line, std::string_view object) {
    return std::any_of(lists.begin(), lists.end(), [&](const CheckList& one) { return one.line == line && one.object == object; });
  };
  return check_frequency(frequency, {grades, *catalogue, has_list});
}

Outcome FrequencyService::check(db::Tx& tx, const Frequency& frequency, Instant now) const {
  std::vector<FieldError> faults = faults_of(tx, frequency, now);
  for (FieldError& fault : faults) fault.path = "frequency." + fault.path;
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return done();
}

FrequencyForm FrequencyService::form_of(db::Tx& tx, Frequency frequency, std::int64_t version, Instant now) const {
  const Date since{static_cast<std::int32_t>(frequency_store::state(tx, "since"))};
  return {std::move(frequency), version, parts_.credit.grades(tx, now), *parts_.subjects.catalogue(), since, local_date(now)};
}

FrequencyService::Form FrequencyService::form_in(db::Tx& tx, Instant now) {
  const auto catalogue = parts_.subjects.catalogue();
  const std::int64_t revision = frequency_store::state(tx, "revision");
  if (revision == 0) return nullptr;
  const std::vector<CreditGrade> grades = parts_.credit.grades(tx, now);
  const auto same_grades = [&](const std::vector<CreditGrade>& held) {
    return std::equal(held.begin(), held.end(), grades.begin(), grades.end(),
                      [](const CreditGrade& a, const CreditGrade& b) { return a.grade == b.grade && a.colour == b.colour; });
  };
  {
    const std::lock_guard lock(lock_);
    if (form_ && revision_ == revision && catalogue_ == catalogue->revision() && form_->today() == local_date(now) && same_grades(form_->grades()))
      return form_;
  }
  const auto live = frequency_store::definition(tx, DefinitionState::live);
  if (!live) return nullptr;
  auto fresh = std::make_shared<const FrequencyForm>(form_of(tx, live->frequency, live->version, now));
  const std::lock_guard lock(lock_);
  // A transaction that sees an older state must not set others back; its own answer is right for itself.
  if (revision_ <= revision) form_ = fresh, revision_ = revision, catalogue_ = catalogue->revision();
  return fresh;
}

void FrequencyService::add_versions(db::Tx& tx, const Scope& scope, FrequencyView& page) const {
  const bool insider = scope.may(Permission::credit_edit) || scope.may(Permission::credit_release);
  for (const StoredFrequency& one : frequency_store::definitions(tx)) {
    if (one.state == DefinitionState::live) page.frequency = one.frequency, page.version = one.version;
    if (one.state == DefinitionState::draft && !insider) continue;
    CreditVersion version{one.version, std::string(state_word(one.state)), one.note, one.made_by, one.released_by, one.made, std::nullopt};
    if (one.released.us != 0) version.released = one.released;
    page.versions.push_back(std::move(version));
    if (one.state != DefinitionState::draft) continue;
    page.draft = one.frequency;
    page.draft_version = one.version;
    page.may_release = scope.may(Permission::credit_release);
    const auto tried = frequency_store::try_of(tx, one.version, one.made);
    if (tried) page.tried = tried->view.id;
    if (page.may_release && (!tried || tried->view.state != "done")) {
      page.may_release = false;
      page.why_not_zh = "先对全部企业试算草稿";
      page.why_not_en = "Try the draft on every firm first";
    }
    if (page.may_release && parts_.four_eyes && one.maker == scope.person && scope.person.value != 0) {
      page.may_release = false;
      page.why_not_zh = "起草人不能发布自己的草稿";
      page.why_not_en = "Who wrote it may not release it";
    }
  }
}

Result<FrequencyView> FrequencyService::view(db::Tx& tx, const Scope& scope, Instant now) const {
  FrequencyView page;
  add_versions(tx, scope, page);
  if (page.version == 0) return refuse(ErrorCode::not_found);
  page.since = format_date({static_cast<std::int32_t>(frequency_store::state(tx, "since"))});
  for (FieldError& fault : faults_of(tx, page.frequency, now)) page.faults.push_back({std::move(fault.path), std::move(fault.zh), std::move(fault.en)});
  for (const CreditGrade& grade : parts_.credit.grades(tx, now)) {
    const FrequencyCeiling& one = ceiling_of(grade.grade, grade.colour);
    const bool below = one.most_year > 0 && one.most_year < 1;
    page.ceilings.push_back({grade.grade, grade.colour, one.least_share, one.most_share, below ? 1 : one.most_year, below, one.least_months});
  }
  for (const CheckList& list : parts_.lists(tx)) {
    const Words words = line_words(list.line, now);
    page.lines.push_back({list.line, list.object, words.zh, words.en, list.codes, list.visits_year});
  }
  page.fields = credit_fields(*parts_.subjects.catalogue());
  page.may_edit = scope.may(Permission::credit_edit);
  return page;
}

Result<FrequencyView> FrequencyService::save_draft(db::Tx& tx, const Scope& scope, const FrequencyDraftIn& in, Instant now) {
  TIANGE_CHECK_OK(check(tx, in.frequency, now));
  if (text::length(in.note) > 500) return refuse_fields(ErrorCode::bad_input, {{"note", "说明最多 500 字", "too long"}});
  const std::vector<StoredFrequency> all = frequency_store::definitions(tx);
  StoredFrequency draft;
  draft.version = all.empty() ? 1 : all.front().version + (all.front().state == DefinitionState::draft ? 0 : 1);
  draft.frequency = in.frequency;
  draft.note = in.note;
  draft.maker = scope.person;
  draft.made_by = scope.name;
  draft.made = now;
  frequency_store::put_definition(tx, draft);
  return view(tx, scope, now);
}

Result<FrequencyView> FrequencyService::drop_draft(db::Tx& tx, const Scope& scope, Instant now) {
  if (!frequency_store::definition(tx, DefinitionState::draft)) return refuse(ErrorCode::not_found);
  frequency_store::drop_draft(tx);
  return view(tx, scope, now);
}

Result<FrequencyView> FrequencyService::release(db::Tx& tx, const Scope& scope, std::int64_t version, Instant now) {
  const auto draft = frequency_store::definition(tx, DefinitionState::draft);
  if (!draft) return refuse(ErrorCode::not_found);
  if (draft->version != version) return refuse(ErrorCode::stale_version);
  if (parts_.four_eyes && draft->maker == scope.person && scope.person.value != 0) return refuse(ErrorCode::four_eyes);
  TIANGE_CHECK_OK(check(tx, draft->frequency, now));
  const auto tried = frequency_store::try_of(tx, draft->version, draft->made);
  if (!tried || tried->view.state != "done") return refuse(ErrorCode::credit_not_tried);
  if (!frequency_store::release(tx, version, scope.name, now)) return refuse(ErrorCode::stale_version);
  frequency_store::set_state(tx, "revision", frequency_store::state(tx, "revision") + 1);
  ask_run(tx, now);
  return view(tx, scope, now);
}

// ---- tries ----

Result<FrequencyTryView> FrequencyService::begin_try(db::Tx& tx, const Scope& scope, Instant now) {
  const auto draft = frequency_store::definition(tx, DefinitionState::draft);
  if (!draft) return refuse(ErrorCode::not_found, "没有草稿，先起草", "there is no draft; write one first");
  frequency_store::StoredFrequencyTry one;
  one.view.id = std::to_string(parts_.ids.next(now));
  one.view.state = "waiting";
  one.view.version = draft->version;
  one.view.asked = now;
  one.account = scope.account;
  one.frequency = draft->frequency;
  one.made = draft->made;
  frequency_store::put_try(tx, one);
  parts_.jobs.add(tx, {.kind = "credit.frequency_try", .payload = payload_of(one.view.id), .run_after = {}, .deadline = now + hours(1), .unique_key = one.view.id});
  return one.view;
}

Outcome FrequencyService::work_out(std::int64_t id) {
  const Instant now = parts_.clock.now();
  (void)parts_.subjects.catalogue();
  const auto stored = parts_.db.read([&](db::Tx& tx) -> Result<frequency_store::StoredFrequencyTry> {
    auto one = frequency_store::a_try(tx, id);
    if (!one) return refuse(ErrorCode::not_found);
    return *std::move(one);
  });
  if (!stored.ok() || stored->view.state != "waiting") return done();
  frequency_store::StoredFrequencyTry one = *stored;
  const auto scope = parts_.org.scope_of(one.account, now);  // only what the one who asks may see
  one.view.state = "failed";
  if (scope.ok()) {
    parts_.db.run_read([&](db::Tx& tx) {
      const Form live = form_in(tx, now);
      if (!live) return;
      one.view = stored->view;
      compare(tx, *scope, *live, form_of(tx, one.frequency, one.view.version, now), one.view, now);
      one.view.state = "done";
    });
    one.view.took_ms = std::max<std::int64_t>(0, (parts_.clock.now() - now).us / 1000);
  }
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    frequency_store::put_try(tx, one);
    return done();
  });
}

void FrequencyService::compare(db::Tx& tx, const Scope& scope, const FrequencyForm& live, const FrequencyForm& draft, FrequencyTryView& view,
                               Instant now) const {
  const int year = split_date(local_date(now)).year;
  const auto tally_of = [&](const FrequencyForm& form) {
    Tally tally;
    const std::vector<std::int64_t> uniform = uniform_of(tx, form);
    each_firm(tx, scope, form, now, [&](const CreditStanding& firm, std::string_view, const FrequencyConcern& concern) { add_to(tally, form, firm, concern, year, uniform); });
    return tally;
  };
  const Tally old = tally_of(live), fresh = tally_of(draft);
  const Sums before = sums_of(old.grids), after = sums_of(fresh.grids);
  view.firms = fresh.firms;
  view.all = {"", "全部", "All", before.visits, after.visits};
  view.desks = {"", "书面核查", "By papers", before.desks, after.desks};
  view.uniform = after.uniform;
  for (const auto& [town, visits] : after.towns) {
    const auto was = before.towns.find(town);
    view.towns.push_back({town, parts_.places.name(town, Language::zh), parts_.places.name(town, Language::en), was == before.towns.end() ? 0 : was->second, visits});
  }
  for (int month = 1; month <= 12; ++month) {
    const std::string code = std::to_string(month);
    view.months.push_back({code, code + " 月", code, before.months[static_cast<std::size_t>(month - 1)], after.months[static_cast<std::size_t>(month - 1)]});
  }
  std::map<std::string, FrequencyMove> items;
  for (const FrequencyForm* form : {&live, &draft}) {
    for (const FrequencyItem& item : form->frequency().items) items[item.key] = {item.key, item.zh, item.en, 0, 0};
  }
  for (auto& [key, move] : items) {
    if (const auto found = before.items.find(key); found != before.items.end()) move.before = found->second;
    if (const auto found = after.items.find(key); found != after.items.end()) move.after = found->second;
    view.items.push_back(move);
  }
}

Result<FrequencyTryView> FrequencyService::view_try(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto one = frequency_store::a_try(tx, id);
  if (!one || !(one->account == scope.account || scope.may(Permission::credit_release))) return refuse(ErrorCode::not_found);
  return std::move(one->view);
}

}  // namespace tiange::credit
