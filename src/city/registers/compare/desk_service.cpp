// The desk of whoever must act: what waits there, shown masked, and what is answered.

#include <algorithm>

#include "base/text.h"
#include "city/registers/compare/compare_service.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::registers {

namespace {

using comparing::MatchStand;
using comparing::StoredCompare;
using comparing::StoredRule;

constexpr std::size_t k_longest_text = 1000;

std::map<std::string, StoredRule> rules_shown(db::Tx& tx) {
  std::map<std::string, StoredRule> out;
  for (StoredRule& one : comparing::rules(tx, comparing::RuleState::live)) out.emplace(one.key, one);
  return out;
}

}  // namespace

std::string_view compare_title_field(Kind kind) {
  switch (kind) {
    case Kind::household: return "number";
    case Kind::house: return "address";
    default: return "name";
  }
}

bool CompareService::sees_all(const Scope& scope) {
  return scope.may(Permission::registers_rules) || scope.may(Permission::registers_fields);
}

bool CompareService::acts_on(const Scope& scope, const StoredCompare& match) {
  return scope.covers(match.grid) && (scope.works_for(match.unit) || (!match.queue.empty() && scope.has_queue(match.queue)));
}

// What is derived is no more open than what it is derived from.
std::string CompareService::shown_value(const Scope& scope, Kind kind, std::string_view field, std::string_view value, std::string_view grid,
                                        Words* words) const {
  const auto catalogue = parts_.subjects.catalogue();
  const auto open_as = [&](Kind of, std::string_view name) {
    const FieldDefinition* base = catalogue->field(of, name);
    constexpr std::string_view k_sample = "2000-01-01";
    return base && parts_.subjects.shown(scope, {of, *base, k_sample, grid, "compare", false}) == k_sample;
  };
  if (field == "age" || field == "age_days") {
    const bool open = kind == Kind::firm ? open_as(kind, "founded") : open_as(kind, "born");
    return open ? std::string(value) : "*";
  }
  if (field == "representative_died" || field == "owner_died") return open_as(Kind::person, "died") ? std::string(value) : "*";
  if (field == "grid" || field == "residents") return std::string(value);
  const FieldDefinition* definition = catalogue->field(kind, field);
  if (!definition) return "*";
  std::string shown = parts_.subjects.shown(scope, {kind, *definition, value, grid, "compare", false});
  if (words && definition->type == FieldType::code && shown == value) *words = registers::shown_value(*definition, value);
  return shown;
}

std::map<SubjectId, std::string> CompareService::titles(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids) const {
  std::map<SubjectId, std::string> out;
  if (ids.empty()) return out;
  // Whoever must act may see the match even when the subject has moved on; the name stays masked.
  parts_.subjects.each_of(tx, system_scope(), ids, [&](const GoldenRow& row) {
    std::string name;
    each_value(row.golden, [&](std::string_view field, std::string_view value) {
      if (field == compare_title_field(row.kind)) name = value;
    });
    out[row.id] = name.empty() ? "—" : shown_value(scope, row.kind, compare_title_field(row.kind), name, row.grid, nullptr);
    return true;
  });
  return out;
}

CompareMatch CompareService::shown(const Scope& scope, const std::map<std::string, StoredRule>& rules, const StoredCompare& match, std::string title,
                                   Instant now) const {
  CompareMatch out;
  out.id = std::to_string(match.id);
  out.rule = match.rule;
  out.zh = out.en = match.rule;
  out.kind = match.kind;
  out.subject = match.subject.text();
  out.title = title.empty() ? "—" : std::move(title);
  out.grid = match.grid;
  out.area_name = parts_.places.full_name(match.grid, scope.language);
  out.state = comparing::stand_word(match.state);
  out.unit = match.unit;
  const Words unit = parts_.org.directory(now)->unit_name(match.unit);
  out.unit_zh = unit.zh;
  out.unit_en = unit.en;
  out.queue = match.queue;
  out.ticket = match.ticket;
  out.began = match.began;
  out.pushed = match.pushed;
  if (match.ended.us != 0) out.ended = match.ended;
  if (match.due.us != 0) out.due = match.due;
  if (match.answered.us != 0) out.answered = match.answered;
  out.answered_by = match.answered_by;
  out.text = match.said;
  out.times = static_cast<int>(match.times);
  out.overdue = match.state == MatchStand::open && match.due.us != 0 && match.due < now;
  out.may_answer = match.state == MatchStand::open && match.running() && acts_on(scope, match);
  const auto rule = rules.find(match.rule);
  if (rule == rules.end()) return out;
  out.zh = rule->second.rule.zh;
  out.en = rule->second.rule.en;
  out.goes = json::enum_name(rule->second.rule.goes);
  out.one_click = !rule->second.rule.write_field.empty();
  const auto catalogue = parts_.subjects.catalogue();
  if (const FieldDefinition* field = catalogue->field(match.kind, rule->second.rule.write_field)) {
    const Words value = registers::shown_value(*field, rule->second.rule.write_value);
    out.write_zh = field->zh + "：" + value.zh;
    out.write_en = field->en + ": " + value.en;
  }
  return out;
}

Result<CompareMatchList> CompareService::list(db::Tx& tx, const Scope& scope, comparing::MatchAsk ask, Instant now) const {
  CompareMatchList list;
  list.sees_all = sees_all(scope);
  if (!list.sees_all) ask.mine = true;
  const std::size_t wanted = ask.limit;
  ask.limit = wanted + 1;
  std::vector<StoredCompare> found;
  std::vector<SubjectId> ids;
  comparing::each_match(tx, scope, ask, [&](const StoredCompare& match) {
    if (found.size() == wanted) {
      list.next = std::to_string(found.back().id);
      return false;
    }
    ids.push_back(match.subject);
    found.push_back(match);
    return true;
  });
  const auto names = titles(tx, scope, ids);
  const auto rules = rules_shown(tx);
  for (const StoredCompare& match : found) {
    const auto name = names.find(match.subject);
    list.items.push_back(shown(scope, rules, match, name == names.end() ? "" : name->second, now));
  }
  return list;
}

Result<CompareMatchView> CompareService::view(db::Tx& tx, const Scope& scope, std::int64_t id, bool look, Instant now) {
  const auto match = comparing::match(tx, id);
  if (!match || !(acts_on(scope, *match) || (sees_all(scope) && scope.covers(match->grid)))) return refuse(ErrorCode::not_found);
  const auto rules = rules_shown(tx);
  const SubjectId ids[] = {match->subject};
  const auto names = titles(tx, scope, ids);
  CompareMatchView out;
  static_cast<CompareMatch&>(out) = shown(scope, rules, *match, names.empty() ? "" : names.begin()->second, now);
  if (look && match->kind == Kind::person) parts_.subjects.looked(tx, scope, match->subject, "compare", {"比对推送：" + out.zh, out.ticket, std::nullopt}, now);
  out.rule_version = match->rule_version;
  out.subject_version = match->subject_version;
  // The version by which it was found.
  for (const StoredRule& one : comparing::versions(tx, match->rule)) {
    if (one.version != match->rule_version) continue;
    out.why_zh = one.rule.why_zh;
    out.why_en = one.rule.why_en;
    out.condition = one.rule.condition;
  }
  const auto fields = compare_fields(*parts_.subjects.catalogue(), match->kind);
  for (const auto& [name, value] : match->evidence) {
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const CompareField& one) { return one.field == name; });
    CompareEvidence evidence;
    evidence.field = name;
    evidence.zh = field == fields.end() ? name : field->zh;
    evidence.en = field == fields.end() ? name : field->en;
    Words words;
    if (!value.empty()) evidence.value = shown_value(scope, match->kind, name, value, match->grid, &words);
    evidence.shown_zh = words.zh;
    evidence.shown_en = words.en;
    for (const auto& [later, then] : match->later) {
      if (later == name && then != value) evidence.later = then.empty() ? "—" : shown_value(scope, match->kind, name, then, match->grid, nullptr);
    }
    out.evidence.push_back(std::move(evidence));
  }
  out.history = comparing::acts(tx, *match);
  out.proposal = match->proposal;
  return out;
}

Result<CompareMatchView> CompareService::answer(db::Tx& tx, const Scope& scope, std::int64_t id, const CompareAnswerIn& in, Instant now) {
  auto match = comparing::match(tx, id);
  if (!match || !(acts_on(scope, *match) || (sees_all(scope) && scope.covers(match->grid)))) return refuse(ErrorCode::not_found);
  if (!acts_on(scope, *match)) return refuse(ErrorCode::registers_not_owner, "该比对结果由其他单位办理", "another unit acts on this match");
  if (match->state != MatchStand::open || !match->running()) return refuse(ErrorCode::registers_answered);
  const std::string said(text::trim(in.text));
  std::vector<FieldError> faults;
  const bool confirmed = in.outcome == "done", untrue = in.outcome == "untrue", proposed = in.outcome == "propose";
  if (!confirmed && !untrue && !proposed) faults.push_back({"outcome", "应为 done、untrue 或 propose", "must be done, untrue or propose"});
  if (!confirmed && said.empty()) faults.push_back({"text", "请写明理由", "say why"});
  if (text::length(said) > k_longest_text) faults.push_back({"text", "最多 1000 字", "at most 1000 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const auto rules = rules_shown(tx);
  const auto rule = rules.find(match->rule);
  if (rule == rules.end()) return refuse(ErrorCode::registers_answered);
  std::string act_text = said;
  if (confirmed && !rule->second.rule.write_field.empty()) {
    // Only the unit that answers for the source speaks in its name; it may have changed since the match was pushed.
    const auto catalogue = parts_.subjects.catalogue();
    const SourceDefinition* source = catalogue->source(rule->second.rule.source);
    if (!source || !scope.works_for(source->unit)) return refuse(ErrorCode::registers_not_owner);
    TIANGE_CHECK_OK(write(tx, scope, rule->second.rule, *match, false, now));
    const CompareMatch words = shown(scope, rules, *match, "", now);
    act_text = words.write_zh + (said.empty() ? "" : "；" + said);
  }
  if (proposed) {
    if (!scope.may(Permission::registers_propose)) return refuse(ErrorCode::forbidden);
    const std::string source = match->queue.empty() ? "village" : "grid";
    TIANGE_TRY(const ProposalView proposal, parts_.subjects.propose(tx, scope, {match->subject.text(), in.field, in.value, said, source}, now));
    match->proposal = proposal.id;
  }
  match->state = confirmed ? MatchStand::done : untrue ? MatchStand::untrue : MatchStand::proposed;
  match->answered = now;
  match->answered_by = scope.name;
  match->said = said;
  comparing::mark(tx, match->subject, now);
  comparing::change(tx, *match);
  comparing::add_act(tx, *match, parts_.ids.next(now), comparing::stand_word(match->state), scope.name, act_text, now);
  const char* zh = confirmed ? "已办理" : untrue ? "核实不属实" : "已提出数据更正";
  const char* en = confirmed ? "done" : untrue ? "found not to be true" : "a correction was proposed";
  close_ticket(tx, *match, {scope.name + zh + (said.empty() ? "" : "：" + said), scope.name + ": " + en}, now);
  const SubjectId changed[] = {match->subject};
  if (confirmed) follow(tx, changed, now);  // what was written shows at once
  return view(tx, scope, id, false, now);
}

}  // namespace tiange::registers
