// Units, people, posts, accounts.
#include <algorithm>

#include "base/text.h"
#include "city/org/org_views.h"
#include "platform/db/keyset.h"

namespace tiange::org {

using http::Method;
using http::Nothing;
using http::Request;
using http::Response;

int limit_of(const Request& request) {
  const auto asked = text::to_int(request.query_value("limit"));
  return static_cast<int>(std::clamp<std::int64_t>(asked.value_or(50), 1, 500));
}

UnitView view_of(const UnitInfo& unit, const Snapshot& snapshot) {
  return {unit.code,    unit.area_code, unit.line,   unit.kind,
          unit.name_zh, unit.name_en,   unit.parent, snapshot.people_in(unit.code),
          unit.version};
}

namespace {

// The version the caller saw, when If-Match says so and it is still the present one.
Result<std::optional<std::int64_t>> version_seen(const Request& request, std::int64_t present) {
  if (request.header("if-match").empty()) return std::optional<std::int64_t>();
  TIANGE_CHECK_OK(http::require_version(request, present));
  return std::optional(present);
}

template <class Tag>
Result<Id<Tag>> id_in(const Request& request) {
  return parse_typed_id<Tag>(request.param("id"));
}

// --- units ---

bool matches(const UnitInfo& unit, const Request& request) {
  const auto is = [&](std::string_view name, const std::string& value) {
    const auto asked = request.query_value(name);
    return asked.empty() || asked == value;
  };
  const auto part = request.query_value("q");
  const bool named = part.empty() || text::contains(unit.name_zh, part) || text::contains(unit.code, part) ||
                     text::contains(text::lower_ascii(unit.name_en), text::lower_ascii(part));
  const bool top = request.query_value("top") != "1" || unit.parent.empty();
  return named && top && is("parent", unit.parent) && is("kind", unit.kind) && is("line", unit.line) &&
         unit.area_code.starts_with(request.query_value("area"));
}

Result<List<UnitView>> list_units(OrgRoom& room, const Request& request) {
  const auto snapshot = room.snapshot(request.now);
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 1));
  if (cursor && !std::holds_alternative<std::string>(cursor->front())) return refuse(ErrorCode::bad_input);
  const std::string after = cursor ? std::get<std::string>(cursor->front()) : "";
  const auto limit = static_cast<std::size_t>(limit_of(request));
  List<UnitView> list;
  std::int64_t total = 0;
  for (const UnitInfo& unit : snapshot->units()) {
    if (!matches(unit, request)) continue;
    ++total;
    if (unit.code <= after) continue;
    if (list.items.size() < limit) {
      list.items.push_back(view_of(unit, *snapshot));
    } else if (list.next.empty()) {
      list.next = db::encode_cursor({list.items.back().code});
    }
  }
  list.total = total;
  return list;
}

Result<UnitView> one_unit(OrgRoom& room, const Request& request) {
  const auto snapshot = room.snapshot(request.now);
  const UnitInfo* unit = snapshot->unit(request.param("code"));
  if (!unit) return refuse(ErrorCode::not_found);
  return view_of(*unit, *snapshot);
}

void add_unit_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<List<UnitView>>("/api/v1/org/units", Permission::org_view, "单位列表", "Units",
                               [&room](const Request& request) { return list_units(room, request); },
                               {"parent", "top", "area", "kind", "line", "q", "after", "limit"});
  routes.query<UnitView>("/api/v1/org/units/{code}", Permission::org_view, "单位", "A unit",
                         [&room](const Request& request) { return one_unit(room, request); });
  routes.command<UnitInput, UnitView>(
      Method::post, "/api/v1/org/units", Permission::org_manage, "新增单位", "Add a unit",
      [&room](const Request& request, db::Tx& tx, const UnitInput& input) -> Result<UnitView> {
        TIANGE_TRY(const UnitInfo unit, add_unit(room, tx, input, actor_of(request)));
        return view_of(unit, *room.snapshot(request.now));
      });
  routes.command<UnitInput, UnitView>(
      Method::put, "/api/v1/org/units/{code}", Permission::org_manage, "修改单位", "Change a unit",
      [&room](const Request& request, db::Tx& tx, const UnitInput& input) -> Result<UnitView> {
        const std::string code(request.param("code"));
        const auto present = store::find_unit(tx, code);
        if (!present) return refuse(ErrorCode::out_of_scope);
        TIANGE_TRY(const auto version, version_seen(request, present->version));
        TIANGE_TRY(const UnitInfo unit, change_unit(room, tx, code, version, input, actor_of(request)));
        return view_of(unit, *room.snapshot(request.now));
      });
}

// --- people ---

PersonView view_of(const store::Person& person, const Snapshot& snapshot) {
  PersonView view;
  const Words unit = snapshot.unit_name(person.unit);
  view.id = person.id;
  view.name = person.name;
  view.phone = person.phone;
  view.unit = person.unit;
  view.unit_zh = unit.zh;
  view.unit_en = unit.en;
  view.area_code = person.area_code;
  view.version = person.version;
  if (const auto* account = snapshot.account_of(person.id)) view.account = {account->id, account->name, account->locked};
  return view;
}

Result<List<PersonView>> list_people(OrgRoom& room, const Request& request) {
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 2));
  store::PeopleFilter filter;
  filter.text = text::trim(request.query_value("q"));
  filter.unit = request.query_value("unit");
  if (cursor) {
    const auto* name = std::get_if<std::string>(&(*cursor)[0]);
    const auto* id = std::get_if<std::int64_t>(&(*cursor)[1]);
    if (!name || !id) return refuse(ErrorCode::bad_input);
    filter.after_name = *name;
    filter.after = PersonId{*id};
  }
  const int limit = limit_of(request);
  filter.limit = limit + 1;
  TIANGE_TRY(auto people, room.database().read([&](db::Tx& tx) -> Result<std::vector<store::Person>> {
    return store::list_people(tx, request.scope, filter);
  }));
  auto page = db::make_page(std::move(people), static_cast<std::size_t>(limit),
                            [](const store::Person& p) { return db::Cursor{p.name, p.id.value}; });
  const auto snapshot = room.snapshot(request.now);
  List<PersonView> list;
  list.next = page.next;
  for (const store::Person& person : page.rows) {
    PersonView view = view_of(person, *snapshot);
    for (const HeldPost& held : snapshot->held_by(person.id, request.now)) {
      view.posts.push_back(org::view_of(*held.post, *snapshot));
      if (held.via) view.posts.back().delegated_from = snapshot->person_name(held.via->from_person);
    }
    list.items.push_back(std::move(view));
  }
  return list;
}

// With the posts of the past.
Result<PersonView> person_in(OrgRoom& room, db::Tx& tx, PersonId id, const Request& request) {
  const auto person = store::find_person(tx, request.scope, id);
  if (!person) return refuse(ErrorCode::out_of_scope);
  const auto snapshot = room.snapshot(request.now);
  PersonView view = view_of(*person, *snapshot);
  for (const Post& post : store::posts_of(tx, id)) view.posts.push_back(org::view_of(post, *snapshot));
  return view;
}

void add_person_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<List<PersonView>>("/api/v1/org/people", Permission::org_view, "人员列表", "People",
                                 [&room](const Request& request) { return list_people(room, request); },
                                 {"q", "unit", "after", "limit"});
  routes.query<PersonView>("/api/v1/org/people/{id}", Permission::org_view, "人员", "A person",
                           [&room](const Request& request) -> Result<PersonView> {
                             TIANGE_TRY(const PersonId id, id_in<PersonTag>(request));
                             return room.database().read(
                                 [&](db::Tx& tx) { return person_in(room, tx, id, request); });
                           });
  routes.command<PersonInput, PersonView>(
      Method::post, "/api/v1/org/people", Permission::org_manage, "新增人员", "Add a person",
      [&room](const Request& request, db::Tx& tx, const PersonInput& input) -> Result<PersonView> {
        TIANGE_TRY(const auto person, add_person(room, tx, input, actor_of(request)));
        return person_in(room, tx, person.id, request);
      });
  routes.command<PersonInput, PersonView>(
      Method::put, "/api/v1/org/people/{id}", Permission::org_manage, "修改人员", "Change a person",
      [&room](const Request& request, db::Tx& tx, const PersonInput& input) -> Result<PersonView> {
        TIANGE_TRY(const PersonId id, id_in<PersonTag>(request));
        const auto present = store::find_person(tx, request.scope, id);
        if (!present) return refuse(ErrorCode::out_of_scope);
        TIANGE_TRY(const auto version, version_seen(request, present->version));
        TIANGE_CHECK_OK(change_person(room, tx, id, version, input, actor_of(request)));
        return person_in(room, tx, id, request);
      });
  routes.command<PostInput, PostView>(
      Method::post, "/api/v1/org/people/{id}/posts", Permission::org_manage, "任命岗位", "Place in a post",
      [&room](const Request& request, db::Tx& tx, const PostInput& input) -> Result<PostView> {
        TIANGE_TRY(const PersonId id, id_in<PersonTag>(request));
        TIANGE_TRY(const Post post, add_post(room, tx, id, input, actor_of(request)));
        return org::view_of(post, *room.snapshot(request.now));
      });
  routes.command<Nothing, Nothing>(
      Method::del, "/api/v1/org/posts/{id}", Permission::org_manage, "免去岗位", "End a post",
      [&room](const Request& request, db::Tx& tx, const Nothing&) -> Result<Nothing> {
        TIANGE_TRY(const PostId id, id_in<PostTag>(request));
        TIANGE_CHECK_OK(end_post(room, tx, id, actor_of(request)));
        return Nothing{};
      });
}

// --- accounts ---

struct SecretView {
  std::string account;
  std::string one_time_secret;
};
BOOST_DESCRIBE_STRUCT(SecretView, (), (account, one_time_secret))

Response secret_response(const Result<IssuedSecret>& issued, const Request& request) {
  if (!issued.ok()) return http::problem(issued.refusal(), request.scope);
  const SecretView view{issued->account, issued->secret};
  return http::json_response(json::write(view), 201).with("Cache-Control", "no-store");
}

// Raw routes: the answer holds a secret and must not be kept for a repeated request.
void add_account_routes(OrgRoom& room, http::Routes& routes) {
  http::Route open{Method::post, "/api/v1/org/accounts", Permission::org_accounts, "开通账号", "Open an account"};
  open.in = http::schema_of<AccountInput>();
  open.out = http::schema_of<SecretView>();
  open.handle = [&room](Request& request) {
    const auto input = json::read<AccountInput>(request.body);
    if (!input.ok()) return http::problem(input.refusal(), request.scope);
    return secret_response(open_account(room, *input, actor_of(request)), request);
  };
  routes.raw(std::move(open));
  http::Route reset{Method::post, "/api/v1/org/accounts/{id}/reset", Permission::org_accounts, "重置口令",
                    "Issue a new one-time secret"};
  reset.out = http::schema_of<SecretView>();
  reset.handle = [&room](Request& request) {
    const auto id = id_in<AccountTag>(request);
    if (!id.ok()) return http::problem(id.refusal(), request.scope);
    return secret_response(reset_secret(room, *id, actor_of(request)), request);
  };
  routes.raw(std::move(reset));
  for (const bool locked : {true, false}) {
    routes.command<Nothing, Nothing>(
        Method::post, std::string("/api/v1/org/accounts/{id}/") + (locked ? "lock" : "unlock"), Permission::org_accounts,
        locked ? "锁定账号" : "解锁账号", locked ? "Lock an account" : "Unlock an account",
        [&room, locked](const Request& request, db::Tx& tx, const Nothing&) -> Result<Nothing> {
          TIANGE_TRY(const AccountId id, id_in<AccountTag>(request));
          TIANGE_CHECK_OK(lock_account(room, tx, id, locked, actor_of(request)));
          return Nothing{};
        });
  }
}

}  // namespace

void add_people_routes(OrgRoom& room, http::Routes& routes) {
  add_unit_routes(room, routes);
  add_person_routes(room, routes);
  add_account_routes(room, routes);
}

}  // namespace tiange::org
