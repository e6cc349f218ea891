#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"

namespace tiange::exchange {

namespace {

constexpr std::size_t k_sample_rows = 5;
constexpr std::size_t k_odd_share = 20;  // fewer than one in so many are odd

Result<std::pair<std::string, std::int64_t>> digest_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Sha256 digest;
  std::int64_t bytes = 0;
  std::string piece(1 << 20, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got == 0) break;
    digest.add(std::string_view(piece).substr(0, got));
    bytes += static_cast<std::int64_t>(got);
  }
  if (bytes == 0) return refuse(ErrorCode::bad_file, "文件是空的", "the file is empty");
  return std::pair(hex(digest.finish()), bytes);
}

// What a batch without drift tells of columns that were empty before; true when there was something to learn.
bool learn_looks(std::vector<ColumnView>& agreed, const std::vector<ColumnView>& now) {
  if (agreed.empty()) {
    agreed = now;
    return true;
  }
  bool learnt = false;
  for (ColumnView& column : agreed) {
    for (const ColumnView& one : now) {
      if (one.name != column.name || column.look != Look::empty || one.look == Look::empty) continue;
      column.look = one.look;
      learnt = true;
    }
  }
  return learnt;
}

// The file is on the disk, name and all, before anybody is told that it has come.
void flush(const std::string& path) {
  for (const std::string& one : {path, std::filesystem::path(path).parent_path().string()}) {
    const int file = open(one.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    fsync(file);
    close(file);
  }
}

}  // namespace

Result<Sniffed> ExchangeService::sniff(const std::string& path) const {
  TIANGE_TRY(auto rows, open_rows(path));
  Sniffed sniffed;
  sniffed.format = rows->format();
  sniffed.encoding = rows->encoding();
  for (const std::string& name : rows->columns()) sniffed.columns.push_back({name, Look::empty});
  if (sniffed.format == FileFormat::csv) {
    std::ifstream file(path, std::ios::binary);
    std::string head(4096, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    if (sniffed.encoding != "UTF-16") sniffed.separator = separator_of_head(head);
  }
  RawRow row;
  std::vector<std::array<std::size_t, 6>> seen(sniffed.columns.size());
  for (std::size_t i = 0; i < k_sniffed_rows; ++i) {
    TIANGE_TRY(const bool any, rows->next(row));
    if (!any) break;
    if (row.trouble != RowTrouble::none) continue;
    for (std::size_t c = 0; c < row.cells.size(); ++c) ++seen[c][static_cast<std::size_t>(look_of(row.cells[c]))];
  }
  for (std::size_t c = 0; c < seen.size(); ++c) {
    std::size_t filled = 0;
    for (std::size_t look = 1; look < seen[c].size(); ++look) filled += seen[c][look];
    // A few odd values are faults of their rows, not another kind of column.
    for (std::size_t look = 1; look < seen[c].size(); ++look) {
      if (seen[c][look] > 0 && seen[c][look] * k_odd_share >= filled) sniffed.columns[c].look = join(sniffed.columns[c].look, static_cast<Look>(look));
    }
  }
  return sniffed;
}

Result<BatchView> ExchangeService::take_file(const Scope& scope, const std::string& source, const std::string& path, const std::string& name,
                                             Instant now) {
  const std::string copy = parts_.folder + "/" + std::to_string(parts_.ids.next(now)) + ".tmp";
  std::filesystem::create_directories(parts_.folder);
  std::error_code error;
  std::filesystem::copy_file(path, copy, std::filesystem::copy_options::overwrite_existing, error);
  if (error) return refuse(ErrorCode::bad_file, "文件无法读取", "the file cannot be read");
  return receive({source, How::file, copy, name, "", "", scope.name}, now);
}

Result<store::BatchRow> ExchangeService::place(const Arrival& arrival, Instant now) {
  const auto give_up = [&](const Refusal& why) -> Refusal {
    std::error_code ignored;
    std::filesystem::remove(arrival.path, ignored);
    return why;
  };
  auto sniffed = sniff(arrival.path);
  if (!sniffed.ok()) return give_up(sniffed.refusal());
  auto digest = digest_of(arrival.path);
  if (!digest.ok()) return give_up(digest.refusal());
  store::BatchRow row;
  row.id = parts_.ids.next(now);
  row.digest = digest->first + (arrival.name.empty() ? "" : ":" + arrival.name);
  row.bytes = digest->second;
  row.format = sniffed->format;
  row.encoding = sniffed->encoding;
  row.separator = sniffed->separator;
  row.columns = sniffed->columns;
  std::filesystem::rename(arrival.path, path_of(row.id));
  flush(path_of(row.id));
  return row;
}

void ExchangeService::forget_file(std::int64_t batch) const {
  std::error_code ignored;
  std::filesystem::remove(path_of(batch), ignored);
}

Result<BatchView> ExchangeService::receive(const Arrival& arrival, Instant now) {
  TIANGE_TRY(const store::BatchRow row, place(arrival, now));
  bool repeated = false;
  auto entered = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<BatchView> {
    TIANGE_TRY(const std::int64_t id, enter(tx, arrival, row, repeated, now));
    BatchView view = view_of(tx, *store::batch(tx, id), true);
    view.repeated = repeated;
    return view;
  });
  if (!entered.ok() || repeated) forget_file(row.id);
  return entered;
}

Result<std::int64_t> ExchangeService::enter(db::Tx& tx, const Arrival& arrival, store::BatchRow row, bool& repeated, Instant now) {
  auto source = store::source(tx, arrival.source);
  if (!source) return refuse(ErrorCode::not_found);
  if (!source->body.enabled) return refuse(ErrorCode::source_off);
  repeated = false;
  if (const auto known = store::batch_of_digest(tx, arrival.source, row.digest)) {
    repeated = true;
    return known->id;
  }
  row.source = arrival.source;
  row.how = arrival.how;
  row.file_name = arrival.file_name;
  row.mapping = source->body.mapping;
  row.watermark = arrival.watermark;
  row.received = now;
  row.received_by = arrival.by;
  row.keep = source->body.keep_months;
  const auto fields = parts_.sink.fields(source->body.kind);
  row.drift = find_drift(source->columns, row.columns, row.mapping, fields);
  row.state = row.drift.empty() ? BatchState::waiting : BatchState::held;
  if (!store::insert_batch(tx, row)) return refuse(ErrorCode::conflict);
  if (row.state == BatchState::waiting) {
    if (learn_looks(source->columns, row.columns) && !store::put_source(tx, *source, true)) return refuse(ErrorCode::conflict);
    add_ingest_job(tx, arrival.source);
  }
  show(tx, row);
  return row.id;
}

void ExchangeService::add_ingest_job(db::Tx& tx, const std::string& source) {
  parts_.jobs.add(tx, {.kind = std::string(k_ingest_job), .payload = json::write(json::Value(json::Object{{"source", source}})), .unique_key = source});
}

void ExchangeService::show(db::Tx& tx, const store::BatchRow& batch) {
  if (!parts_.show) return;
  parts_.show(tx, json::write(json::Value(json::Object{{"batch", std::to_string(batch.id)},
                                                       {"source", batch.source},
                                                       {"state", std::string(json::enum_name(batch.state))},
                                                       {"rows", batch.rows}})));
}

Result<store::BatchRow> ExchangeService::seen_batch(db::Tx& tx, const Scope& scope, std::string_view id, store::SourceRow* source) {
  const auto number = parse_id(id);
  if (!number.ok()) return refuse(ErrorCode::not_found);
  auto row = store::batch(tx, *number);
  if (!row) return refuse(ErrorCode::not_found);
  TIANGE_TRY(store::SourceRow its, seen_source(tx, scope, row->source));
  if (source) *source = std::move(its);
  return *std::move(row);
}

Result<BatchView> ExchangeService::decide(db::Tx& tx, const Scope& scope, std::int64_t id, const DecideIn& in, Instant now) {
  store::SourceRow source;
  TIANGE_TRY(store::BatchRow row, seen_batch(tx, scope, std::to_string(id), &source));
  if (row.state != BatchState::held) return refuse(ErrorCode::batch_decided);
  if (text::trim(in.note).empty()) return refuse_fields(ErrorCode::bad_input, {{"note", "请说明为何这样决定", "say why it is decided so"}});
  row.decided_by = scope.name;
  row.note = in.note;
  if (!in.take) {
    row.state = BatchState::refused;
    row.digest += "#" + std::to_string(row.id);  // the same file may come again
    row.finished = now;
    tx.on_commit([this, id] { forget_file(id); });
  } else {
    const auto fields = parts_.sink.fields(source.body.kind);
    const bool other = in.mapping && json::write(*in.mapping) != json::write(row.mapping);
    row.mapping = in.mapping ? *in.mapping : mapping_after(row.mapping, row.drift, row.columns, fields);
    TIANGE_TRY(const Mapper mapper, mapper_of(row, source));
    if (mapper.fields().empty()) return refuse_fields(ErrorCode::bad_input, {{"mapping", "至少要有一列对应到字段", "one column at least must fill a field"}});
    row.state = BatchState::waiting;
    row.trouble_zh = row.trouble_en = "";
    if (other) row.comparison.reset();  // by other keys other rows may be missing
    if (other || !row.drift.empty()) {
      source.columns = row.columns;
      source.body.mapping = row.mapping;
      source.version += 1;
      source.changed = now;
      source.changed_by = scope.name;
      if (!store::put_source(tx, source, false)) return refuse(ErrorCode::conflict);
    }
    add_ingest_job(tx, row.source);
  }
  if (!store::save_batch(tx, row)) return refuse(ErrorCode::conflict);
  show(tx, row);
  return view_of(tx, row, true);
}

std::vector<std::vector<std::string>> ExchangeService::samples(db::Tx& tx, const store::BatchRow& row, const Mapping& mapping) const {
  const auto source = store::source(tx, row.source);
  const auto fields = source ? parts_.sink.fields(source->body.kind) : std::vector<FieldInfo>{};
  const std::vector<std::string> names = row.column_names();
  std::vector<std::vector<std::string>> shown;
  if (row.blocks > 0) {
    raw::each_block(tx, row.place(), 0, [&](std::int64_t, std::int64_t, std::string_view content) {
      for (const std::string& raw : raw::unpack_rows(content)) {
        if (shown.size() == k_sample_rows) break;
        shown.push_back(masked_cells(split_raw(row.format, raw, names, row.separator), row.columns, mapping, fields));
      }
      return false;
    });
    return shown;
  }
  auto rows = open_rows(path_of(row.id));
  RawRow raw;
  while (rows.ok() && shown.size() < k_sample_rows) {
    const auto any = (*rows)->next(raw);
    if (!any.ok() || !*any) break;
    if (raw.trouble != RowTrouble::none) continue;
    shown.push_back(masked_cells({raw.cells.begin(), raw.cells.end()}, row.columns, mapping, fields));
  }
  return shown;
}

BatchView ExchangeService::view_of(db::Tx& tx, const store::BatchRow& row, bool whole) {
  BatchView view;
  view.id = std::to_string(row.id);
  view.source = row.source;
  const auto source = store::source(tx, row.source);
  if (source) view.source_zh = source->body.name_zh, view.source_en = source->body.name_en;
  view.how = row.how;
  view.file_name = row.file_name;
  view.digest = row.digest.substr(0, 64);
  view.format = json::enum_name(row.format);
  view.encoding = row.encoding;
  view.bytes = row.bytes;
  view.state = row.state;
  view.drift = row.drift;
  view.rows = row.rows;
  view.held = row.held;
  view.marked = row.marked;
  view.mended = row.mended;
  view.dropped = row.dropped;
  view.added = row.added;
  view.changed = row.changed;
  view.same = row.same;
  view.gone = row.gone;
  if (row.rows > 0) view.score = 1 - static_cast<double>(row.held + row.marked) / static_cast<double>(row.rows);
  view.received = row.received;
  if (row.started) view.started = row.started;
  if (row.finished) view.finished = row.finished;
  view.received_by = row.received_by;
  view.decided_by = row.decided_by;
  view.note = row.note;
  view.trouble_zh = row.trouble_zh;
  view.trouble_en = row.trouble_en;
  view.comparison = row.comparison;
  view.kept_until = raw::dropped_from(row.place());
  view.version = row.version;
  if (!whole) return view;
  view.columns = row.columns;
  view.suggested = row.mapping;
  if (row.state == BatchState::held && source)
    view.suggested = mapping_after(row.mapping, row.drift, row.columns, parts_.sink.fields(source->body.kind));
  view.samples = samples(tx, row, view.suggested);
  return view;
}

Result<RawRowView> ExchangeService::raw_row(db::Tx& tx, const Scope& scope, std::string_view id, std::int64_t number) {
  store::SourceRow source;
  TIANGE_TRY(const store::BatchRow row, seen_batch(tx, scope, id, &source));
  RawRowView view{std::to_string(row.id), row.source, number, {}, {}};
  view.columns = row.column_names();
  const auto raw = raw::row(tx, row.place(), number);
  if (!raw) {
    if (number > 0 && number <= row.rows) return refuse(ErrorCode::not_found, "该批次的原始行已过保存期限", "the raw rows of the batch are past their term");
    return refuse(ErrorCode::not_found);
  }
  view.cells = masked_cells(split_raw(row.format, *raw, view.columns, row.separator), row.columns, row.mapping, parts_.sink.fields(source.body.kind));
  return view;
}

}  // namespace tiange::exchange
