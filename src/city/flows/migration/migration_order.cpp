#include "city/flows/migration/migration_order.h"

#include <algorithm>

namespace tiange::flows {

Result<ReadOrder> read_order(Flows& flows, db::Tx& tx, const MoveOrder& order) {
  if (order.from == order.to)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"to", "应为另一个版本", "must be another version"}});
  ReadOrder out;
  TIANGE_TRY(out.from, flows.process_model(tx, order.process, order.from));
  TIANGE_TRY(out.to, flows.process_model(tx, order.process, order.to));
  std::vector<bpmn::Match> chosen;
  for (const MoveChoice& choice : order.choices) chosen.push_back({choice.from, choice.to, bpmn::MatchedBy::by_hand});
  TIANGE_TRY(out.matches, bpmn::with_choices(bpmn::propose_matches(*out.from, *out.to), chosen, *out.from, *out.to));
  return out;
}

bpmn::Migration ReadOrder::back(const std::vector<MoveChoice>& was) const {
  std::vector<bpmn::Match> turned = bpmn::turned_round(matches, *to);
  for (const MoveChoice& choice : was) {
    const auto found =
        std::find_if(turned.begin(), turned.end(), [&](const bpmn::Match& match) { return match.from == choice.to; });
    if (found != turned.end()) *found = {choice.to, choice.from, bpmn::MatchedBy::by_hand};
  }
  return {*to, *from, turned};
}

}  // namespace tiange::flows
