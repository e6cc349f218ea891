#pragma once
// Whistles, consultations with their precedents, findings and the balance tied to the house.

#include <memory>
#include <string>
#include <vector>

#include "city/cases/balance/balance.h"
#include "city/cases/consult/consult.h"
#include "city/cases/penalty/penalty.h"
#include "city/cases/whistle/whistle.h"
#include "platform/jobs/ticker.h"

namespace tiange::app {

std::vector<db::Migration> together_migrations();

class TogetherHome {
 public:
  // Before the cases, which ask precedents.
  explicit TogetherHome(db::Db& db) : book_(db) {}
  const cases::Precedents& precedents() const { return book_; }
  // With the cases; `outbox`, `jobs` and `ticker` have not been started. Everything outlives it.
  void open(const cases::CasesParts& parts, cases::Cases& cases, const Clock& clock, db::Outbox& outbox, jobs::Jobs& jobs,
            jobs::Ticker& ticker);

  // The rules a fresh district starts with; what was edited since stays.
  Outcome lay(db::Tx& tx, const std::string& folder, Instant now);
  // Photos and files of papers the scope's owner sees.
  bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) const;
  void add_routes(http::Routes& routes, const http::Recorder& record);

  cases::Whistles& whistles() { return *whistles_; }
  cases::Consultations& consultations() { return *consultations_; }
  cases::Penalties& penalties() { return *penalties_; }

 private:
  cases::PrecedentBook book_;
  std::unique_ptr<cases::Whistles> whistles_;
  std::unique_ptr<cases::Consultations> consultations_;
  std::unique_ptr<cases::Penalties> penalties_;
  std::unique_ptr<cases::Balance> balance_;
};

}  // namespace tiange::app
