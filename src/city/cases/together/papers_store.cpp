#include <algorithm>
#include <cstdio>
#include <set>

#include "city/cases/together/together.h"

namespace tiange::cases {

namespace {

PaperRow row_from(const db::Row& r) {
  return {{r.i64(0), CaseId{r.i64(1)}}, r.str(2), r.str(3), r.str(4), r.moment(5), r.i64(6), r.str(7)};
}

constexpr const char* k_columns = "w.part_key, w.id, w.area, w.state, w.case_ref, w.due_us, w.version, w.content";

}  // namespace

PaperStore::PaperStore(std::string table) : table_(std::move(table)) {
  const std::string& t = table_;
  const std::string columns = k_columns;
  insert_ = "INSERT INTO " + t + " (part_key, id, area, state, case_ref, due_us, version, content) VALUES (?,?,?,?,?,?,?,?)";
  update_ = "UPDATE " + t + " SET state = ?, due_us = ?, version = ?, content = ? WHERE part_key = ? AND id = ? AND version = ?";
  load_ = "SELECT " + columns + " FROM " + t + " w WHERE w.part_key = ? AND w.id = ?";
  by_area_ = "SELECT " + columns + " FROM " + t + " w WHERE w.part_key >= ? AND w.part_key < ? AND w.id < ?"
             " AND (? = '' OR w.state = ?) ORDER BY w.id DESC LIMIT ?";
  by_unit_ = "SELECT " + columns + " FROM " + t + "_units u JOIN " + t + " w ON w.part_key = u.part_key AND w.id = u.paper"
             " WHERE u.unit = ? AND u.paper < ? AND (? = '' OR w.state = ?) ORDER BY u.paper DESC LIMIT ?";
  by_case_ = "SELECT " + columns + " FROM " + t + " w WHERE w.case_ref = ? AND w.id < ? AND (? = '' OR w.state = ?)"
             " ORDER BY w.id DESC LIMIT ?";
  due_ = "SELECT " + columns + " FROM " + t + " w WHERE w.state = ? AND w.due_us > 0 AND w.due_us <= ? ORDER BY w.due_us, w.id LIMIT ?";
  drop_units_ = "DELETE FROM " + t + "_units WHERE part_key = ? AND paper = ?";
  add_unit_ = "INSERT INTO " + t + "_units (part_key, paper, unit) VALUES (?,?,?) ON CONFLICT DO NOTHING";
  units_ = "SELECT unit FROM " + t + "_units WHERE part_key = ? AND paper = ?";
  add_step_ = "INSERT INTO " + t + "_steps (part_key, paper, seq, content) SELECT ?, ?, COALESCE(MAX(seq), 0) + 1, ? FROM " + t +
              "_steps WHERE part_key = ? AND paper = ?";
  steps_ = "SELECT content FROM " + t + "_steps WHERE part_key = ? AND paper = ? ORDER BY seq";
}

void PaperStore::insert(db::Tx& tx, const PaperRow& row) const {
  tx.run(insert_, {row.ref.part_key, row.ref.id, row.area, row.state, row.case_ref, row.due, row.version, row.content});
}

bool PaperStore::update(db::Tx& tx, const PaperRow& row) const {
  return tx.run(update_, {row.state, row.due, row.version, row.content, row.ref.part_key, row.ref.id, row.version - 1}) == 1;
}

void PaperStore::set_units(db::Tx& tx, CaseRef ref, std::span<const std::string> units) const {
  tx.run(drop_units_, {ref.part_key, ref.id});
  for (const std::string& unit : units) tx.run(add_unit_, {ref.part_key, ref.id, unit});
}

bool PaperStore::sees(db::Tx& tx, const Scope& scope, const PaperRow& row) const {
  if (scope.covers(row.area)) return true;
  bool found = false;
  tx.each(units_, {row.ref.part_key, row.ref.id}, [&](const db::Row& unit) {
    found = scope.works_for(unit.text(0));
    return !found;
  });
  return found;
}

Result<PaperRow> PaperStore::load(db::Tx& tx, const Scope& scope, CaseRef ref) const {
  auto row = tx.one(load_, {ref.part_key, ref.id}, row_from);
  if (!row || !sees(tx, scope, *row)) return refuse(ErrorCode::out_of_scope);
  return std::move(*row);
}

std::vector<PaperRow> PaperStore::list(db::Tx& tx, const Scope& scope, const PaperFilter& filter) const {
  const std::int64_t before = filter.before > 0 ? filter.before : INT64_MAX;
  const int limit = filter.limit + 1;  // one more says that there are more
  std::vector<PaperRow> found;
  const auto take = [&](const db::Row& r) {
    found.push_back(row_from(r));
    return true;
  };
  if (!filter.case_ref.empty()) {
    tx.each(by_case_, {filter.case_ref, before, filter.state, filter.state, limit}, take);
    std::erase_if(found, [&](const PaperRow& row) { return !sees(tx, scope, row); });
  } else if (!filter.unit.empty()) {
    tx.each(by_unit_, {filter.unit, before, filter.state, filter.state, limit}, take);
    std::erase_if(found, [&](const PaperRow& row) { return !sees(tx, scope, row); });
  } else {
    for (const std::string& area : scope.areas) {
      const auto [low, high] = part_range(area);
      tx.each(by_area_, {low, high, before, filter.state, filter.state, limit}, take);
    }
    for (const std::string& unit : scope.units) tx.each(by_unit_, {unit, before, filter.state, filter.state, limit}, take);
  }
  std::sort(found.begin(), found.end(), [](const PaperRow& a, const PaperRow& b) { return a.ref.id.value > b.ref.id.value; });
  found.erase(std::unique(found.begin(), found.end(), [](const PaperRow& a, const PaperRow& b) { return a.ref.id == b.ref.id; }),
              found.end());
  if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
  return found;
}

std::vector<PaperRow> PaperStore::due(db::Tx& tx, std::string_view state, Instant now, int limit) const {
  return tx.all(due_, {state, now, limit}, row_from);
}

void PaperStore::add_step(db::Tx& tx, CaseRef ref, const PaperStep& step) const {
  tx.run(add_step_, {ref.part_key, ref.id, json::write(step), ref.part_key, ref.id});
}

std::vector<PaperStep> PaperStore::steps(db::Tx& tx, CaseRef ref) const {
  return tx.all(steps_, {ref.part_key, ref.id}, [](const db::Row& r) { return json::read<PaperStep>(r.text(0)).value(); });
}

void PaperStore::add_evidence(db::Tx& tx, CaseRef ref, std::span<const std::string> digests) const {
  for (const std::string& digest : digests)
    tx.run("INSERT INTO case_paper_evidence (part_key, paper, digest, kind) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
           {ref.part_key, ref.id, digest, table_});
}

bool PaperStore::may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) const {
  std::vector<CaseRef> papers;
  tx.each("SELECT part_key, paper FROM case_paper_evidence WHERE digest = ? AND kind = ?", {digest, table_}, [&](const db::Row& r) {
    papers.push_back({r.i64(0), CaseId{r.i64(1)}});
    return true;
  });
  return std::any_of(papers.begin(), papers.end(), [&](CaseRef ref) { return load(tx, scope, ref).ok(); });
}

std::string PaperStore::next_number(db::Tx& tx, Instant now) const {
  const std::int64_t year = std::stoll(format_date(local_date(now)).substr(0, 4));
  tx.run("INSERT INTO case_paper_numbers (kind, year, last) VALUES (?, ?, 1) ON CONFLICT (kind, year) DO UPDATE SET last ="
         " case_paper_numbers.last + 1",
         {table_, year});
  const auto last = tx.one("SELECT last FROM case_paper_numbers WHERE kind = ? AND year = ?", {table_, year},
                           [](const db::Row& r) { return r.i64(0); });
  char text[40];
  std::snprintf(text, sizeof text, "%d-%04lld", static_cast<int>(year), static_cast<long long>(last.value_or(1)));
  return text;
}

namespace {
RuleVersion rule_from(const db::Row& r) {
  return {r.i64(0), r.moment(1), r.str(2), json::parse(r.text(3)).value_or(json::Value())};
}
}  // namespace

void RuleBook::lay(db::Tx& tx, std::string_view text, Instant now) const {
  tx.run("INSERT INTO case_paper_rules (name, version, changed_us, changed_by, content) VALUES (?, 1, ?, '', ?) ON CONFLICT DO NOTHING",
         {name_, now, text});
}

std::string RuleBook::text(db::Tx& tx) const {
  return tx.one("SELECT content FROM case_paper_rules WHERE name = ? ORDER BY version DESC LIMIT 1", {name_},
                [](const db::Row& r) { return r.str(0); })
      .value_or("{}");
}

RuleHistory RuleBook::history(db::Tx& tx) const {
  return {tx.all("SELECT version, changed_us, changed_by, content FROM case_paper_rules WHERE name = ? ORDER BY version DESC", {name_},
                 rule_from)};
}

Result<RuleVersion> RuleBook::save(db::Tx& tx, const Scope& scope, const RuleIn& in, Instant now) const {
  const RuleHistory before = history(tx);
  const std::int64_t last = before.items.empty() ? 0 : before.items.front().version;
  if (in.version != last) return refuse(ErrorCode::stale_version);
  const RuleVersion made{last + 1, now, scope.name, in.content};
  const bool first = tx.run("INSERT INTO case_paper_rules (name, version, changed_us, changed_by, content) VALUES (?, ?, ?, ?, ?)"
                            " ON CONFLICT DO NOTHING",
                            {name_, made.version, now, scope.name, json::write(in.content)}) == 1;
  if (!first) return refuse(ErrorCode::stale_version);
  return made;
}

}  // namespace tiange::cases
