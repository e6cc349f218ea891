#include "city/credit/frequency/frequency_store.h"

#include "base/text.h"
#include "platform/db/asking/asking.h"

namespace tiange::credit::frequency_store {

namespace {

std::int64_t number_of(const std::string& id) {
  const auto number = parse_id(id);
  return number.ok() ? *number : 0;
}

constexpr std::string_view k_definition =
    "SELECT version, state, content, note, maker, made_by, made_us, released_by, released_us FROM credit_frequencies";

StoredFrequency definition_of(const db::Row& r) {
  StoredFrequency one;
  one.version = r.i64(0);
  one.state = static_cast<DefinitionState>(r.i64(1));
  one.frequency = json::read<Frequency>(r.text(2)).value_or({});
  one.note = r.str(3);
  one.maker = {r.i64(4)};
  one.made_by = r.str(5);
  one.made = r.moment(6);
  one.released_by = r.str(7);
  one.released = r.moment(8);
  return one;
}

struct TryContent {
  FrequencyTryView view;
  Frequency frequency;
};
BOOST_DESCRIBE_STRUCT(TryContent, (), (view, frequency))

StoredFrequencyTry try_from(const db::Row& r) {
  StoredFrequencyTry one;
  one.account = {r.i64(0)};
  one.made = r.moment(1);
  auto content = json::read<TryContent>(r.text(2)).value_or({});
  one.view = std::move(content.view);
  one.frequency = std::move(content.frequency);
  return one;
}

constexpr std::string_view k_due = "SELECT subject, item, line, grid, colour, grade, due_day, way, why, cause FROM credit_dues";

StoredDue due_of(const db::Row& r) {
  StoredDue one;
  one.subject = {r.i64(0)};
  one.item = r.str(1);
  one.line = r.str(2);
  one.grid = r.str(3);
  one.colour = r.str(4);
  one.grade = r.str(5);
  one.due = {static_cast<std::int32_t>(r.i64(6))};
  one.way = r.str(7);
  one.why = r.str(8);
  one.cause = r.str(9);
  return one;
}

}  // namespace

std::vector<StoredFrequency> definitions(db::Tx& tx) {
  static const std::string sql = std::string(k_definition) + " ORDER BY version DESC LIMIT 100";
  return tx.all(sql, {}, definition_of);
}

std::optional<StoredFrequency> definition(db::Tx& tx, DefinitionState state) {
  static const std::string sql = std::string(k_definition) + " WHERE state = ? ORDER BY version DESC LIMIT 1";
  return tx.one(sql, {static_cast<std::int64_t>(state)}, definition_of);
}

void put_definition(db::Tx& tx, const StoredFrequency& one) {
  tx.run("INSERT INTO credit_frequencies (version, state, content, note, maker, made_by, made_us, released_by, released_us)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (version) DO UPDATE SET content = excluded.content, note = excluded.note,"
         " maker = excluded.maker, made_by = excluded.made_by, made_us = excluded.made_us WHERE credit_frequencies.state = 0",
         {one.version, static_cast<std::int64_t>(one.state), json::write(one.frequency), one.note, one.maker, one.made_by, one.made, one.released_by,
          one.released});
}

void drop_draft(db::Tx& tx) { tx.run("DELETE FROM credit_frequencies WHERE state = 0", {}); }

bool release(db::Tx& tx, std::int64_t version, std::string_view by, Instant now) {
  tx.run("UPDATE credit_frequencies SET state = 2 WHERE state = 1", {});
  return tx.run("UPDATE credit_frequencies SET state = 1, released_by = ?, released_us = ? WHERE version = ? AND state = 0", {by, now, version}) == 1;
}

std::int64_t state(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT value FROM credit_frequency_state WHERE name = ?", {name}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void set_state(db::Tx& tx, std::string_view name, std::int64_t value) {
  tx.run("INSERT INTO credit_frequency_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", {name, value});
}

void put_try(db::Tx& tx, const StoredFrequencyTry& one) {
  const TryContent content{one.view, one.frequency};
  tx.run("INSERT INTO credit_frequency_tries (id, account, version, made_us, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
         " content = excluded.content",
         {number_of(one.view.id), one.account, one.view.version, one.made, json::write(content)});
}

std::optional<StoredFrequencyTry> a_try(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT account, made_us, content FROM credit_frequency_tries WHERE id = ?", {id}, try_from);
}

std::optional<StoredFrequencyTry> try_of(db::Tx& tx, std::int64_t version, Instant made) {
  return tx.one("SELECT account, made_us, content FROM credit_frequency_tries WHERE version = ? AND made_us = ? ORDER BY id DESC LIMIT 1",
                {version, made}, try_from);
}

std::vector<StoredDue> dues_of(db::Tx& tx, SubjectId subject) {
  static const std::string sql = std::string(k_due) + " WHERE part_key = ? AND subject = ? ORDER BY item";
  return tx.all(sql, {subject, subject}, due_of);
}

void put_due(db::Tx& tx, const StoredDue& one) {
  tx.post("INSERT INTO credit_dues (part_key, subject, item, line, grid, colour, grade, due_day, way, why, cause)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, subject, item) DO UPDATE SET line = excluded.line, grid = excluded.grid,"
          " colour = excluded.colour, grade = excluded.grade, due_day = excluded.due_day, way = excluded.way, why = excluded.why,"
          " cause = excluded.cause",
          {one.subject, one.subject, one.item, one.line, one.grid, one.colour, one.grade, std::int64_t{one.due.day}, one.way, one.why, one.cause});
}

void drop_due(db::Tx& tx, SubjectId subject, std::string_view item) {
  tx.run("DELETE FROM credit_dues WHERE part_key = ? AND subject = ? AND item = ?", {subject, subject, item});
}

void each_due(db::Tx& tx, FunctionRef<bool(const StoredDue&)> visit) {
  tx.each(k_due, {}, [&](const db::Row& r) { return visit(due_of(r)); });
}

std::string cursor_of(const StoredDue& one) { return std::to_string(one.due.day) + "." + one.subject.text() + "." + one.item; }

std::vector<StoredDue> dues(db::Tx& tx, const Scope& scope, const DueAsk& ask, std::size_t most) {
  db::Asked where;
  if (!where.within("grid", scope, ask.area)) return {};
  const auto equals = [&](const char* condition, const std::string& value) {
    if (!value.empty()) where.add(condition), where.bind(value);
  };
  equals("colour = ?", ask.colour), equals("item = ?", ask.item), equals("line = ?", ask.line), equals("way = ?", ask.way);
  if (ask.before) where.add("due_day < ?"), where.bind(std::int64_t{ask.before->day});
  const std::size_t dot = ask.after.find('.'), next = dot == ask.after.npos ? dot : ask.after.find('.', dot + 1);
  if (next != ask.after.npos) {
    const std::int64_t day = text::to_int(ask.after.substr(0, dot)).value_or(0), subject = text::to_int(ask.after.substr(dot + 1, next - dot - 1)).value_or(0);
    where.add("(due_day > ? OR (due_day = ? AND (subject > ? OR (subject = ? AND item > ?))))");
    where.bind(day), where.bind(day), where.bind(subject), where.bind(subject), where.bind(ask.after.substr(next + 1));
  }
  return tx.all(where.sql(k_due, " ORDER BY due_day, subject, item LIMIT " + std::to_string(most)), where.params(), due_of);
}

DueCounts due_counts(db::Tx& tx, const Scope& scope, std::string_view area, Date today, Date month_end) {
  db::Asked where;
  if (!where.within("grid", scope, area)) return {};
  where.add("due_day <= ?"), where.bind(std::int64_t{month_end.day});
  // The day is a number of ours, not a text of anybody's.
  const std::string late = "COALESCE(SUM(CASE WHEN due_day < " + std::to_string(today.day) + " THEN 1 ELSE 0 END), 0)";
  const auto counts = tx.all(where.sql("SELECT COUNT(*), " + late + ", COALESCE(SUM(CASE WHEN why = 'trigger' THEN 1 ELSE 0 END), 0) FROM credit_dues", ""),
                             where.params(), [](const db::Row& r) { return DueCounts{r.i64(0), r.i64(1), r.i64(2)}; });
  return counts.empty() ? DueCounts{} : counts.front();
}

void note_check(db::Tx& tx, const StoredNote& one, Instant now) {
  tx.run("INSERT INTO credit_checks (part_key, subject, item, day, result, note, noted_by, noted_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, subject, item, day) DO UPDATE SET result = excluded.result, note = excluded.note, noted_by = excluded.noted_by,"
         " noted_us = excluded.noted_us",
         {one.subject, one.subject, one.item, std::int64_t{one.day.day}, one.result, one.note, one.by, now});
}

std::vector<StoredNote> notes_of(db::Tx& tx, SubjectId subject, std::size_t most) {
  return tx.all("SELECT item, day, result, note, noted_by FROM credit_checks WHERE part_key = ? AND subject = ? ORDER BY day DESC, item LIMIT ?",
                {subject, subject, static_cast<std::int64_t>(most)}, [&](const db::Row& r) {
                  return StoredNote{subject, r.str(0), {static_cast<std::int32_t>(r.i64(1))}, r.str(2), r.str(3), r.str(4)};
                });
}

LastNoted last_noted(db::Tx& tx, SubjectId subject) {
  LastNoted found;
  tx.each("SELECT item, MAX(day) FROM credit_checks WHERE part_key = ? AND subject = ? GROUP BY item", {subject, subject}, [&](const db::Row& r) {
    found[r.str(0)] = {static_cast<std::int32_t>(r.i64(1))};
    return true;
  });
  return found;
}

std::map<std::int64_t, LastNoted> all_last_noted(db::Tx& tx) {
  std::map<std::int64_t, LastNoted> found;
  tx.each("SELECT subject, item, MAX(day) FROM credit_checks GROUP BY subject, item", {}, [&](const db::Row& r) {
    found[r.i64(0)][r.str(1)] = {static_cast<std::int32_t>(r.i64(2))};
    return true;
  });
  return found;
}

void put_loads(db::Tx& tx, const std::map<std::string, GridLoad>& loads) {
  tx.run("DELETE FROM credit_frequency_load", {});
  for (const auto& [grid, load] : loads) tx.post("INSERT INTO credit_frequency_load (grid, content) VALUES (?, ?)", {grid, json::write(load)});
}

void each_load(db::Tx& tx, const Scope& scope, std::string_view area, FunctionRef<bool(std::string_view, const GridLoad&)> visit) {
  db::Asked where;
  if (!where.within("grid", scope, area)) return;
  tx.each(where.sql("SELECT grid, content FROM credit_frequency_load", " ORDER BY grid"), where.params(),
          [&](const db::Row& r) { return visit(r.text(0), json::read<GridLoad>(r.text(1)).value_or({})); });
}

}  // namespace tiange::credit::frequency_store
