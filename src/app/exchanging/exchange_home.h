#pragma once
// The data exchange tied to the house: its rows go to the registers, its faults become cases of the departments.

#include <memory>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/exchange/sharing/sharing.h"
#include "city/registers/subjects/subjects.h"
#include "city/spaces/spaces.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"

namespace tiange::app {

std::vector<db::Migration> exchange_home_migrations();

// Everything outlives it; `jobs` and `ticker` have not been started.
struct ExchangeHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  cases::Cases& cases;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  spaces::Spaces& spaces;
  live::Hub& hub;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  std::string data_folder;
  std::string signature_suite;
  std::string public_url;
};

// What a fresh district starts with: the files of data/exchange/.
struct ExchangeTexts {
  std::string sources;
  std::string rules;
  std::string resources;
};

class ExchangeHome {
 public:
  explicit ExchangeHome(const ExchangeHomeParts& parts);
  ~ExchangeHome();

  // What was edited since stays.
  Outcome lay(db::Tx& tx, const ExchangeTexts& texts, Instant now);
  void add_routes(http::Routes& routes, const http::Recorder& record);
  // Of a demo district, from the files of a folder.
  void seed(const std::string& folder);
  exchange::Exchange& exchange() { return *exchange_; }
  exchange::Sharing& sharing() { return *sharing_; }

 private:
  Scope handler_of(const std::string& unit, Instant now);
  std::string grid_of(db::Tx& tx, const exchange::SourceFacts& source, const std::string& key);

  class RegisterSink;
  class RepairCases;
  class SpaceConsents;

  ExchangeHomeParts parts_;
  std::unique_ptr<RegisterSink> sink_;
  std::unique_ptr<RepairCases> repairs_;
  std::unique_ptr<SpaceConsents> consents_;
  std::unique_ptr<exchange::Exchange> exchange_;
  std::unique_ptr<exchange::DataCatalogue> catalogue_;
  crypto::Signer signer_;
  std::unique_ptr<exchange::Sharing> sharing_;
};

}  // namespace tiange::app
