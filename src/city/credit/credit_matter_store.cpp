// Other colours, objections, repairs, what is left out, and cases about firms.

#include "city/credit/credit_store.h"
#include "platform/db/asking/asking.h"

namespace tiange::credit::store {

namespace {

constexpr std::string_view k_override = "SELECT id, subject, grid, state, maker, content FROM credit_overrides";

StoredOverride override_of(const db::Row& r) {
  StoredOverride one;
  one.id = r.i64(0);
  one.subject = {r.i64(1)};
  one.grid = r.str(2);
  one.state = static_cast<OverrideState>(r.i64(3));
  one.maker = {r.i64(4)};
  one.view = json::read<CreditOverride>(r.text(5)).value_or({});
  return one;
}

struct MatterContent {
  std::string ground;
  CreditMatter view;
};
BOOST_DESCRIBE_STRUCT(MatterContent, (), (ground, view))

constexpr std::string_view k_matter = "SELECT id, subject, grid, kind, state, maker, content FROM credit_matters";

StoredMatter matter_of(const db::Row& r) {
  StoredMatter one;
  one.id = r.i64(0);
  one.subject = {r.i64(1)};
  one.grid = r.str(2);
  one.kind = static_cast<MatterKind>(r.i64(3));
  one.state = static_cast<MatterState>(r.i64(4));
  one.maker = {r.i64(5)};
  auto content = json::read<MatterContent>(r.text(6)).value_or({});
  one.ground = std::move(content.ground);
  one.view = std::move(content.view);
  return one;
}

constexpr std::size_t k_page = 51;

}  // namespace

std::string_view override_word(OverrideState state) {
  constexpr std::string_view k_words[] = {"asked", "live", "refused", "withdrawn", "ended"};
  return k_words[static_cast<std::size_t>(state)];
}

std::string_view matter_kind_word(MatterKind kind) { return kind == MatterKind::objection ? "objection" : "repair"; }

std::string_view matter_word(MatterState state) {
  constexpr std::string_view k_words[] = {"open", "mended", "stands", "agreed", "refused"};
  return k_words[static_cast<std::size_t>(state)];
}

void put_override(db::Tx& tx, const StoredOverride& one) {
  tx.run("INSERT INTO credit_overrides (part_key, subject, id, grid, state, until_us, maker, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, subject, id) DO UPDATE SET state = excluded.state, content = excluded.content",
         {one.subject, one.subject, one.id, one.grid, static_cast<std::int64_t>(one.state), one.view.until, one.maker, json::write(one.view)});
}

std::optional<StoredOverride> override_by_id(db::Tx& tx, std::int64_t id) {
  static const std::string sql = std::string(k_override) + " WHERE id = ?";
  return tx.one(sql, {id}, override_of);
}

std::optional<StoredOverride> open_override(db::Tx& tx, SubjectId subject) {
  static const std::string sql = std::string(k_override) + " WHERE part_key = ? AND subject = ? AND state IN (0, 1) ORDER BY id DESC LIMIT 1";
  return tx.one(sql, {subject, subject}, override_of);
}

std::map<std::int64_t, StoredOverride> live_overrides(db::Tx& tx, std::span<const SubjectId> ids) {
  static const std::string sql = std::string(k_override) + " WHERE part_key = ? AND subject = ? AND state = 1";
  std::map<std::int64_t, StoredOverride> found;
  for (const SubjectId id : ids) {
    if (auto one = tx.one(sql, {id, id}, override_of)) found.emplace(id.value, *std::move(one));
  }
  return found;
}

std::vector<StoredOverride> over_by(db::Tx& tx, Instant now, std::size_t most) {
  static const std::string sql = std::string(k_override) + " WHERE state IN (0, 1) AND until_us <= ? ORDER BY until_us LIMIT ?";
  return tx.all(sql, {now, static_cast<std::int64_t>(most)}, override_of);
}

void each_override(db::Tx& tx, const Scope& scope, std::string_view state, std::int64_t after, FunctionRef<bool(const StoredOverride&)> visit) {
  db::Asked where;
  if (!where.within("grid", scope, "")) return;
  if (state == "open") where.add("state IN (0, 1)");
  if (state == "done") where.add("state IN (2, 3, 4)");
  if (after > 0) where.add("id < ?"), where.bind(after);
  tx.each(where.sql(k_override, " ORDER BY id DESC LIMIT " + std::to_string(k_page)), where.params(),
          [&](const db::Row& r) { return visit(override_of(r)); });
}

void put_matter(db::Tx& tx, const StoredMatter& one) {
  const MatterContent content{one.ground, one.view};
  tx.run("INSERT INTO credit_matters (part_key, subject, id, grid, kind, indicator, state, unit, maker, content)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, subject, id) DO UPDATE SET state = excluded.state,"
         " content = excluded.content",
         {one.subject, one.subject, one.id, one.grid, static_cast<std::int64_t>(one.kind), one.view.indicator, static_cast<std::int64_t>(one.state),
          one.view.unit, one.maker, json::write(content)});
}

std::optional<StoredMatter> matter(db::Tx& tx, std::int64_t id) {
  static const std::string sql = std::string(k_matter) + " WHERE id = ?";
  return tx.one(sql, {id}, matter_of);
}

std::vector<StoredMatter> matters_of(db::Tx& tx, SubjectId subject) {
  static const std::string sql = std::string(k_matter) + " WHERE part_key = ? AND subject = ? ORDER BY id DESC LIMIT 50";
  return tx.all(sql, {subject, subject}, matter_of);
}

void each_matter(db::Tx& tx, const Scope& scope, const MatterAsk& ask, FunctionRef<bool(const StoredMatter&)> visit) {
  db::Asked where;
  std::string units;
  for (std::size_t i = 0; i < scope.units.size(); ++i) units += i ? ", ?" : "?";
  if (ask.mine) {
    if (scope.units.empty()) return;
    where.add("unit IN (" + units + ")");
    for (const std::string& unit : scope.units) where.bind(unit);
  } else if (!where.within("grid", scope, "")) {
    return;
  }
  if (ask.state == "open") where.add("state = 0");
  if (ask.state == "done") where.add("state > 0");
  if (!ask.kind.empty()) where.add("kind = ?"), where.bind(std::int64_t{ask.kind == "repair"});
  if (ask.after > 0) where.add("id < ?"), where.bind(ask.after);
  tx.each(where.sql(k_matter, " ORDER BY id DESC LIMIT " + std::to_string(k_page)), where.params(),
          [&](const db::Row& r) { return visit(matter_of(r)); });
}

OpenCounts open_counts(db::Tx& tx, const Scope& scope, const std::string& area) {
  OpenCounts counts;
  db::Asked colours;
  if (!colours.within("grid", scope, area)) return counts;
  colours.add("state IN (0, 1)");
  tx.each(colours.sql("SELECT COUNT(*) FROM credit_overrides", ""), colours.params(), [&](const db::Row& r) {
    counts.overrides = r.i64(0);
    return true;
  });
  db::Asked matters;
  if (!matters.within("grid", scope, area)) return counts;
  matters.add("state = 0");
  tx.each(matters.sql("SELECT kind, COUNT(*) FROM credit_matters", " GROUP BY kind"), matters.params(), [&](const db::Row& r) {
    (r.i64(0) == 0 ? counts.objections : counts.repairs) = r.i64(1);
    return true;
  });
  return counts;
}

// ---- left out ----

void leave_out(db::Tx& tx, SubjectId subject, const LeftOut& what, std::string_view why, Instant now) {
  tx.run("INSERT INTO credit_left_out (part_key, subject, indicator, ground, why, from_us) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
         {subject, subject, what.indicator, what.ground, why, now});
}

std::vector<StoredLeftOut> left_out(db::Tx& tx, SubjectId subject) {
  return tx.all("SELECT indicator, ground, why FROM credit_left_out WHERE part_key = ? AND subject = ?", {subject, subject},
                [](const db::Row& r) { return StoredLeftOut{{r.str(0), r.str(1)}, r.str(2)}; });
}

std::map<std::int64_t, std::vector<LeftOut>> all_left_out(db::Tx& tx) {
  std::map<std::int64_t, std::vector<LeftOut>> found;
  tx.each("SELECT subject, indicator, ground FROM credit_left_out", {}, [&](const db::Row& r) {
    found[r.i64(0)].push_back({r.str(1), r.str(2)});
    return true;
  });
  return found;
}

// ---- cases ----

void tie_case(db::Tx& tx, SubjectId subject, const CreditMatterOfCase& one, std::int64_t id, Instant closed, std::string_view by, Instant now) {
  tx.run("INSERT INTO credit_cases (part_key, subject, case_ref, id, number, title, serious, tied_us, closed_us, tied_by)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
         {subject, subject, one.ref, id, one.number, one.title, one.serious, now, closed, by});
}

std::vector<CreditCase> cases_of(db::Tx& tx, SubjectId subject, std::size_t most) {
  return tx.all("SELECT case_ref, number, title, serious, tied_us, closed_us, tied_by FROM credit_cases WHERE part_key = ? AND subject = ?"
                " ORDER BY id DESC LIMIT ?",
                {subject, subject, static_cast<std::int64_t>(most)}, [](const db::Row& r) {
                  CreditCase one{r.str(0), r.str(1), r.str(2), r.flag(3), r.moment(4), std::nullopt, r.str(6)};
                  if (r.i64(5) != 0) one.closed = r.moment(5);
                  return one;
                });
}

std::vector<SubjectId> firms_of_case(db::Tx& tx, std::string_view ref) {
  return tx.all("SELECT subject FROM credit_cases WHERE case_ref = ? ORDER BY subject", {ref}, [](const db::Row& r) { return SubjectId{r.i64(0)}; });
}

void close_case(db::Tx& tx, SubjectId subject, std::string_view ref, bool serious, Instant now) {
  tx.run("UPDATE credit_cases SET closed_us = ?, serious = ? WHERE part_key = ? AND subject = ? AND case_ref = ?", {now, serious, subject, subject, ref});
}

CreditFacts facts(db::Tx& tx, SubjectId subject, Instant since) {
  return tx
      .one("SELECT COUNT(*), SUM(serious), MAX(id), MAX(closed_us), MAX(CASE WHEN serious = 1 THEN closed_us ELSE 0 END) FROM credit_cases"
           " WHERE part_key = ? AND subject = ? AND closed_us >= ?",
           {subject, subject, since}, [](const db::Row& r) { return CreditFacts{r.i64(0), r.i64(1), r.i64(2), {r.i64(3)}, {r.i64(4)}}; })
      .value_or(CreditFacts{});
}

std::map<std::int64_t, CreditFacts> all_facts(db::Tx& tx, Instant since) {
  std::map<std::int64_t, CreditFacts> found;
  tx.each("SELECT subject, COUNT(*), SUM(serious), MAX(id), MAX(closed_us), MAX(CASE WHEN serious = 1 THEN closed_us ELSE 0 END) FROM credit_cases"
          " WHERE closed_us >= ? GROUP BY subject",
          {since}, [&](const db::Row& r) {
            found[r.i64(0)] = {r.i64(1), r.i64(2), r.i64(3), {r.i64(4)}, {r.i64(5)}};
            return true;
          });
  return found;
}

}  // namespace tiange::credit::store
