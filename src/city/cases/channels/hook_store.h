#pragma once
// All SQL of webhooks.

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "platform/db/db.h"

namespace tiange::cases::store {

struct HookRow {
  std::int64_t id = 0;
  std::string name;
  std::string url;
  std::string events;  // types separated by blanks
  std::string area;
  std::string secret;  // sealed
  bool active = true;
  std::int64_t failures = 0;  // given up one after another
  std::string paused_zh;
  std::string paused_en;
  Instant made;
  std::string made_by;
  std::int64_t version = 1;
};
std::vector<HookRow> hooks(db::Tx& tx);
std::optional<HookRow> find_hook(db::Tx& tx, std::int64_t id);
void insert_hook(db::Tx& tx, const HookRow& row);
bool save_hook(db::Tx& tx, const HookRow& row, std::int64_t before);
void count_failure(db::Tx& tx, std::int64_t id, std::int64_t failures, bool active, const std::string& zh, const std::string& en);
void delete_hook(db::Tx& tx, std::int64_t id);  // with its deliveries

struct DeliveryRow {
  std::int64_t id = 0;
  std::int64_t hook = 0;
  std::string event_id;
  std::string type;
  std::string subject;
  std::string body;
  std::string status = "waiting";  // waiting | sent | dead | dropped
  std::int64_t attempts = 0;
  Instant next;
  std::int64_t answer = 0;  // HTTP status of the last attempt
  std::string error;
  Instant created;
  Instant ended;
};
// False when the hook has that event already.
bool insert_delivery(db::Tx& tx, const DeliveryRow& row);
std::optional<DeliveryRow> find_delivery(db::Tx& tx, std::int64_t id);
void save_delivery(db::Tx& tx, const DeliveryRow& row);
std::vector<std::int64_t> due_deliveries(db::Tx& tx, Instant now, int limit);
bool lease_delivery(db::Tx& tx, std::int64_t id, Instant now, Instant until);
std::vector<DeliveryRow> list_deliveries(db::Tx& tx, std::int64_t hook, std::string_view status, std::int64_t before, int limit);

}  // namespace tiange::cases::store
