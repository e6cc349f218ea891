#include "engines/ranking/ranking_design.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace tiange::ranking {

namespace {

constexpr std::size_t k_most_texts = 60;  // of a feature
constexpr double k_penalty = 4;
constexpr int k_passes = 60;
constexpr int k_rounds = 160;
constexpr double k_step = 0.06;
constexpr double k_leaf_penalty = 8;
constexpr std::size_t k_cuts = 24;
constexpr std::size_t k_nodes = 15;   // depth three
constexpr std::size_t k_inner = 7;

double bias_of(const std::vector<char>& serious, std::span<const std::size_t> rows) {
  double sum = 0.5;
  for (const std::size_t row : rows) sum += serious[row];
  const double share = sum / (static_cast<double>(rows.size()) + 1);
  return std::log(share / (1 - share));
}

}  // namespace

Design design_of(const Visits& visits, std::span<const std::size_t> rows) {
  Design design;
  const std::size_t least = std::max<std::size_t>(5, rows.size() / 400);
  for (std::size_t f = 0; f < visits.features.size(); ++f) {
    const Feature& feature = visits.features[f];
    design.names.push_back(feature.name);
    design.numeric.push_back(feature.numeric);
    if (feature.numeric) {
      double sum = 0, squares = 0, count = 0;
      for (const std::size_t row : rows) {
        const double value = feature.numbers[row];
        if (std::isnan(value)) continue;
        sum += value, squares += value * value, ++count;
      }
      const double mean = count > 0 ? sum / count : 0;
      const double spread = count > 0 ? std::sqrt(std::max(0.0, squares / count - mean * mean)) : 0;
      if (spread > 0) design.columns.push_back({f, DesignColumn::Kind::number, "", mean, spread});
      if (count < static_cast<double>(rows.size()) && count > 0) design.columns.push_back({f, DesignColumn::Kind::missing, "", 0, 1});
      continue;
    }
    std::map<std::string, std::size_t> counts;
    for (const std::size_t row : rows) ++counts[feature.texts[row]];
    std::vector<std::pair<std::size_t, std::string>> frequent;
    for (const auto& [text, count] : counts) {
      if (count >= least && count < rows.size()) frequent.emplace_back(count, text);
    }
    std::stable_sort(frequent.begin(), frequent.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (frequent.size() > k_most_texts) frequent.resize(k_most_texts);
    for (auto& [count, text] : frequent) design.columns.push_back({f, DesignColumn::Kind::text, text, 0, 1});
  }
  return design;
}

std::vector<std::vector<float>> matrix_of(const Design& design, const Visits& visits) {
  std::vector<std::vector<float>> out;
  for (const DesignColumn& column : design.columns) {
    std::vector<float> values(visits.rows(), column.kind == DesignColumn::Kind::missing ? 1.0F : 0.0F);
    for (const Feature& feature : visits.features) {
      if (feature.name != design.names[column.feature] || feature.numeric != design.numeric[column.feature]) continue;
      for (std::size_t row = 0; row < visits.rows(); ++row) {
        switch (column.kind) {
          case DesignColumn::Kind::number:
            if (!std::isnan(feature.numbers[row])) values[row] = static_cast<float>((feature.numbers[row] - column.mean) / column.scale);
            break;
          case DesignColumn::Kind::missing: values[row] = std::isnan(feature.numbers[row]) ? 1.0F : 0.0F; break;
          case DesignColumn::Kind::text: values[row] = feature.texts[row] == column.text ? 1.0F : 0.0F; break;
        }
      }
    }
    out.push_back(std::move(values));
  }
  return out;
}

Logistic learn_logistic(const std::vector<std::vector<float>>& columns, const std::vector<char>& serious, std::span<const std::size_t> rows) {
  Logistic model{bias_of(serious, rows), std::vector<double>(columns.size())};
  std::vector<double> margin(rows.size(), model.bias);
  for (int pass = 0; pass < k_passes; ++pass) {
    double largest = 0;
    // The bias is one more column of ones, without penalty.
    for (std::size_t c = 0; c <= columns.size(); ++c) {
      const bool bias = c == columns.size();
      double slope = bias ? 0 : k_penalty * model.weights[c], bend = bias ? 1e-9 : k_penalty;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const double x = bias ? 1 : columns[c][rows[i]];
        if (x == 0) continue;
        const double p = chance(margin[i]);
        slope += x * (p - serious[rows[i]]);
        bend += x * x * p * (1 - p);
      }
      const double step = std::clamp(-slope / bend, -2.0, 2.0);
      largest = std::max(largest, std::abs(step));
      (bias ? model.bias : model.weights[c]) += step;
      for (std::size_t i = 0; i < rows.size(); ++i) margin[i] += step * (bias ? 1 : columns[c][rows[i]]);
    }
    if (largest < 1e-4) break;
  }
  return model;
}

std::vector<double> margins_of(const Logistic& model, const std::vector<std::vector<float>>& columns, std::size_t rows) {
  std::vector<double> out(rows, model.bias);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (std::size_t row = 0; row < rows; ++row) out[row] += model.weights[c] * columns[c][row];
  }
  return out;
}

namespace {

// Values of a column as places among its cuts.
struct Binned {
  std::vector<float> cuts;  // ascending; place i: at most cuts[i], the last place above all
  std::vector<std::uint8_t> places;
};

Binned binned(const std::vector<float>& column, std::span<const std::size_t> rows) {
  std::vector<float> values;
  values.reserve(rows.size());
  for (const std::size_t row : rows) values.push_back(column[row]);
  std::sort(values.begin(), values.end());
  Binned out;
  for (std::size_t i = 1; i <= k_cuts; ++i) {
    const std::size_t at = std::min(values.size() - 1, i * values.size() / (k_cuts + 1));
    if (values[at] < values.back() && (out.cuts.empty() || values[at] > out.cuts.back())) out.cuts.push_back(values[at]);
  }
  // A rare value above the others would fall between the cuts.
  const auto second = std::lower_bound(values.begin(), values.end(), values.back());
  if (second != values.begin() && (out.cuts.empty() || *(second - 1) > out.cuts.back())) out.cuts.push_back(*(second - 1));
  out.places.reserve(rows.size());
  for (const std::size_t row : rows)
    out.places.push_back(static_cast<std::uint8_t>(std::lower_bound(out.cuts.begin(), out.cuts.end(), column[row]) - out.cuts.begin()));
  return out;
}

struct Sums {
  double slope = 0, bend = 0;
};

double worth(const Sums& sums) { return sums.slope * sums.slope / (sums.bend + k_leaf_penalty); }

// Grows one tree; `at` holds the node of every row and ends with its leaf.
class Grower {
 public:
  Grower(const std::vector<Binned>& bins, const std::vector<double>& slopes, const std::vector<double>& bends, std::vector<double>& gains)
      : bins_(bins), slopes_(slopes), bends_(bends), gains_(gains), at_(slopes.size()) {}

  Tree grow() {
    Tree tree(k_nodes);
    for (std::size_t first = 0; first < k_inner; first = 2 * first + 1) {
      for (std::size_t node = first; node <= 2 * first; ++node) split(tree, node);
      for (std::size_t i = 0; i < at_.size(); ++i) {
        const Split& split = tree[at_[i]];
        if (!split.leaf) at_[i] = static_cast<std::uint8_t>(2 * at_[i] + (places_of(split.column, i) <= place_[at_[i]] ? 1 : 2));
      }
    }
    std::vector<Sums> sums(k_nodes);
    for (std::size_t i = 0; i < at_.size(); ++i) sums[at_[i]].slope += slopes_[i], sums[at_[i]].bend += bends_[i];
    for (std::size_t node = 0; node < k_nodes; ++node) tree[node].value = -k_step * sums[node].slope / (sums[node].bend + k_leaf_penalty);
    return tree;
  }
  const std::vector<std::uint8_t>& leaves() const { return at_; }

 private:
  std::uint8_t places_of(std::size_t column, std::size_t row) const { return bins_[column].places[row]; }

  void split(Tree& tree, std::size_t node) {
    // Only below a node that was split itself.
    if (node > 0 && tree[(node - 1) / 2].leaf) return;
    double best = 1e-6;
    std::vector<Sums> places(k_cuts + 3);
    for (std::size_t c = 0; c < bins_.size(); ++c) {
      std::fill(places.begin(), places.end(), Sums{});
      Sums all;
      for (std::size_t i = 0; i < at_.size(); ++i) {
        if (at_[i] != node) continue;
        Sums& place = places[places_of(c, i)];
        place.slope += slopes_[i], place.bend += bends_[i];
        all.slope += slopes_[i], all.bend += bends_[i];
      }
      Sums left;
      for (std::size_t cut = 0; cut < bins_[c].cuts.size(); ++cut) {
        left.slope += places[cut].slope, left.bend += places[cut].bend;
        const Sums right{all.slope - left.slope, all.bend - left.bend};
        if (left.bend < 2 || right.bend < 2) continue;
        const double gain = worth(left) + worth(right) - worth(all);
        if (gain <= best) continue;
        best = gain;
        tree[node] = {c, bins_[c].cuts[cut], false, 0};
        place_[node] = static_cast<std::uint8_t>(cut);
      }
    }
    if (!tree[node].leaf) gains_[tree[node].column] += best;
  }

  const std::vector<Binned>& bins_;
  const std::vector<double>& slopes_;
  const std::vector<double>& bends_;
  std::vector<double>& gains_;
  std::vector<std::uint8_t> at_;
  std::uint8_t place_[k_nodes] = {};
};

}  // namespace

Boosted learn_boosted(const std::vector<std::vector<float>>& columns, const std::vector<char>& serious, std::span<const std::size_t> rows) {
  Boosted model{bias_of(serious, rows), {}, std::vector<double>(columns.size())};
  std::vector<Binned> bins;
  for (const auto& column : columns) bins.push_back(binned(column, rows));
  std::vector<double> margin(rows.size(), model.bias), slopes(rows.size()), bends(rows.size());
  for (int round = 0; round < k_rounds; ++round) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double p = chance(margin[i]);
      slopes[i] = p - serious[rows[i]];
      bends[i] = p * (1 - p);
    }
    Grower grower(bins, slopes, bends, model.gains);
    model.trees.push_back(grower.grow());
    for (std::size_t i = 0; i < rows.size(); ++i) margin[i] += model.trees.back()[grower.leaves()[i]].value;
  }
  return model;
}

std::vector<double> margins_of(const Boosted& model, const std::vector<std::vector<float>>& columns, std::size_t rows) {
  std::vector<double> out(rows, model.bias);
  for (const Tree& tree : model.trees) {
    for (std::size_t row = 0; row < rows; ++row) {
      std::size_t node = 0;
      while (!tree[node].leaf) node = 2 * node + (columns[tree[node].column][row] <= tree[node].cut ? 1 : 2);
      out[row] += tree[node].value;
    }
  }
  return out;
}

}  // namespace tiange::ranking
