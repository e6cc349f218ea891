#pragma once

#include "city/cases/supervision/desk/supervision_desk.h"
#include "city/cases/supervision/sampling/recheck_store.h"

namespace tiange::cases {

class SamplingService final : public Sampling {
 public:
  SamplingService(SupervisionParts parts, const Supervision& supervision, jobs::Jobs& jobs, std::string district)
      : desk_(std::move(parts)), supervision_(supervision), jobs_(jobs), district_(std::move(district)) {}

  Result<std::int64_t> ask(db::Tx& tx, const Scope& scope, const CheckOrder& order, Instant now) override;
  Outcome seed_plan(const Scope& scope, const std::string& name, int days_back, int number, int done,
                    Instant now) override;
  void add_jobs() override;
  void add_routes(http::Routes& routes) override;

 private:
  // plans
  Result<PlanView> add(db::Tx& tx, const Scope& scope, const PlanInput& input, Instant now);
  Outcome draw(std::int64_t id, Instant now);
  SampleDraw draw_of(db::Tx& tx, const SamplePlan& plan) const;
  Result<PlanView> plan_view(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const;
  PlanView view(db::Tx& tx, const SamplePlan& plan, bool whole, Instant now) const;
  Result<PlanList> plans(db::Tx& tx, const http::Request& request) const;
  Result<RedrawView> redraw(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  RateList rates(db::Tx& tx, const Scope& scope, std::int64_t plan, Instant from, Instant to, Instant now) const;
  Result<RateList> rates_asked(db::Tx& tx, const http::Request& request) const;
  http::Response rates_file(const http::Request& request) const;

  // checks
  Check check_for(const CaseRecord& record, const std::string& duty, const std::string& limit,
                  const SupervisionRules& rules, Instant now) const;
  Result<CheckView> ask_by_hand(db::Tx& tx, const Scope& scope, const CheckInput& input, Instant now);
  Result<CheckView> finish(db::Tx& tx, const Scope& scope, std::int64_t id, const CheckResultInput& input, Instant now);
  CheckFollow follow_up(db::Tx& tx, const Scope& scope, const Check& check, const std::string& follow, Instant now);
  Outcome may_do(const Scope& scope, const Check& check) const;
  bool may_see(const Scope& scope, const Check& check) const;
  Result<CheckView> check_view(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const;
  CheckView view(db::Tx& tx, const Scope& scope, const Check& check, Instant now) const;
  Result<CheckList> checks(db::Tx& tx, const http::Request& request) const;

  void add_plan_routes(http::Routes& routes);
  void add_check_routes(http::Routes& routes);

  const SupervisionDesk desk_;
  const Supervision& supervision_;
  jobs::Jobs& jobs_;
  const std::string district_;
};

}  // namespace tiange::cases
