#include "city/org/rules/command_rules.h"

#include <gtest/gtest.h>

namespace tiange::org {
namespace {

Scope person(std::int64_t id, std::string name, std::vector<std::string> areas, std::vector<Permission> powers) {
  Scope scope;
  scope.person = PersonId{id};
  scope.account = AccountId{id};
  scope.name = std::move(name);
  scope.areas = std::move(areas);
  for (const Permission power : powers) scope.permissions.set(static_cast<std::size_t>(power));
  return scope;
}

Command lent(std::vector<std::string> powers, std::vector<std::string> areas) {
  Command command;
  command.from = PersonId{1};
  command.to = PersonId{2};
  command.powers = std::move(powers);
  command.areas = std::move(areas);
  return command;
}

const Scope& giver() {
  static const Scope scope = person(1, "李四", {"440604010"}, {Permission::cases_dispatch, Permission::cases_approve, Permission::org_manage});
  return scope;
}

TEST(Command, OnlyWhatOneHoldsWhereOneHoldsIt) {
  const Scope receiver = person(2, "张三", {"440604011"}, {Permission::cases_view});
  EXPECT_TRUE(may_command(lent({"cases.dispatch"}, {"440604010001"}), giver(), receiver).ok());
  const auto path = [&](const Command& command) { return may_command(command, giver(), receiver).refusal().fields.at(0).path; };
  EXPECT_EQ(path(lent({"cases.jump"}, {"440604010"})), "powers") << "not held";
  EXPECT_EQ(path(lent({"org.manage"}, {"440604010"})), "powers") << "an administrator's";
  EXPECT_EQ(path(lent({"nonsense"}, {"440604010"})), "powers");
  EXPECT_EQ(path(lent({}, {"440604010"})), "powers");
  EXPECT_EQ(path(lent({"cases.dispatch"}, {"440604"})), "areas") << "larger than one's own";
  EXPECT_EQ(path(lent({"cases.dispatch"}, {})), "areas");
}

TEST(Command, WhoFindsMayNotPunishByIt) {
  const Scope punisher = person(1, "李四", {"440604010"}, {Permission::penalty_punish});
  const Scope finder = person(2, "张三", {"440604010"}, {Permission::penalty_find});
  const Command command = lent({"penalty.punish"}, {"440604010"});
  ASSERT_FALSE(may_command(command, punisher, finder).ok());
  EXPECT_EQ(may_command(command, punisher, finder).refusal().code, ErrorCode::powers_apart);
  EXPECT_TRUE(acting_scope(command, punisher, {}, finder).areas.empty()) << "nor when the receiver came to find later";
}

TEST(Command, ActingHasTheLentPowersAndNoOthers) {
  const Scope receiver = person(2, "张三", {"440604011"}, {Permission::cases_view, Permission::cases_handle});
  const std::vector<LentPost> posts = {{"440604010-ZX", {"440604010"}, {"440604010-ZX:town_command"}},
                                       {"440604010001-ZZ", {"440604010001"}, {"440604010001-ZZ:station_head"}}};
  const Scope narrow = acting_scope(lent({"cases.dispatch", "cases.approve"}, {"440604010001"}), giver(), posts, receiver);
  EXPECT_TRUE(narrow.may(Permission::cases_dispatch));
  EXPECT_FALSE(narrow.may(Permission::cases_handle)) << "one's own are left aside";
  EXPECT_EQ(narrow.areas, std::vector<std::string>{"440604010001"});
  EXPECT_EQ(narrow.queues, std::vector<std::string>{"440604010001-ZZ:station_head"}) << "queues that lie in the area whole";
  EXPECT_EQ(narrow.name, "张三（受李四委托）");
  EXPECT_EQ(narrow.person, PersonId{2});
  Scope poorer = giver();
  poorer.permissions.reset(static_cast<std::size_t>(Permission::cases_dispatch));
  EXPECT_FALSE(acting_scope(lent({"cases.dispatch", "cases.approve"}, {"440604010"}), poorer, posts, receiver).may(Permission::cases_dispatch))
      << "what the giver lost is lost";
  poorer.areas = {"440604012"};
  EXPECT_TRUE(acting_scope(lent({"cases.approve"}, {"440604010"}), poorer, posts, receiver).areas.empty());
}

TEST(Command, RunsBetweenItsMomentsUntilTakenBack) {
  Command command = lent({"cases.dispatch"}, {"440604010"});
  command.starts = Instant{100};
  command.ends = Instant{200};
  EXPECT_FALSE(in_effect(command, Instant{99}));
  EXPECT_TRUE(in_effect(command, Instant{100}));
  EXPECT_FALSE(in_effect(command, Instant{200}));
  command.ended = Instant{150};
  EXPECT_FALSE(in_effect(command, Instant{150}));
}

}  // namespace
}  // namespace tiange::org
