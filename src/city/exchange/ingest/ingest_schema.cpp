#include "city/exchange/ingest/exchange_ingest.h"

namespace tiange::exchange {

namespace {

constexpr std::string_view k_first = R"sql(
-- table exchange_sources: reference
CREATE TABLE exchange_sources (
  code TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  secret BYTES NOT NULL,
  key_digest TEXT NOT NULL,
  columns TEXT NOT NULL,
  watermark TEXT NOT NULL,
  trouble TEXT NOT NULL,
  last_good_us BIGINT NOT NULL,
  next_pull_us BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX exchange_sources_by_key ON exchange_sources (key_digest);
-- table exchange_source_versions: reference
CREATE TABLE exchange_source_versions (
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (source, version)
);
-- table exchange_batches: reference
CREATE TABLE exchange_batches (
  id BIGINT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  how TEXT NOT NULL,
  file_name TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  state TEXT NOT NULL,
  format TEXT NOT NULL,
  encoding TEXT NOT NULL,
  separator TEXT NOT NULL,
  columns TEXT NOT NULL,
  drift TEXT NOT NULL,
  mapping TEXT NOT NULL,
  watermark TEXT NOT NULL,
  blocks BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  held BIGINT NOT NULL,
  marked BIGINT NOT NULL,
  mended BIGINT NOT NULL,
  dropped BIGINT NOT NULL,
  added BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  same BIGINT NOT NULL,
  gone BIGINT NOT NULL,
  received_us BIGINT NOT NULL,
  started_us BIGINT NOT NULL,
  finished_us BIGINT NOT NULL,
  received_by TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  note TEXT NOT NULL,
  trouble_zh TEXT NOT NULL,
  trouble_en TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX exchange_batches_by_digest ON exchange_batches (source, digest);
CREATE INDEX exchange_batches_by_source ON exchange_batches (source, id);
CREATE INDEX exchange_batches_by_state ON exchange_batches (state, id);
-- table exchange_blocks: sharded, appended
CREATE TABLE exchange_blocks (
  part_key BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  block BIGINT NOT NULL,
  first_row BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  content BYTES NOT NULL,
  PRIMARY KEY (part_key, batch, block)
);
-- table exchange_quarantine: sharded
CREATE TABLE exchange_quarantine (
  part_key BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  row_number BIGINT NOT NULL,
  state TEXT NOT NULL,
  cells TEXT NOT NULL,
  faults TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (part_key, batch, row_number)
);
-- table exchange_rules: reference
CREATE TABLE exchange_rules (
  code TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
-- table exchange_rule_versions: reference
CREATE TABLE exchange_rule_versions (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (code, version)
);
-- table exchange_scores: reference
CREATE TABLE exchange_scores (
  batch BIGINT NOT NULL,
  field TEXT NOT NULL,
  rule TEXT NOT NULL,
  checked BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  PRIMARY KEY (batch, field, rule)
);
-- table exchange_repairs: reference
CREATE TABLE exchange_repairs (
  id BIGINT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  ref TEXT NOT NULL,
  number TEXT NOT NULL,
  batch BIGINT NOT NULL,
  faults BIGINT NOT NULL,
  opened_us BIGINT NOT NULL,
  closed_us BIGINT NOT NULL,
  closed_by BIGINT NOT NULL
);
CREATE INDEX exchange_repairs_by_source ON exchange_repairs (source, closed_us);
)sql";

constexpr std::string_view k_raw_apart = R"sql(
ALTER TABLE exchange_batches ADD COLUMN keep BIGINT NOT NULL DEFAULT 0;
ALTER TABLE exchange_batches ADD COLUMN comparison TEXT NOT NULL DEFAULT '';
INSERT INTO exchange_raw (part_key, batch, block, keep, first_row, row_count, content)
  SELECT part_key, batch, block, 0, first_row, row_count, content FROM exchange_blocks;
DROP TABLE exchange_blocks;
)sql";

}  // namespace

std::span<const db::Migration> ingest_migrations() {
  static constexpr db::Migration k_all[] = {{"exchange", 1, k_first}, {"exchange", 2, k_raw_apart}};
  return k_all;
}

}  // namespace tiange::exchange
