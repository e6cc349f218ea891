#pragma once
// What the room's routes answer.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "city/org/org_room.h"
#include "city/org/org_service.h"

namespace tiange::org {

template <class T>
struct List {
  std::vector<T> items;
  std::string next;  // cursor for ?after=; empty at the end
  std::optional<std::int64_t> total;
  BOOST_DESCRIBE_CLASS(List, (), (items, next, total), (), ())
};

struct PersonRef {
  PersonId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(PersonRef, (), (id, name))

struct SignInView {
  PersonRef person;
  bool must_change_secret = false;
  bool second_factor_needed = false;
};
BOOST_DESCRIBE_STRUCT(SignInView, (), (person, must_change_secret, second_factor_needed))

struct PostView {
  PostId post_id;
  std::string duty, duty_zh, duty_en;
  std::string unit, unit_zh, unit_en;
  std::vector<std::string> areas;
  Instant from;
  std::optional<Instant> until;
  std::optional<std::string> delegated_from;  // name of the person whose post it is
};
BOOST_DESCRIBE_STRUCT(PostView, (), (post_id, duty, duty_zh, duty_en, unit, unit_zh, unit_en, areas, from, until,
                                     delegated_from))

struct AreaView {
  std::string code, name_zh, name_en;
  Level level = Level::district;
};
BOOST_DESCRIBE_STRUCT(AreaView, (), (code, name_zh, name_en, level))

struct Me {
  AccountId account_id;
  std::string account;
  PersonId person_id;
  std::string name;
  std::vector<PostView> posts;
  std::vector<std::string> permissions;
  std::vector<std::string> areas;
  std::vector<std::string> units;
  std::vector<std::string> queues;
  AreaView home_area;
  Level level = Level::district;
  bool demo = false;
  bool must_change_secret = false;
  bool second_factor = false;
  std::string language;  // zh, en
  std::string acting_for;  // by a command of this person; empty: as oneself
  std::optional<Instant> acting_until;
  Instant session_ends;
  int idle_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(Me, (), (account_id, account, person_id, name, posts, permissions, areas, units, queues, home_area,
                               level, demo, must_change_secret, second_factor, language, acting_for, acting_until, session_ends, idle_minutes))

struct UnitView {
  std::string code, area_code, line, kind, name_zh, name_en, parent;
  int people = 0;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(UnitView, (), (code, area_code, line, kind, name_zh, name_en, parent, people, version))

struct AccountView {
  AccountId id;
  std::string account;
  bool locked = false;
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (id, account, locked))

struct PersonView {
  PersonId id;
  std::string name, phone, unit, unit_zh, unit_en, area_code;
  std::optional<AccountView> account;
  std::vector<PostView> posts;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(PersonView, (), (id, name, phone, unit, unit_zh, unit_en, area_code, account, posts, version))

PostView view_of(const Post& post, const Snapshot& snapshot);
UnitView view_of(const UnitInfo& unit, const Snapshot& snapshot);

// One route file each.
void add_session_routes(OrgRoom& room, http::Routes& routes);
void add_people_routes(OrgRoom& room, http::Routes& routes);
void add_duty_routes(OrgRoom& room, http::Routes& routes);
void add_audit_routes(OrgRoom& room, http::Routes& routes);

// ?limit=, 1-500, 50 when absent.
int limit_of(const http::Request& request);

}  // namespace tiange::org
