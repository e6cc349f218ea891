#include "engines/linkage/model.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engines/linkage/values/strings.h"

namespace tiange::linkage {

namespace {

constexpr double k_most_bits = 14, k_least_bits = -9;

// Frequent values tell less, rare ones more than the level by itself.
bool counts_rarity(Kind kind) {
  return kind == Kind::chinese_name || kind == Kind::name || kind == Kind::organisation || kind == Kind::code || kind == Kind::category ||
         kind == Kind::phone || kind == Kind::text;
}

// Levels are ordered: better agreement may not tell less. Neighbours out of order are drawn together.
void put_in_order(FieldModel& field, std::size_t levels) {
  struct Block {
    double same, different;
    std::size_t from, to;
  };
  std::vector<Block> blocks;
  for (std::size_t l = 1; l <= levels; ++l) {
    blocks.push_back({field.same[l], field.different[l], l, l});
    while (blocks.size() > 1) {
      const Block last = blocks.back(), before = blocks[blocks.size() - 2];
      if (before.same / before.different <= last.same / last.different) break;
      blocks.pop_back();
      blocks.back() = {before.same + last.same, before.different + last.different, before.from, last.to};
    }
  }
  for (const Block& block : blocks) {
    const double bits = std::clamp(std::log2(block.same / block.different), k_least_bits, k_most_bits);
    for (std::size_t l = block.from; l <= block.to; ++l) field.bits[l] = bits;
  }
  field.bits[0] = 0;
}

struct Patterns {
  std::vector<std::uint64_t> distinct;
  std::vector<std::uint32_t> of_pair;
};

Patterns gather(std::span<const Compared> pairs) {
  Patterns out;
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  out.of_pair.reserve(pairs.size());
  for (const Compared& pair : pairs) {
    const auto [at, fresh] = known.try_emplace(pair.pattern, static_cast<std::uint32_t>(out.distinct.size()));
    if (fresh) out.distinct.push_back(pair.pattern);
    out.of_pair.push_back(at->second);
  }
  return out;
}

class Learner {
 public:
  Learner(const Joined& joined, std::span<Compared> pairs, const Learning& learning)
      : joined_(joined), pairs_(pairs), learning_(learning), patterns_(gather(pairs)) {}

  Model run() {
    std::vector<FieldPlan> plans;
    for (const Field& field : joined_.fields()) plans.push_back(field.plan);
    model_ = Model::usual(plans);
    overall();
    const double n = static_cast<double>(std::max<std::size_t>(pairs_.size(), 1));
    share_ = std::clamp(learning_.expected_matches / n, 1e-6, 0.5);
    for (int round = 0; round < learning_.rounds; ++round) {
      expect(true, true);
      maximise(round);
    }
    for (int round = 0; round < learning_.free_rounds; ++round) {
      expect(false, false);
      maximise(learning_.rounds);
    }
    for (int round = 0; round < 10; ++round) {
      expect(learning_.first_competes, learning_.second_competes);
      count_matches();
    }
    model_.prior_bits = std::log2(share_ / (1 - share_));
    weigh();
    return std::move(model_);
  }

 private:
  // Most candidates are different: their levels are the first guess of P(level | different).
  void overall() {
    overall_.assign(model_.fields.size(), {});
    for (const Compared& pair : pairs_) {
      for (std::size_t f = 0; f < model_.fields.size(); ++f) overall_[f][static_cast<std::size_t>(level_in(pair.pattern, f))] += 1;
    }
    for (std::size_t f = 0; f < model_.fields.size(); ++f) {
      FieldModel& field = model_.fields[f];
      const auto levels = static_cast<std::size_t>(highest_level(field.kind));
      double said = 0;
      for (std::size_t l = 1; l <= levels; ++l) said += overall_[f][l];
      for (std::size_t l = 1; l <= levels; ++l) {
        overall_[f][l] = (overall_[f][l] + 20 * field.different[l]) / (said + 20);
        field.different[l] = overall_[f][l];
      }
      put_in_order(field, levels);
    }
  }

  void weigh() {
    std::vector<float> bits;
    bits.reserve(patterns_.distinct.size());
    for (const std::uint64_t pattern : patterns_.distinct) bits.push_back(static_cast<float>(model_.bits(pattern)));
    for (std::size_t i = 0; i < pairs_.size(); ++i) pairs_[i].bits = bits[patterns_.of_pair[i]] + pairs_[i].rarity;
  }

  void expect(bool first, bool second) {
    weigh();
    const double prior = share_ / (1 - share_);
    const auto odds = [&](const Compared& pair) { return prior * std::exp2(std::min(60.0F, pair.bits)); };
    chance_.assign(pairs_.size(), 0);
    std::vector<double> sums;
    const bool competes = first || second;
    if (competes) {
      sums.assign(joined_.units().size(), 0);
      for (const Compared& pair : pairs_) {
        const double o = odds(pair);
        sums[pair.a] = learning_.across ? sums[pair.a] + o : std::max(sums[pair.a], o);
        sums[pair.b] = learning_.across ? sums[pair.b] + o : std::max(sums[pair.b], o);
      }
    }
    const auto limited = [&](std::uint32_t unit) {
      return joined_.units().table[unit] == 0 ? first : second;
    };
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const double o = odds(pairs_[i]);
      double all = o;
      if (competes && limited(pairs_[i].a)) all = std::max(all, sums[pairs_[i].a]);
      if (competes && limited(pairs_[i].b)) all = std::max(all, sums[pairs_[i].b]);
      chance_[i] = o / (1 + all);
    }
  }

  double count_matches() {
    double matches = 0;
    for (const double p : chance_) matches += p;
    const double n = static_cast<double>(std::max<std::size_t>(pairs_.size(), 1));
    share_ = std::clamp(matches / n, 0.2 / n, 0.7);
    return matches;
  }

  void maximise(int round) {
    const double before = share_, matches = count_matches();
    if (round <= 2) share_ = before;
    std::vector<double> same(patterns_.distinct.size(), 0), all(patterns_.distinct.size(), 0);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      same[patterns_.of_pair[i]] += chance_[i];
      all[patterns_.of_pair[i]] += 1;
    }
    const double usual = std::max(4.0, 0.02 * matches);
    for (std::size_t f = 0; f < model_.fields.size(); ++f) {
      FieldModel& field = model_.fields[f];
      const auto levels = static_cast<std::size_t>(highest_level(field.kind));
      std::array<double, k_levels> yes{}, no{};
      double all_yes = 0, all_no = 0;
      for (std::size_t p = 0; p < same.size(); ++p) {
        const auto l = static_cast<std::size_t>(level_in(patterns_.distinct[p], f));
        if (l == 0) continue;
        yes[l] += same[p], no[l] += all[p] - same[p];
        all_yes += same[p], all_no += all[p] - same[p];
      }
      for (std::size_t l = 1; l <= levels; ++l) {
        field.same[l] = (yes[l] + usual * usual_odds(field.kind, static_cast<int>(l)).same) / (all_yes + usual);
        field.different[l] = (no[l] + 2 * overall_[f][l]) / (all_no + 2);
      }
      put_in_order(field, levels);
    }
  }

  const Joined& joined_;
  std::span<Compared> pairs_;
  const Learning& learning_;
  Patterns patterns_;
  Model model_;
  double share_ = 0.01;
  std::vector<double> chance_;
  std::vector<std::array<double, k_levels>> overall_;
};

}  // namespace

Model Model::usual(std::span<const FieldPlan> plans) {
  Model model;
  for (const FieldPlan& plan : plans) {
    FieldModel field{plan.name, plan.kind};
    const auto levels = static_cast<std::size_t>(highest_level(plan.kind));
    for (std::size_t l = 1; l <= levels; ++l) {
      const Odds odds = usual_odds(plan.kind, static_cast<int>(l));
      field.same[l] = odds.same;
      field.different[l] = odds.different;
      field.bits[l] = std::log2(odds.same / odds.different);
    }
    model.fields.push_back(std::move(field));
  }
  return model;
}

double Model::bits(std::uint64_t pattern) const {
  double sum = 0;
  for (std::size_t f = 0; f < fields.size(); ++f) sum += fields[f].bits[static_cast<std::size_t>(level_in(pattern, f))];
  return sum;
}

Compared compare_units(const Joined& joined, std::uint32_t a, std::uint32_t b) {
  Compared out{a, b};
  for (std::size_t f = 0; f < joined.fields().size(); ++f) {
    const Field& field = joined.fields()[f];
    int best = 0;
    std::uint32_t agreed = 0;
    for (const std::uint32_t x : joined.units().of(f, a)) {
      for (const std::uint32_t y : joined.units().of(f, b)) {
        const int level = x == y ? highest_level(field.plan.kind) : compare(field.plan.kind, field.values[x], field.values[y], field.words.get());
        if (level <= best) continue;
        best = level;
        agreed = x == y ? x : 0;
      }
    }
    out.pattern |= static_cast<std::uint64_t>(best) << (4 * f);
    if (agreed != 0 && counts_rarity(field.plan.kind)) {
      const double share = field.counts[agreed] / field.rows;
      out.rarity += static_cast<float>(std::clamp(std::log2(field.same_chance / share), -4.0, 4.0) * 0.7);
    }
  }
  return out;
}

Model learn(const Joined& joined, std::span<Compared> pairs, const Learning& learning, Pieces pieces) {
  constexpr std::size_t k_enough = 1'000'000;
  if (pairs.size() <= 2 * k_enough) return Learner(joined, pairs, learning).run();
  // Units drawn by their numbers, each with all its candidates.
  std::vector<Compared> drawn;
  const std::uint64_t share = UINT64_MAX / pairs.size() * k_enough;
  for (const Compared& pair : pairs) {
    if (hash_mix(pair.a, 1) < share) drawn.push_back(pair);
  }
  Learning less = learning;
  less.expected_matches *= static_cast<double>(drawn.size()) / static_cast<double>(pairs.size());
  Model model = Learner(joined, drawn, less).run();
  constexpr std::size_t k_chunk = 1 << 16;
  pieces((pairs.size() + k_chunk - 1) / k_chunk, [&](std::size_t c) {
    const std::size_t end = std::min(pairs.size(), (c + 1) * k_chunk);
    for (std::size_t i = c * k_chunk; i < end; ++i) pairs[i].bits = static_cast<float>(model.bits(pairs[i].pattern)) + pairs[i].rarity;
  });
  return model;
}

}  // namespace tiange::linkage
