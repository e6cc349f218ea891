#pragma once
// The scores room tied to the house: events of cases, background work, definitions.

#include <memory>
#include <string>
#include <vector>

#include "app/scoring/stirred_cases.h"
#include "city/scores/scores.h"

namespace tiange::app {

std::vector<db::Migration> score_migrations();

// Everything outlives it; `jobs` and `outbox` have not been started.
struct ScoreHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  jobs::Jobs& jobs;
  db::Outbox& outbox;
  cases::Cases& cases;
  const items::Items& items;
  const places::Places& places;
  org::Org& org;
  std::string district;
  bool four_eyes = true;
  std::string rules;  // text of data/score_rules.json
};

class ScoreHome {
 public:
  // Throws std::runtime_error when the rules cannot be read.
  explicit ScoreHome(const ScoreHomeParts& parts);

  // What a fresh district starts with; texts of the data files.
  Outcome lay(db::Tx& tx, const std::string& indicators, const std::string& scorecards, Instant now);
  scores::Scores& scores() { return *scores_; }

  StirredCases& stirred() { return *stirred_; }

 private:
  std::unique_ptr<cases::Trails> trails_;
  std::unique_ptr<scores::Scores> scores_;
  std::unique_ptr<StirredCases> stirred_;
};

}  // namespace tiange::app
