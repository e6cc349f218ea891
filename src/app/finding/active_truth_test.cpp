// The estimate of active population against the truth of the synthetic town, whose departments forget, mistake and repeat.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "app/peopling/people_files.h"
#include "app/peopling/people_seed.h"
#include "city/registers/active/active.h"
#include "city/registers/linking/linking.h"
#include "platform/db/test_db.h"
#include "town/people/people_made.h"

namespace tiange::app {
namespace {

constexpr const char* k_data = TIANGE_SOURCE_DIR "/data";

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(k_data) + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Where in the town somebody lives is not asked here.
class TownPlaces final : public places::Places {
 public:
  Result<places::Located> locate(double, double) const override { return refuse(ErrorCode::outside_district); }
  Result<places::Located> of_grid(std::string_view) const override { return refuse(ErrorCode::unknown_area); }
  std::vector<places::Candidate> find(std::string_view, std::size_t, Language) const override { return {}; }
  std::optional<places::Area> area(std::string_view code) const override {
    places::Area area;
    area.code = code;
    area.name_zh = "禅城区";
    return area;
  }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return std::string(code); }
};

class TownClock final : public Clock {
 public:
  Instant now() const override { return local_instant(make_date(2026, 11, 2), 0) + hours(10); }
};

TEST(ActiveTruth, TheTownWithinAFewPercent) {
  const auto file = [](const char* name) { return data_text(name); };
  const town::Sources sources{file("areas.csv"),      file("outline.geojson"), file("units.csv"),
                              file("items.csv"),      file("calendar.csv"),    file("demo/seeds.csv"),
                              file("demo/names.csv"), file("demo/mix.csv"),    file("demo/phrases.csv")};
  auto district = town::make_district(sources, 5);
  ASSERT_TRUE(district.ok());
  auto people = town::Population::make(*district, read_people_sources(k_data), {.scale = 0.006});
  ASSERT_TRUE(people.ok());
  double truth = 0;
  people->each_person([&](const town::Resident& one) { truth += one.died ? 0 : 1; });
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), jobs::migrations(), registers::address_migrations(), registers::subject_migrations(),
                           registers::linking_migrations(), registers::active_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    TownClock clock;
    TownPlaces places;
    IdSource ids(1);
    db::Outbox outbox(db, clock, ids);
    jobs::Jobs jobs(db, clock, ids);
    const auto org = org::open(db, ids, {});
    const auto addresses = registers::open_addresses({places, "440604"});
    const auto subjects = registers::open_subjects({.db = db,
                                                    .clock = clock,
                                                    .ids = ids,
                                                    .outbox = outbox,
                                                    .org = *org,
                                                    .places = places,
                                                    .addresses = *addresses,
                                                    .tickets = nullptr,
                                                    .cases = {},
                                                    .calendar = std::make_shared<const WorkCalendar>(),
                                                    .district = "440604"});
    const auto linking = registers::open_linking({db, ids, *subjects, places});
    subjects->use_linker(linking->linker());
    ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) { return org->seed(tx, k_data, clock.now()); }).ok());
    (void)org->directory(clock.now());
    ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) {
                    return subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now());
                  }).ok());
    seed_people(db, *subjects, *people, SIZE_MAX, clock.now(), [](double) {});
    const auto active = registers::open_active({.db = db,
                                                .clock = clock,
                                                .ids = ids,
                                                .jobs = jobs,
                                                .subjects = *subjects,
                                                .places = places,
                                                .rules_json = data_text("registers/active.json"),
                                                .district = "440604"});
    const std::vector<registers::ActiveArea> areas = active->compute(local_date(clock.now()), clock.now());
    ASSERT_FALSE(areas.empty());
    const registers::ActiveArea& whole = areas.front();
    ASSERT_EQ(whole.area, "440604");
    const double error = whole.estimate / truth - 1;
    std::printf("truth %.0f known %lld estimate %.0f (%+.2f%%) %.0f-%.0f\n", truth, static_cast<long long>(whole.known), whole.estimate,
                error * 100, whole.low, whole.high);
    EXPECT_LT(std::abs(error), 0.03);
    EXPECT_LT(whole.low, truth * 1.01);
    EXPECT_GT(whole.high, truth * 0.99);
  });
}

}  // namespace
}  // namespace tiange::app
