#include "city/cases/penalty/penalty.h"

namespace tiange::cases {

// case_finding_parties: who was reminded of what, by a digest of the name.
std::span<const db::Migration> penalty_migrations() {
  static constexpr db::Migration k_steps[] = {{"penalty", 1, TIANGE_PAPER_TABLES("case_findings") R"sql(
-- table case_finding_parties: sharded
CREATE TABLE case_finding_parties (
  part_key BIGINT NOT NULL,
  paper BIGINT NOT NULL,
  mark TEXT NOT NULL,
  item TEXT NOT NULL,
  reminded_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, paper)
);
CREATE INDEX case_finding_parties_mark ON case_finding_parties (mark, item, reminded_us);
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
