#pragma once
// Where the past comes from when a draft is tried on it. Implemented above (cases/replay), given in by the wiring.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"
#include "engines/feel/feel.h"
#include "platform/db/db.h"

namespace tiange::flows {

struct PastQuery {
  std::string key;   // of the decision or the process
  Instant from;
  Instant to;        // exclusive
  std::string area;  // code prefix; empty: all the scope covers
  std::int64_t most = 0;  // 0: all
};

// Whose past it was. Views are good during the visit only.
struct PastCaseName {
  std::string ref;
  std::string number;
  std::string item;
  std::string area;
  Instant happened;
  bool confidential = false;
};

// One question a decision was asked in the past.
struct PastQuestion {
  PastCaseName who;
  // Equal keys have equal inputs, so answers can be kept by them.
  std::string_view inputs_key;
  std::function<feel::Value()> inputs;
  bool made_again = false;  // the inputs were not kept then; they are taken from the case
};

// An act that history knows of one instance, in order.
struct PastAct {
  enum class What { complete, timer, message };
  What what = What::complete;
  std::string element;  // the task it completed
  Instant happened;
  feel::Value variables;
};

// The course one case took.
struct PastCourse {
  PastCaseName who;
  feel::Value variables;  // at the start
  Instant started;
  Instant ended;          // zero: still under way
  std::vector<PastAct> acts;
  bool made_again = false;
};

class PastCases {
 public:
  virtual ~PastCases() = default;
  // Latest first, in short reads of its own; `visit` says whether to go on. `from_cursor` continues where a run before
  // stopped; the visitor gets the cursor that stands behind each one. Only what the scope may see.
  using Cursor = std::string;
  virtual std::int64_t count(const Scope& scope, const PastQuery& query) = 0;
  virtual Outcome each_question(const Scope& scope, const PastQuery& query, const Cursor& from_cursor,
                                const std::function<bool(const PastQuestion&, const Cursor&)>& visit) = 0;
  virtual Outcome each_course(const Scope& scope, const PastQuery& query, const Cursor& from_cursor,
                              const std::function<bool(const PastCourse&, const Cursor&)>& visit) = 0;
};

}  // namespace tiange::flows
