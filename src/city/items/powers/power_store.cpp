#include "city/items/powers/power_store.h"

namespace tiange::items::store {

namespace {
Power power_of(const db::Row& r) { return json::read<Power>(r.text(0)).value(); }
}  // namespace

std::optional<Power> power(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT content FROM item_powers WHERE code = ?", {code}, power_of);
}

std::vector<Power> powers(db::Tx& tx) { return tx.all("SELECT content FROM item_powers ORDER BY code", {}, power_of); }

bool put_power(db::Tx& tx, const Power& power, std::string_view by, Instant now) {
  const std::string content = json::write(power);
  const std::int64_t changed = tx.run(
      "INSERT INTO item_powers (code, version, content) VALUES (?, ?, ?) ON CONFLICT (code) DO UPDATE SET "
      "version = excluded.version, content = excluded.content WHERE item_powers.version = excluded.version - 1",
      {power.code, power.version, content});
  if (changed != 1) return false;
  tx.run("INSERT INTO item_power_changes (code, version, changed_us, changed_by, content) VALUES (?, ?, ?, ?, ?)",
         {power.code, power.version, now, by, content});
  return true;
}

std::vector<PowerChange> power_changes(db::Tx& tx, std::string_view code) {
  return tx.all("SELECT content, changed_us, changed_by FROM item_power_changes WHERE code = ? ORDER BY version DESC", {code},
                [](const db::Row& r) { return PowerChange{power_of(r), r.moment(1), r.str(2)}; });
}

}  // namespace tiange::items::store
