#pragma once
// 考核 scores: figures of who kept what limit and how matters ended, indicators and scorecards over them, frozen
// results, the burden index, and the open board.
//
// Facts follow the outbox: an event of a case marks it, and within seconds its history is folded (score_facts.h) and
// the difference added to the sums of its area, unit, post, person and item by day. Who wires the house marks what
// changed without an event, too (verified, checked, followed up). A case is counted once however often it is marked, and
// rebuild() makes the same sums from the histories alone.
//
//   auto scores = open_scores({...});                   // wiring: app
//   outbox.subscribe(type, "scores", [&](tx, event) { return scores->mark(tx, event.subject); });   for case_events()
//   scores->exempt(tx, scope, {ref, "handle", "appeal", "禅申〔2026〕12号", "…"}, now);   // 申诉成功: the raw fact
//   stays
//
// Who sees what: areas, units, posts and people whose area the scope covers, and the units one works for.
//
// Events for other rooms (outbox): score.frozen {id, card, period, area}.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/trail/trail.h"
#include "city/items/items.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/scores/score_views.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::scores {

std::span<const db::Migration> migrations();

// The types that change what a case counts.
std::span<const char* const> case_events();

struct ScoreOptions {
  std::string district;          // "440604"
  bool four_eyes = true;         // who writes a definition may not release it
  std::int64_t open_least = 10;  // rates over fewer are not shown to the public
};

// Everything outlives the room.
struct ScoreParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  jobs::Jobs& jobs;
  const cases::Trails& trails;
  cases::Cases& cases;
  const items::Items& items;
  const places::Places& places;
  org::Org& org;
  db::Outbox* outbox = nullptr;
  http::Recorder record;
  ScoreOptions options;
};

class Scores {
 public:
  virtual ~Scores() = default;

  // Definitions that came with the program; those whose key is known stay as they are. `rules` is
  // data/score_rules.json.
  virtual Outcome seed(db::Tx& tx, std::string_view indicators, std::string_view scorecards, Instant now) = 0;
  virtual Outcome read_rules(std::string_view rules) = 0;

  // The case has changed. Cheap; safe to repeat.
  virtual Outcome mark(db::Tx& tx, std::string_view case_ref) = 0;
  // Counts what was marked, in writes of its own and a bounded number of cases; for a duty every second or two. Returns
  // how many were counted.
  virtual int catch_up(Instant now) = 0;
  // Marks the open cases whose histories go further than was counted: once after a start, for marks that were lost with
  // the process. Reads every open case. Returns how many there were.
  virtual int mark_missed() = 0;
  // Makes all facts and sums anew from the histories, in the background.
  virtual void ask_rebuild(db::Tx& tx, Instant now) = 0;
  virtual void add_jobs() = 0;

  // 免责 An overrun that shall not be held against anybody: won appeals, decisions. The case's facts keep the overrun.
  // Needs scores_exempt; a second one for the same work of the same case changes nothing.
  virtual Result<ExemptionView> exempt(db::Tx& tx, const Scope& scope, const ExemptionInput& input, Instant now) = 0;
  virtual Outcome withdraw_exemption(db::Tx& tx, const Scope& scope, std::string_view case_ref, std::string_view work,
                                     Instant now) = 0;

  virtual Result<ResultView> results(const Scope& scope, const ResultQuery& query, Instant now) = 0;
  virtual void add_routes(http::Routes& routes) = 0;
};

std::unique_ptr<Scores> open_scores(ScoreParts parts);

}  // namespace tiange::scores
