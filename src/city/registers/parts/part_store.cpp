#include "city/registers/parts/part_store.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "platform/db/asking/asking.h"

namespace tiange::registers::store {

namespace {

constexpr std::string_view k_columns = "content, version, changed_us";
constexpr std::size_t k_chunk = 2000;  // rows of one bulk insert

StoredPart part_of(const db::Row& r) { return {json::read<Part>(r.text(0)).value(), r.i64(1), r.moment(2)}; }

std::string owner_of(const Part& part) { return part.owner.unit.empty() ? part.owner.name : part.owner.unit; }
std::string words_of(const Part& part) { return text::join({part.name, part.place, part.owner.name, part.note}, " "); }

// The codes that begin with these digits.
std::pair<std::int64_t, std::int64_t> codes_from(std::string_view digits) {
  std::string low(digits);
  std::string high(digits);
  low.resize(16, '0');
  high.resize(16, '9');
  return {text::to_int(low).value_or(0), text::to_int(high).value_or(0)};
}

void ask_text(db::Asked& where, const PartQuery& query) {
  const std::string q(text::trim(query.q));
  if (q.empty()) return;
  if (const auto key = key_of(q)) {
    where.add("part_key = ? AND generation = ?");
    where.bind(key->part_key);
    where.bind(key->generation);
    return;
  }
  if (q.size() <= 16 && q.size() >= 6 && q.find_first_not_of("0123456789") == q.npos) {
    const auto [low, high] = codes_from(q);
    where.add("part_key >= ? AND part_key <= ?");
    where.bind(low);
    where.bind(high);
    return;
  }
  std::string any = "(words LIKE ? ESCAPE '\\'";
  where.bind(db::holding(q));
  for (const std::string& kind : query.q_kinds) {
    any += " OR kind = ?";
    where.bind(kind);
  }
  where.add(any + ")");
}

// False: nothing can be seen.
bool ask(db::Asked& where, const Scope& scope, const PartQuery& query) {
  if (!where.within("grid", scope, query.area)) return false;
  ask_text(where, query);
  if (!query.kind.empty()) {
    where.add("kind = ?");
    where.bind(query.kind);
  }
  if (!query.major.empty()) {
    where.add("kind >= ? AND kind <= ?");
    where.bind(query.major + "00");
    where.bind(query.major + "99");
  }
  if (!query.owner.empty()) {
    where.add("owner = ?");
    where.bind(query.owner);
  }
  if (query.owner_state) {
    where.add("owner_state = ?");
    where.bind(static_cast<std::int64_t>(*query.owner_state));
  }
  if (query.state) {
    where.add("state = ?");
    where.bind(static_cast<std::int64_t>(*query.state));
  }
  return true;
}

constexpr std::array<std::string_view, 14> k_names = {"part_key", "generation", "kind",  "grid",    "cell",       "lng",     "lat",
                                                      "state",    "owner_state", "owner", "words", "version", "changed_us", "content"};

// A row's values, kept alive while they are bound.
struct Bound {
  PartKey key;
  std::string kind, owner, words, content;
  const StoredPart* stored;
};
Bound bound(const StoredPart& stored) {
  return {key_of(stored.part), stored.part.kind(), owner_of(stored.part), words_of(stored.part), content_of(stored.part), &stored};
}
void add_params(std::vector<db::Param>& params, const Bound& b, Instant now) {
  const Part& p = b.stored->part;
  for (const db::Param& param :
       {db::Param(b.key.part_key), db::Param(b.key.generation), db::Param(b.kind), db::Param(p.grid), db::Param(cell_of(p.lng, p.lat)),
        db::Param(p.lng), db::Param(p.lat), db::Param(static_cast<std::int64_t>(p.state)),
        db::Param(static_cast<std::int64_t>(p.owner_state)), db::Param(b.owner), db::Param(b.words), db::Param(b.stored->version),
        db::Param(now), db::Param(b.content)})
    params.push_back(param);
}

void put_photos(db::Tx& tx, const PartKey& key, const Part& part, bool fresh) {
  if (!fresh) tx.run("DELETE FROM registers_part_photos WHERE part_key = ? AND generation = ?", {key.part_key, key.generation});
  for (const std::string& digest : part.photos) {
    tx.run("INSERT INTO registers_part_photos (part_key, generation, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
           {key.part_key, key.generation, digest});
  }
}

void add_entry(db::Tx& tx, const PartKey& key, std::int64_t version, const Entry& entry, std::string_view by, Instant now) {
  tx.run(
      "INSERT INTO registers_part_changes (part_key, generation, version, changed_us, changed_by, act, zh, en, said) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {key.part_key, key.generation, version, now, by, entry.act, entry.said.zh, entry.said.en, entry.text});
}

void add_entries(db::Tx& tx, std::span<const StoredPart> parts, const Entry& entry, std::string_view by, Instant now) {
  static constexpr std::array<std::string_view, 9> k_entry = {"part_key",   "generation", "version", "changed_us", "changed_by",
                                                              "act",        "zh",         "en",      "said"};
  std::vector<db::Param> params;
  for (const StoredPart& stored : parts) {
    const std::int64_t part_key = key_of(stored.part).part_key;
    for (const db::Param& param :
         {db::Param(part_key), db::Param(stored.part.generation), db::Param(stored.version), db::Param(now), db::Param(by),
          db::Param(entry.act), db::Param(entry.said.zh), db::Param(entry.said.en), db::Param(entry.text)})
      params.push_back(param);
  }
  if (!params.empty()) tx.bulk_insert("registers_part_changes", k_entry, params);
}

}  // namespace

std::string content_of(const Part& part) { return json::write(part); }

std::optional<StoredPart> part(db::Tx& tx, const PartKey& key) {
  return tx.one("SELECT content, version, changed_us FROM registers_parts WHERE part_key = ? AND generation = ?",
                {key.part_key, key.generation}, part_of);
}

void each_part(db::Tx& tx, const Scope& scope, const PartQuery& query, const std::function<bool(const StoredPart&)>& visit) {
  db::Asked where;
  if (!ask(where, scope, query)) return;
  const std::size_t dot = query.after.find('.');
  if (const auto after = dot == query.after.npos ? std::nullopt : key_of(std::string_view(query.after).substr(dot + 1))) {
    const std::string grid = query.after.substr(0, dot);
    where.add("(grid, part_key, generation) > (?, ?, ?)");
    where.bind(grid);
    where.bind(after->part_key);
    where.bind(after->generation);
  }
  const std::string select = "SELECT " + std::string(k_columns) + " FROM registers_parts";
  const std::string order = " ORDER BY grid, part_key, generation";
  const auto take = [&](const db::Row& r) { return visit(part_of(r)); };
  if (query.limit == 0) {
    tx.each(where.sql(select, order), where.params(), take);
    return;
  }
  // The page is chosen along the index; only its own rows are read.
  const std::string keys = where.sql("SELECT grid AS at_grid, part_key AS at_key, generation AS at_generation FROM registers_parts",
                                     order + " LIMIT " + std::to_string(query.limit));
  tx.each("SELECT p.content, p.version, p.changed_us FROM (" + keys +
              ") k JOIN registers_parts p ON p.part_key = k.at_key AND p.generation = k.at_generation "
              "ORDER BY at_grid, at_key, at_generation",
          where.params(), take);
}

std::int64_t count(db::Tx& tx, const Scope& scope, const PartQuery& query) {
  db::Asked where;
  if (!ask(where, scope, query)) return 0;
  std::int64_t found = 0;
  tx.each(where.sql("SELECT COUNT(*) FROM registers_parts", ""), where.params(), [&](const db::Row& r) {
    found = r.i64(0);
    return false;
  });
  return found;
}

void each_count(db::Tx& tx, const Scope& scope, std::string_view area,
                const std::function<void(PartState, OwnerState, std::string_view, std::int64_t)>& visit) {
  db::Asked where;
  if (!where.within("grid", scope, area)) return;
  tx.each(where.sql("SELECT state, owner_state, kind, COUNT(*) FROM registers_parts", " GROUP BY state, owner_state, kind"), where.params(),
          [&](const db::Row& r) {
            visit(static_cast<PartState>(r.i64(0)), static_cast<OwnerState>(r.i64(1)), r.text(2), r.i64(3));
            return true;
          });
}

void each_in_box(db::Tx& tx, const Scope& scope, const geo::Box& box, const std::function<void(const StoredPart&)>& visit) {
  const auto row_of = [](double lat) { return static_cast<std::int64_t>(std::floor(lat * 1000)); };
  for (std::int64_t row = row_of(box.south); row <= row_of(box.north); ++row) {
    const double middle = (static_cast<double>(row) + 0.5) / 1000;
    tx.each("SELECT content, version, changed_us, lng, lat, state FROM registers_parts WHERE cell >= ? AND cell <= ?",
            {cell_of(box.west, middle), cell_of(box.east, middle)}, [&](const db::Row& r) {
              if (static_cast<PartState>(r.i64(5)) == PartState::removed || !box.contains({r.f64(3), r.f64(4)})) return true;
              const StoredPart stored = part_of(r);
              if (scope.covers(stored.part.grid)) visit(stored);
              return true;
            });
  }
}

std::int64_t last_number(db::Tx& tx, std::string_view generation, std::int64_t first, std::int64_t last) {
  return tx
      .one("SELECT part_key FROM registers_parts WHERE part_key >= ? AND part_key <= ? AND generation = ? ORDER BY part_key DESC LIMIT 1",
           {first, last, generation}, [](const db::Row& r) { return r.i64(0); })
      .value_or(first);
}

bool shows_photo(db::Tx& tx, const Scope& scope, std::string_view digest) {
  const auto grids = tx.all(
      "SELECT p.grid FROM registers_part_photos f JOIN registers_parts p ON p.part_key = f.part_key AND p.generation = f.generation "
      "WHERE f.digest = ?",
      {digest}, [](const db::Row& r) { return r.str(0); });
  return std::any_of(grids.begin(), grids.end(), [&](const std::string& grid) { return scope.covers(grid); });
}

bool put(db::Tx& tx, const StoredPart& stored, const Entry& entry, std::string_view by, Instant now) {
  const Bound row = bound(stored);
  std::vector<db::Param> params;
  add_params(params, row, now);
  const bool fresh = stored.version == 1;
  const std::int64_t changed = tx.run(
      "INSERT INTO registers_parts (part_key, generation, kind, grid, cell, lng, lat, state, owner_state, owner, words, version, "
      "changed_us, content) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, generation) DO UPDATE SET kind = excluded.kind, "
      "grid = excluded.grid, cell = excluded.cell, lng = excluded.lng, lat = excluded.lat, state = excluded.state, owner_state = "
      "excluded.owner_state, owner = excluded.owner, words = excluded.words, version = excluded.version, changed_us = "
      "excluded.changed_us, content = excluded.content WHERE registers_parts.version = excluded.version - 1",
      params);
  if (changed != 1) return false;
  put_photos(tx, row.key, stored.part, fresh);
  add_entry(tx, row.key, stored.version, entry, by, now);
  return true;
}

std::vector<PartChange> changes(db::Tx& tx, const PartKey& key, int most) {
  return tx.all(
      "SELECT version, changed_us, changed_by, act, zh, en, said FROM registers_part_changes WHERE part_key = ? AND generation = ? "
      "ORDER BY version DESC LIMIT ?",
      {key.part_key, key.generation, most}, [](const db::Row& r) {
        return PartChange{r.i64(0), r.moment(1), r.str(2), r.str(3), r.str(4), r.str(5), r.str(6)};
      });
}

void each_content(db::Tx& tx, const std::function<void(std::string, std::int64_t, std::string_view)>& visit) {
  tx.each("SELECT part_key, generation, version, content FROM registers_parts", {}, [&](const db::Row& r) {
    std::string code = std::to_string(r.i64(0));
    code.insert(0, 16 - std::min<std::size_t>(16, code.size()), '0');
    visit(r.str(1) + "-" + code, r.i64(2), r.text(3));
    return true;
  });
}

void put_many(db::Tx& tx, std::span<const StoredPart> fresh, std::span<const StoredPart> again, const Entry& added,
              const Entry& changed, std::string_view by, Instant now) {
  for (std::size_t at = 0; at < fresh.size(); at += k_chunk) {
    const auto chunk = fresh.subspan(at, std::min(k_chunk, fresh.size() - at));
    std::vector<Bound> rows;
    rows.reserve(chunk.size());
    for (const StoredPart& stored : chunk) rows.push_back(bound(stored));
    std::vector<db::Param> params;
    params.reserve(rows.size() * k_names.size());
    for (const Bound& row : rows) add_params(params, row, now);
    tx.bulk_insert("registers_parts", k_names, params);
    for (const Bound& row : rows) put_photos(tx, row.key, row.stored->part, true);
    add_entries(tx, chunk, added, by, now);
  }
  for (const StoredPart& stored : again) put(tx, stored, changed, by, now);
}

std::vector<PartKind> kinds(db::Tx& tx) {
  return tx.all("SELECT content FROM registers_part_kinds ORDER BY kind", {},
                [](const db::Row& r) { return json::read<PartKind>(r.text(0)).value(); });
}

std::optional<PartKind> kind(db::Tx& tx, std::string_view kind) {
  return tx.one("SELECT content FROM registers_part_kinds WHERE kind = ?", {kind},
                [](const db::Row& r) { return json::read<PartKind>(r.text(0)).value(); });
}

bool put_kind(db::Tx& tx, const PartKind& kind, std::string_view by, Instant now) {
  const std::string content = json::write(kind);
  const std::int64_t changed = tx.run(
      "INSERT INTO registers_part_kinds (kind, version, content) VALUES (?, ?, ?) ON CONFLICT (kind) DO UPDATE SET version = "
      "excluded.version, content = excluded.content WHERE registers_part_kinds.version = excluded.version - 1",
      {kind.kind, kind.version, content});
  if (changed != 1) return false;
  tx.run("INSERT INTO registers_part_kind_changes (kind, version, changed_us, changed_by, content) VALUES (?, ?, ?, ?, ?)",
         {kind.kind, kind.version, now, by, content});
  return true;
}

}  // namespace tiange::registers::store
