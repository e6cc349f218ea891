#pragma once
// What may be done with an application, by whom, and what is wrong with one. Pure.

#include "city/items/admission/admission.h"

namespace tiange::items {

// An application as kept.
struct ApplicationFile {
  ApplicationId id;
  Purpose purpose = Purpose::admit;
  ApplicationState state = ApplicationState::applied;
  Item item;
  std::string unit;
  std::string reason;
  std::string legal_basis;
  std::string resources;
  std::int64_t visits_year = 0;
  Instant opened;
  PersonId opened_by;
  std::string opened_by_name;
  Instant changed;
  std::vector<std::int64_t> writers;  // persons who applied or amended
  int base_version = 0;               // of the item when it was applied for; 0: there was none
  std::vector<std::string> areas;
  std::optional<Date> trial_from;
  std::optional<Date> trial_until;    // last day
  std::optional<Date> trial_ended;    // when it was decided
  std::optional<TrialFigures> figures;  // as they were at the decision
  int reminded = 0;                   // 1: that it ends soon, 2: that it has ended
  std::int64_t version = 1;

  bool open() const {
    return state == ApplicationState::applied || state == ApplicationState::returned || state == ApplicationState::on_trial;
  }
};

struct ApplicationDoer {
  PersonId person;
  bool applies = false;       // may apply
  bool reviews = false;       // may review
  bool of_the_unit = false;   // works for the unit that applied
};

enum class Reviewer { another_person, anyone };

// Refused: forbidden, application_state, applicant_reviews.
Outcome permitted(const ApplicationFile& file, ApplicationAct act, const ApplicationDoer& doer, Reviewer reviewer);
// The acts that make sense in a state, whoever asks.
std::vector<ApplicationAct> acts_in(const ApplicationFile& file);
// What is missing in a decision; `area_known` says whether there is such a town or community.
std::vector<FieldError> decision_faults(const ApplicationFile& file, const DecisionIn& in, Date today,
                                        const std::function<bool(std::string_view)>& area_known);
std::vector<FieldError> application_faults(const ApplicationIn& in);

// The item as it is published by an act: on trial, in force everywhere, or as before. `present` is what stands in the
// catalogue now, `before` what stood when it was applied for; either may be absent.
Item item_after(const ApplicationFile& file, ApplicationAct act, const Item* present, const Item* before);

// 0 none, 1 ends within a week, 2 has ended.
int reminder_due(const ApplicationFile& file, Date today);

Words words_of(ApplicationState state);
Words words_of(ApplicationAct act);
Words words_of(Purpose purpose);

}  // namespace tiange::items
