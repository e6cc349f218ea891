#pragma once
// What stands beside the catalogue of items: the power list, the check lists, and how items come in and leave; opened and
// tied to the rooms that they may not know.

#include <functional>
#include <memory>
#include <string>

#include "city/cases/cases.h"
#include "city/items/admission/admission.h"
#include "city/items/checks/checks.h"
#include "city/items/item_service.h"
#include "city/items/powers/powers.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "platform/db/outbox.h"

namespace tiange::app {

struct ItemListParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  items::ItemService& items;
  org::Org& org;
  const places::Places& places;
  db::Outbox& outbox;
  std::function<cases::Cases&()> cases;  // opened after the catalogue
  std::function<void(db::Tx&, const std::string& json)> show_due;  // wakes screens: a trial ends
  bool four_eyes = true;
};

class ItemLists {
 public:
  explicit ItemLists(ItemListParts parts);

  // What a fresh district starts with, from `folder`: powers before items, which rest on them; checks name both. What
  // people changed since stays. Throws std::runtime_error naming the row that is wrong.
  void lay(const std::string& folder);
  // Applications of a demo district in every state, one of them a trial that has run out.
  void seed_applications();
  void add_routes(http::Routes& routes, const http::Recorder& record);
  int remind(Instant now) { return admission_->remind(now); }

  items::Admission& admission() { return *admission_; }
  items::Powers& powers() { return *powers_; }
  items::Checks& checks() { return *checks_; }

 private:
  using Import = std::function<Result<items::ImportReport>(db::Tx&, sheets::Reader&)>;
  void lay_file(const std::string& folder, const std::string& name, const Import& import);
  items::TrialFigures figures(db::Tx& tx, const std::string& code, const std::vector<std::string>& areas, Date from, Date to);
  Scope holder_of(const std::string& queue) const;
  void write_trial_cases(const std::string& code, const std::string& town, Instant from, Instant now);

  ItemListParts parts_;
  std::unique_ptr<items::Powers> powers_;
  std::unique_ptr<items::Checks> checks_;
  std::unique_ptr<items::Admission> admission_;
};

std::vector<db::Migration> item_list_migrations();

}  // namespace tiange::app
