#include "engines/recapture/recapture.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace tiange::recapture {

namespace {

constexpr double k_least_overlap = 7;  // Robson and Regier: below it Chapman's estimate is biased
constexpr double k_z = 1.959964;

using Matrix = std::vector<std::vector<double>>;

// Inverse of a symmetric positive matrix; nothing when it is not.
std::optional<Matrix> inverse(Matrix a) {
  const std::size_t n = a.size();
  Matrix out(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) out[i][i] = 1;
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t best = column;
    for (std::size_t row = column + 1; row < n; ++row) {
      if (std::abs(a[row][column]) > std::abs(a[best][column])) best = row;
    }
    if (std::abs(a[best][column]) < 1e-12) return std::nullopt;
    std::swap(a[best], a[column]);
    std::swap(out[best], out[column]);
    const double pivot = a[column][column];
    for (std::size_t k = 0; k < n; ++k) a[column][k] /= pivot, out[column][k] /= pivot;
    for (std::size_t row = 0; row < n; ++row) {
      const double factor = row == column ? 0 : a[row][column];
      if (factor == 0) continue;
      for (std::size_t k = 0; k < n; ++k) a[row][k] -= factor * a[column][k], out[row][k] -= factor * out[column][k];
    }
  }
  return out;
}

struct Fit {
  double unseen = 0, variance = 0, bic = std::numeric_limits<double>::infinity();
};

// A Poisson model of the cells with a constant, a term for each list and one for each pair in `pairs`.
std::optional<Fit> fit(std::span<const double> cells, int lists, const std::vector<int>& pairs, double seen) {
  const std::size_t terms = 1 + static_cast<std::size_t>(lists) + pairs.size();
  if (terms > cells.size() - 1) return std::nullopt;
  const auto row_of = [&](std::size_t cell) {
    std::vector<double> x(terms, 0);
    x[0] = 1;
    for (int i = 0; i < lists; ++i) x[1 + static_cast<std::size_t>(i)] = cell >> i & 1 ? 1 : 0;
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      const auto pair = static_cast<std::size_t>(pairs[p]);
      x[1 + static_cast<std::size_t>(lists) + p] = (cell & pair) == pair ? 1 : 0;
    }
    return x;
  };
  std::vector<double> beta(terms, 0);
  beta[0] = std::log(std::max(1.0, seen / static_cast<double>(cells.size())));
  std::optional<Matrix> covariance;
  double likelihood = -std::numeric_limits<double>::infinity();
  for (int round = 0; round < 100; ++round) {
    Matrix information(terms, std::vector<double>(terms, 0));
    std::vector<double> score(terms, 0);
    double now = 0;
    for (std::size_t cell = 1; cell < cells.size(); ++cell) {
      const std::vector<double> x = row_of(cell);
      double eta = 0;
      for (std::size_t t = 0; t < terms; ++t) eta += x[t] * beta[t];
      const double mean = std::exp(std::clamp(eta, -30.0, 30.0));
      now += cells[cell] * eta - mean;
      for (std::size_t t = 0; t < terms; ++t) {
        score[t] += x[t] * (cells[cell] - mean);
        for (std::size_t u = 0; u < terms; ++u) information[t][u] += x[t] * x[u] * mean;
      }
    }
    for (std::size_t t = 0; t < terms; ++t) information[t][t] += 1e-9;
    covariance = inverse(std::move(information));
    if (!covariance) return std::nullopt;
    double step = 0;
    for (std::size_t t = 0; t < terms; ++t) {
      double change = 0;
      for (std::size_t u = 0; u < terms; ++u) change += (*covariance)[t][u] * score[u];
      change = std::clamp(change, -2.0, 2.0);
      beta[t] += change;
      step = std::max(step, std::abs(change));
    }
    likelihood = now;
    if (step < 1e-9) break;
  }
  Fit out;
  out.unseen = std::exp(std::min(beta[0], 30.0));
  out.variance = out.unseen * out.unseen * (*covariance)[0][0] + out.unseen;
  out.bic = -2 * likelihood + static_cast<double>(terms) * std::log(std::max(2.0, seen));
  if (!std::isfinite(out.unseen) || !std::isfinite(out.variance) || out.variance < 0) return std::nullopt;
  return out;
}

// Without the lists on which nobody is.
std::vector<double> without_empty(std::span<const double> cells, int& lists, std::string& names) {
  std::vector<double> left(cells.begin(), cells.end());
  for (int i = lists; i-- > 0;) {
    double on = 0;
    for (std::size_t cell = 1; cell < left.size(); ++cell) on += cell >> i & 1 ? left[cell] : 0;
    if (on > 0) continue;
    std::vector<double> fewer;
    for (std::size_t cell = 0; cell < left.size(); ++cell) {
      if ((cell >> i & 1) == 0) fewer.push_back(left[cell]);
    }
    left = std::move(fewer);
    names.erase(static_cast<std::size_t>(i), 1);
    --lists;
  }
  return left;
}

Estimate chapman(std::span<const double> cells, Estimate out) {
  const double m = cells[3], n1 = cells[1] + m, n2 = cells[2] + m;
  out.total = std::max(out.seen, (n1 + 1) * (n2 + 1) / (m + 1) - 1);
  out.variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) * (m + 1) * (m + 2));
  out.model = "chapman";
  return out;
}

}  // namespace

Interval interval(double seen, double total, double variance) {
  const double unseen = total - seen;
  if (unseen <= 0 || variance <= 0) return {total, total};
  const double c = std::exp(k_z * std::sqrt(std::log(1 + variance / (unseen * unseen))));
  return {seen + unseen / c, seen + unseen * c};
}

Estimate estimate(std::span<const double> all) {
  int lists = std::countr_zero(all.size());
  std::string names = std::string("abcd").substr(0, static_cast<std::size_t>(lists));
  const std::vector<double> cells = without_empty(all, lists, names);
  Estimate out;
  double overlap = 0;
  for (std::size_t cell = 1; cell < cells.size(); ++cell) {
    out.seen += cells[cell];
    if (std::popcount(cell) > 1) overlap += cells[cell];
  }
  out.total = out.low = out.high = out.seen;
  if (lists < 2 || overlap < k_least_overlap) return out;
  out.enough = true;
  if (lists == 2) {
    out = chapman(cells, out);
  } else {
    std::vector<int> every;
    for (int a = 0; a < lists; ++a) {
      for (int b = a + 1; b < lists; ++b) every.push_back(1 << a | 1 << b);
    }
    Fit best;
    for (unsigned chosen = 0; chosen < 1U << every.size(); ++chosen) {
      std::vector<int> pairs;
      std::string model;
      for (const char name : names) model += (model.empty() ? "" : "+") + std::string(1, name);
      for (std::size_t p = 0; p < every.size(); ++p) {
        if ((chosen >> p & 1) == 0) continue;
        pairs.push_back(every[p]);
        model += "+";
        for (int i = 0; i < lists; ++i) {
          if ((every[p] >> i & 1) != 0) model += names[static_cast<std::size_t>(i)];
        }
      }
      const auto one = fit(cells, lists, pairs, out.seen);
      if (!one || one->bic >= best.bic) continue;
      best = *one;
      out.model = model;
    }
    out.total = out.seen + best.unseen;
    out.variance = best.variance;
  }
  const Interval about = interval(out.seen, out.total, out.variance);
  out.low = about.low;
  out.high = about.high;
  return out;
}

}  // namespace tiange::recapture
