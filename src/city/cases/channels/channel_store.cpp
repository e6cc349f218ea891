#include "city/cases/channels/channel_store.h"

namespace tiange::cases::store {

namespace {

#define SYSTEM_COLUMNS "key, mapping, enabled, area, url, suite, secret, version, changed_us, changed_by"
#define LINK_COLUMNS                                                                                                 \
  "part_key, case_id, system, outward, number, state, state_us, clocks, our_status, our_state, our_us, conflict, " \
  "accepted_conflict, linked_us"
#define RECEIVED_COLUMNS                                                                                             \
  "system, message_id, id, kind, number, part_key, case_id, case_number, outcome, reason_zh, reason_en, body, received_us"
#define OUT_COLUMNS                                                                                                   \
  "id, system, part_key, case_id, kind, state_zh, state_en, case_number, body, status, attempts, next_us, error, " \
  "created_us, ended_us"

SystemRow system_from(const db::Row& r) {
  return {r.str(0), r.str(1), r.flag(2), r.str(3), r.str(4), r.str(5), r.str(6), r.i64(7), r.moment(8), r.str(9)};
}

CaseRef ref_from(const db::Row& r, int column) { return {r.i64(column), CaseId{r.i64(column + 1)}}; }

LinkRow link_from(const db::Row& r) {
  LinkRow row{ref_from(r, 0), r.str(2), r.flag(3), r.str(4), r.str(5), r.moment(6), r.str(7), r.str(8), r.str(9),
              r.moment(10),   r.str(11), r.str(12), r.moment(13)};
  return row;
}

ReceivedRow received_from(const db::Row& r) {
  return {r.str(0), r.str(1), r.i64(2), r.str(3), r.str(4), ref_from(r, 5), r.str(7), r.str(8), r.str(9), r.str(10), r.str(11), r.moment(12)};
}

OutRow out_from(const db::Row& r) {
  return {r.i64(0), r.str(1), ref_from(r, 2), r.str(4),    r.str(5),    r.str(6),     r.str(7),
          r.str(8), r.str(9), r.i64(10),      r.moment(11), r.str(12), r.moment(13), r.moment(14)};
}

}  // namespace

std::vector<SystemRow> systems(db::Tx& tx) {
  return tx.all("SELECT " SYSTEM_COLUMNS " FROM channel_systems ORDER BY key", {}, system_from);
}

std::optional<SystemRow> find_system(db::Tx& tx, std::string_view key) {
  return tx.one("SELECT " SYSTEM_COLUMNS " FROM channel_systems WHERE key = ?", {key}, system_from);
}

void keep_mapping(db::Tx& tx, const SystemRow& row) {
  tx.run("INSERT INTO channel_mappings (system, version, mapping, changed_us, changed_by) VALUES (?, ?, ?, ?, ?)"
         " ON CONFLICT (system, version) DO NOTHING",
         {row.key, row.version, row.mapping, row.changed, row.changed_by});
}

bool insert_system(db::Tx& tx, const SystemRow& row) {
  const bool fresh = tx.run("INSERT INTO channel_systems (" SYSTEM_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                            " ON CONFLICT (key) DO NOTHING",
                            {row.key, row.mapping, row.enabled, row.area, row.url, row.suite, db::Bytes{row.secret}, row.version,
                             row.changed, row.changed_by}) > 0;
  if (fresh) keep_mapping(tx, row);
  return fresh;
}

bool save_system(db::Tx& tx, const SystemRow& row, std::int64_t before) {
  const bool saved = tx.run("UPDATE channel_systems SET mapping = ?, enabled = ?, area = ?, url = ?, suite = ?, secret = ?, version = ?,"
                            " changed_us = ?, changed_by = ? WHERE key = ? AND version = ?",
                            {row.mapping, row.enabled, row.area, row.url, row.suite, db::Bytes{row.secret}, row.version, row.changed,
                             row.changed_by, row.key, before}) > 0;
  if (saved) keep_mapping(tx, row);
  return saved;
}

std::vector<MappingRow> mappings(db::Tx& tx, std::string_view system) {
  return tx.all("SELECT version, mapping, changed_us, changed_by FROM channel_mappings WHERE system = ? ORDER BY version DESC LIMIT 50",
                {system}, [](const db::Row& r) { return MappingRow{r.i64(0), r.str(1), r.moment(2), r.str(3)}; });
}

std::vector<LinkRow> links_of(db::Tx& tx, CaseRef ref) {
  return tx.all("SELECT " LINK_COLUMNS " FROM channel_links WHERE part_key = ? AND case_id = ? ORDER BY system",
                {ref.part_key, ref.id}, link_from);
}

std::optional<LinkRow> find_link(db::Tx& tx, CaseRef ref, std::string_view system) {
  return tx.one("SELECT " LINK_COLUMNS " FROM channel_links WHERE part_key = ? AND case_id = ? AND system = ?",
                {ref.part_key, ref.id, system}, link_from);
}

bool insert_link(db::Tx& tx, const LinkRow& l) {
  return tx.run("INSERT INTO channel_links (" LINK_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (part_key, case_id, system) DO NOTHING",
                {l.ref.part_key, l.ref.id, l.system, l.outward, l.number, l.state, l.state_moment, l.clocks, l.our_status, l.our_state,
                 l.our_moment, l.conflict, l.accepted_conflict, l.linked}) > 0;
}

void save_link(db::Tx& tx, const LinkRow& l) {
  tx.run("UPDATE channel_links SET number = ?, state = ?, state_us = ?, clocks = ?, our_status = ?, our_state = ?, our_us = ?,"
         " conflict = ?, accepted_conflict = ? WHERE part_key = ? AND case_id = ? AND system = ?",
         {l.number, l.state, l.state_moment, l.clocks, l.our_status, l.our_state, l.our_moment, l.conflict, l.accepted_conflict,
          l.ref.part_key, l.ref.id, l.system});
}

std::optional<CaseRef> case_of_number(db::Tx& tx, std::string_view system, std::string_view number) {
  return tx.one("SELECT part_key, case_id FROM channel_numbers WHERE system = ? AND number = ?", {system, number},
                [](const db::Row& r) { return ref_from(r, 0); });
}

bool insert_number(db::Tx& tx, std::string_view system, std::string_view number, CaseRef ref) {
  return tx.run("INSERT INTO channel_numbers (system, number, part_key, case_id) VALUES (?, ?, ?, ?) ON CONFLICT (system, number) DO NOTHING",
                {system, number, ref.part_key, ref.id}) > 0;
}

std::optional<ReceivedRow> find_received(db::Tx& tx, std::string_view system, std::string_view message_id) {
  return tx.one("SELECT " RECEIVED_COLUMNS " FROM channel_received WHERE system = ? AND message_id = ?", {system, message_id}, received_from);
}

std::optional<ReceivedRow> find_received(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " RECEIVED_COLUMNS " FROM channel_received WHERE id = ?", {id}, received_from);
}

bool insert_received(db::Tx& tx, const ReceivedRow& r) {
  return tx.run("INSERT INTO channel_received (" RECEIVED_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (system, message_id) DO NOTHING",
                {r.system, r.message_id, r.id, r.kind, r.number, r.ref.part_key, r.ref.id, r.case_number, r.outcome, r.reason_zh, r.reason_en,
                 db::Bytes{r.body}, r.received}) > 0;
}

void save_received(db::Tx& tx, const ReceivedRow& r) {
  tx.run("UPDATE channel_received SET outcome = ?, reason_zh = ?, reason_en = ?, part_key = ?, case_id = ?, case_number = ?, body = ?"
         " WHERE system = ? AND message_id = ?",
         {r.outcome, r.reason_zh, r.reason_en, r.ref.part_key, r.ref.id, r.case_number, db::Bytes{r.body}, r.system, r.message_id});
}

std::vector<ReceivedRow> list_received(db::Tx& tx, std::string_view system, std::string_view outcome, std::int64_t before, int limit) {
  return tx.all("SELECT " RECEIVED_COLUMNS " FROM channel_received WHERE id < ? AND (? = '' OR system = ?) AND (? = '' OR outcome = ?)"
                " ORDER BY id DESC LIMIT ?",
                {before > 0 ? before : INT64_MAX, system, system, outcome, outcome, limit}, received_from);
}

void insert_out(db::Tx& tx, const OutRow& o) {
  tx.run("INSERT INTO channel_out (" OUT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {o.id, o.system, o.ref.part_key, o.ref.id, o.kind, o.state_zh, o.state_en, o.case_number, o.body, o.status, o.attempts, o.next,
          o.error, o.created, o.ended});
}

std::optional<OutRow> find_out(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " OUT_COLUMNS " FROM channel_out WHERE id = ?", {id}, out_from);
}

void save_out(db::Tx& tx, const OutRow& o) {
  tx.run("UPDATE channel_out SET status = ?, attempts = ?, next_us = ?, error = ?, ended_us = ? WHERE id = ?",
         {o.status, o.attempts, o.next, o.error, o.ended, o.id});
}

std::vector<std::int64_t> due_out(db::Tx& tx, Instant now, int limit) {
  return tx.all("SELECT o.id FROM channel_out o WHERE o.status = 'waiting' AND o.next_us <= ? AND NOT EXISTS"
                " (SELECT 1 FROM channel_out e WHERE e.system = o.system AND e.part_key = o.part_key AND e.case_id = o.case_id"
                " AND e.id < o.id AND e.status IN ('waiting', 'dead')) ORDER BY o.next_us, o.id LIMIT ?",
                {now, limit}, [](const db::Row& r) { return r.i64(0); });
}

bool lease_out(db::Tx& tx, std::int64_t id, Instant now, Instant until) {
  return tx.run("UPDATE channel_out SET next_us = ? WHERE id = ? AND status = 'waiting' AND next_us <= ?", {until, id, now}) > 0;
}

std::vector<OutRow> list_out(db::Tx& tx, std::string_view system, std::string_view status, std::int64_t before, int limit) {
  return tx.all("SELECT " OUT_COLUMNS " FROM channel_out WHERE id < ? AND (? = '' OR system = ?) AND (? = '' OR status = ?)"
                " ORDER BY id DESC LIMIT ?",
                {before > 0 ? before : INT64_MAX, system, system, status, status, limit}, out_from);
}

std::optional<OutRow> last_out(db::Tx& tx, CaseRef ref, std::string_view system) {
  return tx.one("SELECT " OUT_COLUMNS " FROM channel_out WHERE system = ? AND part_key = ? AND case_id = ? ORDER BY id DESC LIMIT 1",
                {system, ref.part_key, ref.id}, out_from);
}

std::vector<Count> counts(db::Tx& tx) {
  auto all = tx.all("SELECT system, status, COUNT(*) FROM channel_out WHERE status IN ('waiting', 'dead') GROUP BY system, status", {},
                    [](const db::Row& r) { return Count{r.str(0), r.str(1), r.i64(2)}; });
  const auto held = tx.all("SELECT system, outcome, COUNT(*) FROM channel_received WHERE outcome = 'held' GROUP BY system, outcome", {},
                           [](const db::Row& r) { return Count{r.str(0), r.str(1), r.i64(2)}; });
  all.insert(all.end(), held.begin(), held.end());
  return all;
}

void delete_old(db::Tx& tx, Instant before) {
  tx.run("DELETE FROM channel_out WHERE status IN ('sent', 'dropped') AND ended_us < ?", {before});
  tx.run("DELETE FROM channel_deliveries WHERE status IN ('sent', 'dropped') AND ended_us < ?", {before});
  tx.run("DELETE FROM channel_trials WHERE received_us < ?", {before});
}

std::vector<TrialRow> trials(db::Tx& tx, std::string_view box) {
  return tx.all("SELECT message_id, attempts, taken, headers, body, received_us FROM channel_trials WHERE box = ?"
                " ORDER BY received_us DESC, message_id DESC LIMIT 100",
                {box}, [](const db::Row& r) { return TrialRow{r.str(0), r.i64(1), r.i64(2), r.str(3), r.str(4), r.moment(5)}; });
}

std::int64_t count_trial(db::Tx& tx, std::string_view box, const TrialRow& row) {
  tx.run("INSERT INTO channel_trials (box, message_id, attempts, taken, headers, body, received_us) VALUES (?, ?, 1, 0, ?, ?, ?)"
         " ON CONFLICT (box, message_id) DO UPDATE SET attempts = channel_trials.attempts + 1, headers = excluded.headers",
         {box, row.message_id, row.headers, row.body, row.received});
  return tx.one("SELECT attempts FROM channel_trials WHERE box = ? AND message_id = ?", {box, row.message_id},
                [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void take_trial(db::Tx& tx, std::string_view box, std::string_view message_id) {
  tx.run("UPDATE channel_trials SET taken = taken + 1 WHERE box = ? AND message_id = ?", {box, message_id});
}

}  // namespace tiange::cases::store
