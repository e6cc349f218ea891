#include "city/registers/addresses/address_store.h"

#include <algorithm>
#include <array>

#include "platform/db/asking/asking.h"
#include "platform/db/asking/many.h"

namespace tiange::registers::address_store {

namespace {

// By what is asked for on SQLite, elsewhere by part_key, which is made of it.
db::Param text_param(const db::Tx& tx, const std::string& text) {
  return tx.backend() == db::Backend::sqlite ? db::Param(text) : db::Param(address_store::part_of(text));
}
db::Param id_param(std::int64_t id) { return id; }

constexpr std::string_view k_columns = "id, parent, level, name, place, grid, lng, lat";
Node node_of(const db::Row& r) {
  return {r.i64(0), r.i64(1), static_cast<AddressLevel>(r.i64(2)), r.str(3), r.i64(4), r.str(5), r.opt_f64(6), r.opt_f64(7)};
}

}  // namespace

std::int64_t part_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return static_cast<std::int64_t>(hash >> 1);
}

std::unordered_map<std::string, std::string> bases_of(db::Tx& tx, std::span<const std::string> aliases) {
  static const db::ByKey sql("SELECT alias, base FROM registers_address_aliases WHERE ", "alias");
  std::unordered_map<std::string, std::string> found;
  db::each_listed(tx, sql.on(tx), aliases, [&](const std::string& alias) { return text_param(tx, alias); }, [&](const db::Row& r) {
    found.emplace(r.str(0), r.str(1));
    return true;
  });
  return found;
}

void add_alias(db::Tx& tx, std::string_view alias, std::string_view base) {
  tx.post("INSERT INTO registers_address_aliases (part_key, alias, base) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          {part_of(alias), alias, base});
}

std::unordered_map<std::string, std::vector<Within>> withins_of(db::Tx& tx, std::span<const std::string> names) {
  static const db::ByKey sql("SELECT name, town, village FROM registers_address_withins WHERE ", "name");
  std::unordered_map<std::string, std::vector<Within>> found;
  db::each_listed(tx, sql.on(tx), names, [&](const std::string& name) { return text_param(tx, name); }, [&](const db::Row& r) {
    std::vector<Within>& mine = found[r.str(0)];
    Within one{r.str(1), r.str(2)};
    if (std::find(mine.begin(), mine.end(), one) == mine.end()) mine.push_back(std::move(one));
    return true;
  });
  return found;
}

void add_within(db::Tx& tx, std::string_view name, const Within& within) {
  tx.post("INSERT INTO registers_address_withins (part_key, name, town, village) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
          {part_of(name), name, within.town, within.village});
}

void wait_anew(db::Tx& tx, const ReadAnew& one) {
  tx.post("INSERT INTO registers_address_anew (part_key, name, why) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", {part_of(one.name), one.name, one.why});
}

std::vector<ReadAnew> anew(db::Tx& tx, std::size_t most) {
  return tx.all("SELECT name, why FROM registers_address_anew ORDER BY part_key, name, why LIMIT ?", {static_cast<std::int64_t>(most)},
                [](const db::Row& r) { return ReadAnew{r.str(0), r.str(1)}; });
}

void was_read(db::Tx& tx, const ReadAnew& one) {
  tx.run("DELETE FROM registers_address_anew WHERE part_key = ? AND name = ? AND why = ?", {part_of(one.name), one.name, one.why});
}

std::unordered_map<std::int64_t, std::string> grids_of(db::Tx& tx, std::span<const std::int64_t> ids) {
  // An address is its own part.
  static const db::ByKey sql("SELECT id, grid FROM registers_addresses WHERE ", "id");
  std::unordered_map<std::int64_t, std::string> found;
  db::each_listed(tx, sql.on(tx), ids, id_param, [&](const db::Row& r) {
    found.emplace(r.i64(0), r.str(1));
    return true;
  });
  return found;
}

void add(db::Tx& tx, std::span<const Node> nodes, Instant now) {
  if (nodes.empty()) return;
  for (const Node& n : nodes) {
    tx.post(
        "INSERT INTO registers_addresses (part_key, id, parent, level, name, place, grid, lng, lat, known_us) VALUES "
        "(?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
        {n.id, n.id, n.parent, static_cast<std::int64_t>(n.level), n.name, n.place, n.grid, n.lng, n.lat, now});
    if (n.level != AddressLevel::base) continue;
    tx.post("INSERT INTO registers_address_bases (part_key, name, id, grid, lng, lat) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            {part_of(n.name), n.name, n.id, n.grid, n.lng, n.lat});
  }
}

void set_grid(db::Tx& tx, const Node& n) {
  tx.post("UPDATE registers_addresses SET grid = ?, lng = COALESCE(?, lng), lat = COALESCE(?, lat) WHERE part_key = ? AND id = ?",
          {n.grid, n.lng, n.lat, n.id, n.id});
  if (n.level != AddressLevel::base) return;
  tx.post("UPDATE registers_address_bases SET grid = ?, lng = COALESCE(?, lng), lat = COALESCE(?, lat) WHERE part_key = ? AND name = ?",
          {n.grid, n.lng, n.lat, part_of(n.name), n.name});
}

std::optional<Node> node(db::Tx& tx, std::int64_t id) {
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM registers_addresses WHERE part_key = ? AND id = ?";
  return tx.one(sql, {id, id}, node_of);
}

std::vector<Node> children(db::Tx& tx, std::int64_t parent, std::size_t most) {
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM registers_addresses WHERE parent = ? ORDER BY place, id LIMIT ?";
  return tx.all(sql, {parent, static_cast<std::int64_t>(most)}, node_of);
}

std::int64_t child_count(db::Tx& tx, std::int64_t parent) {
  return tx.one("SELECT COUNT(*) FROM registers_addresses WHERE parent = ?", {parent}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

std::vector<Node> bases(db::Tx& tx, std::string_view low, std::string_view high, std::string_view part, std::string_view after_grid,
                        std::string_view after_name, std::size_t most) {
  const std::string like = db::holding(part);
  const std::string end = high.empty() ? std::string("~") : std::string(high);
  return tx.all(
      "SELECT id, name, grid, lng, lat FROM registers_address_bases WHERE grid >= ? AND grid < ? AND (grid, name) > (?, ?) AND name LIKE ? "
      "ESCAPE '\\' ORDER BY grid, name LIMIT ?",
      {low, end, after_grid, after_name, like, static_cast<std::int64_t>(most)}, [](const db::Row& r) {
        return Node{r.i64(0), 0, AddressLevel::base, r.str(1), 0, r.str(2), r.opt_f64(3), r.opt_f64(4)};
      });
}

std::vector<Node> bases_within(db::Tx& tx, std::string_view low, std::string_view high, const AddressBox& box, std::size_t most) {
  const std::string end = high.empty() ? std::string("~") : std::string(high);
  return tx.all(
      "SELECT id, name, grid, lng, lat FROM registers_address_bases WHERE grid >= ? AND grid < ? AND lng >= ? AND lng <= ? AND lat >= ? AND "
      "lat <= ? ORDER BY grid, name LIMIT ?",
      {low, end, box.west, box.east, box.south, box.north, static_cast<std::int64_t>(most)}, [](const db::Row& r) {
        return Node{r.i64(0), 0, AddressLevel::base, r.str(1), 0, r.str(2), r.opt_f64(3), r.opt_f64(4)};
      });
}

std::vector<Node> children_of(db::Tx& tx, std::span<const std::int64_t> parents) {
  // On either database that index leads with what is asked for.
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM registers_addresses WHERE " + db::listed("parent");
  std::vector<Node> found;
  db::each_listed(tx, sql, parents, id_param, [&](const db::Row& r) {
    found.push_back(node_of(r));
    return true;
  });
  return found;
}

std::unordered_map<std::int64_t, AddressLevel> highest_below(db::Tx& tx, std::span<const std::int64_t> parents) {
  static const std::string sql = "SELECT parent, MIN(level) FROM registers_addresses WHERE " + db::listed("parent") + " GROUP BY parent";
  std::unordered_map<std::int64_t, AddressLevel> found;
  db::each_listed(tx, sql, parents, id_param, [&](const db::Row& r) {
    found.emplace(r.i64(0), static_cast<AddressLevel>(r.i64(1)));
    return true;
  });
  return found;
}

}  // namespace tiange::registers::address_store
