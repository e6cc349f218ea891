#pragma once
// What tests around the registers begin with: places without a map, a clock that is set, the texts of data/.

#include <fstream>
#include <sstream>
#include <string>

#include "base/codes.h"
#include "base/time.h"
#include "city/places/places.h"

namespace tiange::registers {

// Knows nothing; derived ones say what they know.
class NoPlaces : public places::Places {
 public:
  Result<places::Located> locate(double, double) const override { return refuse(ErrorCode::outside_district); }
  Result<places::Located> of_grid(std::string_view) const override { return refuse(ErrorCode::unknown_area); }
  std::vector<places::Candidate> find(std::string_view, std::size_t, Language) const override { return {}; }
  std::optional<places::Area> area(std::string_view) const override { return std::nullopt; }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return std::string(code); }
};

// The district by its name alone.
class OneDistrict : public NoPlaces {
 public:
  std::optional<places::Area> area(std::string_view code) const override { return called(code, "禅城区"); }
  std::string name(std::string_view code, Language) const override { return code == "440604" ? "禅城区" : std::string(code); }

 protected:
  static places::Area called(std::string_view code, const std::string& name) {
    places::Area area;
    area.code = code;
    area.name_zh = name;
    return area;
  }
};

class SetClock final : public Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment = local_instant(make_date(2026, 11, 22), 0) + hours(10);
};

inline std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace tiange::registers
