#pragma once

#include <functional>
#include <map>
#include <optional>

#include "city/cases/supervision/sampling/sampling.h"
#include "city/cases/supervision/sampling/sampling_views.h"

namespace tiange::cases {

enum class CheckState { open, passed, failed };
BOOST_DESCRIBE_ENUM(CheckState, open, passed, failed)
enum class CheckFollow { none, reopened, too_late, recheck };
BOOST_DESCRIBE_ENUM(CheckFollow, none, reopened, too_late, recheck)
enum class PlanState { drawing, drawn, too_many };
BOOST_DESCRIBE_ENUM(PlanState, drawing, drawn, too_many)

struct Check {
  std::int64_t id = 0;
  CaseRef about;
  std::string case_number, area, unit, item;
  PersonId handler;
  CheckOrigin origin = CheckOrigin::manual;
  std::int64_t plan = 0;
  std::string queue;
  PersonId person;
  Instant asked;
  std::string asked_by, why;
  Instant due;
  CheckState state = CheckState::open;
  std::vector<CheckQuestion> checklist;
  std::map<std::string, bool> answers;
  std::string reason;
  CheckFollow follow = CheckFollow::none;
  std::optional<double> lng, lat;
  Instant done;
  PersonId done_by;
  std::string done_name;
};

struct SamplePlan {
  std::int64_t part_key = 0, id = 0;
  std::string name, area, unit, item;
  Instant from, to;
  SamplePer per = SamplePer::none;
  double share = 0;
  int number = 0;
  std::int64_t seed = 0;
  std::string duty, limit;
  PlanState state = PlanState::drawing;
  Instant made;
  std::string made_by;
  std::int64_t population = 0, drawn = 0;
  Instant drawn_at;
  std::string digest;
};

namespace store {

void add_check(db::Tx& tx, const Check& check);
// False when it is no longer open.
bool finish_check(db::Tx& tx, const Check& check);
std::optional<Check> check(db::Tx& tx, std::int64_t id);
std::optional<Check> open_check_of(db::Tx& tx, CaseRef about, CheckOrigin origin);
std::vector<Check> checks_of(db::Tx& tx, CaseRef about);
// Newest first behind `before`; of one plan when that is not 0; open ones only when asked.
void each_check(db::Tx& tx, std::int64_t before, std::int64_t plan, bool open_only,
                const std::function<bool(const Check&)>& visit);
struct CheckCount {
  std::string area, unit;
  CheckState state = CheckState::open;
  std::int64_t count = 0;
};
// By area and unit: of one plan, or (0) of every check done in [from, to) and every open one.
std::vector<CheckCount> check_counts(db::Tx& tx, std::int64_t plan, Instant from, Instant to);

void add_plan(db::Tx& tx, const SamplePlan& plan);
// False when it was drawn already.
bool set_drawn(db::Tx& tx, const SamplePlan& plan);
std::optional<SamplePlan> plan(db::Tx& tx, std::int64_t id);
void each_plan(db::Tx& tx, std::int64_t before, const std::function<bool(const SamplePlan&)>& visit);

// Closed cases a plan is drawn from, living or archived: accepted, not confidential.
struct ClosedCase {
  CaseRef ref;
  std::string_view unit, item, area;
};
void each_closed(db::Tx& tx, const SamplePlan& plan, const std::function<void(const ClosedCase&)>& visit);

}  // namespace store
}  // namespace tiange::cases
