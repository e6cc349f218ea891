#include "city/benefits/policies/policies_test_kit.h"

namespace tiange::benefits {
namespace {

using namespace registers;
using namespace testing_kit;

// Pushed editions about households, as released by hand.
void release_households(World& world) {
  std::optional<PolicyEdition> base;
  world.db.run_read([&](db::Tx& tx) { base = world.policies->edition(tx, "low_income_household", 0); });
  ASSERT_TRUE(base);
  base->standing = Standing::published;
  base->doubt_zh.clear();
  base->pushed = true;
  base->territory = Territory::any;
  base->lists.clear();
  base->cases.clear();
  const auto add = [&](const char* key, const char* feel, const char* amount) {
    PolicyEdition one = *base;
    one.key = key;
    one.edition = 1;
    one.conditions = {{"one", "条件", "Condition", feel, ""}};
    one.amount = amount;
    if (one.amount.empty()) one.form = BenefitForm::service;
    else one.form = BenefitForm::money, one.rhythm = PolicyRhythm::monthly;
    const std::string body = "{\"policy\":" + json::write(one) + "}";
    const auto draft = world.call<PolicyPage>(http::Method::put, "/{key}/draft", {{"key", key}}, "", body, clerk(7));
    ASSERT_TRUE(draft.ok()) << draft.refusal().zh;
    const auto released = world.call<PolicyPage>(http::Method::post, "/{key}/release", {{"key", key}}, "", "{\"edition\":1}", clerk(8));
    ASSERT_TRUE(released.ok()) << released.refusal().zh;
  };
  add("home_income", "income_per_head < 1200", "(1200 * members - income) * 100");
  add("home_ages", "members_minor + members_elder >= 2", "members * 100");
  add("home_head", "head_registered_here = true and members_disabled > 0", "");
  add("home_none", "homes_owned = 0 and members_low_income > 0", "");
}

std::string home_match(World& world, const char* policy, SubjectId home, std::int64_t fen) {
  return world.running().contains(std::string(policy) + " " + home.text() + " " + std::to_string(fen)) ? "yes" : "no";
}

TEST(Households, FollowWhoIsBornDiesMovesAndEarns) {
  in_each_world([](World& world) {
    release_households(world);
    world.jobs.run_due();
    const std::string one = card(1980, 1), two = card(1982, 2), child = card(2016, 3);
    const auto person = [&](const std::string& key, const std::string& number, const std::string& home, const std::string& income, Values more = {}) {
      Values values{{"name", "人" + key}, {"id_card", number}, {"born", number.substr(6, 4) + "-06-01"}, {"household", home}, {"hukou_address", k_home}};
      if (!income.empty()) values.emplace_back("income", income);
      values.insert(values.end(), more.begin(), more.end());
      world.absorb("civil", key, values);
    };
    world.absorb("police", "h1", {{"number", "0001"}, {"head", one}, {"address", k_home}}, true, Kind::household);
    person("p1", one, "0001", "3000");
    person("p2", two, "0001", "500");
    const SubjectId home = world.of("police", "h1");
    EXPECT_EQ(home_match(world, "home_income", home, 0), "no");
    // An income falls; a child is born; somebody moves out; each is heard of in the same transaction's events.
    person("p1", one, "0001", "1000");
    EXPECT_EQ(home_match(world, "home_income", home, 90'000), "yes");
    person("p3", child, "0001", "");
    EXPECT_EQ(home_match(world, "home_income", home, 210'000), "yes");
    person("p2", two, "0009", "500");
    EXPECT_EQ(home_match(world, "home_income", home, 140'000), "yes");
    const Judgement judgement = world.judge(home, "home_income", world.today());
    EXPECT_EQ(judgement.verdict, Verdict::entitled);
    const auto income = std::find_if(judgement.facts.begin(), judgement.facts.end(), [](const FactUsed& fact) { return fact.field == "income"; });
    ASSERT_NE(income, judgement.facts.end());
    EXPECT_EQ(income->subject, world.of("civil", "p1").text());
    EXPECT_EQ(income->source, "civil");
    EXPECT_EQ(income->lineage, "batch/1");
    EXPECT_EQ(std::count_if(judgement.facts.begin(), judgement.facts.end(), [](const FactUsed& fact) { return fact.field == "household"; }), 2);
    // Disabled; then the head dies, and with the head what hung on the register of the head.
    person("p3", child, "0001", "", {{"disability", "1"}});
    EXPECT_EQ(home_match(world, "home_head", home, 0), "yes");
    person("p1", one, "0001", "1000", {{"died", "2026-11-20"}});
    EXPECT_EQ(home_match(world, "home_income", home, 120'000), "yes");
    // What nobody reads asks nobody.
    const std::size_t told = world.told.size();
    person("p3", child, "0001", "", {{"disability", "1"}, {"phone", "14012345678"}});
    EXPECT_EQ(world.told.size(), told);
    // A missing income is missing, not none.
    person("p2", two, "0001", "");
    const Judgement missing = world.judge(home, "home_income", world.today());
    EXPECT_EQ(missing.verdict, Verdict::missing);
    EXPECT_NE(json::write(missing).find("月收入（元）"), std::string::npos);
    EXPECT_EQ(home_match(world, "home_income", home, 120'000), "no");
  });
}

TEST(Households, AHouseBoughtAndSoldIsTheOwnersHousehold) {
  in_each_world([](World& world) {
    release_households(world);
    world.jobs.run_due();
    const std::string one = card(1980, 1);
    world.absorb("civil", "p1", {{"name", "人一"}, {"id_card", one}, {"household", "0001"}, {"low_income", "1"}});
    world.absorb("police", "h1", {{"number", "0001"}, {"head", one}}, true, Kind::household);
    const SubjectId home = world.of("police", "h1");
    EXPECT_EQ(home_match(world, "home_none", home, 0), "yes");
    world.absorb("housing", "r1", {{"address", k_home + "3栋502室"}, {"owner", one}}, true, Kind::house);
    EXPECT_EQ(home_match(world, "home_none", home, 0), "no");
    world.absorb("housing", "r1", {{"address", k_home + "3栋502室"}, {"owner", card(1990, 5)}}, true, Kind::house);
    EXPECT_EQ(home_match(world, "home_none", home, 0), "yes");
  });
}

TEST(Households, RunsAndChangesComeToTheSame) {
  in_each_world([](World& world) {
    release_households(world);
    std::mt19937 random(17);
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 40; ++i) {
        const int number = static_cast<int>(random() % 18), year = 1940 + number * 4;
        const std::string key = std::to_string(number), home = "000" + std::to_string(random() % 6);
        Values values{{"name", "人" + key}, {"id_card", card(year, number)}, {"household", home}, {"born", std::to_string(year) + "-06-01"}};
        if (random() % 3) values.emplace_back("hukou_address", k_home);
        if (random() % 4) values.emplace_back("income", std::to_string(random() % 2500));
        if (random() % 3 == 0) values.emplace_back("disability", "2");
        if (random() % 3 == 0) values.emplace_back("low_income", "1");
        if (random() % 6 == 0) values.emplace_back("died", "2026-10-01");
        world.absorb("civil", "c" + key, values);
        if (random() % 3 == 0)
          world.absorb("police", "h" + home, {{"number", home}, {"head", card(year, number)}, {"address", k_home}}, true, Kind::household);
        if (random() % 3 == 0)
          world.absorb("housing", "r" + std::to_string(number % 5), {{"address", k_home + std::to_string(1 + number % 5) + "栋101室"}, {"owner", card(year, number)}}, true,
                       Kind::house);
      }
      const std::set<std::string> by_change = world.running();
      ASSERT_TRUE(world.policies->run_now("asked", world.clock.now()).ok());
      EXPECT_EQ(world.running(), by_change);
      std::size_t homes = 0;
      for (const std::string& one : by_change) homes += one.starts_with("home_");
      EXPECT_GT(homes, 3u);
      std::set<std::string> by_one;
      std::vector<SubjectId> ids;
      world.db.run_read([&](db::Tx& tx) {
        world.subjects->each(tx, system_scope(), Kind::household, "", [&](const GoldenRow& row) {
          ids.push_back(row.id);
          return true;
        });
      });
      for (const SubjectId id : ids) {
        for (const char* key : {"home_income", "home_ages", "home_head", "home_none"}) {
          const Judgement judgement = world.judge(id, key, world.today());
          if (judgement.verdict == Verdict::entitled) by_one.insert(std::string(key) + " " + id.text() + " " + std::to_string(judgement.amount_fen));
        }
      }
      for (const std::string& one : by_change) {
        const bool home = one.starts_with("home_");
        EXPECT_TRUE(!home || by_one.contains(one)) << one;
      }
      EXPECT_EQ(by_one.size(), homes);
    }
  });
}

}  // namespace
}  // namespace tiange::benefits
