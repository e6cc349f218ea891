#include "city/cases/channels/client_key_store.h"

namespace tiange::cases::store {

namespace {

#define KEY_COLUMNS \
  "id, name, digest, begins_with, old_digest, old_until_us, area, per_minute, photos_public, active, made_us, made_by, changed_us"

KeyRow key_from(const db::Row& r) {
  return {r.i64(0), r.str(1),  r.str(2),  r.str(3),     r.str(4),  r.moment(5),  r.str(6),
          r.i64(7), r.flag(8), r.flag(9), r.moment(10), r.str(11), r.moment(12)};
}

}  // namespace

std::vector<KeyRow> keys(db::Tx& tx) { return tx.all("SELECT " KEY_COLUMNS " FROM channel_keys ORDER BY id", {}, key_from); }

std::optional<KeyRow> find_key(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " KEY_COLUMNS " FROM channel_keys WHERE id = ?", {id}, key_from);
}

std::optional<KeyRow> key_of_digest(db::Tx& tx, std::string_view digest, Instant now) {
  auto row = tx.one("SELECT " KEY_COLUMNS " FROM channel_keys WHERE digest = ?", {db::Bytes{digest}}, key_from);
  if (row) return row;
  return tx.one("SELECT " KEY_COLUMNS " FROM channel_keys WHERE old_digest = ? AND old_until_us > ?", {db::Bytes{digest}, now}, key_from);
}

void insert_key(db::Tx& tx, const KeyRow& k) {
  tx.run("INSERT INTO channel_keys (" KEY_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {k.id, k.name, db::Bytes{k.digest}, k.begins_with, db::Bytes{k.old_digest}, k.old_until, k.area, k.per_minute, k.photos_public,
          k.active, k.made, k.made_by, k.changed});
}

void save_key(db::Tx& tx, const KeyRow& k) {
  tx.run("UPDATE channel_keys SET name = ?, digest = ?, begins_with = ?, old_digest = ?, old_until_us = ?, area = ?, per_minute = ?,"
         " photos_public = ?, active = ?, changed_us = ? WHERE id = ?",
         {k.name, db::Bytes{k.digest}, k.begins_with, db::Bytes{k.old_digest}, k.old_until, k.area, k.per_minute, k.photos_public, k.active,
          k.changed, k.id});
}

}  // namespace tiange::cases::store
