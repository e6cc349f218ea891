#pragma once

#include <memory>

#include "city/ledgers/reports/report_rules.h"
#include "city/ledgers/reports/report_store.h"
#include "city/ledgers/reports/reports.h"

namespace tiange::ledgers {

// A report filled for a village, before it is sent.
struct FilledReport {
  report_store::StoredReport report;
  ReportContent content;
  ReportPreview preview;
  std::int64_t against = 0;
};

class ReportService : public Reports {
 public:
  explicit ReportService(ReportParts parts) : parts_(std::move(parts)) {}

  Outcome lay(db::Tx& tx, std::string_view forms_json, Instant now) override;
  Outcome seed(std::string_view reports_json, Instant now) override;
  Result<ReportView> ask(db::Tx& tx, const Scope& scope, const ReportIn& in, Instant now) override;
  Result<ReportView> amend(db::Tx& tx, const Scope& scope, std::int64_t id, const ReportIn& in, Instant now);
  Result<ReportView> answer(db::Tx& tx, const Scope& scope, std::int64_t id, const ReportAnswer& in, Instant now) override;
  Result<ReportView> abolish(db::Tx& tx, const Scope& scope, std::int64_t id, const AbolishIn& in, Instant now) override;
  Result<ReportView> put_template(db::Tx& tx, const Scope& scope, std::int64_t id, const std::string& name, const std::string& bytes, Instant now) override;
  Result<ReportView> put_filling(db::Tx& tx, const Scope& scope, std::int64_t id, const ReportFilling& in, Instant now) override;
  Result<ReportPreview> preview(const Scope& scope, std::int64_t id, std::string_view area, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // ---- the register ----
  ReportList list(db::Tx& tx, const Scope& scope, std::string_view state, std::string_view unit, std::string_view words, std::int64_t before, Instant now) const;
  // As the rows of a spreadsheet, head first.
  std::vector<std::vector<std::string>> sheet(db::Tx& tx, const Scope& scope, Instant now) const;
  Result<ReportView> view(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const;
  ReportFields fields() const;
  ReportSummary summary(db::Tx& tx, Instant now) const;
  OverlapGroups overlaps(db::Tx& tx, const Scope& scope, Instant now) const;
  Overlap overlap(db::Tx& tx, const ReportIn& in, std::int64_t but, Instant now) const;
  Result<std::pair<std::string, std::string>> form(db::Tx& tx, const Scope& scope, std::int64_t id) const;  // name, bytes

  // ---- sendings ----
  // Outside transactions. Refused unless the report is approved and asked of the village, which must be the caller's own.
  Result<FilledReport> fill(const Scope& scope, std::int64_t id, std::string_view area, Instant now) const;
  // The file of what was filled, with the mark of the sending.
  Result<std::string> file_for(const FilledReport& filled, std::int64_t sending) const;
  Result<SendingView> send(db::Tx& tx, const Scope& scope, const FilledReport& filled, const SendIn& in, std::int64_t sending, const std::string& file, Instant now);
  SendingList sendings(db::Tx& tx, const Scope& scope, report_store::SendingAsk ask) const;
  Result<SendingView> sending(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  Result<std::pair<SendingRow, std::string>> sent_file(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  Result<SendingView> answer_sending(db::Tx& tx, const Scope& scope, std::int64_t id, bool received, const std::string& text, Instant now);

  const ReportParts& parts() const { return parts_; }

 private:
  using Stored = report_store::StoredReport;
  std::vector<std::string> villages_below(std::string_view area) const;
  std::int64_t villages_of(const ReportIn& in) const;
  ReportEvent event(const Scope& scope, const char* act, const std::string& text, Instant now) const;
  Outcome check(const Scope& scope, const ReportIn& in, Instant now) const;
  Result<Stored> seen(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  Result<Stored> own(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  std::vector<KnownReport> known(db::Tx& tx, std::int64_t but, Instant now) const;
  Outcome check_repeat(db::Tx& tx, const ReportIn& in, std::int64_t but, Instant now) const;
  void describe(ReportRow& row, const Stored& report, const Scope& scope, Instant now) const;
  Result<ReportView> shown(db::Tx& tx, const Scope& scope, const Stored& report, Instant now) const;
  std::string show(const Scope& scope, const Stored& report, const registers::FieldDefinition& field, std::string_view grid, std::string_view value, bool plain) const;
  ShowCell masked_cells(const Scope& scope, const Stored& report, const ReportContent& content) const;
  SendingView shown_sending(db::Tx& tx, const Scope& scope, const report_store::StoredSending& sending) const;
  bool may_answer(const Scope& scope, const SendingRow& row) const;
  Result<report_store::StoredSending> seen_sending(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  Outcome seed_sendings(Instant now);

  ReportParts parts_;
};

void add_register_report_routes(http::Routes& routes, ReportService& room, const http::Recorder& record);
void add_sending_routes(http::Routes& routes, ReportService& room, const http::Recorder& record);

}  // namespace tiange::ledgers
