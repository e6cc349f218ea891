#pragma once
// Features as dense columns: numbers, whether they are missing, and a column for every text that is frequent enough.

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "engines/ranking/ranking.h"

namespace tiange::ranking {

struct DesignColumn {
  std::size_t feature = 0;  // of the training rows
  enum class Kind { number, missing, text } kind = Kind::number;
  std::string text;         // of kind text
  double mean = 0, scale = 1;  // of numbers
};

struct Design {
  std::vector<std::string> names;  // of features
  std::vector<bool> numeric;
  std::vector<DesignColumn> columns;
};

Design design_of(const Visits& visits, std::span<const std::size_t> rows);
// By column; numbers standardised, 0 where missing.
std::vector<std::vector<float>> matrix_of(const Design& design, const Visits& visits);

inline double chance(double margin) { return 1 / (1 + std::exp(-margin)); }

// Logistic regression by cyclic Newton steps.
struct Logistic {
  double bias = 0;
  std::vector<double> weights;
};
Logistic learn_logistic(const std::vector<std::vector<float>>& columns, const std::vector<char>& serious, std::span<const std::size_t> rows);
std::vector<double> margins_of(const Logistic& model, const std::vector<std::vector<float>>& columns, std::size_t rows);

// Boosted trees of depth three over cuts of the columns.
struct Split {
  std::size_t column = 0;
  float cut = 0;  // left: at most
  bool leaf = true;
  double value = 0;
};
using Tree = std::vector<Split>;  // a heap: children of i are 2i+1 and 2i+2
struct Boosted {
  double bias = 0;
  std::vector<Tree> trees;
  std::vector<double> gains;  // by column
};
Boosted learn_boosted(const std::vector<std::vector<float>>& columns, const std::vector<char>& serious, std::span<const std::size_t> rows);
std::vector<double> margins_of(const Boosted& model, const std::vector<std::vector<float>>& columns, std::size_t rows);

}  // namespace tiange::ranking
