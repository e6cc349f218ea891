#include "city/ledgers/reports/reports.h"

namespace tiange::ledgers {

namespace {

// A sending belongs to its village. One of a report and period is in force there: ledgers_report_periods names it.
constexpr std::string_view k_first = R"sql(
-- table ledgers_reports: reference
CREATE TABLE ledgers_reports (
  id BIGINT NOT NULL PRIMARY KEY,
  unit TEXT NOT NULL,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX ledgers_reports_unit ON ledgers_reports (unit, id);
-- table ledgers_report_forms: reference
CREATE TABLE ledgers_report_forms (
  report BIGINT NOT NULL,
  digest TEXT NOT NULL,
  file BYTES NOT NULL,
  PRIMARY KEY (report, digest)
);
-- table ledgers_report_sendings: sharded, own id
CREATE TABLE ledgers_report_sendings (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  report BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  period TEXT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  content TEXT NOT NULL,
  file BYTES NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX ledgers_report_sendings_of ON ledgers_report_sendings (report, area, id);
CREATE INDEX ledgers_report_sendings_unit ON ledgers_report_sendings (unit, id);
-- table ledgers_report_periods: sharded
CREATE TABLE ledgers_report_periods (
  part_key BIGINT NOT NULL,
  report BIGINT NOT NULL,
  period TEXT NOT NULL,
  sending BIGINT NOT NULL,
  PRIMARY KEY (part_key, report, period)
);
)sql";

}  // namespace

std::span<const db::Migration> report_migrations() {
  static constexpr db::Migration k_steps[] = {{"ledgers_reports", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::ledgers
