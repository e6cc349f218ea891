// Rules of comparing as definitions: drafted, released, kept in all their versions.

#include <algorithm>

#include "base/text.h"
#include "city/registers/compare/compare_service.h"

namespace tiange::registers {

namespace {

using comparing::RuleState;
using comparing::StoredRule;

CompareVersion version_of(const StoredRule& one) {
  CompareVersion out;
  out.version = one.version;
  out.state = comparing::rule_state_word(one.state);
  out.note = one.note;
  out.made_by = one.made_by;
  out.released_by = one.released_by;
  out.made = one.made;
  if (one.released.us != 0) out.released = one.released;
  out.rule = one.rule;
  return out;
}

}  // namespace

std::map<Kind, CompareForm> compare_forms(std::span<const StoredRule> rules, const FieldCatalogue& catalogue, Date today) {
  std::map<Kind, std::vector<CompareLive>> by_kind;
  for (const StoredRule& one : rules) {
    if (!one.rule.on) continue;
    feel::Names names;
    for (const CompareField& field : compare_fields(catalogue, one.rule.kind)) names.variables.push_back(field.field);
    auto condition = feel::parse_expression(one.rule.condition, names);
    if (!condition.ok()) continue;
    const auto known = [&](const std::string& name) { return std::find(names.variables.begin(), names.variables.end(), name) != names.variables.end(); };
    if (!std::all_of(condition->variables().begin(), condition->variables().end(), known)) continue;
    by_kind[one.rule.kind].push_back({one.rule, one.version, *std::move(condition)});
  }
  std::map<Kind, CompareForm> forms;
  for (auto& [kind, some] : by_kind) forms.emplace(kind, CompareForm(kind, catalogue, std::move(some), today));
  return forms;
}

CompareService::Rules CompareService::rules_in(db::Tx& tx, Instant now) {
  const auto catalogue = parts_.subjects.catalogue();
  const std::int64_t revision = comparing::state(tx, "revision");
  const Date today = local_date(now);
  {
    const std::lock_guard lock(lock_);
    if (rules_ && rules_->revision == revision && rules_->today == today && rules_->catalogue == catalogue->revision()) return rules_;
  }
  const std::vector<StoredRule> live = comparing::rules(tx, RuleState::live);
  auto fresh = std::make_shared<const CompareRuleSet>(CompareRuleSet{revision, catalogue->revision(), today, compare_forms(live, *catalogue, today)});
  const std::lock_guard lock(lock_);
  // A transaction that sees an older state must not set others back; its own answer is right for itself.
  if (!rules_ || rules_->revision <= revision) rules_ = fresh;
  return fresh;
}

Outcome CompareService::check(const CompareRule& rule) const {
  const auto units = parts_.org.directory(parts_.clock.now());
  std::vector<FieldError> faults = check_compare_rule(rule, *parts_.subjects.catalogue(), [&](std::string_view line) {
    return std::any_of(units->units().begin(), units->units().end(), [&](const org::UnitInfo& unit) { return unit.line == line; });
  });
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return done();
}

Outcome CompareService::lay(db::Tx& tx, std::string_view rules_json, Instant now) {
  TIANGE_TRY(const std::vector<CompareRule> rules, read_compare_rules(rules_json));
  bool fresh = false;
  for (const CompareRule& rule : rules) {
    if (!comparing::versions(tx, rule.key).empty()) continue;
    TIANGE_CHECK_OK(check(rule));
    StoredRule one;
    one.key = rule.key;
    one.version = 1;
    one.state = RuleState::live;
    one.rule = rule;
    one.note = "开局";
    one.made_by = one.released_by = "系统";
    one.made = one.released = now;
    comparing::put_rule(tx, one);
    fresh = true;
  }
  if (fresh) {
    comparing::next_revision(tx);
    comparing::set_state(tx, "stirred", now.us);
  }
  return done();
}

Words CompareService::who_words(const CompareRule& rule) const {
  switch (rule.who) {
    case CompareWho::officer: return {"网格员", "Grid officer"};
    case CompareWho::owner: {
      const auto catalogue = parts_.subjects.catalogue();
      const SourceDefinition* source = catalogue->source(rule.source);
      if (!source) return {rule.source, rule.source};
      const Words unit = parts_.org.directory(parts_.clock.now())->unit_name(source->unit);
      return {unit.zh, unit.en};
    }
    case CompareWho::unit: break;
  }
  const auto units = parts_.org.directory(parts_.clock.now());
  const org::UnitInfo* unit = units->unit_for(parts_.district, rule.line);
  const Words name = unit ? Words{unit->name_zh, unit->name_en} : Words{rule.line, rule.line};
  if (rule.level == 6) return name;
  return {name.zh + (rule.level == 9 ? "（镇街所）" : "（村居）"), name.en + (rule.level == 9 ? " (town branch)" : " (community)")};
}

CompareRuleRow CompareService::row_of(const StoredRule& shown, const std::map<std::string, CompareCounts>& counts) const {
  CompareRuleRow row;
  row.rule = shown.rule;
  row.rule.key = shown.key;
  row.version = shown.state == RuleState::live ? shown.version : 0;
  const Words who = who_words(shown.rule);
  row.who_zh = who.zh;
  row.who_en = who.en;
  if (const auto found = counts.find(shown.key); found != counts.end()) row.counts = found->second;
  return row;
}

Result<CompareRuleList> CompareService::list_rules(db::Tx& tx, const Scope& scope) const {
  CompareRuleList list;
  const auto counts = comparing::counts(tx, scope, !sees_all(scope));
  for (const StoredRule& one : comparing::rules(tx, RuleState::live)) list.items.push_back(row_of(one, counts));
  list.may_edit = scope.may(Permission::registers_rules);
  list.may_release = scope.may(Permission::registers_fields);
  list.sees_all = sees_all(scope);
  if (list.may_edit || list.may_release) {
    for (const StoredRule& draft : comparing::rules(tx, RuleState::draft)) {
      const auto live = std::find_if(list.items.begin(), list.items.end(), [&](const auto& row) { return row.rule.key == draft.key; });
      if (live == list.items.end()) list.items.push_back(row_of(draft, counts)), list.items.back().draft = draft.version;
      else live->draft = draft.version;
    }
  }
  const auto catalogue = parts_.subjects.catalogue();
  for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) {
    for (CompareField& field : compare_fields(*catalogue, kind)) list.fields.push_back(std::move(field));
  }
  return list;
}

Result<CompareRuleView> CompareService::view_rule(db::Tx& tx, const Scope& scope, std::string_view key) const {
  const std::vector<StoredRule> versions = comparing::versions(tx, key);
  const bool insider = scope.may(Permission::registers_rules) || scope.may(Permission::registers_fields);
  const StoredRule* live = nullptr;
  const StoredRule* draft = nullptr;
  for (const StoredRule& one : versions) {
    if (one.state == RuleState::live) live = &one;
    if (one.state == RuleState::draft && insider) draft = &one;
  }
  if (!live && !draft) return refuse(ErrorCode::not_found);
  CompareRuleView view;
  view.row = row_of(live ? *live : *draft, comparing::counts(tx, scope, !sees_all(scope)));
  view.row.draft = draft ? draft->version : 0;
  for (const StoredRule& one : versions) {
    if (one.state != RuleState::draft || insider) view.versions.push_back(version_of(one));
  }
  view.may_edit = scope.may(Permission::registers_rules);
  view.may_release = draft && scope.may(Permission::registers_fields);
  if (view.may_release && parts_.four_eyes && draft->maker == scope.person && scope.person.value != 0) {
    view.may_release = false;
    view.why_not_zh = "起草人不能发布自己的草稿";
    view.why_not_en = "Who wrote it may not release it";
  }
  return view;
}

Result<CompareRuleView> CompareService::save_draft(db::Tx& tx, const Scope& scope, std::string_view key, const CompareDraftIn& in, Instant now) {
  CompareRule rule = in.rule;
  rule.key = key;
  TIANGE_CHECK_OK(check(rule));
  if (text::length(in.note) > 500) return refuse_fields(ErrorCode::bad_input, {{"note", "说明最多 500 字", "too long"}});
  const std::vector<StoredRule> versions = comparing::versions(tx, key);
  const bool known = std::any_of(versions.begin(), versions.end(), [](const StoredRule& one) { return one.state == RuleState::live; });
  if (known && versions.back().rule.kind != rule.kind)
    return refuse_fields(ErrorCode::bad_input, {{"kind", "已发布规则的对象不能改变", "cannot change once released"}});
  StoredRule draft;
  draft.key = key;
  draft.version = versions.empty() ? 1 : versions.front().version + (versions.front().state == RuleState::draft ? 0 : 1);
  draft.rule = std::move(rule);
  draft.note = in.note;
  draft.maker = scope.person;
  draft.made_by = scope.name;
  draft.made = now;
  comparing::put_rule(tx, draft);
  return view_rule(tx, scope, key);
}

Result<CompareRuleView> CompareService::drop_draft(db::Tx& tx, const Scope& scope, std::string_view key) {
  const auto before = view_rule(tx, scope, key);
  if (!before.ok()) return before.refusal();
  comparing::drop_draft(tx, key);
  auto after = view_rule(tx, scope, key);
  if (after.ok()) return after;
  CompareRuleView gone = *before;  // it was never released
  gone.row.draft = 0;
  gone.versions.clear();
  gone.may_release = false;
  return gone;
}

Result<CompareRuleView> CompareService::release(db::Tx& tx, const Scope& scope, std::string_view key, std::int64_t version, Instant now) {
  const std::vector<StoredRule> versions = comparing::versions(tx, key);
  const auto draft = std::find_if(versions.begin(), versions.end(), [](const StoredRule& one) { return one.state == RuleState::draft; });
  if (draft == versions.end()) return refuse(ErrorCode::not_found);
  if (draft->version != version) return refuse(ErrorCode::stale_version);
  if (parts_.four_eyes && draft->maker == scope.person && scope.person.value != 0) return refuse(ErrorCode::four_eyes);
  TIANGE_CHECK_OK(check(draft->rule));
  if (!comparing::release(tx, key, version, scope.name, now)) return refuse(ErrorCode::stale_version);
  comparing::next_revision(tx);
  (void)begin_run(tx, "released", scope.name, now);
  return view_rule(tx, scope, key);
}

}  // namespace tiange::registers
