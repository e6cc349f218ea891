#pragma once
// The files of data/ that the program reads by itself.

#include <memory>
#include <string>

#include "base/calendar.h"

namespace tiange::app {

// calendar.csv: date, kind (holiday | workday), name, source. Throws std::runtime_error naming the line.
std::shared_ptr<const WorkCalendar> read_calendar(const std::string& path);

// The code of the district that areas.csv describes: its first row of level district.
std::string read_district_code(const std::string& path);

}  // namespace tiange::app
