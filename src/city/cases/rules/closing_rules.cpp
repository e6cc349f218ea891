#include "city/cases/rules/closing_rules.h"

#include <algorithm>

namespace tiange::cases {

Outcome check_condition(const ItemFacts* item, const std::string& condition, ConditionNeed need) {
  if (condition.empty()) {
    if (need == ConditionNeed::may_be_empty || !item || item->closing_conditions.empty()) return done();
    return refuse_fields(ErrorCode::bad_input, {FieldError{"closing_condition", "请选择结案条件",
                                                           "choose the closing condition that is met"}});
  }
  if (!item || item->closing_conditions.empty()) return done();
  const auto& all = item->closing_conditions;
  if (std::find(all.begin(), all.end(), condition) != all.end()) return done();
  return refuse_fields(ErrorCode::bad_input, {FieldError{"closing_condition", "不是该事项的结案条件",
                                                         "is not a closing condition of the item"}});
}

bool is_drawn(std::int64_t case_id, const CaseRules& rules) {
  // splitmix64: well spread over ids that count up
  std::uint64_t x = static_cast<std::uint64_t>(case_id) + 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  x ^= x >> 31;
  return static_cast<double>(x >> 11) * 0x1.0p-53 < rules.sample_share;
}

Outcome may_judge(const CaseFile& file, const Facts& facts) {
  if (file.handler && file.handler == facts.doer.actor.person)
    return refuse(ErrorCode::duties_apart, "办结人不能核查、回访或结案自己处置的工单",
                  "who settled a case does not check, follow up or close it");
  return done();
}

Outcome may_reopen(const CaseFile& file, const Facts& facts) {
  if (!file.merged_into.empty()) return refuse(ErrorCode::not_this_step, "已并入另一件工单，请撤销合并", "it was merged into another case; part them again");
  if (file.open()) return refuse(ErrorCode::reopening_not_allowed, "工单尚未结案", "it is not closed");
  if (!file.accepted)
    return refuse(ErrorCode::reopening_not_allowed, "不予受理的工单请重新登记", "it was not accepted; report it anew");
  const Instant last = facts.calendar.add(facts.rules.reopen_window, file.closed);
  if (facts.now > last)
    return refuse(ErrorCode::reopening_not_allowed, "重办期限已于 " + format_local(last) + " 届满",
                  "the window for reopening ended at " + format_local(last));
  return done();
}

}  // namespace tiange::cases
