#include "app/reporting/report_home.h"

#include <stdexcept>

#include "platform/files/files.h"

namespace tiange::app {

std::vector<db::Migration> report_home_migrations() {
  const auto all = ledgers::report_migrations();
  return {all.begin(), all.end()};
}

ReportHome::ReportHome(const ReportHomeParts& parts)
    : definitions_(parts.definitions),
      reports_(ledgers::open_reports({parts.db, parts.ids, parts.org, parts.places, parts.subjects, parts.masks, parts.district})) {}

Outcome ReportHome::lay(db::Tx& tx, Instant now) { return reports_->lay(tx, read_file(definitions_ + "/ledgers/forms.json"), now); }

void ReportHome::seed(Instant now) {
  const Outcome done_or_not = reports_->seed(read_file(definitions_ + "/demo/reports.json"), now);
  if (!done_or_not.ok()) throw std::runtime_error("reports: " + done_or_not.refusal().zh);
}

}  // namespace tiange::app
