#pragma once
// Which visits will find something serious: a model learnt from past visits, and how well its order would have served. Pure, and
// the same for the same rows.
//
// Two models are learnt, logistic regression with a quadratic penalty and boosted shallow trees; of these and their mean, the one
// that orders the last fifth of the training rows best (in time) is learnt again on all of them.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tiange::ranking {

// A column as it is read: of a numeric one numbers, NaN where missing; else texts, empty where missing.
struct Feature {
  std::string name;
  bool numeric = true;
  std::vector<double> numbers;
  std::vector<std::string> texts;
};

// Visits in any order; all columns have as many rows as `serious`.
struct Visits {
  std::vector<Feature> features;
  std::vector<char> serious;  // 0 or 1
  std::vector<double> order;  // days, or any number that grows with time
  std::size_t rows() const { return serious.size(); }
};

enum class Method { logistic, boosted, both };

struct FeatureWeight {
  std::string name;
  double weight = 0;  // share of what the trees and the regression take from it, 0 to 1
};

class RiskModel {
 public:
  virtual ~RiskModel() = default;
  // Between 0 and 1, in the order of the rows. Features by name as in training; one that is absent counts as missing.
  virtual std::vector<double> risk(const Visits& visits) const = 0;
  virtual Method method() const = 0;
  virtual std::vector<FeatureWeight> weights() const = 0;  // heaviest first
};

// Nothing when there is nothing to learn: fewer than k_least_rows rows, or all outcomes alike.
constexpr std::size_t k_least_rows = 20;
std::unique_ptr<RiskModel> learn(const Visits& visits);

struct Served {
  double auc = 0;                // chance that a serious visit stands before another one
  double first_half = 0;         // share of the serious ones in the first half of the visits, in the model's order
  double first_half_actual = 0;  // as they were really made
  double days_gained = 0;        // mean over the serious ones: found so much earlier in the model's order
  std::int64_t serious = 0;
};
// The same number of visits a day is made, in the order of risk: the first day's visits are the riskiest, and so on. Equal risks
// keep their real order.
Served served(const Visits& visits, std::span<const double> risk);

}  // namespace tiange::ranking
