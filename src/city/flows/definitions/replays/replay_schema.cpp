#include "city/flows/definitions/replays/replays.h"

namespace tiange::flows {

namespace {

constexpr std::string_view k_first = R"sql(
-- table flow_replays: reference
CREATE TABLE flow_replays (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  definition_key TEXT NOT NULL,
  draft_id BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_us BIGINT NOT NULL,
  state TEXT NOT NULL,
  plan TEXT NOT NULL,
  content TEXT NOT NULL,
  progress TEXT NOT NULL
);
CREATE INDEX flow_replays_by_key ON flow_replays (definition_key, asked_us);
-- table flow_replay_cases: reference
CREATE TABLE flow_replay_cases (
  replay_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  area TEXT NOT NULL,
  confidential BIGINT NOT NULL,
  changed TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (replay_id, seq)
);
)sql";

}  // namespace

std::span<const db::Migration> replay_migrations() {
  static constexpr db::Migration k_steps[] = {{"flow_replays", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::flows
