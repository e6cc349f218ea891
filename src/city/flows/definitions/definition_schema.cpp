#include "city/flows/definitions/definitions.h"

namespace tiange::flows {

namespace {

constexpr std::string_view k_first = R"sql(
-- table flow_drafts: reference
CREATE TABLE flow_drafts (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  definition_key TEXT NOT NULL,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  based_on BIGINT NOT NULL,
  state TEXT NOT NULL,
  revision BIGINT NOT NULL,
  opened_us BIGINT NOT NULL,
  opened_by BIGINT NOT NULL,
  opened_by_name TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by BIGINT NOT NULL,
  changed_by_name TEXT NOT NULL,
  writers TEXT NOT NULL,
  handed_in_us BIGINT NOT NULL,
  handed_in_by_name TEXT NOT NULL,
  reviewed_us BIGINT NOT NULL,
  reviewed_by_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX flow_drafts_by_change ON flow_drafts (changed_us);
-- table flow_tests: reference
CREATE TABLE flow_tests (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  definition_key TEXT NOT NULL,
  name TEXT NOT NULL,
  spec TEXT NOT NULL,
  revision BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by_name TEXT NOT NULL
);
CREATE INDEX flow_tests_by_key ON flow_tests (kind, definition_key, id);
)sql";

}  // namespace

std::span<const db::Migration> definition_migrations() {
  static constexpr db::Migration k_steps[] = {{"flow_definitions", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::flows
