#pragma once
// 比对推送 Comparing the registers: rules find the persons, firms and houses for whom something must be done, and push each
// to the one who must act.
//
// A rule is a definition with versions: a FEEL condition over the fields of a kind, who acts, what goes to them. Whoever
// enters its set becomes a match with a beginning, the values then and their versions; it is pushed once. When the condition
// no longer holds, the match ends, and what nobody has answered yet is withdrawn. Every change of a subject is followed at
// once (outbox "subject.changed"); the whole register is gone through every night, after large batches, on release of a rule
// and on demand, by columns (engines/columns), in a job whose writes go in batches: both come to the same matches, in any
// order and as often as they are repeated.
//
// A rule may name what confirming it writes: one click of the unit that answers for the source says so in that source's
// name, through the authority path of the registers. Only a rule marked automatic says it without a click.
//
//   auto comparing = registers::open_compare({...});
//   comparing->listen(outbox); comparing->add_jobs(); comparing->add_routes(routes, record);   // before /{kind}/{ref}
//
// What conditions may speak of: the fields of the catalogue, and of persons `age` (years, at death for the dead) and
// `age_days`; of firms `age_days` (since founded) and `representative_died`; of houses `owner_died` and `residents` (living
// persons at home there); of all `grid`. Code lists and texts are strings, dates dates, numbers numbers.
//
// Routes below /api/v1/registers/compare; P registers.people, R registers.rules, F registers.fields, E registers.export.
//   P GET    /rules                           CompareRuleList with counts inside the caller's areas
//   P GET    /rules/{key}                     CompareRuleView
//   R PUT    /rules/{key}/draft               CompareDraftIn -> CompareRuleView
//   R DELETE /rules/{key}/draft               -> CompareRuleView
//   F POST   /rules/{key}/release             CompareReleaseIn -> CompareRuleView; not by the author (setting four_eyes)
//   R POST   /tries                           CompareTryIn -> CompareTryView, worked out by a job
//   R GET    /tries/{id}                      CompareTryView: count and a masked sample, inside the caller's areas
//   F POST   /runs                            {} -> CompareRunView
//   P GET    /runs, /runs/{id}
//   P GET    /matches?desk=mine|all&rule=&state=open|answered|ended|&area=&subject=&after=&limit=   CompareMatchList, newest first
//   P GET    /matches/{id}                    CompareMatchView; the look is recorded
//   P POST   /matches/{id}/answer             CompareAnswerIn -> CompareMatchView, by who must act
//   E GET    /matches/export?format=csv|xlsx&purpose=&…   masked; recorded in the audit
// A desk sees the matches it must act on inside its areas; whoever may draft or release rules sees all inside theirs.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "city/registers/compare/compare_views.h"
#include "city/registers/subjects/subjects.h"
#include "platform/jobs/jobs.h"

namespace tiange::registers {

struct CompareParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  Subjects& subjects;
  jobs::Jobs& jobs;
  Tickets* tickets = nullptr;  // null: what would be a case is a task
  // Tells screens of a unit or queue that something waits; may be empty.
  std::function<void(db::Tx&, const std::string& unit, const std::string& queue)> tell;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  bool four_eyes = true;
};

class Compare {
 public:
  virtual ~Compare() = default;
  // Rules of a fresh district, from data/registers/compare_rules.json; what was edited since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view rules_json, Instant now) = 0;
  virtual void listen(db::Outbox& outbox) = 0;
  virtual void add_jobs() = 0;
  // Begins the nightly run and what large batches ask for; every few seconds.
  virtual void tend(Instant now) = 0;
  // Brings the matches of these subjects up to date in the caller's transaction.
  virtual void follow(db::Tx& tx, std::span<const SubjectId> ids, Instant now) = 0;
  // Goes through the whole register on this thread; outside transactions.
  virtual Result<CompareRunView> run_now(const std::string& why, Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> compare_migrations();
std::unique_ptr<Compare> open_compare(CompareParts parts);

}  // namespace tiange::registers
