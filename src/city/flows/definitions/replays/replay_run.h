#pragma once
// One replay at work: page after page of the past goes through what is tried and through what it is compared with.

#include <memory>
#include <set>
#include <unordered_map>

#include "city/flows/definitions/replays/replay_store.h"
#include "city/flows/definitions/replays/version_book.h"
#include "city/flows/definitions/trial.h"

namespace tiange::flows {

// What a page came to; progress has moved on with it.
struct ReplayFound {
  std::vector<KeptCase> cases;
  bool over = false;
};

class ReplayRun {
 public:
  virtual ~ReplayRun() = default;
  virtual Result<ReplayFound> page(ReplayProgress& progress) = 0;
};

// What both kinds work with; outlives the run.
struct ReplayGround {
  const ReplayFile& file;
  const ProcessHome& home;
  PastCases& past;
  VersionBook& versions;
  Scope scope;      // the asker's
  PastQuery query;
  Instant now;
};

// Refused when the content cannot run.
Result<std::unique_ptr<ReplayRun>> open_decision_replay(const ReplayGround& ground);
Result<std::unique_ptr<ReplayRun>> open_course_replay(const ReplayGround& ground);

// Adds to one line of the totals; at most a few hundred values of a kind are told apart.
class TotalBook {
 public:
  explicit TotalBook(const std::vector<CountedValue>& kept);
  void add(const std::string& what, const std::string& value, std::int64_t before, std::int64_t after);
  std::vector<CountedValue> values() const;

 private:
  struct Counts {
    std::int64_t before = 0;
    std::int64_t after = 0;
  };
  std::map<std::pair<std::string, std::string>, Counts> lines_;
  std::map<std::string, int> told_apart_;
};

}  // namespace tiange::flows
