#pragma once
// The credit of firms tied to the house: it follows the registers and closed cases, runs at night and tells desks.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/credit/frequency/frequency.h"
#include "city/items/checks/checks.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"

namespace tiange::app {

// Everything outlives it; `outbox`, `jobs` and `ticker` have not been started.
struct CreditHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  cases::Cases& cases;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  registers::Tickets& tickets;
  items::Checks& checks;
  live::Hub& hub;
  std::function<Result<std::vector<registers::SubjectId>>(const Scope&, const std::string& q, const std::string& area, Instant now)> find_firms;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  bool four_eyes = true;
};

class CreditHome {
 public:
  explicit CreditHome(const CreditHomeParts& parts);
  // What a fresh district starts with, from data/credit/; what was released since stays.
  Outcome lay(db::Tx& tx, std::string_view scoring, std::string_view frequency, Instant now);
  void add_routes(http::Routes& routes, const http::Recorder& record);
  credit::Credit& credit() { return *credit_; }
  credit::FrequencyRoom& frequency() { return *frequency_; }

 private:
  // A case that was closed counts for the firms it is tied to, and for the one that its form names by credit code.
  Outcome closed(db::Tx& tx, const std::string& ref);

  CreditHomeParts parts_;
  std::unique_ptr<credit::Credit> credit_;
  std::unique_ptr<credit::FrequencyRoom> frequency_;
};

// The credit code that the answers of a case's form name; of imports the firm's name is not taken, since it is not sure.
std::string credit_code_in(const json::Value& extra);

}  // namespace tiange::app
