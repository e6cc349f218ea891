#include "city/ledgers/ledgers.h"

namespace tiange::ledgers {

// Kinds, orders and watch lists are about data, not about people, and small. Members of watch lists and tasks name people.
std::span<const db::Migration> ledger_migrations() {
  static constexpr db::Migration k_steps[] = {{"ledgers", 1, R"sql(
-- table ledgers_kinds: reference
CREATE TABLE ledgers_kinds (
  code TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table ledgers_kind_changes: reference
CREATE TABLE ledgers_kind_changes (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (code, version)
);
-- table ledgers_orders: reference
CREATE TABLE ledgers_orders (
  id BIGINT NOT NULL PRIMARY KEY,
  village TEXT NOT NULL,
  kind TEXT NOT NULL,
  state BIGINT NOT NULL,
  until_day TEXT NOT NULL,
  owner_unit TEXT NOT NULL,
  content TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX ledgers_orders_by_village ON ledgers_orders (village, kind, state);
CREATE INDEX ledgers_orders_by_owner ON ledgers_orders (owner_unit, state);
CREATE INDEX ledgers_orders_by_end ON ledgers_orders (state, until_day);
-- table ledgers_watches: reference
CREATE TABLE ledgers_watches (
  id BIGINT NOT NULL PRIMARY KEY,
  village TEXT NOT NULL,
  ended BIGINT NOT NULL,
  checked_us BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  content TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX ledgers_watches_by_village ON ledgers_watches (village, ended);
-- table ledgers_members: sharded
CREATE TABLE ledgers_members (
  part_key BIGINT NOT NULL,
  watch BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  village TEXT NOT NULL,
  grid TEXT NOT NULL,
  entered_us BIGINT NOT NULL,
  left_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, watch, subject)
);
CREATE INDEX ledgers_members_by_watch ON ledgers_members (watch, subject);
CREATE INDEX ledgers_members_by_subject ON ledgers_members (subject);
-- table ledgers_seen: sharded
CREATE TABLE ledgers_seen (
  part_key BIGINT NOT NULL,
  watch BIGINT NOT NULL,
  account BIGINT NOT NULL,
  looked_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, watch, account)
);
-- table ledgers_tasks: sharded, own id
CREATE TABLE ledgers_tasks (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  village TEXT NOT NULL,
  grid TEXT NOT NULL,
  state BIGINT NOT NULL,
  watch BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  content TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX ledgers_tasks_by_village ON ledgers_tasks (village, state, id);
CREATE INDEX ledgers_tasks_by_subject ON ledgers_tasks (subject, id);
-- table ledgers_uses: sharded, own id
CREATE TABLE ledgers_uses (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  village TEXT NOT NULL,
  account BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX ledgers_uses_by_village ON ledgers_uses (village, id);
)sql"}};
  return k_steps;
}

}  // namespace tiange::ledgers
