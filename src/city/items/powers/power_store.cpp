#include "city/items/powers/power_store.h"

#include "base/text.h"
#include "platform/db/asking/asking.h"

namespace tiange::items::store {

namespace {

Power power_of(const db::Row& r) { return json::read<Power>(r.text(0)).value(); }

std::string words_of(const Power& power) {
  return text::lower_ascii(power.code + "\n" + power.name_zh + "\n" + power.name_en + "\n" + power.law);
}

db::Asked asked(const PowerAsk& ask) {
  db::Asked where;
  if (ask.codes) {
    where.add(where.one_of("code", *ask.codes));
    return where;
  }
  if (!ask.q.empty()) where.holds("words", text::lower_ascii(ask.q));
  if (!ask.kind.empty()) where.is("kind", ask.kind);
  if (!ask.line.empty()) where.is("line", ask.line);
  if (!ask.inactive) where.add("in_force = 1");
  return where;
}

}  // namespace

std::optional<Power> power(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT content FROM item_powers WHERE code = ?", {code}, power_of);
}

std::vector<Power> powers(db::Tx& tx) { return tx.all("SELECT content FROM item_powers ORDER BY code", {}, power_of); }

std::vector<Power> powers(db::Tx& tx, const PowerAsk& ask) {
  db::Asked where = asked(ask);
  where.add("code > ?");
  where.bind(ask.after);
  return tx.all(where.sql("SELECT content FROM item_powers", " ORDER BY code LIMIT " + std::to_string(ask.limit + 1)), where.params(), power_of);
}

std::int64_t count_powers(db::Tx& tx, const PowerAsk& ask) {
  const db::Asked where = asked(ask);
  return tx.all(where.sql("SELECT COUNT(*) FROM item_powers", ""), where.params(), [](const db::Row& r) { return r.i64(0); }).front();
}

void fill_power_columns(db::Tx& tx) {
  for (const Power& power : tx.all("SELECT content FROM item_powers WHERE words = ''", {}, power_of))
    tx.run("UPDATE item_powers SET kind = ?, line = ?, in_force = ?, words = ? WHERE code = ?",
           {json::enum_name(power.kind), power.line, power.in_force ? 1 : 0, words_of(power), power.code});
}

bool put_power(db::Tx& tx, const Power& power, std::string_view by, Instant now) {
  const std::string content = json::write(power);
  const std::int64_t changed = tx.run(
      "INSERT INTO item_powers (code, version, content, kind, line, in_force, words) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET "
      "version = excluded.version, content = excluded.content, kind = excluded.kind, line = excluded.line, in_force = excluded.in_force, "
      "words = excluded.words WHERE item_powers.version = excluded.version - 1",
      {power.code, power.version, content, json::enum_name(power.kind), power.line, power.in_force ? 1 : 0, words_of(power)});
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
