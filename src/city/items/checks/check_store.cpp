#include "city/items/checks/check_store.h"

#include "base/text.h"
#include "platform/db/asking/asking.h"

namespace tiange::items::store {

namespace {

Check check_of(const db::Row& r) { return json::read<Check>(r.text(0)).value(); }
Merge merge_of(const db::Row& r) { return json::read<Merge>(r.text(0)).value(); }

std::string words_of(const Check& check) {
  return text::lower_ascii(check.code + "\n" + check.content + "\n" + check.content_en + "\n" + check.basis);
}

db::Asked asked(const CheckAsk& ask) {
  db::Asked where;
  if (!ask.q.empty()) where.holds("words", text::lower_ascii(ask.q));
  if (!ask.line.empty()) where.is("line", ask.line);
  if (!ask.object.empty()) where.is("object", ask.object);
  return where;
}

}  // namespace

std::optional<Check> check(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT content FROM item_checks WHERE code = ?", {code}, check_of);
}

std::vector<Check> checks(db::Tx& tx) { return tx.all("SELECT content FROM item_checks ORDER BY code", {}, check_of); }

std::vector<Check> checks(db::Tx& tx, const CheckAsk& ask) {
  db::Asked where = asked(ask);
  where.add("code > ?");
  where.bind(ask.after);
  return tx.all(where.sql("SELECT content FROM item_checks", " ORDER BY code LIMIT " + std::to_string(ask.limit + 1)), where.params(), check_of);
}

std::int64_t count_checks(db::Tx& tx, const CheckAsk& ask) {
  const db::Asked where = asked(ask);
  return tx.all(where.sql("SELECT COUNT(*) FROM item_checks", ""), where.params(), [](const db::Row& r) { return r.i64(0); }).front();
}

void fill_check_columns(db::Tx& tx) {
  for (const Check& check : tx.all("SELECT content FROM item_checks WHERE words = ''", {}, check_of))
    tx.run("UPDATE item_checks SET line = ?, object = ?, words = ? WHERE code = ?", {check.line, json::enum_name(check.object), words_of(check), check.code});
}

bool put_check(db::Tx& tx, const Check& check, std::string_view by, Instant now) {
  const std::string content = json::write(check);
  const std::int64_t changed = tx.run(
      "INSERT INTO item_checks (code, version, content, line, object, words) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET "
      "version = excluded.version, content = excluded.content, line = excluded.line, object = excluded.object, words = excluded.words "
      "WHERE item_checks.version = excluded.version - 1",
      {check.code, check.version, content, check.line, json::enum_name(check.object), words_of(check)});
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
