#include "city/cases/trail/trail.h"

#include <algorithm>

#include "city/cases/archive/archive.h"

namespace tiange::cases {

namespace {

bool unbounded(const Scope& scope) { return scope.covers(""); }

class StoredTrails final : public Trails {
 public:
  std::optional<Trail> read(db::Tx& tx, const Scope& scope, CaseRef ref, std::int64_t after_seq,
                            Instant until) const override {
    if (!unbounded(scope)) return std::nullopt;
    if (auto trail = read_from(tx, "cases", "case_history", ref, after_seq, until)) return trail;
    const auto year = archive::find(tx, {ref.part_key, ref.id.value});
    if (!year) return std::nullopt;
    return read_from(tx, archive::table("cases", *year), archive::table("history", *year), ref, after_seq, until);
  }

  std::vector<CaseRef> next(db::Tx& tx, const Scope& scope, TrailCursor& cursor, int most) const override {
    std::vector<CaseRef> refs;
    if (!unbounded(scope)) return refs;
    struct Place {
      TrailCursor at;
      std::int64_t part_key;
    };
    std::vector<Place> places;
    const auto add_from = [&](const std::string& table) {
      tx.each("SELECT part_key, id, created_us FROM " + table +
                  " WHERE created_us >= ? AND (created_us > ? OR id > ?) ORDER BY created_us, id LIMIT ?",
              {cursor.created_us, cursor.created_us, cursor.id, most}, [&](const db::Row& row) {
                places.push_back({{row.i64(2), row.i64(1)}, row.i64(0)});
                return true;
              });
    };
    add_from("cases");
    for (const int year : archive::years(tx)) add_from(archive::table("cases", year));
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return std::pair(a.at.created_us, a.at.id) < std::pair(b.at.created_us, b.at.id);
    });
    if (places.size() > static_cast<std::size_t>(most)) places.resize(static_cast<std::size_t>(most));
    for (const Place& place : places) refs.push_back({place.part_key, CaseId{place.at.id}});
    if (!places.empty()) cursor = places.back().at;
    return refs;
  }

  void each_open(db::Tx& tx, const Scope& scope,
                 const std::function<void(CaseRef ref, std::int64_t last_seq)>& visit) const override {
    if (!unbounded(scope)) return;
    tx.each("SELECT part_key, id, last_seq FROM cases WHERE closed_us = 0", {}, [&](const db::Row& row) {
      visit({row.i64(0), CaseId{row.i64(1)}}, row.i64(2));
      return true;
    });
  }

 private:
  static std::optional<Trail> read_from(db::Tx& tx, const std::string& cases, const std::string& history, CaseRef ref,
                                        std::int64_t after_seq, Instant until) {
    auto trail = tx.one("SELECT number, created_us, last_seq FROM " + cases + " WHERE part_key = ? AND id = ?",
                        {ref.part_key, ref.id}, [&](const db::Row& row) {
                          return Trail{ref, row.str(0), row.moment(1), row.i64(2), {}};
                        });
    if (!trail || trail->last_seq <= after_seq) return trail;
    tx.each("SELECT seq, happened_us, kind, actor, actor_name, actor_unit, detail FROM " + history +
                " WHERE part_key = ? AND case_id = ? AND seq > ? AND happened_us <= ? ORDER BY seq",
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
};

}  // namespace

std::unique_ptr<Trails> open_trails() { return std::make_unique<StoredTrails>(); }

}  // namespace tiange::cases
