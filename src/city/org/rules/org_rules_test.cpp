#include <gtest/gtest.h>

#include "city/org/rules/access_rules.h"
#include "city/org/rules/scope_rules.h"

namespace tiange::org {
namespace {

constexpr Instant k_noon{1'795'000'000'000'000};  // some day in 2026
constexpr AccessPolicy k_policy{};

// --- passwords ---

struct PasswordCase {
  const char* given;
  const char* account;
  std::size_t faults;
};

class PasswordTable : public testing::TestWithParam<PasswordCase> {};

TEST_P(PasswordTable, names_every_fault) {
  const auto& [given, account, faults] = GetParam();
  EXPECT_EQ(password_faults(given, account, k_policy).size(), faults) << given;
}

INSTANTIATE_TEST_SUITE_P(rules, PasswordTable,
                         testing::Values(PasswordCase{"Grid-2026-ok", "chen", 0},     //
                                         PasswordCase{"Ab1-567890", "chen", 0},       // exactly ten
                                         PasswordCase{"Ab1-56789", "chen", 1},        // nine
                                         PasswordCase{"lowercase1234", "chen", 1},    // two classes
                                         PasswordCase{"口令口令口令口令Ab", "chen", 0},  // ten code points, three classes
                                         PasswordCase{"口令口令Ab", "chen", 1},         // six code points
                                         PasswordCase{"xCHENx-12345", "chen", 1},     // the account in it
                                         PasswordCase{"chen", "chen", 3},             // all at once
                                         PasswordCase{"\xff\xfe-Abcdef123", "chen", 1}));

TEST(Policy, refuses_values_below_level_three) {
  AccessPolicy weak;
  weak.lock_minutes = 1;
  weak.password_classes = 2;
  const auto faults = policy_faults(weak);
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].path, "password_classes");
  EXPECT_EQ(faults[1].path, "lock_minutes");
  EXPECT_TRUE(policy_faults(k_policy).empty());
}

TEST(AccountName, small_letters_digits_and_marks) {
  EXPECT_TRUE(is_account_name("g440604010001003"));
  EXPECT_TRUE(is_account_name("li.wei-2"));
  EXPECT_FALSE(is_account_name("Li"));
  EXPECT_FALSE(is_account_name("李伟abc"));
  EXPECT_FALSE(is_account_name(".abc"));
  EXPECT_FALSE(is_account_name("a b c"));
}

// --- lockout ---

TEST(Lockout, fifth_failure_locks_for_a_quarter_of_an_hour) {
  Failures failures;
  for (int i = 1; i <= 4; ++i) {
    failures = after_failure(failures, k_policy, k_noon + seconds(i));
    EXPECT_FALSE(is_locked(failures, k_noon + seconds(i))) << i;
  }
  failures = after_failure(failures, k_policy, k_noon + seconds(5));
  EXPECT_TRUE(is_locked(failures, k_noon + seconds(5)));
  EXPECT_TRUE(is_locked(failures, k_noon + seconds(5) + minutes(15) - Span{1}));
  EXPECT_FALSE(is_locked(failures, k_noon + seconds(5) + minutes(15)));
}

TEST(Lockout, begins_anew_when_the_lock_ran_out) {
  const Failures locked{5, k_noon, k_noon + minutes(15)};
  const Failures again = after_failure(locked, k_policy, k_noon + minutes(16));
  EXPECT_EQ(again.count, 1);
  EXPECT_FALSE(is_locked(again, k_noon + minutes(16)));
}

TEST(Lockout, forgets_failures_after_a_day) {
  const Failures four{4, k_noon, {}};
  EXPECT_EQ(after_failure(four, k_policy, k_noon + hours(23)).count, 5);
  EXPECT_EQ(after_failure(four, k_policy, k_noon + hours(24)).count, 1);
}

// --- sessions ---

struct SessionCase {
  Span since_seen;
  Span until_end;
  bool limits_idle;
  SessionState state;
};

TEST(Sessions, end_by_idleness_and_by_age) {
  const SessionCase table[] = {
      {minutes(29), hours(1), true, SessionState::alive},
      {minutes(30), hours(1), true, SessionState::idle_too_long},
      {minutes(300), hours(1), false, SessionState::alive},  // tokens of programs
      {minutes(1), Span{0}, true, SessionState::ended},
      {minutes(1), Span{-1}, false, SessionState::ended},
      {minutes(1), Span{1}, true, SessionState::alive},
  };
  for (const auto& c : table) {
    EXPECT_EQ(session_state(k_noon - c.since_seen, k_noon + c.until_end, c.limits_idle, k_policy, k_noon), c.state);
  }
}

TEST(Secrets, one_time_and_old_ones_must_be_changed) {
  EXPECT_TRUE(must_change_secret(true, k_noon, k_policy, k_noon));
  EXPECT_FALSE(must_change_secret(false, k_noon - days(89), k_policy, k_noon));
  EXPECT_TRUE(must_change_secret(false, k_noon - days(90), k_policy, k_noon));
  AccessPolicy forever;
  forever.password_days = 0;
  EXPECT_FALSE(must_change_secret(false, k_noon - days(900), forever, k_noon));
}

// --- who stands in ---

TEST(Roster, decides_who_works_off_the_queue) {
  const PersonId backup{7}, cover{8}, none{};
  const Instant from = k_noon - hours(1), until = k_noon + hours(1);
  struct Given {
    const char* when;
    bool has_officer;
    std::optional<Roster> roster;
    Stand then;
  } table[] = {
      {"nothing written", true, std::nullopt, Stand::officer},
      {"no leave", true, Roster{"g", backup, cover}, Stand::officer},
      {"on leave, cover named", true, Roster{"g", backup, cover, from, until}, Stand::cover},
      {"on leave, backup only", true, Roster{"g", backup, none, from, until}, Stand::backup},
      {"on leave, nobody named", true, Roster{"g", none, none, from, until}, Stand::station_head},
      {"leave is over", true, Roster{"g", backup, cover, from, k_noon}, Stand::officer},
      {"leave to come", true, Roster{"g", backup, cover, until, {}}, Stand::officer},
      {"leave without an end", true, Roster{"g", backup, cover, from, {}}, Stand::cover},
      {"post vacant, backup", false, Roster{"g", backup, cover}, Stand::backup},
      {"post vacant", false, Roster{"g"}, Stand::station_head},
      {"post vacant, nothing written", false, std::nullopt, Stand::station_head},
  };
  for (const auto& g : table)
    EXPECT_EQ(stand_of(g.has_officer, g.roster ? &*g.roster : nullptr, k_noon), g.then) << g.when;
}

// --- scopes ---

Permissions may(std::initializer_list<Permission> list) {
  Permissions permissions;
  for (const Permission permission : list) permissions.set(static_cast<std::size_t>(permission));
  return permissions;
}

const Roles k_roles = {{"officer", may({Permission::cases_report, Permission::cases_check})},
                       {"station_head", may({Permission::cases_dispatch})}};
bool by_area(std::string_view duty) { return duty == k_officer; }

TEST(Scope, adds_up_posts) {
  const Post officer{PostId{1}, PersonId{9}, "440604010001-ZZ", "officer", {"440604010001002", "440604010001001"}};
  const Post head{PostId{2}, PersonId{9}, "440604010002-ZZ", "station_head", {"440604010002"}};
  const Scope scope = scope_from({{&officer, &head}, {}, {}}, k_roles, by_area);
  EXPECT_EQ(scope.areas, (std::vector<std::string>{"440604010001001", "440604010001002", "440604010002"}));
  EXPECT_EQ(scope.units, (std::vector<std::string>{"440604010001-ZZ", "440604010002-ZZ"}));
  EXPECT_EQ(scope.queues, (std::vector<std::string>{"440604010001002:officer", "440604010001001:officer",
                                                    "440604010002-ZZ:station_head"}));
  EXPECT_TRUE(scope.may(Permission::cases_dispatch));
  EXPECT_TRUE(scope.may(Permission::cases_check));
  EXPECT_FALSE(scope.may(Permission::org_manage));
}

TEST(Scope, a_leave_takes_the_queue_but_not_the_sight) {
  const Post officer{PostId{1}, PersonId{9}, "440604010001-ZZ", "officer", {"440604010001001", "440604010001002"}};
  const Scope scope = scope_from({{&officer}, {}, {"440604010001001"}}, k_roles, by_area);
  EXPECT_EQ(scope.queues, (std::vector<std::string>{"440604010001002:officer"}));
  EXPECT_TRUE(scope.covers("440604010001001"));
}

TEST(Scope, a_stand_in_gets_queue_sight_and_the_officers_powers) {
  const Scope scope = scope_from({{}, {"440604010001001"}, {}}, k_roles, by_area);
  EXPECT_TRUE(scope.has_queue("440604010001001:officer"));
  EXPECT_TRUE(scope.covers("440604010001001"));
  EXPECT_TRUE(scope.may(Permission::cases_check));
}

TEST(Scope, without_posts_sees_nothing) {
  const Scope scope = scope_from({}, k_roles, by_area);
  EXPECT_FALSE(scope.covers("440604"));
  EXPECT_TRUE(scope.permissions.none());
}

TEST(Areas, keeps_the_widest) {
  EXPECT_EQ(widest_areas({"440604010001", "440604011", "440604010", "440604010"}),
            (std::vector<std::string>{"440604010", "440604011"}));
  EXPECT_EQ(widest_areas({"440604010", "", "440605"}), (std::vector<std::string>{""}));
}

// --- separation of powers ---

Roles admin_roles() {
  return {{"system_admin", may({Permission::system_manage, Permission::org_manage})},
          {"security_admin", may({Permission::org_roles})},
          {"audit_admin", may({Permission::org_audit})},
          {"handler", may({Permission::cases_handle})}};
}

TEST(Separation, one_person_holds_one_of_three) {
  const std::vector<std::string> fine = {"officer", "system_admin", "system_admin"};
  const std::vector<std::string> bad = {"system_admin", "officer", "audit_admin"};
  EXPECT_TRUE(may_hold_together(fine).ok());
  ASSERT_FALSE(may_hold_together(bad).ok());
  EXPECT_EQ(may_hold_together(bad).refusal().code, ErrorCode::powers_separate);
}

TEST(Separation, reserved_permissions_stay_with_their_administrator) {
  EXPECT_TRUE(check_roles(admin_roles()).ok());
  Roles handler_reads_audit = admin_roles();
  handler_reads_audit["handler"] |= may({Permission::org_audit});
  EXPECT_FALSE(check_roles(handler_reads_audit).ok());
  Roles security_without = admin_roles();
  security_without["security_admin"].reset();
  EXPECT_FALSE(check_roles(security_without).ok());
}

TEST(Separation, administrators_share_nothing) {
  Roles roles = admin_roles();
  roles["security_admin"] |= may({Permission::org_manage});
  ASSERT_FALSE(check_roles(roles).ok());
  EXPECT_EQ(check_roles(roles).refusal().code, ErrorCode::powers_separate);
}

}  // namespace
}  // namespace tiange::org
