#pragma once
// The acts on an application, each in the caller's transaction together with the edition of the catalogue it brings.

#include "city/items/admission/application_store.h"
#include "city/items/item_service.h"

namespace tiange::items {

class AdmissionService final : public Admission {
 public:
  explicit AdmissionService(AdmissionParts parts) : parts_(std::move(parts)) {}

  Result<Application> apply(db::Tx& tx, const Scope& scope, const ApplicationIn& in, Instant now) override;
  Result<Application> amend(db::Tx& tx, const Scope& scope, ApplicationId id, const ApplicationIn& in, Instant now) override;
  Result<Application> act(db::Tx& tx, const Scope& scope, ApplicationId id, const DecisionIn& in, Instant now) override;
  Result<Application> view(db::Tx& tx, const Scope& scope, ApplicationId id, Instant now) override;
  int remind(Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  ApplicationList list(db::Tx& tx, const http::Request& request) const;

 private:
  Reviewer reviewer() const { return parts_.four_eyes ? Reviewer::another_person : Reviewer::anyone; }
  ApplicationDoer doer(const Scope& scope, const ApplicationFile& file) const;
  Result<Item> wanted_item(db::Tx& tx, const ApplicationIn& in) const;
  Result<std::string> unit_of(const Scope& scope, const ApplicationIn& in) const;
  Outcome publish(db::Tx& tx, const Scope& scope, const ApplicationFile& file, ApplicationAct act);
  Outcome keep(db::Tx& tx, const Scope& scope, ApplicationFile& file, ApplicationAct act, const std::string& text, Words what,
               Instant now);
  Words done_words(const ApplicationFile& file, ApplicationAct act) const;
  Words names_of(const std::vector<std::string>& areas) const;
  TrialFigures figures(db::Tx& tx, const ApplicationFile& file, Date today) const;
  void fill(ApplicationRow& row, const ApplicationFile& file, Date today) const;
  Application view_of(db::Tx& tx, const Scope& scope, const ApplicationFile& file, Instant now) const;

  AdmissionParts parts_;
};

}  // namespace tiange::items
