#pragma once
// 村居一本账 ledgers: what the district knows given back to the villages. A village sees its own residents, households,
// houses and firms, masked, and orders further kinds of data for a purpose and a term; a kind that is not on order is not
// there. What it knows better becomes a correction that the owner of the field answers. Watch lists say who came and who
// left, and give tasks to grid officers.
//
// Golden values come from the registers and are never copied: a line is read when it is looked at, through the same masks.
// Only who is in which watch list, since when, is kept here.
//
// Events heard: subject.changed, subject.batch. Routes: see ledger_views.h.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "city/ledgers/ledger_views.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/registers/subjects/subjects.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::ledgers {

// Everything outlives the ledgers; `outbox` and `jobs` have not been started.
struct LedgerParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  // What of a golden value the caller is shown: the registers' own masks.
  std::function<std::string(const Scope&, const registers::MaskAsk&)> show;
  // Wakes the screens of whoever works there; may be empty.
  std::function<void(db::Tx&, const std::string& area)> tell;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
};

class Ledgers {
 public:
  virtual ~Ledgers() = default;

  // The kinds of a fresh district, from the text of data/ledgers/kinds.csv; what was edited since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view kinds_csv, Instant now) = 0;

  virtual Result<OrderView> order(db::Tx& tx, const Scope& scope, const OrderIn& in, Instant now) = 0;
  virtual Result<OrderView> decide(db::Tx& tx, const Scope& scope, std::string_view id, const DecideIn& in, Instant now) = 0;
  // Whether the village may read the kind now: standing, or on order. Refuses with ledger_not_on_order or out_of_scope.
  virtual Outcome may_read(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view kind, Instant now) const = 0;
  virtual Result<WatchView> watch(db::Tx& tx, const Scope& scope, const WatchIn& in, Instant now) = 0;
  virtual Result<TaskList> give_tasks(db::Tx& tx, const Scope& scope, const TaskIn& in, Instant now) = 0;

  // Brings the watch lists of a village up to date, in transactions of its own. Outside transactions.
  virtual void refresh(std::string_view village, Instant now) = 0;
  // Ends terms, and looks at every watch list once a day.
  virtual void sweep(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> ledger_migrations();
// Listens to events and adds its jobs.
std::unique_ptr<Ledgers> open_ledgers(LedgerParts parts);

}  // namespace tiange::ledgers
