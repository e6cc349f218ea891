#include "city/cases/together/together.h"

namespace tiange::cases {

std::span<const db::Migration> paper_migrations() {
  static constexpr db::Migration k_steps[] = {{"together", 1, R"sql(
-- table case_paper_numbers: reference
CREATE TABLE case_paper_numbers (
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (kind, year)
);
-- table case_paper_rules: reference
CREATE TABLE case_paper_rules (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (name, version)
);
-- table case_paper_evidence: sharded
CREATE TABLE case_paper_evidence (
  part_key BIGINT NOT NULL,
  paper BIGINT NOT NULL,
  digest TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (part_key, paper, digest)
);
CREATE INDEX case_paper_evidence_digest ON case_paper_evidence (digest);
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
