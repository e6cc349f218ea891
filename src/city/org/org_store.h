#pragma once
// All SQL of the room. What a caller may see is cut here by the Scope it passes; functions without a Scope serve the
// house itself (signing in, the directory).

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "city/org/rules/access_rules.h"
#include "city/org/org.h"
#include "city/org/rules/command_rules.h"
#include "city/org/rules/scope_rules.h"
#include "platform/db/db.h"

namespace tiange::org::store {

// --- versions: what other instances must read anew ---
enum class Changed { directory, sessions };
struct Versions {
  std::int64_t directory = 0;
  std::int64_t sessions = 0;
  friend bool operator==(const Versions&, const Versions&) = default;
};
Versions versions(db::Tx& tx);
void bump(db::Tx& tx, Changed what);

// --- settings ---
std::optional<std::string> setting(db::Tx& tx, std::string_view name);
void set_setting(db::Tx& tx, std::string_view name, std::string_view value);

// --- units, duties, roles ---
bool insert_unit(db::Tx& tx, const UnitInfo& unit);  // false: the code exists
bool update_unit(db::Tx& tx, const UnitInfo& unit);  // `version` is the one read; false: changed meanwhile
std::optional<UnitInfo> find_unit(db::Tx& tx, std::string_view code);
std::vector<UnitInfo> all_units(db::Tx& tx);

void put_duty(db::Tx& tx, const DutyInfo& duty, int position);
std::vector<DutyInfo> all_duties(db::Tx& tx);
bool role_exists(db::Tx& tx, std::string_view duty);
void replace_role(db::Tx& tx, std::string_view duty, const Permissions& permissions);
Roles all_roles(db::Tx& tx);

// --- people and posts ---
struct Person {
  PersonId id;
  std::string name;
  std::string phone;
  std::string unit;
  std::string area_code;  // of the unit
  std::int64_t version = 1;
};
void insert_person(db::Tx& tx, const Person& person);
bool update_person(db::Tx& tx, const Person& person);
std::optional<Person> find_person(db::Tx& tx, const Scope& scope, PersonId id);
struct PeopleFilter {
  std::string text;  // part of the name or of the phone
  std::string unit;
  std::string after_name;
  PersonId after;
  int limit = 50;
};
std::vector<Person> list_people(db::Tx& tx, const Scope& scope, const PeopleFilter& filter);
struct NameRow {
  PersonId id;
  std::string name;
};
std::vector<NameRow> all_names(db::Tx& tx);

void insert_post(db::Tx& tx, const Post& post);
void replace_areas(db::Tx& tx, const Post& post);
void end_post(db::Tx& tx, PostId id, Instant ends);
std::optional<Post> find_post(db::Tx& tx, PostId id);
std::vector<Post> posts_of(db::Tx& tx, PersonId person);
std::vector<Post> posts_not_over(db::Tx& tx, Instant now);

// --- delegations and rosters ---
void insert_delegation(db::Tx& tx, const Delegation& delegation);
bool end_delegation(db::Tx& tx, std::int64_t id, Instant ended);  // false: ended before
std::optional<Delegation> find_delegation(db::Tx& tx, std::int64_t id);
std::vector<Delegation> delegations_not_over(db::Tx& tx, Instant now);
// Latest first, before an id (0: from the latest): those given or received by `mine`, and those given by people inside
// the scope.
std::vector<Delegation> list_delegations(db::Tx& tx, const Scope& scope, PersonId mine, std::int64_t before, int limit);
void insert_command(db::Tx& tx, const Command& command);
bool end_command(db::Tx& tx, std::int64_t id, Instant ended);  // false: ended before
std::optional<Command> find_command(db::Tx& tx, std::int64_t id);
std::vector<Command> commands_not_over(db::Tx& tx, Instant now);
std::vector<Command> list_commands(db::Tx& tx, const Scope& scope, PersonId mine, int limit);  // latest first, as delegations
void put_roster(db::Tx& tx, const Roster& roster);
std::vector<Roster> all_rosters(db::Tx& tx);

// --- accounts ---
struct Account {
  AccountId id;
  std::string account;
  PersonId person;
  std::string secret_hash;  // empty: nobody can sign in with a password
  bool one_time = false;
  Instant secret_set;
  Instant secret_ends;  // zero: no end
  std::string totp_secret;   // sealed, in base64url; empty: no second factor
  std::string totp_pending;  // sealed; started and not yet confirmed
  std::int64_t totp_step = 0;  // last time step used
  bool locked = false;  // by an administrator
  std::string language = "zh";
  std::int64_t version = 1;
};
bool insert_account(db::Tx& tx, const Account& account);  // false: name or person taken
std::optional<Account> find_account(db::Tx& tx, AccountId id);
std::optional<Account> find_account_named(db::Tx& tx, std::string_view name);
std::optional<Account> find_account_of(db::Tx& tx, PersonId person);
struct AccountRow {
  AccountId id;
  std::string account;
  PersonId person;
  bool locked;
};
std::vector<AccountRow> all_accounts(db::Tx& tx);
void set_secret(db::Tx& tx, AccountId id, std::string_view hash, bool one_time, Instant set, Instant ends);
void keep_old_secret(db::Tx& tx, AccountId id, std::int64_t row_id, std::string_view hash, int keep);
std::vector<std::string> old_secrets(db::Tx& tx, AccountId id);  // latest first
void set_locked(db::Tx& tx, AccountId id, bool locked);
void set_language(db::Tx& tx, AccountId id, std::string_view language);
void set_totp_pending(db::Tx& tx, AccountId id, std::string_view sealed);
void set_totp(db::Tx& tx, AccountId id, std::string_view sealed, std::int64_t step);
bool use_totp_step(db::Tx& tx, AccountId id, std::int64_t step);  // false: this step or a later one was used

// --- failures in a row, by sign-in name whether it exists or not ---
Failures failures(db::Tx& tx, std::string_view name);
void put_failures(db::Tx& tx, std::string_view name, const Failures& failures);
void clear_failures(db::Tx& tx, std::string_view name);
void forget_failures_before(db::Tx& tx, Instant moment);

// --- sessions and tokens ---
inline constexpr std::string_view k_browser = "browser";
inline constexpr std::string_view k_demo = "demo";
inline constexpr std::string_view k_token = "token";
struct Session {
  std::string token_hash;
  std::int64_t id = 0;
  AccountId account;
  std::string kind;
  std::string purpose;
  Instant created;
  Instant last_seen;
  Instant ends;
  std::string remote;
};
void insert_session(db::Tx& tx, const Session& session);
std::optional<Session> find_session(db::Tx& tx, std::string_view token_hash);
void seen(db::Tx& tx, std::string_view token_hash, Instant moment);
bool end_session(db::Tx& tx, std::string_view token_hash);
bool end_token(db::Tx& tx, AccountId account, std::int64_t id);
std::int64_t end_sessions_of(db::Tx& tx, AccountId account, std::string_view except_hash);  // tokens stay
std::int64_t end_everything_of(db::Tx& tx, AccountId account);                              // tokens too
void forget_sessions_before(db::Tx& tx, Instant moment);
std::vector<Session> tokens_of(db::Tx& tx, AccountId account);

// --- audit: appended only; one chain of hashes, day after day ---
struct AuditEntry {
  std::int64_t day = 0;  // part_key: days since 1970 on the district's calendar
  std::int64_t seq = 0;  // 1, 2, 3 … within the day
  Instant happened;
  AccountId account;
  std::string who;
  std::string kind;
  std::string subject;
  std::string zh;
  std::string en;
  std::string remote;
  std::string request_id;
  std::string result;  // "done" or "refused"
  std::string previous;
  std::string hash;
};
// Hash of an entry: SHA-256 over the hash before it and its fields, each with its length.
std::string audit_hash(const AuditEntry& entry);
// Fills day, seq, previous and hash.
void append_audit(db::Tx& tx, AuditEntry entry);
struct AuditFilter {
  std::string kind;
  std::string who;  // part of it
  std::string subject;
  std::int64_t before_day = 0;  // zero: from the latest
  std::int64_t before_seq = 0;
  int limit = 50;  // 0: no limit
};
void each_audit(db::Tx& tx, const AuditFilter& filter, const std::function<bool(const AuditEntry&)>& visit);
struct ChainState {
  std::int64_t entries = 0;
  std::string broken_at;  // "2026-11-21 #17"; empty: intact
};
ChainState check_audit(db::Tx& tx);

// --- many at once ---
void load_people(db::Tx& tx, const std::vector<NewPerson>& people, const std::map<std::string, std::string>& unit_areas,
                 Instant now);

}  // namespace tiange::org::store
