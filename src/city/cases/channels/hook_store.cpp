#include "city/cases/channels/hook_store.h"

namespace tiange::cases::store {

namespace {

#define HOOK_COLUMNS "id, name, url, events, area, secret, active, failures, paused_zh, paused_en, made_us, made_by, version"
#define DELIVERY_COLUMNS \
  "id, hook, event_id, type, subject, body, status, attempts, next_us, answer, error, created_us, ended_us"

HookRow hook_from(const db::Row& r) {
  return {r.i64(0), r.str(1), r.str(2), r.str(3), r.str(4),     r.str(5),  r.flag(6),
          r.i64(7), r.str(8), r.str(9), r.moment(10), r.str(11), r.i64(12)};
}

DeliveryRow delivery_from(const db::Row& r) {
  return {r.i64(0), r.i64(1),    r.str(2), r.str(3),  r.str(4),     r.str(5),    r.str(6),
          r.i64(7), r.moment(8), r.i64(9), r.str(10), r.moment(11), r.moment(12)};
}

}  // namespace

std::vector<HookRow> hooks(db::Tx& tx) { return tx.all("SELECT " HOOK_COLUMNS " FROM channel_hooks ORDER BY id", {}, hook_from); }

std::optional<HookRow> find_hook(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " HOOK_COLUMNS " FROM channel_hooks WHERE id = ?", {id}, hook_from);
}

void insert_hook(db::Tx& tx, const HookRow& h) {
  tx.run("INSERT INTO channel_hooks (" HOOK_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {h.id, h.name, h.url, h.events, h.area, db::Bytes{h.secret}, h.active, h.failures, h.paused_zh, h.paused_en, h.made, h.made_by,
          h.version});
}

bool save_hook(db::Tx& tx, const HookRow& h, std::int64_t before) {
  return tx.run("UPDATE channel_hooks SET name = ?, url = ?, events = ?, area = ?, secret = ?, active = ?, failures = ?, paused_zh = ?,"
                " paused_en = ?, version = ? WHERE id = ? AND version = ?",
                {h.name, h.url, h.events, h.area, db::Bytes{h.secret}, h.active, h.failures, h.paused_zh, h.paused_en, h.version, h.id,
                 before}) > 0;
}

void count_failure(db::Tx& tx, std::int64_t id, std::int64_t failures, bool active, const std::string& zh, const std::string& en) {
  tx.run("UPDATE channel_hooks SET failures = ?, active = ?, paused_zh = ?, paused_en = ? WHERE id = ?", {failures, active, zh, en, id});
}

void delete_hook(db::Tx& tx, std::int64_t id) {
  tx.run("DELETE FROM channel_deliveries WHERE hook = ?", {id});
  tx.run("DELETE FROM channel_hooks WHERE id = ?", {id});
}

bool insert_delivery(db::Tx& tx, const DeliveryRow& d) {
  return tx.run("INSERT INTO channel_deliveries (" DELIVERY_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (hook, event_id) DO NOTHING",
                {d.id, d.hook, d.event_id, d.type, d.subject, d.body, d.status, d.attempts, d.next, d.answer, d.error, d.created,
                 d.ended}) > 0;
}

std::optional<DeliveryRow> find_delivery(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " DELIVERY_COLUMNS " FROM channel_deliveries WHERE id = ?", {id}, delivery_from);
}

void save_delivery(db::Tx& tx, const DeliveryRow& d) {
  tx.run("UPDATE channel_deliveries SET status = ?, attempts = ?, next_us = ?, answer = ?, error = ?, ended_us = ? WHERE id = ?",
         {d.status, d.attempts, d.next, d.answer, d.error, d.ended, d.id});
}

std::vector<std::int64_t> due_deliveries(db::Tx& tx, Instant now, int limit) {
  return tx.all("SELECT d.id FROM channel_deliveries d JOIN channel_hooks h ON h.id = d.hook WHERE d.status = 'waiting'"
                " AND d.next_us <= ? AND h.active = 1 ORDER BY d.next_us, d.id LIMIT ?",
                {now, limit}, [](const db::Row& r) { return r.i64(0); });
}

bool lease_delivery(db::Tx& tx, std::int64_t id, Instant now, Instant until) {
  return tx.run("UPDATE channel_deliveries SET next_us = ? WHERE id = ? AND status = 'waiting' AND next_us <= ?", {until, id, now}) > 0;
}

std::vector<DeliveryRow> list_deliveries(db::Tx& tx, std::int64_t hook, std::string_view status, std::int64_t before, int limit) {
  return tx.all("SELECT " DELIVERY_COLUMNS " FROM channel_deliveries WHERE hook = ? AND id < ? AND (? = '' OR status = ?)"
                " ORDER BY id DESC LIMIT ?",
                {hook, before > 0 ? before : INT64_MAX, status, status, limit}, delivery_from);
}

}  // namespace tiange::cases::store
