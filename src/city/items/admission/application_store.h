#pragma once
// All SQL of applications. They hold no personal data beyond who applied and reviewed in the course of duty.

#include "city/items/admission/application_rules.h"

namespace tiange::items::store {

// False when an application for the item is under way.
bool add_application(db::Tx& tx, const ApplicationFile& file);
// False when it is no longer in the version before.
bool save_application(db::Tx& tx, const ApplicationFile& file, std::int64_t version_before);
std::optional<ApplicationFile> application(db::Tx& tx, ApplicationId id);
// Latest change first, those changed before (`before_us`, `before_id`); a zero means from the start.
struct ApplicationPage {
  std::string state;    // "" any, "open"
  std::string purpose;
  std::int64_t before_us = 0;
  std::int64_t before_id = 0;
  int limit = 50;
};
std::vector<ApplicationFile> applications(db::Tx& tx, const ApplicationPage& page);
std::int64_t applications_waiting(db::Tx& tx);
std::int64_t trials_over(db::Tx& tx, Date today);
// On trial, whose last day lies before `day`.
std::vector<ApplicationFile> trials_until(db::Tx& tx, Date day);

void add_step(db::Tx& tx, ApplicationId id, const ApplicationStep& step, PersonId by);
std::vector<ApplicationStep> steps(db::Tx& tx, ApplicationId id);
std::int64_t next_step(db::Tx& tx, ApplicationId id);

}  // namespace tiange::items::store
