#include "city/org/masks/policy_rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::masks {

namespace {

using Fields = std::vector<FieldError>;

bool holds(const std::vector<std::string>& list, std::string_view one) { return std::find(list.begin(), list.end(), one) != list.end(); }

masking::Mask read_mask(const std::string& word, const std::string& path, Fields& faults) {
  const auto mask = masking::parse_mask(word);
  if (mask.ok()) return *mask;
  faults.push_back({path, mask.refusal().zh, mask.refusal().en});
  return {masking::MaskKind::hide};
}

void check_purposes(const MaskPolicy& policy, Fields& faults) {
  std::set<std::string> keys;
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    const MaskPurpose& one = policy.purposes[i];
    const std::string path = "purposes[" + std::to_string(i) + "]";
    if (one.key.empty() || !keys.insert(one.key).second) faults.push_back({path + ".key", "代码不能为空或重复", "must be there once"});
    if (text::trim(one.zh).empty() || text::trim(one.en).empty()) faults.push_back({path + ".zh", "请填写中英文名称", "name it in both languages"});
    if (one.longest_minutes < 1 || one.longest_minutes > 480) faults.push_back({path + ".longest_minutes", "应为 1–480 分钟", "1-480 minutes"});
  }
}

void check_figures(const MaskPolicy& policy, Fields& faults) {
  if (policy.export_k < 2 || policy.export_k > 1000) faults.push_back({"export_k", "应为 2–1000", "2-1000"});
  if (policy.export_l < 1 || policy.export_l > 100) faults.push_back({"export_l", "应为 1–100", "1-100"});
  if (policy.export_days < 1 || policy.export_days > 90) faults.push_back({"export_days", "应为 1–90 天", "1-90 days"});
  if (policy.rules.size() > 200) faults.push_back({"rules", "规则不能超过 200 条", "at most 200 rules"});
}

}  // namespace

std::vector<std::string> duties_of(const Scope& scope) {
  std::vector<std::string> out;
  for (const std::string& queue : scope.queues) {
    const std::size_t colon = queue.rfind(':');
    if (colon != queue.npos && !holds(out, queue.substr(colon + 1))) out.push_back(queue.substr(colon + 1));
  }
  return out;
}

std::string_view relation_of(const Scope& scope, std::string_view grid) {
  // Where nobody knows where the subject is, it belongs to the whole district.
  if (grid.empty()) return std::any_of(scope.areas.begin(), scope.areas.end(), [](const std::string& area) { return area.size() <= 6; }) ? "inside" : "outside";
  if (!scope.covers(grid)) return "outside";
  const bool near = std::any_of(scope.areas.begin(), scope.areas.end(), [&](const std::string& area) { return area.size() >= 12 && grid.starts_with(area); });
  return near ? "own" : "inside";
}

const MaskPurpose* CompiledPolicy::purpose(std::string_view key_or_words) const {
  const auto found = std::find_if(policy_.purposes.begin(), policy_.purposes.end(), [&](const MaskPurpose& one) {
    return one.key == key_or_words || one.zh == key_or_words || one.en == key_or_words;
  });
  return found == policy_.purposes.end() ? nullptr : &*found;
}

bool CompiledPolicy::fits(std::size_t index, const Scope& scope, const MaskQuestion& question) const {
  const MaskRule& rule = policy_.rules[index];
  if (rule.unmasked && !question.unmasked) return false;
  if (rule.fields.empty()) {
    if (question.word == "hide") return false;
  } else {
    const std::string whole = std::string(question.kind) + "." + std::string(question.field);
    if (!holds(rule.fields, question.word) && !holds(rule.fields, whole)) return false;
  }
  if (rule.area != "any") {
    const std::string_view relation = relation_of(scope, question.grid);
    if (rule.area == "inside" ? relation == "outside" : relation != rule.area) return false;
  }
  if (!rule.purposes.empty()) {
    const MaskPurpose* known = purpose(question.purpose);
    if (!known || !holds(rule.purposes, known->key)) return false;
  }
  if (rule.duties.empty()) return true;
  const auto duties = duties_of(scope);
  return std::any_of(duties.begin(), duties.end(), [&](const std::string& duty) { return holds(rule.duties, duty); });
}

CompiledPolicy::Answer CompiledPolicy::decide(const Scope& scope, const MaskQuestion& question) const {
  // What the catalogue does not protect needs no rule.
  if (question.word == "none" || question.word.empty()) return {{masking::MaskKind::none}, {"字段不需脱敏", "the field needs no mask"}};
  for (std::size_t i = 0; i < policy_.rules.size(); ++i) {
    if (fits(i, scope, question)) return {masks_[i], {policy_.rules[i].zh, policy_.rules[i].en}};
  }
  const Words usual{"默认脱敏", "the usual mask"};
  for (const auto& [word, mask] : usual_) {
    if (word == question.word) return {mask, usual};
  }
  const auto mask = masking::parse_mask(question.word);
  return {mask.ok() ? *mask : masking::Mask{masking::MaskKind::hide}, usual};
}

Result<std::shared_ptr<const CompiledPolicy>> compile(const MaskPolicy& policy) {
  Fields faults;
  auto out = std::make_shared<CompiledPolicy>();
  out->policy_ = policy;
  for (const auto& [word, mask] : policy.usual) {
    if (!masking::parse_mask(word).ok()) faults.push_back({"usual." + word, "没有这种脱敏方式", "there is no such mask"});
    out->usual_.emplace_back(word, read_mask(mask, "usual." + word, faults));
  }
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const MaskRule& rule = policy.rules[i];
    const std::string path = "rules[" + std::to_string(i) + "]";
    out->masks_.push_back(read_mask(rule.mask, path + ".mask", faults));
    if (rule.area != "any" && rule.area != "own" && rule.area != "inside" && rule.area != "outside")
      faults.push_back({path + ".area", "应为 any、own、inside、outside 之一", "one of any, own, inside, outside"});
    if (text::trim(rule.zh).empty() || text::trim(rule.en).empty()) faults.push_back({path + ".zh", "请用中英文写明用途", "say in both languages what it is for"});
    for (const std::string& key : rule.purposes) {
      const bool known = std::any_of(policy.purposes.begin(), policy.purposes.end(), [&](const MaskPurpose& one) { return one.key == key; });
      if (!known) faults.push_back({path + ".purposes", "没有目的“" + key + "”", "there is no purpose " + key});
    }
    // Who shows everything to everybody must say to whom or for what.
    const bool bare = rule.fields.empty() && rule.duties.empty() && rule.purposes.empty() && !rule.unmasked;
    if (bare && out->masks_.back().kind == masking::MaskKind::none)
      faults.push_back({path + ".mask", "不能对所有人显示所有字段的原文", "it would show everything to everybody"});
  }
  check_purposes(policy, faults);
  check_figures(policy, faults);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return std::shared_ptr<const CompiledPolicy>(std::move(out));
}

}  // namespace tiange::masks
