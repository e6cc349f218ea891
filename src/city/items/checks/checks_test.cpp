#include <gtest/gtest.h>

#include <map>

#include "city/items/checks/check_rules.h"
#include "city/items/checks/check_service.h"
#include "city/items/item_schema.h"
#include "engines/text/grams.h"
#include "platform/db/test_db.h"

namespace tiange::items {
namespace {

Check check(std::string code, std::string line, std::string content, std::int64_t visits = 12, ObjectKind object = ObjectKind::shop) {
  Check c;
  c.code = std::move(code);
  c.line = std::move(line);
  c.content = std::move(content);
  c.visits_year = visits;
  c.object = object;
  return c;
}

TEST(Overlaps, TheSameAskedBySeveralLinesIsOneGroup) {
  const std::vector<Check> checks = {check("XF-1", "XF", "安全出口、疏散通道是否畅通", 12), check("YJ-1", "YJ", "检查疏散通道、安全出口是否畅通", 4),
                                     check("SJ-1", "SJ", "是否明码标价", 12), check("WJ-1", "WJ", "有无防鼠设施", 6)};
  const OverlapReport report = overlaps(checks, {}, k_alike);
  ASSERT_EQ(report.groups.size(), 1u);
  const OverlapGroup& group = report.groups.front();
  EXPECT_EQ(group.key, "XF-1 YJ-1");
  EXPECT_EQ(group.lines, (std::vector<std::string>{"XF", "YJ"}));
  EXPECT_EQ(group.lead_line, "XF") << "comes most often";
  EXPECT_EQ(group.asked_year, 16);
  EXPECT_EQ(group.after_year, 12);
  EXPECT_EQ(group.alike, Alike::content);
  EXPECT_EQ(report.total.repeated, 2);
  EXPECT_DOUBLE_EQ(*report.total.share, 0.5);
  EXPECT_EQ(report.total.visits_year, 12 + 4 + 12 + 6);
  EXPECT_EQ(report.total.visits_after, 12 + 12 + 6) << "YJ need not come at all";
}

TEST(Overlaps, OneDepartmentThatAsksTwiceIsNoOverlap) {
  const std::vector<Check> checks = {check("XF-1", "XF", "安全出口是否畅通"), check("XF-2", "XF", "安全出口是否畅通")};
  EXPECT_TRUE(overlaps(checks, {}, k_alike).groups.empty());
}

TEST(Overlaps, AnotherKindOfObjectIsAnotherMatter) {
  const std::vector<Check> checks = {check("XF-1", "XF", "安全出口是否畅通"),
                                     check("YJ-1", "YJ", "安全出口是否畅通", 12, ObjectKind::site)};
  EXPECT_TRUE(overlaps(checks, {}, k_alike).groups.empty());
}

TEST(Overlaps, TheSameFieldIsTheSameWhateverTheWords) {
  std::vector<Check> checks = {check("XF-1", "XF", "夜间留宿"), check("GA-1", "GA", "阁楼铺位数")};
  EXPECT_TRUE(overlaps(checks, {}, k_alike).groups.empty());
  checks[0].field = checks[1].field = "fire.sleepers";
  const OverlapReport report = overlaps(checks, {}, k_alike);
  ASSERT_EQ(report.groups.size(), 1u);
  EXPECT_EQ(report.groups.front().alike, Alike::field);
}

TEST(Overlaps, TheSamePowerHalvesWhatMustBeAlike) {
  std::vector<Check> checks = {check("XF-1", "XF", "灭火器压力正常并在有效期"), check("YJ-1", "YJ", "灭火器配备数量足够并且完好")};
  EXPECT_TRUE(overlaps(checks, {}, 0.9).groups.empty());
  const double alike = textual::likeness(essence(checks[0].content), essence(checks[1].content));
  ASSERT_GT(alike, 0.1);
  checks[0].power = checks[1].power = "XF-JC-001";
  EXPECT_TRUE(overlaps(checks, {}, 0.9).groups.empty()) << "the same power alone does not make two questions one";
  checks[1].content = "灭火器压力和有效期正常";
  EXPECT_EQ(overlaps(checks, {}, 0.9).groups.size(), 1u);
}

TEST(Overlaps, AWordThatAllShareDoesNotMakeThemAlike) {
  const std::vector<Check> checks = {check("XF-1", "XF", "检查是否存放易燃物品"), check("SJ-1", "SJ", "检查是否明码标价"),
                                     check("WJ-1", "WJ", "检查是否通风"), check("CG-1", "CG", "检查门店是否出店经营")};
  EXPECT_TRUE(overlaps(checks, {}, k_alike).groups.empty());
}

TEST(Overlaps, LooseChainsDoNotBecomeOneGroup) {
  // a is like b, b is like c, a is not like c: whoever has most like it leads, each is in one group.
  const std::vector<Check> checks = {check("A-1", "XF", "灭火器消火栓应急灯"), check("B-1", "YJ", "消火栓应急灯防火门"), check("C-1", "GA", "应急灯防火门报警器")};
  const OverlapReport report = overlaps(checks, {}, 0.5);
  std::size_t members = 0;
  for (const OverlapGroup& group : report.groups) members += group.checks.size();
  EXPECT_LE(members, checks.size());
  EXPECT_EQ(report.total.repeated, static_cast<std::int64_t>(members));
}

TEST(Overlaps, TheIndexFindsWhatComparingAllPairsFinds) {
  const std::vector<std::string> words = {"灭火器", "有效期", "安全出口", "疏散通道", "营业执照", "健康证明", "防鼠设施", "明码标价", "电气线路", "可燃气体"};
  std::vector<Check> checks;
  std::uint32_t seed = 7;
  const auto pick = [&] { return words[(seed = seed * 1664525u + 1013904223u) >> 16 % 16 & 7]; };
  for (int i = 0; i < 120; ++i) checks.push_back(check("C-" + std::to_string(1000 + i), i % 2 ? "XF" : "SJ", pick() + pick() + pick()));
  const OverlapReport report = overlaps(checks, {}, k_alike);
  std::map<std::string, std::string> group_of;
  for (const OverlapGroup& group : report.groups) {
    for (const Check& one : group.checks) group_of[one.code] = group.key;
  }
  // Nobody stays alone who has one like it in another line that also stays alone.
  for (const Check& a : checks) {
    for (const Check& b : checks) {
      if (a.line == b.line || group_of.count(a.code) || group_of.count(b.code)) continue;
      EXPECT_LT(textual::likeness(essence(a.content), essence(b.content)), k_alike) << a.content << " " << b.content;
    }
  }
  EXPECT_FALSE(report.groups.empty());
}

TEST(Overlaps, ADecisionStandsBesideItsGroup) {
  const std::vector<Check> checks = {check("XF-1", "XF", "安全出口是否畅通"), check("YJ-1", "YJ", "安全出口是否畅通", 4)};
  Merge merge;
  merge.codes = {"XF-1", "YJ-1"};
  merge.decided_by = "周立";
  const OverlapReport report = overlaps(checks, std::vector<Merge>{merge}, k_alike);
  ASSERT_TRUE(report.groups.front().merged);
  EXPECT_EQ(report.total.merged_groups, 1);
  EXPECT_EQ(report.total.saved_by_merges, 4);
}

TEST(Overlaps, ThousandsOfChecksAtOnce) {
  std::vector<Check> checks;
  const char* lines[] = {"XF", "YJ", "SJ", "WJ", "GA", "CG"};
  for (int i = 0; i < 5000; ++i) {
    std::string topic;
    for (int n = i / 6; n > 0; n /= 10) topic += std::string("甲乙丙丁戊己庚辛壬癸").substr(static_cast<std::size_t>(n % 10) * 3, 3);
    checks.push_back(check("C-" + std::to_string(10000 + i), lines[i % 6], "第" + topic + "类器材是否完好" + topic));
  }
  const OverlapReport report = overlaps(checks, {}, k_alike);
  EXPECT_EQ(report.total.checks, 5000);
  EXPECT_GT(report.total.repeated, 4000);
}

TEST(CheckRules, RowsRoundTripAndEveryFaultIsNamed) {
  Check c = check("XF-001", "XF", "安全出口是否畅通");
  c.item = "S26-0401";
  c.sample = true;
  TitledRow row{2, {}};
  for (const std::string& cell : check_row(c)) row.cells.emplace_back(cell);
  std::vector<FieldError> faults;
  EXPECT_EQ(json::write(check_from(row, nullptr, faults)), json::write(c));
  EXPECT_TRUE(faults.empty());
  row.cells[2] = "飞船";
  row.cells[6] = "很多";
  check_from(row, nullptr, faults);
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].path, "对象");
  EXPECT_EQ(faults[1].path, "每年次数");
  const auto nothing = [](std::string_view) { return false; };
  c.power = "X";
  std::vector<std::string> paths;
  for (const FieldError& fault : check_faults(c, {nothing, nothing, nothing})) paths.push_back(fault.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"line", "item", "power"}));
}

class FixedClock : public Clock {
 public:
  Instant now() const override { return {1'795'222'330'000'000}; }
};

TEST(CheckLists, ImportMergeAndUndo) {
  std::vector<db::Migration> all(migrations().begin(), migrations().end());
  all.insert(all.end(), check_migrations().begin(), check_migrations().end());
  db::for_each_backend(all, [](db::Db& db) {
    FixedClock clock;
    IdSource ids(1);
    ItemService items(db, clock, [](std::string_view) { return true; }, [](db::Tx&, std::string_view) { return true; });
    ASSERT_TRUE(items.refresh().ok());
    CheckService checks({db, ids, items, [](std::string_view line) { return line == "XF" || line == "YJ"; },
                         [](db::Tx&, std::string_view) { return false; }});
    const auto import = [&](std::string csv) {
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<ImportReport> {
        auto reader = sheets::open_bytes(csv);
        return checks.import(tx, system_scope(), **reader, false, clock.now());
      });
    };
    const std::string titles = "检查编码,条线,对象,检查内容,每年次数\n";
    const auto bad = import(titles + "XF-1,XF,商铺,安全出口是否畅通,12\nYJ-1,ZZ,飞船,,x\n");
    ASSERT_TRUE(bad.ok());
    EXPECT_FALSE(bad->published) << "all rows or none";
    std::vector<std::string> where;
    for (const CellError& e : bad->errors) where.push_back(std::to_string(e.row) + e.column);
    EXPECT_EQ(where, (std::vector<std::string>{"3对象", "3每年次数", "3条线", "3检查内容"}));
    ASSERT_TRUE(import(titles + "XF-1,XF,商铺,安全出口是否畅通,12\nYJ-1,YJ,shop,疏散通道和安全出口是否畅通,4\nXF-2,XF,工地,灭火器,1\n")->published);

    const auto codes = [&](const store::CheckAsk& ask) {
      std::vector<std::string> out;
      db.run_read([&](db::Tx& tx) {
        out.clear();
        for (const Check& one : store::checks(tx, ask)) out.push_back(one.code);
        if (ask.after.empty() && out.size() <= ask.limit) {
          EXPECT_EQ(store::count_checks(tx, ask), static_cast<std::int64_t>(out.size()));
        }
      });
      return out;
    };
    using Codes = std::vector<std::string>;
    for (int turn = 0; turn < 2; ++turn) {
      EXPECT_EQ(codes({}), (Codes{"XF-1", "XF-2", "YJ-1"}));
      EXPECT_EQ(codes({"安全出口", "", "", "", 50}), (Codes{"XF-1", "YJ-1"}));
      EXPECT_EQ(codes({"xf-", "", "shop", "", 50}), (Codes{"XF-1"}));
      EXPECT_EQ(codes({"", "XF", "", "XF-1", 50}), (Codes{"XF-2"}));
      EXPECT_EQ(codes({"", "", "", "", 1}), (Codes{"XF-1", "XF-2"})) << "one more than the page says that there are more";
      // Rows of an earlier version.
      db.run_write(system_scope(), [&](db::Tx& tx) {
        tx.run("UPDATE item_checks SET line = '', object = '', words = ''", {});
        checks.fill_columns(tx);
        return true;
      });
    }

    const auto merge = [&](MergeIn in) {
      return db.write(system_scope(), [&](db::Tx& tx) { return checks.merge(tx, system_scope(), in, clock.now()); });
    };
    const auto wrong = merge({{"XF-1", "XF-2"}, "出口畅通吗？", "", "SJ", ""});
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.refusal().fields.size(), 2u) << "two kinds of object, a lead that asks nothing";
    const auto decided = merge({{"YJ-1", "XF-1"}, "安全出口是否畅通？", "", "XF", ""});
    ASSERT_TRUE(decided.ok());
    EXPECT_EQ(merge({{"YJ-1", "XF-1"}, "又一次", "", "XF", ""}).refusal().code, ErrorCode::check_merged);
    db.run_read([&](db::Tx& tx) { EXPECT_EQ(checks.merges(tx).size(), 1u); });
    ASSERT_TRUE(db.write(system_scope(), [&](db::Tx& tx) {
                    return checks.undo(tx, system_scope(), decided->id, "标准不同", clock.now());
                  }).ok());
    db.run_read([&](db::Tx& tx) { EXPECT_TRUE(checks.merges(tx).empty()); });
    EXPECT_TRUE(merge({{"YJ-1", "XF-1"}, "再来", "", "XF", ""}).ok());
  });
}

TEST(CheckLists, TheSamplesAreSixDepartmentsAndMarked) {
  auto reader = sheets::open_file(std::string(TIANGE_SOURCE_DIR) + "/data/checks.csv");
  ASSERT_TRUE(reader.ok());
  const auto rows = read_titled(**reader, check_columns());
  ASSERT_TRUE(rows.ok());
  std::vector<Check> checks;
  for (const TitledRow& row : *rows) {
    std::vector<FieldError> faults;
    checks.push_back(check_from(row, nullptr, faults));
    EXPECT_TRUE(faults.empty()) << row.number;
    EXPECT_TRUE(checks.back().sample);
  }
  const OverlapReport report = overlaps(checks, {}, k_alike);
  EXPECT_EQ(report.total.lines, 6);
  EXPECT_GE(report.total.checks, 60);
  EXPECT_GT(*report.total.share, 0);
  EXPECT_LT(report.total.asked_after, report.total.asked_year);
}

}  // namespace
}  // namespace tiange::items
