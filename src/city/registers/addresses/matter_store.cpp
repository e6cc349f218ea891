#include "city/registers/addresses/matter_store.h"

#include <algorithm>

namespace tiange::registers::matters {

void note(db::Tx& tx, const Matter& one) {
  tx.post("INSERT INTO registers_address_matters (part_key, address, reported_us, case_part, case_id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          {one.address, one.address, one.reported, one.part_key, one.id});
}

std::vector<Matter> at(db::Tx& tx, std::span<const std::int64_t> addresses, std::size_t most) {
  std::vector<Matter> found;
  for (const std::int64_t address : addresses) {
    tx.each("SELECT reported_us, case_part, case_id FROM registers_address_matters WHERE part_key = ? AND address = ? "
            "ORDER BY reported_us DESC, case_part DESC, case_id DESC LIMIT ?",
            {address, address, static_cast<std::int64_t>(most)}, [&](const db::Row& r) {
              found.push_back({address, r.moment(0), r.i64(1), r.i64(2)});
              return true;
            });
  }
  std::stable_sort(found.begin(), found.end(), [](const Matter& a, const Matter& b) { return a.reported > b.reported; });
  if (found.size() > most) found.resize(most);
  return found;
}

std::string mark(db::Tx& tx) {
  return tx.one("SELECT mark FROM registers_address_marks WHERE name = 'matters'", {}, [](const db::Row& r) { return r.str(0); }).value_or("");
}

void set_mark(db::Tx& tx, std::string_view mark) {
  tx.run("INSERT INTO registers_address_marks (name, mark) VALUES ('matters', ?) ON CONFLICT (name) DO UPDATE SET mark = excluded.mark", {mark});
}

}  // namespace tiange::registers::matters
