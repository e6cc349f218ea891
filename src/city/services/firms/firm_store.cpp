#include "city/services/firms/firm_store.h"

namespace tiange::firms::store {

namespace {

#define AGENT_COLUMNS "part_key, id, person, appointer, name, appointed_by, from_us, until_us, ended_us"

AgentRecord agent_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.i64(2), r.i64(3), r.str(4), r.str(5), r.moment(6), r.moment(7), r.moment(8)};
}

}  // namespace

void put(db::Tx& tx, const AgentRecord& a) {
  tx.run("INSERT INTO services_firm_agents (" AGENT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, id) DO UPDATE SET"
         " until_us = excluded.until_us, ended_us = excluded.ended_us",
         {a.firm, a.id, a.person, a.appointer, a.name, a.appointed_by, a.from, a.until, a.ended});
}

std::optional<AgentRecord> find(db::Tx& tx, std::int64_t firm, std::int64_t id) {
  return tx.one("SELECT " AGENT_COLUMNS " FROM services_firm_agents WHERE part_key = ? AND id = ?", {firm, id}, agent_from);
}

std::vector<AgentRecord> of_firm(db::Tx& tx, std::int64_t firm) {
  return tx.all("SELECT " AGENT_COLUMNS " FROM services_firm_agents WHERE part_key = ? ORDER BY id DESC LIMIT 50", {firm}, agent_from);
}

std::vector<AgentRecord> of_person(db::Tx& tx, std::int64_t person, Instant now) {
  return tx.all("SELECT " AGENT_COLUMNS " FROM services_firm_agents WHERE person = ? AND ended_us = 0 AND until_us > ? ORDER BY id LIMIT 50", {person, now},
                agent_from);
}

}  // namespace tiange::firms::store
