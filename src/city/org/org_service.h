#pragma once
// Use cases of the room. Each checks the caller's scope, acts in one transaction and leaves a line in the audit.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/org/org_room.h"

namespace tiange::org {

inline constexpr std::string_view k_session_cookie = "tiange_session";
// Id of the command somebody chose to act by.
inline constexpr std::string_view k_command_cookie = "tiange_command";
inline constexpr std::string_view k_command_header = "x-tiange-command";  // of programs, which send no cookies
inline constexpr std::string_view k_csrf_cookie = "tiange_csrf";
inline constexpr std::string_view k_policy_setting = "access_policy";
inline constexpr std::string_view k_demo_setting = "demo";

// The value a page must send back with each write; follows from the session's token and from nothing else.
std::string csrf_of(std::string_view token);

// --- signing in ---

struct SignInInput {
  std::string account;
  std::string password;
  std::optional<std::string> code;  // of the second factor
};
BOOST_DESCRIBE_STRUCT(SignInInput, (), (account, password, code))

struct SignedIn {
  std::string token;  // empty: the second factor is asked for
  Instant ends;
  PersonId person;
  std::string name;
  bool must_change_secret = false;
  bool second_factor_needed = false;
};

// Where a sign-in comes from.
struct Caller {
  std::string remote;
  std::string request_id;
  Instant now;
};

// Refusals: bad_credentials (also for unknown names, in the same time), account_locked.
Result<SignedIn> sign_in(OrgRoom& room, const SignInInput& input, const Caller& caller);
// Without a password. The caller has made sure that the district is a demonstration and the request comes from here. An
// administrator with a secret of their own still needs it; the synthetic ones have none.
Result<SignedIn> sign_in_demo(OrgRoom& room, const std::string& account, const Caller& caller);
Outcome sign_out(OrgRoom& room, const Access& access, const Actor& actor);

struct PasswordInput {
  std::string old;
  std::string new_password;
};
Outcome change_password(OrgRoom& room, const Access& access, const PasswordInput& input, const Actor& actor);
std::string make_one_time_secret();

struct TotpStart {
  std::string secret;  // base32
  std::string otpauth_url;
};
BOOST_DESCRIBE_STRUCT(TotpStart, (), (secret, otpauth_url))
Result<TotpStart> start_totp(OrgRoom& room, const Access& access);
Outcome confirm_totp(OrgRoom& room, const Access& access, const std::string& code, const Actor& actor);
Outcome end_totp(OrgRoom& room, const Access& access, const Actor& actor);

Result<std::string> make_token(OrgRoom& room, AccountId account, const std::string& purpose, Instant until,
                               const Actor& actor);
Outcome revoke_token(OrgRoom& room, AccountId account, std::int64_t id, const Actor& actor);

// --- units, people, posts (org.manage) ---

struct UnitInput {
  static constexpr bool k_json_defaults = true;
  std::string area_code, line, kind, name_zh, name_en, parent;
};
BOOST_DESCRIBE_STRUCT(UnitInput, (), (area_code, line, kind, name_zh, name_en, parent))
Result<UnitInfo> add_unit(OrgRoom& room, db::Tx& tx, const UnitInput& input, const Actor& actor);
Result<UnitInfo> change_unit(OrgRoom& room, db::Tx& tx, const std::string& code, std::optional<std::int64_t> version,
                             const UnitInput& input, const Actor& actor);

struct PersonInput {
  static constexpr bool k_json_defaults = true;
  std::string name, phone, unit;
};
BOOST_DESCRIBE_STRUCT(PersonInput, (), (name, phone, unit))
Result<store::Person> add_person(OrgRoom& room, db::Tx& tx, const PersonInput& input, const Actor& actor);
Result<store::Person> change_person(OrgRoom& room, db::Tx& tx, PersonId id, std::optional<std::int64_t> version,
                                    const PersonInput& input, const Actor& actor);

struct PostInput {
  static constexpr bool k_json_defaults = true;
  std::string unit, duty;
  std::vector<std::string> areas;
  std::optional<Instant> from, until;
};
BOOST_DESCRIBE_STRUCT(PostInput, (), (unit, duty, areas, from, until))
Result<Post> add_post(OrgRoom& room, db::Tx& tx, PersonId person, const PostInput& input, const Actor& actor);
Outcome end_post(OrgRoom& room, db::Tx& tx, PostId id, const Actor& actor);

// --- administrators, roles, policy (org.roles) ---

struct AdministratorInput {
  std::string account;
  std::string duty;
};
BOOST_DESCRIBE_STRUCT(AdministratorInput, (), (account, duty))
Result<Post> appoint(OrgRoom& room, db::Tx& tx, const AdministratorInput& input, const Actor& actor);
Outcome dismiss(OrgRoom& room, db::Tx& tx, PostId id, const Actor& actor);
Outcome set_role(OrgRoom& room, db::Tx& tx, const std::string& duty, const std::vector<std::string>& permission_keys,
                 const Actor& actor);
Outcome set_policy(OrgRoom& room, db::Tx& tx, const AccessPolicy& policy, const Actor& actor);

// --- accounts (org.accounts) ---

struct AccountInput {
  PersonId person_id;
  std::string account;
};
BOOST_DESCRIBE_STRUCT(AccountInput, (), (person_id, account))
// These hash a secret, which takes a while: they open their transaction themselves, after hashing.
Result<IssuedSecret> open_account(OrgRoom& room, const AccountInput& input, const Actor& actor);
Result<IssuedSecret> reset_secret(OrgRoom& room, AccountId id, const Actor& actor);
Outcome lock_account(OrgRoom& room, db::Tx& tx, AccountId id, bool locked, const Actor& actor);

// --- delegation and roster ---

struct DelegationInput {
  PostId post_id;
  PersonId to_person;
  Instant from, until;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DelegationInput, (), (post_id, to_person, from, until, reason))
inline constexpr int k_longest_delegation_days = 90;
Result<Delegation> delegate(OrgRoom& room, db::Tx& tx, const DelegationInput& input, const Actor& actor);
Outcome take_back(OrgRoom& room, db::Tx& tx, std::int64_t id, const Actor& actor);

struct CommandInput {
  static constexpr bool k_json_defaults = true;
  PersonId to_person;
  std::vector<std::string> powers;  // keys of permissions
  std::vector<std::string> areas;
  Instant from, until;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(CommandInput, (), (to_person, powers, areas, from, until, reason))
// Of one's own powers; never of what somebody else lent.
Result<Command> lend_command(OrgRoom& room, db::Tx& tx, const CommandInput& input, const Actor& actor);
// By the giver, the receiver, or whoever maintains posts in the area.
Outcome end_command(OrgRoom& room, db::Tx& tx, std::int64_t id, const Actor& actor);

struct RosterInput {
  std::string grid;
  std::optional<PersonId> officer;  // absent: as it is
  std::optional<PersonId> backup, cover;  // absent: none
  std::optional<Instant> leave_from, leave_until;
};
BOOST_DESCRIBE_STRUCT(RosterInput, (), (grid, officer, backup, cover, leave_from, leave_until))
Outcome set_roster(OrgRoom& room, db::Tx& tx, const RosterInput& input, const Actor& actor);

}  // namespace tiange::org
