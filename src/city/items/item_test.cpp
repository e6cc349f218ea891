#include <gtest/gtest.h>

#include "city/items/item_schema.h"
#include "city/items/item_service.h"
#include "platform/db/test_db.h"

namespace tiange::items {
namespace {

class FixedClock : public Clock {
 public:
  Instant now() const override { return {1'795'222'330'000'000}; }
};

Item sample() {
  Item item;
  item.code = "E13-0110";
  item.item_class = "event";
  item.name_zh = "暴露垃圾";
  item.filing_condition = "公共区域有暴露的生活垃圾";
  item.closing_conditions = {"现场整洁"};
  item.limits = {{Severity::normal, 4, LimitKind::work_hours}};
  item.settle_level = "grid";
  item.lead_line = "CG";
  return item;
}

bool line_exists(std::string_view line) { return line == "CG" || line == "ZJ"; }
bool form_exists(db::Tx&, std::string_view key) { return key == "noise"; }
const Known k_known{line_exists, [](std::string_view key) { return key == "noise"; }};

TEST(ItemRules, LimitsLieWithinReason) {
  for (const double amount : {0.0, -1.0, 9999.0}) {
    Item item = sample();
    item.limits.front().amount = amount;
    const auto faults = faults_of(item, k_known);
    ASSERT_EQ(faults.size(), 1u) << amount;
    EXPECT_EQ(faults.front().path, "limits");
  }
}

TEST(ItemRules, EnglishConditionsAreOneForEach) {
  Item item = sample();
  EXPECT_EQ(closing_condition_en(item, 0), "现场整洁");
  item.closing_conditions_en = {"Tidy"};
  EXPECT_EQ(closing_condition_en(item, 0), "Tidy");
  EXPECT_TRUE(faults_of(item, k_known).empty());
  item.closing_conditions_en.push_back("Tidy twice");
  EXPECT_EQ(faults_of(item, k_known).size(), 1u);
}

TEST(ItemRules, MissingSeverityTakesTheNormalLimit) {
  Item item = sample();
  item.limits.push_back({Severity::urgent, 2, LimitKind::urgent_hours});
  EXPECT_EQ(limit_of(item, Severity::urgent).amount, 2);
  EXPECT_EQ(limit_of(item, Severity::works).amount, 4);
}

TEST(ItemRules, AnAreaMayHaveALimitOfItsOwn) {
  Item item = sample();
  item.limits.push_back({Severity::normal, 2, LimitKind::work_hours, "440604011"});
  item.limits.push_back({Severity::normal, 1, LimitKind::work_hours, "440604011002"});
  EXPECT_TRUE(faults_of(item, k_known).empty());
  EXPECT_EQ(limit_of(item, Severity::normal, "440604010001001").amount, 4);
  EXPECT_EQ(limit_of(item, Severity::normal, "440604011001001").amount, 2);
  EXPECT_EQ(limit_of(item, Severity::urgent, "440604011002003").amount, 1) << "the smallest area, of the normal severity";
  EXPECT_EQ(limit_of(item, Severity::normal).amount, 4) << "nobody knows where";
  item.limits.push_back({Severity::normal, 3, LimitKind::work_hours, "440604011"});
  EXPECT_EQ(faults_of(item, k_known).size(), 1u) << "two for one area";
  item.limits = {{Severity::normal, 3, LimitKind::work_hours, "440604011"}};
  EXPECT_EQ(faults_of(item, k_known).size(), 1u) << "none for elsewhere";
}

TEST(ItemRules, EveryFaultIsNamed) {
  EXPECT_TRUE(faults_of(sample(), k_known).empty());
  Item bad = sample();
  bad.code = "e 1";
  bad.item_class = "thing";
  bad.limits.clear();
  bad.lead_line = "??";
  std::vector<std::string> paths;
  for (const FieldError& fault : faults_of(bad, k_known)) paths.push_back(fault.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"code", "item_class", "limits", "lead_line"}));
}

TEST(ItemRules, RowsRoundTrip) {
  Item item = sample();
  item.limits = {{Severity::urgent, 2, LimitKind::urgent_hours}, {Severity::normal, 5, LimitKind::work_days}};
  item.limits.push_back({Severity::normal, 3, LimitKind::work_days, "440604011"});
  item.parent = "E13-0100";
  item.confidential = true;
  item.filing_condition_en = "Household rubbish in a public place";
  item.closing_conditions_en = {"Tidy"};
  item.everyday_words = {"一堆垃圾", "垃圾+没人收"};
  item.urgent_words = {"医疗垃圾"};
  item.powers = {"CG-CF-001", "CG-CF-006"};
  item.areas = {"440604011"};
  std::vector<int> index;
  for (std::size_t i = 0; i < columns().size(); ++i) index.push_back(static_cast<int>(i));
  std::vector<FieldError> faults;
  const Item back = from_row(to_row(item), index, faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(json::write(back), json::write(item));
}

TEST(ItemRules, ATrialNamesItsAreasAndSpeaksForThemOnly) {
  Item item = sample();
  EXPECT_TRUE(item.speaks_for("440604012"));
  item.areas = {"440604011", "440604012003"};
  EXPECT_TRUE(item.speaks_for("440604011002003"));
  EXPECT_TRUE(item.speaks_for("440604012003001"));
  EXPECT_FALSE(item.speaks_for("440604012"));
  EXPECT_FALSE(item.speaks_for(""));
  EXPECT_TRUE(faults_of(item, k_known).empty());
  item.areas = {"张槎"};
  EXPECT_EQ(faults_of(item, k_known).front().path, "areas");
}

class Catalogue : public ::testing::Test {
 protected:
  static void on_each(const std::function<void(db::Db&, ItemService&)>& body) {
    db::for_each_backend(migrations(), [&](db::Db& db) {
      FixedClock clock;
      ItemService service(db, clock, line_exists, form_exists);
      ASSERT_TRUE(service.refresh().ok());
      body(db, service);
    });
  }
  static Result<ImportReport> import(db::Db& db, ItemService& service, std::string csv, bool dry_run = false) {
    auto result = db.write(system_scope(), [&](db::Tx& tx) -> Result<ImportReport> {
      auto reader = sheets::open_bytes(csv);
      return service.import(tx, system_scope(), **reader, dry_run, "测试");
    });
    EXPECT_TRUE(service.refresh().ok());
    return result;
  }
};

constexpr const char* k_good =
    "事项编码,类别,事项名称,立案条件,结案条件,一般时限,可办结层级,主办条线\n"
    "E13-0110,event,暴露垃圾,有垃圾,已清理,4工作时,grid,CG\n"
    "E13-0112,event,道路不洁,不洁,已清扫|已冲洗,2工作时,grid,CG\n";

TEST_F(Catalogue, ImportsAllOrNothingAndNamesEveryBadCell) {
  on_each([](db::Db& db, ItemService& service) {
    std::string bad = k_good;
    bad += "E13-0113,event,,有,已修,5天,grid,XX\nE13-0110,event,重复,有,已清理,4工作时,grid,CG\n";
    auto report = import(db, service, bad);
    ASSERT_TRUE(report.ok());
    EXPECT_FALSE(report->published);
    EXPECT_TRUE(service.all().empty());
    std::vector<std::string> where;
    for (const CellError& e : report->errors) where.push_back(std::to_string(e.row) + e.column);
    EXPECT_EQ(where, (std::vector<std::string>{"4一般时限", "4事项名称", "4主办条线", "5事项编码"}));
    EXPECT_EQ(report->errors[0].value, "");
    EXPECT_EQ(report->errors[0].column_name, "limit_normal");

    EXPECT_FALSE(import(db, service, k_good, true)->published) << "a dry run changes nothing";
    EXPECT_TRUE(import(db, service, k_good)->published);
    EXPECT_EQ(service.all().size(), 2u);
    EXPECT_EQ(service.find("E13-0112")->closing_conditions.size(), 2u);
    EXPECT_FALSE(import(db, service, k_good)->published) << "the same again changes nothing";
  });
}

TEST_F(Catalogue, KindsOfKindsToAnyDepth) {
  on_each([](db::Db& db, ItemService& service) {
    const std::string titles = "事项编码,上级事项,类别,事项名称,立案条件,结案条件,一般时限,可办结层级,主办条线\n";
    const auto row = [](std::string code, std::string parent, std::string kind = "event") {
      return code + "," + parent + "," + kind + ",垃圾,有,无,4工作时,grid,CG\n";
    };
    const auto bad = import(db, service, titles + row("A-1", "A-3") + row("A-2", "A-1") + row("A-3", "A-2") +
                                             row("B-1", "A-9") + row("P-1", "A-1", "part"));
    std::vector<std::string> where;
    for (const CellError& e : bad->errors) where.push_back(std::to_string(e.row) + e.column);
    EXPECT_EQ(where, (std::vector<std::string>{"2上级事项", "3上级事项", "4上级事项", "5上级事项", "6上级事项"}));
    ASSERT_TRUE(import(db, service, titles + row("A-3", "A-2") + row("A-2", "A-1") + row("A-1", ""))->published)
        << "the parent may stand below";
    auto circle = db.write(system_scope(), [&](db::Tx& tx) -> Result<Item> {
      Item item = *service.find("A-1");
      item.parent = "A-3";
      return service.save(tx, system_scope(), item, 1);
    });
    ASSERT_FALSE(circle.ok());
    EXPECT_EQ(circle.refusal().fields.front().path, "parent");
  });
}

TEST_F(Catalogue, WhatAnItemPointsAtMustExist) {
  on_each([](db::Db& db, ItemService& service) {
    const auto save = [&](Item item) {
      return db.write(system_scope(), [&](db::Tx& tx) { return service.save(tx, system_scope(), std::move(item), 0); });
    };
    Item astray = sample();
    astray.form = "nose";
    astray.lead_line = "XX";
    astray.parent = "E13-9999";
    const auto refused = save(astray);
    ASSERT_FALSE(refused.ok());
    std::vector<std::string> paths;
    for (const FieldError& fault : refused.refusal().fields) paths.push_back(fault.path);
    EXPECT_EQ(paths, (std::vector<std::string>{"lead_line", "form", "parent"}));
    EXPECT_EQ(refused.refusal().fields[1].zh, "没有这个附加表单：nose");
    EXPECT_EQ(refused.refusal().fields[1].en, "no such form: nose");
    EXPECT_TRUE(service.latest().empty());

    const std::string titles = "事项编码,类别,事项名称,立案条件,结案条件,一般时限,可办结层级,主办条线,附加表单,上级事项\n";
    const auto report = import(db, service, titles + "E13-0110,event,垃圾,有,无,4工作时,grid,XX,nose,E13-9999\n");
    ASSERT_TRUE(report.ok());
    EXPECT_FALSE(report->published);
    std::vector<std::string> cells;
    for (const CellError& e : report->errors) cells.push_back(e.column_name + "=" + e.value);
    EXPECT_EQ(cells, (std::vector<std::string>{"lead_line=XX", "form=nose", "parent=E13-9999"}));

    Item good = sample();
    good.form = "noise";
    EXPECT_TRUE(save(good).ok());
  });
}

TEST_F(Catalogue, AShortSheetKeepsWhatItDoesNotName) {
  on_each([](db::Db& db, ItemService& service) {
    ASSERT_TRUE(import(db, service, k_good)->published);
    ASSERT_TRUE(import(db, service, "事项编码,事项名称,居民说法\nE13-0110,暴露垃圾,一堆垃圾\n")->published);
    const auto item = service.find("E13-0110");
    EXPECT_EQ(item->everyday_words, std::vector<std::string>{"一堆垃圾"});
    EXPECT_EQ(item->limits.front().amount, 4);
    EXPECT_EQ(item->lead_line, "CG");
    const auto versions = service.versions("E13-0110");
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].edition.edition, 2);
    EXPECT_EQ(versions[0].edition.note, "测试");
  });
}

TEST_F(Catalogue, EditionsCompareAndOldVersionsStay) {
  on_each([](db::Db& db, ItemService& service) {
    ASSERT_TRUE(import(db, service, k_good)->published);
    auto changed = db.write(system_scope(), [&](db::Tx& tx) -> Result<Item> {
      Item item = *service.find("E13-0110");
      item.limits = {{Severity::normal, 2, LimitKind::work_hours}};
      return service.save(tx, system_scope(), item, 1);
    });
    ASSERT_TRUE(changed.ok());
    ASSERT_TRUE(service.refresh().ok());
    EXPECT_EQ(service.find("E13-0110")->version, 2);
    EXPECT_EQ(service.find("E13-0110", 1)->limits[0].amount, 4);
    const auto differences = service.compare(1, 2);
    ASSERT_EQ(differences.size(), 1u);
    EXPECT_EQ(differences[0].fields, std::vector<std::string>{"limit_normal"});
    auto stale = db.write(system_scope(), [&](db::Tx& tx) -> Result<Item> {
      return service.save(tx, system_scope(), *service.find("E13-0110", 1), 1);
    });
    ASSERT_FALSE(stale.ok());
    EXPECT_EQ(stale.refusal().code, ErrorCode::stale_version);
  });
}

TEST_F(Catalogue, ShippedCatalogueIsWhole) {
  on_each([](db::Db& db, ItemService&) {
    FixedClock clock;
    ItemService service(db, clock, [](std::string_view line) { return !line.empty(); },
                        [](db::Tx&, std::string_view) { return true; });
    ASSERT_TRUE(service.refresh().ok());
    auto report = db.write(system_scope(), [&](db::Tx& tx) -> Result<ImportReport> {
      auto reader = sheets::open_file(std::string(TIANGE_SOURCE_DIR) + "/data/items.csv");
      return service.import(tx, system_scope(), **reader, false, "开局");
    });
    ASSERT_TRUE(report.ok());
    for (const CellError& e : report->errors) ADD_FAILURE() << e.row << " " << e.column << " " << e.en;
    ASSERT_TRUE(service.refresh().ok());
    EXPECT_GE(service.all().size(), 247u);
  });
}

}  // namespace
}  // namespace tiange::items
