#include "app/reporting/report_home.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tiange::app {

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

std::vector<db::Migration> report_home_migrations() {
  const auto all = ledgers::report_migrations();
  return {all.begin(), all.end()};
}

ReportHome::ReportHome(const ReportHomeParts& parts)
    : definitions_(parts.definitions),
      reports_(ledgers::open_reports({parts.db, parts.ids, parts.org, parts.places, parts.subjects, parts.masks, parts.district})) {}

Outcome ReportHome::lay(db::Tx& tx, Instant now) { return reports_->lay(tx, text_of(definitions_ + "/ledgers/forms.json"), now); }

void ReportHome::seed(Instant now) {
  const Outcome done_or_not = reports_->seed(text_of(definitions_ + "/demo/reports.json"), now);
  if (!done_or_not.ok()) throw std::runtime_error("reports: " + done_or_not.refusal().zh);
}

}  // namespace tiange::app
