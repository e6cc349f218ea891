// The synthetic people go into the registers the way records always come in, and come out as the persons they are.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "app/peopling/people_files.h"
#include "app/peopling/people_seed.h"
#include "city/registers/linking/linking.h"
#include "platform/db/test_db.h"
#include "town/people/identity_check.h"

namespace tiange::app {
namespace {

constexpr const char* k_data = TIANGE_SOURCE_DIR "/data";

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(k_data) + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Knows the grids of the made district by the roads and estates in them.
class MadePlaces final : public places::Places {
 public:
  explicit MadePlaces(const town::District& district) {
    for (const town::Address& address : district.addresses) {
      const std::string& name = address.estate.empty() ? address.road + address.number : address.estate;
      const std::string& grid = district.grids[static_cast<std::size_t>(address.grid)].code;
      found_[name] = {"address", name, address.point.lng, address.point.lat, grid, "", 1.0};
    }
  }
  Result<places::Located> locate(double, double) const override { return refuse(ErrorCode::outside_district); }
  Result<places::Located> of_grid(std::string_view) const override { return refuse(ErrorCode::unknown_area); }
  std::vector<places::Candidate> find(std::string_view text, std::size_t, Language) const override {
    const auto found = found_.find(std::string(text));
    return found == found_.end() ? std::vector<places::Candidate>() : std::vector<places::Candidate>{found->second};
  }
  std::optional<places::Area> area(std::string_view code) const override {
    places::Area area;
    area.code = code;
    area.name_zh = "禅城区";
    return area;
  }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return std::string(code); }

 private:
  std::map<std::string, places::Candidate> found_;
};

class SetClock final : public Clock {
 public:
  Instant now() const override { return local_instant(make_date(2026, 11, 2), 0) + hours(10); }
};

// The people refer to their district, so both stay where they are.
struct Made {
  town::District district;
  std::unique_ptr<town::Population> people;

  Made() {
    const auto file = [](const char* name) { return data_text(name); };
    const town::Sources sources{file("areas.csv"),      file("outline.geojson"), file("units.csv"),
                                file("items.csv"),      file("calendar.csv"),    file("demo/seeds.csv"),
                                file("demo/names.csv"), file("demo/mix.csv"),    file("demo/phrases.csv")};
    auto drawn = town::make_district(sources, 5);
    EXPECT_TRUE(drawn.ok());
    district = std::move(*drawn);
    auto peopled = town::Population::make(district, read_people_sources(k_data), {.scale = 0.0004});
    EXPECT_TRUE(peopled.ok());
    people = std::make_unique<town::Population>(std::move(*peopled));
  }
};

const Made& made() {
  static const Made made;
  return made;
}

TEST(PeopleSeed, NobodyIsTakenForSomebodyElse) {
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), registers::address_migrations(), registers::subject_migrations()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  db::for_each_backend(all, [&](db::Db& db) {
    const SetClock clock;
    IdSource ids(1);
    db::Outbox outbox(db, clock, ids);
    const auto org = org::open(db, ids, {});
    const MadePlaces places(made().district);
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
    ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) { return org->seed(tx, k_data, clock.now()); }).ok());
    (void)org->directory(clock.now());
    ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) {
                    return subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"),
                                         clock.now());
                  }).ok());
    double last = 0;
    const PeopleSeeded seeded = seed_people(db, *subjects, *made().people, SIZE_MAX, clock.now(), [&](double done) {
      EXPECT_GE(done, last);
      EXPECT_LE(done, 1.0);
      last = done;
    });
    EXPECT_GT(seeded.records, made().people->persons() * 3);
    EXPECT_GT(seeded.relations, 0);

    std::map<std::pair<std::string, std::string>, std::string> truth;
    for (const town::Department department : town::k_departments) {
      made().people->extract(department, [&](const town::ExtractRow& row) {
        truth[{std::string(town::department_code(department)), row.cells[0]}] = town::true_id(row.kind, row.number);
      });
    }
    town::IdentityCheck check;
    std::size_t kept = 0;
    ASSERT_TRUE(db.read([&](db::Tx& tx) -> Outcome {
                    for (const registers::Kind kind : {registers::Kind::person, registers::Kind::firm}) {
                      subjects->each_record(tx, kind, [&](const registers::KeptRecord& record) {
                        ++kept;
                        EXPECT_NE(record.subject.value, 0);
                        const auto subject = static_cast<std::uint64_t>(record.subject.value);
                        for (const auto& [field, value] : record.values) {
                          if (field == "id_card" || field == "uscc") check.saw(subject, value);
                        }
                        check.saw_truth(subject, truth.at({record.source, record.key}));
                        return true;
                      });
                    }
                    return done();
                  }).ok());
    EXPECT_EQ(kept, truth.size());
    EXPECT_TRUE(check.faults().empty()) << check.faults().front();
    EXPECT_EQ(check.mixed(), 0u);
  });
}

// Goes on with every look.
class StepClock final : public Clock {
 public:
  Instant now() const override { return local_instant(make_date(2026, 11, 2), 0) + hours(10) + Span{++steps_ * 1000}; }

 private:
  mutable std::int64_t steps_ = 0;
};

// The registers with live linking, taken down and put up again over one database.
struct LinkedHouse {
  LinkedHouse(db::Db& db, const Clock& clock, IdSource& ids, const places::Places& places)
      : outbox(db, clock, ids), org(org::open(db, ids, {})), addresses(registers::open_addresses({places, "440604"})) {
    (void)org->directory(clock.now());
    subjects = registers::open_subjects({.db = db,
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
    linking = registers::open_linking({db, ids, *subjects, places});
    subjects->use_linker(linking->linker());
  }
  db::Outbox outbox;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<registers::Addresses> addresses;
  std::unique_ptr<registers::Subjects> subjects;
  std::unique_ptr<registers::Linking> linking;
};

using Partition = std::map<std::int64_t, std::vector<std::string>>;

// Who shares a subject with whom; the promise is checked on the way.
Partition checked_partition(db::Db& db, const registers::Subjects& subjects) {
  Partition partition;
  town::IdentityCheck check;
  db.run_read([&](db::Tx& tx) {
    for (const registers::Kind kind : {registers::Kind::person, registers::Kind::firm}) {
      subjects.each_record(tx, kind, [&](const registers::KeptRecord& record) {
        if (record.subject.value == 0) return true;  // still waiting
        partition[record.subject.value].push_back(record.source + "/" + record.key);
        for (const auto& [field, value] : record.values) {
          if (field == "id_card" || field == "uscc") check.saw(static_cast<std::uint64_t>(record.subject.value), value);
        }
        return true;
      });
    }
  });
  EXPECT_TRUE(check.faults().empty()) << check.faults().front();
  return partition;
}

// Never two valid different identifiers in one subject, whatever the order in which departments report, however their rows
// are cut into batches, repeated, and interrupted by restarts.
TEST(PeopleSeed, LiveLinkingKeepsItsPromiseInAnyOrder) {
  std::vector<registers::SourceRecord> records;
  const StepClock clock;
  each_record(*made().people, clock.now(), [&](registers::SourceRecord&& record) {
    if (record.kind == registers::Kind::person || record.kind == registers::Kind::firm) records.push_back(std::move(record));
  });
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), registers::address_migrations(), registers::subject_migrations(), registers::linking_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  ASSERT_GT(records.size(), 1500u);
  std::vector<std::vector<std::string>> first;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    db::for_each_backend(all, [&](db::Db& db) {
      IdSource ids(1);
      const MadePlaces places(made().district);
      auto house = std::make_unique<LinkedHouse>(db, clock, ids, places);
      ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) { return house->org->seed(tx, k_data, clock.now()); }).ok());
      (void)house->org->directory(clock.now());
      ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) {
                      return house->subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now());
                    }).ok());
      std::mt19937 random(seed);
      auto order = records;
      std::shuffle(order.begin(), order.end(), random);
      std::size_t batches = 0;
      for (std::size_t at = 0; at < order.size();) {
        const std::size_t size = std::min<std::size_t>(order.size() - at, 1 + random() % 180);
        const std::size_t from = random() % 4 == 0 && at > size ? random() % (at - size) : at;  // now and then an old one again
        const auto batch = std::span(order).subspan(from, size);
        ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) { return house->subjects->absorb(tx, batch, clock.now()); }).ok());
        if (from == at) at += size;
        if (random() % 5 == 0) house = std::make_unique<LinkedHouse>(db, clock, ids, places);
        if (++batches % 10 == 0) (void)checked_partition(db, *house->subjects);
      }
      std::vector<std::vector<std::string>> groups;
      for (auto& [subject, members] : checked_partition(db, *house->subjects)) {
        std::sort(members.begin(), members.end());
        groups.push_back(std::move(members));
      }
      std::sort(groups.begin(), groups.end());
      if (first.empty()) first = groups;
      std::size_t different = 0;
      for (const auto& group : groups) different += std::binary_search(first.begin(), first.end(), group) ? 0 : 1;
      EXPECT_EQ(different, 0u) << "of " << groups.size() << " subjects";
    });
  }
}

TEST(PeopleSeed, ValuesComeInTheFormOfTheCatalogue) {
  town::ExtractRow row;
  row.cells.assign(town::extract_columns(town::Department::civil).size(), "");
  row.cells[0] = "MZ20260000001";
  row.cells[4] = "女";
  row.cells[5] = "1946/3/9";
  row.cells[6] = "已婚";
  row.cells[10] = "肢体二级";
  row.cells[12] = "80至89周岁";
  const registers::SourceRecord record = record_of(town::Department::civil, row, "b/1");
  EXPECT_EQ(record.source, "civil");
  EXPECT_EQ(record.key, "MZ20260000001");
  const std::map<std::string, std::string> values(record.values.begin(), record.values.end());
  const std::map<std::string, std::string> wanted{
      {"sex", "2"}, {"born", "1946-03-09"}, {"marital", "20"}, {"disability", "2"}, {"allowance_80", "1"}};
  EXPECT_EQ(values, wanted);
}

}  // namespace
}  // namespace tiange::app
