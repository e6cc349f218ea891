// Roles and permissions, the security policy, administrators, delegations, the roster of grids.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/org/org_views.h"
#include "platform/db/keyset.h"

namespace tiange::org {

using http::Method;
using http::Nothing;
using http::Request;

namespace {

template <class Tag>
Result<Id<Tag>> id_in(const Request& request) {
  return parse_typed_id<Tag>(request.param("id"));
}

// --- roles ---

struct PermissionView {
  std::string permission, name_zh, name_en, room;
};
BOOST_DESCRIBE_STRUCT(PermissionView, (), (permission, name_zh, name_en, room))

struct RoleView {
  std::string duty, name_zh, name_en, level;
  bool by_area = false;
  bool administrator = false;
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(RoleView, (), (duty, name_zh, name_en, level, by_area, administrator, permissions))

struct RoleInput {
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(RoleInput, (), (permissions))

RoleView role_view(const DutyInfo& duty, const Roles& roles) {
  RoleView view{duty.key, duty.name_zh, duty.name_en, duty.level, duty.by_area, is_administrator(duty.key), {}};
  const auto role = roles.find(duty.key);
  for (const PermissionInfo& info : all_permissions()) {
    if (role != roles.end() && role->second.test(static_cast<std::size_t>(info.permission)))
      view.permissions.emplace_back(info.key);
  }
  return view;
}

List<PermissionView> permission_table() {
  List<PermissionView> list;
  for (const PermissionInfo& info : all_permissions()) {
    const auto dot = info.key.find('.');
    if (dot == std::string_view::npos) continue;  // open, signed_in: no role carries them
    list.items.push_back({std::string(info.key), std::string(info.zh), std::string(info.en), std::string(info.key.substr(0, dot))});
  }
  return list;
}

void add_role_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<List<PermissionView>>("/api/v1/org/permissions", Permission::signed_in, "权限表", "Table of permissions",
                                     [](const Request&) -> Result<List<PermissionView>> { return permission_table(); });
  routes.query<List<RoleView>>("/api/v1/org/roles", Permission::signed_in, "角色模板", "Role templates",
                               [&room](const Request& request) -> Result<List<RoleView>> {
                                 const auto snapshot = room.snapshot(request.now);
                                 List<RoleView> list;
                                 for (const DutyInfo& duty : snapshot->duties())
                                   list.items.push_back(role_view(duty, snapshot->roles()));
                                 return list;
                               });
  routes.command<RoleInput, RoleView>(
      Method::put, "/api/v1/org/roles/{duty}", Permission::org_roles, "修改角色权限", "Change a role's permissions",
      [&room](const Request& request, db::Tx& tx, const RoleInput& input) -> Result<RoleView> {
        const std::string duty(request.param("duty"));
        TIANGE_CHECK_OK(set_role(room, tx, duty, input.permissions, actor_of(request)));
        const auto snapshot = room.snapshot(request.now);
        const DutyInfo* info = snapshot->duty(duty);
        return role_view(info ? *info : DutyInfo{duty, duty, duty, "", false}, store::all_roles(tx));
      });
}

void add_policy_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<AccessPolicy>("/api/v1/org/policy", Permission::signed_in, "安全策略", "The security policy",
                             [&room](const Request& request) -> Result<AccessPolicy> { return room.policy(request.now); });
  routes.command<AccessPolicy, AccessPolicy>(
      Method::put, "/api/v1/org/policy", Permission::org_roles, "修改安全策略", "Change the security policy",
      [&room](const Request& request, db::Tx& tx, const AccessPolicy& policy) -> Result<AccessPolicy> {
        TIANGE_CHECK_OK(set_policy(room, tx, policy, actor_of(request)));
        return policy;
      });
}

// --- administrators ---

struct AdministratorView {
  PostId post_id;
  std::string duty, name, account;
  Instant from;
};
BOOST_DESCRIBE_STRUCT(AdministratorView, (), (post_id, duty, name, account, from))

AdministratorView administrator_view(const Post& post, const Snapshot& snapshot) {
  const auto* account = snapshot.account_of(post.person);
  return {post.id, post.duty, snapshot.person_name(post.person), account ? account->name : "", post.starts};
}

void add_administrator_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<List<AdministratorView>>(
      "/api/v1/org/administrators", Permission::org_roles, "管理员", "Administrators",
      [&room](const Request& request) -> Result<List<AdministratorView>> {
        const auto snapshot = room.snapshot(request.now);
        List<AdministratorView> list;
        for (const Post& post : snapshot->posts()) {
          if (is_administrator(post.duty) && in_effect(post, request.now))
            list.items.push_back(administrator_view(post, *snapshot));
        }
        return list;
      });
  routes.command<AdministratorInput, AdministratorView>(
      Method::post, "/api/v1/org/administrators", Permission::org_roles, "任命管理员", "Appoint an administrator",
      [&room](const Request& request, db::Tx& tx, const AdministratorInput& input) -> Result<AdministratorView> {
        TIANGE_TRY(const Post post, appoint(room, tx, input, actor_of(request)));
        return administrator_view(post, *room.snapshot(request.now));
      });
  routes.command<Nothing, Nothing>(
      Method::del, "/api/v1/org/administrators/{id}", Permission::org_roles, "免去管理员", "Dismiss an administrator",
      [&room](const Request& request, db::Tx& tx, const Nothing&) -> Result<Nothing> {
        TIANGE_TRY(const PostId id, id_in<PostTag>(request));
        TIANGE_CHECK_OK(dismiss(room, tx, id, actor_of(request)));
        return Nothing{};
      });
}

// --- delegations ---

struct DelegationView {
  std::string id;
  PostId post_id;
  std::string duty, duty_zh, duty_en, unit, unit_zh, unit_en;
  PersonRef from_person, to_person;
  Instant from, until;
  std::string reason, made_by;
  std::optional<Instant> ended;
  std::string state;  // coming, active, over, taken_back
};
BOOST_DESCRIBE_STRUCT(DelegationView, (), (id, post_id, duty, duty_zh, duty_en, unit, unit_zh, unit_en, from_person,
                                           to_person, from, until, reason, made_by, ended, state))

std::string state_of(const Delegation& delegation, Instant now) {
  if (delegation.ended) return "taken_back";
  if (now < delegation.starts) return "coming";
  return now < delegation.ends ? "active" : "over";
}

DelegationView delegation_view(db::Tx& tx, const Delegation& d, const Snapshot& snapshot, Instant now) {
  DelegationView view;
  view.id = std::to_string(d.id);
  view.post_id = d.post;
  if (const auto post = store::find_post(tx, d.post)) {
    const PostView shown = view_of(*post, snapshot);
    view.duty = shown.duty;
    view.duty_zh = shown.duty_zh;
    view.duty_en = shown.duty_en;
    view.unit = shown.unit;
    view.unit_zh = shown.unit_zh;
    view.unit_en = shown.unit_en;
  }
  view.from_person = {d.from_person, snapshot.person_name(d.from_person)};
  view.to_person = {d.to_person, snapshot.person_name(d.to_person)};
  view.from = d.starts;
  view.until = d.ends;
  view.reason = d.reason;
  view.made_by = d.made_by;
  if (d.ended) view.ended = d.ended;
  view.state = state_of(d, now);
  return view;
}

Result<List<DelegationView>> list_delegations(OrgRoom& room, const Request& request) {
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 1));
  const auto* before = cursor ? std::get_if<std::int64_t>(&cursor->front()) : nullptr;
  if (cursor && !before) return refuse(ErrorCode::bad_input);
  // Others' delegations are shown to whoever maintains posts, inside the area.
  const Scope seen = request.scope.may(Permission::org_manage) ? request.scope : Scope{};
  const int limit = limit_of(request);
  const auto snapshot = room.snapshot(request.now);
  return room.database().read([&](db::Tx& tx) -> Result<List<DelegationView>> {
    auto page = db::make_page(store::list_delegations(tx, seen, request.scope.person, before ? *before : 0, limit + 1),
                              static_cast<std::size_t>(limit), [](const Delegation& d) { return db::Cursor{d.id}; });
    List<DelegationView> list;
    list.next = page.next;
    for (const Delegation& d : page.rows) list.items.push_back(delegation_view(tx, d, *snapshot, request.now));
    return list;
  });
}

struct PowerView {
  std::string key, zh, en;
};
BOOST_DESCRIBE_STRUCT(PowerView, (), (key, zh, en))
struct CommandView {
  std::string id;
  PersonRef from_person, to_person;
  std::vector<PowerView> powers;
  std::vector<std::string> areas;
  Instant from, until;
  std::string reason, made_by;
  std::optional<Instant> ended;
  std::string state;  // coming, active, over, taken_back
  bool mine = false;  // lent to the reader
};
BOOST_DESCRIBE_STRUCT(CommandView, (), (id, from_person, to_person, powers, areas, from, until, reason, made_by, ended, state, mine))
struct CommandList {
  std::vector<CommandView> items;
  std::vector<PowerView> lendable;  // what the reader may lend
  std::vector<std::string> areas;   // and where
};
BOOST_DESCRIBE_STRUCT(CommandList, (), (items, lendable, areas))

CommandView command_view(const Command& c, const Snapshot& snapshot, PersonId reader, Instant now) {
  CommandView view;
  view.id = std::to_string(c.id);
  view.from_person = {c.from, snapshot.person_name(c.from)};
  view.to_person = {c.to, snapshot.person_name(c.to)};
  for (const std::string& key : c.powers) {
    const auto permission = permission_from_key(key);
    if (permission) view.powers.push_back({key, std::string(permission_info(*permission).zh), std::string(permission_info(*permission).en)});
  }
  view.areas = c.areas;
  view.from = c.starts;
  view.until = c.ends;
  view.reason = c.reason;
  view.made_by = c.made_by;
  if (c.ended) view.ended = c.ended;
  Delegation like;
  like.starts = c.starts;
  like.ends = c.ends;
  like.ended = c.ended;
  view.state = state_of(like, now);
  view.mine = c.to == reader;
  return view;
}

Result<CommandList> list_commands(OrgRoom& room, const Request& request) {
  const Scope seen = request.scope.may(Permission::org_manage) ? request.scope : Scope{};
  const auto snapshot = room.snapshot(request.now);
  const Scope own = snapshot->own_scope(request.scope.person, request.now);
  CommandList list;
  for (const PermissionInfo& info : all_permissions()) {
    if (own.may(info.permission) && may_be_lent(info.permission)) list.lendable.push_back({std::string(info.key), std::string(info.zh), std::string(info.en)});
  }
  list.areas = own.areas;
  return room.database().read([&](db::Tx& tx) -> Result<CommandList> {
    for (const Command& c : store::list_commands(tx, seen, request.scope.person, limit_of(request)))
      list.items.push_back(command_view(c, *snapshot, request.scope.person, request.now));
    return list;
  });
}

void add_command_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<CommandList>("/api/v1/org/commands", Permission::signed_in, "委托指挥", "Lent powers of command",
                            [&room](const Request& request) { return list_commands(room, request); }, {"limit"});
  routes.command<CommandInput, CommandView>(
      Method::post, "/api/v1/org/commands", Permission::signed_in, "委托指挥权限", "Lend powers of command",
      [&room](const Request& request, db::Tx& tx, const CommandInput& input) -> Result<CommandView> {
        TIANGE_TRY(const Command made, lend_command(room, tx, input, actor_of(request)));
        return command_view(made, *room.snapshot(request.now), request.scope.person, request.now);
      });
  routes.command<Nothing, Nothing>(
      Method::del, "/api/v1/org/commands/{id}", Permission::signed_in, "收回委托指挥", "Take powers of command back",
      [&room](const Request& request, db::Tx& tx, const Nothing&) -> Result<Nothing> {
        TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
        TIANGE_CHECK_OK(end_command(room, tx, id, actor_of(request)));
        return Nothing{};
      });
}

void add_delegation_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<List<DelegationView>>("/api/v1/org/delegations", Permission::signed_in, "委托列表", "Delegations",
                                     [&room](const Request& request) { return list_delegations(room, request); },
                                     {"after", "limit"});
  routes.command<DelegationInput, DelegationView>(
      Method::post, "/api/v1/org/delegations", Permission::signed_in, "委托岗位", "Delegate a post",
      [&room](const Request& request, db::Tx& tx, const DelegationInput& input) -> Result<DelegationView> {
        TIANGE_TRY(const Delegation made, delegate(room, tx, input, actor_of(request)));
        return delegation_view(tx, made, *room.snapshot(request.now), request.now);
      });
  routes.command<Nothing, Nothing>(
      Method::del, "/api/v1/org/delegations/{id}", Permission::signed_in, "收回委托", "Take a delegation back",
      [&room](const Request& request, db::Tx& tx, const Nothing&) -> Result<Nothing> {
        TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
        TIANGE_CHECK_OK(take_back(room, tx, id, actor_of(request)));
        return Nothing{};
      });
}

// --- roster ---

struct GridDuty {
  std::string grid, grid_zh, grid_en;
  std::vector<PersonRef> station_heads, officers;
  std::optional<PersonRef> backup, cover;
  std::optional<Instant> leave_from, leave_until;
  bool on_leave = false;
  std::vector<PersonRef> on_duty;  // who works off the grid's queue now
};
BOOST_DESCRIBE_STRUCT(GridDuty, (), (grid, grid_zh, grid_en, station_heads, officers, backup, cover, leave_from,
                                     leave_until, on_leave, on_duty))

std::set<std::string> known_grids(const Snapshot& snapshot, const Scope& scope, std::string_view area) {
  std::set<std::string> grids;
  const auto add = [&](const std::string& code) {
    if (level_of(code) == Level::grid && code.starts_with(area) && scope.covers(code)) grids.insert(code);
  };
  for (const Roster& roster : snapshot.rosters()) add(roster.grid);
  for (const Post& post : snapshot.posts()) {
    if (post.duty == k_officer) std::for_each(post.areas.begin(), post.areas.end(), add);
  }
  return grids;
}

GridDuty grid_duty(OrgRoom& room, const Snapshot& snapshot, const std::string& grid, Instant now) {
  GridDuty view;
  view.grid = view.grid_zh = view.grid_en = grid;
  if (room.options().area_name) {
    if (const auto words = room.options().area_name(grid)) {
      view.grid_zh = words->zh;
      view.grid_en = words->en;
    }
  }
  const auto ref = [&](PersonId person) { return PersonRef{person, snapshot.person_name(person)}; };
  for (const Post* post : snapshot.officers_of(grid, now)) view.officers.push_back(ref(post->person));
  for (const Holder& holder : snapshot.holders(queue_of_area(grid, k_officer), now)) view.on_duty.push_back(ref(holder.person));
  for (const Post* post : snapshot.station_heads_of(grid, now)) view.station_heads.push_back(ref(post->person));
  if (const Roster* roster = snapshot.roster(grid)) {
    if (roster->backup) view.backup = ref(roster->backup);
    if (roster->cover) view.cover = ref(roster->cover);
    if (roster->leave_starts) view.leave_from = roster->leave_starts;
    if (roster->leave_ends) view.leave_until = roster->leave_ends;
    view.on_leave = on_leave(*roster, now);
  }
  return view;
}

Result<List<GridDuty>> duty_matrix(OrgRoom& room, const Request& request) {
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 1));
  const auto* after = cursor ? std::get_if<std::string>(&cursor->front()) : nullptr;
  if (cursor && !after) return refuse(ErrorCode::bad_input);
  const auto snapshot = room.snapshot(request.now);
  const auto grids = known_grids(*snapshot, request.scope, request.query_value("area"));
  const auto limit = static_cast<std::size_t>(limit_of(request));
  List<GridDuty> list;
  list.total = static_cast<std::int64_t>(grids.size());
  for (auto at = after ? grids.upper_bound(*after) : grids.begin(); at != grids.end(); ++at) {
    if (list.items.size() == limit) {
      list.next = db::encode_cursor({list.items.back().grid});
      break;
    }
    list.items.push_back(grid_duty(room, *snapshot, *at, request.now));
  }
  return list;
}

void add_roster_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<List<GridDuty>>("/api/v1/org/duty-matrix", Permission::org_view, "网格力量排班", "Roster of the grids",
                               [&room](const Request& request) { return duty_matrix(room, request); },
                               {"area", "after", "limit"});
  routes.command<RosterInput, Nothing>(
      Method::put, "/api/v1/org/roster", Permission::org_roster, "网格排班", "Arrange a grid's roster",
      [&room](const Request& request, db::Tx& tx, const RosterInput& input) -> Result<Nothing> {
        TIANGE_CHECK_OK(set_roster(room, tx, input, actor_of(request)));
        return Nothing{};
      });
}

}  // namespace

void add_duty_routes(OrgRoom& room, http::Routes& routes) {
  add_role_routes(room, routes);
  add_policy_routes(room, routes);
  add_administrator_routes(room, routes);
  add_delegation_routes(room, routes);
  add_command_routes(room, routes);
  add_roster_routes(room, routes);
}

}  // namespace tiange::org
