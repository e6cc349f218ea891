#include "city/registers/subjects/record_store.h"

#include <algorithm>
#include <array>

#include "platform/db/asking/many.h"

namespace tiange::registers::kept {

namespace {

constexpr std::string_view k_columns =
    "source, name, kind, subject, content, since, first_us, observed_us, known_us, lineage, gone";
constexpr std::array<std::string_view, 12> k_all = {"part_key", "source",   "name",        "kind",     "subject", "content",
                                                    "since",    "first_us", "observed_us", "known_us", "lineage", "gone"};

std::string write_since(const StoredRecord& record) {
  if (record.since.empty()) return "";
  Values values;
  for (const auto& [field, moment] : record.since) values.emplace_back(field, std::to_string(moment.us));
  return write_values(values);
}

StoredRecord record_of(const db::Row& r) {
  StoredRecord record;
  record.source = r.str(0);
  record.key = r.str(1);
  record.kind = static_cast<Kind>(r.i64(2));
  record.subject = {r.i64(3)};
  record.values = read_values(r.text(4));
  if (!r.text(5).empty()) {
    for (const auto& [field, moment] : read_values(r.text(5))) record.since.emplace_back(field, Instant{std::stoll(moment)});
  }
  record.first = r.moment(6);
  record.observed = r.moment(7);
  record.known = r.moment(8);
  record.lineage = r.str(9);
  record.gone = r.flag(10);
  return record;
}

// The end of a text in quotes that begins at `at`, behind the opening quote.
std::string take_text(std::string_view text, std::size_t& at) {
  std::string out;
  while (at < text.size() && text[at] != '"') {
    const std::size_t plain = std::min(text.find_first_of("\"\\", at), text.size());
    out.append(text.substr(at, plain - at));
    at = plain;
    if (at + 1 >= text.size() || text[at] != '\\') continue;
    const char c = text[at + 1];
    at += 2;
    switch (c) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'r': out += '\r'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'u':  // below U+0020: nothing else is written so
        out += static_cast<char>(std::stoi(std::string(text.substr(at, 4)), nullptr, 16));
        at += 4;
        break;
      default: out += c;
    }
  }
  ++at;
  return out;
}

}  // namespace

std::string write_values(const Values& values) {
  std::string out = "{";
  for (const auto& [name, text] : values) {
    if (out.size() > 1) out += ',';
    json::append_escaped(out, name);
    out += ':';
    json::append_escaped(out, text);
  }
  return out + "}";
}

Values read_values(std::string_view text) {
  Values values;
  std::size_t at = 0;
  while (true) {
    at = text.find('"', at);
    if (at == text.npos) return values;
    std::string name = take_text(text, ++at);
    at = text.find('"', at);
    if (at == text.npos) return values;
    std::string value = take_text(text, ++at);
    values.emplace_back(std::move(name), std::move(value));
  }
}

std::int64_t part_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return static_cast<std::int64_t>(hash >> 1);
}

std::int64_t part_of(std::string_view source, std::string_view key) {
  std::string both(source);
  both += '\x1f';
  both += key;
  return part_of(both);
}

std::vector<StoredRecord> records(db::Tx& tx, std::string_view source, std::span<const std::string_view> keys) {
  // On SQLite the key begins with the source, elsewhere with part_key, which is made of source and key.
  static const db::ByKey sql("SELECT " + std::string(k_columns) + " FROM registers_records WHERE source = ? AND ", "name");
  const bool sqlite = tx.backend() == db::Backend::sqlite;
  std::vector<StoredRecord> found;
  db::each_listed(
      tx, sql.on(tx), keys, [&](std::string_view key) { return sqlite ? db::Param(key) : db::Param(part_of(source, key)); },
      [&](const db::Row& r) {
        found.push_back(record_of(r));
        return true;
      },
      {source});
  return found;
}

std::optional<StoredRecord> record(db::Tx& tx, std::string_view source, std::string_view key) {
  static const std::string sql =
      "SELECT " + std::string(k_columns) + " FROM registers_records WHERE part_key = ? AND source = ? AND name = ?";
  return tx.one(sql, {part_of(source, key), source, key}, record_of);
}

void add(db::Tx& tx, std::span<const StoredRecord> fresh) {
  constexpr std::size_t k_chunk = 1000;
  for (std::size_t at = 0; at < fresh.size(); at += k_chunk) {
    const auto chunk = fresh.subspan(at, std::min(k_chunk, fresh.size() - at));
    std::vector<std::string> contents;
    std::vector<std::string> sinces;
    contents.reserve(chunk.size());
    sinces.reserve(chunk.size());
    std::vector<db::Param> params;
    params.reserve(chunk.size() * k_all.size());
    for (const StoredRecord& one : chunk) {
      const std::string& content = contents.emplace_back(write_values(one.values));
      const std::string& since = sinces.emplace_back(write_since(one));
      params.emplace_back(part_of(one.source, one.key));
      params.emplace_back(one.source);
      params.emplace_back(one.key);
      params.emplace_back(static_cast<std::int64_t>(one.kind));
      params.emplace_back(one.subject);
      params.emplace_back(content);
      params.emplace_back(since);
      params.emplace_back(one.first);
      params.emplace_back(one.observed);
      params.emplace_back(one.known);
      params.emplace_back(one.lineage);
      params.emplace_back(one.gone);
    }
    tx.bulk_insert("registers_records", k_all, params);
  }
}

namespace {

void add_version(db::Tx& tx, const StoredRecord& before, Instant now) {
  tx.post(
      "INSERT INTO registers_record_versions (part_key, source, name, known_us, until_us, kind, subject, content, since, first_us, "
      "observed_us, lineage, gone) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
      {part_of(before.source, before.key), before.source, before.key, before.known, now, static_cast<std::int64_t>(before.kind),
       before.subject, write_values(before.values), write_since(before), before.first, before.observed, before.lineage, before.gone});
}

}  // namespace

void change(db::Tx& tx, const StoredRecord& before, const StoredRecord& after, Instant now) {
  add_version(tx, before, now);
  tx.post(
      "UPDATE registers_records SET kind = ?, subject = ?, content = ?, since = ?, first_us = ?, observed_us = ?, known_us = ?, lineage = "
      "?, gone = ? WHERE part_key = ? AND source = ? AND name = ?",
      {static_cast<std::int64_t>(after.kind), after.subject, write_values(after.values), write_since(after), after.first, after.observed,
       after.known, after.lineage, after.gone, part_of(after.source, after.key), after.source, after.key});
}

void hear_again(db::Tx& tx, const StoredRecord& one) {
  tx.post("UPDATE registers_records SET observed_us = ? WHERE part_key = ? AND source = ? AND name = ? AND observed_us < ?",
          {one.observed, part_of(one.source, one.key), one.source, one.key, one.observed});
}

void give_to(db::Tx& tx, const StoredRecord& one) {
  tx.post("UPDATE registers_records SET subject = ? WHERE part_key = ? AND source = ? AND name = ?",
          {one.subject, part_of(one.source, one.key), one.source, one.key});
}

void each(db::Tx& tx, Kind kind, FunctionRef<bool(const KeptRecord&)> visit) {
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM registers_records WHERE kind = ?";
  tx.each(sql, {static_cast<std::int64_t>(kind)}, [&](const db::Row& r) { return visit(record_of(r)); });
}

std::vector<Version> versions(db::Tx& tx, std::string_view source, std::string_view key) {
  static const std::string sql = "SELECT " + std::string(k_columns) +
                                 ", until_us FROM registers_record_versions WHERE part_key = ? AND source = ? AND name = ? ORDER BY "
                                 "known_us, until_us";
  std::vector<Version> all = tx.all(sql, {part_of(source, key), source, key},
                                    [](const db::Row& r) { return Version{record_of(r), r.moment(11)}; });
  if (auto present = record(tx, source, key)) all.push_back({*std::move(present), {}});
  return all;
}

void wait(db::Tx& tx, const Waiting& rows) {
  tx.post("INSERT INTO registers_waiting (part_key, id, source, names, anew) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          {rows.id, rows.id, rows.source, json::write(rows.keys), rows.anew});
}

void wait_all(db::Tx& tx, Kind kind, const std::function<std::int64_t()>& next_id) {
  constexpr std::size_t k_together = 500;
  std::vector<Waiting> entries;
  tx.each("SELECT source, name FROM registers_records WHERE kind = ?", {static_cast<std::int64_t>(kind)}, [&](const db::Row& r) {
    if (entries.empty() || entries.back().source != r.text(0) || entries.back().keys.size() >= k_together)
      entries.push_back({next_id(), r.str(0), {}, false});
    entries.back().keys.push_back(r.str(1));
    return true;
  });
  for (const Waiting& entry : entries) wait(tx, entry);
}

std::vector<Waiting> waiting(db::Tx& tx, std::size_t most) {
  return tx.all("SELECT id, source, names, anew FROM registers_waiting ORDER BY id LIMIT ?", {static_cast<std::int64_t>(most)},
                [](const db::Row& r) {
                  return Waiting{r.i64(0), r.str(1), json::read<std::vector<std::string>>(r.text(2)).value(), r.flag(3)};
                });
}

void waited(db::Tx& tx, std::int64_t id) { tx.run("DELETE FROM registers_waiting WHERE part_key = ? AND id = ?", {id, id}); }

std::int64_t heard_before(db::Tx& tx, std::string_view source, Kind kind, Instant moment) {
  return tx
      .one("SELECT COUNT(*) FROM registers_records WHERE source = ? AND kind = ? AND gone = 0 AND observed_us < ?",
           {source, static_cast<std::int64_t>(kind), moment}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

}  // namespace tiange::registers::kept
