#include <gtest/gtest.h>

#include <algorithm>

#include "city/items/item_schema.h"
#include "city/items/powers/power_service.h"
#include "platform/db/test_db.h"

namespace tiange::items {
namespace {

class FixedClock : public Clock {
 public:
  Instant now() const override { return {1'795'222'330'000'000}; }
};

bool line_exists(std::string_view line) { return line == "CG" || line == "XF"; }

Item item(std::string code, std::vector<std::string> powers) {
  Item one;
  one.code = std::move(code);
  one.item_class = "event";
  one.name_zh = "店外经营";
  one.filing_condition = "有";
  one.closing_conditions = {"无"};
  one.limits = {{Severity::normal, 4, LimitKind::work_hours}};
  one.settle_level = "grid";
  one.lead_line = "CG";
  if (!powers.empty()) one.powers = std::move(powers);
  return one;
}

class PowerList : public ::testing::Test {
 protected:
  struct World {
    explicit World(db::Db& database)
        : db(database),
          items(db, clock, line_exists, [](db::Tx&, std::string_view) { return true; }),
          powers({db, items, line_exists}) {
      EXPECT_TRUE(items.refresh().ok());
      items.use_powers([this](db::Tx& tx, std::string_view code) { return powers.find(tx, code).has_value(); });
    }
    Result<ImportReport> import(const std::string& csv, bool dry_run = false) {
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<ImportReport> {
        auto reader = sheets::open_bytes(csv);
        return powers.import(tx, system_scope(), **reader, dry_run, clock.now());
      });
    }
    Result<Item> save(Item one) {
      const auto present = items.find(one.code);
      auto saved = db.write(system_scope(), [&](db::Tx& tx) {
        return items.save(tx, system_scope(), one, present ? present->version : 0);
      });
      EXPECT_TRUE(items.refresh().ok());
      return saved;
    }
    PowerGaps gaps() {
      return *db.read([&](db::Tx& tx) -> Result<PowerGaps> { return powers.gaps(tx); });
    }
    db::Db& db;
    FixedClock clock;
    ItemService items;
    PowerService powers;
  };
  static void on_each(const std::function<void(World&)>& body) {
    std::vector<db::Migration> all(migrations().begin(), migrations().end());
    all.insert(all.end(), power_migrations().begin(), power_migrations().end());
    db::for_each_backend(all, [&](db::Db& db) {
      World world(db);
      body(world);
    });
  }
};

constexpr const char* k_good =
    "权责编码,类别,名称,条线,法律依据,条款\n"
    "CG-CF-001,行政处罚,对擅自堆放的处罚,CG,《城市市容和环境卫生管理条例》,第三十六条\n"
    "XF-JC-001,检查,消防监督检查,XF,《中华人民共和国消防法》,第五十三条\n";

TEST_F(PowerList, ImportsAllOrNothingAndNamesEveryBadCell) {
  on_each([](World& w) {
    const auto bad = w.import(std::string(k_good) + "CG-CF-002,魔法,,ZZ,,\nXF-JC-001,检查,又一次,XF,法,\n");
    ASSERT_TRUE(bad.ok());
    EXPECT_FALSE(bad->published);
    std::vector<std::string> where;
    for (const CellError& e : bad->errors) where.push_back(std::to_string(e.row) + e.column);
    EXPECT_EQ(where, (std::vector<std::string>{"4类别", "4名称", "4法律依据", "4条线", "5权责编码"}));
    EXPECT_FALSE(w.import(k_good, true)->published) << "a dry run changes nothing";
    EXPECT_EQ(w.import(k_good)->added, 2);
    EXPECT_EQ(w.import(k_good)->unchanged, 2) << "the same again changes nothing";
    w.db.run_read([&](db::Tx& tx) {
      EXPECT_EQ(w.powers.find(tx, "XF-JC-001")->kind, PowerKind::check);
      EXPECT_EQ(w.powers.find(tx, "CG-CF-001")->article, "第三十六条");
    });
    ASSERT_TRUE(w.import("权责编码,说明\nCG-CF-001,核对过\n")->published);
    w.db.run_read([&](db::Tx& tx) {
      const auto kept = w.powers.find(tx, "CG-CF-001");
      EXPECT_EQ(kept->article, "第三十六条") << "what a sheet does not name stays";
      EXPECT_EQ(kept->version, 2);
      EXPECT_EQ(store::power_changes(tx, "CG-CF-001").size(), 2u);
    });
  });
}

TEST_F(PowerList, AnItemRestsOnPowersThatThereAre) {
  on_each([](World& w) {
    ASSERT_TRUE(w.import(k_good)->published);
    const auto refused = w.save(item("E13-0405", {"CG-CF-999"}));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().fields.front().path, "powers");
    EXPECT_TRUE(w.save(item("E13-0405", {"CG-CF-001"})).ok());
    EXPECT_TRUE(w.save(item("E13-0406", {})).ok());
    const PowerGaps gaps = w.gaps();
    EXPECT_EQ(gaps.items, 2);
    EXPECT_EQ(gaps.covered, 1);
    ASSERT_EQ(gaps.without.size(), 1u);
    EXPECT_EQ(gaps.without.front().code, "E13-0406");
    EXPECT_TRUE(gaps.repealed.empty());
  });
}

TEST_F(PowerList, ARepealedPowerShowsInTheReportUntilTheItemFindsAnother) {
  on_each([](World& w) {
    ASSERT_TRUE(w.import(k_good)->published);
    ASSERT_TRUE(w.save(item("E13-0405", {"CG-CF-001"})).ok());
    const auto repeal = [&](std::string successor, std::int64_t version) {
      return w.db.write(system_scope(), [&](db::Tx& tx) -> Result<Power> {
        Power power = *w.powers.find(tx, "CG-CF-001");
        power.in_force = false;
        power.successor = successor;
        return w.powers.save(tx, system_scope(), power, version, w.clock.now());
      });
    };
    EXPECT_EQ(repeal("NO-SUCH", 1).refusal().fields.front().path, "successor");
    EXPECT_EQ(repeal("", 7).refusal().code, ErrorCode::stale_version);
    ASSERT_TRUE(repeal("XF-JC-001", 1).ok());
    const PowerGaps gaps = w.gaps();
    ASSERT_EQ(gaps.repealed.size(), 1u);
    EXPECT_EQ(gaps.repealed.front().power.successor, "XF-JC-001");
    EXPECT_EQ(gaps.covered, 0);
    ASSERT_TRUE(w.save(item("E13-0405", {"XF-JC-001"})).ok());
    EXPECT_TRUE(w.gaps().repealed.empty());
  });
}

TEST_F(PowerList, PagesHoldWhatIsAskedForAndNothingElse) {
  on_each([](World& w) {
    std::string csv = "权责编码,类别,名称,英文名称,条线,法律依据,有效\n";
    for (int i = 10; i < 40; ++i)
      csv += "CG-CF-0" + std::to_string(i) + ",行政处罚,占道" + (i % 2 ? "堆放" : "经营") + ",Street 100%_ use,CG,《条例》," + (i % 3 ? "是" : "否") + "\n";
    csv += "XF-JC-001,检查,消防监督检查,Fire inspection,XF,《中华人民共和国消防法》,是\n";
    ASSERT_TRUE(w.import(csv)->published);
    const auto codes = [&](const store::PowerAsk& ask) {
      std::vector<std::string> out;
      w.db.run_read([&](db::Tx& tx) {
        out.clear();
        for (const Power& power : store::powers(tx, ask)) out.push_back(power.code);
        if (ask.after.empty() && out.size() <= ask.limit) {
          EXPECT_EQ(store::count_powers(tx, ask), static_cast<std::int64_t>(out.size()));
        }
      });
      return out;
    };
    const auto asked = [](auto set) {
      store::PowerAsk ask;
      set(ask);
      return ask;
    };
    std::vector<std::string> all;
    store::PowerAsk page;
    page.limit = 4;
    page.inactive = true;
    for (int turn = 0; turn < 8; ++turn) {
      auto some = codes(page);
      if (some.size() > page.limit) some.pop_back();
      all.insert(all.end(), some.begin(), some.end());
      page.after = some.back();
    }
    EXPECT_EQ(all.size(), 31u);
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
    EXPECT_EQ(codes({}).size(), 21u) << "those in force alone";
    EXPECT_EQ(codes(asked([](auto& a) { a.q = "堆放", a.inactive = true; })).size(), 15u);
    EXPECT_EQ(codes(asked([](auto& a) { a.q = "100%_ USE", a.inactive = true; })).size(), 30u) << "in any case of letters, signs as they are";
    EXPECT_EQ(codes(asked([](auto& a) { a.q = "1_0"; })).size(), 0u);
    EXPECT_EQ(codes(asked([](auto& a) { a.kind = "check"; })), (std::vector<std::string>{"XF-JC-001"}));
    EXPECT_EQ(codes(asked([](auto& a) { a.line = "CG"; })).size(), 20u);
    EXPECT_EQ(codes(asked([](auto& a) { a.q = "消防法"; })), (std::vector<std::string>{"XF-JC-001"}));
    EXPECT_EQ(codes(asked([](auto& a) { a.codes = {"CG-CF-012", "XF-JC-001"}; })), (std::vector<std::string>{"CG-CF-012", "XF-JC-001"})) << "in force or not";
    EXPECT_TRUE(codes(asked([](auto& a) { a.codes.emplace(); })).empty());
    // Rows of an earlier version are found once their columns are filled.
    w.db.run_write(system_scope(), [](db::Tx& tx) { return tx.run("UPDATE item_powers SET kind = '', line = '', in_force = 1, words = ''", {}) > 0; });
    EXPECT_TRUE(codes(asked([](auto& a) { a.kind = "check"; })).empty());
    w.db.run_write(system_scope(), [&](db::Tx& tx) {
      w.powers.fill_columns(tx);
      return true;
    });
    EXPECT_EQ(codes(asked([](auto& a) { a.kind = "check", a.line = "XF", a.q = "fire"; })), (std::vector<std::string>{"XF-JC-001"}));
    EXPECT_EQ(codes({}).size(), 21u);
  });
}

TEST_F(PowerList, TheShippedListIsWholeAndTheCatalogueRestsOnIt) {
  on_each([](World& w) {
    const PowerParts anybody{w.db, w.items, [](std::string_view line) { return !line.empty(); }};
    PowerService powers(anybody);
    ItemService items(w.db, w.clock, anybody.line_exists, [](db::Tx&, std::string_view) { return true; });
    items.use_powers([&](db::Tx& tx, std::string_view code) { return powers.find(tx, code).has_value(); });
    ASSERT_TRUE(items.refresh().ok());
    const std::string folder = std::string(TIANGE_SOURCE_DIR) + "/data/";
    auto listed = w.db.write(system_scope(), [&](db::Tx& tx) -> Result<ImportReport> {
      auto reader = sheets::open_file(folder + "powers.csv");
      return powers.import(tx, system_scope(), **reader, false, w.clock.now());
    });
    ASSERT_TRUE(listed.ok());
    for (const CellError& e : listed->errors) ADD_FAILURE() << e.row << " " << e.column << " " << e.en;
    EXPECT_GE(listed->added, 80);
    auto report = w.db.write(system_scope(), [&](db::Tx& tx) -> Result<ImportReport> {
      auto reader = sheets::open_file(folder + "items.csv");
      return items.import(tx, system_scope(), **reader, false, "开局");
    });
    ASSERT_TRUE(report.ok());
    for (const CellError& e : report->errors) ADD_FAILURE() << e.row << " " << e.column << " " << e.value << " " << e.en;
  });
}

}  // namespace
}  // namespace tiange::items
