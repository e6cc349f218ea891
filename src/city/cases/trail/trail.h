#pragma once
// 轨迹 The stored histories of cases, entry by entry, for rooms that derive figures from them. Histories only grow, so
// who keeps the number of the last entry it has taken reads on from there.
//
//   auto trails = open_trails();
//   const auto trail = trails->read(tx, house, ref, 0, now);   // everything that happened by now
//
// Confidential cases are included: what is derived must carry neither names nor words of a case. Only a scope without
// bounds (system_scope()) may read; any other reads nothing.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "city/cases/cases.h"

namespace tiange::cases {

struct TrailEntry {
  std::int64_t seq = 0;
  CaseEvent event;
};

struct Trail {
  CaseRef ref;
  std::string number;
  Instant created;
  std::int64_t last_seq = 0;  // of the case, whatever was asked for
  std::vector<TrailEntry> entries;
};

// Where a walk over all cases stands: behind the last one seen.
struct TrailCursor {
  std::int64_t created_us = 0;
  std::int64_t id = 0;
};

class Trails {
 public:
  virtual ~Trails() = default;
  // Entries after `after_seq` that happened by `until`, in order; nothing for an unknown case.
  virtual std::optional<Trail> read(db::Tx& tx, const Scope& scope, CaseRef ref, std::int64_t after_seq,
                                    Instant until) const = 0;
  // Up to `most` cases behind the cursor, oldest first; moves the cursor. Empty at the end.
  virtual std::vector<CaseRef> next(db::Tx& tx, const Scope& scope, TrailCursor& cursor, int most) const = 0;
  // Every open case with the number of its last entry.
  virtual void each_open(db::Tx& tx, const Scope& scope,
                         const std::function<void(CaseRef ref, std::int64_t last_seq)>& visit) const = 0;
};

std::unique_ptr<Trails> open_trails();

}  // namespace tiange::cases
