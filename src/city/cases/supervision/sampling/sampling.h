#pragma once
// 抽查与复查 Samples of closed cases drawn by a plan, and re-checks asked for one case. A check goes to a checker with a
// checklist; a failed one reopens the case or sends somebody to the spot.
//
// A draw depends on the plan and its seed alone (sample_rules.h): made again it gives the same cases, and its digest
// says so. The draw is a job; nothing of it happens in the life of a case.
//
//   V GET/POST /api/v1/cases/supervision/samples           plans; POST draws one -> PlanView; …/{id} with rates per unit
//   V POST     /api/v1/cases/supervision/samples/{id}/redraw   draws again without keeping it: the same? -> RedrawView
//   V GET/POST /api/v1/cases/supervision/checks            checks; POST asks for a re-check of one case -> CheckView
//   V POST     /api/v1/cases/supervision/checks/{id}/result    {passed, answers, reason, follow, …} -> CheckView
//   V GET      /api/v1/cases/supervision/checks/rates      passed and failed per unit -> RateList; /export
//
// Events for other rooms (outbox): case.check_done {check, ref, origin, passed, text, by, by_name}.

#include <memory>
#include <span>

#include "city/cases/supervision/supervision.h"
#include "platform/jobs/jobs.h"

namespace tiange::cases {

enum class CheckOrigin { sample, closing, manual };
BOOST_DESCRIBE_ENUM(CheckOrigin, sample, closing, manual)

struct CheckOrder {
  CaseRef about;
  CheckOrigin origin = CheckOrigin::manual;
  std::string why;
  std::string duty;   // officer | station_head | supervisor; empty: the officer of the grid
  std::string limit;  // empty: the district's
};

struct CheckDone {
  static constexpr bool k_json_defaults = true;
  std::string check, ref;
  CheckOrigin origin = CheckOrigin::manual;
  bool passed = false;
  std::string text;
  PersonId by;
  std::string by_name;
};
BOOST_DESCRIBE_STRUCT(CheckDone, (), (check, ref, origin, passed, text, by, by_name))

class Sampling {
 public:
  virtual ~Sampling() = default;
  // The id of the check. One that is open for the case and origin already is taken instead.
  virtual Result<std::int64_t> ask(db::Tx& tx, const Scope& scope, const CheckOrder& order, Instant now) = 0;
  // For demo districts: a plan over everything closed in the last days, with some of its checks done.
  virtual Outcome seed_plan(const Scope& scope, const std::string& name, int days_back, int number, int done,
                            Instant now) = 0;
  virtual void add_jobs() = 0;
  virtual void add_routes(http::Routes& routes) = 0;
};

std::span<const db::Migration> sampling_migrations();
// Everything outlives it.
std::unique_ptr<Sampling> open_sampling(SupervisionParts parts, const Supervision& supervision, jobs::Jobs& jobs,
                                        std::string district);

}  // namespace tiange::cases
