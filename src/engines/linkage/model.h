#pragma once
// Fellegi and Sunter's model: what each level of agreement of each field tells, in bits. P(level | same) over
// P(level | different), learned from pairs without labels by expectation and maximisation (Winkler 1988); agreement on a
// rare value tells more (Winkler 1989).

#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "engines/linkage/candidates.h"

namespace tiange::linkage {

inline constexpr std::size_t k_levels = 12;  // 0: not said
inline constexpr std::size_t k_most_fields = 16;

struct FieldModel {
  std::string name;
  Kind kind = Kind::text;
  std::array<double, k_levels> same{}, different{}, bits{};
};

struct Model {
  std::vector<FieldModel> fields;
  double prior_bits = 0;  // of a pair among candidates

  // What is known before anything was learned.
  static Model usual(std::span<const FieldPlan> plans);
  double bits(std::uint64_t pattern) const;
};

inline int level_in(std::uint64_t pattern, std::size_t field) { return static_cast<int>(pattern >> (4 * field) & 15); }

// A pair with its levels, 4 bits a field, and what the rarity of the values agreed on adds, in bits.
struct Compared {
  std::uint32_t a = 0, b = 0;
  std::uint64_t pattern = 0;
  float rarity = 0;
  float bits = 0;  // levels and rarity, without the prior
};

// Best levels over the values of two units.
Compared compare_units(const Joined& joined, std::uint32_t a, std::uint32_t b);

// While weights are learned, the candidates of a unit compete: at most about one of them is the same. That keeps the
// learning from taking "of one town" or "of one series" for "the same". How many pairs are the same at all is learned
// afterwards with the weights held fast, and there only those compete of whom it is known.
struct Learning {
  int rounds = 25;
  bool across = false;                                   // two tables: all candidates of a unit together compete, not the best alone
  bool first_competes = false, second_competes = false;  // afterwards: units of the first, of the second table
  int free_rounds = 0;                                   // more rounds without competition
  double expected_matches = 0;                           // a first guess
};

// Learns from the pairs (of very many from a part of them) and fills in their bits.
Model learn(const Joined& joined, std::span<Compared> pairs, const Learning& learning, Pieces pieces);

}  // namespace tiange::linkage
