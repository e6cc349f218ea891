#pragma once
// The room behind exchange.h, in files by what people do: sources, batches, their run, quarantine, quality, pulls.

#include "city/exchange/ingest/exchange_ingest.h"
#include "city/exchange/ingest/ingest_store.h"
#include "platform/sheets/sheets.h"

namespace tiange::exchange {

constexpr std::size_t k_rows_in_block = 2000;
constexpr std::size_t k_sniffed_rows = 1000;
constexpr std::size_t k_batches_looked_through = 400;
constexpr std::string_view k_ingest_job = "exchange.ingest";
constexpr std::string_view k_pull_job = "exchange.pull";

// What a file is, found by reading its beginning.
struct Sniffed {
  FileFormat format = FileFormat::csv;
  std::string encoding;
  char separator = ',';
  std::vector<ColumnView> columns;
};

// A file on its way in.
struct Arrival {
  std::string source;
  How how = How::file;
  std::string path;        // moved to its place
  std::string file_name;
  std::string name;        // of the batch, where the sender gives it one
  std::string watermark;
  std::string by;
};

// Where the differences lie, and the mapping that goes with the new columns. Pure.
std::vector<Drift> find_drift(const std::vector<ColumnView>& agreed, const std::vector<ColumnView>& now, const Mapping& mapping,
                              const std::vector<FieldInfo>& fields);
Mapping mapping_after(const Mapping& before, const std::vector<Drift>& drift, const std::vector<ColumnView>& now,
                      const std::vector<FieldInfo>& fields);
// When the next data is due after the last came; nothing where no cycle was agreed on. Pure.
std::optional<Instant> due_after(Cycle cycle, Instant last, const WorkCalendar& calendar);
Instant next_pull_after(const SourceIn& source, Instant now, const WorkCalendar& calendar);

// Cells as people who may not see them are shown them.
std::vector<std::string> masked_cells(const std::vector<std::string>& cells, const std::vector<ColumnView>& columns, const Mapping& mapping,
                                      const std::vector<FieldInfo>& fields);
Fault masked_fault(Fault fault, const std::vector<FieldInfo>& fields);

// The word by which a row as it came is known; a source without key knows its rows by all they say.
std::string raw_key(const Mapper& mapper, const store::BatchRow& batch, const std::vector<std::string>& columns, std::string_view raw);
// Whether more rows have gone than the source stands.
bool lost_too_many(const Comparison& found, std::int64_t most_percent);

bool sees_source(const Scope& scope, const SourceIn& source);
bool owns_source(const Scope& scope, const SourceIn& source);

class ExchangeService final : public Exchange {
 public:
  explicit ExchangeService(ExchangeParts parts) : parts_(std::move(parts)) {}

  Result<SourceView> save_source(db::Tx& tx, const Scope& scope, const std::string& code, const SourceIn& in, Instant now) override;
  Result<BatchView> take_file(const Scope& scope, const std::string& source, const std::string& path, const std::string& name, Instant now) override;
  Result<BatchView> decide(db::Tx& tx, const Scope& scope, std::int64_t batch, const DecideIn& in, Instant now) override;
  Result<BatchView> run_batch(std::int64_t batch) override;
  std::vector<SourceFacts> facts(db::Tx& tx, Instant now) override;
  void each_row(db::Tx& tx, std::string_view source, const std::function<bool(const MappedRow&)>& visit) override;
  Outcome lay(db::Tx& tx, std::string_view sources_json, std::string_view rules_json, Instant now) override;
  void pull_due(Instant now) override;
  void drop_old(Instant now) override { raw::drop_old(parts_.db, now); }
  void add_jobs() override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // raw rows
  Result<RawHistory> raw_history(db::Tx& tx, const Scope& scope, std::string_view code, const std::string& key, bool reveal);
  Result<BatchChanges> changes(db::Tx& tx, const Scope& scope, std::string_view id, const http::Request& request);

 private:
  friend class BatchRun;

  // sources
  Result<store::SourceRow> seen_source(db::Tx& tx, const Scope& scope, std::string_view code);
  SourceView view_of(db::Tx& tx, const store::SourceRow& row, Instant now);
  SourceList list_sources(db::Tx& tx, const Scope& scope, Instant now);
  Result<KeyShown> new_key(db::Tx& tx, const Scope& scope, std::string_view code, Instant now);
  Outcome check_source(const SourceIn& in) const;
  std::optional<double> last_score(db::Tx& tx, std::string_view source);

  // batches
  Result<Sniffed> sniff(const std::string& path) const;
  // Looks into a file and moves it to its place, outside of transactions; enter() makes it a batch, or finds the one it is.
  Result<store::BatchRow> place(const Arrival& arrival, Instant now);
  Result<std::int64_t> enter(db::Tx& tx, const Arrival& arrival, store::BatchRow row, bool& repeated, Instant now);
  Result<BatchView> receive(const Arrival& arrival, Instant now);
  void forget_file(std::int64_t batch) const;
  Result<store::BatchRow> seen_batch(db::Tx& tx, const Scope& scope, std::string_view id, store::SourceRow* source = nullptr);
  BatchView view_of(db::Tx& tx, const store::BatchRow& row, bool whole);
  std::vector<std::vector<std::string>> samples(db::Tx& tx, const store::BatchRow& row, const Mapping& mapping) const;
  Result<RawRowView> raw_row(db::Tx& tx, const Scope& scope, std::string_view id, std::int64_t number);
  Result<std::string> keep_upload(const http::Request& request, std::string& name);
  std::string path_of(std::int64_t batch) const { return parts_.folder + "/" + std::to_string(batch) + ".in"; }
  void add_ingest_job(db::Tx& tx, const std::string& source);

  // runs
  Outcome run_source(const std::string& source);
  Outcome run_one(std::int64_t batch);
  Outcome fail_batch(std::int64_t batch, const Refusal& why);
  Outcome finish_batch(std::int64_t batch);
  // The run of keys of a batch, from its file or from its rows that are all there.
  Outcome book_keys(const store::BatchRow& batch, const store::SourceRow& source, bool of_file);
  // Compares a whole table with the one before, ahead of its first row. False: it lost so many that somebody has to decide.
  Result<bool> may_take(store::BatchRow& batch, const store::SourceRow& source);
  // Tells the registers of the rows that a whole table has no longer. Goes on where it was broken off.
  Outcome end_missing(std::int64_t batch);
  Result<Mapper> mapper_of(const store::BatchRow& batch, const store::SourceRow& source) const;

  // quarantine
  Result<QuarantineList> quarantine(db::Tx& tx, const Scope& scope, std::string_view id, const http::Request& request);
  Result<QuarantineRow> mend_row(db::Tx& tx, const Scope& scope, std::string_view id, std::int64_t row, const MendIn& in, Instant now);
  Result<QuarantineRow> drop_row(db::Tx& tx, const Scope& scope, std::string_view id, std::int64_t row, const DropIn& in, Instant now);
  Result<MendReport> mend_file(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& path, Instant now);
  Result<bool> try_mend(db::Tx& tx, const Scope& scope, store::BatchRow& batch, const store::SourceRow& source, const Mapper& mapper,
                        const RuleBook& book, store::HeldRow& row, Instant now);
  void write_quarantine(const store::BatchRow& batch, sheets::Writer& writer, Language language);

  // quality
  Result<RuleBook> book_for(db::Tx& tx, const store::SourceRow& source);
  Result<QualityRule> save_rule(db::Tx& tx, const Scope& scope, QualityRule rule, Instant now);
  Result<TryView> try_rule(db::Tx& tx, const Scope& scope, const TryIn& in, Instant now);
  QualityView quality(db::Tx& tx, const Scope& scope, std::string_view source);
  Outcome compare_sources(const store::BatchRow& batch, const store::SourceRow& source);
  Outcome settle_repairs(db::Tx& tx, const store::BatchRow& batch, const store::SourceRow& source, Instant now);
  void each_row_of(db::Tx& tx, const store::BatchRow& batch, const std::function<bool(const MappedRow&)>& visit);

  // pulls
  Outcome pull(const std::string& source);
  Outcome note_pull(const std::string& source, const Refusal* why);
  Result<BatchView> pull_now(const Scope& scope, const std::string& source, Instant now);

  void add_raw_routes(http::Routes& routes, const http::Recorder& record);
  void add_source_routes(http::Routes& routes, const http::Recorder& record);
  void add_batch_routes(http::Routes& routes, const http::Recorder& record);
  void add_batch_desk_routes(http::Routes& routes, const http::Recorder& record);
  void add_push_route(http::Routes& routes);
  void add_mend_routes(http::Routes& routes, const http::Recorder& record);
  void add_quarantine_routes(http::Routes& routes, const http::Recorder& record);
  void add_quality_routes(http::Routes& routes, const http::Recorder& record);
  void show(db::Tx& tx, const store::BatchRow& batch);

  ExchangeParts parts_;
};

}  // namespace tiange::exchange
