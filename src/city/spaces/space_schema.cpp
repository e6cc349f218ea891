#include "city/spaces/spaces.h"

namespace tiange::spaces {

namespace {

// part_key is the person, but of sessions, which are found by the digest of their token.
constexpr std::string_view k_first = R"sql(
-- table spaces_spaces: sharded
CREATE TABLE spaces_spaces (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  area TEXT NOT NULL,
  secret TEXT NOT NULL,
  code_until_us BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  locked_until_us BIGINT NOT NULL,
  opened_us BIGINT NOT NULL,
  opened_by TEXT NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX spaces_spaces_by_area ON spaces_spaces (area, id);
-- table spaces_sessions: sharded
CREATE TABLE spaces_sessions (
  part_key BIGINT NOT NULL,
  digest TEXT NOT NULL,
  subject BIGINT NOT NULL,
  until_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, digest)
);
CREATE INDEX spaces_sessions_of ON spaces_sessions (subject);
-- table spaces_visits: sharded
CREATE TABLE spaces_visits (
  part_key BIGINT NOT NULL,
  day BIGINT NOT NULL,
  visits BIGINT NOT NULL,
  PRIMARY KEY (part_key, day)
);
CREATE INDEX spaces_visits_by_day ON spaces_visits (day);
-- table spaces_consents: sharded, own id
CREATE TABLE spaces_consents (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  unit TEXT NOT NULL,
  until_us BIGINT NOT NULL,
  withdrawn_us BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX spaces_consents_unit ON spaces_consents (unit, id);
-- table spaces_certificates: sharded, own id
CREATE TABLE spaces_certificates (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  secret TEXT NOT NULL,
  until_us BIGINT NOT NULL,
  revoked_us BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
-- table spaces_files: sharded, own id
CREATE TABLE spaces_files (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
-- table spaces_extents: sharded
CREATE TABLE spaces_extents (
  part_key BIGINT NOT NULL,
  node TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (part_key, node)
);
CREATE INDEX spaces_extents_node ON spaces_extents (node);
-- table spaces_nodes: reference
CREATE TABLE spaces_nodes (
  node TEXT NOT NULL PRIMARY KEY,
  used BIGINT NOT NULL
);
)sql";

}  // namespace

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"spaces", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::spaces
