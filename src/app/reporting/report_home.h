#pragma once
// The register of reports tied to the house.

#include <memory>
#include <string>
#include <vector>

#include "city/ledgers/reports/reports.h"

namespace tiange::app {

std::vector<db::Migration> report_home_migrations();

// Everything outlives it.
struct ReportHomeParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  masks::Masks& masks;
  std::string district;
  std::string definitions;  // folder of ledgers/forms.json and demo/reports.json
};

class ReportHome {
 public:
  explicit ReportHome(const ReportHomeParts& parts);
  // The example forms; after the catalogue of fields.
  Outcome lay(db::Tx& tx, Instant now);
  // Of a demo district. Throws std::runtime_error when its files are wrong.
  void seed(Instant now);
  void add_routes(http::Routes& routes, const http::Recorder& record) { reports_->add_routes(routes, record); }
  ledgers::Reports& reports() { return *reports_; }

 private:
  std::string definitions_;
  std::unique_ptr<ledgers::Reports> reports_;
};

}  // namespace tiange::app
