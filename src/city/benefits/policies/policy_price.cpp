// What a draft costs before it is released: the register gone through once, in pieces, on the first day of each month to come.

#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "city/benefits/policies/policy_service.h"

namespace tiange::benefits {

namespace {

using registers::GoldenRow;

constexpr int k_months = 12;
constexpr std::size_t k_piece = 16 * columns::k_block_rows;  // rows worked out at a time
constexpr std::size_t k_sample = 8;

// Today, then the first of each following month.
std::vector<Date> days_from(Date today) {
  std::vector<Date> out = {today};
  YearMonthDay at = split_date(today);
  for (int i = 1; i < k_months; ++i) {
    if (++at.month > 12) at.month = 1, ++at.year;
    out.push_back(make_date(at.year, at.month, 1));
  }
  return out;
}

std::string month_of(Date day) {
  const YearMonthDay at = split_date(day);
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d", at.year, at.month);
  return text;
}

// One edition on all the days, over one piece of the register.
class Side {
 public:
  Side(std::shared_ptr<const LivePolicy> policy, const registers::FieldCatalogue& catalogue, const std::vector<Date>& days,
       const std::vector<std::string>& names)
      : policy_(std::move(policy)) {
    for (const Date day : days) {
      forms_.emplace_back(policy_->edition.kind, catalogue, in_force(policy_->edition, day) ? LivePolicies{policy_} : LivePolicies{},
                          registers::FactGround{day, names});
      tables_.push_back(forms_.back().table(k_piece));
    }
  }
  void put(std::size_t row, const GoldenRow& golden, const registers::RelatedFacts& related) {
    for (std::size_t i = 0; i < forms_.size(); ++i) forms_[i].put(tables_[i], row, golden, related);
  }
  void answer() {
    answers_.clear();
    for (std::size_t i = 0; i < forms_.size(); ++i)
      answers_.push_back(forms_[i].plan(tables_[i], true).run(tables_[i], {true, true}, columns::in_order));
  }
  Answer at(std::size_t day, std::size_t row) const {
    if (forms_[day].policies().empty()) return {Verdict::not_entitled, 0};
    return forms_[day].answer(answers_[day], 0, row);
  }
  // What is paid in that month to somebody who stands so on these days.
  std::int64_t paid(std::size_t day, std::size_t row, const std::vector<Date>& days) const {
    const Answer now = at(day, row);
    if (now.verdict != Verdict::entitled) return 0;
    const PolicyEdition& edition = policy_->edition;
    if (edition.rhythm == PolicyRhythm::monthly) return now.amount_fen;
    const bool fresh = day == 0 || at(day - 1, row).verdict != Verdict::entitled;
    if (fresh) return first_amount(edition, now.amount_fen, days[day]);
    return edition.rhythm == PolicyRhythm::yearly && split_date(days[day]).month == 1 ? now.amount_fen : 0;
  }

 private:
  std::shared_ptr<const LivePolicy> policy_;
  std::vector<PolicyForm> forms_;
  std::vector<columns::Table> tables_;
  std::vector<columns::Answers> answers_;
};

// Sums what both sides give, row by row.
class Pricing {
 public:
  Pricing(kept::StoredPrice& one, Side after, std::optional<Side> before, std::vector<Date> days)
      : one_(one), after_(std::move(after)), before_(std::move(before)), days_(std::move(days)) {
    for (const Date day : days_) one_.view.months.push_back({month_of(day), 0, 0, 0, 0});
  }
  void take(const GoldenRow& row, const registers::RelatedFacts& related) {
    after_.put(rows_.size(), row, related);
    if (before_) before_->put(rows_.size(), row, related);
    rows_.emplace_back(row.id.value, std::string(row.grid.substr(0, 9)));
    if (rows_.size() == k_piece) flush();
  }
  void flush() {
    if (rows_.empty()) return;
    after_.answer();
    if (before_) before_->answer();
    for (std::size_t row = 0; row < rows_.size(); ++row) add(row);
    one_.view.subjects += static_cast<std::int64_t>(rows_.size());
    rows_.clear();
  }
  std::map<std::string, PriceTown> towns;

 private:
  void add(std::size_t row) {
    PolicyPriceView& view = one_.view;
    const Answer after = after_.at(0, row), before = before_ ? before_->at(0, row) : Answer{Verdict::not_entitled, 0};
    const bool gets = after.verdict == Verdict::entitled, had = before.verdict == Verdict::entitled;
    view.after_count += gets;
    view.before_count += had;
    view.missing += after.verdict == Verdict::missing;
    PriceTown& town = towns[rows_[row].second];
    if (gets && !had) ++view.gains, ++town.gains, keep(one_.gained, one_.gained_fen, row, before, after);
    if (had && !gets) ++view.loses, ++town.loses, keep(one_.lost, one_.lost_fen, row, before, after);
    if (had && gets) view.more += after.amount_fen > before.amount_fen, view.less += after.amount_fen < before.amount_fen;
    for (std::size_t day = 0; day < days_.size(); ++day) {
      PriceMonth& month = view.months[day];
      const std::int64_t after_fen = after_.paid(day, row, days_), before_fen = before_ ? before_->paid(day, row, days_) : 0;
      month.after_count += after_.at(day, row).verdict == Verdict::entitled;
      month.before_count += before_ && before_->at(day, row).verdict == Verdict::entitled;
      month.after_fen += after_fen, month.before_fen += before_fen;
      town.after_fen += after_fen, town.before_fen += before_fen;
      view.after_fen += after_fen, view.before_fen += before_fen;
    }
  }
  void keep(std::vector<std::int64_t>& ids, std::vector<std::pair<std::int64_t, std::int64_t>>& fen, std::size_t row, const Answer& before,
            const Answer& after) const {
    if (ids.size() == k_sample) return;
    ids.push_back(rows_[row].first);
    fen.emplace_back(before.amount_fen, after.amount_fen);
  }

  kept::StoredPrice& one_;
  Side after_;
  std::optional<Side> before_;
  std::vector<Date> days_;
  std::vector<std::pair<std::int64_t, std::string>> rows_;
};

}  // namespace

Result<PolicyPriceView> PolicyService::begin_price(db::Tx& tx, const Scope& scope, const PolicyTestIn& in, Instant now) {
  TIANGE_CHECK_OK(check(tx, in.policy, {in.policy.key}));
  kept::StoredPrice one;
  one.view.id = std::to_string(parts_.ids.next(now));
  one.view.policy = in.policy.key;
  one.view.state = "waiting";
  one.view.budget_fen = in.policy.budget_fen;
  one.view.asked = now;
  one.account = scope.account;
  one.policy = in.policy;
  kept::put_price(tx, one);
  parts_.jobs.add(tx, {.kind = "benefits.policies.price", .payload = "{\"id\":\"" + one.view.id + "\"}", .run_after = {}, .deadline = now + hours(1),
                       .unique_key = one.view.id});
  return one.view;
}

Outcome PolicyService::work_out(std::int64_t id) {
  const Instant now = parts_.clock.now();
  const auto stored = parts_.db.read([&](db::Tx& tx) -> Result<kept::StoredPrice> {
    auto one = kept::price(tx, id);
    if (!one) return refuse(ErrorCode::not_found);
    return *std::move(one);
  });
  if (!stored.ok() || stored->view.state != "waiting") return done();
  kept::StoredPrice one = *stored;
  // Only what the one who asks may see.
  const auto scope = parts_.org.scope_of(one.account, now);
  const Outcome priced = scope.ok() ? price_into(one, *scope, now) : Outcome(scope.refusal());
  one.view.state = priced.ok() ? "done" : "failed";
  one.view.took_ms = std::max<std::int64_t>(0, (parts_.clock.now() - now).us / 1000);
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    kept::put_price(tx, one);
    return done();
  });
}

Outcome PolicyService::price_into(kept::StoredPrice& one, const Scope& scope, Instant now) {
  const Catalogue catalogue = parts_.subjects.catalogue();
  TIANGE_TRY(const auto after, compile(one.policy, *catalogue));
  const Date today = local_date(now);
  const std::vector<Date> days = days_from(today);
  const std::vector<std::string> names = inside_names();
  Outcome outcome = done();
  parts_.db.run_read([&](db::Tx& tx) {
    const PolicyPriceView begun = one.view;
    const auto live = set_in(tx, now)->in_force(one.policy.key, today);
    std::optional<Side> before;
    if (live && live->edition.kind == one.policy.kind) before.emplace(live, *catalogue, days, names);
    // What either side reads of others.
    LivePolicies sides{after};
    if (before) sides.push_back(live);
    const registers::GatheredFacts related = gather_related(tx, PolicyForm(one.policy.kind, *catalogue, std::move(sides), {today, names}));
    one.gained.clear(), one.lost.clear(), one.gained_fen.clear(), one.lost_fen.clear();
    one.view = begun;
    Pricing pricing(one, Side(after, *catalogue, days, names), std::move(before), days);
    parts_.subjects.each(tx, scope, one.policy.kind, "", [&](const GoldenRow& row) {
      pricing.take(row, related);
      return true;
    });
    pricing.flush();
    for (auto& [area, town] : pricing.towns) {
      if (town.gains == 0 && town.loses == 0 && town.before_fen == 0 && town.after_fen == 0) continue;
      town.area = area;
      town.zh = parts_.places.name(area, Language::zh);
      town.en = parts_.places.name(area, Language::en);
      one.view.towns.push_back(town);
    }
  });
  return outcome;
}

Result<PolicyPriceView> PolicyService::view_price(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  const auto one = kept::price(tx, id);
  if (!one || one->account != scope.account) return refuse(ErrorCode::not_found);
  PolicyPriceView view = one->view;
  const auto fill = [&](const std::vector<std::int64_t>& ids, const std::vector<std::pair<std::int64_t, std::int64_t>>& fen,
                        std::vector<PriceSample>& into) {
    std::vector<SubjectId> subjects;
    for (const std::int64_t subject : ids) subjects.push_back({subject});
    const auto names = titles(tx, scope, subjects);
    std::map<SubjectId, std::string> grids;
    parts_.subjects.each_of(tx, scope, subjects, [&](const GoldenRow& row) {
      grids[row.id] = row.grid;
      return true;
    });
    for (std::size_t i = 0; i < subjects.size() && i < fen.size(); ++i) {
      const auto grid = grids.find(subjects[i]);
      if (grid == grids.end()) continue;
      const auto name = names.find(subjects[i]);
      into.push_back({subjects[i].text(), name == names.end() ? "—" : name->second, parts_.places.full_name(grid->second, scope.language),
                      fen[i].first, fen[i].second});
    }
  };
  fill(one->gained, one->gained_fen, view.gain_sample);
  fill(one->lost, one->lost_fen, view.lose_sample);
  return view;
}

}  // namespace tiange::benefits
