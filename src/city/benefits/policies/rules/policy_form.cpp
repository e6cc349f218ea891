#include "city/benefits/policies/rules/policy_form.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace tiange::benefits {

namespace {

using registers::FactField;
using registers::FieldCatalogue;
using registers::GoldenRow;
using registers::RelatedFacts;

// `died = null` is true of a dead man's row only when it is missing: values by name.
using Values = std::vector<std::pair<std::string, std::string>>;

std::string value_in(const Values& values, std::string_view name) {
  for (const auto& [field, text] : values) {
    if (field == name) return text;
  }
  return "";
}

Holds holds_of(const feel::Value& value) {
  if (value.is(feel::Kind::boolean)) return value.is_true() ? Holds::yes : Holds::no;
  return Holds::unknown;
}

Words source_words(const FieldCatalogue& catalogue, const PolicyEdition& edition, std::string_view field) {
  std::string code;
  for (const PolicyField& one : edition.fields) {
    if (one.field == field) code = one.source;
  }
  const registers::FieldDefinition* definition = registers::base_field(catalogue, edition.kind, field).definition;
  if (code.empty() && definition) code = definition->authority;
  const registers::SourceDefinition* source = catalogue.source(code);
  if (!source) return {"有关单位", "whoever knows"};
  return {source->zh, source->en};
}

std::string owner_of(const FieldCatalogue& catalogue, const PolicyEdition& edition, std::string_view field) {
  for (const PolicyField& one : edition.fields) {
    if (one.field == field && !one.source.empty()) return one.source;
  }
  const registers::FieldDefinition* definition = registers::base_field(catalogue, edition.kind, field).definition;
  return definition ? definition->authority : "";
}

// The catalogue's fields under a condition that have no value.
std::vector<std::string> missing_of(const LiveCondition& condition, const PolicyEdition& edition, const FieldCatalogue& catalogue,
                                    const Values& base_values) {
  std::vector<std::string> out;
  for (const std::string& name : condition.names) {
    for (const std::string& base : registers::fact_bases(catalogue, edition.kind, name)) {
      if (base == "died" || base == "member.died" || !value_in(base_values, base).empty()) continue;
      if (std::find(out.begin(), out.end(), base) == out.end()) out.push_back(base);
    }
  }
  return out;
}

PolicyReason reason_of(const LiveCondition& condition, Holds holds, const PolicyEdition& edition, const FieldCatalogue& catalogue,
                       const Values& values, const Values& base_values, Date day) {
  PolicyReason reason;
  reason.key = condition.key;
  reason.zh = condition.zh;
  reason.en = condition.en;
  reason.clause = condition.clause;
  reason.feel = condition.feel;
  reason.holds = holds;
  for (const std::string& name : condition.names) {
    for (std::string& base : registers::fact_bases(catalogue, edition.kind, name)) {
      if (std::find(reason.fields.begin(), reason.fields.end(), base) == reason.fields.end()) reason.fields.push_back(std::move(base));
    }
  }
  if (holds == Holds::yes) return reason;
  if (holds == Holds::unknown) {
    const auto words = [&](const std::string& field) {
      const registers::FieldDefinition* one = registers::base_field(catalogue, edition.kind, field).definition;
      const Words source = source_words(catalogue, edition, field);
      return Words{"“" + (one ? one->zh : field) + "”（由" + source.zh + "提供）", (one ? one->en : field) + " (from " + source.en + ")"};
    };
    std::string zh, en;
    for (const std::string& field : missing_of(condition, edition, catalogue, base_values)) {
      const Words one = words(field);
      zh += (zh.empty() ? "" : "、") + one.zh;
      en += (en.empty() ? "" : ", ") + one.en;
    }
    reason.change_zh = zh.empty() ? "现有信息不足以判断" : "缺少" + zh + "，补齐后即可判断";
    reason.change_en = en.empty() ? "What is known does not suffice" : "Missing: " + en + "; it is judged once that is known";
    return reason;
  }
  if (const auto close = closeness(condition, edition, catalogue, values, value_in(base_values, "born"), day)) {
    reason.short_of = close->short_of;
    reason.turns = close->turns;
    reason.change_zh = close->zh;
    reason.change_en = close->en;
    return reason;
  }
  std::string zh, en;
  for (const std::string& field : reason.fields) {
    const registers::FieldDefinition* one = registers::base_field(catalogue, edition.kind, field).definition;
    if (!one) continue;
    const Words source = source_words(catalogue, edition, field);
    zh += (zh.empty() ? "" : "、") + one->zh + "（" + source.zh + "）";
    en += (en.empty() ? "" : ", ") + one->en + " (" + source.en + ")";
  }
  reason.change_zh = zh.empty() ? "" : "以下登记信息变化后重新判断：" + zh;
  reason.change_en = en.empty() ? "" : "Judged anew when this changes: " + en;
  return reason;
}

// What a household's policy reads of its members and their homes: who says what, and which of it nobody says.
class MemberFacts {
 public:
  MemberFacts(const GoldenRow& household, const RelatedFacts& related, Date today) : related_(related), today_(today) {
    std::string number, head;
    registers::each_value(household.golden, [&](std::string_view field, std::string_view value) {
      if (field == "number") number = value;
      if (field == "head") head = value;
    });
    if (number.empty()) return;
    for (const registers::HouseholdMember& one : related.members(number)) {
      if (!head.empty() && one.card == head && head_.value == 0) head_ = one.id;
      members_.push_back(one);
    }
    std::vector<SubjectId> ids;
    for (const auto& one : members_) ids.push_back(one.id);
    hold(ids);
  }

  // The facts under one base, and whether a needed one is not there.
  bool add(std::string_view base, std::vector<FactUsed>& out) {
    const std::string_view field = base.substr(base.find('.') + 1);
    if (base.starts_with("home.")) return add_homes(out);
    bool lacks = false;
    const bool heads = base.starts_with("head.");
    for (const auto& one : members_) {
      if (heads ? one.id != head_ : one.dead(today_) && field != "died") continue;
      const std::string value = value_of(one.id, field);
      const bool needed = heads || (field == "born" && !one.dead(today_)) || (field == "income" && lacks_income(one, today_));
      if (value.empty() && !needed) continue;
      lacks = lacks || value.empty();
      out.push_back({one.id.text(), std::string(field), "", "", value, "", "", {}, "", false});
    }
    return lacks || (heads && head_.value == 0);
  }

 private:
  bool add_homes(std::vector<FactUsed>& out) {
    for (const auto& one : members_) {
      if (one.card.empty() || one.dead(today_)) continue;
      const std::vector<SubjectId> homes = related_.homes(one.card);
      hold(homes);
      for (const SubjectId home : homes) out.push_back({home.text(), "owner", "", "", value_of(home, "owner"), "", "", {}, "", false});
    }
    return false;
  }
  void hold(const std::vector<SubjectId>& ids) {
    related_.each_of(ids, [&](const GoldenRow& row) {
      goldens_[row.id] = std::string(row.golden);
      return true;
    });
  }
  std::string value_of(SubjectId id, std::string_view field) const {
    std::string out;
    const auto found = goldens_.find(id);
    if (found == goldens_.end()) return out;
    registers::each_value(found->second, [&](std::string_view name, std::string_view value) {
      if (name == field) out = value;
    });
    return out;
  }

  const RelatedFacts& related_;
  Date today_;
  SubjectId head_;
  std::vector<registers::HouseholdMember> members_;
  std::map<SubjectId, std::string> goldens_;
};

}  // namespace

PolicyForm::PolicyForm(Kind kind, const FieldCatalogue& catalogue, LivePolicies policies, registers::FactGround ground)
    : policies_(std::move(policies)) {
  std::vector<std::string> names;
  std::size_t amounts = 0;
  for (const auto& one : policies_) {
    names.insert(names.end(), one->names.begin(), one->names.end());
    amount_at_.push_back(one->amount ? std::optional(amounts++) : std::nullopt);
  }
  const auto presence = [&](std::string_view name) {
    return std::all_of(policies_.begin(), policies_.end(), [&](const auto& one) {
      if (one->amount && !registers::asks_only_presence(one->amount->text(), name)) return false;
      return registers::asks_only_presence(one->whole.text(), name);
    });
  };
  layout_ = registers::FactLayout(kind, catalogue, names, presence, std::move(ground));
}

std::optional<std::size_t> PolicyForm::find(std::string_view key) const {
  for (std::size_t i = 0; i < policies_.size(); ++i) {
    if (policies_[i]->edition.key == key) return i;
  }
  return std::nullopt;
}

std::vector<std::uint32_t> PolicyForm::reading(const std::vector<std::string>& fields) const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < policies_.size(); ++i) {
    const auto& bases = policies_[i]->bases;
    const bool reads = std::any_of(fields.begin(), fields.end(),
                                   [&](const std::string& field) { return std::find(bases.begin(), bases.end(), field) != bases.end(); });
    if (fields.empty() || reads) out.push_back(i);
  }
  return out;
}

bool PolicyForm::reads(std::string_view base) const {
  return std::any_of(policies_.begin(), policies_.end(),
                     [&](const auto& one) { return std::find(one->bases.begin(), one->bases.end(), base) != one->bases.end(); });
}

columns::Plan PolicyForm::plan(const columns::Table& table, bool amounts) const {
  columns::Questions questions;
  for (std::size_t i = 0; i < policies_.size(); ++i) {
    questions.conditions.push_back(policies_[i]->whole);
    if (amounts && policies_[i]->amount) questions.amounts.push_back({*policies_[i]->amount, i});
  }
  return columns::Plan::compile(table, std::move(questions), layout_.environment());
}

Answer PolicyForm::answer(const columns::Answers& answers, std::size_t policy, std::size_t row) const {
  const columns::Matches& matches = answers.conditions[policy];
  if (!matches.has(row)) return {(matches.unknown[row / 64] >> (row % 64) & 1) != 0 ? Verdict::missing : Verdict::not_entitled, 0};
  if (!amount_at_[policy]) return {Verdict::entitled, 0};
  const auto fen = fen_of(answers.amounts[*amount_at_[policy]].at(row));
  return fen ? Answer{Verdict::entitled, *fen} : Answer{};
}

std::vector<Answer> PolicyForm::ask(const columns::Table& table, std::span<const std::uint32_t> policies) const {
  const feel::Value context = table.row(0);
  const feel::Environment environment = layout_.environment();
  std::vector<Answer> out;
  for (const std::uint32_t at : policies) {
    const LivePolicy& one = *policies_[at];
    Answer& answer = out.emplace_back();
    switch (holds_of(feel::evaluate(one.whole, context, environment).value)) {
      case Holds::no: answer.verdict = Verdict::not_entitled; break;
      case Holds::unknown: break;
      case Holds::yes: {
        const auto fen = one.amount ? fen_of(feel::evaluate(*one.amount, context, environment).value) : std::optional<std::int64_t>(0);
        if (fen) answer = {Verdict::entitled, *fen};
        break;
      }
    }
  }
  return out;
}

Judgement PolicyForm::judge(std::size_t policy, const GoldenRow& golden, const RelatedFacts& related, const FieldCatalogue& catalogue) const {
  const LivePolicy& one = *policies_[policy];
  const PolicyEdition& edition = one.edition;
  columns::Table table = this->table(1);
  put(table, 0, golden, related);
  const std::uint32_t asked[] = {static_cast<std::uint32_t>(policy)};
  const Answer answer = ask(table, asked).front();
  Judgement out;
  out.policy = edition.key;
  out.edition = edition.edition;
  out.subject = golden.id.text();
  out.subject_version = golden.version;
  out.day = format_date(day());
  out.verdict = answer.verdict;
  out.amount_fen = answer.amount_fen;
  if (answer.verdict == Verdict::entitled) {
    out.period = first_period(edition, day());
    out.first_amount_fen = first_amount(edition, answer.amount_fen, day());
  }
  const Values values = layout_.values(one.names, golden, related);
  Values base_values;
  for (const std::string& base : one.bases) base_values.emplace_back(base, "");
  registers::each_value(golden.golden, [&](std::string_view field, std::string_view value) {
    for (auto& [name, text] : base_values) {
      if (name == field) text = value;
    }
  });
  out.facts = facts_of(policy, base_values, golden, related, catalogue);
  const feel::Value context = table.row(0);
  const feel::Environment environment = layout_.environment();
  for (const LiveCondition& condition : one.conditions) {
    const Holds holds = holds_of(feel::evaluate(condition.asked, context, environment).value);
    out.reasons.push_back(reason_of(condition, holds, edition, catalogue, values, base_values, day()));
  }
  return out;
}

std::vector<FactUsed> PolicyForm::facts_of(std::size_t policy, std::vector<std::pair<std::string, std::string>>& base_values,
                                           const GoldenRow& golden, const RelatedFacts& related, const FieldCatalogue& catalogue) const {
  const PolicyEdition& edition = policies_[policy]->edition;
  std::vector<FactUsed> out;
  std::optional<MemberFacts> members;
  for (auto& [base, value] : base_values) {
    const std::size_t from = out.size();
    if (base.find('.') == base.npos) {
      out.push_back({golden.id.text(), base, "", "", value, "", "", {}, "", false});
    } else {
      if (!members) members.emplace(golden, related, day());
      value = members->add(base, out) ? "" : "·";
    }
    const registers::FieldDefinition* definition = registers::base_field(catalogue, edition.kind, base).definition;
    for (std::size_t i = from; i < out.size(); ++i) {
      out[i].owner = owner_of(catalogue, edition, base);
      if (definition) out[i].zh = definition->zh, out[i].en = definition->en;
    }
  }
  // Two names may rest on one and the same.
  std::vector<FactUsed> once;
  for (FactUsed& fact : out) {
    const bool known = std::any_of(once.begin(), once.end(), [&](const FactUsed& one) { return one.subject == fact.subject && one.field == fact.field; });
    if (!known) once.push_back(std::move(fact));
  }
  return once;
}

void apply_freshness(Judgement& judgement, const PolicyEdition& edition, Instant moment) {
  for (const PolicyField& field : edition.fields) {
    if (field.days <= 0) continue;
    for (FactUsed& fact : judgement.facts) {
      const bool same = fact.subject == judgement.subject ? fact.field == field.field
                                                          : field.field.starts_with("member.") && fact.field == std::string_view(field.field).substr(7);
      if (!same || fact.value.empty() || fact.observed.us == 0 || moment - fact.observed <= days(field.days)) continue;
      fact.stale = true;
      const std::string limit = std::to_string(field.days);
      judgement.reasons.push_back({"fresh:" + field.field, "“" + fact.zh + "”须在 " + limit + " 天内核实过", fact.en + " known within " + limit + " days",
                                   "", "", Holds::unknown, {field.field}, std::nullopt, "", "由来源单位更新“" + fact.zh + "”后重新判断",
                                   "Judged anew once its source has confirmed it: " + fact.en});
      if (judgement.verdict != Verdict::entitled) continue;
      judgement.verdict = Verdict::missing;
      judgement.amount_fen = judgement.first_amount_fen = 0;
      judgement.period.clear();
    }
  }
}

Result<std::vector<CaseOutcome>> run_cases(const PolicyEdition& edition, const FieldCatalogue& catalogue,
                                           const std::vector<std::string>& names) {
  TIANGE_TRY(const auto live, compile(edition, catalogue));
  std::vector<CaseOutcome> out;
  for (const PolicyCase& one : edition.cases) {
    const auto day = parse_date(one.day);
    if (!day.ok()) return refuse_fields(ErrorCode::bad_input, {{"cases[" + std::to_string(out.size()) + "].day", "请填写日期", "must be a date"}});
    const PolicyForm form(edition.kind, catalogue, {live}, {*day, names});
    json::Object object;
    for (const PolicyValue& value : one.values) object.emplace_back(value.field, value.value);
    const std::string golden = json::write(json::Value(std::move(object)));
    GoldenRow row;
    row.kind = edition.kind;
    row.golden = golden;
    CaseOutcome outcome;
    outcome.zh = one.zh;
    outcome.en = one.en;
    outcome.wanted = one.verdict;
    outcome.wanted_fen = one.amount_fen;
    outcome.judgement = form.judge(0, row, registers::GatheredFacts(), catalogue);
    outcome.passed = json::enum_name(outcome.judgement.verdict) == one.verdict && outcome.judgement.amount_fen == one.amount_fen;
    out.push_back(std::move(outcome));
  }
  return out;
}

}  // namespace tiange::benefits
