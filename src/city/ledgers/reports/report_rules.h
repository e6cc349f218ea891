#pragma once
// What two reports have in common, what a report costs, which period it is. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "city/ledgers/reports/report_views.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::ledgers {

constexpr double k_needs_reason = 0.6;  // share asked already from which a reason must be given
constexpr double k_same_report = 0.7;   // share covered by another report from which both are shown as one

struct ReportPeriod {
  std::string key;  // 2026-11, 2026-W47, 2026-Q4, 2026-H2, 2026, once
  Words words;
};
ReportPeriod period_of(ReportCycle cycle, Date day);
int times_a_year(ReportCycle cycle);
ReportLoad load_of(const ReportIn& in, std::int64_t villages);
ReportLoad operator+(const ReportLoad& a, const ReportLoad& b);

// Full or half width, spaces and brackets do not matter; usual names of one thing become one.
std::string plain_title(std::string_view title);
// The field that a column of that title usually means: "person.phone"; "" when it is not clear.
std::string suggested_field(std::string_view title, const registers::FieldCatalogue& catalogue);
// By what columns are compared: the field, or the plain title where no register holds it.
std::string column_key(const ReportColumn& column, const registers::FieldCatalogue& catalogue);
// "person.phone" in the catalogue; null when it is none.
const registers::FieldDefinition* field_of(std::string_view field, const registers::FieldCatalogue& catalogue);

struct KnownReport {
  std::string id;
  ReportState state = ReportState::approved;
  Words unit_name;
  ReportIn in;
  std::int64_t hours = 0;  // a year
};
// `others` in any order; those that are refused or abolished ask nothing.
Overlap overlap_of(const ReportIn& in, const std::vector<KnownReport>& others, const registers::FieldCatalogue& catalogue);
OverlapGroups overlap_groups(const std::vector<KnownReport>& reports, const registers::FieldCatalogue& catalogue);

// Whether the report is asked of the village (or of anything inside the larger area).
bool asks_of(const ReportIn& in, std::string_view area);

}  // namespace tiange::ledgers
