#pragma once
// Units, posts, people, accounts, roles, sessions: who is who, who may do what where, and who holds a queue.
//
// Words. A *unit* belongs to a line (department, "CG" 城管) or to a block (the centre of a town, the station of a
// community); its code is `<area_code>-<line>`. A *duty* names a kind of post ("officer", "dispatcher"); its role
// template is the list of permissions it carries. A *post* puts one person into one duty of one unit for some area
// codes (several grids are fine) from one moment until another. Everything a Scope holds comes from the posts in effect,
// the delegations in effect and the roster.
//
// Queues. A post of a duty that works by area (officers) holds `<area code>:<duty>` for each of its areas; any other post
// holds `<unit code>:<duty>`. The queue of a grid is `<grid>:officer`: the officer's; while the officer is on leave the
// cover's, else the backup's, else the station head's.
//
// Reading names and holders costs a look-up in memory; no function of Directory touches the database.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/describe.hpp>

#include "base/ids.h"
#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::org {

enum class Level { district, town, community, grid };
BOOST_DESCRIBE_ENUM(Level, district, town, community, grid)
// From the length of an area code: 6, 9, 12, 15 digits; anything else counts as district.
Level level_of(std::string_view area_code);

struct UnitInfo {
  std::string code;       // "440604010-CG"
  std::string area_code;  // "440604010"
  std::string line;       // "CG"
  std::string kind;       // committee office centre department branch station ... as in data/units.csv
  std::string name_zh;
  std::string name_en;
  std::string parent;     // code of the unit above; empty at the top
  std::int64_t version = 1;
};

struct DutyInfo {
  std::string key;       // "station_head"
  std::string name_zh;
  std::string name_en;
  std::string level;     // "district" "town" "community" "grid" or "" for any
  bool by_area = false;  // its queues are `<area>:<duty>`, not `<unit>:<duty>`
};

// One post in effect, as neighbours see it.
struct Holder {
  PersonId person;
  AccountId account;  // zero when the person has no account
  PostId post;
  std::string name;
  std::string duty;
  std::string unit;
};

// Everything that changes seldom, as it was at one version of the database. Immutable: keep the pointer for the length of
// one request, not longer.
class Directory {
 public:
  virtual ~Directory() = default;

  virtual const UnitInfo* unit(std::string_view code) const = 0;
  // The unit of a line that serves an area: the area's own, else the one of the area above, up to the district.
  virtual const UnitInfo* unit_for(std::string_view area_code, std::string_view line) const = 0;
  virtual std::vector<const UnitInfo*> units_below(std::string_view parent) const = 0;
  virtual std::span<const UnitInfo> units() const = 0;  // in order of their codes
  // The code itself when the unit is unknown.
  virtual Words unit_name(std::string_view code) const = 0;

  virtual const DutyInfo* duty(std::string_view key) const = 0;
  virtual std::span<const DutyInfo> duties() const = 0;
  virtual Words duty_name(std::string_view key) const = 0;

  virtual std::string person_name(PersonId person) const = 0;  // "" when unknown
  // At most `most` people whose name holds `part` and of whom `fits` says yes, in order of their names.
  virtual std::vector<PersonId> people_named(std::string_view part, std::size_t most,
                                             const std::function<bool(PersonId)>& fits) const = 0;
  virtual std::optional<PersonId> person_of(AccountId account) const = 0;
  // Main unit of a person: that of the first post; "" when none.
  virtual std::string unit_of(PersonId person) const = 0;

  // What a person may do and see at this moment; nothing for an unknown one.
  virtual Scope scope_of(PersonId person, Instant now) const = 0;
  // Who works off a queue at this moment, the roster and delegations considered. Empty when nobody does.
  virtual std::vector<Holder> holders(std::string_view queue, Instant now) const = 0;
};

// --- making many at once (the synthetic district, imports of staff lists) ---

struct NewUnit {
  std::string area_code, line, kind, name_zh, name_en, parent;
};
struct NewPost {
  PostId id;
  std::string unit;
  std::string duty;
  std::vector<std::string> areas;  // empty: the unit's own area
};
struct NewPerson {
  PersonId id;
  std::string name;
  std::string phone;
  std::string unit;     // home unit: its area decides who may see the person
  AccountId account_id; // zero: no account
  std::string account;  // sign-in name; the account has no secret until one is issued
  std::vector<NewPost> posts;
};
struct NewRoster {
  std::string grid;
  PersonId backup;  // zero: none
  PersonId cover;   // while on leave; zero: the backup
  Instant leave_from, leave_until;
};
struct Batch {
  std::vector<NewUnit> units;
  std::vector<NewPerson> people;
  std::vector<NewRoster> rosters;
  Instant since = {};  // when the people took up their posts; zero: as they are loaded
};

// An account whose secret was issued just now. The secret exists nowhere else: print it once, never store it.
struct IssuedSecret {
  std::string account;
  std::string duty;
  std::string secret;
};

struct Options {
  // Names of areas and grids; the places room's when the district has one. Nothing for an unknown code.
  std::function<std::optional<Words>(std::string_view area_code)> area_name;
  // How old the view of another instance's change may get.
  Span refresh_every = seconds(2);
  // Seals the secrets of second factors; without it no second factor can be turned on.
  std::shared_ptr<const crypto::Sealer> sealer;
};

class Org : public http::Authenticator {
 public:
  // The present directory; follows changes of this instance at once and of others within Options::refresh_every.
  virtual std::shared_ptr<const Directory> directory(Instant now) = 0;

  // Cookie `tiange_session` or `Authorization: Bearer …` to a Scope, from memory; with a cookie every writing method must
  // carry the value of the cookie `tiange_csrf` in the header X-Tiange-CSRF. A request without either stays signed out.
  Outcome authenticate(http::Request& request) override = 0;

  virtual void add_routes(http::Routes& routes) = 0;

  // Duties, role templates and units from data/*.csv. Repeating it adds what is new and keeps what was edited.
  virtual Outcome seed(db::Tx& tx, const std::string& data_folder, Instant now) = 0;
  virtual void load(db::Tx& tx, const Batch& batch, Instant now) = 0;
  // The three administrators (system, security, audit) when the district has no account that could administrate;
  // otherwise nothing. `area_code` is the district's.
  virtual Result<std::vector<IssuedSecret>> first_start(const std::string& area_code, Instant now) = 0;
  // A new one-time secret for an account whose holder lost it; asked for on the machine itself.
  virtual Result<IssuedSecret> reissue_secret(const std::string& account, Instant now) = 0;
  // Allows the role switcher for requests from this machine. Only a synthetic district is marked.
  virtual void mark_demo(db::Tx& tx) = 0;
  virtual bool is_demo(Instant now) = 0;
  // A bearer token for programs (load tests, connectors); its holder may do what the account may do.
  virtual Result<std::string> issue_token(AccountId account, const std::string& purpose, Instant until, Instant now) = 0;
  virtual Result<AccountId> account_named(const std::string& account) = 0;
  // A line in the audit trail for what another room did: `kind` as "cases.export". In the caller's transaction.
  virtual void record(db::Tx& tx, const http::Request& request, const std::string& kind, const std::string& subject,
                      const Words& detail) = 0;
  // What the account may do now; the same that authenticate() gives. For jobs acting for a person.
  virtual Result<Scope> scope_of(AccountId account, Instant now) = 0;
};

std::span<const db::Migration> migrations();  // all but the audit trail are small tables, copied everywhere

// `database` must be migrated, and outlives the result.
std::unique_ptr<Org> open(db::Db& database, IdSource& ids, Options options);

}  // namespace tiange::org
