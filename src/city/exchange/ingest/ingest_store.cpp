#include "city/exchange/ingest/ingest_store.h"

namespace tiange::exchange::store {

namespace {

template <class T>
T read_kept(std::string_view text) {
  auto value = json::read<T>(text);
  if (!value.ok()) throw db::Failure("exchange: what is kept cannot be read: " + value.refusal().en);
  return *std::move(value);
}
template <class E>
E kept_enum(std::string_view name) {
  const auto value = json::enum_from<E>(name);
  if (!value) throw db::Failure("exchange: unknown word " + std::string(name));
  return *value;
}

#define SOURCE_COLUMNS "code, body, secret, key_digest, columns, watermark, trouble, last_good_us, next_pull_us, made_us, version, changed_us, changed_by"

SourceRow read_source(const db::Row& r) {
  SourceRow row;
  row.code = r.str(0);
  row.body = read_kept<SourceIn>(r.text(1));
  row.secret = r.str(2);
  row.key_digest = r.str(3);
  row.columns = read_kept<std::vector<ColumnView>>(r.text(4));
  row.watermark = r.str(5);
  row.trouble = r.str(6);
  row.last_good = r.moment(7);
  row.next_pull = r.moment(8);
  row.made = r.moment(9);
  row.version = r.i64(10);
  row.changed = r.moment(11);
  row.changed_by = r.str(12);
  row.body.version = row.version;
  return row;
}

#define BATCH_COLUMNS                                                                                                              \
  "id, source, how, file_name, digest, bytes, state, format, encoding, separator, columns, drift, mapping, watermark, blocks, "     \
  "row_count, held, marked, mended, dropped, added, changed, same, gone, received_us, started_us, finished_us, received_by, "      \
  "decided_by, note, trouble_zh, trouble_en, version, keep, comparison"

BatchRow read_batch(const db::Row& r) {
  BatchRow row;
  row.id = r.i64(0);
  row.source = r.str(1);
  row.how = kept_enum<How>(r.text(2));
  row.file_name = r.str(3);
  row.digest = r.str(4);
  row.bytes = r.i64(5);
  row.state = kept_enum<BatchState>(r.text(6));
  row.format = kept_enum<FileFormat>(r.text(7));
  row.encoding = r.str(8);
  row.separator = r.text(9).empty() ? ',' : r.text(9).front();
  row.columns = read_kept<std::vector<ColumnView>>(r.text(10));
  row.drift = read_kept<std::vector<Drift>>(r.text(11));
  row.mapping = read_kept<Mapping>(r.text(12));
  row.watermark = r.str(13);
  std::int64_t* const numbers[] = {&row.blocks, &row.rows,  &row.held,    &row.marked, &row.mended,
                                   &row.dropped, &row.added, &row.changed, &row.same,   &row.gone};
  for (int i = 0; i < 10; ++i) *numbers[i] = r.i64(14 + i);
  row.received = r.moment(24);
  row.started = r.moment(25);
  row.finished = r.moment(26);
  row.received_by = r.str(27);
  row.decided_by = r.str(28);
  row.note = r.str(29);
  row.trouble_zh = r.str(30);
  row.trouble_en = r.str(31);
  row.version = r.i64(32);
  row.keep = r.i64(33);
  if (!r.text(34).empty()) row.comparison = read_kept<Comparison>(r.text(34));
  return row;
}

HeldRow read_held(const db::Row& r) {
  HeldRow row;
  row.row = r.i64(0);
  row.state = kept_enum<RowState>(r.text(1));
  row.cells = read_kept<std::vector<std::string>>(r.text(2));
  row.faults = read_kept<std::vector<Fault>>(r.text(3));
  row.changed = r.moment(4);
  row.changed_by = r.str(5);
  row.note = r.str(6);
  return row;
}

RepairRow read_repair(const db::Row& r) {
  return {r.i64(0), r.str(1), r.str(2), r.str(3), r.i64(4), r.i64(5), r.i64(8), r.moment(6), r.moment(7)};
}

}  // namespace

std::vector<SourceRow> sources(db::Tx& tx) { return tx.all("SELECT " SOURCE_COLUMNS " FROM exchange_sources ORDER BY code", {}, read_source); }

std::optional<SourceRow> source(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT " SOURCE_COLUMNS " FROM exchange_sources WHERE code = ?", {code}, read_source);
}

std::optional<SourceRow> source_of_key(db::Tx& tx, std::string_view digest) {
  return tx.one("SELECT " SOURCE_COLUMNS " FROM exchange_sources WHERE key_digest = ?", {digest}, read_source);
}

bool put_source(db::Tx& tx, const SourceRow& row, bool keep_version) {
  const std::string body = json::write(row.body);
  const std::string columns = json::write(row.columns);
  const db::Bytes secret{row.secret};
  if (row.version == 1 && !keep_version) {
    const bool fresh = tx.run("INSERT INTO exchange_sources (" SOURCE_COLUMNS
                              ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING",
                              {row.code, body, secret, row.key_digest, columns, row.watermark, row.trouble, row.last_good, row.next_pull, row.made,
                               row.version, row.changed, row.changed_by}) == 1;
    if (!fresh) return false;
  } else {
    const std::int64_t before = keep_version ? row.version : row.version - 1;
    if (tx.run("UPDATE exchange_sources SET body = ?, secret = ?, key_digest = ?, columns = ?, watermark = ?, trouble = ?, last_good_us = ?, "
               "next_pull_us = ?, version = ?, changed_us = ?, changed_by = ? WHERE code = ? AND version = ?",
               {body, secret, row.key_digest, columns, row.watermark, row.trouble, row.last_good, row.next_pull, row.version, row.changed, row.changed_by,
                row.code, before}) != 1)
      return false;
  }
  if (!keep_version) {
    tx.run("INSERT INTO exchange_source_versions (source, version, body, changed_us, changed_by) VALUES (?, ?, ?, ?, ?) "
           "ON CONFLICT (source, version) DO NOTHING",
           {row.code, row.version, body, row.changed, row.changed_by});
  }
  return true;
}

std::vector<SourceVersion> source_versions(db::Tx& tx, std::string_view code) {
  return tx.all("SELECT version, changed_us, changed_by, body FROM exchange_source_versions WHERE source = ? ORDER BY version DESC LIMIT 100",
                {code}, [](const db::Row& r) {
                  return SourceVersion{r.i64(0), r.moment(1), r.str(2), json::parse(r.text(3)).value_or({})};
                });
}

std::vector<std::string> BatchRow::column_names() const {
  std::vector<std::string> names;
  for (const ColumnView& column : columns) names.push_back(column.name);
  return names;
}

std::optional<BatchRow> batch(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " BATCH_COLUMNS " FROM exchange_batches WHERE id = ?", {id}, read_batch);
}

std::optional<BatchRow> batch_of_digest(db::Tx& tx, std::string_view source, std::string_view digest) {
  return tx.one("SELECT " BATCH_COLUMNS " FROM exchange_batches WHERE source = ? AND digest = ?", {source, digest}, read_batch);
}

std::vector<BatchRow> batches(db::Tx& tx, std::string_view source, std::string_view state, std::int64_t before, std::size_t most) {
  const std::int64_t below = before > 0 ? before : INT64_MAX;
  const auto limit = static_cast<std::int64_t>(most);
  if (!source.empty() && !state.empty())
    return tx.all("SELECT " BATCH_COLUMNS " FROM exchange_batches WHERE source = ? AND state = ? AND id < ? ORDER BY id DESC LIMIT ?",
                  {source, state, below, limit}, read_batch);
  if (!source.empty())
    return tx.all("SELECT " BATCH_COLUMNS " FROM exchange_batches WHERE source = ? AND id < ? ORDER BY id DESC LIMIT ?", {source, below, limit},
                  read_batch);
  if (!state.empty())
    return tx.all("SELECT " BATCH_COLUMNS " FROM exchange_batches WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?", {state, below, limit},
                  read_batch);
  return tx.all("SELECT " BATCH_COLUMNS " FROM exchange_batches WHERE id < ? ORDER BY id DESC LIMIT ?", {below, limit}, read_batch);
}

std::vector<std::int64_t> done_batches(db::Tx& tx, std::string_view source, std::size_t most) {
  return tx.all("SELECT id FROM exchange_batches WHERE source = ? AND state = 'done' ORDER BY id DESC LIMIT ?",
                {source, static_cast<std::int64_t>(most)}, [](const db::Row& r) { return r.i64(0); });
}

bool insert_batch(db::Tx& tx, const BatchRow& b) {
  const std::string columns = json::write(b.columns), drift = json::write(b.drift), mapping = json::write(b.mapping);
  const std::string separator(1, b.separator);
  return tx.run("INSERT INTO exchange_batches (" BATCH_COLUMNS
                ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '') "
                "ON CONFLICT DO NOTHING",
                {b.id, b.source, json::enum_name(b.how), b.file_name, b.digest, b.bytes, json::enum_name(b.state), json::enum_name(b.format),
                 b.encoding, separator, columns, drift, mapping, b.watermark, b.blocks, b.rows, b.held, b.marked, b.mended, b.dropped, b.added,
                 b.changed, b.same, b.gone, b.received, b.started, b.finished, b.received_by, b.decided_by, b.note, b.trouble_zh, b.trouble_en,
                 b.version, b.keep}) == 1;
}

bool save_batch(db::Tx& tx, BatchRow& b) {
  const std::string drift = json::write(b.drift), mapping = json::write(b.mapping), columns = json::write(b.columns);
  const std::string comparison = b.comparison ? json::write(*b.comparison) : "";
  const bool saved =
      tx.run("UPDATE exchange_batches SET digest = ?, state = ?, columns = ?, drift = ?, mapping = ?, watermark = ?, blocks = ?, row_count = ?, "
             "held = ?, marked = ?, mended = ?, dropped = ?, added = ?, changed = ?, same = ?, gone = ?, started_us = ?, finished_us = ?, "
             "decided_by = ?, note = ?, trouble_zh = ?, trouble_en = ?, comparison = ?, version = ? WHERE id = ? AND version = ?",
             {b.digest, json::enum_name(b.state), columns, drift, mapping, b.watermark, b.blocks, b.rows, b.held, b.marked, b.mended, b.dropped,
              b.added, b.changed, b.same, b.gone, b.started, b.finished, b.decided_by, b.note, b.trouble_zh, b.trouble_en, comparison, b.version + 1, b.id,
              b.version}) == 1;
  if (saved) ++b.version;
  return saved;
}

BatchCounts counts(db::Tx& tx, std::string_view source) {
  const auto found = tx.one(
      "SELECT CAST(SUM(CASE WHEN state = 'held' THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(held - mended - dropped) AS BIGINT) "
      "FROM exchange_batches WHERE source = ?", {source},
      [](const db::Row& r) { return BatchCounts{r.i64(0), r.i64(1)}; });
  return found.value_or(BatchCounts{});
}

void add_held(db::Tx& tx, std::int64_t batch, const std::vector<HeldRow>& rows) {
  static constexpr std::string_view k_columns[] = {"part_key", "batch", "row_number", "state", "cells", "faults", "changed_us", "changed_by", "note"};
  std::vector<std::string> texts;
  texts.reserve(rows.size() * 2);
  std::vector<db::Param> params;
  params.reserve(rows.size() * 9);
  for (const HeldRow& row : rows) {
    texts.push_back(json::write(row.cells));
    const std::string_view cells = texts.back();
    texts.push_back(json::write(row.faults));
    for (const db::Param& one : std::initializer_list<db::Param>{batch, batch, row.row, json::enum_name(row.state), cells,
                                                                 std::string_view(texts.back()), row.changed, row.changed_by, row.note})
      params.push_back(one);
  }
  if (!rows.empty()) tx.bulk_insert("exchange_quarantine", k_columns, params);
}

void put_held(db::Tx& tx, std::int64_t batch, const HeldRow& row) {
  const std::string cells = json::write(row.cells), faults = json::write(row.faults);
  tx.run("INSERT INTO exchange_quarantine (part_key, batch, row_number, state, cells, faults, changed_us, changed_by, note) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, batch, row_number) DO UPDATE SET state = excluded.state, "
         "cells = excluded.cells, faults = excluded.faults, changed_us = excluded.changed_us, changed_by = excluded.changed_by, note = excluded.note",
         {batch, batch, row.row, json::enum_name(row.state), cells, faults, row.changed, row.changed_by, row.note});
}

#define HELD_COLUMNS "row_number, state, cells, faults, changed_us, changed_by, note"

std::optional<HeldRow> held_row(db::Tx& tx, std::int64_t batch, std::int64_t row) {
  return tx.one("SELECT " HELD_COLUMNS " FROM exchange_quarantine WHERE part_key = ? AND batch = ? AND row_number = ?", {batch, batch, row}, read_held);
}

void each_held(db::Tx& tx, std::int64_t batch, std::int64_t after, std::string_view state, const std::function<bool(HeldRow&&)>& visit) {
  const auto see = [&](const db::Row& r) { return visit(read_held(r)); };
  if (state.empty()) {
    tx.each("SELECT " HELD_COLUMNS " FROM exchange_quarantine WHERE part_key = ? AND batch = ? AND row_number > ? ORDER BY row_number",
            {batch, batch, after}, see);
  } else {
    tx.each("SELECT " HELD_COLUMNS
            " FROM exchange_quarantine WHERE part_key = ? AND batch = ? AND row_number > ? AND state = ? ORDER BY row_number",
            {batch, batch, after, state}, see);
  }
}

std::vector<QualityRule> rules(db::Tx& tx) {
  return tx.all("SELECT body, version FROM exchange_rules ORDER BY code", {}, [](const db::Row& r) {
    QualityRule rule = read_kept<QualityRule>(r.text(0));
    rule.version = r.i64(1);
    return rule;
  });
}

bool put_rule(db::Tx& tx, const QualityRule& rule, std::string_view by, Instant now) {
  const std::string body = json::write(rule);
  const bool saved = rule.version == 1
                         ? tx.run("INSERT INTO exchange_rules (code, body, version, changed_us, changed_by) VALUES (?, ?, 1, ?, ?) "
                                  "ON CONFLICT (code) DO NOTHING",
                                  {rule.code, body, now, by}) == 1
                         : tx.run("UPDATE exchange_rules SET body = ?, version = ?, changed_us = ?, changed_by = ? WHERE code = ? AND version = ?",
                                  {body, rule.version, now, by, rule.code, rule.version - 1}) == 1;
  if (saved)
    tx.run("INSERT INTO exchange_rule_versions (code, version, body, changed_us, changed_by) VALUES (?, ?, ?, ?, ?)",
           {rule.code, rule.version, body, now, by});
  return saved;
}

void add_scores(db::Tx& tx, std::int64_t batch, const std::vector<Score>& scores) {
  for (const Score& score : scores) {
    tx.run("INSERT INTO exchange_scores (batch, field, rule, checked, failed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (batch, field, rule) "
           "DO UPDATE SET checked = exchange_scores.checked + excluded.checked, failed = exchange_scores.failed + excluded.failed",
           {batch, score.field, score.rule, score.checked, score.failed});
  }
}

void clear_scores(db::Tx& tx, std::int64_t batch, std::string_view rule) {
  tx.run("DELETE FROM exchange_scores WHERE batch = ? AND rule = ?", {batch, rule});
}

std::vector<Score> scores(db::Tx& tx, std::int64_t batch) {
  return tx.all("SELECT field, rule, checked, failed FROM exchange_scores WHERE batch = ? ORDER BY field, rule", {batch},
                [](const db::Row& r) { return Score{r.str(0), r.str(1), r.i64(2), r.i64(3)}; });
}

#define REPAIR_COLUMNS "id, source, ref, number, batch, faults, opened_us, closed_us, closed_by"

std::optional<RepairRow> open_repair(db::Tx& tx, std::string_view source) {
  return tx.one("SELECT " REPAIR_COLUMNS " FROM exchange_repairs WHERE source = ? AND closed_us = 0 ORDER BY id DESC LIMIT 1", {source}, read_repair);
}

std::vector<RepairRow> repairs(db::Tx& tx, std::string_view source, std::size_t most) {
  return tx.all("SELECT " REPAIR_COLUMNS " FROM exchange_repairs WHERE source = ? ORDER BY id DESC LIMIT ?",
                {source, static_cast<std::int64_t>(most)}, read_repair);
}

void put_repair(db::Tx& tx, const RepairRow& row) {
  tx.run("INSERT INTO exchange_repairs (" REPAIR_COLUMNS
         ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET faults = excluded.faults, "
         "closed_us = excluded.closed_us, closed_by = excluded.closed_by",
         {row.id, row.source, row.ref, row.number, row.batch, row.faults, row.opened, row.closed, row.closed_by});
}

}  // namespace tiange::exchange::store
