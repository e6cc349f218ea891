#pragma once
// What the routes of ingest take and answer.

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "city/exchange/rows/exchange_rows.h"

namespace tiange::exchange {

enum class How { file, pull, push };
BOOST_DESCRIBE_ENUM(How, file, pull, push)

// 更新周期: 实时 每日 每周 每月 每季度 每年 其他 (发改高技术〔2017〕1272号)
enum class Cycle { real_time, daily, weekly, monthly, quarterly, yearly, other };
BOOST_DESCRIBE_ENUM(Cycle, real_time, daily, weekly, monthly, quarterly, yearly, other)
Words cycle_words(Cycle cycle);

enum class BatchState { held, waiting, running, done, failed, refused };
BOOST_DESCRIBE_ENUM(BatchState, held, waiting, running, done, failed, refused)

struct PullPlan {
  static constexpr bool k_json_defaults = true;
  std::string url;        // postgresql://user@host/database, without the password
  std::string password;   // written only; "" leaves it
  std::string query;      // one query; $1 is the last watermark
  std::string watermark;  // column whose last value is the $1 of the next pull
  std::string from;       // $1 of the first pull
  std::int64_t at_hour = 2;      // of the days that the cycle names; real_time: every `every_minutes`
  std::int64_t every_minutes = 10;
  bool worked_days = false;  // on worked days only
};
BOOST_DESCRIBE_STRUCT(PullPlan, (), (url, password, query, watermark, from, at_hour, every_minutes, worked_days))

struct SourceIn {
  static constexpr bool k_json_defaults = true;
  std::string name_zh, name_en;
  std::string unit;        // of the department: "440604-GA"
  std::string department;  // code of the registers' catalogue of sources: "police"
  std::string kind;        // of subjects
  How how = How::file;
  Cycle cycle = Cycle::daily;
  Mapping mapping;
  PullPlan pull;
  bool enabled = true;
  bool repairs = true;  // faults become cases of the owner
  bool full = false;    // each batch is the whole table: what is missing in it has gone
  std::int64_t most_gone_percent = 20;  // full: a batch that lost more of the rows before waits for a decision; 100 never does
  std::int64_t keep_months = 36;  // raw rows; one of raw::k_terms
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SourceIn, (),
                      (name_zh, name_en, unit, department, kind, how, cycle, mapping, pull, enabled, repairs, full, most_gone_percent, keep_months, version))

struct ColumnView {
  static constexpr bool k_json_defaults = true;
  std::string name;
  Look look = Look::empty;
};
BOOST_DESCRIBE_STRUCT(ColumnView, (), (name, look))

struct BatchBrief {
  std::string id;
  BatchState state = BatchState::waiting;
  Instant received;
  std::int64_t rows = 0;
  std::int64_t held = 0;
};
BOOST_DESCRIBE_STRUCT(BatchBrief, (), (id, state, received, rows, held))

struct SourceView {
  std::string code, name_zh, name_en, unit, unit_zh, unit_en, department, kind;
  How how = How::file;
  Cycle cycle = Cycle::daily;
  std::string cycle_zh, cycle_en;
  Mapping mapping;
  PullPlan pull;
  bool has_password = false;
  bool has_key = false;
  bool enabled = true;
  bool repairs = true;
  bool full = false;
  std::int64_t most_gone_percent = 0;
  std::int64_t keep_months = 0;
  std::vector<ColumnView> columns;  // agreed on
  std::string watermark;
  std::string trouble;  // of the last pull
  std::optional<Instant> last_good, due, next_pull;
  bool late = false;
  std::optional<double> score;
  std::optional<BatchBrief> last;
  std::int64_t waiting = 0;     // batches that wait for a decision
  std::int64_t quarantined = 0;  // rows not yet mended
  std::string repair_ref, repair_number;  // the open case
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(SourceView, (),
                      (code, name_zh, name_en, unit, unit_zh, unit_en, department, kind, how, cycle, cycle_zh, cycle_en, mapping, pull,
                       has_password, has_key, enabled, repairs, full, most_gone_percent, keep_months, columns, watermark, trouble, last_good, due, next_pull, late, score, last, waiting,
                       quarantined, repair_ref, repair_number, version, changed, changed_by))
struct SourceList {
  std::vector<SourceView> items;
  std::int64_t late = 0;
  std::int64_t waiting = 0;
  std::int64_t quarantined = 0;
};
BOOST_DESCRIBE_STRUCT(SourceList, (), (items, late, waiting, quarantined))

struct SourceVersion {
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
  json::Value body;
};
BOOST_DESCRIBE_STRUCT(SourceVersion, (), (version, changed, changed_by, body))
struct SourceVersions {
  std::vector<SourceVersion> items;
};
BOOST_DESCRIBE_STRUCT(SourceVersions, (), (items))

struct KeyShown {
  std::string key;
  std::string header;
};
BOOST_DESCRIBE_STRUCT(KeyShown, (), (key, header))

// One difference between the columns that came and those agreed on.
enum class DriftKind { fresh, missing, retyped };
BOOST_DESCRIBE_ENUM(DriftKind, fresh, missing, retyped)
struct Drift {
  static constexpr bool k_json_defaults = true;
  DriftKind kind = DriftKind::fresh;
  std::string column;
  std::string field;   // that it fills, or would
  std::string before, now;  // looks
  std::string like;    // fresh: the missing column that it may be under a new name
  std::string zh, en;
  bool matters = false;  // a field loses its column, a key is missing, or values would not fit
};
BOOST_DESCRIBE_STRUCT(Drift, (), (kind, column, field, before, now, like, zh, en, matters))

// A batch beside the one before it, by key.
struct Comparison {
  static constexpr bool k_json_defaults = true;
  std::string before;  // id of the batch
  std::int64_t added = 0, changed = 0, gone = 0, same = 0;
  std::int64_t ended = 0;  // of those gone, how many the registers have been told of
  bool too_many = false;   // gone, for the source: somebody has to decide before any row is taken
};
BOOST_DESCRIBE_STRUCT(Comparison, (), (before, added, changed, gone, same, ended, too_many))

struct BatchView {
  std::string id, source, source_zh, source_en;
  How how = How::file;
  std::string file_name, digest, format, encoding;
  std::int64_t bytes = 0;
  BatchState state = BatchState::waiting;
  std::vector<ColumnView> columns;
  std::vector<std::vector<std::string>> samples;  // the first rows, masked
  std::vector<Drift> drift;
  Mapping suggested;    // held: the mapping that fits the new columns
  std::int64_t rows = 0, held = 0, marked = 0, mended = 0, dropped = 0;
  std::int64_t added = 0, changed = 0, same = 0, gone = 0;
  std::optional<double> score;
  Instant received;
  std::optional<Instant> started, finished;
  std::string received_by, decided_by, note;
  std::string trouble_zh, trouble_en;
  bool repeated = false;  // the same file had come before: this is its batch
  std::optional<Comparison> comparison;  // of a source whose batches are the whole table
  Instant kept_until;                    // its raw rows
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(BatchView, (),
                      (id, source, source_zh, source_en, how, file_name, digest, format, encoding, bytes, state, columns, samples, drift,
                       suggested, rows, held, marked, mended, dropped, added, changed, same, gone, score, received, started, finished,
                       received_by, decided_by, note, trouble_zh, trouble_en, repeated, comparison, kept_until, version))
struct BatchList {
  std::vector<BatchView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(BatchList, (), (items, next))

struct PushView {
  std::string batch;
};
BOOST_DESCRIBE_STRUCT(PushView, (), (batch))
struct Queued {
  bool queued = true;
};
BOOST_DESCRIBE_STRUCT(Queued, (), (queued))

struct DecideIn {
  static constexpr bool k_json_defaults = true;
  bool take = true;
  std::optional<Mapping> mapping;  // replaces that of the source
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DecideIn, (), (take, mapping, note))

struct RawRowView {
  std::string batch, source;
  std::int64_t row = 0;
  std::vector<std::string> columns, cells;
};
BOOST_DESCRIBE_STRUCT(RawRowView, (), (batch, source, row, columns, cells))

// One key of a source through its batches, newest first: only where its row came, changed or went.
enum class RawChange { added, changed, gone };
BOOST_DESCRIBE_ENUM(RawChange, added, changed, gone)
struct RawVersion {
  RawChange change = RawChange::added;
  std::string batch;
  Instant received;
  std::int64_t row = 0;  // 0: gone
  std::vector<std::string> columns, cells;
};
BOOST_DESCRIBE_STRUCT(RawVersion, (), (change, batch, received, row, columns, cells))
struct RawHistory {
  std::string source;
  bool revealed = false;
  std::vector<RawVersion> items;
};
BOOST_DESCRIBE_STRUCT(RawHistory, (), (source, revealed, items))

// Rows that differ from those of the batch before, masked.
struct BatchChange {
  RawChange change = RawChange::added;
  std::int64_t row = 0, row_before = 0;  // 0: not there
  std::vector<std::string> cells, before;
};
BOOST_DESCRIBE_STRUCT(BatchChange, (), (change, row, row_before, cells, before))
struct BatchChanges {
  std::vector<std::string> columns, columns_before;
  std::vector<BatchChange> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(BatchChanges, (), (columns, columns_before, items, next))

enum class RowState { held, marked, mended, dropped };
BOOST_DESCRIBE_ENUM(RowState, held, marked, mended, dropped)
struct QuarantineRow {
  std::int64_t row = 0;
  RowState state = RowState::held;
  std::vector<std::string> cells;
  std::vector<Fault> faults;
  std::string changed_by, note;
  std::optional<Instant> changed;
};
BOOST_DESCRIBE_STRUCT(QuarantineRow, (), (row, state, cells, faults, changed_by, note, changed))
struct QuarantineList {
  std::vector<std::string> columns;
  std::vector<QuarantineRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(QuarantineList, (), (columns, items, next))
struct MendIn {
  static constexpr bool k_json_defaults = true;
  std::vector<std::string> cells;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(MendIn, (), (cells, note))
struct DropIn {
  static constexpr bool k_json_defaults = true;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DropIn, (), (note))
struct MendReport {
  std::int64_t mended = 0, still = 0, unknown = 0;
  std::vector<QuarantineRow> wrong;  // the first of those that still do not fit
};
BOOST_DESCRIBE_STRUCT(MendReport, (), (mended, still, unknown, wrong))

struct RuleList {
  std::vector<QualityRule> items;
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (items))
struct TryIn {
  static constexpr bool k_json_defaults = true;
  QualityRule rule;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(TryIn, (), (rule, source))
struct TryView {
  std::int64_t checked = 0, failed = 0;
  std::vector<Fault> samples;  // masked
};
BOOST_DESCRIBE_STRUCT(TryView, (), (checked, failed, samples))

struct ScoreRow {
  std::string field, field_zh, field_en, rule;
  std::int64_t checked = 0, failed = 0;
  double score = 1;
};
BOOST_DESCRIBE_STRUCT(ScoreRow, (), (field, field_zh, field_en, rule, checked, failed, score))
struct ScoredBatch {
  std::string batch;
  Instant finished;
  std::int64_t rows = 0, faulty = 0;
  double score = 1;  // rows without fault ÷ rows
  std::vector<ScoreRow> fields;  // worst first; each rule of each field
};
BOOST_DESCRIBE_STRUCT(ScoredBatch, (), (batch, finished, rows, faulty, score, fields))
struct RepairView {
  std::string id, ref, number;
  Instant opened;
  std::optional<Instant> closed;
  std::string batch, closed_by;
  std::int64_t faults = 0;
};
BOOST_DESCRIBE_STRUCT(RepairView, (), (id, ref, number, opened, closed, batch, closed_by, faults))
struct SourceQuality {
  std::string source, name_zh, name_en, unit_zh, unit_en;
  std::vector<ScoredBatch> batches;  // newest first, at most 24
  std::vector<RepairView> repairs;
};
BOOST_DESCRIBE_STRUCT(SourceQuality, (), (source, name_zh, name_en, unit_zh, unit_en, batches, repairs))
struct QualityView {
  std::vector<SourceQuality> items;
};
BOOST_DESCRIBE_STRUCT(QualityView, (), (items))

struct FieldList {
  std::vector<std::string> kinds;
  std::vector<CodeName> departments;
  std::vector<FieldInfo> items;
};
BOOST_DESCRIBE_STRUCT(FieldList, (), (kinds, departments, items))

}  // namespace tiange::exchange
