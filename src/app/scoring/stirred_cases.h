#pragma once
// Cases that changed without raising an event: verified, checked, opened, followed up. Figures shall know within ten
// seconds, and the change itself shall not become dearer for it: the case is noted in memory once the change is durable,
// and marked later, in a write of its own, unless an event of the case has marked it meanwhile.

#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "city/scores/scores.h"

namespace tiange::app {

class StirredCases {
 public:
  // Both outlive it.
  StirredCases(db::Db& db, const Clock& clock, scores::Scores& scores) : db_(db), clock_(clock), scores_(scores) {}

  // The case changed in this transaction.
  void note(db::Tx& tx, std::string case_ref);
  // An event has marked it.
  void forget(const std::string& case_ref);
  // For a duty every second or two; the first time it also finds what an earlier process left unmarked.
  void mark_due(Instant now);
  // Before the process ends.
  void mark_all();

 private:
  void mark(const std::vector<std::string>& refs);

  db::Db& db_;
  const Clock& clock_;
  scores::Scores& scores_;
  bool looked_back_ = false;  // of the duty alone
  std::mutex mutex_;          // since_
  std::unordered_map<std::string, Instant> since_;
};

}  // namespace tiange::app
