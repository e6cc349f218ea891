#include <gtest/gtest.h>

#include "city/registers/addresses/addresses.h"
#include "platform/db/test_db.h"

namespace tiange::registers {
namespace {

class OneTown final : public places::Places {
 public:
  Result<places::Located> locate(double, double) const override { return refuse(ErrorCode::outside_district); }
  Result<places::Located> of_grid(std::string_view) const override { return refuse(ErrorCode::unknown_area); }
  std::vector<places::Candidate> find(std::string_view text, std::size_t, Language) const override {
    if (text.find("季华五路") == text.npos) return {};
    return {{"road", "季华五路", 113.1, 23.0, "440604010014001", "", 0.95}};
  }
  std::optional<places::Area> area(std::string_view code) const override {
    places::Area area;
    area.code = code;
    area.name_zh = "禅城区";
    return area;
  }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return code == "440604" ? "禅城区" : std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return std::string(code); }
};

TEST(Addresses, AreMadeOnceAndFoundByTheirRoadNumber) {
  const OneTown places;
  db::for_each_backend(address_migrations(), [&](db::Db& db) {
    const auto tree = open_addresses({places, "440604"});
    const auto place = [&](std::vector<AddressText> texts) {
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<std::vector<Placed>> { return tree->place(tx, texts, {1}); }).value();
    };
    const auto first = place({{"季华五路10号鸿业豪庭2栋301", "", {}, {}}, {"季华五路10号鸿业豪庭2幢3层302室", "", {}, {}}});
    ASSERT_NE(first[0].id, 0);
    EXPECT_EQ(first[0].base, first[1].base);
    EXPECT_EQ(first[0].grid, "440604010014001");
    // The road number alone means the estate it was named with.
    const auto again = place({{"季华五路10号2栋301室", "", {}, {}}});
    EXPECT_EQ(again[0].id, first[0].id);
    // Other districts are not placed.
    EXPECT_EQ(place({{"佛山市南海区季华五路10号2栋301室", "", {}, {}}})[0].id, 0);
    (void)db.read([&](db::Tx& tx) -> Outcome {
      const auto path = tree->path(tx, system_scope(), first[0].id);
      EXPECT_EQ(path.size(), 4u);  // estate, building, floor, room
      EXPECT_EQ(path.back().full, "鸿业豪庭2幢301室");
      EXPECT_EQ(tree->below(tx, system_scope(), first[0].base, 100).size(), 5u);
      Scope elsewhere = system_scope("440604011");
      EXPECT_TRUE(tree->path(tx, elsewhere, first[0].id).empty());
      EXPECT_TRUE(tree->list(tx, elsewhere, {}).items.empty());
      EXPECT_EQ(tree->list(tx, system_scope("440604010"), {}).items.size(), 1u);
      return done();
    });
  });
}

}  // namespace
}  // namespace tiange::registers
