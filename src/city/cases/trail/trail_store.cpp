#include "city/cases/trail/trail.h"

namespace tiange::cases {

namespace {

bool unbounded(const Scope& scope) { return scope.covers(""); }

class StoredTrails final : public Trails {
 public:
  std::optional<Trail> read(db::Tx& tx, const Scope& scope, CaseRef ref, std::int64_t after_seq,
                            Instant until) const override {
    if (!unbounded(scope)) return std::nullopt;
    auto trail = tx.one("SELECT number, created_us, last_seq FROM cases WHERE part_key = ? AND id = ?",
                        {ref.part_key, ref.id}, [&](const db::Row& row) {
                          return Trail{ref, row.str(0), row.moment(1), row.i64(2), {}};
                        });
    if (!trail || trail->last_seq <= after_seq) return trail;
    tx.each(
        "SELECT seq, happened_us, kind, actor, actor_name, actor_unit, detail FROM case_history "
        "WHERE part_key = ? AND case_id = ? AND seq > ? AND happened_us <= ? ORDER BY seq",
        {ref.part_key, ref.id, after_seq, until}, [&](const db::Row& row) {
          TrailEntry entry;
          entry.seq = row.i64(0);
          if (auto detail = decode_detail(row.text(6)); detail.ok()) entry.event = std::move(*detail);
          entry.event.happened = row.moment(1);
          entry.event.kind = static_cast<EventKind>(row.i64(2));
          entry.event.actor = {PersonId{row.i64(3)}, row.str(4), row.str(5)};
          trail->entries.push_back(std::move(entry));
          return true;
        });
    return trail;
  }

  std::vector<CaseRef> next(db::Tx& tx, const Scope& scope, TrailCursor& cursor, int most) const override {
    std::vector<CaseRef> refs;
    if (!unbounded(scope)) return refs;
    tx.each(
        "SELECT part_key, id, created_us FROM cases WHERE created_us >= ? AND (created_us > ? OR id > ?) "
        "ORDER BY created_us, id LIMIT ?",
        {cursor.created_us, cursor.created_us, cursor.id, most}, [&](const db::Row& row) {
          refs.push_back({row.i64(0), CaseId{row.i64(1)}});
          cursor = {row.i64(2), row.i64(1)};
          return true;
        });
    return refs;
  }
};

}  // namespace

std::unique_ptr<Trails> open_trails() { return std::make_unique<StoredTrails>(); }

}  // namespace tiange::cases
