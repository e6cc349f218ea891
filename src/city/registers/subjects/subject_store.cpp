#include "city/registers/subjects/subject_store.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "platform/db/asking/asking.h"
#include "platform/db/asking/many.h"

namespace tiange::registers::kept {

namespace {

constexpr std::string_view k_columns =
    "id, kind, grid, address, status, born_day, golden, records, keys, conflicts, merged_into, version, changed_us";
constexpr std::array<std::string_view, 14> k_all = {"part_key", "id",   "kind",      "grid",        "address", "status",  "born_day",
                                                    "golden",   "records", "keys",   "conflicts",   "merged_into", "version", "changed_us"};

// Names and keys are written flat, as values are: {"police":"P1"} keeps pairs in order, repeated names included.
std::string write_records(const std::vector<RecordName>& records) {
  Values values;
  for (const RecordName& one : records) values.emplace_back(one.source, one.key);
  return write_values(values);
}
std::string write_keys(const std::vector<KeyValue>& keys) {
  Values values;
  for (const KeyValue& one : keys) values.emplace_back(std::to_string(static_cast<int>(one.sort)), one.value);
  return write_values(values);
}

StoredSubject subject_of(const db::Row& r) {
  StoredSubject s;
  s.id = {r.i64(0)};
  s.kind = static_cast<Kind>(r.i64(1));
  s.grid = r.str(2);
  s.address = r.i64(3);
  s.status = r.str(4);
  s.born_day = r.opt_i64(5);
  s.golden = read_values(r.text(6));
  for (auto& [source, key] : read_values(r.text(7))) s.records.push_back({std::move(source), std::move(key)});
  for (auto& [sort, value] : read_values(r.text(8))) s.keys.push_back({static_cast<KeySort>(std::stoi(sort)), std::move(value)});
  s.conflicts = r.i64(9);
  s.merged_into = {r.i64(10)};
  s.version = r.i64(11);
  s.changed = r.moment(12);
  return s;
}

bool ask(db::Asked& where, const Scope& scope, const SubjectQuery& query) {
  where.add("kind = ?");
  where.bind(static_cast<std::int64_t>(query.kind));
  if (!where.within("grid", scope, query.area)) return false;
  where.add("merged_into = 0");
  if (!query.status.empty()) {
    where.add("status = ?");
    where.bind(query.status);
  }
  if (query.born_from) {
    where.add("born_day >= ?");
    where.bind(*query.born_from);
  }
  if (query.born_to) {
    where.add("born_day <= ?");
    where.bind(*query.born_to);
  }
  if (query.only) {
    where.add("part_key = ? AND id = ?");
    where.bind(query.only->value);
    where.bind(query.only->value);
  }
  return true;
}

// A subject is its own part.
db::Param id_param(SubjectId id) { return id; }
db::Param address_param(std::int64_t address) { return address; }

}  // namespace

std::string_view StoredSubject::value(std::string_view field) const {
  for (const auto& [name, text] : golden) {
    if (name == field) return text;
  }
  return {};
}

bool is_unique(KeySort sort) { return sort == KeySort::id_card || sort == KeySort::uscc || sort == KeySort::address; }

std::vector<StoredSubject> subjects(db::Tx& tx, std::span<const SubjectId> ids) {
  static const db::ByKey sql("SELECT " + std::string(k_columns) + " FROM registers_subjects WHERE ", "id");
  std::vector<StoredSubject> found;
  db::each_listed(tx, sql.on(tx), ids, id_param, [&](const db::Row& r) {
    found.push_back(subject_of(r));
    return true;
  });
  return found;
}

std::optional<StoredSubject> subject(db::Tx& tx, SubjectId id) {
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM registers_subjects WHERE part_key = ? AND id = ?";
  return tx.one(sql, {id, id}, subject_of);
}

void add(db::Tx& tx, std::span<const StoredSubject> fresh) {
  constexpr std::size_t k_chunk = 1000;
  for (std::size_t at = 0; at < fresh.size(); at += k_chunk) {
    const auto chunk = fresh.subspan(at, std::min(k_chunk, fresh.size() - at));
    std::vector<std::array<std::string, 3>> texts;
    texts.reserve(chunk.size());
    std::vector<db::Param> params;
    params.reserve(chunk.size() * k_all.size());
    for (const StoredSubject& s : chunk) {
      const auto& text = texts.emplace_back(std::array{write_values(s.golden), write_records(s.records), write_keys(s.keys)});
      params.emplace_back(s.id);
      params.emplace_back(s.id);
      params.emplace_back(static_cast<std::int64_t>(s.kind));
      params.emplace_back(s.grid);
      params.emplace_back(s.address);
      params.emplace_back(s.status);
      params.emplace_back(s.born_day);
      params.emplace_back(text[0]);
      params.emplace_back(text[1]);
      params.emplace_back(text[2]);
      params.emplace_back(s.conflicts);
      params.emplace_back(s.merged_into);
      params.emplace_back(s.version);
      params.emplace_back(s.changed);
    }
    tx.bulk_insert("registers_subjects", k_all, params);
  }
}

void put(db::Tx& tx, const StoredSubject& s) {
  tx.post(
      "UPDATE registers_subjects SET grid = ?, address = ?, status = ?, born_day = ?, golden = ?, records = ?, keys = ?, conflicts = ?, "
      "merged_into = ?, version = ?, changed_us = ? WHERE part_key = ? AND id = ?",
      {s.grid, s.address, s.status, s.born_day, write_values(s.golden), write_records(s.records), write_keys(s.keys), s.conflicts,
       s.merged_into, s.version, s.changed, s.id, s.id});
}

void each_subject(db::Tx& tx, const Scope& scope, const SubjectQuery& query, FunctionRef<bool(const StoredSubject&)> visit) {
  db::Asked where;
  if (!ask(where, scope, query)) return;
  if (const std::size_t dot = query.after.find('.'); dot != query.after.npos) {
    where.add("(grid, id) > (?, ?)");
    where.bind(query.after.substr(0, dot));
    where.bind(text::to_int(std::string_view(query.after).substr(dot + 1)).value_or(0));
  }
  const std::string limit = query.limit == 0 ? "" : " LIMIT " + std::to_string(query.limit);
  tx.each(where.sql("SELECT " + std::string(k_columns) + " FROM registers_subjects", " ORDER BY grid, id" + limit), where.params(),
          [&](const db::Row& r) { return visit(subject_of(r)); });
}

std::int64_t count_subjects(db::Tx& tx, const Scope& scope, const SubjectQuery& query) {
  db::Asked where;
  if (!ask(where, scope, query)) return 0;
  std::int64_t found = 0;
  tx.each(where.sql("SELECT COUNT(*) FROM registers_subjects", ""), where.params(), [&](const db::Row& r) {
    found = r.i64(0);
    return false;
  });
  return found;
}

namespace {
GoldenRow golden_of(const db::Row& r) {
  return {{r.i64(0)}, static_cast<Kind>(r.i64(1)), r.text(2), r.i64(3), r.text(4), r.i64(5)};
}
constexpr std::string_view k_golden = "SELECT id, kind, grid, address, golden, version FROM registers_subjects";
}  // namespace

void each_golden(db::Tx& tx, const Scope& scope, Kind kind, std::string_view area, FunctionRef<bool(const GoldenRow&)> visit) {
  db::Asked where;
  where.add("kind = ?");
  where.bind(static_cast<std::int64_t>(kind));
  if (!where.within("grid", scope, area)) return;
  where.add("merged_into = 0");
  tx.each(where.sql(k_golden, ""), where.params(), [&](const db::Row& r) { return visit(golden_of(r)); });
}

void each_golden_of(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, FunctionRef<bool(const GoldenRow&)> visit) {
  static const db::ByKey sql(std::string(k_golden) + " WHERE ", "id");
  bool on = true;
  db::each_listed(tx, sql.on(tx), ids, id_param, [&](const db::Row& r) {
    if (on && scope.covers(r.text(2))) on = visit(golden_of(r));
    return on;
  });
}

void each_golden_at(db::Tx& tx, const Scope& scope, std::int64_t address, FunctionRef<bool(const GoldenRow&)> visit) {
  static const std::string sql = std::string(k_golden) + " WHERE address = ? AND merged_into = 0";
  tx.each(sql, {address}, [&](const db::Row& r) { return !scope.covers(r.text(2)) || visit(golden_of(r)); });
}

void each_golden_at(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> addresses, FunctionRef<bool(const GoldenRow&)> visit) {
  static const std::string sql = std::string(k_golden) + " WHERE merged_into = 0 AND " + db::listed("address");
  bool on = true;
  db::each_listed(tx, sql, addresses, address_param, [&](const db::Row& r) {
    if (on && scope.covers(r.text(2))) on = visit(golden_of(r));
    return on;
  });
}

void each_changed(db::Tx& tx, const ChangeMark& after, std::size_t most, FunctionRef<bool(const ChangedRow&)> visit) {
  tx.each(
      "SELECT id, kind, grid, address, golden, version, merged_into, changed_us FROM registers_subjects WHERE (changed_us, id) > (?, ?) "
      "ORDER BY changed_us, id LIMIT ?",
      {after.changed, after.id, static_cast<std::int64_t>(most)},
      [&](const db::Row& r) { return visit(ChangedRow{golden_of(r), {r.moment(7), {r.i64(0)}}, r.i64(6) != 0}); });
}

std::int64_t count_all(db::Tx& tx) {
  return tx.one("SELECT COUNT(*) FROM registers_subjects WHERE changed_us > 0", {}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void each_at(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> addresses, FunctionRef<bool(const StoredSubject&)> visit) {
  static const std::string sql =
      "SELECT " + std::string(k_columns) + " FROM registers_subjects WHERE merged_into = 0 AND " + db::listed("address") + " ORDER BY id";
  db::each_listed(tx, sql, addresses, address_param, [&](const db::Row& r) {
    const StoredSubject found = subject_of(r);
    return !scope.covers(found.grid) || visit(found);
  });
}

// ---- keys ----

db::Param param_of(const db::Tx& tx, const KeyValue& key) {
  return tx.backend() == db::Backend::sqlite ? db::Param(key.value) : db::Param(part_of(key.value));
}

std::vector<KeyOwner> owners_of(db::Tx& tx, std::span<const KeyValue> keys) {
  static const db::ByKey sql("SELECT sort, value, subject FROM registers_keys WHERE ", "value");
  std::vector<KeyOwner> found;
  db::each_listed(tx, sql.on(tx), keys, [&](const KeyValue& key) { return param_of(tx, key); }, [&](const db::Row& r) {
    found.push_back({{static_cast<KeySort>(r.i64(0)), r.str(1)}, {r.i64(2)}});
    return true;
  });
  return found;
}

// In the order in which they lie: one page after the other, where tens of millions do not fit into memory.
void add_keys(db::Tx& tx, std::span<const KeyOwner> keys) {
  const bool by_value = tx.backend() == db::Backend::sqlite;
  std::vector<std::pair<std::int64_t, const KeyOwner*>> order;
  order.reserve(keys.size());
  for (const KeyOwner& one : keys) order.emplace_back(by_value ? 0 : part_of(one.key.value), &one);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second->key.value) < std::tie(b.first, b.second->key.value);
  });
  for (const auto& [part, at] : order) {
    const KeyOwner& one = *at;
    tx.post("INSERT INTO registers_keys (part_key, value, sort, slot, subject) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            {part_of(one.key.value), one.key.value, static_cast<std::int64_t>(one.key.sort),
             is_unique(one.key.sort) ? 0 : one.subject.value, one.subject});
  }
}

void drop_key(db::Tx& tx, const KeyOwner& one) {
  tx.post("DELETE FROM registers_keys WHERE part_key = ? AND value = ? AND sort = ? AND subject = ?",
          {part_of(one.key.value), one.key.value, static_cast<std::int64_t>(one.key.sort), one.subject});
}

// ---- the catalogue ----

std::int64_t revision(db::Tx& tx) {
  return tx.one("SELECT revision FROM registers_catalogue WHERE name = 'fields'", {}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

std::vector<FieldDefinition> fields(db::Tx& tx) {
  return tx.all("SELECT content FROM registers_fields ORDER BY kind, field", {},
                [](const db::Row& r) { return json::read<FieldDefinition>(r.text(0)).value(); });
}

std::vector<SourceDefinition> sources(db::Tx& tx) {
  return tx.all("SELECT content FROM registers_sources ORDER BY code", {},
                [](const db::Row& r) { return json::read<SourceDefinition>(r.text(0)).value(); });
}

namespace {

void raise_revision(db::Tx& tx) {
  tx.run(
      "INSERT INTO registers_catalogue (name, revision) VALUES ('fields', 1) ON CONFLICT (name) DO UPDATE SET revision = "
      "registers_catalogue.revision + 1",
      {});
}

void add_change(db::Tx& tx, std::string_view name, std::int64_t version, std::string_view content, std::string_view by, Instant now) {
  tx.run(
      "INSERT INTO registers_field_changes (name, version, changed_us, changed_by, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      {name, version, now, by, content});
  raise_revision(tx);
}

}  // namespace

bool put_field(db::Tx& tx, const FieldDefinition& field, std::string_view by, Instant now) {
  const std::string content = json::write(field);
  const auto changed = tx.run(
      "INSERT INTO registers_fields (kind, field, version, content) VALUES (?, ?, ?, ?) ON CONFLICT (kind, field) DO UPDATE SET version = "
      "excluded.version, content = excluded.content WHERE registers_fields.version = excluded.version - 1",
      {static_cast<std::int64_t>(field.kind), field.field, field.version, content});
  if (changed != 1) return false;
  add_change(tx, std::string(json::enum_name(field.kind)) + "." + field.field, field.version, content, by, now);
  return true;
}

bool put_source(db::Tx& tx, const SourceDefinition& source, std::string_view by, Instant now) {
  const std::string content = json::write(source);
  const auto changed = tx.run(
      "INSERT INTO registers_sources (code, version, content) VALUES (?, ?, ?) ON CONFLICT (code) DO UPDATE SET version = "
      "excluded.version, content = excluded.content WHERE registers_sources.version = excluded.version - 1",
      {source.code, source.version, content});
  if (changed != 1) return false;
  add_change(tx, "source." + source.code, source.version, content, by, now);
  return true;
}

}  // namespace tiange::registers::kept
