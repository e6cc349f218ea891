#pragma once
// All SQL of the keys of clients. A key is kept as its SHA-256 only; it is shown once, when it is made.

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "platform/db/db.h"

namespace tiange::cases::store {

struct KeyRow {
  std::int64_t id = 0;
  std::string name;
  std::string digest;       // 32 bytes
  std::string begins_with;  // of the key, to know it by
  std::string old_digest;   // of the key before, which holds until old_until
  Instant old_until;
  std::string area;
  std::int64_t per_minute = 60;
  bool photos_public = false;
  bool active = true;
  Instant made;
  std::string made_by;
  Instant changed;
};

std::vector<KeyRow> keys(db::Tx& tx);
std::optional<KeyRow> find_key(db::Tx& tx, std::int64_t id);
std::optional<KeyRow> key_of_digest(db::Tx& tx, std::string_view digest, Instant now);
void insert_key(db::Tx& tx, const KeyRow& row);
void save_key(db::Tx& tx, const KeyRow& row);

}  // namespace tiange::cases::store
