#pragma once
// 虚假结案 Closings that look false: the same matter comes back to the same place, a photo that was used before or looks
// like one, taken before the report or somewhere else, settled sooner than the matter allows, words copied from other
// cases. Each gives points of 100 with its reason in words; from a score on the case is listed, sent for a re-check with
// one click, and the verdict kept: what came of them is the precision of the finder.
//
// Nothing of it happens in the transaction of a case: events leave a mark, and a duty examines what is marked some
// moments later. Thresholds are the district's (supervision_rules.h).
//
//   V GET  /api/v1/cases/supervision/closings              findings, newest first -> ClosingFindings
//   V GET  /api/v1/cases/supervision/closings/precision    of the finder, by reason -> PrecisionView
//   V GET  /api/v1/cases/{ref}/closing                     of one case -> ClosingFindingView; 404 while not examined
//   V POST /api/v1/cases/{ref}/closing/recheck             {why, duty} -> ClosingFindingView
//   V POST /api/v1/cases/{ref}/closing/verdict             {is_false, text} -> ClosingFindingView

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "city/cases/supervision/sampling/sampling.h"
#include "city/cases/supervision/supervision.h"
#include "platform/db/outbox.h"

namespace tiange::cases {

// What a stored photo looks like (64 bits); nothing for what is no photo, or too plain.
using PhotoHash = std::function<std::optional<std::uint64_t>(std::string_view digest)>;

class Closings {
 public:
  virtual ~Closings() = default;
  // Before the outbox starts.
  virtual void listen(db::Outbox& outbox) = 0;
  // Looks at what was marked, a bounded number; for a duty every few seconds. Returns how many.
  virtual int examine_due(Instant now) = 0;
  // Looks at one now; for demo districts.
  virtual Outcome examine(CaseRef ref, Instant now) = 0;
  // For demo districts: judges the newest open findings in turn, and sends some for a re-check.
  virtual void seed_verdicts(const Scope& scope, int judged, int sent, Instant now) = 0;
  virtual void add_routes(http::Routes& routes) = 0;
};

std::span<const db::Migration> closing_migrations();
// Everything outlives it.
std::unique_ptr<Closings> open_closings(SupervisionParts parts, Sampling& sampling, PhotoHash photo_hash);

}  // namespace tiange::cases
