#include "city/cases/supervision/closings/closings.h"

namespace tiange::cases {

// Photos and texts are looked up across the whole district, so their rows lie by what is looked for: the part of
// case_photo_bands is a quarter of the hash with its place in it, the part of case_closing_texts the beginning of the
// digest of the words.
std::span<const db::Migration> closing_migrations() {
  static constexpr db::Migration k_steps[] = {{"closings", 1, R"sql(
-- table case_photo_bands: sharded
CREATE TABLE case_photo_bands (
  part_key BIGINT NOT NULL,
  hash BIGINT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (part_key, hash, digest)
);
CREATE INDEX case_photo_bands_by_band ON case_photo_bands (part_key, hash, digest);
-- table case_closing_texts: sharded
CREATE TABLE case_closing_texts (
  part_key BIGINT NOT NULL,
  case_part BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  settled_us BIGINT NOT NULL,
  handler BIGINT NOT NULL,
  PRIMARY KEY (part_key, case_id, case_part, settled_us)
);
CREATE INDEX case_closing_texts_by_time ON case_closing_texts (part_key, settled_us);
-- table case_closings_due: sharded
CREATE TABLE case_closings_due (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  PRIMARY KEY (part_key, case_id)
);
-- table case_closing_findings: sharded
CREATE TABLE case_closing_findings (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  settled_us BIGINT NOT NULL,
  case_number TEXT NOT NULL,
  score BIGINT NOT NULL,
  reasons TEXT NOT NULL,
  examined_us BIGINT NOT NULL,
  rules_version BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  item TEXT NOT NULL,
  handler_name TEXT NOT NULL,
  state BIGINT NOT NULL,
  check_id BIGINT NOT NULL,
  verdict_us BIGINT NOT NULL,
  verdict_by TEXT NOT NULL,
  verdict_text TEXT NOT NULL,
  PRIMARY KEY (part_key, case_id, settled_us)
);
CREATE INDEX case_closing_findings_by_time ON case_closing_findings (settled_us, case_id) WHERE score > 0;
CREATE INDEX case_closing_findings_judged ON case_closing_findings (verdict_us) WHERE verdict_us > 0;
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
