#include "city/registers/active/active_rules.h"

#include <algorithm>
#include <cmath>

namespace tiange::registers {

namespace {

constexpr std::size_t k_community = 12, k_town = 9, k_district = 6;

void add_part(ActiveSum& sum, const ActiveSum& part) {
  if (sum.variances.empty()) {
    for (const ActiveGroup& group : part.area.groups) sum.area.groups.push_back({group.key, 0, 0, 0, 0, "sum"});
    sum.variances.assign(part.variances.size(), 0);
  }
  sum.area.known += part.area.known;
  sum.area.fresh += part.area.fresh;
  sum.area.estimate += part.area.estimate;
  sum.variance += part.variance;
  for (const auto& [list, count] : part.area.lists) sum.area.lists[list] += count;
  for (std::size_t i = 0; i < sum.area.groups.size(); ++i) {
    sum.area.groups[i].known += part.area.groups[i].known;
    sum.area.groups[i].estimate += part.area.groups[i].estimate;
    sum.variances[i] += part.variances[i];
  }
}

void close(ActiveArea& area, double variance) {
  const recapture::Interval about = recapture::interval(area.fresh, area.estimate, variance);
  area.low = about.low;
  area.high = about.high;
}

}  // namespace

Result<ActiveRules> read_active_rules(std::string_view text) {
  TIANGE_TRY(ActiveRules rules, json::read<ActiveRules>(text));
  const bool lists = rules.lists.size() >= 2 && rules.lists.size() <= static_cast<std::size_t>(recapture::k_most_lists);
  bool halves = true;
  for (const ActiveListRule& list : rules.lists) {
    for (const auto& [source, days] : list.sources) halves = halves && days > 0;
  }
  const bool groups = !rules.groups.empty() && std::is_sorted(rules.groups.begin(), rules.groups.end(),
                                                              [](const ActiveGroupRule& a, const ActiveGroupRule& b) { return a.to < b.to; });
  if (!lists || !halves || !groups) return refuse(ErrorCode::bad_input, "active.json 的名单或年龄组不对", "lists or groups of active.json are wrong");
  return rules;
}

ActiveCount::Word ActiveCount::word(std::string_view source, double days_old) const {
  for (std::size_t i = 0; i < rules_.lists.size(); ++i) {
    const auto found = rules_.lists[i].sources.find(std::string(source));
    if (found == rules_.lists[i].sources.end()) continue;
    return {static_cast<int>(i), static_cast<float>(std::exp2(-std::max(0.0, days_old) / found->second))};
  }
  return {};
}

int ActiveCount::group_of(int years) const {
  for (std::size_t i = 0; i < rules_.groups.size(); ++i) {
    if (years <= rules_.groups[i].to) return static_cast<int>(i);
  }
  return static_cast<int>(rules_.groups.size()) - 1;
}

void ActiveCount::add(std::string_view grid, int group, const Weights& weights) {
  const std::size_t lists = rules_.lists.size();
  double nobody = 1;
  for (std::size_t i = 0; i < lists; ++i) nobody *= 1 - static_cast<double>(weights[i]);
  const auto tally = [&](std::map<std::string, Tally, std::less<>>& all, std::string_view area) -> Tally& {
    auto found = all.find(area);
    if (found == all.end()) found = all.emplace(std::string(area), Tally{}).first;
    Tally& one = found->second;
    ++one.known;
    one.fresh += 1 - nobody;
    for (std::size_t i = 0; i < lists; ++i) one.on[i] += weights[i] > 0 ? 1 : 0;
    return one;
  };
  Tally& unit = tally(units_, grid.substr(0, k_community));
  unit.groups.resize(rules_.groups.size());
  Group& mine = unit.groups[static_cast<std::size_t>(group)];
  ++mine.known;
  mine.fresh += 1 - nobody;
  for (std::size_t cell = 1; cell < std::size_t{1} << lists; ++cell) {
    double chance = 1;
    for (std::size_t i = 0; i < lists; ++i) {
      const double w = static_cast<double>(weights[i]);
      chance *= cell >> i & 1 ? w : 1 - w;
    }
    mine.cells[cell] += chance;
  }
  if (grid.size() > k_community) tally(grids_, grid);
}

// What the district says of each group, for communities that say too little.
std::vector<recapture::Estimate> ActiveCount::usual() const {
  const std::size_t cells = std::size_t{1} << rules_.lists.size();
  std::vector<recapture::Estimate> out;
  for (std::size_t g = 0; g < rules_.groups.size(); ++g) {
    std::vector<double> sum(cells, 0);
    for (const auto& [code, unit] : units_) {
      for (std::size_t cell = 1; cell < cells; ++cell) sum[cell] += unit.groups[g].cells[cell];
    }
    out.push_back(recapture::estimate(sum));
  }
  return out;
}

ActiveArea ActiveCount::start(std::string_view code, std::string_view day, const Tally& tally) const {
  ActiveArea area;
  area.area = code;
  area.day = day;
  area.known = tally.known;
  area.fresh = tally.fresh;
  for (std::size_t i = 0; i < rules_.lists.size(); ++i) area.lists[rules_.lists[i].key] = tally.on[i];
  return area;
}

ActiveSum ActiveCount::sum_of(std::string_view code, std::string_view day, const Tally& unit,
                              const std::vector<recapture::Estimate>& usual) const {
  ActiveSum sum;
  sum.area = start(code, day, unit);
  for (std::size_t g = 0; g < rules_.groups.size(); ++g) {
    const Group& group = unit.groups[g];
    recapture::Estimate found = recapture::estimate(std::span(group.cells).first(std::size_t{1} << rules_.lists.size()));
    // Of whom no more than the town is known are no population of their own.
    if ((!found.enough || code.size() < k_community) && usual[g].enough && usual[g].seen > 0) {
      const double ratio = usual[g].total / usual[g].seen;
      found.total = group.fresh * ratio;
      const double relative = usual[g].variance / (usual[g].seen * usual[g].seen);
      found.variance = group.fresh * group.fresh * relative + found.total * std::max(0.0, 1 - 1 / ratio) * ratio;
      found.model = "ratio";
    }
    const recapture::Interval about = recapture::interval(group.fresh, found.total, found.variance);
    sum.area.groups.push_back({rules_.groups[g].key, group.known, found.total, about.low, about.high, found.model});
    sum.area.estimate += found.total;
    sum.variance += found.variance;
    sum.variances.push_back(found.variance);
  }
  return sum;
}

std::vector<ActiveArea> ActiveCount::finish(std::string_view day) const {
  const std::vector<recapture::Estimate> usual = this->usual();
  std::map<std::string, ActiveSum, std::less<>> sums, above;
  for (const auto& [code, unit] : units_) {
    ActiveSum sum = sum_of(code, day, unit, usual);
    for (const std::size_t size : {k_town, k_district}) {
      if (code.size() > size) add_part(above[code.substr(0, size)], sum);
    }
    sums.emplace(code, std::move(sum));
  }
  std::vector<ActiveArea> out;
  for (auto& [code, sum] : above) {
    // Some are known to live in the town and nobody knows where.
    if (const auto own = sums.find(code); own != sums.end()) {
      add_part(sum, own->second);
      sums.erase(own);
    }
    sum.area.area = code;
    sum.area.day = day;
    close(sum.area, sum.variance);
    for (std::size_t g = 0; g < sum.area.groups.size(); ++g) {
      ActiveGroup& group = sum.area.groups[g];
      const recapture::Interval about = recapture::interval(0, group.estimate, sum.variances[g]);
      group.low = about.low;
      group.high = about.high;
    }
    out.push_back(sum.area);
  }
  for (auto& [code, sum] : sums) {
    close(sum.area, sum.variance);
    out.push_back(sum.area);
  }
  for (const auto& [code, grid] : grids_) {
    const auto unit = sums.find(std::string_view(code).substr(0, k_community));
    if (unit == sums.end() || unit->second.area.fresh <= 0) continue;
    ActiveArea area = start(code, day, grid);
    const double share = grid.fresh / unit->second.area.fresh;
    area.estimate = unit->second.area.estimate * share;
    // The community's error in proportion, and that its unseen need not lie as its seen do.
    const double unseen = std::max(0.0, unit->second.area.estimate - unit->second.area.fresh);
    close(area, share * share * unit->second.variance + unseen * share * (1 - share));
    out.push_back(std::move(area));
  }
  return out;
}

}  // namespace tiange::registers
