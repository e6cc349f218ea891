#pragma once
// Where the past comes from. Implemented above (cases/replay), given in by the wiring.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"
#include "engines/feel/feel.h"

namespace tiange::flows {

struct PastQuery {
  std::string key;   // of the decision or the process
  Instant from;      // by the moment a case was reported
  Instant to;        // exclusive
  std::string area;  // code prefix; empty: all the scope covers
};

// Whose past it was.
struct PastCaseName {
  std::string ref;
  std::string number;
  std::string item;
  std::string area;
  Instant happened;  // when it was asked, or reported
  bool confidential = false;
};

// One question a decision was asked.
struct PastQuestion {
  PastCaseName who;
  std::string inputs_key;  // equal keys have equal inputs, so answers can be kept by them
  std::function<feel::Value()> inputs;
  std::int64_t version = 0;  // that answered then; 0: not kept
  bool made_again = false;   // the inputs were not kept; they are taken from the case as it stands
};

// A task somebody completed, or where somebody put the process by an office act.
struct PastAct {
  std::string element;
  Instant happened;
  feel::Value variables;
  bool jumps = false;
};

// The course one case took through its process. Times it was suspended are left out: what came later comes so much
// earlier.
struct PastCourse {
  PastCaseName who;
  feel::Value variables;  // at the start
  Instant started;
  std::vector<PastAct> acts;  // in order
  bool made_again = false;    // it never ran as a process
};

template <class What>
struct PastPage {
  std::vector<What> items;
  std::int64_t cases = 0;  // looked at for them
  std::string next;        // where the next page begins; empty: there is none
};

class PastCases {
 public:
  virtual ~PastCases() = default;
  // Only what the scope may see. Each page is a read of its own, latest cases first; an empty cursor begins.
  virtual std::int64_t count(const Scope& scope, const PastQuery& query) = 0;
  virtual Result<PastPage<PastQuestion>> questions(const Scope& scope, const PastQuery& query, const std::string& cursor,
                                                   int cases) = 0;
  virtual Result<PastPage<PastCourse>> courses(const Scope& scope, const PastQuery& query, const std::string& cursor,
                                               int cases) = 0;
};

}  // namespace tiange::flows
