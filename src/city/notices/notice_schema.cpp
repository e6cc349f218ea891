#include "city/notices/notices.h"

namespace tiange::notices {

namespace {

// notices_told: part_key is the person, of reporters the part of the case. state: told (in the app), held (gathered until
// next_us), waiting (to be sent at next_us), sent, dead. `merged` says how many notices it holds.
constexpr std::string_view k_first = R"sql(
-- table notices_rules: reference
CREATE TABLE notices_rules (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (kind, key, version)
);
-- table notices_means: reference
CREATE TABLE notices_means (
  means TEXT NOT NULL PRIMARY KEY,
  enabled BIGINT NOT NULL,
  body TEXT NOT NULL,
  secret BYTES NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
-- table notices_preferences: reference
CREATE TABLE notices_preferences (
  person BIGINT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  changed_us BIGINT NOT NULL
);
-- table notices_events: local
CREATE TABLE notices_events (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  happened_us BIGINT NOT NULL,
  routed_us BIGINT NOT NULL,
  told BIGINT NOT NULL
);
CREATE INDEX notices_events_open ON notices_events (id) WHERE routed_us = 0;
CREATE INDEX notices_events_by_kind ON notices_events (kind, id);
-- table notices_told: sharded, own id
CREATE TABLE notices_told (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  event BIGINT NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  means TEXT NOT NULL,
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  area TEXT NOT NULL,
  subject TEXT NOT NULL,
  number TEXT NOT NULL,
  address BYTES NOT NULL,
  shown_to TEXT NOT NULL,
  urgent BIGINT NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  text_zh TEXT NOT NULL,
  text_en TEXT NOT NULL,
  lines TEXT NOT NULL,
  merged BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_us BIGINT NOT NULL,
  error TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  read_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX notices_unread ON notices_told (part_key, id) WHERE state = 'told' AND read_us = 0;
CREATE INDEX notices_due ON notices_told (next_us) WHERE next_us > 0;
CREATE INDEX notices_gathering ON notices_told (part_key, means) WHERE state = 'held';
CREATE INDEX notices_by_id ON notices_told (id);
CREATE INDEX notices_dead ON notices_told (id) WHERE state = 'dead';
CREATE INDEX notices_by_number ON notices_told (number, id) WHERE number <> '';
)sql";

// ref: of a tiding the matter that it is about; part_key is then the resident or firm. state may be delivered or undelivered.
constexpr std::string_view k_tidings = R"sql(
ALTER TABLE notices_told ADD COLUMN ref TEXT NOT NULL DEFAULT '';
ALTER TABLE notices_told ADD COLUMN reported_us BIGINT NOT NULL DEFAULT 0;
-- table notices_subjects: sharded
CREATE TABLE notices_subjects (
  part_key BIGINT NOT NULL PRIMARY KEY,
  sms_off BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
)sql";

}  // namespace

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"notices", 1, k_first}, {"notices", 2, k_tidings}};
  return k_steps;
}

}  // namespace tiange::notices
