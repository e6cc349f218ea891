#include "base/text.h"
#include "town/ground/gazetteer.h"
#include "town/ground/ground.h"
#include "town/ground/people.h"
#include "town/ground/table.h"
#include "town/ground/made_district.h"

namespace tiange::town {
namespace {

// "2 urgent_hours", "5 work_days"
Result<District::Limit> read_limit(const std::string& cell) {
  const std::size_t space = cell.find(' ');
  const auto count = text::to_int(std::string_view(cell).substr(0, space));
  const std::string clock = space == std::string::npos ? "" : cell.substr(space + 1);
  if (count && clock == "urgent_hours") return District::Limit{*count * 60, false};
  if (count && clock == "natural_days") return District::Limit{*count * 1440, false};
  if (count && clock == "work_hours") return District::Limit{*count * 60, true};
  if (count && clock == "work_days") return District::Limit{*count * 480, true};
  return refuse(ErrorCode::bad_file, "items.csv：时限写法有误 " + cell, "items.csv: bad limit " + cell);
}

Outcome read_items(const Sources& sources, District& district) {
  TIANGE_TRY(const Table table,
             Table::read(sources.items, "items.csv", {"code", "name_zh", "lead_line", "settle_level", "in_force",
                                                      "limit_urgent", "limit_normal", "limit_minor", "limit_works"}));
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.at(i, 4) != "yes") continue;
    District::Item item{table.at(i, 0), table.at(i, 1), table.at(i, 2), table.at(i, 3), {}};
    TIANGE_TRY(const District::Limit normal, read_limit(table.at(i, 6)));
    for (std::size_t severity = 0; severity < 4; ++severity) {
      const std::string& cell = table.at(i, 5 + severity);
      item.limits[severity] = normal;
      if (cell.empty()) continue;
      TIANGE_TRY(item.limits[severity], read_limit(cell));
    }
    district.items.push_back(std::move(item));
  }
  return done();
}

}  // namespace

Result<District> make_district(const Sources& sources, std::uint64_t seed) {
  District district;
  district.seed = seed;
  TIANGE_CHECK_OK(read_items(sources, district));
  TIANGE_CHECK_OK(make_ground(sources, district));
  TIANGE_CHECK_OK(make_gazetteer(sources, district));
  TIANGE_CHECK_OK(make_people(sources, district));
  return district;
}

}  // namespace tiange::town
