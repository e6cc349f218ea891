#include "city/flows/office/office.h"

namespace tiange::office {

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"office", 1, R"sql(
-- table flow_marks: sharded
CREATE TABLE flow_marks (
  part_key BIGINT NOT NULL,
  instance_id BIGINT NOT NULL,
  node BIGINT NOT NULL,
  marks TEXT NOT NULL,
  PRIMARY KEY (part_key, instance_id, node)
);
-- table flow_reads: sharded
CREATE TABLE flow_reads (
  part_key BIGINT NOT NULL,
  instance_id BIGINT NOT NULL,
  node BIGINT NOT NULL,
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  read_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, instance_id, node, person)
);
CREATE INDEX flow_reads_by_person ON flow_reads (person, instance_id);
)sql"}};
  return k_steps;
}

}  // namespace tiange::office
