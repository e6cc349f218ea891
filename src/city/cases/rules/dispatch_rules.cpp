#include "city/cases/rules/dispatch_rules.h"

#include "base/text.h"

namespace tiange::cases {

namespace {
constexpr std::size_t k_longest_basis = 500;
}

Level level_above(Level level) {
  return level == Level::town ? Level::town : static_cast<Level>(static_cast<int>(level) + 1);
}

Outcome may_return(const CaseFile& file, const Facts& facts) {
  if (file.arbitrated)
    return refuse(ErrorCode::return_not_allowed, "裁定后的工单不得再退回", "an arbitrated case is not returned again");
  if (file.level == Level::grid)
    return refuse(ErrorCode::return_not_allowed, "网格处置的工单请上报上级", "send it up from the grid instead");
  if (file.level == Level::town)
    return refuse(ErrorCode::return_not_allowed, "镇街统筹为兜底层级，请转派",
                  "the town is the last level; pass it on");
  const Instant last = facts.calendar.add(facts.rules.return_window, file.dispatched);
  if (facts.now > last)
    return refuse(ErrorCode::return_not_allowed, "退单时限已于 " + format_local(last) + " 届满",
                  "the window for returning ended at " + format_local(last));
  return done();
}

Outcome check_return_grounds(const Command& command) {
  std::vector<FieldError> missing;
  if (text::trim(command.basis).empty())
    missing.push_back({"basis", "请写明退回的法律法规或职责依据", "name the law or the list of duties it rests on"});
  if (text::length(command.basis) > k_longest_basis)
    missing.push_back({"basis", "不超过 500 字", "at most 500 characters"});
  if (command.evidence.empty())
    missing.push_back({"evidence", "请附佐证材料，如联系记录、现场照片", "attach evidence, such as a photo or a record of contact"});
  if (!missing.empty()) return refuse_fields(ErrorCode::bad_input, std::move(missing));
  return done();
}

Outcome may_forward(const CaseFile& file, const Facts& facts) {
  if (file.just_returned && file.dispatched_by && file.dispatched_by == facts.doer.actor.person)
    return refuse(ErrorCode::duties_apart, "该工单由您派出后被退回，须由他人重新派遣",
                  "you dispatched it before it was returned; another dispatcher decides now");
  return done();
}

Outcome may_go_to(const CaseFile& file, const std::string& unit, Action action, const Facts& facts) {
  const auto wrong = [](const char* zh, const char* en) {
    return refuse_fields(ErrorCode::bad_input, {FieldError{"unit", zh, en}});
  };
  if (unit.empty()) return wrong("请选择单位", "choose a unit");
  if (!facts.unit_known) return wrong("没有这个单位", "there is no such unit");
  if (action == Action::pass_on && unit == file.unit) return wrong("工单已在该单位", "the case is already there");
  if (action == Action::dispatch && file.just_returned && unit == file.returned_by_unit)
    return wrong("该单位刚刚退回，请改派或提交裁定", "this unit has just returned it; choose another");
  return done();
}

UnitAdvice advise_unit(const CaseFile& file, const std::string& precedent, const std::string& precedent_number,
                       const std::string& lead, const std::vector<UsualUnit>& usual, int looked) {
  constexpr int k_least_settled = 3;
  const std::string barred = file.just_returned ? file.returned_by_unit : std::string();
  if (!precedent.empty() && precedent != barred)
    return {precedent, "precedent", {"依先例 " + precedent_number, "By precedent " + precedent_number}};
  if (!lead.empty() && lead != barred)
    return {lead, "rule", {"事项目录的主办条线", "The leading line of the item in the catalogue"}};
  const std::string passed_over = lead.empty() ? "" : "主办单位刚刚退回；";
  const std::string passed_over_en = lead.empty() ? "" : "The leading unit has just returned it; ";
  for (const UsualUnit& one : usual) {
    if (one.unit == barred || one.settled < k_least_settled) continue;
    const std::string part = std::to_string(one.settled);
    const std::string all = std::to_string(looked);
    return {one.unit, "learned",
            {passed_over + "本镇街近期 " + all + " 件同类工单中 " + part + " 件由其办结",
             passed_over_en + "it settled " + part + " of the latest " + all + " such cases in this town"}};
  }
  if (lead.empty()) return {};
  return {"", "", {"主办单位刚刚退回，也没有可参考的办理单位：请改派或提交裁定",
                   "The leading unit has just returned it and nobody else usually settles such cases: choose, or ask for a decision"}};
}

}  // namespace tiange::cases
