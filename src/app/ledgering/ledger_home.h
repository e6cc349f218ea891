#pragma once
// The ledgers of villages tied to the house: the registers with their masks, screens that wake.

#include <memory>
#include <string>
#include <vector>

#include "city/ledgers/ledgers.h"
#include "city/org/masks/masks_room.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"

namespace tiange::app {

std::vector<db::Migration> ledger_home_migrations();

// Everything outlives it; `outbox`, `jobs` and `ticker` have not been started.
struct LedgerHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  const masks::Masks& masks;
  live::Hub& hub;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
};

class LedgerHome {
 public:
  explicit LedgerHome(const LedgerHomeParts& parts);

  Outcome lay(db::Tx& tx, std::string_view kinds_csv, Instant now) { return ledgers_->lay(tx, kinds_csv, now); }
  void add_routes(http::Routes& routes, const http::Recorder& record) { ledgers_->add_routes(routes, record); }
  // Of a demo district: two villages with orders, watch lists and tasks. Nothing where the registers are empty.
  void seed(Instant now);
  ledgers::Ledgers& ledgers() { return *ledgers_; }

 private:
  Outcome seed_village(db::Tx& tx, const Scope& head, const std::string& village, Instant now);

  LedgerHomeParts parts_;
  std::unique_ptr<ledgers::Ledgers> ledgers_;
};

}  // namespace tiange::app
