// Tables that come as a whole: what differs from the one before is known before any row is taken; one that lost too many
// rows waits for a decision; what it has no longer has ended in the registers too.

#include <algorithm>

#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"

namespace tiange::exchange {

namespace {

std::optional<store::BatchRow> batch_before(db::Tx& tx, const store::BatchRow& batch) {
  for (const std::int64_t id : store::done_batches(tx, batch.source, k_batches_looked_through)) {
    if (id < batch.id) return store::batch(tx, id);
  }
  return std::nullopt;
}

// The numbers of the rows of the batch before that are missing, in order.
std::vector<std::int64_t> missing_rows(db::Tx& tx, const store::BatchRow& before, const store::BatchRow& batch) {
  std::vector<std::int64_t> numbers;
  raw::compare(tx, before.place(), batch.place(), 0, [&](const raw::Changed& one) {
    if (one.change == raw::Change::gone) numbers.push_back(one.before.row);
    return true;
  });
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// The cells of those rows that people mended; nothing for rows that never went on.
using Mended = std::map<std::int64_t, std::optional<std::vector<std::string>>>;
Mended mended_among(db::Tx& tx, std::int64_t batch, std::span<const std::int64_t> numbers) {
  Mended mended;
  store::each_held(tx, batch, numbers.front() - 1, "", [&](store::HeldRow&& row) {
    if (row.row > numbers.back()) return false;
    if (row.state == RowState::mended) mended[row.row] = std::move(row.cells);
    else if (row.state != RowState::marked) mended[row.row] = std::nullopt;
    return true;
  });
  return mended;
}

// As they were delivered, with the word that they have ended. A row whose mended key the new table knows is still there.
std::vector<MappedRow> ended_rows(db::Tx& tx, const store::BatchRow& before, const store::BatchRow& batch, const Mapper& mapper,
                                  std::span<const std::int64_t> numbers) {
  const Mended mended = mended_among(tx, before.id, numbers);
  const std::vector<std::string> columns = before.column_names();
  std::vector<MappedRow> rows;
  const auto take = [&](std::int64_t number, const std::string& raw) {
    const auto by_people = mended.find(number);
    if (by_people != mended.end() && !by_people->second) return;
    const auto cells = by_people != mended.end() ? *by_people->second : split_raw(before.format, raw, columns, before.separator);
    if (cells.size() != columns.size()) return;
    MappedRow row = mapper.map({number, raw, {cells.begin(), cells.end()}, RowTrouble::none, {}}, batch.received);
    row.faults.clear();
    row.gone = true;
    row.observed = batch.received;
    rows.push_back(std::move(row));
  };
  auto next = numbers.begin();
  raw::each_block(tx, before.place(), numbers.front(), [&](std::int64_t first, std::int64_t count, std::string_view content) {
    if (next != numbers.end() && *next < first + count) {
      const std::vector<std::string> raws = raw::unpack_rows(content);
      for (; next != numbers.end() && *next < first + count; ++next) {
        const auto place = static_cast<std::size_t>(*next - first);
        if (*next >= first && place < raws.size()) take(*next, raws[place]);
      }
    }
    return next != numbers.end();
  });
  std::erase_if(rows, [&](const MappedRow& row) { return mended.count(row.number) > 0 && raw::find_key(tx, batch.place(), row.key); });
  return rows;
}

}  // namespace

std::string raw_key(const Mapper& mapper, const store::BatchRow& batch, const std::vector<std::string>& columns, std::string_view raw) {
  std::string key = mapper.key_of(split_raw(batch.format, raw, columns, batch.separator));
  return key.empty() ? std::string(raw) : key;
}

bool lost_too_many(const Comparison& found, std::int64_t most_percent) {
  return found.gone * 100 > (found.gone + found.changed + found.same) * most_percent;
}

Result<Mapper> ExchangeService::mapper_of(const store::BatchRow& batch, const store::SourceRow& source) const {
  return Mapper::make(batch.mapping, parts_.sink.fields(source.body.kind), batch.column_names());
}

Outcome ExchangeService::book_keys(const store::BatchRow& batch, const store::SourceRow& source, bool of_file) {
  TIANGE_TRY(const Mapper mapper, mapper_of(batch, source));
  raw::KeyBook book(parts_.folder + "/" + std::to_string(batch.id) + ".keys");
  const std::vector<std::string> columns = batch.column_names();
  std::int64_t number = 0;
  const auto add = [&](std::string_view raw) { book.add(raw_key(mapper, batch, columns, raw), raw, ++number); };
  if (of_file) {
    TIANGE_TRY(const auto reader, open_rows(path_of(batch.id)));
    RawRow row;
    for (;;) {
      if (number % static_cast<std::int64_t>(k_rows_in_block) == 0 && parts_.jobs.stopping())
        return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
      TIANGE_TRY(const bool any, reader->next(row));
      if (!any) break;
      add(row.raw);
    }
  } else {
    parts_.db.run_read([&](db::Tx& tx) {
      raw::each_block(tx, batch.place(), 0, [&](std::int64_t, std::int64_t, std::string_view content) {
        for (const std::string& raw : raw::unpack_rows(content)) add(raw);
        return true;
      });
    });
  }
  raw::write_keys(parts_.db, batch.place(), book);
  return done();
}

Result<bool> ExchangeService::may_take(store::BatchRow& batch, const store::SourceRow& source) {
  if (!source.body.full || batch.comparison) return true;
  TIANGE_CHECK_OK(book_keys(batch, source, true));
  std::optional<Comparison> found;
  parts_.db.run_read([&](db::Tx& tx) {
    const auto before = batch_before(tx, batch);
    if (!before) return;
    const raw::Compared all = raw::compare(tx, before->place(), batch.place(), 0, [](const raw::Changed&) { return true; });
    found = Comparison{std::to_string(before->id), all.added, all.changed, all.gone, all.same, 0, false};
  });
  if (!found) return true;
  found->too_many = batch.rows == 0 && lost_too_many(*found, source.body.most_gone_percent);
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<bool> {
    auto row = store::batch(tx, batch.id);
    if (!row || row->rows != batch.rows || (row->state != BatchState::waiting && row->state != BatchState::running)) return refuse(ErrorCode::conflict);
    row->comparison = found;
    if (found->too_many) {
      const std::string gone = std::to_string(found->gone);
      const std::string all = std::to_string(found->gone + found->changed + found->same);
      const std::string most = std::to_string(source.body.most_gone_percent);
      row->state = BatchState::held;
      row->trouble_zh = "上一批的 " + all + " 行中有 " + gone + " 行不见了，超过 " + most + "%，请确认后再决定";
      row->trouble_en = gone + " of the " + all + " rows before are missing, more than " + most + " %; find out why, then decide";
    }
    if (!store::save_batch(tx, *row)) return refuse(ErrorCode::conflict);
    show(tx, *row);
    batch = *row;
    return !found->too_many;
  });
}

Outcome ExchangeService::end_missing(std::int64_t id) {
  std::optional<store::BatchRow> batch, before;
  std::optional<store::SourceRow> source;
  std::vector<std::int64_t> numbers;
  parts_.db.run_read([&](db::Tx& tx) {
    batch = store::batch(tx, id);
    // Rows without a key are known by their place only. Where a later table came first, it has the word.
    if (!batch || !batch->comparison || batch->mapping.key.empty()) return;
    const auto last = store::done_batches(tx, batch->source, 1);
    if (!last.empty() && last.front() > id) return;
    source = store::source(tx, batch->source);
    const auto number = parse_id(batch->comparison->before);
    before = number.ok() ? store::batch(tx, *number) : std::nullopt;
    if (before && !before->mapping.key.empty()) numbers = missing_rows(tx, *before, *batch);
  });
  if (numbers.empty() || !source) return done();
  const auto mapper = mapper_of(*before, *source);
  if (!mapper.ok()) return done();  // a field of that time is no more: what was said by it cannot be said again
  for (auto at = static_cast<std::size_t>(batch->comparison->ended); at < numbers.size();) {
    if (parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
    const auto page = std::span(numbers).subspan(at, std::min(k_rows_in_block, numbers.size() - at));
    Delivery delivery{source->body.department, source->code, source->body.kind, before->id, {}};
    parts_.db.run_read([&](db::Tx& tx) { delivery.rows = ended_rows(tx, *before, *batch, *mapper, page); });
    const auto told = static_cast<std::int64_t>(at);
    TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      auto row = store::batch(tx, id);
      if (!row || !row->comparison || row->comparison->ended != told || row->state != BatchState::running) return refuse(ErrorCode::conflict);
      if (!delivery.rows.empty()) {
        TIANGE_TRY(const Delivered delivered, parts_.sink.deliver(tx, delivery, parts_.clock.now()));
        row->gone += delivered.gone;
      }
      row->comparison->ended += static_cast<std::int64_t>(page.size());
      if (!store::save_batch(tx, *row)) return refuse(ErrorCode::conflict);
      show(tx, *row);
      return done();
    }));
    at += page.size();
  }
  return done();
}

}  // namespace tiange::exchange
