#pragma once
// 交换 exchange: what the departments know comes in here, is checked, and goes on to the registers, each row exactly once.
//
// A source is one table of one department and how it arrives: a file (CSV, XLSX, JSON lines), a pull from PostgreSQL by a
// query with a watermark, or a push over HTTP with a key. Whatever comes becomes a batch. Its columns are compared with
// those agreed on; where they differ (drift) nothing is taken until a steward decides. Then its rows are kept as they came,
// in compressed blocks that are only ever added to, mapped to fields, checked, and delivered to the Sink, block by block,
// each block with its checkpoint in one transaction: a run that was killed goes on behind the last block and doubles
// nothing. The same file twice is the same batch. Raw rows are kept for the months their source names (raw/exchange_raw.h). Rows with faults that hold them lie in quarantine with a reason for each
// field, until they are mended; other faults are told and counted. Rows are numbered behind the head from 1.
//
// Routes below /api/v1/exchange; V exchange.view, M exchange.manage, O exchange.view for people of the department and M.
// People see the sources of their own unit; those whose area is the district see all.
//   V GET  /sources                          SourceList, with batches that are late
//   V GET  /sources/{code}                   SourceView
//   M PUT  /sources/{code}                   SourceIn -> SourceView; a new code adds
//   V GET  /sources/{code}/versions          SourceVersions
//   M POST /sources/{code}/key               KeyShown: another key for pushing, shown once
//   M POST /sources/{code}/pull              Queued: pulls as soon as may be
//   O POST /sources/{code}/batches           a file -> BatchView
//   -  POST /push/{code}?batch=              CSV, JSON lines or a JSON array, with the header X-Tiange-Key -> PushView
//   V GET  /batches?source=&state=&after=    BatchList, newest first
//   V GET  /batches/{id}                     BatchView
//   M POST /batches/{id}/decide              DecideIn -> BatchView: what becomes of a held batch
//   V GET  /sources/{code}/rows?key=         RawHistory: the rows of one key through all batches, masked; ?reveal=PURPOSE for O;
//                                            every look is recorded
//   V GET  /batches/{id}/changes?kind=&after=  BatchChanges: what differs from the batch before, masked
//   V GET  /batches/{id}/rows/{row}          RawRowView: a row as it came, masked
//   V GET  /batches/{id}/quarantine?after=   QuarantineList, masked; ?reveal=PURPOSE for O, recorded
//   O GET  /batches/{id}/quarantine/export?format=csv|xlsx  to be mended and sent again, recorded
//   O POST /batches/{id}/mend                the mended file -> MendReport
//   O PUT  /batches/{id}/quarantine/{row}    MendIn -> QuarantineRow
//   O POST /batches/{id}/quarantine/{row}/drop  DropIn -> QuarantineRow: it is not wanted
//   V GET  /rules                            RuleList
//   M PUT  /rules/{code}                     QualityRule -> QualityRule; a new code adds
//   M POST /rules/try                        TryIn -> TryView: over the rows of a batch that was taken
//   V GET  /quality?source=                  QualityView: scores by batch, field and rule
//   V GET  /fields?kind=                     FieldList

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "city/exchange/ingest/exchange_views.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::exchange {

// ---- where the rows go --------------------------------------------------------------------------------------

struct Delivery {
  std::string department;  // code of the registers' catalogue of sources
  std::string source;      // which of its tables; keys are unique within it only
  std::string kind;   // of subjects
  std::int64_t batch = 0;
  std::vector<MappedRow> rows;  // without those that are held
};
struct Delivered {
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t same = 0;
  std::int64_t gone = 0;
};
class Sink {
 public:
  virtual ~Sink() = default;
  // In the transaction of the block; may run twice. Lineage of a row: "<batch>/<number>".
  virtual Result<Delivered> deliver(db::Tx& tx, const Delivery& delivery, Instant now) = 0;
  // Which fields a kind of subject has.
  virtual std::vector<FieldInfo> fields(std::string_view kind) const = 0;
  virtual std::vector<std::string> kinds() const = 0;
  // Codes of the departments that rows may come from, with their names.
  virtual std::vector<CodeName> departments() const = 0;
};

// ---- tickets ------------------------------------------------------------------------------------------------

// Faults of a batch are sent to the owner as a case with the statutory clock.
struct RepairAsk {
  std::string source;
  std::string unit;
  Words title;
  Words text;
};
struct RepairCase {
  std::string ref;
  std::string number;
};
class Repairs {
 public:
  virtual ~Repairs() = default;
  virtual Result<RepairCase> open(db::Tx& tx, const RepairAsk& ask, Instant now) = 0;
  // Another batch came and is not better: a case that was said to be settled goes back to its owner.
  virtual Outcome still(db::Tx& tx, const std::string& ref, const Words& said, Instant now) = 0;
  // A batch came in which the faults are gone: the case is closed.
  virtual Outcome good(db::Tx& tx, const std::string& ref, const Words& said, Instant now) = 0;
};

// ---- the room -----------------------------------------------------------------------------------------------

struct ExchangeParts {
  db::Db& db;
  const tiange::Clock& clock;
  IdSource& ids;
  jobs::Jobs& jobs;
  Sink& sink;
  Repairs* repairs = nullptr;  // null: faults are counted only
  std::shared_ptr<const crypto::Sealer> sealer;
  std::shared_ptr<const WorkCalendar> calendar;
  std::function<std::optional<Words>(std::string_view unit)> unit_name;  // nothing for no unit
  std::function<void(db::Tx& tx, const std::string& json)> show;         // batches have moved on; may be empty
  std::string folder;  // where files wait
};

// What has come in to a source, for the catalogue and for those who ask how fresh it is.
struct SourceFacts {
  std::string code;
  Words name;
  std::string unit;
  std::string department;  // code of the registers' catalogue of sources
  std::string kind;
  Cycle cycle = Cycle::other;
  Instant last_good;
  std::optional<Instant> due;
  bool late = false;
  std::int64_t rows = 0;   // of the last batch
  std::optional<double> score;
  std::vector<FieldInfo> fields;  // that its columns fill
};

class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual Result<SourceView> save_source(db::Tx& tx, const Scope& scope, const std::string& code, const SourceIn& in, Instant now) = 0;
  // Takes in a file that lies on this machine and is left there. Outside of transactions.
  virtual Result<BatchView> take_file(const Scope& scope, const std::string& source, const std::string& path, const std::string& name, Instant now) = 0;
  virtual Result<BatchView> decide(db::Tx& tx, const Scope& scope, std::int64_t batch, const DecideIn& in, Instant now) = 0;
  // Runs what waits on this thread, until it is done. Outside of transactions; for benchmarks and generators.
  virtual Result<BatchView> run_batch(std::int64_t batch) = 0;
  virtual std::vector<SourceFacts> facts(db::Tx& tx, Instant now) = 0;
  // Every row of the last good batches of a source, the newest word for each key, as mapped. False from `visit` ends it.
  virtual void each_row(db::Tx& tx, std::string_view source, const std::function<bool(const MappedRow&)>& visit) = 0;
  // Sources and rules of a fresh district from data/exchange/; what was edited since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view sources_json, std::string_view rules_json, Instant now) = 0;
  // Begins the pulls that are due. For a duty of every few seconds.
  virtual void pull_due(Instant now) = 0;
  // Drops raw rows that are past the term of their source. For a duty of every few hours.
  virtual void drop_old(Instant now) = 0;
  virtual void add_jobs() = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> ingest_migrations();
std::unique_ptr<Exchange> open_exchange(ExchangeParts parts);

}  // namespace tiange::exchange
