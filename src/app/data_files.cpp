#include "app/data_files.h"

#include <stdexcept>

#include "app/paths.h"
#include "base/codes.h"
#include "base/text.h"
#include "platform/files/files.h"

namespace tiange::app {

std::shared_ptr<const WorkCalendar> read_calendar(const std::string& path) {
  const std::string csv = read_file(path);
  text::CsvReader reader(csv);
  std::vector<std::string> row;
  std::size_t line = 0;
  std::vector<CalendarDay> days;
  reader.next(row, line);  // titles
  while (reader.next(row, line)) {
    if (row.size() == 1 && row[0].empty()) continue;
    auto date = parse_date(row[0]);
    if (!date.ok() || row.size() < 3 || (row[1] != "holiday" && row[1] != "workday"))
      throw std::runtime_error(path + ":" + std::to_string(line) + " 应为 日期,holiday|workday,名称 / must be date,holiday|workday,name");
    days.push_back({*date, row[1] == "workday", row[2]});
  }
  constexpr std::int64_t k_hour = 3'600'000'000;
  return std::make_shared<const WorkCalendar>(days, std::vector<WorkWindow>{{8 * k_hour, 12 * k_hour}, {14 * k_hour, 18 * k_hour}});
}

std::string read_district_code(const std::string& path) {
  const std::string csv = read_file(path);
  text::CsvReader reader(csv);
  std::vector<std::string> row;
  std::size_t line = 0;
  reader.next(row, line);  // titles
  while (reader.next(row, line)) {
    if (!row.empty() && codes::area_level(row[0]) == codes::AreaLevel::district) return row[0];
  }
  throw std::runtime_error(path + " 没有区级代码 / has no code of a district");
}

}  // namespace tiange::app
