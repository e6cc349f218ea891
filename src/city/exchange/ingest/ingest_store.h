#pragma once
// All SQL of ingest. Sources and batches are no personal data; rows are asked for by batch only, after its source was seen.

#include "city/exchange/ingest/exchange_ingest.h"
#include "city/exchange/raw/exchange_raw.h"

namespace tiange::exchange::store {

struct SourceRow {
  std::string code;
  SourceIn body;          // without the password
  std::string secret;     // sealed password
  std::string key_digest;
  std::vector<ColumnView> columns;
  std::string watermark;
  std::string trouble;    // of the last pull
  Instant last_good, next_pull, made;
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
};
std::vector<SourceRow> sources(db::Tx& tx);
std::optional<SourceRow> source(db::Tx& tx, std::string_view code);
std::optional<SourceRow> source_of_key(db::Tx& tx, std::string_view digest);
// False when somebody was first: `row.version` is the new version.
bool put_source(db::Tx& tx, const SourceRow& row, bool keep_version);
std::vector<SourceVersion> source_versions(db::Tx& tx, std::string_view code);

struct BatchRow {
  std::int64_t id = 0;
  std::string source;
  How how = How::file;
  std::string file_name, digest;
  std::int64_t bytes = 0;
  BatchState state = BatchState::waiting;
  FileFormat format = FileFormat::csv;
  std::string encoding;
  char separator = ',';
  std::vector<ColumnView> columns;
  std::vector<Drift> drift;
  Mapping mapping;  // by which it runs
  std::string watermark;
  std::int64_t blocks = 0, rows = 0, held = 0, marked = 0, mended = 0, dropped = 0;
  std::int64_t added = 0, changed = 0, same = 0, gone = 0;
  Instant received, started, finished;
  std::string received_by, decided_by, note, trouble_zh, trouble_en;
  std::int64_t keep = 0;  // months, its raw rows
  std::optional<Comparison> comparison;
  std::int64_t version = 0;
  raw::Place place() const { return {id, keep}; }
  std::vector<std::string> column_names() const;
};
std::optional<BatchRow> batch(db::Tx& tx, std::int64_t id);
std::optional<BatchRow> batch_of_digest(db::Tx& tx, std::string_view source, std::string_view digest);
// Newest first, older than `before` (0: all).
std::vector<BatchRow> batches(db::Tx& tx, std::string_view source, std::string_view state, std::int64_t before, std::size_t most);
std::vector<std::int64_t> done_batches(db::Tx& tx, std::string_view source, std::size_t most);  // newest first
bool insert_batch(db::Tx& tx, const BatchRow& row);  // false: the digest is there
bool save_batch(db::Tx& tx, BatchRow& row);          // false: it has moved on; raises its version
struct BatchCounts {
  std::int64_t waiting = 0, quarantined = 0;
};
BatchCounts counts(db::Tx& tx, std::string_view source);

struct HeldRow {
  std::int64_t row = 0;
  RowState state = RowState::held;
  std::vector<std::string> cells;
  std::vector<Fault> faults;
  Instant changed;
  std::string changed_by, note;
};
void add_held(db::Tx& tx, std::int64_t batch, const std::vector<HeldRow>& rows);
void put_held(db::Tx& tx, std::int64_t batch, const HeldRow& row);
std::optional<HeldRow> held_row(db::Tx& tx, std::int64_t batch, std::int64_t row);
// In order behind `after`; state "" any.
void each_held(db::Tx& tx, std::int64_t batch, std::int64_t after, std::string_view state, const std::function<bool(HeldRow&&)>& visit);

std::vector<QualityRule> rules(db::Tx& tx);
bool put_rule(db::Tx& tx, const QualityRule& rule, std::string_view by, Instant now);

struct Score {
  std::string field, rule;
  std::int64_t checked = 0, failed = 0;
};
void add_scores(db::Tx& tx, std::int64_t batch, const std::vector<Score>& scores);  // adds to what is there
void clear_scores(db::Tx& tx, std::int64_t batch, std::string_view rule);
std::vector<Score> scores(db::Tx& tx, std::int64_t batch);

struct RepairRow {
  std::int64_t id = 0;
  std::string source, ref, number;
  std::int64_t batch = 0, faults = 0, closed_by = 0;
  Instant opened, closed;
};
std::optional<RepairRow> open_repair(db::Tx& tx, std::string_view source);
std::vector<RepairRow> repairs(db::Tx& tx, std::string_view source, std::size_t most);
void put_repair(db::Tx& tx, const RepairRow& row);

}  // namespace tiange::exchange::store
