#include "city/cases/owners/owner_store.h"

#include <algorithm>
#include <cmath>

#include "engines/geo/geo.h"
#include "platform/db/asking/asking.h"

namespace tiange::owners::store {

namespace {

std::int64_t cell_of(double lng, double lat) {
  return static_cast<std::int64_t>(std::floor(lat * 1000)) * 1'000'000 + static_cast<std::int64_t>(std::floor(lng * 1000));
}

template <class T>
Kept<T> kept(const db::Row& r) {
  return {json::read<T>(r.text(0)).value(), r.i64(1)};
}

std::string page_end(db::Asked& where, const ListQuery& query) {
  if (query.before != 0) {
    where.add("id < ?");
    where.bind(query.before);
  }
  return " ORDER BY id DESC LIMIT " + std::to_string(query.limit);
}

std::int64_t state_of(const Search& search) { return static_cast<std::int64_t>(search.state); }

}  // namespace

std::optional<Key> parse_key(std::string_view text) {
  const auto ref = CaseRef::parse(text);
  if (!ref.ok()) return std::nullopt;
  return Key{ref->part_key, ref->id.value};
}

namespace {

Glance glance_of(const db::Row& r) {
  return {{r.i64(0), CaseId{r.i64(1)}}, r.moment(2), r.str(3), r.str(4), r.str(5), r.str(6), static_cast<Severity>(r.i64(7)), r.opt_f64(8), r.opt_f64(9)};
}

}  // namespace

void each_reported(db::Tx& tx, std::string_view item, Instant after, const std::function<void(CaseRef, Instant)>& visit) {
  tx.each("SELECT part_key, id, created_us FROM cases WHERE item = ? AND created_us > ? ORDER BY created_us, id", {item, after},
          [&](const db::Row& r) {
            visit({r.i64(0), CaseId{r.i64(1)}}, r.moment(2));
            return true;
          });
}

std::optional<Glance> glance(db::Tx& tx, CaseRef ref) {
  return tx.one("SELECT part_key, id, created_us, title, content, item, area, severity, lng, lat FROM cases WHERE part_key = ? AND id = ? AND closed_us = 0",
                {ref.part_key, ref.id}, glance_of);
}

std::optional<Kept<Tie>> tie(db::Tx& tx, CaseRef ref) {
  return tx.one("SELECT content, version FROM case_owner_ties WHERE part_key = ? AND case_id = ?", {ref.part_key, ref.id}, kept<Tie>);
}

bool put_tie(db::Tx& tx, CaseRef ref, const Tie& tie, std::int64_t version, Instant now) {
  return tx.run(
             "INSERT INTO case_owner_ties (part_key, case_id, part, tied_us, version, content) VALUES (?,?,?,?,?,?) ON CONFLICT (part_key, "
             "case_id) DO UPDATE SET part = excluded.part, version = excluded.version, content = excluded.content "
             "WHERE case_owner_ties.version = excluded.version - 1",
             {ref.part_key, ref.id, tie.part, now, version, json::write(tie)}) == 1;
}

std::vector<CaseRef> cases_of_part(db::Tx& tx, std::string_view part, int most) {
  return tx.all("SELECT part_key, case_id FROM case_owner_ties WHERE part = ? ORDER BY tied_us DESC LIMIT ?", {part, most},
                [](const db::Row& r) { return CaseRef{r.i64(0), CaseId{r.i64(1)}}; });
}

std::optional<Kept<Search>> search(db::Tx& tx, const Key& key) {
  return tx.one("SELECT content, version FROM case_owner_searches WHERE part_key = ? AND id = ?", {key.part_key, key.id}, kept<Search>);
}

std::optional<Kept<Search>> newest_search(db::Tx& tx, CaseRef ref) {
  return tx.one("SELECT content, version FROM case_owner_searches WHERE part_key = ? AND case_id = ? ORDER BY id DESC LIMIT 1",
                {ref.part_key, ref.id}, kept<Search>);
}

bool put_search(db::Tx& tx, const Key& key, CaseId of, const Search& search, std::int64_t version) {
  const std::int64_t changed = tx.run(
      "INSERT INTO case_owner_searches (part_key, id, case_id, area, state, due_us, version, content) VALUES (?,?,?,?,?,?,?,?) ON CONFLICT "
      "(part_key, id) DO UPDATE SET state = excluded.state, version = excluded.version, content = excluded.content "
      "WHERE case_owner_searches.version = excluded.version - 1",
      {key.part_key, key.id, of, search.area, state_of(search), search.due, version, json::write(search)});
  if (changed != 1) return false;
  for (const Ask& ask : search.asks) {
    const bool open = search.state == SearchState::asking && ask.answer == Answer::open;
    tx.run(
        "INSERT INTO case_owner_asks (part_key, search_id, unit, open) VALUES (?,?,?,?) ON CONFLICT (part_key, search_id, unit) DO UPDATE "
        "SET open = excluded.open",
        {key.part_key, key.id, ask.unit, open});
  }
  return true;
}

std::vector<Key> due_searches(db::Tx& tx, Instant now, int most) {
  return tx.all("SELECT part_key, id FROM case_owner_searches WHERE state = ? AND due_us <= ? ORDER BY due_us LIMIT ?",
                {static_cast<std::int64_t>(SearchState::asking), now, most}, [](const db::Row& r) { return Key{r.i64(0), r.i64(1)}; });
}

std::vector<Kept<Search>> searches(db::Tx& tx, const Scope& scope, const ListQuery& query) {
  db::Asked where;
  if (query.mine) {
    where.add("id IN (SELECT search_id FROM case_owner_asks WHERE " + where.one_of("unit", scope.units) + " AND open = 1)");
  } else {
    const std::string areas = where.inside("area", scope, query.area);
    // Units see what they were asked wherever it lies.
    if (query.area.empty()) where.add("(" + areas + " OR id IN (SELECT search_id FROM case_owner_asks WHERE " + where.one_of("unit", scope.units) + "))");
    else where.add(areas);
  }
  if (query.state) {
    where.add("state = ?");
    where.bind(static_cast<std::int64_t>(*query.state));
  }
  const std::string rest = page_end(where, query);
  return tx.all(where.sql("SELECT content, version FROM case_owner_searches", rest), where.params(), kept<Search>);
}

std::vector<Kept<Order>> orders(db::Tx& tx, const Scope& scope, const ListQuery& query) {
  db::Asked where;
  if (query.mine) {
    where.add(where.one_of("unit", scope.units));
    where.add("state = 0");
  } else {
    const std::string areas = where.inside("area", scope, query.area);
    if (query.area.empty()) where.add("(" + areas + " OR " + where.one_of("unit", scope.units) + ")");
    else where.add(areas);
  }
  if (query.state) {
    where.add("state = ?");
    where.bind(static_cast<std::int64_t>(*query.state));
  }
  const std::string rest = page_end(where, query);
  return tx.all(where.sql("SELECT content, version FROM case_owner_orders", rest), where.params(), kept<Order>);
}

std::vector<OwnerDecision> decisions(db::Tx& tx, const Scope& scope, const ListQuery& query) {
  db::Asked where;
  where.add(where.inside("area", scope, query.area));
  if (!query.part.empty()) {
    where.add("part = ?");
    where.bind(query.part);
  }
  if (query.state) {
    where.add("withdrawn = ?");
    where.bind(static_cast<std::int64_t>(*query.state));
  }
  const std::string rest = page_end(where, query);
  return tx.all(where.sql("SELECT content FROM case_owner_decisions", rest), where.params(),
                [](const db::Row& r) { return json::read<OwnerDecision>(r.text(0)).value(); });
}

std::optional<Kept<Order>> order(db::Tx& tx, const Key& key) {
  return tx.one("SELECT content, version FROM case_owner_orders WHERE part_key = ? AND id = ?", {key.part_key, key.id}, kept<Order>);
}

std::vector<Kept<Order>> orders_of(db::Tx& tx, CaseRef ref) {
  return tx.all("SELECT content, version FROM case_owner_orders WHERE part_key = ? AND case_id = ? ORDER BY id DESC", {ref.part_key, ref.id},
                kept<Order>);
}

bool put_order(db::Tx& tx, const Key& key, CaseId of, const Order& order, std::int64_t version) {
  return tx.run(
             "INSERT INTO case_owner_orders (part_key, id, case_id, area, unit, town, owner_unit, owner_name, state, due_us, version, "
             "content) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, id) DO UPDATE SET unit = excluded.unit, owner_unit = "
             "excluded.owner_unit, owner_name = excluded.owner_name, state = excluded.state, version = excluded.version, content = "
             "excluded.content WHERE case_owner_orders.version = excluded.version - 1",
             {key.part_key, key.id, of, order.area, order.unit, order.town, order.owner.unit, order.owner.name,
              static_cast<std::int64_t>(order.state), order.due, version, json::write(order)}) == 1;
}

void put_photos(db::Tx& tx, const Key& order, const std::vector<std::string>& digests) {
  for (const std::string& digest : digests) {
    tx.run("INSERT INTO case_owner_photos (part_key, order_id, digest) VALUES (?,?,?) ON CONFLICT DO NOTHING",
           {order.part_key, order.id, digest});
  }
}

std::vector<Order> orders_with_photo(db::Tx& tx, std::string_view digest) {
  return tx.all(
      "SELECT o.content FROM case_owner_photos f JOIN case_owner_orders o ON o.part_key = f.part_key AND o.id = f.order_id WHERE f.digest = ?",
      {digest}, [](const db::Row& r) { return json::read<Order>(r.text(0)).value(); });
}

namespace {

Entry entry_at(const db::Row& r, int at) {
  Entry entry;
  entry.seq = r.i64(at);
  entry.kind = static_cast<EntryKind>(r.i64(at + 1));
  entry.amount_fen = r.i64(at + 2);
  entry.reverses = r.i64(at + 3);
  entry.owner = {r.str(at + 4), r.str(at + 5)};
  entry.text = r.str(at + 6);
  entry.booked = r.moment(at + 7);
  entry.booked_by = r.str(at + 8);
  return entry;
}

}  // namespace

std::vector<Entry> entries(db::Tx& tx, const Key& order) {
  return tx.all(
      "SELECT seq, kind, amount_fen, reverses, owner_unit, owner_name, said, booked_us, booked_by FROM case_owner_ledger WHERE part_key = ? "
      "AND order_id = ? ORDER BY seq",
      {order.part_key, order.id}, [](const db::Row& r) { return entry_at(r, 0); });
}

void add_entry(db::Tx& tx, const Key& order, const std::string& area, const Entry& entry) {
  tx.run(
      "INSERT INTO case_owner_ledger (part_key, order_id, seq, area, owner_unit, owner_name, kind, amount_fen, reverses, said, booked_us, "
      "booked_by) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
      {order.part_key, order.id, entry.seq, area, entry.owner.unit, entry.owner.name, static_cast<std::int64_t>(entry.kind),
       entry.amount_fen, entry.reverses, entry.text, entry.booked, entry.booked_by});
}

void each_balance(db::Tx& tx, const Scope& scope, std::string_view area,
                  const std::function<void(const registers::Party&, std::string_view, EntryKind, std::int64_t)>& visit) {
  db::Asked where;
  where.add(where.inside("l.area", scope, area));
  tx.each(where.sql("SELECT o.owner_unit, o.owner_name, o.town, l.kind, CAST(SUM(l.amount_fen) AS BIGINT) FROM case_owner_ledger l JOIN case_owner_orders o "
                    "ON o.part_key = l.part_key AND o.id = l.order_id",
                    " GROUP BY o.owner_unit, o.owner_name, o.town, l.kind ORDER BY o.town, o.owner_unit, o.owner_name, l.kind"),
          where.params(), [&](const db::Row& r) {
            visit({r.str(0), r.str(1)}, r.text(2), static_cast<EntryKind>(r.i64(3)), r.i64(4));
            return true;
          });
}

void each_entry(db::Tx& tx, const Scope& scope, std::string_view area, const std::function<void(const Order&, const Entry&)>& visit) {
  db::Asked where;
  where.add(where.inside("l.area", scope, area));
  tx.each(where.sql("SELECT o.content, l.seq, l.kind, l.amount_fen, l.reverses, l.owner_unit, l.owner_name, l.said, l.booked_us, l.booked_by "
                    "FROM case_owner_ledger l JOIN case_owner_orders o ON o.part_key = l.part_key AND o.id = l.order_id",
                    " ORDER BY l.order_id, l.seq"),
          where.params(), [&](const db::Row& r) {
            visit(json::read<Order>(r.text(0)).value(), entry_at(r, 1));
            return true;
          });
}

std::optional<OwnerDecision> decision(db::Tx& tx, const Key& key) {
  return tx.one("SELECT content FROM case_owner_decisions WHERE part_key = ? AND id = ?", {key.part_key, key.id},
                [](const db::Row& r) { return json::read<OwnerDecision>(r.text(0)).value(); });
}

bool put_decision(db::Tx& tx, const Key& key, const OwnerDecision& one) {
  const std::int64_t cell = one.lng && one.lat ? cell_of(*one.lng, *one.lat) : 0;
  return tx.run(
             "INSERT INTO case_owner_decisions (part_key, id, part, kind, cell, area, withdrawn, until_us, version, content) VALUES "
             "(?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, id) DO UPDATE SET withdrawn = excluded.withdrawn, version = excluded.version, "
             "content = excluded.content WHERE case_owner_decisions.version = excluded.version - 1",
             {key.part_key, key.id, one.part, one.kind, cell, one.area, one.withdrawn, one.until, one.version, json::write(one)}) == 1;
}

std::vector<OwnerDecision> decisions_of_part(db::Tx& tx, std::string_view part) {
  return tx.all("SELECT content FROM case_owner_decisions WHERE part = ? ORDER BY id DESC LIMIT 50", {part},
                [](const db::Row& r) { return json::read<OwnerDecision>(r.text(0)).value(); });
}

bool any_decision(db::Tx& tx, std::string_view kind) {
  return tx.one("SELECT 1 FROM case_owner_decisions WHERE kind = ? LIMIT 1", {kind}, [](const db::Row&) { return true; }).has_value();
}

std::vector<OwnerDecision> decisions_near(db::Tx& tx, std::string_view kind, double lng, double lat, double metres) {
  std::vector<OwnerDecision> found;
  const auto per_degree = geo::metres_per_degree(lat);
  const double north = metres / per_degree.lat;
  const double east = metres / per_degree.lng;
  const auto row_of = [](double at) { return static_cast<std::int64_t>(std::floor(at * 1000)); };
  for (std::int64_t row = row_of(lat - north); row <= row_of(lat + north); ++row) {
    const double middle = (static_cast<double>(row) + 0.5) / 1000;
    tx.each("SELECT content FROM case_owner_decisions WHERE kind = ? AND cell >= ? AND cell <= ? ORDER BY id DESC",
            {kind, cell_of(lng - east, middle), cell_of(lng + east, middle)}, [&](const db::Row& r) {
              OwnerDecision one = json::read<OwnerDecision>(r.text(0)).value();
              if (one.lng && geo::distance_m({lng, lat}, {*one.lng, *one.lat}) <= metres) found.push_back(std::move(one));
              return true;
            });
  }
  return found;
}

std::optional<OwnerRules> rules(db::Tx& tx) {
  return tx.one("SELECT content FROM case_owner_rules ORDER BY version DESC LIMIT 1", {},
                [](const db::Row& r) { return json::read<OwnerRules>(r.text(0)).value(); });
}

bool put_rules(db::Tx& tx, const OwnerRules& rules, std::string_view by, Instant now) {
  return tx.run("INSERT INTO case_owner_rules (version, changed_us, changed_by, content) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
                {rules.version, now, by, json::write(rules)}) == 1;
}

}  // namespace tiange::owners::store
