#pragma once
// An order with the two versions and the pairs of elements it means.

#include <vector>

#include "city/flows/migration/migration.h"

namespace tiange::flows {

struct ReadOrder {
  bpmn::ModelPtr from;
  bpmn::ModelPtr to;
  std::vector<bpmn::Match> matches;

  // Lives no longer than this.
  bpmn::Migration forth() const { return {*from, *to, matches}; }
  // For the way back of one instance: what had moved to another place goes where it was.
  bpmn::Migration back(const std::vector<MoveChoice>& was) const;
};

// Refused when a version or a chosen element does not exist.
Result<ReadOrder> read_order(Flows& flows, db::Tx& tx, const MoveOrder& order);

}  // namespace tiange::flows
