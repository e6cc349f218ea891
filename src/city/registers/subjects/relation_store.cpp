// Relations of subjects and the ends that wait for somebody.

#include <algorithm>
#include <array>

#include "city/registers/subjects/subject_store.h"
#include "platform/db/asking/many.h"

namespace tiange::registers::kept {

namespace {

constexpr std::string_view k_columns = "subject, kind, inverse, other, source, field, observed_us, known_us, ended_us, lineage";
StoredRelation relation_of(const db::Row& r) {
  return {{r.i64(0)},  static_cast<RelationKind>(r.i64(1)), r.flag(2),   {r.i64(3)},  r.str(4), r.str(5),
          r.moment(6), r.moment(7),                         r.moment(8), r.str(9)};
}

}  // namespace

std::vector<StoredRelation> relations(db::Tx& tx, SubjectId id, std::size_t most) {
  static const std::string sql = "SELECT " + std::string(k_columns) +
                                 " FROM registers_relations WHERE part_key = ? AND subject = ? ORDER BY kind, inverse, other, known_us LIMIT ?";
  return tx.all(sql, {id, id, static_cast<std::int64_t>(most)}, relation_of);
}

std::vector<StoredRelation> made_relations(db::Tx& tx, std::span<const SubjectId> ids) {
  static const db::ByKey sql("SELECT " + std::string(k_columns) + " FROM registers_relations WHERE ended_us = 0 AND field <> '' AND ", "subject");
  std::vector<StoredRelation> found;
  db::each_listed(tx, sql.on(tx), ids, [](SubjectId id) { return db::Param(id); }, [&](const db::Row& r) {
    found.push_back(relation_of(r));
    return true;
  });
  return found;
}

void add_relations(db::Tx& tx, std::span<const StoredRelation> fresh) {
  for (const StoredRelation& r : fresh) {
    for (const bool turned : {false, true}) {
      const SubjectId subject = turned ? r.other : r.subject;
      const SubjectId other = turned ? r.subject : r.other;
      tx.post(
          "INSERT INTO registers_relations (part_key, subject, kind, inverse, other, known_us, source, field, observed_us, lineage, "
          "ended_us) VALUES (?,?,?,?,?,?,?,?,?,?,0) ON CONFLICT (part_key, subject, kind, inverse, other, known_us) DO UPDATE SET ended_us "
          "= 0, source = excluded.source",
          {subject, subject, static_cast<std::int64_t>(r.kind), r.inverse != turned, other, r.known, r.source, r.field, r.observed,
           r.lineage});
    }
  }
}

void end_relation(db::Tx& tx, const StoredRelation& r, Instant now) {
  for (const bool turned : {false, true}) {
    const SubjectId subject = turned ? r.other : r.subject;
    const SubjectId other = turned ? r.subject : r.other;
    tx.post(
        "UPDATE registers_relations SET ended_us = ? WHERE part_key = ? AND subject = ? AND kind = ? AND inverse = ? AND other = ? AND "
        "ended_us = 0",
        {now, subject, subject, static_cast<std::int64_t>(r.kind), r.inverse != turned, other});
  }
}

bool in_force(db::Tx& tx, const StoredRelation& r) {
  return tx
      .one(
          "SELECT 1 FROM registers_relations WHERE part_key = ? AND subject = ? AND kind = ? AND inverse = ? AND other = ? AND ended_us = "
          "0 LIMIT 1",
          {r.subject, r.subject, static_cast<std::int64_t>(r.kind), r.inverse, r.other}, [](const db::Row&) { return true; })
      .value_or(false);
}

void add_loose(db::Tx& tx, std::span<const LooseEnd> ends) {
  for (const LooseEnd& e : ends) {
    tx.post(
        "INSERT INTO registers_loose_ends (part_key, value, sort, kind, inverse, other, other_sort, other_value, source, field, "
        "observed_us, lineage) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
        {part_of(e.missing.value), e.missing.value, static_cast<std::int64_t>(e.missing.sort), static_cast<std::int64_t>(e.kind), e.inverse,
         e.other, static_cast<std::int64_t>(e.other_key.sort), e.other_key.value, e.source, e.field, e.observed, e.lineage});
  }
}

std::vector<LooseEnd> loose(db::Tx& tx, std::span<const KeyValue> keys) {
  static const db::ByKey sql(
      "SELECT value, sort, kind, inverse, other, other_sort, other_value, source, field, lineage, observed_us FROM registers_loose_ends WHERE ",
      "value");
  std::vector<LooseEnd> found;
  db::each_listed(tx, sql.on(tx), keys, [&](const KeyValue& key) { return param_of(tx, key); }, [&](const db::Row& r) {
    found.push_back({{static_cast<KeySort>(r.i64(1)), r.str(0)},
                     static_cast<RelationKind>(r.i64(2)),
                     r.flag(3),
                     {r.i64(4)},
                     {static_cast<KeySort>(r.i64(5)), r.str(6)},
                     r.str(7),
                     r.str(8),
                     r.str(9),
                     r.moment(10)});
    return true;
  });
  return found;
}

void drop_loose(db::Tx& tx, const LooseEnd& e) {
  tx.post(
      "DELETE FROM registers_loose_ends WHERE part_key = ? AND value = ? AND sort = ? AND kind = ? AND inverse = ? AND other = ? AND "
      "other_value = ?",
      {part_of(e.missing.value), e.missing.value, static_cast<std::int64_t>(e.missing.sort), static_cast<std::int64_t>(e.kind), e.inverse,
       e.other, e.other_key.value});
}

}  // namespace tiange::registers::kept
