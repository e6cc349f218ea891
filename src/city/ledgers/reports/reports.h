#pragma once
// 报表清单 the reports that departments ask of villages: registered, compared with what others ask and with what the registers
// hold, approved by somebody else before a village sees them, abolished with a reason; filled from the registers in the
// department's own XLSX form; shown with the difference against the last one sent, sent with a receipt, given back.
//
// What a file holds goes through the masks of whoever sends it: a column leaves plain only when it was approved so and the
// policy lets the sender see it. Every person in a file gets a line among the looks, every file a mark.

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "city/ledgers/reports/report_views.h"
#include "city/org/masks/org_masks.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/registers/subjects/subjects.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::ledgers {

// Everything outlives it.
struct ReportParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  masks::Masks& masks;
  std::string district;   // "440604"
};

class Reports {
 public:
  virtual ~Reports() = default;
  // The example forms of a fresh district, from the text of data/ledgers/forms.json; what was edited since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view forms_json, Instant now) = 0;
  // A demo district: reports that departments ask, from data/demo/reports.json, and what some villages have sent.
  virtual Outcome seed(std::string_view reports_json, Instant now) = 0;

  virtual Result<ReportView> ask(db::Tx& tx, const Scope& scope, const ReportIn& in, Instant now) = 0;
  virtual Result<ReportView> answer(db::Tx& tx, const Scope& scope, std::int64_t id, const ReportAnswer& in, Instant now) = 0;
  virtual Result<ReportView> abolish(db::Tx& tx, const Scope& scope, std::int64_t id, const AbolishIn& in, Instant now) = 0;
  virtual Result<ReportView> put_template(db::Tx& tx, const Scope& scope, std::int64_t id, const std::string& name, const std::string& bytes,
                                          Instant now) = 0;
  virtual Result<ReportView> put_filling(db::Tx& tx, const Scope& scope, std::int64_t id, const ReportFilling& in, Instant now) = 0;
  // Outside transactions; the village is read in one snapshot.
  virtual Result<ReportPreview> preview(const Scope& scope, std::int64_t id, std::string_view area, Instant now) = 0;

  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> report_migrations();
std::unique_ptr<Reports> open_reports(ReportParts parts);

}  // namespace tiange::ledgers
