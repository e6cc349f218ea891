#pragma once
// 同一件事 The same matter told twice, several matters told at once, and a matter that comes back.
//
// Duplicates are looked for among all open cases by place, time, item, words and person (engines/text/alike_index.h) and
// shown with the reasons; a person decides. What was merged is closed and follows the leading case; its reporter reads
// the leading case's progress. Parts split off are cases of their own with the channel, reporter and evidence chosen.
// A matter dispatched for the third or fifth time in a window is raised (data/case_rules.json: repeat_*).
//
//   V POST /api/v1/cases/alike                  before filing: {content, place, item_code, phone} -> AlikeList
//   V GET  /api/v1/cases/{ref}/alike            duplicates of a case, and what it is tied to -> AlikeView
//   V POST /api/v1/cases/{ref}/merge            {into, text}: this case is closed, the other one leads -> AlikeView
//   V POST /api/v1/cases/{ref}/unmerge          {text} -> AlikeView
//   V POST /api/v1/cases/{ref}/split            {parts, text} -> SplitView

#include <memory>
#include <span>

#include "city/cases/cases.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::cases {

// What a repeat of a matter does. Pure.
struct RepeatPlan {
  bool told = false;      // an entry in the history
  bool raised = false;    // one severity higher
  bool climbs = false;    // to the next level
  Severity severity = Severity::normal;  // afterwards
};
// `times`: how often the matter was reported at the place in the window, this time included.
RepeatPlan plan_repeat(std::int64_t times, Severity severity, const CaseRules& rules);

class Alike {
 public:
  virtual ~Alike() = default;
  // Reads what came since, by any instance. Cheap when nothing did; the first time it reads every open case.
  virtual void refresh(Instant now) = 0;
  // Follows dispatched cases for repeats; before outbox and jobs start.
  virtual void listen(db::Outbox& outbox) = 0;
  virtual void add_routes(http::Routes& routes) = 0;
};

std::span<const db::Migration> alike_migrations();
// Everything outlives it.
std::unique_ptr<Alike> open_alike(const CasesParts& parts, Cases& cases, jobs::Jobs& jobs, const tiange::Clock& clock);

}  // namespace tiange::cases
