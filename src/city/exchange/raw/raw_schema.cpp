#include "city/exchange/raw/exchange_raw.h"

namespace tiange::exchange::raw {

namespace {

constexpr std::string_view k_first = R"sql(
-- table exchange_raw: sharded, appended, in ranges of (keep, part_key)
CREATE TABLE exchange_raw (
  part_key BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  block BIGINT NOT NULL,
  keep BIGINT NOT NULL,
  first_row BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  content BYTES NOT NULL,
  PRIMARY KEY (part_key, batch, block, keep)
);
-- only on postgres: blocks are compressed already
ALTER TABLE exchange_raw ALTER COLUMN content SET STORAGE EXTERNAL;
-- only on postgres: what came before there were terms
CREATE TABLE exchange_raw_first PARTITION OF exchange_raw DEFAULT;
-- table exchange_raw_keys: sharded, appended, in ranges of (keep, part_key)
CREATE TABLE exchange_raw_keys (
  part_key BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  first_hash BIGINT NOT NULL,
  keep BIGINT NOT NULL,
  key_count BIGINT NOT NULL,
  content BYTES NOT NULL,
  PRIMARY KEY (part_key, batch, first_hash, keep)
);
-- only on postgres: hashes do not compress
ALTER TABLE exchange_raw_keys ALTER COLUMN content SET STORAGE EXTERNAL;
-- only on postgres: what came before there were terms
CREATE TABLE exchange_raw_keys_first PARTITION OF exchange_raw_keys DEFAULT;
)sql";

}  // namespace

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_all[] = {{"exchange_raw", 1, k_first}};
  return k_all;
}

}  // namespace tiange::exchange::raw
