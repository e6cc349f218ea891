#include "city/services/firms/firms.h"

namespace tiange::firms {

namespace {

// An agent lies with the firm.
constexpr std::string_view k_first = R"sql(
-- table services_firm_agents: sharded
CREATE TABLE services_firm_agents (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  appointer BIGINT NOT NULL,
  name TEXT NOT NULL,
  appointed_by TEXT NOT NULL,
  from_us BIGINT NOT NULL,
  until_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX services_firm_agents_of ON services_firm_agents (person, ended_us);
)sql";

}  // namespace

std::span<const db::Migration> firm_migrations() {
  static constexpr db::Migration k_steps[] = {{"services_firms", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::firms
