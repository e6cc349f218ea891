#pragma once
// The real data files, for the tests of this part.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "town/ground/made_district.h"

namespace tiange::town {

inline std::string data_file(const std::string& name) {
  std::ifstream in(TIANGE_SOURCE_DIR "/data/" + name);
  EXPECT_TRUE(in.good()) << name;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline const Sources& test_sources() {
  static const Sources sources{
      data_file("areas.csv"),      data_file("outline.geojson"), data_file("units.csv"),
      data_file("items.csv"),      data_file("calendar.csv"),    data_file("demo/seeds.csv"),
      data_file("demo/names.csv"), data_file("demo/mix.csv"),    data_file("demo/phrases.csv")};
  return sources;
}

inline const District& test_district() {
  static const District district = [] {
    auto made = make_district(test_sources(), 20260101);
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.refusal().en);
    return std::move(made).value();
  }();
  return district;
}

}  // namespace tiange::town
