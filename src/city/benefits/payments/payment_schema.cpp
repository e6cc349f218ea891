#include "city/benefits/payments/payments.h"

namespace tiange::benefits {

// What hangs on a payee lies with the payee. Of payments and words of the bank the indexes hold only what still waits, so
// that they stay small however much was paid. Sums of the books are few rows, written by few.
std::span<const db::Migration> payment_migrations() {
  static constexpr db::Migration k_steps[] = {{"benefits_payments", 1, R"sql(
-- table benefits_pay_channels: reference
CREATE TABLE benefits_pay_channels (
  code TEXT NOT NULL PRIMARY KEY,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  kind BIGINT NOT NULL,
  enabled BIGINT NOT NULL,
  url TEXT NOT NULL,
  key_id TEXT NOT NULL,
  secret BYTES NOT NULL,
  version BIGINT NOT NULL
);
-- table benefits_pay_budgets: reference
CREATE TABLE benefits_pay_budgets (
  policy TEXT NOT NULL,
  year BIGINT NOT NULL,
  channel TEXT NOT NULL,
  funding BIGINT NOT NULL,
  free BIGINT NOT NULL,
  committed BIGINT NOT NULL,
  in_transit BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  receivable BIGINT NOT NULL,
  written_off BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (policy, year)
);
-- table benefits_pay_books: reference
CREATE TABLE benefits_pay_books (
  policy TEXT NOT NULL,
  year BIGINT NOT NULL,
  day BIGINT NOT NULL,
  account BIGINT NOT NULL,
  debit BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  PRIMARY KEY (policy, year, day, account)
);
-- table benefits_pay_days: reference
CREATE TABLE benefits_pay_days (
  day BIGINT NOT NULL PRIMARY KEY,
  closed_us BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  digest TEXT NOT NULL
);
-- table benefits_pay_statements: reference
CREATE TABLE benefits_pay_statements (
  day BIGINT NOT NULL,
  channel TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (day, channel)
);
-- table benefits_pay_differences: reference
CREATE TABLE benefits_pay_differences (
  id BIGINT NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL,
  channel TEXT NOT NULL,
  kind BIGINT NOT NULL,
  number TEXT NOT NULL,
  bank_number TEXT NOT NULL,
  bank_fen BIGINT NOT NULL,
  ours_fen BIGINT NOT NULL,
  resolved_us BIGINT NOT NULL,
  resolved_by TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE UNIQUE INDEX benefits_pay_differences_once ON benefits_pay_differences (day, channel, kind, number, bank_number);
CREATE INDEX benefits_pay_differences_open ON benefits_pay_differences (resolved_us, id);
-- table benefits_pay_batches: reference
CREATE TABLE benefits_pay_batches (
  id BIGINT NOT NULL PRIMARY KEY,
  channel TEXT NOT NULL,
  policy TEXT NOT NULL,
  state BIGINT NOT NULL,
  lines BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  day BIGINT NOT NULL,
  digest TEXT NOT NULL,
  maker BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_us BIGINT NOT NULL,
  reason TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX benefits_pay_batches_by_state ON benefits_pay_batches (state, id);
-- table benefits_pay_files: reference
CREATE TABLE benefits_pay_files (
  id BIGINT NOT NULL PRIMARY KEY,
  sealed BYTES NOT NULL
);
-- table benefits_pay_keys: sharded
CREATE TABLE benefits_pay_keys (
  part_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  payee_part BIGINT NOT NULL,
  id BIGINT NOT NULL,
  PRIMARY KEY (part_key, name)
);
-- table benefits_payments: sharded, own id
CREATE TABLE benefits_payments (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  payee BIGINT NOT NULL,
  name TEXT NOT NULL,
  policy TEXT NOT NULL,
  year BIGINT NOT NULL,
  town TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  offset_fen BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,
  state BIGINT NOT NULL,
  booked BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  next_call BIGINT NOT NULL,
  next_us BIGINT NOT NULL,
  channel TEXT NOT NULL,
  batch BIGINT NOT NULL,
  ordered_us BIGINT NOT NULL,
  sent_us BIGINT NOT NULL,
  settled_us BIGINT NOT NULL,
  value_us BIGINT NOT NULL,
  told BIGINT NOT NULL,
  why TEXT NOT NULL,
  texts TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX benefits_payments_open ON benefits_payments (state, policy, year, id) WHERE state < 7;
CREATE INDEX benefits_payments_due ON benefits_payments (next_us) WHERE state = 5 AND next_us > 0;
CREATE INDEX benefits_payments_by_payee ON benefits_payments (payee, id);
CREATE INDEX benefits_payments_by_batch ON benefits_payments (batch, id) WHERE batch > 0;
CREATE INDEX benefits_payments_settled ON benefits_payments (value_us) WHERE value_us > 0;
-- table benefits_pay_entries: sharded
CREATE TABLE benefits_pay_entries (
  part_key BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  id BIGINT NOT NULL,
  reason BIGINT NOT NULL,
  debit BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  policy TEXT NOT NULL,
  year BIGINT NOT NULL,
  day BIGINT NOT NULL,
  booked_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, owner, id)
);
-- table benefits_pay_said: sharded
CREATE TABLE benefits_pay_said (
  part_key BIGINT NOT NULL,
  payment BIGINT NOT NULL,
  id BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  source BIGINT NOT NULL,
  verdict BIGINT NOT NULL,
  ground BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  lost BIGINT NOT NULL,
  bank_number TEXT NOT NULL,
  words TEXT NOT NULL,
  said_us BIGINT NOT NULL,
  value_us BIGINT NOT NULL,
  effect BIGINT NOT NULL,
  PRIMARY KEY (part_key, payment, id)
);
CREATE INDEX benefits_pay_said_new ON benefits_pay_said (id) WHERE effect < 0;
-- table benefits_pay_accounts: sharded
CREATE TABLE benefits_pay_accounts (
  part_key BIGINT NOT NULL,
  payee BIGINT NOT NULL,
  version BIGINT NOT NULL,
  sealed BYTES NOT NULL,
  masked TEXT NOT NULL,
  usable BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  set_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, payee, version)
);
-- table benefits_recoveries: sharded, own id
CREATE TABLE benefits_recoveries (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  payee BIGINT NOT NULL,
  policy TEXT NOT NULL,
  year BIGINT NOT NULL,
  town TEXT NOT NULL,
  state BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  open_fen BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX benefits_recoveries_by_state ON benefits_recoveries (state, id);
CREATE INDEX benefits_recoveries_by_payee ON benefits_recoveries (payee, id);
)sql"}};
  return k_steps;
}

}  // namespace tiange::benefits
