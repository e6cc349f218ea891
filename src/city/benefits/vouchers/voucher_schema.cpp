#include "city/benefits/vouchers/vouchers.h"

namespace tiange::vouchers {

namespace {

// A voucher lies with its holder; the code names its id. Whoever redeems changes its row, so two never do.
constexpr std::string_view k_first = R"sql(
-- table benefits_vouchers: sharded
CREATE TABLE benefits_vouchers (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  issue_key TEXT NOT NULL,
  grant_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  holder TEXT NOT NULL,
  area TEXT NOT NULL,
  value_fen BIGINT NOT NULL,
  until_day BIGINT NOT NULL,
  issued_us BIGINT NOT NULL,
  state BIGINT NOT NULL,
  redeemed_us BIGINT NOT NULL,
  heard_us BIGINT NOT NULL,
  place TEXT NOT NULL,
  redeemed_by TEXT NOT NULL,
  offline BIGINT NOT NULL,
  statement BIGINT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX benefits_vouchers_of ON benefits_vouchers (part_key, grant_id);
CREATE INDEX benefits_vouchers_by_id ON benefits_vouchers (id);
CREATE INDEX benefits_vouchers_by_place ON benefits_vouchers (place, statement, heard_us);
-- table benefits_voucher_clashes: sharded, appended
CREATE TABLE benefits_voucher_clashes (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  voucher BIGINT NOT NULL,
  place TEXT NOT NULL,
  redeemed_us BIGINT NOT NULL,
  told_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX benefits_voucher_clashes_by_id ON benefits_voucher_clashes (id);
-- table benefits_voucher_statements: sharded
CREATE TABLE benefits_voucher_statements (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  place TEXT NOT NULL,
  month BIGINT NOT NULL,
  state BIGINT NOT NULL,
  drawer BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX benefits_voucher_statements_by_id ON benefits_voucher_statements (id);
CREATE INDEX benefits_voucher_statements_by_month ON benefits_voucher_statements (month, id);
)sql";

}  // namespace

std::span<const db::Migration> voucher_migrations() {
  static constexpr db::Migration k_steps[] = {{"benefits_vouchers", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::vouchers
