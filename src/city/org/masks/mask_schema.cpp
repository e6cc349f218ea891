#include "city/org/masks/masks_room.h"

namespace tiange::masks {

namespace {

// part_key of requests and exports is that of the area they are about. org_mask_exports: `body` is an ExportView.
constexpr std::string_view k_first = R"sql(
-- table org_mask_policies: reference
CREATE TABLE org_mask_policies (
  version BIGINT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  note TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  maker BIGINT NOT NULL,
  published_us BIGINT NOT NULL,
  published_by TEXT NOT NULL
);
-- table org_mask_unmasks: sharded, own id
CREATE TABLE org_mask_unmasks (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  subject TEXT NOT NULL,
  area TEXT NOT NULL,
  account BIGINT NOT NULL,
  person BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  until_us BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX org_mask_unmasks_of ON org_mask_unmasks (account, subject, id);
CREATE INDEX org_mask_unmasks_state ON org_mask_unmasks (state, id);
-- table org_mask_exports: sharded, own id
CREATE TABLE org_mask_exports (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  area TEXT NOT NULL,
  account BIGINT NOT NULL,
  person BIGINT NOT NULL,
  state TEXT NOT NULL,
  until_us BIGINT NOT NULL,
  fetched BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX org_mask_exports_of ON org_mask_exports (account, id);
CREATE INDEX org_mask_exports_state ON org_mask_exports (state, id);
CREATE INDEX org_mask_exports_fetched ON org_mask_exports (id) WHERE fetched > 0;
)sql";

}  // namespace

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"masks", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::masks
