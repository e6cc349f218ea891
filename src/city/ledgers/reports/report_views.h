#pragma once
// What the register of reports takes and shows.
//
// Routes below /api/v1/ledgers; V ledgers.reports_view, F ledgers.reports_fill, A ledgers.reports_ask, R ledgers.reports_review.
//   V GET  /reports?state=&unit=&q=&after=        ReportList; who only fills sees those in force in the own area
//   V GET  /reports/export                         the register as XLSX; recorded
//   V GET  /reports/fields                         ReportFields: what the registers hold
//   V GET  /reports/summary                        ReportSummary: in force, abolished, what that saved
//   V GET  /reports/overlaps                       OverlapGroups: reports that ask the same
//   A POST /reports/overlap                        ReportIn -> Overlap: who asks and holds it already; nothing is kept
//   A POST /reports                                ReportIn -> ReportView, state asked
//   V GET  /reports/{id}                           ReportView
//   A PUT  /reports/{id}                           ReportIn -> ReportView; while asked or refused
//   R POST /reports/{id}/answer                    ReportAnswer -> ReportView
//   V POST /reports/{id}/abolish                   AbolishIn -> ReportView; by a reviewer or the asking unit
//   A POST /reports/{id}/template?name=            an XLSX -> ReportView
//   V GET  /reports/{id}/template                  the XLSX as it came
//   A PUT  /reports/{id}/filling                   ReportFilling -> ReportView: what goes where
//   F GET  /reports/{id}/preview?area=             ReportPreview: filled, masked, with the difference against the last one sent
//   F POST /reports/{id}/send                      SendIn -> SendingView
//   V GET  /sendings?report=&area=&state=&after=   SendingList: of the own villages, or to the own unit
//   V GET  /sendings/{id}                          SendingView with its difference
//   V GET  /sendings/{id}/file                     the XLSX as it was sent; recorded
//   A POST /sendings/{id}/receive                  -> SendingView
//   A POST /sendings/{id}/return                   ReturnIn -> SendingView

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"

namespace tiange::ledgers {

enum class ReportCycle { once, week, month, quarter, half_year, year };
BOOST_DESCRIBE_ENUM(ReportCycle, once, week, month, quarter, half_year, year)
// Only an approved one is asked of villages.
enum class ReportState { asked, approved, refused, abolished };
BOOST_DESCRIBE_ENUM(ReportState, asked, approved, refused, abolished)

struct ReportColumn {
  static constexpr bool k_json_defaults = true;
  std::string title;    // as the department calls it
  std::string field;    // "person.name" of the registers; empty: nobody holds it
  bool plain = false;   // asked without masks; the policy of masks has the last word
};
BOOST_DESCRIBE_STRUCT(ReportColumn, (), (title, field, plain))

struct ReportIn {
  static constexpr bool k_json_defaults = true;
  std::string title;
  std::string unit;       // who asks; empty: the caller's
  std::string basis;      // law or document that lets it ask
  std::string purpose;    // of the policy of masks: "check"
  std::string about;      // what for
  ReportCycle cycle = ReportCycle::month;
  std::vector<std::string> areas;  // codes of towns or villages that are asked; empty: all
  std::vector<ReportColumn> columns;
  std::int64_t rows = 0;      // lines that a village fills each time, about
  std::int64_t minutes = 0;   // of work that a village spends each time, about
  std::string reason;     // why, though others ask the same
};
BOOST_DESCRIBE_STRUCT(ReportIn, (), (title, unit, basis, purpose, about, cycle, areas, columns, rows, minutes, reason))

// ---- what goes where ----

// What a column of the rows holds: the number of the row, a field, or an expression over the fields.
enum class ColumnSort { number, field, expression };
BOOST_DESCRIBE_ENUM(ColumnSort, number, field, expression)
struct FillColumn {
  static constexpr bool k_json_defaults = true;
  std::string column;      // "B"
  std::string title;
  ColumnSort sort = ColumnSort::field;
  std::string field;       // "name"
  std::string expression;  // FEEL: if sex = "1" then "男" else "女"
};
BOOST_DESCRIBE_STRUCT(FillColumn, (), (column, title, sort, field, expression))
// What a single cell holds. village: its name; town; day; period; station: the unit that fills; filler: who; rows: how many
// rows; count: how many of a kind satisfy a condition.
enum class CellSort { text, village, town, day, period, station, filler, rows, count };
BOOST_DESCRIBE_ENUM(CellSort, text, village, town, day, period, station, filler, rows, count)
struct FillCell {
  static constexpr bool k_json_defaults = true;
  std::string cell;        // "B2" of the form as it is
  std::string title;       // in differences
  CellSort sort = CellSort::text;
  std::string text;        // before the value; the whole of a text
  std::string kind;        // of a count: "person"
  std::string condition;   // of a count: FEEL; empty: all
};
BOOST_DESCRIBE_STRUCT(FillCell, (), (cell, title, sort, text, kind, condition))
struct ReportFilling {
  static constexpr bool k_json_defaults = true;
  std::string sheet;       // empty: the first
  std::string kind;        // of the rows: "person"; empty: no rows
  std::string condition;   // FEEL: which of them
  std::int64_t first_row = 0, last_row = 0;
  std::vector<FillColumn> columns;
  std::vector<FillCell> cells;
};
BOOST_DESCRIBE_STRUCT(ReportFilling, (), (sheet, kind, condition, first_row, last_row, columns, cells))

struct TemplateCellView {
  std::string cell, text;
  std::int64_t row = 0, column = 0;
};
BOOST_DESCRIBE_STRUCT(TemplateCellView, (), (cell, text, row, column))
struct TemplateView {
  std::string name, digest;   // SHA-256
  std::int64_t bytes = 0, rows = 0, columns = 0;
  std::vector<std::string> sheets, merged;
  std::vector<TemplateCellView> cells;
  std::vector<double> widths;
};
BOOST_DESCRIBE_STRUCT(TemplateView, (), (name, digest, bytes, rows, columns, sheets, merged, cells, widths))

// ---- the same asked twice ----

struct OverlapColumn {
  std::string title, field, suggested;  // suggested: a field of the registers for a column without one
  std::string held_zh, held_en;         // whose word the registers hold for it; empty: not held
  std::vector<std::string> asked_by;    // titles of reports
};
BOOST_DESCRIBE_STRUCT(OverlapColumn, (), (title, field, suggested, held_zh, held_en, asked_by))
struct OverlapReport {
  std::string id, title, unit, unit_zh, unit_en;
  ReportCycle cycle = ReportCycle::month;
  ReportState state = ReportState::approved;
  double score = 0;                     // share of what is asked that this one asks already, 0–1
  std::vector<std::string> columns;     // titles in common
};
BOOST_DESCRIBE_STRUCT(OverlapReport, (), (id, title, unit, unit_zh, unit_en, cycle, state, score, columns))
struct Overlap {
  double asked = 0;    // share that other reports ask already, 0–1
  double held = 0;     // share that the registers hold already
  bool needs_reason = false;
  std::vector<OverlapColumn> columns;
  std::vector<OverlapReport> reports;   // most alike first, at most 10
};
BOOST_DESCRIBE_STRUCT(Overlap, (), (asked, held, needs_reason, columns, reports))
struct OverlapGroup {
  std::vector<OverlapReport> reports;   // the fullest first; score: how much of it the fullest covers
  std::vector<std::string> columns;     // in common to all
  std::int64_t hours = 0;               // of villages a year that one report instead of all would save
};
BOOST_DESCRIBE_STRUCT(OverlapGroup, (), (reports, columns, hours))
struct OverlapGroups {
  std::vector<OverlapGroup> items;
};
BOOST_DESCRIBE_STRUCT(OverlapGroups, (), (items))

// ---- a report ----

struct ReportEvent {
  std::string act;      // asked | amended | approved | refused | abolished | template | filling
  std::string name, unit, text;
  Instant when;
};
BOOST_DESCRIBE_STRUCT(ReportEvent, (), (act, name, unit, text, when))
// What a report costs all villages in a year.
struct ReportLoad {
  std::int64_t villages = 0, times = 0, rows = 0, cells = 0, hours = 0;
};
BOOST_DESCRIBE_STRUCT(ReportLoad, (), (villages, times, rows, cells, hours))
struct ReportRow {
  std::string id, title, unit, unit_zh, unit_en, basis, about;
  ReportCycle cycle = ReportCycle::month;
  ReportState state = ReportState::asked;
  std::int64_t columns = 0, held = 0;   // held: of these the registers hold
  bool fillable = false;                // there is a form and what goes where
  ReportLoad load;
  std::optional<Instant> ended;
  std::string end_reason;
  bool may_fill = false;
  std::string period;                   // the present one
  std::string sent_state;               // of the caller's own village in this period; empty: not sent
};
BOOST_DESCRIBE_STRUCT(ReportRow, (), (id, title, unit, unit_zh, unit_en, basis, about, cycle, state, columns, held, fillable, load, ended,
                                      end_reason, may_fill, period, sent_state))
struct ReportList {
  std::vector<ReportRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ReportList, (), (items, next))
struct ReportView : ReportRow {
  ReportIn in;
  std::int64_t version = 0;
  std::optional<Overlap> overlap;       // for who asks and who reviews
  std::optional<ReportFilling> filling;
  std::optional<TemplateView> form;
  std::vector<ReportEvent> events;      // newest first
  std::vector<std::string> villages;    // the caller's own that are asked, at most 300
  std::vector<std::string> village_names;
  bool may_edit = false, may_map = false, may_answer = false, may_abolish = false;
  std::string why_not_zh, why_not_en;   // why it cannot be answered or filled by the caller
};
BOOST_DESCRIBE_STRUCT(ReportView, (ReportRow), (in, version, overlap, filling, form, events, villages, village_names, may_edit, may_map,
                                                may_answer, may_abolish, why_not_zh, why_not_en))
struct ReportAnswer {
  static constexpr bool k_json_defaults = true;
  bool approved = false;
  std::string text;      // must not be empty when refused
};
BOOST_DESCRIBE_STRUCT(ReportAnswer, (), (approved, text))
struct AbolishIn {
  static constexpr bool k_json_defaults = true;
  std::string reason;
  std::optional<Date> day;   // from when; today
};
BOOST_DESCRIBE_STRUCT(AbolishIn, (), (reason, day))

struct ReportField {
  std::string field, zh, en, mask, authority_zh, authority_en;
};
BOOST_DESCRIBE_STRUCT(ReportField, (), (field, zh, en, mask, authority_zh, authority_en))
struct ReportFields {
  std::vector<ReportField> items;
};
BOOST_DESCRIBE_STRUCT(ReportFields, (), (items))

struct UnitReports {
  std::string unit, zh, en;
  std::int64_t approved = 0, asked = 0, abolished = 0;
};
BOOST_DESCRIBE_STRUCT(UnitReports, (), (unit, zh, en, approved, asked, abolished))
struct ReportSummary {
  std::int64_t all = 0, approved = 0, asked = 0, refused = 0, abolished = 0;
  std::int64_t from_ledger = 0;          // approved and filled from the registers
  ReportLoad load;                       // of those in force
  ReportLoad saved;                      // by those abolished
  ReportLoad from_ledger_saved;          // by those filled from the registers
  std::vector<UnitReports> units;        // most in force first
};
BOOST_DESCRIBE_STRUCT(ReportSummary, (), (all, approved, asked, refused, abolished, from_ledger, load, saved, from_ledger_saved, units))

// ---- filled and sent ----

struct ChangedCell {
  std::string title, before, now;
};
BOOST_DESCRIBE_STRUCT(ChangedCell, (), (title, before, now))
struct ChangedRow {
  std::string key;                       // ref of the subject
  std::vector<std::string> cells;        // as they are now; before, of one that left
  std::vector<ChangedCell> changed;      // of a changed one
};
BOOST_DESCRIBE_STRUCT(ChangedRow, (), (key, cells, changed))
struct ReportDifference {
  bool first = true;                     // nothing was sent before
  std::string against;                   // id of the sending
  std::optional<Instant> against_sent;
  std::int64_t in = 0, out = 0, changed = 0, same = 0;
  std::vector<ChangedRow> rows_in, rows_out, rows_changed;  // at most 100 each
  std::vector<ChangedCell> numbers;      // single cells that differ
};
BOOST_DESCRIBE_STRUCT(ReportDifference, (), (first, against, against_sent, in, out, changed, same, rows_in, rows_out, rows_changed, numbers))
struct ReportPreview {
  std::string report, area, area_name, period, period_zh, period_en;
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> rows;   // masked, at most 100
  std::int64_t count = 0;
  std::vector<ChangedCell> cells;               // title and value now
  ReportDifference difference;
  std::string digest;                           // to be sent back
  std::vector<std::string> plain;               // titles of columns that leave without masks
  std::string blocked_zh, blocked_en;           // why it cannot be sent now
};
BOOST_DESCRIBE_STRUCT(ReportPreview, (), (report, area, area_name, period, period_zh, period_en, titles, rows, count, cells, difference, digest,
                                          plain, blocked_zh, blocked_en))
struct SendIn {
  static constexpr bool k_json_defaults = true;
  std::string area;      // 12 digits
  std::string digest;    // of the preview that was looked at
  std::string note;
};
BOOST_DESCRIBE_STRUCT(SendIn, (), (area, digest, note))
struct ReturnIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReturnIn, (), (text))

struct SendingRow {
  static constexpr bool k_json_defaults = true;
  std::string id, report, title, unit, unit_zh, unit_en, area, area_name, period;
  std::string state;     // sent | received | returned | replaced
  std::string name;      // who sent it
  Instant sent;
  std::int64_t rows = 0, rows_in = 0, rows_out = 0, rows_changed = 0, numbers_changed = 0;
  std::string digest;    // SHA-256 of the file
  std::string note, answered_by, answer;
  std::optional<Instant> answered;
  bool may_answer = false;
};
BOOST_DESCRIBE_STRUCT(SendingRow, (), (id, report, title, unit, unit_zh, unit_en, area, area_name, period, state, name, sent, rows, rows_in,
                                       rows_out, rows_changed, numbers_changed, digest, note, answered_by, answer, answered, may_answer))
struct SendingView : SendingRow {
  std::vector<std::string> titles;
  ReportDifference difference;
};
BOOST_DESCRIBE_STRUCT(SendingView, (SendingRow), (titles, difference))
struct SendingList {
  std::vector<SendingRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(SendingList, (), (items, next))

}  // namespace tiange::ledgers
