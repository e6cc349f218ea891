#include "city/cases/alike/alike.h"

namespace tiange::cases {

// case_ties: what a case is tied to, one row from either side.
std::span<const db::Migration> alike_migrations() {
  static constexpr db::Migration k_steps[] = {{"alike", 1, R"sql(
-- table case_ties: sharded
CREATE TABLE case_ties (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  how TEXT NOT NULL,
  other_part BIGINT NOT NULL,
  other_id BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (part_key, case_id, how, other_id)
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
