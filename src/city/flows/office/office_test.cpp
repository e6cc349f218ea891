#include "city/flows/office/office.h"

#include "city/flows/flow_test_kit.h"

namespace tiange::office {
namespace {

using flows::flow;
using flows::k_li;
using flows::k_wang;
using flows::process;
using flows::task;
using flows::World;

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all(flows::migrations().begin(), flows::migrations().end());
  all.insert(all.end(), migrations().begin(), migrations().end());
  return all;
}

void for_each_office(const std::function<void(World&, Office&)>& body) {
  db::for_each_backend(all_migrations(), [&](db::Db& db) {
    World world(db);
    Office office(world.flows);
    const auto deployed = world.deploy(
        flows::DefinitionKind::bpmn,
        process("paper", "<startEvent id=\"s\"/>" + task("draft", "A:one") + task("review", "B:two") +
                             task("sign", "C:three") + "<endEvent id=\"e\"/>" + flow("s", "draft") +
                             flow("draft", "review") + flow("review", "sign") + flow("sign", "e")));
    ASSERT_TRUE(deployed.ok());
    ASSERT_TRUE(world.start("paper"));
    body(world, office);
  });
}

Ask people(PartKind kind, std::vector<Target> targets) {
  Ask ask;
  ask.kind = kind;
  ask.targets = std::move(targets);
  ask.by = {k_li, "李"};
  return ask;
}

std::string inbox(World& w, PersonId person, std::vector<std::string> queues) {
  flows::InboxQuery query;
  query.person = person;
  query.queues = std::move(queues);
  query.only_mine = query.queues.empty();
  std::string all;
  for (const flows::Task& one : w.read([&](db::Tx& tx) { return w.flows.inbox(tx, query); }).tasks)
    all += one.element + (is_part(one.ref) ? "#" + std::to_string(id_of_part(one.ref)) : "") + " ";
  return all;
}

TEST(Office, PartsStandInTheInboxesOfThoseAskedAndHoldTheTask) {
  for_each_office([](World& w, Office& office) {
    const flows::TaskRef ref = w.open("draft").ref;
    const WorkCalendar calendar;
    const auto apply_change = [&](const Result<Change>& change) {
      ASSERT_TRUE(change.ok());
      ASSERT_TRUE(w.write([&](db::Tx& tx) { return office.change(tx, ref, *change); }).ok());
    };
    apply_change(ask({}, people(PartKind::countersign, {{k_wang, "王", "", ""}, {{}, "", "D", "D:four"}}), w.now, calendar));
    EXPECT_EQ(inbox(w, k_wang, {}), "draft#1 ");
    EXPECT_EQ(inbox(w, {}, {"D:four"}), "draft#2 ");
    const auto complete = [&] {
      return w.write([&](db::Tx& tx) { return office.complete(tx, w.host, ref, k_li, feel::Value(), w.now); });
    };
    EXPECT_EQ(complete().refusal().code, ErrorCode::parts_open);
    const auto marks = [&] { return w.read([&](db::Tx& tx) { return office.marks(tx, ref); }); };
    apply_change(answer(marks(), 1, Opinion::agree, {k_wang, "王"}, w.now));
    EXPECT_EQ(inbox(w, k_wang, {}), "");
    apply_change(answer(marks(), 2, Opinion::agree, {PersonId{13}, "赵"}, w.now));
    EXPECT_EQ(marks().rounds.back().verdict, Verdict::passed);
    EXPECT_TRUE(complete().ok());
    EXPECT_EQ(w.open().size(), 1u);
  });
}

TEST(Office, BackToAnyStepThatWasPassedAndToTheStart) {
  for_each_office([](World& w, Office& office) {
    ASSERT_TRUE(w.complete("draft").ok());
    ASSERT_TRUE(w.complete("review").ok());
    const auto passed = [&] {
      std::string all;
      const auto steps = w.read([&](db::Tx& tx) { return office.passed(tx, w.instance); });
      for (const Passed& step : *steps) all += step.element + " ";
      return all;
    };
    EXPECT_EQ(passed(), "draft review ");
    const auto back = [&](std::string_view to) {
      const flows::TaskRef here = w.open().front().ref;
      return w.write([&](db::Tx& tx) { return office.send_back(tx, w.host, here, to, k_li, feel::Value(), w.now); });
    };
    EXPECT_EQ(back("e").refusal().code, ErrorCode::no_such_step);
    ASSERT_TRUE(back("review").ok());
    EXPECT_EQ(w.standing(), "review@B:two");
    EXPECT_EQ(passed(), "draft ");
    const flows::TaskRef here = w.open("review").ref;
    ASSERT_TRUE(
        w.write([&](db::Tx& tx) { return office.reject_to_start(tx, w.host, here, k_li, feel::Value(), w.now); }).ok());
    EXPECT_EQ(w.standing(), "draft@A:one");
  });
}

TEST(Office, WithdrawnOnlyUntilTheNextHasOpenedIt) {
  for_each_office([](World& w, Office& office) {
    ASSERT_TRUE(w.complete("draft").ok());
    const auto withdraw = [&](PersonId by) {
      const flows::TaskRef here = w.open().front().ref;
      return w.write([&](db::Tx& tx) { return office.withdraw(tx, w.host, here, by, feel::Value(), w.now); });
    };
    EXPECT_EQ(withdraw(k_wang).refusal().code, ErrorCode::withdraw_not_allowed);
    ASSERT_TRUE(withdraw(k_li).ok());
    EXPECT_EQ(w.standing(), "draft@A:one");
    ASSERT_TRUE(w.complete("draft").ok());
    const flows::TaskRef next = w.open("review").ref;
    for (int twice = 0; twice < 2; ++twice) {
      ASSERT_TRUE(w.write([&](db::Tx& tx) -> Outcome {
                     office.read(tx, next, k_wang, "王", w.now + minutes(twice));
                     return done();
                   }).ok());
    }
    const auto reads = w.read([&](db::Tx& tx) { return office.reads(tx, next); });
    ASSERT_EQ(reads.size(), 1u);
    EXPECT_EQ(reads[0].when, w.now) << "the first time counts";
    EXPECT_EQ(withdraw(k_li).refusal().code, ErrorCode::withdraw_not_allowed);
  });
}

TEST(Office, PartsEndWithTheirTask) {
  for_each_office([](World& w, Office& office) {
    const flows::TaskRef ref = w.open("draft").ref;
    const auto asked = ask({}, people(PartKind::assist, {{{}, "", "D", "D:four"}}), w.now, WorkCalendar());
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return office.change(tx, ref, *asked); }).ok());
    EXPECT_EQ(w.count("D:four"), 1);
    ASSERT_TRUE(w.write([&](db::Tx& tx) -> Outcome {
                   office.task_ended(tx, ref, w.now);
                   return done();
                 }).ok());
    EXPECT_EQ(w.count("D:four"), 0);
    EXPECT_EQ(w.standing(), "draft@A:one");
  });
}

TEST(Office, SchemaObeysTheSharedRules) { EXPECT_EQ(db::lint_migrations(migrations()), std::vector<std::string>{}); }

}  // namespace
}  // namespace tiange::office
