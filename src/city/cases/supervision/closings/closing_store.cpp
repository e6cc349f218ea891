#include "city/cases/supervision/closings/closing_store.h"

#include <algorithm>
#include <bit>
#include <map>

namespace tiange::cases::store {

namespace {

#define FINDING_COLUMNS                                                                                        \
  "part_key, case_id, settled_us, case_number, score, reasons, examined_us, rules_version, area, unit, item, " \
  "handler_name, state, check_id, verdict_us, verdict_by, verdict_text"

ClosingFinding read_finding(const db::Row& row) {
  ClosingFinding f;
  f.about = {row.i64(0), CaseId{row.i64(1)}};
  f.settled = row.moment(2);
  f.number = row.str(3);
  f.verdict.score = static_cast<int>(row.i64(4));
  f.verdict.reasons = json::read<std::vector<ReasonView>>(row.text(5)).value_or(std::vector<ReasonView>{});
  f.examined = row.moment(6);
  f.rules_version = row.i64(7);
  f.area = row.str(8);
  f.unit = row.str(9);
  f.item = row.str(10);
  f.handler_name = row.str(11);
  f.state = static_cast<ClosingFindingState>(row.i64(12));
  f.check = row.i64(13);
  f.judged = row.moment(14);
  f.judged_by = row.str(15);
  f.judged_text = row.str(16);
  return f;
}

constexpr std::size_t k_most_in_band = 400;  // of one quarter: pictures that resemble everything tell nothing

}  // namespace

// Of a quarter the rows nearest in nothing but their hash are read; a whole hash is compared at once.
std::vector<PhotoHit> photos_like(db::Tx& tx, std::uint64_t hash, int bits, const std::string& digest,
                                  std::size_t most) {
  std::map<std::string, int> found;
  for (const std::int64_t band : neighbour_bands(hash, bits)) {
    std::size_t seen = 0;
    tx.each("SELECT hash, digest FROM case_photo_bands WHERE part_key = ?", {band}, [&](const db::Row& row) {
      const int distance = std::popcount(hash ^ static_cast<std::uint64_t>(row.i64(0)));
      if (distance <= bits && row.text(1) != digest) found.emplace(row.str(1), distance);
      return ++seen < k_most_in_band;
    });
  }
  std::vector<PhotoHit> hits;
  for (const auto& [other, distance] : found) hits.push_back({other, distance});
  std::sort(hits.begin(), hits.end(), [](const PhotoHit& a, const PhotoHit& b) { return a.bits < b.bits; });
  if (hits.size() > most) hits.resize(most);
  return hits;
}

void add_photo(db::Tx& tx, std::uint64_t hash, const std::string& digest) {
  for (const std::int64_t band : photo_bands(hash)) {
    tx.run("INSERT INTO case_photo_bands (part_key, hash, digest) VALUES (?, ?, ?) ON CONFLICT (part_key, hash, digest) DO NOTHING",
           {band, static_cast<std::int64_t>(hash), digest});
  }
}

void add_photos(db::Tx& tx, const std::vector<std::pair<std::uint64_t, std::string>>& photos) {
  static constexpr std::string_view k_columns[] = {"part_key", "hash", "digest"};
  std::vector<db::Param> params;
  for (const auto& [hash, digest] : photos) {
    for (const std::int64_t band : photo_bands(hash)) {
      params.emplace_back(band);
      params.emplace_back(static_cast<std::int64_t>(hash));
      params.emplace_back(digest);
    }
  }
  tx.bulk_insert("case_photo_bands", k_columns, params);
}

std::vector<PhotoUse> uses_of(db::Tx& tx, const std::string& digest, std::size_t most) {
  return tx.all("SELECT part_key, case_id, added_us, step FROM case_evidence WHERE digest = ? ORDER BY added_us LIMIT ?",
                {digest, static_cast<std::int64_t>(most)}, [](const db::Row& row) {
                  return PhotoUse{{row.i64(0), CaseId{row.i64(1)}}, row.moment(2), static_cast<Step>(row.i64(3))};
                });
}

void add_closing_text(db::Tx& tx, std::int64_t words, CaseRef about, Instant settled, PersonId handler) {
  tx.run(
      "INSERT INTO case_closing_texts (part_key, case_part, case_id, settled_us, handler) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (part_key, case_id, case_part, settled_us) DO NOTHING",
      {words, about.part_key, about.id, settled, handler});
}

int closing_copies(db::Tx& tx, std::int64_t words, CaseRef but, Instant from, Instant to) {
  return static_cast<int>(
      tx.one("SELECT COUNT(*) FROM (SELECT case_id FROM case_closing_texts WHERE part_key = ? AND settled_us >= ? AND "
             "settled_us <= ? AND case_id <> ? LIMIT 999) AS copies",
             {words, from, to, but.id}, [](const db::Row& row) { return row.i64(0); })
          .value_or(0));
}

std::vector<ReturnRow> reports_after(db::Tx& tx, const std::string& area, const std::string& item, Instant since,
                                     Instant until, CaseRef but, int most) {
  std::vector<ReturnRow> rows;
  tx.each(
      "SELECT part_key, id, number, created_us, lng, lat FROM cases WHERE area = ? AND created_us > ? AND "
      "created_us <= ? AND item || '' = ? ORDER BY created_us, id",
      {area, since, until, item}, [&](const db::Row& row) {
        const CaseRef about{row.i64(0), CaseId{row.i64(1)}};
        if (about == but) return true;
        rows.push_back({about, row.str(2), row.moment(3), row.opt_f64(4), row.opt_f64(5)});
        return rows.size() < static_cast<std::size_t>(most);
      });
  return rows;
}

std::optional<Matter> matter_of(db::Tx& tx, CaseRef about) {
  auto matter = tx.one("SELECT area, item, created_us FROM cases WHERE part_key = ? AND id = ?", {about.part_key, about.id},
                       [](const db::Row& row) { return Matter{row.str(0), row.str(1), row.moment(2)}; });
  if (matter && (matter->area.size() != 15 || matter->item.empty())) matter.reset();
  return matter;
}

std::optional<CaseRef> closed_before(db::Tx& tx, CaseRef about, const std::string& area, const std::string& item,
                                     Instant created, Instant since) {
  std::optional<CaseRef> found;
  tx.each(
      "SELECT part_key, id, status FROM cases WHERE area = ? AND created_us < ? AND created_us >= ? AND item || '' = ? "
      "ORDER BY created_us DESC, id DESC",
      {area, created, since, item}, [&](const db::Row& row) {
        const CaseRef other{row.i64(0), CaseId{row.i64(1)}};
        if (row.i64(2) != static_cast<int>(Status::closed) || other == about) return true;
        found = other;
        return false;
      });
  return found;
}

void mark_closing(db::Tx& tx, CaseRef about) {
  tx.run("INSERT INTO case_closings_due (part_key, case_id) VALUES (?, ?) ON CONFLICT (part_key, case_id) DO NOTHING",
         {about.part_key, about.id});
}

std::vector<CaseRef> closings_due(db::Tx& tx, int most) {
  return tx.all("SELECT part_key, case_id FROM case_closings_due ORDER BY case_id, part_key LIMIT ?", {most},
                [](const db::Row& row) { return CaseRef{row.i64(0), CaseId{row.i64(1)}}; });
}

void unmark_closing(db::Tx& tx, CaseRef about) {
  tx.run("DELETE FROM case_closings_due WHERE part_key = ? AND case_id = ?", {about.part_key, about.id});
}

void put_finding(db::Tx& tx, const ClosingFinding& f) {
  const std::string reasons = json::write(f.verdict.reasons);
  tx.run("INSERT INTO case_closing_findings (" FINDING_COLUMNS
         ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, case_id, settled_us) DO UPDATE SET "
         "score = excluded.score, reasons = excluded.reasons, examined_us = excluded.examined_us, "
         "rules_version = excluded.rules_version",
         {f.about.part_key, f.about.id, f.settled, f.number, f.verdict.score, reasons, f.examined, f.rules_version,
          f.area, f.unit, f.item, f.handler_name, static_cast<int>(f.state), f.check, f.judged, f.judged_by,
          f.judged_text});
}

bool set_finding_state(db::Tx& tx, const ClosingFinding& f, ClosingFindingState from) {
  return tx.run(
             "UPDATE case_closing_findings SET state = ?, check_id = ?, verdict_us = ?, verdict_by = ?, verdict_text = ? "
             "WHERE part_key = ? AND case_id = ? AND settled_us = ? AND state = ?",
             {static_cast<int>(f.state), f.check, f.judged, f.judged_by, f.judged_text, f.about.part_key, f.about.id,
              f.settled, static_cast<int>(from)}) == 1;
}

std::optional<ClosingFinding> finding_of(db::Tx& tx, CaseRef about) {
  return tx.one("SELECT " FINDING_COLUMNS " FROM case_closing_findings WHERE part_key = ? AND case_id = ? ORDER BY settled_us DESC LIMIT 1",
                {about.part_key, about.id}, read_finding);
}

std::optional<ClosingFinding> finding_of_check(db::Tx& tx, CaseRef about, std::int64_t check) {
  return tx.one("SELECT " FINDING_COLUMNS " FROM case_closing_findings WHERE part_key = ? AND case_id = ? AND check_id = ?",
                {about.part_key, about.id, check}, read_finding);
}

void each_finding(db::Tx& tx, Instant settled, std::int64_t id, const std::function<bool(const ClosingFinding&)>& visit) {
  const Instant before = settled ? settled : Instant{INT64_MAX};
  tx.each("SELECT " FINDING_COLUMNS
          " FROM case_closing_findings WHERE score > 0 AND settled_us <= ? AND (settled_us < ? OR case_id < ?) "
          "ORDER BY settled_us DESC, case_id DESC",
          {before, before, id}, [&](const db::Row& row) { return visit(read_finding(row)); });
}

void each_judged(db::Tx& tx, Instant from, Instant to, const std::function<void(const ClosingFinding&)>& visit) {
  tx.each("SELECT " FINDING_COLUMNS " FROM case_closing_findings WHERE verdict_us > 0 AND verdict_us >= ? AND verdict_us < ?",
          {from, to}, [&](const db::Row& row) {
            visit(read_finding(row));
            return true;
          });
}

}  // namespace tiange::cases::store
