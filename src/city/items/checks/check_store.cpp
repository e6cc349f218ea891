#include "city/items/checks/check_store.h"

namespace tiange::items::store {

namespace {
Check check_of(const db::Row& r) { return json::read<Check>(r.text(0)).value(); }
Merge merge_of(const db::Row& r) { return json::read<Merge>(r.text(0)).value(); }
}  // namespace

std::optional<Check> check(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT content FROM item_checks WHERE code = ?", {code}, check_of);
}

std::vector<Check> checks(db::Tx& tx) { return tx.all("SELECT content FROM item_checks ORDER BY code", {}, check_of); }

bool put_check(db::Tx& tx, const Check& check, std::string_view by, Instant now) {
  const std::string content = json::write(check);
  const std::int64_t changed = tx.run(
      "INSERT INTO item_checks (code, version, content) VALUES (?, ?, ?) ON CONFLICT (code) DO UPDATE SET "
      "version = excluded.version, content = excluded.content WHERE item_checks.version = excluded.version - 1",
      {check.code, check.version, content});
  if (changed != 1) return false;
  tx.run("INSERT INTO item_check_changes (code, version, changed_us, changed_by, content) VALUES (?, ?, ?, ?, ?)",
         {check.code, check.version, now, by, content});
  return true;
}

std::optional<Merge> merge(db::Tx& tx, MergeId id) {
  return tx.one("SELECT content FROM item_check_merges WHERE id = ?", {id}, merge_of);
}

std::vector<Merge> standing_merges(db::Tx& tx) {
  return tx.all("SELECT content FROM item_check_merges WHERE undone_us = 0 ORDER BY id", {}, merge_of);
}

bool add_merge(db::Tx& tx, const Merge& merge) {
  for (const std::string& code : merge.codes) {
    if (tx.run("INSERT INTO item_check_merged (code, merge_id) VALUES (?, ?) ON CONFLICT DO NOTHING", {code, merge.id}) != 1)
      return false;
  }
  tx.run("INSERT INTO item_check_merges (id, content, undone_us) VALUES (?, ?, 0)", {merge.id, json::write(merge)});
  return true;
}

void undo_merge(db::Tx& tx, const Merge& merge) {
  tx.run("DELETE FROM item_check_merged WHERE merge_id = ?", {merge.id});
  tx.run("UPDATE item_check_merges SET content = ?, undone_us = ? WHERE id = ?", {json::write(merge), *merge.undone, merge.id});
}

}  // namespace tiange::items::store
