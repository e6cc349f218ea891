// Policies as definitions: drafted, checked, released, kept in all their editions.

#include <algorithm>

#include "base/text.h"
#include "city/benefits/policies/policy_service.h"

namespace tiange::benefits {

namespace {

using kept::EditionState;
using kept::StoredPolicy;

// By key, the edition that lists show: in force on the day, else the newest.
std::map<std::string, const LivePolicy*> shown_by_key(const PolicySet& set) {
  std::map<std::string, const LivePolicy*> out;
  for (const auto& one : set.released) out[one->edition.key] = one.get();
  for (auto& [key, one] : out) {
    if (const auto now = set.in_force(key, set.today)) one = now.get();
  }
  return out;
}

bool holds_words(const PolicyEdition& edition, std::string_view words) {
  if (words.empty()) return true;
  for (const std::string* text : {&edition.key, &edition.zh, &edition.en, &edition.document}) {
    if (text->find(words) != text->npos) return true;
  }
  return false;
}

// Whether the caller wrote it, where somebody else has to agree.
bool own_hand(const StoredPolicy& one, const Scope& scope, bool four_eyes) {
  return four_eyes && one.maker == scope.person && scope.person.value != 0;
}

}  // namespace

std::shared_ptr<const LivePolicy> PolicySet::in_force(std::string_view key, Date day) const {
  std::shared_ptr<const LivePolicy> found;
  for (const auto& one : released) {
    if (one->edition.key == key && benefits::in_force(one->edition, day)) found = one;
  }
  return found;
}

std::vector<std::string> PolicyService::inside_names() const {
  std::vector<std::string> names;
  const auto add = [&](std::string name) {
    if (!name.empty()) names.push_back(std::move(name));
  };
  add(parts_.places.name(parts_.district, Language::zh));
  for (const places::Area& town : parts_.places.children(parts_.district)) add(parts_.places.name(town.code, Language::zh));
  return names;
}

PolicyService::Set PolicyService::set_in(db::Tx& tx, Instant now) {
  const Catalogue catalogue = parts_.subjects.catalogue();
  const std::int64_t revision = kept::state(tx, "revision");
  const Date today = local_date(now);
  {
    const std::lock_guard lock(lock_);
    if (set_ && set_->revision == revision && set_->today == today && set_->catalogue == catalogue->revision()) return set_;
  }
  auto fresh = std::make_shared<PolicySet>();
  fresh->revision = revision;
  fresh->catalogue = catalogue->revision();
  fresh->today = today;
  std::map<Kind, LivePolicies> by_kind;
  for (const StoredPolicy& one : kept::policies(tx, EditionState::released)) {
    // One that cannot be read any more is left out.
    if (auto live = compile(one.content, *catalogue); live.ok()) fresh->released.push_back(*std::move(live));
  }
  std::set<std::string> keys;
  for (const auto& one : fresh->released) {
    if (!keys.insert(one->edition.key).second) continue;
    if (auto live = fresh->in_force(one->edition.key, today)) by_kind[live->edition.kind].push_back(std::move(live));
  }
  for (auto& [kind, some] : by_kind)
    fresh->forms.emplace(kind, PolicyForm(kind, *catalogue, std::move(some), {today, inside_names()}));
  const std::lock_guard lock(lock_);
  // A transaction that sees an older state must not set others back; its own answer is right for itself.
  if (!set_ || set_->revision <= revision) set_ = fresh;
  return fresh;
}

std::optional<PolicyEdition> PolicyService::edition(db::Tx& tx, std::string_view key, std::int64_t edition) {
  if (edition == 0) {
    const Instant now = parts_.clock.now();
    const auto live = set_in(tx, now)->in_force(key, local_date(now));
    return live ? std::optional(live->edition) : std::nullopt;
  }
  auto stored = kept::edition(tx, key, edition);
  if (!stored || stored->state != EditionState::released) return std::nullopt;
  return std::move(stored->content);
}

std::vector<PolicyEdition> PolicyService::live_editions(db::Tx& tx) {
  std::vector<PolicyEdition> out;
  const Set set = set_in(tx, parts_.clock.now());
  for (const auto& [kind, form] : set->forms) {
    for (const auto& one : form.policies()) out.push_back(one->edition);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return out;
}

Outcome PolicyService::check(db::Tx& tx, const PolicyEdition& edition, const std::set<std::string, std::less<>>& coming) const {
  const auto units = parts_.org.directory(parts_.clock.now());
  std::vector<FieldError> faults = check_policy(edition, *parts_.subjects.catalogue(), [&](std::string_view what, std::string_view code) {
    if (what == "unit") return std::any_of(units->units().begin(), units->units().end(), [&](const org::UnitInfo& unit) { return unit.code == code; });
    return coming.contains(code) || !kept::editions(tx, code).empty();
  });
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return done();
}

Outcome PolicyService::lay(db::Tx& tx, std::string_view policies_json, Instant now) {
  TIANGE_TRY(const std::vector<PolicyEdition> all, read_policies(policies_json));
  std::set<std::string, std::less<>> coming;
  for (const PolicyEdition& one : all) coming.insert(one.key);
  std::map<std::string, std::int64_t> laid;
  bool fresh = false;
  for (const PolicyEdition& one : all) {
    // Several editions of one policy stand one after the other.
    if (!laid.contains(one.key) && !kept::editions(tx, one.key).empty()) continue;
    StoredPolicy stored;
    stored.content = one;
    stored.content.edition = ++laid[one.key];
    const Outcome checked = check(tx, one, coming);
    if (!checked.ok()) return refuse(checked.refusal().code, one.key + " " + checked.refusal().zh, one.key + " " + checked.refusal().en);
    TIANGE_CHECK_OK(check_release(one));
    stored.state = EditionState::released;
    stored.note = "开局";
    stored.made_by = stored.released_by = "系统";
    stored.made = stored.released = now;
    kept::put(tx, stored);
    fresh = true;
  }
  if (fresh) {
    kept::next_revision(tx);
    kept::set_state(tx, "stirred", now.us);
  }
  return done();
}

PolicyLine PolicyService::line_of(const PolicyEdition& edition, const std::map<std::string, PolicyCounts>& counts, Instant now) const {
  PolicyLine line;
  line.key = edition.key;
  line.edition = edition.edition;
  line.zh = edition.zh;
  line.en = edition.en;
  line.group = edition.group;
  line.kind = edition.kind;
  line.form = edition.form;
  line.rhythm = edition.rhythm;
  line.unit = edition.unit;
  const Words unit = parts_.org.directory(now)->unit_name(edition.unit);
  line.unit_zh = unit.zh;
  line.unit_en = unit.en;
  line.document = edition.document;
  line.effective_from = edition.effective_from;
  line.effective_to = edition.effective_to;
  line.standing = edition.standing;
  line.amount = edition.amount;
  line.conditions = static_cast<int>(edition.conditions.size());
  line.pushed = edition.pushed;
  line.in_force = in_force(edition, local_date(now));
  if (const auto found = counts.find(edition.key); found != counts.end()) line.counts = found->second;
  return line;
}

Result<PolicyList> PolicyService::list(db::Tx& tx, const Scope& scope, std::string_view group, std::string_view kind, std::string_view words,
                                       Instant now) {
  PolicyList list;
  const Set set = set_in(tx, now);
  const auto counts = kept::counts(tx, scope);
  const auto wanted = [&](const PolicyEdition& one) {
    return (group.empty() || one.group == group) && (kind.empty() || json::enum_name(one.kind) == kind) && holds_words(one, words);
  };
  for (const auto& [key, one] : shown_by_key(*set)) {
    (one->edition.kind == Kind::firm ? list.firms : one->edition.kind == Kind::household ? list.households : list.persons) += 1;
    if (wanted(one->edition)) list.items.push_back(line_of(one->edition, counts, now));
  }
  list.may_edit = scope.may(Permission::policies_edit);
  list.may_release = scope.may(Permission::policies_release);
  list.may_judge = scope.may(Permission::policies_judge);
  if (const std::int64_t counted = kept::state(tx, "counted"); counted != 0) list.counted = Instant{counted};
  if (!list.may_edit && !list.may_release) return list;
  for (const StoredPolicy& draft : kept::policies(tx, EditionState::draft)) {
    const auto live = std::find_if(list.items.begin(), list.items.end(), [&](const PolicyLine& line) { return line.key == draft.content.key; });
    if (live != list.items.end()) {
      live->draft = draft.content.edition;
    } else if (wanted(draft.content) && draft.content.edition == 1) {
      PolicyLine& line = list.items.emplace_back(line_of(draft.content, counts, now));
      line.draft = line.edition;
      line.edition = 0;
      line.in_force = false;
    }
  }
  return list;
}

PolicyFieldList PolicyService::fields(Kind kind, Instant now) const {
  PolicyFieldList out;
  const Catalogue catalogue = parts_.subjects.catalogue();
  for (registers::FactField& one : registers::fact_fields(*catalogue, kind, true)) {
    PolicyFieldLine line{std::move(one.field), std::move(one.zh), std::move(one.en), std::move(one.type), std::move(one.codes), one.derived, "", "", ""};
    const registers::FieldDefinition* field = catalogue->field(kind, line.field);
    const registers::SourceDefinition* source = field ? catalogue->source(field->authority) : nullptr;
    if (source) line.source = source->code, line.source_zh = source->zh, line.source_en = source->en;
    out.items.push_back(std::move(line));
  }
  const auto directory = parts_.org.directory(now);
  for (const org::UnitInfo& unit : directory->units()) {
    if (unit.area_code == parts_.district) out.units.push_back({unit.code, unit.name_zh, unit.name_en});
  }
  for (const ListInfo& one : negative_lists(kind)) out.lists.push_back({one.key, one.zh, one.en});
  return out;
}

Result<PolicyPage> PolicyService::page(db::Tx& tx, const Scope& scope, std::string_view key, Instant now) {
  const bool insider = scope.may(Permission::policies_edit) || scope.may(Permission::policies_release);
  const std::vector<StoredPolicy> editions = kept::editions(tx, key);
  const Date today = local_date(now);
  const StoredPolicy* draft = nullptr;
  const StoredPolicy* live = nullptr;
  const StoredPolicy* newest = nullptr;
  for (const StoredPolicy& one : editions) {
    if (one.state == EditionState::draft) draft = insider ? &one : nullptr;
    else if (!newest) newest = &one;
    if (one.state == EditionState::released && !live && in_force(one.content, today)) live = &one;
  }
  const StoredPolicy* shown = live ? live : newest ? newest : draft;
  if (!shown) return refuse(ErrorCode::not_found);
  PolicyPage page;
  page.line = line_of(shown->content, kept::counts(tx, scope), now);
  if (shown == draft) page.line.edition = 0, page.line.in_force = false;
  page.line.draft = draft ? draft->content.edition : 0;
  for (const StoredPolicy& one : editions) {
    if (one.state == EditionState::draft && !insider) continue;
    PolicyEditionLine line{one.content.edition, "", one.note, one.made_by, one.released_by, one.made, {}, "", "", {}, false, one.content};
    line.state = one.state == EditionState::draft ? "draft" : &one == live ? "live" : "past";
    if (one.released.us != 0) line.released = one.released;
    line.confirmed_by = one.confirmed.by;
    line.confirmed_note = one.confirmed.note;
    if (one.confirmed.at.us != 0) line.confirmed = one.confirmed.at;
    line.may_confirm = one.state == EditionState::released && one.content.standing == Standing::to_confirm && scope.may(Permission::policies_release) &&
                       !own_hand(one, scope, parts_.four_eyes);
    page.editions.push_back(std::move(line));
  }
  for (const auto& [area, counts] : kept::town_counts(tx, scope, key))
    page.towns.push_back({area, parts_.places.name(area, Language::zh), parts_.places.name(area, Language::en), counts});
  if (const std::int64_t counted = kept::state(tx, "counted"); counted != 0) page.counted = Instant{counted};
  page.may_edit = scope.may(Permission::policies_edit);
  page.may_release = draft && scope.may(Permission::policies_release);
  if (page.may_release && own_hand(*draft, scope, parts_.four_eyes)) {
    page.may_release = false;
    page.why_not_zh = "起草人不能发布自己的草案";
    page.why_not_en = "Who drafted it may not release it";
  }
  return page;
}

Result<PolicyPage> PolicyService::save_draft(db::Tx& tx, const Scope& scope, std::string_view key, const PolicyDraftIn& in, Instant now) {
  StoredPolicy draft;
  draft.content = in.policy;
  draft.content.key = key;
  TIANGE_CHECK_OK(check(tx, draft.content, {}));
  if (text::length(in.note) > 500) return refuse_fields(ErrorCode::bad_input, {{"note", "说明最多 500 字", "too long"}});
  const std::vector<StoredPolicy> editions = kept::editions(tx, key);
  const bool known = std::any_of(editions.begin(), editions.end(), [](const StoredPolicy& one) { return one.state == EditionState::released; });
  if (known && editions.back().content.kind != draft.content.kind)
    return refuse_fields(ErrorCode::bad_input, {{"kind", "已发布政策的对象不能改变", "cannot change once released"}});
  draft.content.edition =
      editions.empty() ? 1 : editions.front().content.edition + (editions.front().state == EditionState::draft ? 0 : 1);
  draft.note = in.note;
  draft.maker = scope.person;
  draft.made_by = scope.name;
  draft.made = now;
  kept::put(tx, draft);
  return page(tx, scope, key, now);
}

Result<PolicyPage> PolicyService::drop_draft(db::Tx& tx, const Scope& scope, std::string_view key, Instant now) {
  TIANGE_TRY(PolicyPage before, page(tx, scope, key, now));
  kept::drop_draft(tx, key);
  auto after = page(tx, scope, key, now);
  if (after.ok()) return after;
  before.line.draft = 0;  // it was never released
  before.editions.clear();
  before.may_release = false;
  return before;
}

Result<PolicyPage> PolicyService::release(db::Tx& tx, const Scope& scope, std::string_view key, std::int64_t edition, Instant now) {
  const auto draft = kept::edition(tx, key, edition);
  if (!draft || draft->state != EditionState::draft) return refuse(ErrorCode::stale_version);
  if (own_hand(*draft, scope, parts_.four_eyes)) return refuse(ErrorCode::four_eyes);
  TIANGE_CHECK_OK(check(tx, draft->content, {}));
  TIANGE_TRY(const std::vector<CaseOutcome> outcomes, run_cases(draft->content, *parts_.subjects.catalogue(), inside_names()));
  for (const CaseOutcome& one : outcomes) {
    if (!one.passed) return refuse(ErrorCode::policy_cases_fail, one.zh, one.en.empty() ? one.zh : one.en);
  }
  TIANGE_CHECK_OK(check_release(draft->content));
  if (!kept::release(tx, key, edition, scope.name, now)) return refuse(ErrorCode::stale_version);
  kept::next_revision(tx);
  (void)begin_run(tx, "released", scope.name, now);
  return page(tx, scope, key, now);
}

Result<PolicyPage> PolicyService::confirm(db::Tx& tx, const Scope& scope, std::string_view key, const PolicyConfirmIn& in, Instant now) {
  const std::string document(text::trim(in.document));
  if (document.empty() || text::length(document) > 100)
    return refuse_fields(ErrorCode::bad_input, {{"document", "请填写确认所依据的文号，最多 100 字", "give the number of the document it is confirmed by"}});
  if (text::length(in.note) > 500) return refuse_fields(ErrorCode::bad_input, {{"note", "说明最多 500 字", "too long"}});
  const auto one = kept::edition(tx, key, in.edition);
  if (!one) return refuse(ErrorCode::not_found);
  if (one->state == EditionState::draft)
    return refuse(ErrorCode::not_this_state, "草案须先发布（不推送），再确认", "A draft is released first, not pushed, and confirmed then");
  if (one->content.standing == Standing::sample)
    return refuse(ErrorCode::not_this_state, "外地样例不能确认；请按本区文件另行起草", "Another city's figures cannot be confirmed; draft it by the district's own document");
  if (one->content.standing != Standing::to_confirm)
    return refuse(ErrorCode::not_this_state, "该版本没有待确认的内容", "Nothing of this edition is to be confirmed");
  if (own_hand(*one, scope, parts_.four_eyes)) return refuse(ErrorCode::four_eyes);
  if (!kept::confirm(tx, key, in.edition, {scope.name, document, in.note, in.push, now})) return refuse(ErrorCode::stale_version);
  kept::next_revision(tx);
  (void)begin_run(tx, "confirmed", scope.name, now);
  return page(tx, scope, key, now);
}

Result<PolicyTestView> PolicyService::test(db::Tx& tx, const PolicyTestIn& in) const {
  TIANGE_CHECK_OK(check(tx, in.policy, {in.policy.key}));
  PolicyTestView view;
  TIANGE_TRY(view.outcomes, run_cases(in.policy, *parts_.subjects.catalogue(), inside_names()));
  view.passed = std::all_of(view.outcomes.begin(), view.outcomes.end(), [](const CaseOutcome& one) { return one.passed; });
  return view;
}

}  // namespace tiange::benefits
