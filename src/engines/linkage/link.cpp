#include "engines/linkage/link.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engines/linkage/clustering.h"

namespace tiange::linkage {

namespace {

double odds_of(double bits) { return std::exp2(std::clamp(bits, -60.0, 60.0)); }
double chance_of(double bits) { return odds_of(bits) / (1 + odds_of(bits)); }

std::vector<FieldPlan> plan_fields(std::span<const Table> tables, const LinkOptions& options) {
  std::vector<std::optional<std::size_t>> ids = options.ids;
  for (std::size_t t = ids.size(); t < tables.size(); ++t) ids.push_back(guess_id_column(tables[t]));
  std::vector<FieldPlan> fields = options.fields.empty() ? guess_fields(tables, ids) : options.fields;
  // Numbers of models inside descriptions are fields of their own.
  const std::size_t given = fields.size();
  for (std::size_t f = 0; f < given && options.fields.empty(); ++f) {
    if (fields[f].kind != Kind::text) continue;
    std::size_t rows = 0, marked = 0;
    for (std::size_t t = 0; t < tables.size(); ++t) {
      if (!fields[f].columns[t]) continue;
      const Column& column = tables[t].columns()[*fields[f].columns[t]];
      const std::size_t step = std::max<std::size_t>(1, column.values.size() / 2000);
      for (std::size_t i = 1; i <= column.values.size(); i += step) {
        ++rows;
        const auto text = column.values.text(static_cast<std::uint32_t>(i));
        const auto marks = marks_of(prepare(Kind::category, text.substr(0, 300)).value_or(Prepared{}).text);
        const auto lettered = [](const std::string& m) { return std::any_of(m.begin(), m.end(), [](char c) { return c >= 'a' && c <= 'z'; }); };
        marked += std::any_of(marks.begin(), marks.end(), lettered) ? 1 : 0;
      }
    }
    if (rows == 0 || static_cast<double>(marked) < 0.15 * static_cast<double>(rows)) continue;
    FieldPlan marks = fields[f];
    marks.kind = Kind::marks;
    marks.name += "#";
    fields.push_back(std::move(marks));
  }
  if (fields.size() > k_most_fields) fields.resize(k_most_fields);
  return fields;
}

std::vector<Compared> compare_all(const Joined& joined, const std::vector<PairOfUnits>& candidates, Pieces pieces) {
  std::vector<Compared> out(candidates.size());
  constexpr std::size_t k_chunk = 1 << 14;
  pieces((candidates.size() + k_chunk - 1) / k_chunk, [&](std::size_t c) {
    const std::size_t end = std::min(candidates.size(), (c + 1) * k_chunk);
    for (std::size_t i = c * k_chunk; i < end; ++i) out[i] = compare_units(joined, candidates[i].a, candidates[i].b);
  });
  return out;
}

// Do rows of one table have several good partners in the other? Then the other repeats itself.
bool has_rivals(const Joined& joined, std::span<const Compared> pairs, const Model& model, std::uint8_t table) {
  std::vector<float> best(joined.units().size(), -1e9F), second(joined.units().size(), -1e9F);
  for (const Compared& pair : pairs) {
    const std::uint32_t own = joined.units().table[pair.a] == table ? pair.a : pair.b;
    if (pair.bits > best[own]) {
      second[own] = best[own];
      best[own] = pair.bits;
    } else {
      second[own] = std::max(second[own], pair.bits);
    }
  }
  std::size_t matched = 0, rivals = 0;
  for (std::size_t u = 0; u < best.size(); ++u) {
    if (best[u] + model.prior_bits < 3) continue;
    ++matched;
    rivals += second[u] + model.prior_bits > 3 && best[u] - second[u] < 6 ? 1 : 0;
  }
  return matched > 20 && static_cast<double>(rivals) > 0.4 * static_cast<double>(matched);
}

void link_across(Linked& out, std::vector<Compared>& pairs, const LinkOptions& options, Pieces pieces) {
  const Joined& joined = *out.joined;
  Learning learning;
  learning.across = true;
  learning.first_competes = learning.second_competes = options.one_to_one.value_or(true);
  learning.expected_matches = 0.4 * static_cast<double>(std::min(joined.tables()[0].rows(), joined.tables()[1].rows()));
  out.model = learn(joined, pairs, learning, pieces);
  if (!options.one_to_one) {
    out.statistics.second_repeats = has_rivals(joined, pairs, out.model, 0);
    out.statistics.first_repeats = has_rivals(joined, pairs, out.model, 1);
    if (out.statistics.first_repeats || out.statistics.second_repeats) {
      learning.first_competes = !out.statistics.second_repeats;
      learning.second_competes = !out.statistics.first_repeats;
      out.model = learn(joined, pairs, learning, pieces);
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Compared& x, const Compared& y) {
    if (x.bits != y.bits) return x.bits > y.bits;
    return x.a != y.a ? x.a < y.a : x.b < y.b;
  });
  std::vector<bool> taken(joined.units().size(), false);
  std::vector<ScoredPair> kept;
  const auto free = [&](std::uint32_t unit) {
    return !taken[unit] || (joined.units().table[unit] == 0 ? !learning.first_competes : !learning.second_competes);
  };
  for (const Compared& pair : pairs) {
    const double chance = chance_of(pair.bits + out.model.prior_bits);
    if (chance < std::min(options.possible, options.threshold)) break;
    const bool open = free(pair.a) && free(pair.b);
    const LinkedPair linked{joined.units().records[joined.units().starts[pair.a]], joined.units().records[joined.units().starts[pair.b]],
                            pair.bits + out.model.prior_bits, chance};
    if (chance >= options.threshold && open) {
      taken[pair.a] = taken[pair.b] = true;
      out.pairs.push_back(linked);
      kept.push_back({pair.a, pair.b, 1});
    } else {
      out.possible.push_back(linked);
    }
  }
  const Clustering groups = cluster(joined.units().size(), std::move(kept),
                                    {[](auto, auto) { return 1.0; }, [](auto, auto) { return false; }, 0, 1});
  for (const std::uint32_t unit : joined.units().of_record) out.cluster_of.push_back(groups.group_of[unit]);
  out.statistics.clusters = groups.groups;
}

// The valid identifiers of units, by field; 0 for none.
std::vector<std::vector<std::uint32_t>> identifiers_of(const Joined& joined) {
  std::vector<std::vector<std::uint32_t>> out;
  for (std::size_t f = 0; f < joined.fields().size(); ++f) {
    if (!is_identifier(joined.fields()[f].plan.kind)) continue;
    std::vector<std::uint32_t> of(joined.units().size(), 0);
    for (std::size_t u = 0; u < of.size(); ++u) {
      for (const std::uint32_t v : joined.units().of(f, u)) {
        if (joined.fields()[f].values[v].valid) of[u] = v;
      }
    }
    out.push_back(std::move(of));
  }
  return out;
}

struct Attempt {
  Model model;
  Clustering groups;
  double agreement = 0;  // how far pairs and groups tell the same
};

Attempt attempt(const Joined& joined, std::vector<Compared>& pairs, const LinkOptions& options, const Learning& learning, Pieces pieces) {
  Attempt out;
  out.model = learn(joined, pairs, learning, pieces);
  const double shift = out.model.prior_bits - std::log2(options.threshold / (1 - options.threshold));
  const auto key = [](std::uint32_t a, std::uint32_t b) { return static_cast<std::uint64_t>(std::min(a, b)) << 32 | std::max(a, b); };
  std::unordered_map<std::uint64_t, float> known;
  std::vector<ScoredPair> scored;
  for (const Compared& pair : pairs) {
    if (pair.bits + shift > -8) known.emplace(key(pair.a, pair.b), pair.bits);
    if (pair.bits + shift > 0) scored.push_back({pair.a, pair.b, pair.bits + shift});
  }
  const auto score = [&](std::uint32_t a, std::uint32_t b) {
    const auto found = known.find(key(a, b));
    if (found != known.end()) return found->second + shift;
    const Compared compared = compare_units(joined, a, b);
    return out.model.bits(compared.pattern) + compared.rarity + shift;
  };
  const auto valid = identifiers_of(joined);
  const auto contradict = [&](std::uint32_t a, std::uint32_t b) {
    for (const auto& of : valid) {
      if (of[a] != 0 && of[b] != 0 && of[a] != of[b]) return true;
    }
    return false;
  };
  const std::size_t wanted = scored.size();
  std::vector<ScoredPair> counted = scored;
  out.groups = cluster(joined.units().size(), std::move(scored), {score, contradict, 0, 64});
  std::vector<double> sizes(out.groups.groups, 0);
  for (const std::uint32_t group : out.groups.group_of) sizes[group] += 1;
  double inside = 0, kept = 0;
  for (const double size : sizes) inside += size * (size - 1) / 2;
  for (const ScoredPair& pair : counted) kept += out.groups.group_of[pair.a] == out.groups.group_of[pair.b] ? 1 : 0;
  out.agreement = wanted > 0 && inside > 0 ? kept / static_cast<double>(wanted) * kept / inside : 0;
  return out;
}

// Twice: once as if each record had about one twin, once as if groups could be large. Where the second way tells a more
// consistent story, groups are large; else it has taken likeness for sameness.
void link_all(Linked& out, std::vector<Compared>& pairs, const LinkOptions& options, bool identifiers, Pieces pieces) {
  const Joined& joined = *out.joined;
  Learning learning;
  learning.expected_matches = 0.2 * static_cast<double>(joined.units().size());
  Attempt best = attempt(joined, pairs, options, learning, pieces);
  // What carries the same identifier is one unit already: groups of units are small.
  if (!identifiers) {
    std::vector<Compared> again = pairs;
    learning.free_rounds = 6;
    Attempt wide = attempt(joined, again, options, learning, pieces);
    if (wide.agreement > std::max(0.8, best.agreement)) {
      best = std::move(wide);
      pairs = std::move(again);
    }
  }
  out.model = std::move(best.model);
  const Clustering& groups = best.groups;
  for (const std::uint32_t unit : joined.units().of_record) out.cluster_of.push_back(groups.group_of[unit]);
  out.statistics.clusters = groups.groups;
  out.statistics.identifier_conflicts = groups.refused;
  for (const Compared& pair : pairs) {
    const double chance = chance_of(pair.bits + out.model.prior_bits);
    const bool together = groups.group_of[pair.a] == groups.group_of[pair.b];
    if (!together && chance < options.possible) continue;
    const LinkedPair linked{joined.units().records[joined.units().starts[pair.a]], joined.units().records[joined.units().starts[pair.b]],
                            pair.bits + out.model.prior_bits, chance};
    (together ? out.pairs : out.possible).push_back(linked);
  }
}

}  // namespace

Linked link(std::span<const Table> tables, const LinkOptions& options, Pieces pieces) {
  Linked out;
  out.joined = std::make_shared<const Joined>(tables, plan_fields(tables, options), pieces);
  const Joined& joined = *out.joined;
  bool identifiers = false;
  for (const Field& field : joined.fields()) identifiers = identifiers || is_identifier(field.plan.kind);
  out.across = tables.size() == 2 && !identifiers;
  CandidateOptions candidates;
  candidates.across_tables = out.across;
  const std::vector<PairOfUnits> found = find_candidates(joined, candidates, pieces);
  std::vector<Compared> pairs = compare_all(joined, found, pieces);
  out.statistics.records = joined.records();
  out.statistics.units = joined.units().size();
  out.statistics.candidates = pairs.size();
  if (out.across) {
    link_across(out, pairs, options, pieces);
  } else {
    link_all(out, pairs, options, identifiers, pieces);
  }
  return out;
}

std::vector<Reason> explain(const Linked& linked, std::uint32_t a, std::uint32_t b) {
  const Joined& joined = *linked.joined;
  std::vector<Reason> out;
  for (std::size_t f = 0; f < joined.fields().size(); ++f) {
    const Field& field = joined.fields()[f];
    const std::uint32_t x = joined.value(f, a), y = joined.value(f, b);
    Reason reason{field.plan.name, field.plan.kind};
    if (x != 0 && y != 0) {
      reason.level = x == y ? highest_level(field.plan.kind) : compare(field.plan.kind, field.values[x], field.values[y], field.words.get());
      reason.bits = linked.model.fields[f].bits[static_cast<std::size_t>(reason.level)];
    }
    reason.said = level_name(field.plan.kind, reason.level);
    const auto cell = [&](std::uint32_t record) {
      const std::size_t t = joined.table_of(record);
      const auto column = field.plan.columns[t];
      return column ? std::string(joined.tables()[t].cell(record - joined.first(t), *column)) : std::string();
    };
    reason.a = cell(a);
    reason.b = cell(b);
    out.push_back(std::move(reason));
  }
  return out;
}

}  // namespace tiange::linkage
