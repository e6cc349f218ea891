#include <gtest/gtest.h>

#include "city/places/place_schema.h"
#include "city/places/place_service.h"
#include "platform/db/test_db.h"

namespace tiange::places {
namespace {

class SetClock : public Clock {
 public:
  Instant now() const override { return now_; }
  Instant now_ = local_instant(make_date(2026, 11, 21), 9 * 3'600'000'000LL);
};

geo::MultiPolygon box(double west, double south, double east, double north) {
  return {{{{{west, south}, {east, south}, {east, north}, {west, north}}, {}}}};
}

AreaChange change(std::string code, std::string level, std::string name, geo::MultiPolygon shape,
                  std::string english = "") {
  AreaChange c;
  c.area.code = code;
  c.area.level = std::move(level);
  c.area.name_zh = std::move(name);
  c.area.name_en = std::move(english);
  c.area.parent = std::string(codes::area_parent(code));
  c.shape = std::move(shape);
  return c;
}

// One community of two grids side by side, 113.10–113.11–113.12.
std::vector<AreaChange> district() {
  return {change("440604", "district", "禅城区", box(113.10, 23.00, 113.12, 23.01)),
          change("440604010", "town", "石湾镇街道", {}, "Shiwan"),
          change("440604010014", "community", "丽豪社区", box(113.10, 23.00, 113.12, 23.01), "Lihao"),
          change("440604010014001", "grid", "第1网格", box(113.10, 23.00, 113.11, 23.01)),
          change("440604010014002", "grid", "第2网格", box(113.11, 23.00, 113.12, 23.01))};
}

class PlacesTest : public ::testing::Test {
 protected:
  void on_each(const std::function<void(db::Db&, PlaceService&)>& body) {
    db::for_each_backend(migrations(), [&](db::Db& db) {
      clock_.now_ = local_instant(make_date(2026, 11, 21), 9 * 3'600'000'000LL);
      IdSource ids(1);
      PlaceService service(db, clock_, ids);
      ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
        service.lay(tx, district(), make_date(2026, 1, 1), "开局");
        service.add_names(tx, {{"estate", "富湾花园", 113.105, 23.005, "440604010014001"},
                               {"address", "澜石二路12号", 113.115, 23.005, "440604010014002"}});
        return done();
      }).ok());
      ASSERT_TRUE(service.refresh().ok());
      body(db, service);
    });
  }
  static Outcome publish(db::Db& db, PlaceService& service, std::vector<AreaChange> changes, Date from) {
    return db.write(system_scope(), [&](db::Tx& tx) { return service.publish(tx, system_scope(), changes, from, "调整"); });
  }
  SetClock clock_;
};

TEST_F(PlacesTest, APointOnASharedBorderLiesInOneGrid) {
  on_each([](db::Db&, PlaceService& service) {
    EXPECT_EQ(service.locate(113.105, 23.005)->grid_code, "440604010014001");
    EXPECT_EQ(service.locate(113.11, 23.005)->grid_code, "440604010014002");
    EXPECT_EQ(service.locate(113.115, 23.005)->community_name, "丽豪社区");
    auto outside = service.locate(113.2, 23.005);
    ASSERT_FALSE(outside.ok());
    EXPECT_EQ(outside.refusal().code, ErrorCode::outside_district);
    EXPECT_EQ(service.full_name("440604010014002", Language::zh), "石湾镇街道 丽豪社区 第2网格");
  });
}

TEST_F(PlacesTest, NamesInAText) {
  on_each([](db::Db&, PlaceService& service) {
    const auto found = service.find("丽豪社区澜石二路12号门口有积水", 5);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].grid_code, "440604010014002");
    EXPECT_GE(found[0].score, k_sure_score);
    EXPECT_EQ(service.find("富湾花元", 5)[0].name, "富湾花园") << "a slip of the pen still finds it";
    EXPECT_TRUE(service.find("天气", 5).empty());
    EXPECT_EQ(found[0].area_name, "石湾镇街道 丽豪社区");
    EXPECT_EQ(service.find("丽豪社区澜石二路12号", 5, Language::en)[0].area_name, "Shiwan Lihao");
    EXPECT_EQ(service.find("富湾花元", 5, Language::en)[0].area_name, "Shiwan Lihao");
  });
}

TEST_F(PlacesTest, ANewVersionStartsOnItsDay) {
  on_each([this](db::Db& db, PlaceService& service) {
    const Date from = make_date(2026, 12, 1);
    ASSERT_TRUE(publish(db, service, {change("440604010014001", "grid", "第1网格", box(113.10, 23.00, 113.105, 23.01)),
                                      change("440604010014002", "grid", "第2网格", box(113.105, 23.00, 113.12, 23.01))}, from).ok());
    ASSERT_TRUE(service.refresh().ok());
    EXPECT_EQ(service.locate(113.107, 23.005)->grid_code, "440604010014001") << "not before its day";
    clock_.now_ = local_instant(from, 0);
    ASSERT_TRUE(service.refresh().ok());
    EXPECT_EQ(service.locate(113.107, 23.005)->grid_code, "440604010014002");
    EXPECT_EQ(service.area("440604010014002")->version, 2);
    EXPECT_EQ(service.versions("440604010014002").size(), 2u);
  });
}

TEST_F(PlacesTest, GapsAndOverlapsAreNotPublished) {
  on_each([](db::Db& db, PlaceService& service) {
    const Date day = make_date(2026, 12, 1);
    EXPECT_FALSE(publish(db, service, {change("440604010014001", "grid", "第1网格", box(113.10, 23.00, 113.105, 23.01))}, day).ok());
    EXPECT_FALSE(publish(db, service, {change("440604010014001", "grid", "第1网格", box(113.10, 23.00, 113.115, 23.01))}, day).ok());
    EXPECT_FALSE(publish(db, service, {change("440604099999001", "grid", "无上级", box(113.10, 23.00, 113.11, 23.01))}, day).ok());
    EXPECT_FALSE(publish(db, service, {}, make_date(2026, 1, 1)).ok());
    EXPECT_EQ(service.versions("440604010014001").size(), 1u);
  });
}

TEST_F(PlacesTest, TwoGridsBecomeOneAndTheOldNameStays) {
  on_each([this](db::Db& db, PlaceService& service) {
    const Date from = make_date(2026, 12, 1);
    AreaChange second = change("440604010014002", "grid", "", {});
    second.retired = true;
    EXPECT_FALSE(publish(db, service, {second}, from).ok()) << "it would leave a gap";
    ASSERT_TRUE(publish(db, service, {change("440604010014001", "grid", "第1网格", box(113.10, 23.00, 113.12, 23.01)), second},
                        from).ok());
    ASSERT_TRUE(service.refresh().ok());
    EXPECT_EQ(service.locate(113.115, 23.005)->grid_code, "440604010014002") << "not before its day";
    clock_.now_ = local_instant(from, 0);
    ASSERT_TRUE(service.refresh().ok());
    EXPECT_EQ(service.locate(113.115, 23.005)->grid_code, "440604010014001");
    EXPECT_FALSE(service.area("440604010014002"));
    EXPECT_EQ(service.children("440604010014").size(), 1u);
    EXPECT_EQ(service.full_name("440604010014002", Language::zh), "石湾镇街道 丽豪社区 第2网格") << "old cases keep it";
  });
}

TEST_F(PlacesTest, PlansAreCheckedAgainstTheMapOfTheirDay) {
  on_each([this](db::Db& db, PlaceService& service) {
    const auto split = [](double at) {
      return std::vector{change("440604010014001", "grid", "第1网格", box(113.10, 23.00, at, 23.01)),
                         change("440604010014002", "grid", "第2网格", box(at, 23.00, 113.12, 23.01))};
    };
    ASSERT_TRUE(publish(db, service, split(113.105), make_date(2026, 12, 10)).ok());
    ASSERT_TRUE(service.refresh().ok());
    EXPECT_FALSE(publish(db, service, split(113.115), make_date(2026, 12, 5)).ok()) << "a later version waits already";
    ASSERT_TRUE(service.refresh().ok());
    const auto first_only = std::vector{split(113.105)[0]};
    EXPECT_TRUE(service.check(first_only, make_date(2026, 12, 10))->clean());
    EXPECT_FALSE(service.check(first_only, make_date(2026, 12, 9))->clean());
    ASSERT_TRUE(publish(db, service, split(113.108), make_date(2026, 12, 10)).ok()) << "the plan may be replaced";
    clock_.now_ = local_instant(make_date(2026, 12, 10), 0);
    ASSERT_TRUE(service.refresh().ok());
    EXPECT_EQ(service.locate(113.107, 23.005)->grid_code, "440604010014001");
    EXPECT_EQ(service.children("440604010014").size(), 2u);
  });
}

TEST_F(PlacesTest, AGridStaysInsideItsCommunity) {
  on_each([](db::Db& db, PlaceService& service) {
    const auto community = change("440604010015", "community", "邻社区", box(113.11, 23.00, 113.12, 23.01));
    const auto own = change("440604010014", "community", "丽豪社区", box(113.10, 23.00, 113.11, 23.01));
    const auto right = change("440604010015001", "grid", "邻1网格", box(113.11, 23.00, 113.12, 23.01));
    const auto wide = change("440604010015001", "grid", "邻1网格", box(113.105, 23.00, 113.12, 23.01));
    const auto thin = change("440604010014001", "grid", "第1网格", box(113.10, 23.00, 113.105, 23.01));
    AreaChange old = change("440604010014002", "grid", "", {});
    old.retired = true;
    const Date day = make_date(2026, 12, 1);
    EXPECT_FALSE(publish(db, service, {own, community, thin, wide, old}, day).ok());
    EXPECT_TRUE(publish(db, service, {own, community, right, old}, day).ok());
  });
}

}  // namespace
}  // namespace tiange::places
