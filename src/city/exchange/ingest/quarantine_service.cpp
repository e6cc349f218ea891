#include <algorithm>

#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"

namespace tiange::exchange {

namespace {

constexpr std::size_t k_shown_wrong = 50;
constexpr std::size_t k_most_in_a_file = 20'000;

QuarantineRow shown(const store::HeldRow& row) {
  QuarantineRow view{row.row, row.state, row.cells, row.faults, row.changed_by, row.note, {}};
  if (row.changed) view.changed = row.changed;
  return view;
}

std::string reasons(const std::vector<Fault>& faults, Language language) {
  std::string text;
  for (const Fault& fault : faults) {
    if (!text.empty()) text += language == Language::zh ? "；" : "; ";
    text += language == Language::zh ? fault.zh : fault.en;
  }
  return text;
}

Words title_of(const char* what) {
  return std::string_view(what) == "row" ? Words{"行号", "Row"} : Words{"原因", "Reason"};
}

}  // namespace

Result<QuarantineList> ExchangeService::quarantine(db::Tx& tx, const Scope& scope, std::string_view id, const http::Request& request) {
  store::SourceRow source;
  TIANGE_TRY(const store::BatchRow batch, seen_batch(tx, scope, id, &source));
  const bool revealed = !text::trim(request.query_value("reveal")).empty();
  if (revealed && !owns_source(scope, source.body)) return refuse(ErrorCode::forbidden);
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 200));
  const std::int64_t after = text::to_int(request.query_value("after")).value_or(0);
  QuarantineList list;
  list.columns = batch.column_names();
  const auto fields = parts_.sink.fields(source.body.kind);
  store::each_held(tx, batch.id, after, request.query_value("state"), [&](store::HeldRow&& row) {
    if (list.items.size() == limit) {
      list.next = std::to_string(list.items.back().row);
      return false;
    }
    list.items.push_back(shown(row));
    return true;
  });
  for (QuarantineRow& row : list.items) {
    if (row.cells.empty()) {  // marked when compared with another source
      raw::each_block(tx, batch.place(), row.row, [&](std::int64_t first, std::int64_t, std::string_view content) {
        row.cells = split_raw(batch.format, raw::unpack_rows(content).at(static_cast<std::size_t>(row.row - first)), list.columns, batch.separator);
        return false;
      });
    }
    if (revealed) continue;
    row.cells = masked_cells(row.cells, batch.columns, batch.mapping, fields);
    for (Fault& fault : row.faults) fault = masked_fault(std::move(fault), fields);
  }
  return list;
}

void ExchangeService::write_quarantine(const store::BatchRow& batch, sheets::Writer& writer, Language language) {
  std::vector<std::string> head = batch.column_names();
  const Words row_title = title_of("row"), why_title = title_of("why");
  head.insert(head.begin(), language == Language::zh ? row_title.zh : row_title.en);
  head.push_back(language == Language::zh ? why_title.zh : why_title.en);
  writer.row(head);
  parts_.db.run_read([&](db::Tx& tx) {
    store::each_held(tx, batch.id, 0, "held", [&](store::HeldRow&& row) {
      std::vector<std::string> cells = std::move(row.cells);
      cells.resize(batch.columns.size());
      cells.insert(cells.begin(), std::to_string(row.row));
      cells.push_back(reasons(row.faults, language));
      writer.row(cells);
      return true;
    });
  });
  writer.finish();
}

// Whether the row goes on now; its state and faults are changed either way, the batch's figures too.
Result<bool> ExchangeService::try_mend(db::Tx& tx, const Scope& scope, store::BatchRow& batch, const store::SourceRow& source, const Mapper& mapper,
                                       const RuleBook& book, store::HeldRow& row, Instant now) {
  RawRow raw{row.row, {}, {}, RowTrouble::none, {}};
  for (std::string& cell : row.cells) cell = std::string(text::trim(cell));
  raw.cells.assign(row.cells.begin(), row.cells.end());
  if (raw.cells.size() != batch.columns.size()) {
    raw.cells.resize(batch.columns.size());
    raw.trouble = RowTrouble::cells;
  }
  MappedRow mapped = mapper.map(raw, batch.received);
  if (raw.trouble == RowTrouble::none) book.check(mapped, now);
  row.faults = mapped.faults;
  row.changed = now;
  row.changed_by = scope.name;
  const bool clean = !mapped.held();
  if (clean) {
    row.state = RowState::mended;
    mapped.faults.clear();
    Delivery delivery{source.body.department, source.code, source.body.kind, batch.id, {}};
    delivery.rows.push_back(std::move(mapped));
    TIANGE_TRY(const Delivered delivered, parts_.sink.deliver(tx, delivery, now));
    ++batch.mended;
    batch.added += delivered.added;
    batch.changed += delivered.changed;
    batch.same += delivered.same;
    batch.gone += delivered.gone;
  }
  store::put_held(tx, batch.id, row);
  return clean;
}

Result<QuarantineRow> ExchangeService::mend_row(db::Tx& tx, const Scope& scope, std::string_view id, std::int64_t number, const MendIn& in,
                                                Instant now) {
  store::SourceRow source;
  TIANGE_TRY(store::BatchRow batch, seen_batch(tx, scope, id, &source));
  if (!owns_source(scope, source.body)) return refuse(ErrorCode::forbidden);
  auto row = store::held_row(tx, batch.id, number);
  if (!row) return refuse(ErrorCode::not_found);
  if (row->state != RowState::held) return refuse(ErrorCode::row_settled);
  TIANGE_TRY(const Mapper mapper, Mapper::make(batch.mapping, parts_.sink.fields(source.body.kind), batch.column_names()));
  TIANGE_TRY(const RuleBook book, book_for(tx, source));
  row->cells = in.cells;
  row->note = in.note;
  TIANGE_TRY(const bool mended, try_mend(tx, scope, batch, source, mapper, book, *row, now));
  if (mended && !store::save_batch(tx, batch)) return refuse(ErrorCode::conflict);
  return shown(*row);
}

Result<QuarantineRow> ExchangeService::drop_row(db::Tx& tx, const Scope& scope, std::string_view id, std::int64_t number, const DropIn& in,
                                                Instant now) {
  store::SourceRow source;
  TIANGE_TRY(store::BatchRow batch, seen_batch(tx, scope, id, &source));
  if (!owns_source(scope, source.body)) return refuse(ErrorCode::forbidden);
  if (text::trim(in.note).empty()) return refuse_fields(ErrorCode::bad_input, {{"note", "请说明为何不要这一行", "say why the row is not wanted"}});
  auto row = store::held_row(tx, batch.id, number);
  if (!row) return refuse(ErrorCode::not_found);
  if (row->state != RowState::held) return refuse(ErrorCode::row_settled);
  row->state = RowState::dropped;
  row->changed = now;
  row->changed_by = scope.name;
  row->note = in.note;
  store::put_held(tx, batch.id, *row);
  ++batch.dropped;
  if (!store::save_batch(tx, batch)) return refuse(ErrorCode::conflict);
  QuarantineRow view = shown(*row);  // who drops a row need not see it whole
  const auto fields = parts_.sink.fields(source.body.kind);
  view.cells = masked_cells(view.cells, batch.columns, batch.mapping, fields);
  for (Fault& fault : view.faults) fault = masked_fault(std::move(fault), fields);
  return view;
}

Result<MendReport> ExchangeService::mend_file(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& path, Instant now) {
  store::SourceRow source;
  TIANGE_TRY(store::BatchRow batch, seen_batch(tx, scope, id, &source));
  if (!owns_source(scope, source.body)) return refuse(ErrorCode::forbidden);
  const auto fields = parts_.sink.fields(source.body.kind);
  TIANGE_TRY(const Mapper mapper, Mapper::make(batch.mapping, fields, batch.column_names()));
  TIANGE_TRY(const RuleBook book, book_for(tx, source));
  TIANGE_TRY(auto rows, open_rows(path));
  const auto& columns = rows->columns();
  const auto place = [&](std::string_view name) {
    const auto found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? std::optional<std::size_t>() : static_cast<std::size_t>(found - columns.begin());
  };
  const Words row_title = title_of("row");
  const auto number_at = place(row_title.zh) ? place(row_title.zh) : place(row_title.en);
  if (!number_at) return refuse(ErrorCode::bad_file, "缺少“行号”列，请在下载的隔离文件上修改", "the column Row is missing; mend the file that was downloaded");
  std::vector<std::optional<std::size_t>> from;
  for (const ColumnView& column : batch.columns) from.push_back(place(column.name));
  MendReport report;
  RawRow raw;
  for (std::size_t i = 0; i < k_most_in_a_file; ++i) {
    TIANGE_TRY(const bool any, rows->next(raw));
    if (!any) break;
    const auto number = text::to_int(raw.cells[*number_at]);
    auto row = number ? store::held_row(tx, batch.id, *number) : std::nullopt;
    if (!row || row->state != RowState::held) {
      ++report.unknown;
      continue;
    }
    row->cells.resize(batch.columns.size());
    for (std::size_t c = 0; c < from.size(); ++c) {
      if (from[c]) row->cells[c] = std::string(raw.cells[*from[c]]);
    }
    TIANGE_TRY(const bool mended, try_mend(tx, scope, batch, source, mapper, book, *row, now));
    ++(mended ? report.mended : report.still);
    if (!mended && report.wrong.size() < k_shown_wrong) {
      report.wrong.push_back(shown(*row));
      report.wrong.back().cells = masked_cells(report.wrong.back().cells, batch.columns, batch.mapping, fields);
      for (Fault& fault : report.wrong.back().faults) fault = masked_fault(std::move(fault), fields);
    }
  }
  if (report.mended > 0 && !store::save_batch(tx, batch)) return refuse(ErrorCode::conflict);
  return report;
}

}  // namespace tiange::exchange
