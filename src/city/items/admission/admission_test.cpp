#include <gtest/gtest.h>

#include <map>
#include <set>

#include "city/items/admission/admission_service.h"
#include "city/items/item_schema.h"
#include "platform/db/test_db.h"

namespace tiange::items {
namespace {

class HandClock : public Clock {
 public:
  Instant now() const override { return time; }
  Instant time{1'795'222'330'000'000};
};

constexpr const char* k_here = "440604011";
constexpr const char* k_there = "440604012001003";

Item item(std::string code) {
  Item one;
  one.code = std::move(code);
  one.item_class = "event";
  one.name_zh = "骑手聚集";
  one.name_en = "Riders gathering";
  one.filing_condition = "有";
  one.closing_conditions = {"已疏导"};
  one.limits = {{Severity::normal, 4, LimitKind::work_hours}};
  one.settle_level = "grid";
  one.lead_line = "CG";
  return one;
}

Scope person(std::int64_t id, std::string name, std::vector<Permission> permissions) {
  Scope scope;
  scope.person = {id};
  scope.account = {id};
  scope.name = std::move(name);
  scope.units = {"440604-CG"};
  for (const Permission one : permissions) scope.permissions.set(static_cast<std::size_t>(one));
  return scope;
}

TEST(ApplicationRules, EveryActInEveryStateIsAllowedOrSaysWhy) {
  using enum ApplicationState;
  const std::map<ApplicationState, std::set<ApplicationAct>> expected = {
      {applied, {ApplicationAct::withdraw, ApplicationAct::begin_trial, ApplicationAct::give_back, ApplicationAct::refuse}},
      {returned, {ApplicationAct::amend, ApplicationAct::withdraw}},
      {on_trial, {ApplicationAct::admit, ApplicationAct::extend, ApplicationAct::refuse}},
      {withdrawn, {}}, {refused, {}}, {admitted, {}}, {retired, {}}};
  for (const auto& [state, acts] : expected) {
    ApplicationFile file;
    file.state = state;
    file.opened_by = {1};
    file.writers = {1};
    const ApplicationDoer all{{2}, true, true, true};
    for (int i = 0; i <= static_cast<int>(ApplicationAct::remind); ++i) {
      const auto act = static_cast<ApplicationAct>(i);
      const Outcome may = permitted(file, act, all, Reviewer::another_person);
      EXPECT_EQ(may.ok(), acts.count(act) == 1) << json::enum_name(state) << " " << json::enum_name(act);
      if (!may.ok()) { EXPECT_EQ(may.refusal().code, ErrorCode::application_state); }
    }
  }
}

TEST(ApplicationRules, WhoAppliedDoesNotReview) {
  ApplicationFile file;
  file.opened_by = {1};
  file.writers = {1, 3};
  const auto review = [&](ApplicationDoer doer, Reviewer reviewer) { return permitted(file, ApplicationAct::begin_trial, doer, reviewer); };
  EXPECT_EQ(review({{1}, true, true, true}, Reviewer::another_person).refusal().code, ErrorCode::applicant_reviews);
  EXPECT_EQ(review({{3}, true, true, true}, Reviewer::another_person).refusal().code, ErrorCode::applicant_reviews) << "amended it";
  EXPECT_EQ(review({{2}, true, false, true}, Reviewer::another_person).refusal().code, ErrorCode::forbidden);
  EXPECT_TRUE(review({{2}, false, true, false}, Reviewer::another_person).ok());
  EXPECT_TRUE(review({{1}, true, true, true}, Reviewer::anyone).ok());
  EXPECT_EQ(permitted(file, ApplicationAct::withdraw, {{2}, true, true, false}, Reviewer::anyone).refusal().code, ErrorCode::forbidden)
      << "of another unit";
}

TEST(ApplicationRules, ATrialHasPlacesAndALastDay) {
  ApplicationFile file;
  const Date today = make_date(2026, 11, 21);
  const auto known = [](std::string_view area) { return area == "440604011" || area == "440604011002"; };
  const auto paths = [&](const DecisionIn& in) {
    std::vector<std::string> out;
    for (const FieldError& fault : decision_faults(file, in, today, known)) out.push_back(fault.path);
    return out;
  };
  using Paths = std::vector<std::string>;
  EXPECT_EQ(paths({ApplicationAct::begin_trial, "", {}, std::nullopt, 0}), (Paths{"until", "areas"}));
  EXPECT_EQ(paths({ApplicationAct::begin_trial, "", {"440604011"}, today, 0}), Paths{"until"}) << "today is over too soon";
  EXPECT_EQ(paths({ApplicationAct::begin_trial, "", {"440604011"}, today + 367, 0}), Paths{"until"});
  EXPECT_EQ(paths({ApplicationAct::begin_trial, "", {"440604", "440604999"}, today + 30, 0}), (Paths{"areas", "areas"}));
  EXPECT_TRUE(paths({ApplicationAct::begin_trial, "", {"440604011", "440604011002"}, today + 30, 0}).empty());
  EXPECT_EQ(paths({ApplicationAct::give_back, " ", {}, std::nullopt, 0}), Paths{"text"});
}

class Room : public ::testing::Test {
 protected:
  struct World {
    explicit World(db::Db& database)
        : db(database),
          items(db, clock, [](std::string_view line) { return line == "CG"; }, [](db::Tx&, std::string_view) { return true; }),
          room({.db = db,
                .clock = clock,
                .ids = ids,
                .items = items,
                .area_name = [](std::string_view area) { return area.starts_with("440604") ? Words{"张槎", "Zhangcha"} : Words{}; },
                .unit_name = [](std::string_view) { return Words{"城管局", "Urban management"}; },
                .figures = [](db::Tx&, const std::string&, const std::vector<std::string>& areas, Date from, Date to) {
                  return TrialFigures{from, to, static_cast<std::int64_t>(areas.size()), 0, 0, 0, 0, 0};
                },
                .announce = [this](db::Tx&, const TrialDue& due) { announced.push_back(due.days_left); }}) {
      EXPECT_TRUE(items.refresh().ok());
    }
    Result<Application> apply(const ApplicationIn& in) {
      return db.write(clerk, [&](db::Tx& tx) { return room.apply(tx, clerk, in, clock.now()); });
    }
    Result<Application> act(const Scope& who, ApplicationId id, DecisionIn in) {
      auto done = db.write(who, [&](db::Tx& tx) { return room.act(tx, who, id, in, clock.now()); });
      EXPECT_TRUE(items.refresh().ok());
      return done;
    }
    DecisionIn trial(int days_long) { return {ApplicationAct::begin_trial, "", {k_here}, local_date(clock.now()) + days_long, 0}; }
    DecisionIn plain(ApplicationAct act) { return {act, "理由", {}, std::nullopt, 0}; }
    bool holds(std::string_view code, std::string_view place) { return in_force_at(items, code, place) != nullptr; }

    db::Db& db;
    HandClock clock;
    IdSource ids{1};
    ItemService items;
    std::vector<std::int64_t> announced;
    AdmissionService room;
    Scope clerk = person(1, "陈申", {Permission::items_apply});
    Scope reviewer = person(2, "李审", {Permission::items_review});
  };
  static void on_each(const std::function<void(World&)>& body) {
    std::vector<db::Migration> all(migrations().begin(), migrations().end());
    all.insert(all.end(), admission_migrations().begin(), admission_migrations().end());
    db::for_each_backend(all, [&](db::Db& db) {
      World world(db);
      body(world);
    });
  }
  static ApplicationIn admission(std::string code) {
    ApplicationIn in;
    in.item = item(std::move(code));
    in.reason = "常见";
    in.legal_basis = "《城市市容和环境卫生管理条例》";
    in.resources = "随事转入经费";
    in.visits_year = 12;
    return in;
  }
};

TEST_F(Room, ANewItemIsInForceWhereItIsTriedThenEverywhere) {
  on_each([](World& w) {
    const auto applied = w.apply(admission("E26-0101"));
    ASSERT_TRUE(applied.ok());
    EXPECT_FALSE(w.items.find("E26-0101")) << "an application changes nothing";
    EXPECT_EQ(w.apply(admission("E26-0101")).refusal().code, ErrorCode::application_open);
    EXPECT_EQ(w.act(w.clerk, applied->id, w.trial(30)).refusal().code, ErrorCode::forbidden);
    const auto tried = w.act(w.reviewer, applied->id, w.trial(30));
    ASSERT_TRUE(tried.ok());
    EXPECT_EQ(tried->state, ApplicationState::on_trial);
    EXPECT_TRUE(w.holds("E26-0101", "440604011003001"));
    EXPECT_FALSE(w.holds("E26-0101", k_there));
    EXPECT_FALSE(w.holds("E26-0101", "440604")) << "the district is wider than the trial";
    const auto why = why_not_at(w.items, "E26-0101", k_there, [](std::string_view) { return Words{"张槎街道", "Zhangcha"}; });
    ASSERT_TRUE(why);
    EXPECT_EQ(why->zh, "该事项正在张槎街道试行，此处尚未启用");
    ASSERT_TRUE(tried->figures);
    EXPECT_EQ(tried->figures->reported, 1);

    DecisionIn longer = w.plain(ApplicationAct::extend);
    longer.until = local_date(w.clock.now()) + 60;
    ASSERT_TRUE(w.act(w.reviewer, applied->id, longer).ok());
    const auto admitted = w.act(w.reviewer, applied->id, w.plain(ApplicationAct::admit));
    ASSERT_TRUE(admitted.ok());
    EXPECT_TRUE(w.holds("E26-0101", k_there));
    EXPECT_FALSE(w.items.find("E26-0101")->areas);
    std::vector<std::string> steps;
    for (const ApplicationStep& step : admitted->steps) steps.push_back(step.by + " " + std::string(json::enum_name(step.act)));
    EXPECT_EQ(steps, (std::vector<std::string>{"陈申 apply", "李审 begin_trial", "李审 extend", "李审 admit"}));
    EXPECT_TRUE(admitted->acts.empty());
    EXPECT_TRUE(admitted->figures) << "as they were at the decision";
  });
}

TEST_F(Room, ARefusedTrialLeavesTheCatalogueAsItWas) {
  on_each([](World& w) {
    const auto fresh = w.apply(admission("E26-0101"));
    ASSERT_TRUE(w.act(w.reviewer, fresh->id, w.trial(30)).ok());
    ASSERT_TRUE(w.act(w.reviewer, fresh->id, w.plain(ApplicationAct::refuse)).ok());
    EXPECT_FALSE(w.holds("E26-0101", "440604011003001"));
    EXPECT_FALSE(w.items.find("E26-0101")->active);

    ASSERT_TRUE(w.db.write(system_scope(), [&](db::Tx& tx) { return w.items.save(tx, system_scope(), item("E13-0405"), 0); }).ok());
    ASSERT_TRUE(w.items.refresh().ok());
    ApplicationIn change = admission("E13-0405");
    change.purpose = Purpose::change;
    EXPECT_EQ(w.apply(change).refusal().fields.front().path, "item") << "nothing changes";
    change.item->limits = {{Severity::normal, 2, LimitKind::work_hours}};
    const auto applied = w.apply(change);
    ASSERT_TRUE(applied.ok());
    EXPECT_EQ(applied->changes, std::vector<std::string>{"limit_normal"});
    ASSERT_TRUE(w.act(w.reviewer, applied->id, w.trial(30)).ok());
    EXPECT_EQ(in_force_at(w.items, "E13-0405", "440604011003001")->limits.front().amount, 2);
    EXPECT_EQ(in_force_at(w.items, "E13-0405", k_there)->limits.front().amount, 4) << "as before elsewhere";
    ASSERT_TRUE(w.act(w.reviewer, applied->id, w.plain(ApplicationAct::refuse)).ok());
    EXPECT_EQ(in_force_at(w.items, "E13-0405", "440604011003001")->limits.front().amount, 4);
  });
}

TEST_F(Room, ReturnedAmendedAndThenTheCatalogueMovedOn) {
  on_each([](World& w) {
    ASSERT_TRUE(w.db.write(system_scope(), [&](db::Tx& tx) { return w.items.save(tx, system_scope(), item("E13-0405"), 0); }).ok());
    ASSERT_TRUE(w.items.refresh().ok());
    ApplicationIn change = admission("E13-0405");
    change.purpose = Purpose::change;
    change.item->name_zh = "店外经营占道";
    const auto applied = w.apply(change);
    ASSERT_TRUE(applied.ok());
    ASSERT_TRUE(w.act(w.reviewer, applied->id, w.plain(ApplicationAct::give_back)).ok());
    change.item->keywords = "占道";
    const auto amended = w.db.write(w.clerk, [&](db::Tx& tx) { return w.room.amend(tx, w.clerk, applied->id, change, w.clock.now()); });
    ASSERT_TRUE(amended.ok());
    EXPECT_EQ(amended->state, ApplicationState::applied);
    Item meanwhile = item("E13-0405");
    meanwhile.rated = false;
    ASSERT_TRUE(w.db.write(system_scope(), [&](db::Tx& tx) { return w.items.save(tx, system_scope(), meanwhile, 1); }).ok());
    ASSERT_TRUE(w.items.refresh().ok());
    EXPECT_EQ(w.act(w.reviewer, applied->id, w.trial(30)).refusal().code, ErrorCode::item_moved_on);
  });
}

TEST_F(Room, WhatLeavesGetsItsSuccessor) {
  on_each([](World& w) {
    for (const char* code : {"E13-0405", "E13-0406"}) {
      ASSERT_TRUE(w.db.write(system_scope(), [&](db::Tx& tx) { return w.items.save(tx, system_scope(), item(code), 0); }).ok());
      ASSERT_TRUE(w.items.refresh().ok());
    }
    ApplicationIn leave;
    leave.purpose = Purpose::retire;
    leave.code = "E13-0405";
    leave.reason = "并入占道经营";
    leave.successor = "E99-0000";
    EXPECT_EQ(w.apply(leave).refusal().fields.front().path, "successor");
    leave.successor = "E13-0406";
    const auto applied = w.apply(leave);
    ASSERT_TRUE(applied.ok());
    EXPECT_EQ(w.act(w.reviewer, applied->id, w.trial(30)).refusal().code, ErrorCode::application_state) << "what leaves is not tried";
    ASSERT_TRUE(w.act(w.reviewer, applied->id, w.plain(ApplicationAct::retire)).ok());
    EXPECT_FALSE(w.holds("E13-0405", k_there));
    const auto why = why_not_at(w.items, "E13-0405", k_there, [](std::string_view) { return Words{}; });
    EXPECT_EQ(why->zh, "该事项已停用，请改用“骑手聚集”（E13-0406）");
  });
}

TEST_F(Room, ATrialThatEndsIsAnnouncedOnceBeforeAndOnceAfter) {
  on_each([](World& w) {
    const auto applied = w.apply(admission("E26-0101"));
    ASSERT_TRUE(w.act(w.reviewer, applied->id, w.trial(10)).ok());
    EXPECT_EQ(w.room.remind(w.clock.now()), 0);
    w.clock.time = w.clock.time + days(4);
    EXPECT_EQ(w.room.remind(w.clock.now()), 1);
    EXPECT_EQ(w.room.remind(w.clock.now()), 0) << "once";
    w.clock.time = w.clock.time + days(7);
    EXPECT_EQ(w.room.remind(w.clock.now()), 1);
    EXPECT_EQ(w.announced, (std::vector<std::int64_t>{6, -1}));
    const auto view = *w.db.read([&](db::Tx& tx) { return w.room.view(tx, w.clerk, applied->id, w.clock.now()); });
    EXPECT_TRUE(view.overdue);
    EXPECT_EQ(view.steps.back().act, ApplicationAct::remind);
    http::Request request;
    request.now = w.clock.now();
    const auto list = *w.db.read([&](db::Tx& tx) -> Result<ApplicationList> { return w.room.list(tx, request); });
    EXPECT_EQ(list.overdue, 1);
    EXPECT_EQ(list.items.size(), 1u);
  });
}

}  // namespace
}  // namespace tiange::items
