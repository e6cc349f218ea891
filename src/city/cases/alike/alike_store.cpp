#include "city/cases/alike/alike_store.h"

#include <cmath>
#include <cstring>

#include "base/codes.h"
#include "base/digest.h"

namespace tiange::cases::store {

namespace {

constexpr double k_metres_a_degree = 111'320;

double metres_between(double lng_a, double lat_a, double lng_b, double lat_b) {
  const double north = (lat_a - lat_b) * k_metres_a_degree;
  const double east = (lng_a - lng_b) * k_metres_a_degree * std::cos(lat_a * 0.017453292519943295);
  return std::sqrt(north * north + east * east);
}

std::uint64_t first_bytes(std::string_view bytes) {
  std::uint64_t number = 0;
  if (bytes.size() >= sizeof number) std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

}  // namespace

void add_tie(db::Tx& tx, CaseRef one, const StoredTie& tie) {
  tx.run("INSERT INTO case_ties (part_key, case_id, how, other_part, other_id, made_us, made_by, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
         "ON CONFLICT (part_key, case_id, how, other_id) DO NOTHING",
         {one.part_key, one.id, tie.how, tie.other.part_key, tie.other.id, tie.made, tie.made_by, tie.note});
}

void drop_tie(db::Tx& tx, CaseRef one, const std::string& how, CaseRef other) {
  tx.run("DELETE FROM case_ties WHERE part_key = ? AND case_id = ? AND how = ? AND other_id = ?", {one.part_key, one.id, how, other.id});
}

std::vector<StoredTie> ties(db::Tx& tx, CaseRef one) {
  return tx.all("SELECT how, other_part, other_id, made_us, made_by, note FROM case_ties WHERE part_key = ? AND case_id = ? ORDER BY made_us, other_id",
                {one.part_key, one.id}, [](const db::Row& r) {
                  return StoredTie{r.str(0), {r.i64(1), CaseId{r.i64(2)}}, r.moment(3), r.str(4), r.str(5)};
                });
}

bool has_tie(db::Tx& tx, CaseRef one, const std::string& how) {
  return tx.one("SELECT 1 FROM case_ties WHERE part_key = ? AND case_id = ? AND how = ? LIMIT 1", {one.part_key, one.id, how},
                [](const db::Row&) { return true; })
      .value_or(false);
}

std::vector<OpenText> open_behind(db::Tx& tx, Instant created, CaseId id, int most) {
  return tx.all(
      "SELECT c.part_key, c.id, c.created_us, c.title, c.content, c.item, c.area, c.lng, c.lat, r.phone_digest FROM cases c "
      "LEFT JOIN case_reporters r ON r.part_key = c.part_key AND r.case_id = c.id "
      "WHERE c.closed_us = 0 AND (c.created_us, c.id) > (?, ?) ORDER BY c.created_us, c.id LIMIT ?",
      {created, id, most}, [](const db::Row& r) {
        OpenText one;
        one.ref = {r.i64(0), CaseId{r.i64(1)}};
        one.created = r.moment(2);
        one.words = r.str(3) + "。" + r.str(4);
        one.about.id = static_cast<std::uint64_t>(one.ref.id.value);
        one.about.minute = one.created.us / 60'000'000;
        one.about.kind = item_number(r.str(5));
        one.about.area = static_cast<std::uint64_t>(part_key_of(r.str(6)));
        if (!r.is_null(7) && !r.is_null(8)) {
          one.about.lng = r.f64(7);
          one.about.lat = r.f64(8);
        }
        if (!r.is_null(9)) one.about.person = person_number(r.str(9));
        return one;
      });
}

std::vector<CaseId> closed_since(db::Tx& tx, Instant since) {
  return tx.all("SELECT id FROM cases WHERE closed_us > 0 AND closed_us >= ?", {since}, [](const db::Row& r) { return CaseId{r.i64(0)}; });
}

std::optional<MatterSpot> spot_of(db::Tx& tx, CaseRef ref) {
  return tx.one("SELECT area, item, lng, lat, severity, closed_us FROM cases WHERE part_key = ? AND id = ?", {ref.part_key, ref.id}, [&](const db::Row& r) {
    return MatterSpot{ref, r.str(0), r.str(1), r.opt_f64(2), r.opt_f64(3), static_cast<Severity>(r.i64(4)), r.i64(5) == 0};
  });
}

std::vector<CaseRef> same_matter(db::Tx& tx, const std::string& area, const std::string& item, std::optional<double> lng,
                                 std::optional<double> lat, double metres, Instant since, CaseRef but) {
  std::vector<CaseRef> out;
  tx.each("SELECT part_key, id, lng, lat FROM cases WHERE area = ? AND created_us >= ? AND item || '' = ? ORDER BY created_us DESC, id DESC",
          {area, since, item}, [&](const db::Row& r) {
            const CaseRef ref{r.i64(0), CaseId{r.i64(1)}};
            const bool placed = lng && lat && !r.is_null(2) && !r.is_null(3);
            if (ref == but || (placed && metres_between(*lng, *lat, r.f64(2), r.f64(3)) > metres)) return true;
            out.push_back(ref);
            return true;
          });
  return out;
}

std::uint64_t item_number(std::string_view item) { return item.empty() ? 0 : first_bytes(bytes_of(sha256(item))) | 1; }
std::uint64_t person_number(std::string_view phone_digest) { return phone_digest.empty() ? 0 : first_bytes(phone_digest) | 1; }

}  // namespace tiange::cases::store
