#include "city/cases/consult/consult.h"

namespace tiange::cases {

// case_precedents: few, asked by every dispatch; case_precedent_uses: which cases went by one.
std::span<const db::Migration> consult_migrations() {
  static constexpr db::Migration k_steps[] = {{"consult", 1, TIANGE_PAPER_TABLES("case_consultations") R"sql(
-- table case_precedents: reference
CREATE TABLE case_precedents (
  number TEXT NOT NULL PRIMARY KEY,
  item TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX case_precedents_item ON case_precedents (item);
-- table case_precedent_uses: sharded
CREATE TABLE case_precedent_uses (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  used_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, case_id, number)
);
CREATE INDEX case_precedent_uses_number ON case_precedent_uses (number, used_us);
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
