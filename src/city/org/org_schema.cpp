#include "city/org/org.h"

namespace tiange::org {

namespace {

// Moments of 0 mean "none". Tokens and secrets are kept as digests only.
constexpr std::string_view k_version_1 = R"(
-- table org_units: reference
CREATE TABLE org_units (
  code TEXT PRIMARY KEY,
  area_code TEXT NOT NULL,
  line TEXT NOT NULL,
  kind TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  parent TEXT NOT NULL,
  version BIGINT NOT NULL
);
-- table org_duties: reference
CREATE TABLE org_duties (
  duty TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  level TEXT NOT NULL,
  by_area BIGINT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL
);
-- table org_role_permissions: reference
CREATE TABLE org_role_permissions (
  duty TEXT NOT NULL,
  permission TEXT NOT NULL,
  PRIMARY KEY (duty, permission)
);
-- table org_people: reference
CREATE TABLE org_people (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  unit TEXT NOT NULL,
  area_code TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX org_people_by_area ON org_people (area_code);
CREATE INDEX org_people_by_name ON org_people (name, id);
-- table org_posts: reference
CREATE TABLE org_posts (
  id BIGINT PRIMARY KEY,
  person BIGINT NOT NULL,
  unit TEXT NOT NULL,
  duty TEXT NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX org_posts_by_person ON org_posts (person);
-- table org_post_areas: reference
CREATE TABLE org_post_areas (
  post BIGINT NOT NULL,
  area_code TEXT NOT NULL,
  PRIMARY KEY (post, area_code)
);
-- table org_accounts: reference
CREATE TABLE org_accounts (
  id BIGINT PRIMARY KEY,
  account TEXT NOT NULL UNIQUE,
  person BIGINT NOT NULL UNIQUE,
  secret_hash TEXT NOT NULL,
  one_time BIGINT NOT NULL,
  secret_set BIGINT NOT NULL,
  secret_ends BIGINT NOT NULL,
  totp_secret TEXT NOT NULL,
  totp_pending TEXT NOT NULL,
  totp_step BIGINT NOT NULL,
  locked BIGINT NOT NULL,
  language TEXT NOT NULL,
  version BIGINT NOT NULL
);
-- table org_old_secrets: reference
CREATE TABLE org_old_secrets (
  account BIGINT NOT NULL,
  id BIGINT NOT NULL,
  secret_hash TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
-- table org_failures: local
CREATE TABLE org_failures (
  account TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_failure BIGINT NOT NULL,
  locked_until BIGINT NOT NULL
);
CREATE INDEX org_failures_by_age ON org_failures (last_failure);
-- table org_sessions: local
CREATE TABLE org_sessions (
  token_hash TEXT PRIMARY KEY,
  id BIGINT NOT NULL,
  account BIGINT NOT NULL,
  kind TEXT NOT NULL,
  purpose TEXT NOT NULL,
  created BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  remote TEXT NOT NULL
);
CREATE INDEX org_sessions_by_account ON org_sessions (account);
CREATE INDEX org_sessions_by_end ON org_sessions (ends);
-- table org_delegations: reference
CREATE TABLE org_delegations (
  id BIGINT PRIMARY KEY,
  post BIGINT NOT NULL,
  from_person BIGINT NOT NULL,
  to_person BIGINT NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  ended BIGINT NOT NULL
);
CREATE INDEX org_delegations_by_post ON org_delegations (post);
-- table org_rosters: reference
CREATE TABLE org_rosters (
  grid TEXT PRIMARY KEY,
  backup BIGINT NOT NULL,
  cover BIGINT NOT NULL,
  leave_starts BIGINT NOT NULL,
  leave_ends BIGINT NOT NULL
);
-- table org_settings: reference
CREATE TABLE org_settings (
  setting TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
-- table org_versions: reference
CREATE TABLE org_versions (
  name TEXT PRIMARY KEY,
  version BIGINT NOT NULL
);
-- table org_audit_days: sharded
CREATE TABLE org_audit_days (
  part_key BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  last_hash TEXT NOT NULL,
  PRIMARY KEY (part_key)
);
-- table org_audit: sharded
CREATE TABLE org_audit (
  part_key BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  happened BIGINT NOT NULL,
  account BIGINT NOT NULL,
  who TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail_zh TEXT NOT NULL,
  detail_en TEXT NOT NULL,
  remote TEXT NOT NULL,
  request_id TEXT NOT NULL,
  result TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (part_key, seq)
);
)";

constexpr std::string_view k_version_2 = R"(
-- table org_commands: reference
CREATE TABLE org_commands (
  id BIGINT PRIMARY KEY,
  from_person BIGINT NOT NULL,
  to_person BIGINT NOT NULL,
  powers TEXT NOT NULL,
  areas TEXT NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  ended BIGINT NOT NULL
);
CREATE INDEX org_commands_by_receiver ON org_commands (to_person);
)";

constexpr db::Migration k_migrations[] = {{"org", 1, k_version_1}, {"org", 2, k_version_2}};

}  // namespace

std::span<const db::Migration> migrations() { return k_migrations; }

}  // namespace tiange::org
