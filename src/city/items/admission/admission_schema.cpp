#include "city/items/admission/admission.h"

namespace tiange::items {

std::span<const db::Migration> admission_migrations() {
  // open_mark is 0 while an application is under way, else its id: one at a time for each item.
  static constexpr db::Migration k_steps[] = {{"item_admission", 1, R"sql(
-- table item_applications: reference
CREATE TABLE item_applications (
  id BIGINT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  open_mark BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  item TEXT NOT NULL,
  unit TEXT NOT NULL,
  reason TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  resources TEXT NOT NULL,
  visits_year BIGINT NOT NULL,
  opened_us BIGINT NOT NULL,
  opened_by BIGINT NOT NULL,
  opened_by_name TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  writers TEXT NOT NULL,
  base_version BIGINT NOT NULL,
  areas TEXT NOT NULL,
  trial_from BIGINT NOT NULL,
  trial_until BIGINT NOT NULL,
  trial_ended BIGINT NOT NULL,
  figures TEXT NOT NULL,
  reminded BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (code, open_mark)
);
CREATE INDEX item_applications_by_change ON item_applications (changed_us, id);
CREATE INDEX item_applications_by_state ON item_applications (state, trial_until);
-- table item_application_steps: reference
CREATE TABLE item_application_steps (
  application BIGINT NOT NULL,
  number BIGINT NOT NULL,
  act TEXT NOT NULL,
  happened_us BIGINT NOT NULL,
  person BIGINT NOT NULL,
  person_name TEXT NOT NULL,
  said TEXT NOT NULL,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  PRIMARY KEY (application, number)
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::items
