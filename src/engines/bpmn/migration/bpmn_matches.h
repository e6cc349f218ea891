#pragma once
// Whether one element can stand for another, whatever stands at it.

#include <optional>

#include "engines/bpmn/migration/bpmn_migration.h"

namespace tiange::bpmn {

struct Misfit {
  Obstacle obstacle = Obstacle::other_kind;
  Words words;
};

// Nothing when tokens and waits at `from` can go on at `to`.
std::optional<Misfit> misfit(const Element& from, const Element& to);

}  // namespace tiange::bpmn
