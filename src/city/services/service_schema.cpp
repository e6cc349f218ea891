#include "city/services/services.h"

namespace tiange::services {

namespace {

// What was applied for lies with its applicant, a person or a firm.
constexpr std::string_view k_first = R"sql(
-- table services_matters: reference
CREATE TABLE services_matters (
  matter TEXT NOT NULL,
  edition BIGINT NOT NULL,
  kind TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  note TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (matter, edition)
);
-- table services_applications: sharded
CREATE TABLE services_applications (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  matter TEXT NOT NULL,
  state BIGINT NOT NULL,
  burden BIGINT NOT NULL,
  held BIGINT NOT NULL,
  given BIGINT NOT NULL,
  visits BIGINT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX services_applications_by_id ON services_applications (id);
CREATE INDEX services_applications_by_state ON services_applications (state, id);
CREATE INDEX services_applications_by_unit ON services_applications (unit, id);
-- table services_under_way: sharded
CREATE TABLE services_under_way (
  part_key BIGINT NOT NULL,
  matter TEXT NOT NULL,
  application BIGINT NOT NULL,
  PRIMARY KEY (part_key, matter)
);
-- table services_events: sharded, appended
CREATE TABLE services_events (
  part_key BIGINT NOT NULL,
  application BIGINT NOT NULL,
  step BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, application, step)
);
-- table services_frozen: sharded, appended
CREATE TABLE services_frozen (
  part_key BIGINT NOT NULL,
  application BIGINT NOT NULL,
  digest TEXT NOT NULL,
  kept_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, application, digest)
);
-- table services_files: sharded
CREATE TABLE services_files (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  file_key TEXT NOT NULL,
  person BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX services_files_by_key ON services_files (part_key, file_key, id);
)sql";

}  // namespace

std::span<const db::Migration> service_migrations() {
  static constexpr db::Migration k_steps[] = {{"services", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::services
