// Plans: made, drawn by a job, drawn again, and the rates that came of them.

#include "city/cases/supervision/sampling/sampling_service.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_samples_page = 50;
constexpr std::size_t k_most_drawn = 2000;

struct Payload {
  std::int64_t plan = 0;
};
BOOST_DESCRIBE_STRUCT(Payload, (), (plan))

std::optional<double> rate_of(std::int64_t passed, std::int64_t failed) {
  if (passed + failed == 0) return std::nullopt;
  return static_cast<double>(passed) / static_cast<double>(passed + failed);
}

bool knows_duty(const std::string& duty) { return duty == "officer" || duty == "station_head" || duty == "supervisor"; }

std::vector<FieldError> faults_of(const PlanInput& in) {
  std::vector<FieldError> faults;
  if (text::trim(in.name).empty() || text::length(in.name) > 60) faults.push_back({"name", "应为 1 至 60 个字", "must have 1 to 60 characters"});
  if (in.to < in.from) faults.push_back({"to", "结束日期早于开始日期", "lies before the beginning"});
  if (in.to - in.from > 400) faults.push_back({"to", "一次最多抽 400 天", "at most 400 days"});
  const bool by_share = in.share > 0 && in.share <= 100;
  const bool by_number = in.number > 0 && in.number <= static_cast<int>(k_most_drawn);
  if (by_share == by_number || (in.share != 0 && in.number != 0))
    faults.push_back({"share", "比例（0–100）与件数（1–2000）填且只填一个", "give either a share (0-100) or a number (1-2000)"});
  if (!knows_duty(in.duty)) faults.push_back({"duty", "应为 officer、station_head 或 supervisor", "must be officer, station_head or supervisor"});
  if (!in.area.empty() && !codes::area_level(in.area)) faults.push_back({"area", "没有这个区划", "is no area"});
  return faults;
}

}  // namespace

std::unique_ptr<Sampling> open_sampling(SupervisionParts parts, const Supervision& supervision, jobs::Jobs& jobs,
                                        std::string district) {
  return std::make_unique<SamplingService>(std::move(parts), supervision, jobs, std::move(district));
}

void SamplingService::add_jobs() {
  jobs_.handle("cases.draw_sample", [this](const jobs::Job& job) -> Outcome {
    TIANGE_TRY(const Payload payload, json::read<Payload>(job.payload));
    return draw(payload.plan, desk_.parts.clock.now());
  });
}

Result<PlanView> SamplingService::add(db::Tx& tx, const Scope& scope, const PlanInput& input, Instant now) {
  auto faults = faults_of(input);
  TIANGE_CHECK_OK(check_limit("limit", input.limit));
  if (!input.unit.empty() && !desk_.directory(now)->unit(input.unit)) faults.push_back({"unit", "没有这个单位", "is no unit"});
  SamplePlan plan;
  plan.area = input.area.empty() && scope.areas.size() == 1 ? scope.areas.front() : input.area;
  if (!scope.covers(plan.area)) faults.push_back({"area", "不在您的管辖范围内", "is outside your area"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  plan.part_key = part_key_of(plan.area);
  plan.id = desk_.next_id(now);
  plan.name = input.name;
  plan.unit = input.unit;
  plan.item = input.item;
  plan.from = local_instant(input.from, 0);
  plan.to = local_instant(input.to + 1, 0);
  plan.per = input.per;
  plan.share = input.share;
  plan.number = input.number;
  plan.seed = input.seed != 0 ? input.seed : static_cast<std::int64_t>(sample_rank(plan.id, now.us) >> 20);
  plan.duty = input.duty;
  plan.limit = limit_text(limit_or(input.limit, desk_.rules(tx).check.limit));
  plan.made = now;
  plan.made_by = scope.name;
  store::add_plan(tx, plan);
  jobs_.add(tx, {.kind = "cases.draw_sample", .payload = json::write(Payload{plan.id}), .unique_key = std::to_string(plan.id)});
  return view(tx, plan, true, now);
}

SampleDraw SamplingService::draw_of(db::Tx& tx, const SamplePlan& plan) const {
  SampleDraw draw(plan.seed);
  store::each_closed(tx, plan, [&](const store::ClosedCase& one) {
    draw.add(stratum_of(plan.per, one.unit, one.item, one.area), one.ref);
  });
  return draw;
}

Outcome SamplingService::draw(std::int64_t id, Instant now) {
  auto& db = desk_.parts.base.db;
  std::optional<SamplePlan> plan;
  std::vector<CaseRef> chosen;
  db.run_read([&](db::Tx& tx) {
    plan = store::plan(tx, id);
    if (!plan) return;
    const SampleDraw draw = draw_of(tx, *plan);
    plan->population = draw.population();
    chosen = draw.population() == 0 ? std::vector<CaseRef>{} : draw.chosen(plan->share, plan->number);
  });
  if (!plan || plan->state != PlanState::drawing) return done();
  plan->state = chosen.size() > k_most_drawn ? PlanState::too_many : PlanState::drawn;
  plan->digest = sample_digest(chosen);
  plan->drawn = plan->state == PlanState::drawn ? static_cast<std::int64_t>(chosen.size()) : 0;
  plan->drawn_at = now;
  return db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    if (!store::set_drawn(tx, *plan) || plan->state != PlanState::drawn) return done();
    const SupervisionRules rules = desk_.rules(tx);
    const auto directory = desk_.directory(now);
    std::map<std::string, std::size_t> turn;  // of each queue, so that its holders get equal shares
    for (const CaseRef& ref : chosen) {
      const auto record = desk_.cases.load(tx, system_scope(), ref);
      if (!record.ok()) continue;
      Check check = check_for(*record, plan->duty, plan->limit, rules, now);
      check.origin = CheckOrigin::sample;
      check.plan = plan->id;
      check.asked_by = plan->made_by;
      check.why = plan->name;
      auto holders = directory->holders(check.queue, now);
      std::erase_if(holders, [&](const org::Holder& one) { return one.person == check.handler; });
      if (!holders.empty()) check.person = holders[turn[check.queue]++ % holders.size()].person;
      store::add_check(tx, check);
    }
    desk_.wake(tx, plan->area);
    return done();
  });
}

Result<RedrawView> SamplingService::redraw(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  const auto plan = store::plan(tx, id);
  if (!plan || !scope.covers(plan->area)) return refuse(ErrorCode::out_of_scope);
  if (plan->state == PlanState::drawing) return refuse(ErrorCode::supervision_state, "还没有抽完", "it is being drawn");
  const SampleDraw draw = draw_of(tx, *plan);
  const auto chosen = draw.population() == 0 ? std::vector<CaseRef>{} : draw.chosen(plan->share, plan->number);
  const std::string digest = sample_digest(chosen);
  return RedrawView{digest == plan->digest, draw.population(), static_cast<std::int64_t>(chosen.size()), digest};
}

RateList SamplingService::rates(db::Tx& tx, const Scope& scope, std::int64_t plan, Instant from, Instant to,
                                Instant now) const {
  std::map<std::string, RateRow> rows;
  RateList list;
  for (const store::CheckCount& one : store::check_counts(tx, plan, from, to)) {
    if (!scope.covers(one.area) && !scope.works_for(one.unit)) continue;
    RateRow& row = rows[one.unit];
    for (RateRow* into : {&row, &list.total})
      (one.state == CheckState::open ? into->open : one.state == CheckState::passed ? into->passed : into->failed) += one.count;
  }
  for (auto& [unit, row] : rows) {
    row.unit = desk_.unit_name(unit, now);
    row.rate = rate_of(row.passed, row.failed);
    list.rows.push_back(std::move(row));
  }
  std::stable_sort(list.rows.begin(), list.rows.end(), [](const RateRow& a, const RateRow& b) { return a.rate.value_or(2) < b.rate.value_or(2); });
  list.total.rate = rate_of(list.total.passed, list.total.failed);
  return list;
}

Result<RateList> SamplingService::rates_asked(db::Tx& tx, const http::Request& request) const {
  const auto day = [&](const char* name, Date other) -> Result<Date> {
    const std::string_view text = request.query_value(name);
    return text.empty() ? Result<Date>(other) : parse_date(text);
  };
  const Date today = local_date(request.now);
  TIANGE_TRY(const Date from, day("from", today + -30));
  TIANGE_TRY(const Date to, day("to", today));
  return rates(tx, request.scope, 0, local_instant(from, 0), local_instant(to + 1, 0), request.now);
}

http::Response SamplingService::rates_file(const http::Request& request) const {
  auto& db = desk_.parts.base.db;
  const auto list = db.read([&](db::Tx& tx) { return rates_asked(tx, request); });
  if (!list.ok()) return http::problem(list.refusal(), request.scope);
  const bool zh = request.scope.language == Language::zh;
  return sheets::answer(request, {"checks"}, [zh, list = *list](std::unique_ptr<sheets::Writer> writer) {
    writer->row(zh ? std::vector<std::string>{"单位", "待检查", "合格", "不合格", "合格率（%）"}
                   : std::vector<std::string>{"Unit", "Open", "Passed", "Failed", "Rate (%)"});
    for (const RateRow& row : list.rows) {
      std::string rate;
      if (row.rate) json::append_number(rate, static_cast<double>(static_cast<int>(*row.rate * 1000 + 0.5)) / 10);
      writer->row({zh ? row.unit.zh : row.unit.en, std::to_string(row.open), std::to_string(row.passed), std::to_string(row.failed), rate});
    }
    writer->finish();
  });
}

PlanView SamplingService::view(db::Tx& tx, const SamplePlan& plan, bool whole, Instant now) const {
  PlanView v;
  v.id = std::to_string(plan.id);
  v.name = plan.name;
  v.state = json::enum_name(plan.state);
  v.area = plan.area;
  v.area_zh = desk_.parts.base.places.full_name(plan.area, Language::zh);
  v.area_en = desk_.parts.base.places.full_name(plan.area, Language::en);
  const UnitName unit = desk_.unit_name(plan.unit, now);
  v.unit = unit.code;
  v.unit_zh = unit.zh;
  v.unit_en = unit.en;
  v.item = plan.item;
  if (const auto item = desk_.parts.base.items.find(plan.item)) v.item_name = item->name_zh;
  v.from = local_date(plan.from);
  v.to = local_date(plan.to) + -1;
  v.per = plan.per;
  v.share = plan.share;
  v.number = plan.number;
  v.seed = std::to_string(plan.seed);
  v.duty = plan.duty;
  const Words limit = limit_words(limit_or(plan.limit, "3 work_days"));
  v.limit_zh = limit.zh;
  v.limit_en = limit.en;
  v.made_by = plan.made_by;
  v.digest = plan.digest;
  v.made = plan.made;
  if (plan.drawn_at) v.drawn_at = plan.drawn_at;
  v.population = plan.population;
  v.drawn = plan.drawn;
  const RateList list = rates(tx, system_scope(), plan.id, {}, {}, now);
  v.open = list.total.open;
  v.passed = list.total.passed;
  v.failed = list.total.failed;
  v.rate = list.total.rate;
  if (whole) v.units = list.rows;
  return v;
}

Result<PlanView> SamplingService::plan_view(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const {
  const auto plan = store::plan(tx, id);
  if (!plan || !scope.covers(plan->area)) return refuse(ErrorCode::out_of_scope);
  return view(tx, *plan, true, now);
}

Result<PlanList> SamplingService::plans(db::Tx& tx, const http::Request& request) const {
  PlanList list;
  std::vector<SamplePlan> found;
  store::each_plan(tx, text::to_int(request.query_value("after")).value_or(0), [&](const SamplePlan& plan) {
    if (!request.scope.covers(plan.area)) return true;
    if (found.size() == k_samples_page) {
      list.next = std::to_string(found.back().id);
      return false;
    }
    found.push_back(plan);
    return true;
  });
  for (const SamplePlan& plan : found) list.items.push_back(view(tx, plan, false, request.now));
  return list;
}

void SamplingService::add_plan_routes(http::Routes& routes) {
  using http::Request;
  auto& db = desk_.parts.base.db;
  routes.query<PlanList>("/api/v1/cases/supervision/samples", Permission::cases_view, "抽查计划", "Sampling plans",
                         [this, &db](const Request& r) -> Result<PlanList> {
                           return db.read([&](db::Tx& tx) { return plans(tx, r); });
                         },
                         {"after"});
  routes.query<PlanView>("/api/v1/cases/supervision/samples/{id}", Permission::cases_view, "一个抽查计划", "One sampling plan",
                         [this, &db](const Request& r) -> Result<PlanView> {
                           return db.read([&](db::Tx& tx) { return plan_view(tx, r.scope, text::to_int(r.param("id")).value_or(0), r.now); });
                         });
  routes.query<RateList>("/api/v1/cases/supervision/checks/rates", Permission::cases_view, "各单位抽查合格率", "Rates of checks per unit",
                         [this, &db](const Request& r) -> Result<RateList> {
                           return db.read([&](db::Tx& tx) { return rates_asked(tx, r); });
                         },
                         {"from", "to"});
  http::Route sheet{http::Method::get, "/api/v1/cases/supervision/checks/export", Permission::cases_export, "导出抽查合格率", "Export the rates of checks"};
  sheet.query_params = {"from", "to", "format"};
  sheet.handle = [this, &db](Request& request) {
    db.run_write(request.scope, [&](db::Tx& tx) {
      desk_.parts.record(tx, request, "cases.export", "checks", {"导出抽查合格率", "exported the rates of checks"});
      return true;
    });
    return rates_file(request);
  };
  routes.raw(std::move(sheet));
  routes.command<PlanInput, PlanView>(http::Method::post, "/api/v1/cases/supervision/samples", Permission::cases_supervise, "新建抽查计划",
                                      "Draw a sample of closed cases",
                                      [this](const Request& r, db::Tx& tx, const PlanInput& in) -> Result<PlanView> {
                                        TIANGE_TRY(PlanView made, add(tx, r.scope, in, r.now));
                                        desk_.parts.record(tx, r, "cases.sample_planned", made.id, {"新建抽查计划：" + made.name, "planned a sample: " + made.name});
                                        return made;
                                      });
  // Changes nothing, and may go through many cases: nobody's writes wait for it.
  http::Route again{http::Method::post, "/api/v1/cases/supervision/samples/{id}/redraw", Permission::cases_view, "重新抽取并比对", "Draw again and compare"};
  again.out = http::schema_of<RedrawView>();
  again.handle = [this, &db](Request& r) {
    const auto view = db.read([&](db::Tx& tx) { return redraw(tx, r.scope, text::to_int(r.param("id")).value_or(0)); });
    return view.ok() ? http::json_response(json::write(*view)) : http::problem(view.refusal(), r.scope);
  };
  routes.raw(std::move(again));
}

void SamplingService::add_routes(http::Routes& routes) {
  add_plan_routes(routes);
  add_check_routes(routes);
}

Outcome SamplingService::seed_plan(const Scope& scope, const std::string& name, int days_back, int number, int done_checks,
                                   Instant now) {
  auto& db = desk_.parts.base.db;
  PlanInput input;
  input.name = name;
  input.to = local_date(now) + -1;
  input.from = input.to + -days_back;
  input.number = number;
  input.seed = 20'261'122;
  TIANGE_TRY(const PlanView plan, db.write(scope, [&](db::Tx& tx) { return add(tx, scope, input, now); }));
  const std::int64_t id = text::to_int(plan.id).value_or(0);
  TIANGE_CHECK_OK(draw(id, now));
  return db.write(scope, [&](db::Tx& tx) -> Outcome {
    std::vector<Check> open;
    store::each_check(tx, 0, id, true, [&](const Check& check) {
      if (may_do(scope, check).ok()) open.push_back(check);
      return open.size() < static_cast<std::size_t>(done_checks);
    });
    for (std::size_t i = 0; i < open.size(); ++i) {
      CheckResultInput result;
      result.passed = i % 5 != 1;
      for (const CheckQuestion& question : open[i].checklist) result.answers[question.key] = result.passed || question.key != "settled";
      result.reason = result.passed ? "" : "现场问题仍在，照片与现场不符。";
      result.follow = "none";
      TIANGE_TRY(const CheckView kept, finish(tx, scope, open[i].id, result, now));
      (void)kept;
    }
    return done();
  });
}

}  // namespace tiange::cases
