#include "city/exchange/catalogue/data_catalogue_store.h"

namespace tiange::exchange {

namespace {

constexpr std::string_view k_first = R"sql(
-- table exchange_resources: reference
CREATE TABLE exchange_resources (
  code TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
-- table exchange_resource_versions: reference
CREATE TABLE exchange_resource_versions (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (code, version)
);
)sql";

}  // namespace

std::span<const db::Migration> catalogue_migrations() {
  static constexpr db::Migration k_all[] = {{"exchange_catalogue", 1, k_first}};
  return k_all;
}

namespace store {

namespace {

Resource read_resource(const db::Row& r) {
  auto one = json::read<Resource>(r.text(0));
  if (!one.ok()) throw db::Failure("exchange: a resource cannot be read: " + one.refusal().en);
  one->version = r.i64(1);
  return std::move(one).value();
}

}  // namespace

std::vector<Resource> resources(db::Tx& tx) { return tx.all("SELECT body, version FROM exchange_resources ORDER BY code", {}, read_resource); }

std::optional<Resource> resource(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT body, version FROM exchange_resources WHERE code = ?", {code}, read_resource);
}

bool put_resource(db::Tx& tx, const Resource& one, std::string_view by, Instant now) {
  const std::string body = json::write(one);
  const bool saved = one.version == 1
                         ? tx.run("INSERT INTO exchange_resources (code, body, version, changed_us, changed_by) VALUES (?, ?, 1, ?, ?) "
                                  "ON CONFLICT (code) DO NOTHING",
                                  {one.code, body, now, by}) == 1
                         : tx.run("UPDATE exchange_resources SET body = ?, version = ?, changed_us = ?, changed_by = ? WHERE code = ? AND version = ?",
                                  {body, one.version, now, by, one.code, one.version - 1}) == 1;
  if (saved)
    tx.run("INSERT INTO exchange_resource_versions (code, version, body, changed_us, changed_by) VALUES (?, ?, ?, ?, ?)",
           {one.code, one.version, body, now, by});
  return saved;
}

std::vector<ResourceVersion> resource_versions(db::Tx& tx, std::string_view code) {
  return tx.all("SELECT version, changed_us, changed_by, body FROM exchange_resource_versions WHERE code = ? ORDER BY version DESC LIMIT 100", {code},
                [](const db::Row& r) { return ResourceVersion{r.i64(0), r.moment(1), r.str(2), json::parse(r.text(3)).value_or({})}; });
}

}  // namespace store

}  // namespace tiange::exchange
