#include "engines/ranking/ranking.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engines/ranking/ranking_design.h"

namespace tiange::ranking {

namespace {

// Of pairs of a serious and another one, how often the serious one is put before; equal ones count half.
double auc_of(const std::vector<char>& serious, std::span<const std::size_t> rows, std::span<const double> risk) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return risk[a] < risk[b]; });
  double before = 0, won = 0, yes = 0, no = 0;
  for (std::size_t i = 0; i < order.size();) {
    double same_yes = 0, same_no = 0;
    std::size_t j = i;
    for (; j < order.size() && risk[order[j]] == risk[order[i]]; ++j) (serious[rows[order[j]]] ? same_yes : same_no) += 1;
    won += same_yes * (before + same_no / 2);
    before += same_no;
    yes += same_yes, no += same_no;
    i = j;
  }
  return yes == 0 || no == 0 ? 0.5 : won / (yes * no);
}

std::vector<double> mixed(Method method, const std::vector<double>& regression, const std::vector<double>& trees) {
  std::vector<double> out(regression.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double margin = method == Method::logistic ? regression[i] : method == Method::boosted ? trees[i] : (regression[i] + trees[i]) / 2;
    out[i] = chance(margin);
  }
  return out;
}

class Learnt final : public RiskModel {
 public:
  Learnt(Design design, Logistic regression, Boosted trees, Method method)
      : design_(std::move(design)), regression_(std::move(regression)), trees_(std::move(trees)), method_(method) {}

  std::vector<double> risk(const Visits& visits) const override {
    const auto columns = matrix_of(design_, visits);
    return mixed(method_, margins_of(regression_, columns, visits.rows()), margins_of(trees_, columns, visits.rows()));
  }
  Method method() const override { return method_; }

  std::vector<FeatureWeight> weights() const override {
    std::map<std::size_t, double> regression, trees;
    double all_regression = 0, all_trees = 0;
    for (std::size_t c = 0; c < design_.columns.size(); ++c) {
      regression[design_.columns[c].feature] += std::abs(regression_.weights[c]);
      trees[design_.columns[c].feature] += trees_.gains[c];
      all_regression += std::abs(regression_.weights[c]);
      all_trees += trees_.gains[c];
    }
    const double by_regression = method_ == Method::boosted ? 0 : method_ == Method::both ? 0.5 : 1;
    std::vector<FeatureWeight> out;
    for (std::size_t f = 0; f < design_.names.size(); ++f) {
      const double a = all_regression > 0 ? regression[f] / all_regression : 0, b = all_trees > 0 ? trees[f] / all_trees : 0;
      out.push_back({design_.names[f], by_regression * a + (1 - by_regression) * b});
    }
    std::stable_sort(out.begin(), out.end(), [](const FeatureWeight& a, const FeatureWeight& b) { return a.weight > b.weight; });
    return out;
  }

 private:
  Design design_;
  Logistic regression_;
  Boosted trees_;
  Method method_;
};

bool both_outcomes(const Visits& visits, std::span<const std::size_t> rows) {
  bool yes = false, no = false;
  for (const std::size_t row : rows) (visits.serious[row] ? yes : no) = true;
  return yes && no;
}

std::vector<std::size_t> rows_in_time(const Visits& visits) {
  std::vector<std::size_t> rows(visits.rows());
  std::iota(rows.begin(), rows.end(), 0);
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return visits.order[a] < visits.order[b]; });
  return rows;
}

// Which of the ways orders the last fifth best, learnt on what was before.
Method best_method(const Visits& visits, std::span<const std::size_t> rows) {
  const std::size_t cut = rows.size() * 4 / 5;
  const auto before = rows.first(cut), after = rows.subspan(cut);
  if (!both_outcomes(visits, before) || !both_outcomes(visits, after)) return Method::both;
  const Design design = design_of(visits, before);
  const auto columns = matrix_of(design, visits);
  const auto regression = margins_of(learn_logistic(columns, visits.serious, before), columns, visits.rows());
  const auto trees = margins_of(learn_boosted(columns, visits.serious, before), columns, visits.rows());
  Method best = Method::both;
  double most = -1;
  for (const Method method : {Method::both, Method::logistic, Method::boosted}) {
    const std::vector<double> all = mixed(method, regression, trees);
    std::vector<double> risk;
    for (const std::size_t row : after) risk.push_back(all[row]);
    const double auc = auc_of(visits.serious, after, risk);
    if (auc > most) most = auc, best = method;
  }
  return best;
}

}  // namespace

std::unique_ptr<RiskModel> learn(const Visits& visits) {
  const std::vector<std::size_t> rows = rows_in_time(visits);
  if (rows.size() < k_least_rows || !both_outcomes(visits, rows)) return nullptr;
  const Method method = best_method(visits, rows);
  Design design = design_of(visits, rows);
  const auto columns = matrix_of(design, visits);
  Logistic regression = learn_logistic(columns, visits.serious, rows);
  Boosted trees = learn_boosted(columns, visits.serious, rows);
  return std::make_unique<Learnt>(std::move(design), std::move(regression), std::move(trees), method);
}

Served served(const Visits& visits, std::span<const double> risk) {
  Served out;
  const std::vector<std::size_t> real = rows_in_time(visits);
  std::vector<std::size_t> model = real;
  std::stable_sort(model.begin(), model.end(), [&](std::size_t a, std::size_t b) { return risk[a] > risk[b]; });
  const std::size_t half = real.size() / 2;
  double earlier = 0, first = 0, first_real = 0;
  for (std::size_t i = 0; i < real.size(); ++i) {
    if (visits.serious[real[i]]) ++out.serious, first_real += i < half;
    if (!visits.serious[model[i]]) continue;
    first += i < half;
    // The i-th visit takes place when the i-th one really did.
    earlier += visits.order[model[i]] - visits.order[real[i]];
  }
  std::vector<double> by_row;
  for (const std::size_t row : real) by_row.push_back(risk[row]);
  out.auc = auc_of(visits.serious, real, by_row);
  if (out.serious == 0) return out;
  const auto count = static_cast<double>(out.serious);
  out.first_half = first / count;
  out.first_half_actual = first_real / count;
  out.days_gained = earlier / count;
  return out;
}

}  // namespace tiange::ranking
