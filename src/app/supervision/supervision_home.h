#pragma once
// Supervision tied to the house: events of cases, exemptions in scores, photos, the signing key, its duties.

#include <memory>
#include <string>
#include <vector>

#include "city/cases/supervision/closings/closings.h"
#include "city/cases/supervision/proof/proof.h"
#include "city/cases/supervision/sampling/sampling.h"
#include "city/cases/supervision/supervision.h"
#include "city/scores/scores.h"
#include "platform/blobs/blobs.h"
#include "platform/jobs/ticker.h"

namespace tiange::app {

std::vector<db::Migration> supervision_home_migrations();

// Everything outlives it; jobs, outbox and ticker have not been started.
struct SupervisionHomeParts {
  const cases::CasesParts& base;
  cases::Cases& cases;
  const Clock& clock;
  jobs::Jobs& jobs;
  db::Outbox& outbox;
  jobs::Ticker& ticker;
  org::Org& org;
  blobs::BlobStore& blobs;
  scores::Scores& scores;
  std::string secrets_folder;
  std::string suite;  // of signatures: ed25519 | sm2
};

class SupervisionHome {
 public:
  // Throws std::runtime_error when the suite is unknown or its key cannot be used.
  explicit SupervisionHome(const SupervisionHomeParts& parts);

  // What a fresh district starts with; text of data/supervision.json.
  Outcome lay(db::Tx& tx, const std::string& rules, Instant now) { return supervision_->seed(tx, rules, now); }
  bool may_see_document(db::Tx& tx, const Scope& scope, std::string_view digest) const {
    return supervision_->may_see_document(tx, scope, digest);
  }
  void add_routes(http::Routes& routes);

  cases::Supervision& supervision() { return *supervision_; }
  cases::Sampling& sampling() { return *sampling_; }
  cases::Closings& closings() { return *closings_; }

 private:
  const crypto::Signer signer_;
  std::unique_ptr<cases::Supervision> supervision_;
  std::unique_ptr<cases::Sampling> sampling_;
  std::unique_ptr<cases::Closings> closings_;
  std::unique_ptr<cases::Proof> proof_;
};

// Letters, instructions, appeals, a sample and findings for a synthetic district.
struct SupervisionSeedParts {
  db::Db& db;
  const Clock& clock;
  org::Org& org;
  cases::Cases& cases;
  std::string district;
};
void seed_supervision(const SupervisionSeedParts& district, SupervisionHome& home);

}  // namespace tiange::app
