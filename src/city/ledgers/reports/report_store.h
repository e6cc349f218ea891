#pragma once
// The tables of the register of reports.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "city/ledgers/reports/report_fill.h"
#include "city/ledgers/reports/report_views.h"
#include "platform/db/db.h"

namespace tiange::ledgers::report_store {

struct StoredReport {
  static constexpr bool k_json_defaults = true;
  std::int64_t id = 0;
  std::int64_t version = 0;
  ReportState state = ReportState::asked;
  std::int64_t maker = 0;                // person
  ReportIn in;
  std::string key;                       // of an example form; else empty
  std::optional<ReportFilling> filling;
  std::optional<TemplateView> form;
  std::vector<ReportEvent> events;       // oldest first
  std::optional<Instant> ended;
  std::string end_reason;
};
BOOST_DESCRIBE_STRUCT(StoredReport, (), (id, version, state, maker, in, key, filling, form, events, ended, end_reason))

std::vector<StoredReport> reports(db::Tx& tx);  // newest first; at most a few hundred
std::optional<StoredReport> find_report(db::Tx& tx, std::int64_t id);
void insert_report(db::Tx& tx, const StoredReport& report);
// Writes version + 1; false when somebody was faster.
bool update_report(db::Tx& tx, StoredReport& report);
void put_form(db::Tx& tx, std::int64_t report, const std::string& digest, std::string_view file);
std::optional<std::string> form_file(db::Tx& tx, std::int64_t report, const std::string& digest);

struct StoredSending {
  std::int64_t part_key = 0, id = 0, report = 0;
  SendingRow row;
  std::int64_t against = 0;  // what it was compared with
};
// Bodies only.
struct SendingAsk {
  std::vector<std::string> units;  // sent to these
  std::vector<std::string> areas;  // or from below these
  std::int64_t report = 0;         // 0: any
  std::string area, state;
  std::int64_t before = 0;
  std::size_t most = 50;
};
std::vector<StoredSending> sendings(db::Tx& tx, const SendingAsk& ask);
std::optional<StoredSending> find_sending(db::Tx& tx, std::int64_t id);
std::string content_of(db::Tx& tx, std::int64_t id);
std::string file_of(db::Tx& tx, std::int64_t id);
// The last one of the village that the department holds: sent or received.
std::optional<StoredSending> last_sending(db::Tx& tx, std::int64_t report, const std::string& area);
// The one in force in the period, in any state.
std::optional<StoredSending> sending_in(db::Tx& tx, std::int64_t part_key, std::int64_t report, const std::string& period);
void insert_sending(db::Tx& tx, const StoredSending& sending, const std::string& content, std::string_view file);
// Only from `from`; false when it is in another state.
bool update_sending(db::Tx& tx, const StoredSending& sending, const std::string& from);

}  // namespace tiange::ledgers::report_store
