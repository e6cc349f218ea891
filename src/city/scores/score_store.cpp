#include "city/scores/score_store.h"

#include "base/codes.h"

namespace tiange::scores::store {

namespace {

std::string columns(std::string_view form) {
  std::string out;
  for (int i = 0; i < k_counts; ++i) {
    const std::string name = "c" + std::to_string(i);
    if (i > 0) out += ", ";
    for (const char c : form) {
      if (c == '@') {
        out += name;
      } else {
        out += c;
      }
    }
  }
  return out;
}

const std::string& add_sum_sql() {
  static const std::string sql =
      "INSERT INTO score_sums (part_key, kind, object, day, " + columns("@") + ") VALUES (?, ?, ?, ?, " + columns("?") +
      ") ON CONFLICT (part_key, kind, object, day) DO UPDATE SET " + columns("@ = score_sums.@ + excluded.@");
  return sql;
}

}  // namespace

void mark(db::Tx& tx, CaseRef ref) {
  // Changes the row each time: who is just taking it out conflicts, and looks again.
  tx.post(
      "INSERT INTO score_marked (part_key, case_id, times) VALUES (?, ?, 1) ON CONFLICT (part_key, case_id) DO UPDATE "
      "SET "
      "times = score_marked.times + 1",
      {ref.part_key, ref.id});
}

std::vector<Mark> marked(db::Tx& tx, int most) {
  return tx.all("SELECT part_key, case_id, times FROM score_marked LIMIT ?", {most}, [](const db::Row& row) {
    return Mark{{row.i64(0), CaseId{row.i64(1)}}, row.i64(2)};
  });
}

void unmark(db::Tx& tx, std::span<const Mark> marks) {
  for (const Mark& mark : marks)
    tx.post("DELETE FROM score_marked WHERE part_key = ? AND case_id = ? AND times = ?",
            {mark.ref.part_key, mark.ref.id, mark.times});
}

std::optional<StoredFacts> facts(db::Tx& tx, CaseRef ref) {
  return tx.one("SELECT number, seq, facts FROM score_facts WHERE part_key = ? AND case_id = ?", {ref.part_key, ref.id},
                [&](const db::Row& row) {
                  return StoredFacts{ref, row.str(0), row.i64(1), decode(row.text(2))};
                });
}

bool put_facts(db::Tx& tx, const StoredFacts& stored, const std::string& text, std::int64_t mask, std::int64_t known_seq) {
  const CaseFacts& f = stored.facts;
  if (known_seq != k_new_facts) {
    return tx.run("UPDATE score_facts SET seq = ?, area = ?, item = ?, last_day = ?, mask = ?, facts = ? "
                  "WHERE part_key = ? AND case_id = ? AND seq = ?",
                  {stored.seq, f.area, f.item, local_date(f.latest).day, mask, text, stored.ref.part_key, stored.ref.id,
                   known_seq}) > 0;
  }
  return tx.run("INSERT INTO score_facts (part_key, case_id, number, created_us, seq, area, item, first_day, last_day, mask, facts) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                {stored.ref.part_key, stored.ref.id, stored.number, f.created, stored.seq, f.area, f.item,
                 local_date(f.created).day, local_date(f.latest).day, mask, text}) > 0;
}

void add_sums(db::Tx& tx, const Lines& lines) {
  std::vector<db::Param> params;
  for (const auto& [key, counts] : lines) {
    if (counts.is_zero()) continue;
    params.clear();
    params.emplace_back(key.part_key);
    params.emplace_back(static_cast<int>(key.kind));
    params.emplace_back(key.object);
    params.emplace_back(key.day);
    for (const std::int64_t n : counts.n) params.emplace_back(n);
    tx.post(add_sum_sql(), params);
  }
}

void forget_everything(db::Tx& tx) {
  tx.run("DELETE FROM score_facts", {});
  tx.run("DELETE FROM score_sums", {});
  tx.run("DELETE FROM score_marked", {});
}

void each_sum(db::Tx& tx, ObjectKind kind, Date first, Date last, std::pair<std::int64_t, std::int64_t> parts,
              const std::function<void(const SumRow&)>& visit) {
  static const std::string sql =
      "SELECT object, day, " + columns("@") +
      " FROM score_sums WHERE kind = ? AND day >= ? AND day <= ? AND part_key >= ? AND part_key < ?";
  tx.each(sql, {static_cast<int>(kind), first.day, last.day, parts.first, parts.second}, [&](const db::Row& row) {
    SumRow sum{row.str(0), static_cast<std::int32_t>(row.i64(1)), {}};
    for (int i = 0; i < k_counts; ++i) sum.counts.n[static_cast<std::size_t>(i)] = row.i64(i + 2);
    visit(sum);
    return true;
  });
}

std::vector<FactRow> fact_rows(db::Tx& tx, const FactQuery& query) {
  // A case that is older than this when the period begins is looked for no more.
  constexpr int k_longest_life_days = 800;
  const std::string end = query.area.empty() ? "" : codes::code_after(query.area);
  const std::string past = end.empty() ? "9999999999999999" : end;
  return tx.all(
      "SELECT part_key, case_id, number, created_us, seq, first_day, facts FROM score_facts WHERE first_day <= ? AND "
      "first_day >= ? "
      "AND last_day >= ? AND area >= ? AND area < ? AND (mask & ?) <> 0 AND (first_day < ? OR (first_day = ? AND "
      "case_id < ?)) "
      "ORDER BY first_day DESC, case_id DESC LIMIT ?",
      {query.last.day, query.first.day - k_longest_life_days, query.first.day, query.area, past, query.mask,
       query.before_day, query.before_day, query.before_id, query.limit},
      [](const db::Row& row) {
        FactRow fact;
        fact.stored = {{row.i64(0), CaseId{row.i64(1)}}, row.str(2), row.i64(4), decode(row.text(6))};
        fact.created = row.moment(3);
        fact.first_day = static_cast<std::int32_t>(row.i64(5));
        return fact;
      });
}

std::string state(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT value FROM score_state WHERE name = ?", {name}, [](const db::Row& row) { return row.str(0); })
      .value_or("");
}

bool is_rebuilding(db::Tx& tx) {
  const std::string stage = state(tx, k_rebuilding);
  return stage == "asked" || stage.find('.') != stage.npos;
}

void set_state(db::Tx& tx, std::string_view name, std::string_view value) {
  tx.run("INSERT INTO score_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
         {name, value});
}

}  // namespace tiange::scores::store
