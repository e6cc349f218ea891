#include <future>
#include <thread>

#include "city/benefits/policies/policies_test_kit.h"

namespace tiange::benefits {
namespace {

using namespace registers;
using namespace testing_kit;

const Values k_disabled{{"name", "关小五"}, {"id_card", card(1958, 1)}, {"born", "1958-06-01"}, {"hukou_address", k_home}, {"disability", "1"},
                        {"low_income", "1"}};

TEST(Policies, WhoBecomesEntitledIsMatchedAtOnceAndToldOnce) {
  in_each_world([](World& world) {
    world.absorb("civil", "c1", k_disabled);
    const SubjectId id = world.of("civil", "c1");
    const std::string ref = id.text();
    const std::set<std::string> both{"disabled_care " + ref + " 29000", "disabled_living " + ref + " 21700"};
    EXPECT_EQ(world.running(), both);
    EXPECT_EQ(std::count(world.told.begin(), world.told.end(), "benefit.matched disabled_living"), 1);
    const Judgement judgement = world.judge(id, "disabled_living", world.today());
    EXPECT_EQ(judgement.verdict, Verdict::entitled);
    EXPECT_EQ(judgement.amount_fen, 21'700);
    EXPECT_EQ(judgement.period, "2026-11");
    const auto fact = std::find_if(judgement.facts.begin(), judgement.facts.end(), [](const FactUsed& one) { return one.field == "low_income"; });
    ASSERT_NE(fact, judgement.facts.end());
    EXPECT_EQ(fact->value, "1");
    EXPECT_EQ(fact->source, "civil");
    EXPECT_EQ(fact->lineage, "batch/1");
    EXPECT_NE(fact->observed.us, 0);
    // By the edition of the day.
    EXPECT_EQ(world.judge(id, "disabled_living", make_date(2025, 12, 31)).amount_fen, 20'900);
    // The same again says nothing new.
    world.absorb("civil", "c1", k_disabled);
    EXPECT_EQ(world.told.size(), 2u);
    // The ground falls away; and comes back as another match.
    Values dead = k_disabled;
    dead.emplace_back("died", "2026-11-20");
    world.absorb("civil", "c1", dead);
    EXPECT_TRUE(world.running().empty());
    EXPECT_EQ(std::count(world.told.begin(), world.told.end(), "benefit.ended disabled_living"), 1);
    const std::size_t before = world.told.size();
    world.absorb("civil", "c1", k_disabled);
    EXPECT_EQ(world.running().size(), world.told.size() - before);
  });
}

TEST(Policies, AChangeAsksOnlyWhatReadsIt) {
  in_each_world([](World& world) {
    world.absorb("civil", "c1", k_disabled);
    const std::size_t told = world.told.size();
    Values phone = k_disabled;
    phone.emplace_back("phone", "14012345678");
    world.absorb("civil", "c1", phone);
    EXPECT_EQ(world.told.size(), told);
    Values off = phone;
    for (auto& [field, value] : off) {
      if (field == "low_income") value = "0";
    }
    world.absorb("civil", "c1", off);
    EXPECT_EQ(world.running(), (std::set<std::string>{"disabled_care " + world.of("civil", "c1").text() + " 29000"}));
  });
}

TEST(Policies, AnOldFactIsMissingAndMatchesNobody) {
  in_each_world([](World& world) {
    const SourceRecord old{"civil", "c1", Kind::person, k_disabled, world.clock.now() - days(500), "batch/1", false};
    EXPECT_TRUE(world.write([&](db::Tx& tx) { return world.subjects->absorb(tx, std::span(&old, 1), world.clock.now()); }).ok());
    world.settle();
    EXPECT_EQ(world.running(), (std::set<std::string>{"disabled_care " + world.of("civil", "c1").text() + " 29000"}));
    EXPECT_EQ(world.judge(world.of("civil", "c1"), "disabled_living", world.today()).verdict, Verdict::missing);
  });
}

TEST(Policies, RunsAndChangesComeToTheSame) {
  in_each_world([](World& world) {
    std::mt19937 random(7);
    const auto second = open_policies(world.parts());
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 30; ++i) {
        const int number = static_cast<int>(random() % 25), year = 1940 + number * 3;
        Values values{{"name", "人" + std::to_string(number)}, {"id_card", card(year, number)}, {"born", std::to_string(year) + "-06-01"}};
        if (random() % 3) values.emplace_back("hukou_address", k_home);
        if (random() % 2) values.emplace_back("disability", std::to_string(1 + random() % 4));
        if (random() % 2) values.emplace_back("low_income", random() % 2 ? "1" : "0");
        if (random() % 2) values.emplace_back("photo", "1"), values.emplace_back("live_address", k_home);
        if (random() % 5 == 0) values.emplace_back("died", "2026-10-01");
        world.absorb("civil", "c" + std::to_string(number), values, random() % 2 == 0);
      }
      ASSERT_TRUE(world.policies->run_now("asked", world.clock.now()).ok());
      const auto again = second->run_now("asked", world.clock.now());
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(again->entered + again->left, 0);
      const std::set<std::string> by_run = world.running();
      EXPECT_FALSE(by_run.empty());
      world.settle();  // events that were missed come late, and change nothing
      EXPECT_EQ(world.running(), by_run);
      // And as one by one.
      std::set<std::string> by_one;
      std::vector<SubjectId> ids;
      world.db.run_read([&](db::Tx& tx) {
        world.subjects->each(tx, system_scope(), Kind::person, "", [&](const GoldenRow& row) {
          ids.push_back(row.id);
          return true;
        });
      });
      std::vector<PolicyEdition> live;
      world.db.run_read([&](db::Tx& tx) { live = world.policies->live_editions(tx); });
      for (const SubjectId id : ids) {
        for (const PolicyEdition& one : live) {
          if (!one.pushed || one.kind != Kind::person) continue;
          const Judgement judgement = world.judge(id, one.key, world.today());
          if (judgement.verdict == Verdict::entitled) by_one.insert(one.key + " " + id.text() + " " + std::to_string(judgement.amount_fen));
        }
      }
      EXPECT_EQ(by_one, by_run);
    }
  });
}

PolicyEdition changed_living(World& world) {
  std::optional<PolicyEdition> live;
  world.db.run_read([&](db::Tx& tx) { live = world.policies->edition(tx, "disabled_living", 0); });
  live->amount = "30000";
  live->conditions.erase(live->conditions.begin());  // no longer for low income alone
  live->cases.clear();
  return *live;
}

TEST(Policies, ADraftIsPricedReleasedBySomebodyElseAndMatches) {
  in_each_world([](World& world) {
    world.absorb("civil", "c1", k_disabled);
    Values other = k_disabled;
    other[1].second = card(1960, 2), other[2].second = "1960-06-01", other[5].second = "0";
    world.absorb("civil", "c2", other);
    const std::string policy = "{\"policy\":" + json::write(changed_living(world)) + "}";
    const auto asked = world.call<PolicyPriceView>(http::Method::post, "/prices", {}, "", policy, clerk(7));
    ASSERT_TRUE(asked.ok()) << asked.refusal().zh;
    EXPECT_EQ(asked->state, "waiting");
    // Nobody else's account stands behind that number here; the sums are tested below by hand.
    const auto draft = world.call<PolicyPage>(http::Method::put, "/{key}/draft", {{"key", "disabled_living"}}, "", policy, clerk(7));
    ASSERT_TRUE(draft.ok()) << draft.refusal().zh;
    EXPECT_EQ(draft->line.draft, 3);
    const std::string edition = "{\"edition\":3}";
    EXPECT_FALSE(world.call<PolicyPage>(http::Method::post, "/{key}/release", {{"key", "disabled_living"}}, "", edition, clerk(7)).ok());
    const auto released = world.call<PolicyPage>(http::Method::post, "/{key}/release", {{"key", "disabled_living"}}, "", edition, clerk(8));
    ASSERT_TRUE(released.ok()) << released.refusal().zh;
    EXPECT_EQ(released->line.edition, 3);
    world.jobs.run_due();
    world.settle();
    const std::set<std::string> running = world.running();
    EXPECT_TRUE(running.contains("disabled_living " + world.of("civil", "c1").text() + " 30000"));
    EXPECT_TRUE(running.contains("disabled_living " + world.of("civil", "c2").text() + " 30000"));
    // Who had a match keeps it: only the second is told of.
    EXPECT_EQ(std::count(world.told.begin(), world.told.end(), "benefit.matched disabled_living"), 2);
    const auto page = world.call<PolicyPage>(http::Method::get, "/{key}", {{"key", "disabled_living"}}, "", "", clerk(8));
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(page->line.counts.entitled, 2);
    EXPECT_EQ(page->line.counts.matched, 2);
    EXPECT_EQ(page->line.counts.amount_fen, 60'000);
    // Outside the caller's areas there is nobody.
    const auto elsewhere = world.call<PolicyPage>(http::Method::get, "/{key}", {{"key", "disabled_living"}}, "", "", clerk(8, "440605"));
    ASSERT_TRUE(elsewhere.ok());
    EXPECT_EQ(elsewhere->line.counts.entitled + elsewhere->line.counts.matched, 0);
  });
}

TEST(Policies, WhatIsToBeConfirmedIsPushedOnlyOnceConfirmed) {
  in_each_world([](World& world) {
    const Values skilled{{"name", "关小七"}, {"id_card", card(1990, 3)}, {"born", "1990-06-01"}, {"skill_level", "4"},
                         {"skill_date", format_date(world.today() + -60)}, {"insured_months", "20"}};
    world.absorb("social", "s1", skilled);
    const SubjectId id = world.of("social", "s1");
    EXPECT_EQ(world.judge(id, "skill_upgrade", world.today()).verdict, Verdict::entitled);
    EXPECT_TRUE(world.running().empty());
    ASSERT_TRUE(world.policies->run_now("asked", world.clock.now()).ok());
    EXPECT_TRUE(world.running().empty()) << "nor by a run";
    const auto confirm = [&](const std::string& key, const std::string& body) {
      return world.call<PolicyPage>(http::Method::post, "/{key}/confirm", {{"key", key}}, "", body, clerk(8));
    };
    const auto refused = [&](const auto& got, const char* said) {
      ASSERT_FALSE(got.ok());
      EXPECT_NE(got.refusal().zh.find(said), std::string::npos) << got.refusal().zh;
    };
    refused(confirm("skill_upgrade", R"({"edition":1,"document":" "})"), "document");
    refused(confirm("skill_upgrade", R"({"edition":7,"document":"一号"})"), "1002");
    refused(confirm("disabled_living", R"({"edition":2,"document":"一号"})"), "1408");
    refused(confirm("elderly_foshan", R"({"edition":9,"document":"一号"})"), "1002");
    const auto confirmed = confirm("skill_upgrade", R"({"edition":1,"document":"禅人社一号","note":"核对过"})");
    ASSERT_TRUE(confirmed.ok()) << confirmed.refusal().zh;
    EXPECT_EQ(confirmed->line.standing, Standing::confirmed);
    EXPECT_EQ(confirmed->line.document, "禅人社一号");
    EXPECT_TRUE(confirmed->line.pushed);
    EXPECT_EQ(confirmed->editions[0].confirmed_by, "经办8");
    EXPECT_EQ(confirmed->editions[0].confirmed_note, "核对过");
    EXPECT_TRUE(confirmed->editions[0].confirmed.has_value());
    world.jobs.run_due();
    world.settle();
    EXPECT_EQ(world.running(), (std::set<std::string>{"skill_upgrade " + id.text() + " 150000"}));
    refused(confirm("skill_upgrade", R"({"edition":1,"document":"禅人社二号"})"), "1408");
    // Another instance that opens the same database sees it confirmed too.
    const auto second = open_policies(world.parts());
    world.db.run_read([&](db::Tx& tx) { EXPECT_EQ(second->edition(tx, "skill_upgrade", 1)->standing, Standing::confirmed); });
  });
}

TEST(Policies, AConfirmationThatJoinsARunWhichBeginsMeanwhileIsNotLost) {
  in_each_world([](World& world) {
    const Values skilled{{"name", "关小七"}, {"id_card", card(1990, 3)}, {"born", "1990-06-01"}, {"skill_level", "4"},
                         {"skill_date", format_date(world.today() + -60)}, {"insured_months", "20"}};
    world.absorb("social", "s1", skilled);
    ASSERT_TRUE(world.call<PolicyRunView>(http::Method::post, "/runs", {}, "", "{}", clerk(7)).ok());
    std::future<void> runs;
    // Asked first by the call, then by the job that the confirmation adds, which has seen the run wait. SQLite has one writer.
    if (world.db.backend() == db::Backend::postgres)
      world.clock.then(2, [&] {
        runs = std::async(std::launch::async, [&] { world.jobs.run_due(); });
        runs.wait_for(std::chrono::milliseconds(700));
      });
    ASSERT_TRUE(world.call<PolicyPage>(http::Method::post, "/{key}/confirm", {{"key", "skill_upgrade"}}, "", R"({"edition":1,"document":"一号"})", clerk(8)).ok());
    EXPECT_EQ(runs.valid(), world.db.backend() == db::Backend::postgres);
    if (runs.valid()) runs.get();
    world.jobs.run_due();
    EXPECT_EQ(world.running().size(), 1u);
  });
}

TEST(Policies, ASnapshotReadsItsOwnPoliciesWhileOthersChangeThem) {
  in_each_world([](World& world) {
    std::vector<PolicyEdition> before, meanwhile;
    world.db.run_read([&](db::Tx& tx) { before = world.policies->live_editions(tx); });
    world.db.run_read([&](db::Tx& tx) {
      (void)kept::state(tx, "revision");  // from here on it sees nothing newer
      std::thread([&] {
        ASSERT_TRUE(world.call<PolicyPage>(http::Method::post, "/{key}/confirm", {{"key", "skill_upgrade"}}, "", R"({"edition":1,"document":"一号"})", clerk(8)).ok());
        world.db.run_read([&](db::Tx& now) { EXPECT_EQ(world.policies->live_editions(now).size(), before.size()); });
      }).join();
      meanwhile = world.policies->live_editions(tx);
    });
    ASSERT_EQ(meanwhile.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(json::write(meanwhile[i]), json::write(before[i]));
  });
}

TEST(Policies, ADraftToBeConfirmedIsNotReleasedPushedAndNotConfirmedByItsAuthor) {
  in_each_world([](World& world) {
    PolicyEdition edition = changed_living(world);
    edition.standing = Standing::to_confirm;
    edition.doubt_zh = "试点";
    const auto draft = [&] {
      return world.call<PolicyPage>(http::Method::put, "/{key}/draft", {{"key", "disabled_living"}}, "", "{\"policy\":" + json::write(edition) + "}", clerk(7));
    };
    const auto release = [&] {
      return world.call<PolicyPage>(http::Method::post, "/{key}/release", {{"key", "disabled_living"}}, "", R"({"edition":3})", clerk(8));
    };
    const auto confirm = [&](std::int64_t by) {
      return world.call<PolicyPage>(http::Method::post, "/{key}/confirm", {{"key", "disabled_living"}}, "", R"({"edition":3,"document":"一号"})", clerk(by));
    };
    ASSERT_TRUE(draft().ok());
    const auto pushed = release();
    ASSERT_FALSE(pushed.ok());
    EXPECT_NE(pushed.refusal().zh.find("1408"), std::string::npos) << pushed.refusal().zh;
    EXPECT_FALSE(confirm(8).ok()) << "a draft is not confirmed";
    edition.pushed = false;
    ASSERT_TRUE(draft().ok());
    const auto released = release();
    ASSERT_TRUE(released.ok()) << released.refusal().zh;
    EXPECT_FALSE(released->line.pushed);
    EXPECT_TRUE(released->editions[0].may_confirm);
    const auto own = confirm(7);
    ASSERT_FALSE(own.ok());
    EXPECT_NE(own.refusal().zh.find("1407"), std::string::npos) << own.refusal().zh;
    EXPECT_TRUE(confirm(8).ok());
  });
}

// Out of the district and back inside one month, and from one town to another.
TEST(Policies, MovesInsideAMonth) {
  in_each_world([](World& world) {
    world.absorb("civil", "c1", k_disabled);
    const SubjectId id = world.of("civil", "c1");
    const auto matches = [&] {
      std::vector<kept::StoredMatch> found;
      world.db.run_read([&](db::Tx& tx) { found = kept::matches(tx, system_scope(), {.policy = "disabled_living", .state = "", .area = "", .after = 0, .limit = 9}); });
      return found;
    };
    const auto at = [&](const std::string& address) {
      Values moved = k_disabled;
      for (auto& [field, value] : moved) {
        if (field == "hukou_address") value = address;
      }
      world.absorb("civil", "c1", moved);
    };
    at("广东省佛山市南海区桂城街道1号");
    ASSERT_EQ(matches().size(), 1u);
    EXPECT_FALSE(matches()[0].running());
    EXPECT_EQ(matches()[0].why, "not_entitled");
    at(k_home);
    const auto both = matches();
    ASSERT_EQ(both.size(), 2u);
    EXPECT_TRUE(both[0].running());
    EXPECT_NE(both[0].id, both[1].id);
    EXPECT_EQ(both[0].period, both[1].period) << "the same month, which grants pay once";
    EXPECT_EQ(std::count(world.told.begin(), world.told.end(), "benefit.ended disabled_living"), 1);
    // Inside the district nothing ends; those of the new town see it from then on.
    const std::size_t told = world.told.size();
    const auto live_in = [&](const std::string& grid) {
      ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
        tx.run("UPDATE registers_subjects SET grid = ? WHERE id = ?", {grid, id});
        return done();
      }).ok());
    };
    live_in("440604002001001");
    ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
      world.policies->follow(tx, std::span(&id, 1), world.clock.now());
      return done();
    }).ok());
    EXPECT_EQ(matches()[0].grid, "440604002001001");
    EXPECT_EQ(matches().size(), 2u);
    live_in("440604003001001");
    ASSERT_TRUE(world.policies->run_now("nightly", world.clock.now()).ok());
    EXPECT_EQ(matches()[0].grid, "440604003001001") << "a run finds who moved too";
    world.settle();
    EXPECT_EQ(world.told.size(), told);
  });
}

TEST(Policies, CasesThatFailKeepADraftFromRelease) {
  in_each_world([](World& world) {
    PolicyEdition edition = changed_living(world);
    edition.cases.push_back({"应为 31000", "should be 31000", "2026-06-01", {{"disability", "1"}, {"hukou_address", k_home}}, "entitled", 31'000});
    const std::string policy = "{\"policy\":" + json::write(edition) + "}";
    const auto tested = world.call<PolicyTestView>(http::Method::post, "/cases", {}, "", policy, clerk(7));
    ASSERT_TRUE(tested.ok()) << tested.refusal().zh;
    EXPECT_FALSE(tested->passed);
    EXPECT_EQ(tested->outcomes[0].judgement.amount_fen, 30'000);
    ASSERT_TRUE(world.call<PolicyPage>(http::Method::put, "/{key}/draft", {{"key", "disabled_living"}}, "", policy, clerk(7)).ok());
    const auto refused = world.call<PolicyPage>(http::Method::post, "/{key}/release", {{"key", "disabled_living"}}, "", "{\"edition\":3}", clerk(8));
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.refusal().zh.find("1801"), std::string::npos) << refused.refusal().zh;
    // A condition that cannot be read is told with its place.
    edition.conditions[0].feel = "disability in (";
    const auto bad = world.call<PolicyPage>(http::Method::put, "/{key}/draft", {{"key", "disabled_living"}}, "", "{\"policy\":" + json::write(edition) + "}", clerk(7));
    ASSERT_FALSE(bad.ok());
    EXPECT_NE(bad.refusal().zh.find("conditions[0].feel"), std::string::npos) << bad.refusal().zh;
  });
}

TEST(Policies, OneSubjectWithEverythingAskedMasked) {
  in_each_world([](World& world) {
    world.absorb("civil", "c1", k_disabled);
    const std::string ref = world.of("civil", "c1").text();
    EXPECT_FALSE(world.call<SubjectPolicies>(http::Method::get, "/subjects/{ref}", {{"ref", ref}}, "", "", clerk(7)).ok());
    const auto found = world.call<SubjectPolicies>(http::Method::get, "/subjects/{ref}", {{"ref", ref}}, "purpose=核实", "", clerk(7));
    ASSERT_TRUE(found.ok()) << found.refusal().zh;
    EXPECT_EQ(found->title, "关**");
    EXPECT_EQ(found->items.size(), 101u);
    EXPECT_EQ(found->items[0].judgement.verdict, Verdict::entitled);
    EXPECT_GT(found->missing, 5);
    for (const SubjectPolicy& one : found->items) {
      for (const FactUsed& fact : one.judgement.facts) {
        if (fact.field == "hukou_address") {
          EXPECT_NE(fact.value, k_home);
        }
      }
      if (one.judgement.policy == "disabled_living") {
        EXPECT_TRUE(one.matched.has_value());
      }
    }
    std::vector<LookView> looks;
    const SubjectId id = world.of("civil", "c1");
    world.db.run_read([&](db::Tx& tx) { looks = world.subjects->looks_of(tx, id, 5); });
    ASSERT_EQ(looks.size(), 1u);
    EXPECT_EQ(looks[0].purpose, "核实");
    EXPECT_FALSE(world.call<SubjectPolicies>(http::Method::get, "/subjects/{ref}", {{"ref", ref}}, "purpose=核实", "", clerk(7, "440605")).ok());
  });
}

}  // namespace
}  // namespace tiange::benefits
