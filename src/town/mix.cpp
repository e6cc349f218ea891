#include "town/mix.h"

#include <algorithm>
#include <map>
#include <optional>

#include "town/seasons.h"
#include "town/ground/table.h"

namespace tiange::town {
namespace {

std::optional<Ask> ask_named(std::string_view name) {
  static constexpr std::pair<std::string_view, Ask> asks[] = {
      {"finding", Ask::finding}, {"consult", Ask::consult}, {"help", Ask::help},
      {"complaint", Ask::complaint}, {"report", Ask::report}, {"suggestion", Ask::suggestion},
      {"praise", Ask::praise}, {"other", Ask::other}};
  for (const auto& [known, ask] : asks) {
    if (known == name) return ask;
  }
  return std::nullopt;
}

int land_named(std::string_view name) {
  static constexpr std::string_view lands[] = {"residential", "commercial", "industrial", "village", "mixed"};
  const auto found = std::find(std::begin(lands), std::end(lands), name);
  return found == std::end(lands) ? 0 : static_cast<int>(found - std::begin(lands)) + 1;
}

}  // namespace

// Intensity on the ground follows density^0.8, so a grid's weight is that times its area. Matters bound to a kind of
// ground fall four times as often where it prevails.
void Mix::weigh_grids(const District& district) {
  for (int land = 0; land <= 5; ++land) {
    std::vector<double> weights;
    for (const Grid& grid : district.grids) {
      const double density = static_cast<double>(grid.population) / grid.area_m2;
      const bool prevails = land == 0 || static_cast<int>(grid.land_use) + 1 == land;
      weights.push_back(power_of(density, 0.8) * grid.area_m2 * (prevails ? 1 : 0.25));
    }
    lands_.push_back(Weighted(weights));
  }
}

Result<Mix> Mix::read(std::string_view csv, const District& district) {
  TIANGE_TRY(const Table table,
             Table::read(csv, "demo/mix.csv", {"channel", "ask", "code", "weight", "season", "hours", "land", "urgent",
                                               "minor", "works", "storm", "repeat"}));
  Mix mix;
  mix.weigh_grids(district);
  std::map<std::string, double> share, weight;  // of a channel and ask
  for (std::size_t i = 0; i < table.size(); ++i) {
    (table.at(i, 2).empty() ? share : weight)[table.at(i, 0) + table.at(i, 1)] += table.number(i, 3, 0);
  }
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.at(i, 2).empty()) continue;
    const auto ask = ask_named(table.at(i, 1));
    const auto item = std::find_if(district.items.begin(), district.items.end(),
                                   [&](const District::Item& known) { return known.code == table.at(i, 2); });
    if (!ask || item == district.items.end()) {
      return refuse(ErrorCode::bad_file, "demo/mix.csv：不认识 " + table.at(i, 1) + " " + table.at(i, 2),
                    "demo/mix.csv: unknown " + table.at(i, 1) + " " + table.at(i, 2));
    }
    MixRow row;
    row.channel = table.at(i, 0) == "grid" ? Channel::grid : Channel::hotline;
    row.ask = *ask;
    row.item = static_cast<int>(item - district.items.begin());
    const std::string group = table.at(i, 0) + table.at(i, 1);
    row.per_workday = share[group] * table.number(i, 3, 0) / weight[group];
    row.season = &season_named(table.at(i, 4));
    row.hours = Weighted(hours_named(table.at(i, 5)));
    row.land = land_named(table.at(i, 6));
    row.urgent = table.number(i, 7, 0);
    row.minor = table.number(i, 8, 0);
    row.works = table.number(i, 9, 0);
    row.storm = table.number(i, 10, 1);
    row.repeat = table.number(i, 11, 0);
    mix.rows_.push_back(std::move(row));
  }
  return mix;
}

}  // namespace tiange::town
