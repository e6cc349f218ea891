#include "city/notices/notice_store.h"

#include "platform/db/asking/asking.h"

namespace tiange::notices::store {

namespace {

#define RULE_COLUMNS "kind, key, version, body, changed_us, changed_by"
#define EVENT_COLUMNS "id, kind, subject, body, happened_us, routed_us, told"
#define TOLD_COLUMNS                                                                                                     \
  "part_key, id, event, kind, rule, means, person, name, area, subject, number, address, shown_to, urgent, title_zh, "   \
  "title_en, text_zh, text_en, lines, merged, state, attempts, next_us, error, created_us, ended_us, read_us, ref, reported_us"

Definition definition_from(const db::Row& r) { return {r.str(0), r.str(1), r.i64(2), r.str(3), r.moment(4), r.str(5)}; }

EventRow event_from(const db::Row& r) { return {r.i64(0), r.str(1), r.str(2), r.str(3), r.moment(4), r.moment(5), r.i64(6)}; }

Told told_from(const db::Row& r) {
  Told t;
  t.part_key = r.i64(0);
  t.id = r.i64(1);
  t.event = r.i64(2);
  t.kind = r.str(3);
  t.rule = r.str(4);
  t.means = json::enum_from<Means>(r.text(5)).value_or(Means::app);
  t.person = PersonId{r.i64(6)};
  t.name = r.str(7);
  t.area = r.str(8);
  t.subject = r.str(9);
  t.number = r.str(10);
  t.address = r.str(11);
  t.shown_to = r.str(12);
  t.urgent = r.flag(13);
  t.title = {r.str(14), r.str(15)};
  t.text = {r.str(16), r.str(17)};
  t.lines = r.str(18);
  t.merged = r.i64(19);
  t.state = r.str(20);
  t.attempts = r.i64(21);
  t.next = r.moment(22);
  t.error = r.str(23);
  t.created = r.moment(24);
  t.ended = r.moment(25);
  t.read = r.moment(26);
  t.ref = r.str(27);
  t.reported = r.moment(28);
  return t;
}

}  // namespace

std::int64_t first_id(Instant moment) { return IdSource(0).next(moment); }

std::vector<Definition> newest(db::Tx& tx) {
  return tx.all("SELECT " RULE_COLUMNS " FROM notices_rules r WHERE version ="
                " (SELECT MAX(version) FROM notices_rules o WHERE o.kind = r.kind AND o.key = r.key) ORDER BY kind, key",
                {}, definition_from);
}

std::vector<Definition> versions(db::Tx& tx, std::string_view kind, std::string_view key) {
  return tx.all("SELECT " RULE_COLUMNS " FROM notices_rules WHERE kind = ? AND key = ? ORDER BY version DESC LIMIT 100", {kind, key},
                definition_from);
}

bool put(db::Tx& tx, const Definition& d) {
  return tx.run("INSERT INTO notices_rules (" RULE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, key, version) DO NOTHING",
                {d.kind, d.key, d.version, d.body, d.changed, d.changed_by}) > 0;
}

std::optional<MeansRow> means(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT means, enabled, body, secret, version, changed_us, changed_by FROM notices_means WHERE means = ?", {name},
                [](const db::Row& r) {
                  return MeansRow{r.str(0), r.flag(1), r.str(2), r.str(3), r.i64(4), r.moment(5), r.str(6)};
                });
}

bool put_means(db::Tx& tx, const MeansRow& m, std::int64_t before) {
  if (before == 0) {
    return tx.run("INSERT INTO notices_means (means, enabled, body, secret, version, changed_us, changed_by) VALUES (?, ?, ?, ?, ?, ?, ?)"
                  " ON CONFLICT (means) DO NOTHING",
                  {m.means, m.enabled, m.body, db::Bytes{m.secret}, m.version, m.changed, m.changed_by}) > 0;
  }
  return tx.run("UPDATE notices_means SET enabled = ?, body = ?, secret = ?, version = ?, changed_us = ?, changed_by = ?"
                " WHERE means = ? AND version = ?",
                {m.enabled, m.body, db::Bytes{m.secret}, m.version, m.changed, m.changed_by, m.means, before}) > 0;
}

std::optional<std::string> preferences(db::Tx& tx, PersonId person) {
  return tx.one("SELECT body FROM notices_preferences WHERE person = ?", {person}, [](const db::Row& r) { return r.str(0); });
}

void put_preferences(db::Tx& tx, PersonId person, const std::string& body, Instant now) {
  tx.run("INSERT INTO notices_preferences (person, body, changed_us) VALUES (?, ?, ?)"
         " ON CONFLICT (person) DO UPDATE SET body = excluded.body, changed_us = excluded.changed_us",
         {person, body, now});
}

// ---- events ----

void note_event(db::Tx& tx, const EventRow& e) {
  tx.post("INSERT INTO notices_events (" EVENT_COLUMNS ") VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT (id) DO NOTHING",
          {e.id, e.kind, e.subject, e.body, e.happened});
}

std::vector<EventRow> unrouted(db::Tx& tx, int limit) {
  return tx.all("SELECT " EVENT_COLUMNS " FROM notices_events WHERE routed_us = 0 ORDER BY id LIMIT ?", {limit}, event_from);
}

bool mark_routed(db::Tx& tx, std::int64_t id, std::int64_t told, Instant now) {
  return tx.run("UPDATE notices_events SET routed_us = ?, told = ? WHERE id = ? AND routed_us = 0", {now, told, id}) > 0;
}

std::vector<EventRow> past(db::Tx& tx, std::string_view kind, int limit) {
  return tx.all("SELECT " EVENT_COLUMNS " FROM notices_events WHERE kind = ? ORDER BY id DESC LIMIT ?", {kind, limit}, event_from);
}

std::optional<EventRow> find_event(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " EVENT_COLUMNS " FROM notices_events WHERE id = ?", {id}, event_from);
}

// ---- what was told ----

void insert(db::Tx& tx, const Told& t) {
  tx.post("INSERT INTO notices_told (" TOLD_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {t.part_key, t.id,       t.event,     t.kind,     t.rule,       json::enum_name(t.means), t.person, t.name,    t.area,
           t.subject,  t.number,   db::Bytes{t.address}, t.shown_to, t.urgent, t.title.zh, t.title.en, t.text.zh, t.text.en,
           t.lines,    t.merged,   t.state,     t.attempts, t.next,       t.error,    t.created, t.ended, t.read, t.ref, t.reported});
}

void save(db::Tx& tx, const Told& t) {
  tx.run("UPDATE notices_told SET title_zh = ?, title_en = ?, text_zh = ?, text_en = ?, lines = ?, merged = ?, state = ?, attempts = ?,"
         " next_us = ?, error = ?, ended_us = ?, number = ?, subject = ?, urgent = ?, reported_us = ? WHERE part_key = ? AND id = ?",
         {t.title.zh, t.title.en, t.text.zh, t.text.en, t.lines, t.merged, t.state, t.attempts, t.next, t.error, t.ended, t.number, t.subject,
          t.urgent, t.reported, t.part_key, t.id});
}

std::optional<Told> find(db::Tx& tx, std::int64_t part_key, std::int64_t id) {
  return tx.one("SELECT " TOLD_COLUMNS " FROM notices_told WHERE part_key = ? AND id = ?", {part_key, id}, told_from);
}

std::optional<Told> gathering(db::Tx& tx, std::int64_t part_key, Means means) {
  return tx.one("SELECT " TOLD_COLUMNS " FROM notices_told WHERE part_key = ? AND means = ? AND state = 'held' ORDER BY id LIMIT 1",
                {part_key, json::enum_name(means)}, told_from);
}

std::int64_t count_since(db::Tx& tx, std::int64_t part_key, std::int64_t id, std::int64_t limit) {
  return *tx.one("SELECT COUNT(*) FROM (SELECT id FROM notices_told WHERE part_key = ? AND id > ? AND means = 'app' AND merged = 1"
                 " LIMIT ?) AS few",
                 {part_key, id, limit}, [](const db::Row& r) { return r.i64(0); });
}

std::int64_t sms_since(db::Tx& tx, std::int64_t part_key, std::int64_t id, std::int64_t limit) {
  return *tx.one("SELECT COUNT(*) FROM (SELECT id FROM notices_told WHERE part_key = ? AND id > ? AND means = 'sms' AND ref <> ''"
                 " AND (attempts > 0 OR state = 'waiting') LIMIT ?) AS few",
                 {part_key, id, limit}, [](const db::Row& r) { return r.i64(0); });
}

std::optional<Told> find_by_id(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " TOLD_COLUMNS " FROM notices_told WHERE id = ?", {id}, told_from);
}

std::optional<Told> find_by_code(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT " TOLD_COLUMNS " FROM notices_told WHERE number = ? AND ref <> '' ORDER BY id DESC LIMIT 1", {code}, told_from);
}

std::optional<SmsWish> sms_wish(db::Tx& tx, std::int64_t subject) {
  return tx.one("SELECT sms_off, changed_us, changed_by FROM notices_subjects WHERE part_key = ?", {subject},
                [](const db::Row& r) { return SmsWish{r.flag(0), r.moment(1), r.str(2)}; });
}

bool sms_off(db::Tx& tx, std::int64_t subject) {
  const auto wish = sms_wish(tx, subject);
  return wish && wish->off;
}

void put_sms_wish(db::Tx& tx, std::int64_t subject, const SmsWish& wish) {
  tx.run("INSERT INTO notices_subjects (part_key, sms_off, changed_us, changed_by) VALUES (?, ?, ?, ?)"
         " ON CONFLICT (part_key) DO UPDATE SET sms_off = excluded.sms_off, changed_us = excluded.changed_us, changed_by = excluded.changed_by",
         {subject, wish.off, wish.changed, wish.by});
}

std::vector<Told> due(db::Tx& tx, Instant now, int limit) {
  return tx.all("SELECT " TOLD_COLUMNS " FROM notices_told WHERE next_us > 0 AND next_us <= ? ORDER BY next_us LIMIT ?", {now, limit},
                told_from);
}

bool lease(db::Tx& tx, const Told& t, Instant until) {
  return tx.run("UPDATE notices_told SET next_us = ? WHERE part_key = ? AND id = ? AND state = 'waiting' AND next_us = ?",
                {until, t.part_key, t.id, t.next}) > 0;
}

std::vector<Told> inbox(db::Tx& tx, PersonId person, const InboxFilter& f) {
  const std::int64_t before = f.before > 0 ? f.before : INT64_MAX;
  if (f.unread) {
    return tx.all("SELECT " TOLD_COLUMNS " FROM notices_told WHERE part_key = ? AND id < ? AND state = 'told' AND read_us = 0"
                  " ORDER BY id DESC LIMIT ?",
                  {person, before, f.limit}, told_from);
  }
  return tx.all("SELECT " TOLD_COLUMNS " FROM notices_told WHERE part_key = ? AND id < ? AND state = 'told' ORDER BY id DESC LIMIT ?",
                {person, before, f.limit}, told_from);
}

std::int64_t unread(db::Tx& tx, PersonId person, std::int64_t most) {
  return *tx.one("SELECT COUNT(*) FROM (SELECT id FROM notices_told WHERE part_key = ? AND state = 'told' AND read_us = 0 LIMIT ?) AS few",
                 {person, most}, [](const db::Row& r) { return r.i64(0); });
}

std::int64_t read(db::Tx& tx, PersonId person, std::int64_t id, Instant now) {
  if (id == 0)
    return tx.run("UPDATE notices_told SET read_us = ? WHERE part_key = ? AND state = 'told' AND read_us = 0", {now, person});
  return tx.run("UPDATE notices_told SET read_us = ? WHERE part_key = ? AND id = ? AND state = 'told' AND read_us = 0", {now, person, id});
}

std::vector<Told> log(db::Tx& tx, const Scope& scope, const LogFilter& f) {
  db::Asked asked;
  asked.add("id < ?");
  asked.bind(f.before > 0 ? f.before : INT64_MAX);
  const auto equal = [&](std::string_view column, const std::string& value) {
    if (value.empty()) return;
    asked.add(std::string(column) + " = ?");
    asked.bind(value);
  };
  equal("state", f.state);
  equal("means", f.means);
  equal("number", f.number);
  equal("rule", f.rule);
  if (!asked.within("area", scope, "")) return {};
  asked.bind(static_cast<std::int64_t>(f.limit));
  return tx.all(asked.sql("SELECT " TOLD_COLUMNS " FROM notices_told", " ORDER BY id DESC LIMIT ?"), asked.params(), told_from);
}

std::optional<Told> find_in_log(db::Tx& tx, const Scope& scope, std::int64_t id) {
  auto told = tx.one("SELECT " TOLD_COLUMNS " FROM notices_told WHERE id = ?", {id}, told_from);
  if (told && !scope.covers(told->area)) return std::nullopt;
  return told;
}

std::int64_t dead(db::Tx& tx, const Scope& scope) {
  db::Asked asked;
  asked.add("state = 'dead'");
  if (!asked.within("area", scope, "")) return 0;
  return tx.all(asked.sql("SELECT COUNT(*) FROM notices_told", ""), asked.params(), [](const db::Row& r) { return r.i64(0); }).front();
}

void forget(db::Tx& tx, Instant events_before, Instant told_before) {
  tx.run("DELETE FROM notices_events WHERE routed_us > 0 AND id < ?", {first_id(events_before)});
  tx.run("DELETE FROM notices_told WHERE id < ?", {first_id(told_before)});
}

}  // namespace tiange::notices::store
