// Raw rows by key: what differs between two batches, one key through all batches.

#include <algorithm>

#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"

namespace tiange::exchange {

namespace {


std::vector<std::string> cells_of(db::Tx& tx, const store::BatchRow& batch, std::int64_t row) {
  const auto raw = row > 0 ? raw::row(tx, batch.place(), row) : std::nullopt;
  return raw ? split_raw(batch.format, *raw, batch.column_names(), batch.separator) : std::vector<std::string>{};
}

}  // namespace

Result<RawHistory> ExchangeService::raw_history(db::Tx& tx, const Scope& scope, std::string_view code, const std::string& key, bool reveal) {
  TIANGE_TRY(const store::SourceRow source, seen_source(tx, scope, code));
  if (reveal && !owns_source(scope, source.body)) return refuse(ErrorCode::forbidden);
  if (key.empty()) return refuse_fields(ErrorCode::bad_input, {{"key", "请填写完整的主键", "the whole key is needed"}});
  const auto fields = parts_.sink.fields(source.body.kind);
  RawHistory history{source.code, reveal, {}};
  std::vector<std::int64_t> ids = store::done_batches(tx, source.code, k_batches_looked_through);
  std::reverse(ids.begin(), ids.end());
  std::string last;
  bool there = false;
  for (const std::int64_t id : ids) {
    const auto batch = store::batch(tx, id);
    if (!batch) continue;
    const auto number = raw::find_key(tx, batch->place(), key);
    const auto raw = number ? raw::row(tx, batch->place(), *number) : std::nullopt;
    if (raw ? there && *raw == last : !there || !source.body.full) continue;
    RawVersion one{!raw ? RawChange::gone : there ? RawChange::changed : RawChange::added, std::to_string(id), batch->received, 0, {}, {}};
    if (raw) {
      one.row = *number;
      one.columns = batch->column_names();
      one.cells = split_raw(batch->format, *raw, one.columns, batch->separator);
      if (!reveal) one.cells = masked_cells(one.cells, batch->columns, batch->mapping, fields);
    }
    there = raw.has_value();
    last = raw.value_or("");
    history.items.insert(history.items.begin(), std::move(one));
  }
  return history;
}

// A page ends with the number of a row, not with the hash of its key, from which the key could be guessed.
Result<BatchChanges> ExchangeService::changes(db::Tx& tx, const Scope& scope, std::string_view id, const http::Request& request) {
  store::SourceRow source;
  TIANGE_TRY(const store::BatchRow batch, seen_batch(tx, scope, id, &source));
  BatchChanges found;
  found.columns = batch.column_names();
  const auto number = batch.comparison ? parse_id(batch.comparison->before) : Result<std::int64_t>(refuse(ErrorCode::not_found));
  const auto before = number.ok() ? store::batch(tx, *number) : std::nullopt;
  if (!before) return found;
  found.columns_before = before->column_names();
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(20), 1, 100));
  const auto wanted = json::enum_from<RawChange>(request.query_value("kind"));
  const std::string_view behind = request.query_value("after");
  std::uint64_t from = 0;
  if (behind.size() > 1) {
    const store::BatchRow& of = behind.front() == 'g' ? *before : batch;
    TIANGE_TRY(const Mapper mapper, mapper_of(of, source));
    const auto raw = raw::row(tx, of.place(), text::to_int(behind.substr(1)).value_or(0));
    if (!raw) return refuse(ErrorCode::not_found);
    from = raw::hash_of(raw_key(mapper, of, of.column_names(), *raw));
  }
  std::vector<raw::Changed> rows;
  raw::compare(tx, before->place(), batch.place(), from, [&](const raw::Changed& one) {
    if (wanted && *wanted != static_cast<RawChange>(one.change)) return true;
    rows.push_back(one);
    return rows.size() <= limit;
  });
  const bool more = rows.size() > limit;
  if (more) rows.pop_back();
  const auto fields = parts_.sink.fields(source.body.kind);
  for (const raw::Changed& one : rows) {
    found.items.push_back({static_cast<RawChange>(one.change), one.after.row, one.before.row,
                           masked_cells(cells_of(tx, batch, one.after.row), batch.columns, batch.mapping, fields),
                           masked_cells(cells_of(tx, *before, one.before.row), before->columns, before->mapping, fields)});
  }
  if (more) {
    const raw::Changed& last = rows.back();
    found.next = last.change == raw::Change::gone ? "g" + std::to_string(last.before.row) : "r" + std::to_string(last.after.row);
  }
  return found;
}

void ExchangeService::add_raw_routes(http::Routes& routes, const http::Recorder& record) {
  http::Route rows{http::Method::get, "/api/v1/exchange/sources/{code}/rows", Permission::exchange_view, "按主键查原始行", "Raw rows of one key"};
  rows.out = http::schema_of<RawHistory>();
  rows.query_params = {"key", "reveal"};
  rows.handle = [this, record](http::Request& request) {
    const std::string key(text::trim(request.query_value("key")));
    const std::string purpose(text::trim(request.query_value("reveal")));
    Result<RawHistory> found = refuse(ErrorCode::not_found);
    parts_.db.run_read([&](db::Tx& tx) { found = raw_history(tx, request.scope, request.param("code"), key, !purpose.empty()); });
    if (!found.ok()) return http::problem(found.refusal(), request.scope);
    const std::string shown = mask_value("id", key);
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "exchange.rows_seen", found->source,
             {purpose.empty() ? "按主键 " + shown + " 查原始行（脱敏）" : "按主键 " + shown + " 查未脱敏的原始行，用途：" + purpose,
              purpose.empty() ? "looked for raw rows of the key " + shown + ", masked" : "saw raw rows of the key " + shown + " unmasked, purpose: " + purpose});
      return true;
    });
    return http::json_response(json::write(*found));
  };
  routes.raw(std::move(rows));
  routes.query<BatchChanges>("/api/v1/exchange/batches/{id}/changes", Permission::exchange_view, "与上一批相比", "What differs from the batch before",
                             [this](const http::Request& r) -> Result<BatchChanges> {
                               return parts_.db.read([&](db::Tx& tx) -> Result<BatchChanges> { return changes(tx, r.scope, r.param("id"), r); });
                             },
                             {"kind", "after", "limit"});
}

}  // namespace tiange::exchange
