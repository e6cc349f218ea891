#include "app/peopling/people_files.h"

#include "platform/files/files.h"

namespace tiange::app {

town::PeopleSources read_people_sources(const std::string& folder) {
  const auto file = [&](const char* name) { return read_file(folder + "/demo/" + name); };
  return {file("surnames.csv"), file("given_names.csv"), file("regions.csv"),
          file("ages.csv"),     file("trades.csv"),      file("slips.csv")};
}

}  // namespace tiange::app
