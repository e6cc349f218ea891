// What a case is tied to, whose that is, how dangerous it is.

#include <algorithm>

#include "base/text.h"
#include "city/cases/owners/owner_service.h"
#include "engines/feel/values/value.h"

namespace tiange::owners {

namespace {

constexpr Span k_assign_after = seconds(1);
constexpr double k_near_metres_most = 500;

std::string text_in(const feel::Value& context, std::string_view name) {
  const feel::Value* value = context.find(name);
  return value && value->is(feel::Kind::string) ? std::string(value->as_string()) : "";
}

bool less_urgent(Severity severity) { return severity != Severity::urgent; }

}  // namespace

Scope house_for(const Scope& scope) {
  Scope house = system_scope();
  house.name = scope.name;
  house.request_id = scope.request_id;
  return house;
}

std::string number_of(const char* prefix, std::int64_t id, Instant now) {
  const std::string day = text::replace_all(format_date(local_date(now)), "-", "");
  std::string of_day = std::to_string(local_us_of_day(now) / 1000);
  if (of_day.size() < 8) of_day.insert(0, 8 - of_day.size(), '0');
  const std::int64_t sequence = id & 0x1fff;  // of ids made in the same millisecond
  return prefix + day + "-" + of_day + (sequence ? "-" + std::to_string(sequence) : "");
}

Outcome need_text(const std::string& text, const char* path) {
  if (text::trim(text).empty()) return refuse_fields(ErrorCode::bad_input, {{path, "请写明事由", "give the reason"}});
  if (text::length(text) > 2000) return refuse_fields(ErrorCode::bad_input, {{path, "最多 2000 字", "at most 2000 characters"}});
  return done();
}

OwnerRules OwnerService::rules(db::Tx& tx) const { return store::rules(tx).value_or(OwnerRules{}); }

Outcome OwnerService::lay_rules(db::Tx& tx, std::string_view json, Instant now) {
  if (store::rules(tx)) return done();
  TIANGE_TRY(OwnerRules rules, json::read<OwnerRules>(json));
  auto faults = rule_faults(rules);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_file, std::move(faults));
  rules.version = 1;
  if (!store::put_rules(tx, rules, "开局", now)) return refuse(ErrorCode::conflict);
  return done();
}

Words OwnerService::kind_words(db::Tx& tx, const std::string& kind) const {
  const auto known = kind.empty() ? std::nullopt : parts_.parts.kind(tx, kind);
  return known ? Words{known->name_zh, known->name_en} : Words{kind, kind};
}

Result<OwnerService::Matter> OwnerService::matter(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
  TIANGE_TRY(cases::CaseView view, parts_.cases.view(tx, scope, ref, now));
  Matter matter{ref, std::move(view), store::tie(tx, ref), {}, {}, {}};
  if (matter.tie && !matter.tie->value.part.empty()) matter.part = parts_.parts.find(tx, matter.tie->value.part);
  matter.kind = matter.part ? parts_.parts.kind(tx, matter.part->kind()) : parts_.parts.kind_of_item(tx, matter.view.item_code);
  Subject& subject = matter.subject;
  subject.case_ref = ref.text();
  subject.case_number = matter.view.number;
  subject.area = matter.view.grid_code.empty() ? matter.view.area_code : matter.view.grid_code;
  subject.place = matter.view.place.text;
  subject.lng = matter.view.place.lng;
  subject.lat = matter.view.place.lat;
  if (matter.kind) subject.kind = matter.kind->kind;
  if (matter.part) {
    subject.part = matter.part->ref();
    subject.area = matter.part->grid;
    subject.lng = matter.part->lng;
    subject.lat = matter.part->lat;
    if (!matter.part->place.empty()) subject.place = matter.part->place;
  }
  return matter;
}

std::string OwnerService::default_unit(const org::Directory& units, const OwnerRules& rules, const Subject& subject,
                                       const std::optional<registers::PartKind>& kind) const {
  const KindRule rule = rule_of(rules, subject.kind, kind ? kind->owner_line : "");
  const org::UnitInfo* unit = units.unit_for(std::string_view(subject.area).substr(0, 9), rule.owner_line);
  return unit ? unit->code : fallback_unit(units, rules, subject.area);
}

std::string OwnerService::fallback_unit(const org::Directory& units, const OwnerRules& rules, std::string_view area) const {
  const FallbackRule* rule = fallback_of(rules, area);
  if (rule && !rule->unit.empty() && units.unit(rule->unit)) return rule->unit;
  const org::UnitInfo* unit = units.unit_for(area.substr(0, 9), rule && !rule->line.empty() ? rule->line : "ZX");
  return unit ? unit->code : "";
}

std::vector<std::string> OwnerService::asked_units(const org::Directory& units, const OwnerRules& rules, const Matter& matter) const {
  std::vector<std::string> asked;
  const KindRule rule = rule_of(rules, matter.subject.kind, matter.kind ? matter.kind->owner_line : "");
  for (const std::string& line : rule.ask) {
    const org::UnitInfo* unit = units.unit_for(parts_.district, line);
    if (unit && std::find(asked.begin(), asked.end(), unit->code) == asked.end()) asked.push_back(unit->code);
  }
  return asked;
}

// The register first; then a decision about the part; then one about this kind in this place.
KnownOwner OwnerService::known_owner(db::Tx& tx, const Matter& matter, const OwnerRules& rules, Instant now) {
  std::vector<OwnerDecision> decisions;
  if (matter.part) decisions = store::decisions_of_part(tx, matter.part->ref());
  else if (!matter.subject.kind.empty() && matter.subject.lng && matter.subject.lat)
    decisions = store::decisions_near(tx, matter.subject.kind, *matter.subject.lng, *matter.subject.lat, static_cast<double>(rules.same_place_m));
  for (const OwnerDecision& decision : decisions) {
    if (!in_force(decision, now) || decision.case_ref == matter.subject.case_ref) continue;
    const std::string day = format_date(local_date(decision.decided));
    return {decision.owner, "decision", decision.id, decision.number,
            "依据 " + day + " 的确权决定 " + decision.number, "by decision " + decision.number + " of " + day};
  }
  if (matter.part && matter.part->owner_state == registers::OwnerState::known)
    return {matter.part->owner, "register", "", "", "依据部件登记", "as the register of parts has it"};
  return {};
}

Outcome OwnerService::keep_tie(db::Tx& tx, Matter& matter, const store::Tie& tie, Instant now) {
  const std::int64_t version = matter.tie ? matter.tie->version + 1 : 1;
  if (!store::put_tie(tx, matter.ref, tie, version, now)) return refuse(ErrorCode::conflict);
  matter.tie = store::Kept<store::Tie>{tie, version};
  return done();
}

// Writes down whose it is where that is known and was not yet.
Outcome OwnerService::learn_owner(db::Tx& tx, const Scope& scope, Matter& matter, const OwnerRules& rules, Instant now) {
  const KnownOwner known = known_owner(tx, matter, rules, now);
  if (!known.owner.known()) return done();
  store::Tie tie = matter.tie ? matter.tie->value : store::Tie{};
  if (tie.known.owner == known.owner && tie.known.decision == known.decision) return done();
  tie.known = known;
  TIANGE_CHECK_OK(keep_tie(tx, matter, tie, now));
  TIANGE_CHECK_OK(owner_of_orders(tx, matter.ref, known.owner));
  if (const auto key = store::parse_key(known.decision)) {
    if (auto decision = store::decision(tx, *key)) {
      ++decision->used;
      ++decision->version;
      if (!store::put_decision(tx, *key, *decision)) return refuse(ErrorCode::conflict);
    }
  }
  const Words owner = registers::Party(known.owner).unit.empty() ? Words{known.owner.name, known.owner.name}
                                                                 : parts_.org.directory(now)->unit_name(known.owner.unit);
  TIANGE_CHECK_OK(parts_.cases.remark(tx, house_for(scope), matter.ref, "owner_known",
                                      {"权属单位：" + owner.zh + "（" + known.zh + "）", "Owner: " + owner.en + " (" + known.en + ")"}, "", now));
  ask_to_assign(tx, matter.ref, now);
  return done();
}

void OwnerService::ask_to_assign(db::Tx& tx, CaseRef ref, Instant now) {
  // A little later, when whoever acted on the case has read the answer.
  parts_.jobs.add(tx, {.kind = "owners.assign",
                       .payload = json::write(json::Value(json::Object{{"ref", ref.text()}})),
                       .run_after = now + k_assign_after,
                       .unique_key = ref.text()});
}

Outcome OwnerService::assign(db::Tx& tx, CaseRef ref, Instant now) {
  TIANGE_TRY(Matter matter, this->matter(tx, system_scope(), ref, now));
  if (!matter.tie || matter.tie->value.assigned || !rules(tx).assign) return done();
  const KnownOwner& known = matter.tie->value.known;
  const cases::CaseView& view = matter.view;
  if (known.owner.unit.empty() || view.unit == known.owner.unit) return done();
  for (const cases::Action action : {cases::Action::dispatch, cases::Action::pass_on}) {
    const std::string_view name = cases::action_row(action).name;
    const auto offered = std::find_if(view.actions.begin(), view.actions.end(), [&](const cases::ActionView& one) { return one.action == name; });
    if (offered == view.actions.end() || !offered->allowed) continue;
    store::Tie tie = matter.tie->value;
    tie.assigned = true;
    TIANGE_CHECK_OK(keep_tie(tx, matter, tie, now));
    cases::ActInput input;
    input.unit = known.owner.unit;
    input.text = "权属已明确，" + known.zh + "转权属单位办理";
    return parts_.cases.act_only(tx, system_scope(), ref, action, input, std::nullopt, now);
  }
  return done();
}

Outcome OwnerService::tie(db::Tx& tx, const Scope& scope, CaseRef ref, const std::string& part, Instant now) {
  TIANGE_TRY(Matter matter, this->matter(tx, scope, ref, now));
  store::Tie tie = matter.tie ? matter.tie->value : store::Tie{};
  if (tie.part == part) return done();
  const std::string before = tie.part;
  tie.part = part;
  tie.tied_by = scope.name;
  tie.known = {};
  if (part.empty()) {
    TIANGE_CHECK_OK(keep_tie(tx, matter, tie, now));
    return parts_.cases.remark(tx, scope, ref, "part_untied", {"解除部件关联 " + before, "Untied from the part " + before}, "", now);
  }
  TIANGE_TRY(const registers::PartView seen, parts_.parts.view(tx, scope, part, now));
  TIANGE_CHECK_OK(keep_tie(tx, matter, tie, now));
  TIANGE_CHECK_OK(parts_.cases.remark(tx, scope, ref, "part_tied",
                                      {"关联部件 " + seen.kind_zh + " " + seen.code + "（" + seen.state_zh + "）",
                                       "Tied to the part " + seen.kind_en + " " + seen.code + " (" + seen.state_en + ")"},
                                      "", now));
  TIANGE_TRY(matter, this->matter(tx, scope, ref, now));
  const OwnerRules rules = this->rules(tx);
  TIANGE_CHECK_OK(learn_owner(tx, scope, matter, rules, now));
  return face_danger(tx, matter, rules, now);
}

// The table "danger" of the district's decisions.
Result<OwnerService::Danger> OwnerService::danger_of(db::Tx& tx, const DangerFacts& facts, Instant now) {
  Danger danger;
  feel::ContextBuilder asked;
  const auto set = [&](const char* name, std::string_view value) { asked.set(name, feel::Value::string(value)); };
  set("kind", facts.kind);
  set("kind_name", facts.kind_name);
  set("item", facts.item);
  set("part_state", facts.part_state);
  set("severity", facts.severity);
  set("words", facts.words);
  const auto answer = parts_.flows.decide(tx, "danger", facts.area, asked.build(), now);
  if (!answer.ok()) {
    if (answer.refusal().code == ErrorCode::no_definition) return danger;
    return answer.refusal();
  }
  if (const std::string level = text_in(answer->outputs, "level"); !level.empty()) danger.level = level;
  danger.severity = text_in(answer->outputs, "severity");
  const feel::Value* make_safe = answer->outputs.find("make_safe");
  danger.make_safe = make_safe && make_safe->is_true();
  danger.limit = text_in(answer->outputs, "limit");
  danger.why = answer->explanation;
  return danger;
}

// Raises the case and orders the place made safe, once for a case.
Outcome OwnerService::face_danger(db::Tx& tx, Matter& matter, const OwnerRules& rules, Instant now) {
  const DangerFacts facts{matter.subject.kind,
                          matter.kind ? matter.kind->name_zh : "",
                          matter.view.item_code,
                          matter.part ? std::string(json::enum_name(matter.part->state)) : "",
                          std::string(json::enum_name(matter.view.severity)),
                          matter.view.title + "。" + matter.view.content,
                          matter.subject.area};
  TIANGE_TRY(const Danger danger, danger_of(tx, facts, now));
  const std::string known = matter.tie ? matter.tie->value.danger : "";
  if (danger.level == "none" || danger.level == known) return done();
  store::Tie tie = matter.tie ? matter.tie->value : store::Tie{};
  tie.danger = danger.level;
  TIANGE_CHECK_OK(keep_tie(tx, matter, tie, now));
  const bool ended = matter.view.closed.has_value();
  if (!ended && danger.severity == "urgent" && less_urgent(matter.view.severity))
    TIANGE_CHECK_OK(parts_.cases.raise(tx, system_scope(), matter.ref, Severity::urgent, "危险等级判定：" + danger.why.zh, now));
  if (ended || !danger.make_safe || !store::orders_of(tx, matter.ref).empty()) return done();
  TIANGE_TRY(const Order made, make_order(tx, system_scope(), matter, rules, danger.level, danger.limit, danger.why, "", now));
  (void)made;
  return done();
}

Outcome OwnerService::look_at(db::Tx& tx, CaseRef ref, Instant now) {
  auto found = matter(tx, system_scope(), ref, now);
  if (!found.ok()) return done();  // gone to an archive meanwhile
  Matter matter = std::move(found).value();
  if (!matter.kind) return done();
  const OwnerRules rules = this->rules(tx);
  if (!matter.tie || !matter.tie->value.known.owner.known()) {
    TIANGE_CHECK_OK(learn_owner(tx, system_scope(), matter, rules, now));
  } else if (!matter.tie->value.assigned) {
    ask_to_assign(tx, ref, now);  // it was nowhere to be given from before
  }
  return face_danger(tx, matter, rules, now);
}

Result<OwnerPanel> OwnerService::panel(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
  TIANGE_TRY(const Matter matter, this->matter(tx, scope, ref, now));
  const OwnerRules rules = this->rules(tx);
  const auto units = parts_.org.directory(now);
  OwnerPanel panel;
  const bool open = !matter.view.closed.has_value();
  if (matter.kind) {
    panel.kind = matter.kind->kind;
    panel.kind_zh = matter.kind->name_zh;
    panel.kind_en = matter.kind->name_en;
  }
  const bool may_see_parts = scope.may(Permission::registers_view);
  if (matter.part && may_see_parts) {
    if (const auto seen = parts_.parts.view(tx, scope, matter.part->ref(), now); seen.ok()) panel.part = static_cast<const registers::PartRow&>(*seen);
  }
  if (!matter.part && may_see_parts && matter.view.place.lng && matter.view.place.lat)
    panel.near = parts_.parts.near(tx, scope, *matter.view.place.lng, *matter.view.place.lat,
                                   std::min(static_cast<double>(rules.near_m), k_near_metres_most), "", now).items;
  if (matter.tie) {
    panel.known = matter.tie->value.known;
    panel.danger = matter.tie->value.danger;
  }
  const Words owner = panel.known.owner.unit.empty() ? Words{panel.known.owner.name, panel.known.owner.name} : units->unit_name(panel.known.owner.unit);
  panel.known_zh = owner.zh;
  panel.known_en = owner.en;
  panel.danger_zh = panel.danger == "high" ? "危险" : panel.danger == "low" ? "需留意" : "";
  panel.danger_en = panel.danger == "high" ? "Dangerous" : panel.danger == "low" ? "Watch it" : "";
  if (const auto newest = store::newest_search(tx, ref)) panel.search = search_view(tx, scope, *newest, now);
  for (const auto& kept : store::orders_of(tx, ref)) panel.orders.push_back(order_view(tx, scope, kept, true, now));
  const bool asking = panel.search && panel.search->state == SearchState::asking;
  panel.may_tie = open && scope.may(Permission::cases_report) && may_see_parts;
  panel.may_search = open && !asking && scope.may(Permission::cases_owners);
  panel.may_order = open && scope.may(Permission::cases_owners);
  panel.fallback = fallback_unit(*units, rules, matter.subject.area);
  const Words fallback = units->unit_name(panel.fallback);
  panel.fallback_zh = fallback.zh;
  panel.fallback_en = fallback.en;
  panel.asks = asked_units(*units, rules, matter);
  const auto limit = parse_limit(rule_of(rules, matter.subject.kind, "").limit);
  if (limit.ok()) {
    const Words words = limit_words(*limit);
    panel.limit_zh = words.zh;
    panel.limit_en = words.en;
  }
  return panel;
}

}  // namespace tiange::owners
