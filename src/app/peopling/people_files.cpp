#include "app/peopling/people_files.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tiange::app {

town::PeopleSources read_people_sources(const std::string& folder) {
  const auto file = [&](const char* name) {
    std::ifstream in(folder + "/demo/" + name, std::ios::binary);
    if (!in) throw std::runtime_error("无法读取 / cannot read " + folder + "/demo/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  };
  return {file("surnames.csv"), file("given_names.csv"), file("regions.csv"),
          file("ages.csv"),     file("trades.csv"),      file("slips.csv")};
}

}  // namespace tiange::app
