#include "city/cases/channels/channels.h"

namespace tiange::cases {

namespace {

constexpr std::string_view k_first = R"sql(
-- table channel_systems: reference
CREATE TABLE channel_systems (
  key TEXT NOT NULL PRIMARY KEY,
  mapping TEXT NOT NULL,
  enabled BIGINT NOT NULL,
  area TEXT NOT NULL,
  url TEXT NOT NULL,
  suite TEXT NOT NULL,
  secret BYTES NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
-- table channel_mappings: reference
CREATE TABLE channel_mappings (
  system TEXT NOT NULL,
  version BIGINT NOT NULL,
  mapping TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (system, version)
);
-- table channel_links: sharded
CREATE TABLE channel_links (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  system TEXT NOT NULL,
  outward BIGINT NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL,
  state_us BIGINT NOT NULL,
  clocks TEXT NOT NULL,
  our_status TEXT NOT NULL,
  our_state TEXT NOT NULL,
  our_us BIGINT NOT NULL,
  conflict TEXT NOT NULL,
  accepted_conflict TEXT NOT NULL,
  linked_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, case_id, system)
);
-- table channel_numbers: reference
CREATE TABLE channel_numbers (
  system TEXT NOT NULL,
  number TEXT NOT NULL,
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  PRIMARY KEY (system, number)
);
-- table channel_received: local
CREATE TABLE channel_received (
  system TEXT NOT NULL,
  message_id TEXT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  case_number TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason_zh TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  body BYTES NOT NULL,
  received_us BIGINT NOT NULL,
  PRIMARY KEY (system, message_id)
);
CREATE UNIQUE INDEX channel_received_by_id ON channel_received (id);
CREATE INDEX channel_received_by_outcome ON channel_received (outcome, id);
-- table channel_out: local
CREATE TABLE channel_out (
  id BIGINT NOT NULL PRIMARY KEY,
  system TEXT NOT NULL,
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state_zh TEXT NOT NULL,
  state_en TEXT NOT NULL,
  case_number TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_us BIGINT NOT NULL,
  error TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL
);
CREATE INDEX channel_out_due ON channel_out (status, next_us);
CREATE INDEX channel_out_by_case ON channel_out (system, part_key, case_id, id);
-- table channel_keys: reference
CREATE TABLE channel_keys (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  digest BYTES NOT NULL,
  begins_with TEXT NOT NULL,
  old_digest BYTES NOT NULL,
  old_until_us BIGINT NOT NULL,
  area TEXT NOT NULL,
  per_minute BIGINT NOT NULL,
  photos_public BIGINT NOT NULL,
  active BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  changed_us BIGINT NOT NULL
);
CREATE UNIQUE INDEX channel_keys_by_digest ON channel_keys (digest);
-- table channel_hooks: reference
CREATE TABLE channel_hooks (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  area TEXT NOT NULL,
  secret BYTES NOT NULL,
  active BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  paused_zh TEXT NOT NULL,
  paused_en TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  version BIGINT NOT NULL
);
-- table channel_deliveries: local
CREATE TABLE channel_deliveries (
  id BIGINT NOT NULL PRIMARY KEY,
  hook BIGINT NOT NULL,
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_us BIGINT NOT NULL,
  answer BIGINT NOT NULL,
  error TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL
);
CREATE INDEX channel_deliveries_due ON channel_deliveries (status, next_us);
CREATE UNIQUE INDEX channel_deliveries_once ON channel_deliveries (hook, event_id);
CREATE INDEX channel_deliveries_by_hook ON channel_deliveries (hook, id);
-- table channel_trials: local
CREATE TABLE channel_trials (
  box TEXT NOT NULL,
  message_id TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  received_us BIGINT NOT NULL,
  PRIMARY KEY (box, message_id)
);
)sql";

}  // namespace

std::span<const db::Migration> channel_migrations() {
  static constexpr db::Migration k_steps[] = {{"channels", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::cases
