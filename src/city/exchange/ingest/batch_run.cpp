// The run of a batch: block after block, each durable with its checkpoint before the next; while one is written the next is
// read and checked beside it.

#include <algorithm>
#include <map>
#include <set>

#include "city/exchange/ingest/ingest_service.h"
#include "platform/jobs/beside.h"

namespace tiange::exchange {

namespace {

// One block, ready to be written.
struct Block {
  std::int64_t first = 0;
  std::int64_t rows = 0;
  std::string content;
  Delivery delivery;
  std::vector<store::HeldRow> faulty;
  std::map<std::pair<std::string, std::string>, std::int64_t> failed;  // by field and rule
  std::int64_t held = 0;
  std::int64_t marked = 0;
  Outcome trouble = done();
  bool last = false;
};

}  // namespace

class BatchRun {
 public:
  BatchRun(ExchangeService& service, store::BatchRow batch, store::SourceRow source, Mapper mapper, RuleBook book,
           std::unique_ptr<RowReader> reader)
      : s_(service),
        batch_(std::move(batch)),
        source_(std::move(source)),
        mapper_(std::move(mapper)),
        book_(std::move(book)),
        reader_(std::move(reader)) {}

  Outcome all() {
    TIANGE_CHECK_OK(skip_done());
    Block block = prepare();
    for (;;) {
      if (s_.parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
      if (block.last || !block.trouble.ok()) {
        TIANGE_CHECK_OK(write(block));
        return block.trouble;
      }
      Block next;
      jobs::Beside ahead([&] { next = prepare(); });
      const Outcome written = write(block);
      ahead.wait();
      TIANGE_CHECK_OK(written);
      block = std::move(next);
    }
  }

 private:
  // Rows that are durable already are read over, without looking into them.
  Outcome skip_done() {
    RawRow row;
    for (std::int64_t i = 0; i < batch_.rows; ++i) {
      TIANGE_TRY(const bool any, reader_->next(row));
      if (!any) return refuse(ErrorCode::bad_file, "文件比已入库的行数短", "the file is shorter than what was taken of it");
    }
    read_ = batch_.rows;
    return done();
  }

  Block prepare() {
    Block block;
    block.first = read_ + 1;
    block.delivery = {source_.body.department, source_.code, source_.body.kind, batch_.id, {}};
    block.delivery.rows.reserve(k_rows_in_block);
    std::string packed;
    RawRow row;
    while (block.rows < static_cast<std::int64_t>(k_rows_in_block)) {
      auto any = reader_->next(row);
      if (!any.ok()) {
        block.trouble = any.refusal();
        break;
      }
      if (!*any) {
        block.last = true;
        break;
      }
      ++read_;
      ++block.rows;
      raw::append_packed(packed, row.raw);
      take(row, block);
    }
    if (block.rows > 0) block.content = raw::press(packed);
    return block;
  }

  void take(const RawRow& row, Block& block) {
    MappedRow mapped = mapper_.map(row, batch_.received);
    if (row.trouble == RowTrouble::none) book_.check(mapped, batch_.received);
    if (mapped.faults.empty()) {
      block.delivery.rows.push_back(std::move(mapped));
      return;
    }
    const bool held = mapped.held();
    ++(held ? block.held : block.marked);
    for (const Fault& fault : mapped.faults) ++block.failed[{fault.field, fault.rule}];
    block.faulty.push_back({row.number, held ? RowState::held : RowState::marked, {row.cells.begin(), row.cells.end()}, mapped.faults, {}, "", ""});
    mapped.faults.clear();
    if (!held) block.delivery.rows.push_back(std::move(mapped));
  }

  Outcome write(const Block& block) {
    const Instant now = s_.parts_.clock.now();
    return s_.parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      auto row = store::batch(tx, batch_.id);
      // Another instance is at it, or somebody has changed it meanwhile.
      if (!row || row->rows != block.first - 1 || (row->state != BatchState::waiting && row->state != BatchState::running))
        return refuse(ErrorCode::conflict);
      if (!row->started) row->started = now;
      row->state = BatchState::running;
      if (block.rows > 0) {
        ++row->blocks;
        raw::add_block(tx, row->place(), row->blocks, block.first, block.rows, block.content);
        store::add_held(tx, row->id, block.faulty);
        store::add_scores(tx, row->id, scores_of(block));
        TIANGE_TRY(const Delivered delivered, s_.parts_.sink.deliver(tx, block.delivery, now));
        row->rows += block.rows;
        row->held += block.held;
        row->marked += block.marked;
        row->added += delivered.added;
        row->changed += delivered.changed;
        row->same += delivered.same;
        row->gone += delivered.gone;
      }
      if (!store::save_batch(tx, *row)) return refuse(ErrorCode::conflict);
      s_.show(tx, *row);
      return done();
    });
  }

  std::vector<store::Score> scores_of(const Block& block) const {
    std::vector<store::Score> scores;
    const auto failed = [&](const std::string& field, const std::string& rule) {
      const auto found = block.failed.find({field, rule});
      return found == block.failed.end() ? 0 : found->second;
    };
    for (const FieldInfo& field : mapper_.fields()) scores.push_back({field.field, "type", block.rows, failed(field.field, "type")});
    for (const QualityRule& rule : book_.alone()) scores.push_back({rule.field, rule.code, block.rows, failed(rule.field, rule.code)});
    for (const auto& [what, count] : block.failed) {
      const bool there = std::any_of(scores.begin(), scores.end(), [&](const store::Score& one) { return one.field == what.first && one.rule == what.second; });
      if (!there) scores.push_back({what.first, what.second, block.rows, count});
    }
    return scores;
  }

  ExchangeService& s_;
  store::BatchRow batch_;
  const store::SourceRow source_;
  const Mapper mapper_;
  const RuleBook book_;
  std::unique_ptr<RowReader> reader_;
  std::int64_t read_ = 0;
};

Outcome ExchangeService::run_source(const std::string& source) {
  for (;;) {
    std::vector<store::BatchRow> waiting;
    parts_.db.run_read([&](db::Tx& tx) {
      for (const char* state : {"running", "waiting"}) {
        for (store::BatchRow& row : store::batches(tx, source, state, 0, 500)) waiting.push_back(std::move(row));
      }
    });
    if (waiting.empty()) return done();
    const auto first = std::min_element(waiting.begin(), waiting.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    TIANGE_CHECK_OK(run_one(first->id));
  }
}

Outcome ExchangeService::run_one(std::int64_t id) {
  std::optional<store::BatchRow> batch;
  std::optional<store::SourceRow> source;
  Result<RuleBook> book = refuse(ErrorCode::not_found);
  parts_.db.run_read([&](db::Tx& tx) {
    batch = store::batch(tx, id);
    if (batch) source = store::source(tx, batch->source);
    if (source) book = book_for(tx, *source);
  });
  if (!batch || !source) return refuse(ErrorCode::not_found);
  if (!book.ok()) return fail_batch(id, book.refusal());
  auto mapper = mapper_of(*batch, *source);
  if (!mapper.ok()) return fail_batch(id, mapper.refusal());
  raw::make_room(parts_.db, batch->place());
  // What another try would meet again is given up.
  const auto hopeless = [](const Refusal& why) { return why.code == ErrorCode::bad_file || why.code == ErrorCode::bad_input; };
  const auto may = may_take(*batch, *source);
  if (!may.ok()) return hopeless(may.refusal()) ? fail_batch(id, may.refusal()) : Outcome(may.refusal());
  if (!*may) return done();
  auto reader = open_rows(path_of(id));
  if (!reader.ok()) return fail_batch(id, reader.refusal());
  BatchRun run(*this, *batch, *source, std::move(mapper).value(), std::move(book).value(), std::move(reader).value());
  const Outcome ran = run.all();
  if (!ran.ok()) return hopeless(ran.refusal()) ? fail_batch(id, ran.refusal()) : ran;
  if (source->body.full) TIANGE_CHECK_OK(end_missing(id));
  else TIANGE_CHECK_OK(book_keys(*batch, *source, false));
  TIANGE_CHECK_OK(compare_sources(*batch, *source));
  return finish_batch(id);
}

Outcome ExchangeService::fail_batch(std::int64_t id, const Refusal& why) {
  const Outcome failed = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    auto row = store::batch(tx, id);
    if (!row) return refuse(ErrorCode::not_found);
    row->state = BatchState::failed;
    row->digest += "#" + std::to_string(row->id);
    row->trouble_zh = why.zh;
    row->trouble_en = why.en;
    row->finished = parts_.clock.now();
    if (!store::save_batch(tx, *row)) return refuse(ErrorCode::conflict);
    show(tx, *row);
    return done();
  });
  if (failed.ok()) forget_file(id);
  return failed;
}

Outcome ExchangeService::finish_batch(std::int64_t id) {
  const Instant now = parts_.clock.now();
  const Outcome finished = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    auto row = store::batch(tx, id);
    if (!row) return refuse(ErrorCode::not_found);
    if (row->state == BatchState::done) return done();
    auto source = store::source(tx, row->source);
    if (!source) return refuse(ErrorCode::not_found);
    row->state = BatchState::done;
    row->finished = now;
    if (!store::save_batch(tx, *row)) return refuse(ErrorCode::conflict);
    source->last_good = now;
    if (!row->watermark.empty()) source->watermark = row->watermark;
    if (!store::put_source(tx, *source, true)) return refuse(ErrorCode::conflict);
    TIANGE_CHECK_OK(settle_repairs(tx, *row, *source, now));
    show(tx, *row);
    return done();
  });
  if (finished.ok()) forget_file(id);  // every row is in the blocks
  return finished;
}

Result<BatchView> ExchangeService::run_batch(std::int64_t id) {
  TIANGE_CHECK_OK(run_one(id));
  return parts_.db.read([&](db::Tx& tx) -> Result<BatchView> {
    const auto row = store::batch(tx, id);
    if (!row) return refuse(ErrorCode::not_found);
    return view_of(tx, *row, false);
  });
}

void ExchangeService::add_jobs() {
  const auto source_of = [](const jobs::Job& job) {
    const auto payload = json::parse(job.payload);
    return payload.ok() ? payload->text_or("source") : std::string();
  };
  parts_.jobs.handle(std::string(k_ingest_job), [this, source_of](const jobs::Job& job) { return run_source(source_of(job)); });
  parts_.jobs.handle(std::string(k_pull_job), [this, source_of](const jobs::Job& job) { return pull(source_of(job)); });
}

void ExchangeService::each_row_of(db::Tx& tx, const store::BatchRow& batch, const std::function<bool(const MappedRow&)>& visit) {
  const auto source = store::source(tx, batch.source);
  if (!source) return;
  const std::vector<std::string> columns = batch.column_names();
  const auto mapper = mapper_of(batch, *source);
  const auto book = book_for(tx, *source);
  if (!mapper.ok() || !book.ok()) return;
  std::map<std::int64_t, std::optional<std::vector<std::string>>> held;  // mended ones with their cells
  store::each_held(tx, batch.id, 0, "", [&](store::HeldRow&& row) {
    if (row.state == RowState::mended) held[row.row] = std::move(row.cells);
    else if (row.state != RowState::marked) held[row.row] = std::nullopt;
    return true;
  });
  bool more = true;
  raw::each_block(tx, batch.place(), 0, [&](std::int64_t first, std::int64_t, std::string_view content) {
    std::int64_t number = first;
    for (const std::string& raw : raw::unpack_rows(content)) {
      const auto other = held.find(number);
      const auto cells = other != held.end() && other->second ? *other->second : split_raw(batch.format, raw, columns, batch.separator);
      if (other == held.end() || other->second) {
        RawRow row{number, raw, {cells.begin(), cells.end()}, RowTrouble::none, {}};
        more = visit(mapper->map(row, batch.received));
      }
      ++number;
      if (!more) return false;
    }
    return true;
  });
}

void ExchangeService::each_row(db::Tx& tx, std::string_view source, const std::function<bool(const MappedRow&)>& visit) {
  std::set<std::string> seen;
  bool more = true;
  const auto its = store::source(tx, source);
  const bool full = its && its->body.full;  // the last batch says it all
  for (const std::int64_t id : store::done_batches(tx, source, full ? 1 : 1000)) {
    const auto batch = store::batch(tx, id);
    if (!batch || !more) return;
    std::vector<std::string> fresh;
    each_row_of(tx, *batch, [&](const MappedRow& row) {
      if (seen.count(row.key) > 0) return true;
      if (!full) fresh.push_back(row.key);
      more = visit(row);
      return more;
    });
    seen.insert(fresh.begin(), fresh.end());
  }
}

}  // namespace tiange::exchange
