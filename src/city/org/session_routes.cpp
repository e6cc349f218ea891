// Signing in and out, one's own password, second factor, tokens; the role switcher of a demonstration.
#include <algorithm>

#include "base/text.h"
#include "city/org/org_views.h"
#include "platform/http/schema.h"

namespace tiange::org {

using http::Method;
using http::Nothing;
using http::Request;
using http::Response;

PostView view_of(const Post& post, const Snapshot& snapshot) {
  const Words duty = snapshot.duty_name(post.duty);
  const Words unit = snapshot.unit_name(post.unit);
  PostView view;
  view.post_id = post.id;
  view.duty = post.duty;
  view.duty_zh = duty.zh;
  view.duty_en = duty.en;
  view.unit = post.unit;
  view.unit_zh = unit.zh;
  view.unit_en = unit.en;
  view.areas = post.areas;
  view.from = post.starts;
  if (post.ends) view.until = post.ends;
  return view;
}

namespace {

Caller caller_of(const Request& request) { return {request.remote, request.request_id, request.now}; }

std::string cookie(std::string_view name, std::string_view value, std::int64_t seconds, bool readable, bool secure) {
  std::string text = std::string(name) + "=" + std::string(value) + "; Path=/; SameSite=Strict; Max-Age=" + std::to_string(seconds);
  if (!readable) text += "; HttpOnly";
  if (secure) text += "; Secure";
  return text;
}

Response with_cookies(Response response, std::string_view token, std::int64_t seconds, bool secure) {
  const std::string csrf = token.empty() ? "" : csrf_of(token);
  response.with("Set-Cookie", cookie(k_session_cookie, token, seconds, false, secure));
  response.with("Set-Cookie", cookie(k_csrf_cookie, csrf, seconds, true, secure));
  return response;
}

Response signed_in_response(const SignedIn& signed_in, const Request& request) {
  SignInView view;
  view.person = {signed_in.person, signed_in.name};
  view.must_change_secret = signed_in.must_change_secret;
  view.second_factor_needed = signed_in.second_factor_needed;
  Response response = http::json_response(json::write(view));
  response.with("Cache-Control", "no-store");
  if (signed_in.token.empty()) return response;
  return with_cookies(std::move(response), signed_in.token, (signed_in.ends - request.now).us / 1'000'000, request.secure);
}

AreaView home_area_of(const std::string& code, const Options& options) {
  AreaView area{code, code, code, level_of(code)};
  if (!options.area_name) return area;
  if (const auto words = options.area_name(code)) {
    area.name_zh = words->zh;
    area.name_en = words->en;
  }
  return area;
}

Me me_of(OrgRoom& room, const Access& access, const Request& request) {
  const Snapshot& snapshot = *access.snapshot;
  const Scope& scope = request.scope;
  Me me;
  me.account_id = scope.account;
  me.account = access.account_name;
  me.person_id = scope.person;
  me.name = scope.name;
  std::string home;
  for (const HeldPost& held : snapshot.held_by(scope.person, request.now)) {
    PostView view = view_of(*held.post, snapshot);
    if (held.via) {
      view.delegated_from = snapshot.person_name(held.via->from_person);
      view.until = held.via->ends;
    }
    const UnitInfo* unit = snapshot.unit(held.post->unit);
    if (home.empty()) home = snapshot.is_by_area(held.post->duty) || !unit ? held.post->areas.front() : unit->area_code;
    me.posts.push_back(std::move(view));
  }
  if (home.empty() && !scope.areas.empty()) home = scope.areas.front();
  for (const PermissionInfo& info : all_permissions()) {
    if (scope.may(info.permission)) me.permissions.emplace_back(info.key);
  }
  me.areas = scope.areas;
  me.units = scope.units;
  me.queues = scope.queues;
  me.home_area = home_area_of(home, room.options());
  me.level = me.home_area.level;
  me.demo = room.is_demo(request.now);
  me.must_change_secret = access.must_change;
  me.second_factor = access.second_factor;
  me.language = scope.language == Language::en ? "en" : "zh";
  if (scope.name != access.scope.name) {
    const std::string_view header = request.header(k_command_header);
    const auto id = parse_id(header.empty() ? request.cookie(k_command_cookie) : header);
    const Command* command = id.ok() ? snapshot.command(*id) : nullptr;
    if (command) {
      me.acting_for = snapshot.person_name(command->from);
      me.acting_until = command->ends;
    }
  }
  me.session_ends = access.session.ends;
  me.idle_minutes = room.policy(request.now).idle_minutes;
  return me;
}

// Handlers that need the caller's own session.
template <class F>
std::function<Response(Request&)> with_access(OrgRoom& room, F act) {
  return [&room, act](Request& request) -> Response {
    const auto access = room.access_of(request);
    if (!access) return http::problem(refuse(ErrorCode::not_signed_in), request.scope);
    return act(request, *access);
  };
}

Response answer(const Outcome& outcome, const Request& request) {
  return outcome.ok() ? http::json_response("{}") : http::problem(outcome.refusal(), request.scope);
}

template <class T>
Response answer(const Result<T>& result, const Request& request, int status = 200) {
  if (!result.ok()) return http::problem(result.refusal(), request.scope);
  return http::json_response(json::write(*result), status).with("Cache-Control", "no-store");
}

http::Route route(Method method, std::string path, Permission permission, std::string zh, std::string en,
                  std::function<Response(Request&)> handle) {
  http::Route route{method, "/api/v1" + std::move(path), permission, std::move(zh), std::move(en)};
  route.max_body = 16 * 1024;
  route.handle = std::move(handle);
  return route;
}

struct CodeInput {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(CodeInput, (), (code))

struct LanguageInput {
  std::string language;  // zh, en
};
BOOST_DESCRIBE_STRUCT(LanguageInput, (), (language))

struct TokenInput {
  std::string purpose;
  Instant until;
};
BOOST_DESCRIBE_STRUCT(TokenInput, (), (purpose, until))

struct TokenIssued {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(TokenIssued, (), (token))

struct TokenView {
  std::string id, purpose;
  Instant created, until, last_seen;
};
BOOST_DESCRIBE_STRUCT(TokenView, (), (id, purpose, created, until, last_seen))

struct TokenList {
  std::vector<TokenView> items;
};
BOOST_DESCRIBE_STRUCT(TokenList, (), (items))

// --- session ---

void add_sign_in_routes(OrgRoom& room, http::Routes& routes) {
  http::Route sign = route(Method::post, "/session", Permission::open_to_all, "登录", "Sign in", [&room](Request& request) {
    const auto input = json::read<SignInInput>(request.body);
    if (!input.ok()) return http::problem(input.refusal(), request.scope);
    const auto signed_in = sign_in(room, *input, caller_of(request));
    return signed_in.ok() ? signed_in_response(*signed_in, request) : http::problem(signed_in.refusal(), request.scope);
  });
  sign.in = http::schema_of<SignInInput>();
  sign.out = http::schema_of<SignInView>();
  routes.raw(std::move(sign));

  routes.raw(route(Method::del, "/session", Permission::signed_in, "退出", "Sign out",
                   with_access(room, [&room](Request& request, const Access& access) {
                     const Outcome outcome = sign_out(room, access, actor_of(request));
                     return with_cookies(answer(outcome, request), "", 0, request.secure);
                   })));

  http::Route me = route(Method::get, "/session", Permission::signed_in, "我是谁", "Who I am",
                         with_access(room, [&room](Request& request, const Access& access) {
                           return http::json_response(json::write(me_of(room, access, request)))
                               .with("Cache-Control", "no-store");
                         }));
  me.out = http::schema_of<Me>();
  routes.raw(std::move(me));
}

void add_password_routes(OrgRoom& room, http::Routes& routes) {
  http::Route password = route(Method::post, "/session/password", Permission::signed_in, "修改口令", "Change the password",
                               with_access(room, [&room](Request& request, const Access& access) {
                                 const auto body = json::parse(request.body);
                                 if (!body.ok()) return http::problem(body.refusal(), request.scope);
                                 const PasswordInput input{body->text_or("old"), body->text_or("new")};
                                 return answer(change_password(room, access, input, actor_of(request)), request);
                               }));
  // By hand: no member of a struct can be called new.
  password.in.text =
      R"({"type":"object","properties":{"old":{"type":"string"},"new":{"type":"string"}},"required":["old","new"]})";
  routes.raw(std::move(password));
  routes.command<LanguageInput, Nothing>(
      Method::put, "/api/v1/session/language", Permission::signed_in, "切换语言", "Choose the language",
      [&room](const Request& request, db::Tx& tx, const LanguageInput& input) -> Result<Nothing> {
        if (input.language != "zh" && input.language != "en")
          return refuse_fields(ErrorCode::bad_input, {{"language", "应为 zh 或 en", "must be zh or en"}});
        store::set_language(tx, request.scope.account, input.language);
        room.changed(tx, store::Changed::sessions);
        return Nothing{};
      });
}

void add_totp_routes(OrgRoom& room, http::Routes& routes) {
  http::Route start = route(Method::post, "/session/totp/start", Permission::signed_in, "获取双因素密钥",
                            "Get a secret for the second factor",
                            with_access(room, [&room](Request& request, const Access& access) {
                              return answer(start_totp(room, access), request);
                            }));
  start.out = http::schema_of<TotpStart>();
  routes.raw(std::move(start));
  http::Route confirm = route(Method::post, "/session/totp/confirm", Permission::signed_in, "启用双因素",
                              "Turn the second factor on",
                              with_access(room, [&room](Request& request, const Access& access) {
                                const auto input = json::read<CodeInput>(request.body);
                                if (!input.ok()) return http::problem(input.refusal(), request.scope);
                                return answer(confirm_totp(room, access, input->code, actor_of(request)), request);
                              }));
  confirm.in = http::schema_of<CodeInput>();
  routes.raw(std::move(confirm));
  routes.raw(route(Method::del, "/session/totp", Permission::signed_in, "停用双因素", "Turn the second factor off",
                   with_access(room, [&room](Request& request, const Access& access) {
                     return answer(end_totp(room, access, actor_of(request)), request);
                   })));
}

constexpr int k_longest_token_days = 366;

Refusal too_long() {
  return refuse_fields(ErrorCode::bad_input, {{"until", "应在今后一年之内", "must lie within the coming year"}});
}

void add_token_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<TokenList>("/api/v1/session/tokens", Permission::signed_in, "我的接口令牌", "My tokens for programs",
                          [&room](const Request& request) -> Result<TokenList> {
                            return room.database().read([&](db::Tx& tx) -> Result<TokenList> {
                              TokenList list;
                              for (const store::Session& s : store::tokens_of(tx, request.scope.account))
                                list.items.push_back({std::to_string(s.id), s.purpose, s.created, s.ends, s.last_seen});
                              return list;
                            });
                          });
  // Not a command: the answer holds a secret and must not be kept for a repeated request.
  http::Route issue = route(Method::post, "/session/tokens", Permission::signed_in, "发放接口令牌", "Issue a token",
                            with_access(room, [&room](Request& request, const Access& access) {
                              const auto input = json::read<TokenInput>(request.body);
                              if (!input.ok()) return http::problem(input.refusal(), request.scope);
                              if (access.session.kind == store::k_token)
                                return http::problem(refuse(ErrorCode::forbidden), request.scope);
                              if (input->until > request.now + days(k_longest_token_days))
                                return http::problem(too_long(), request.scope);
                              const auto token = make_token(room, request.scope.account, input->purpose, input->until,
                                                            actor_of(request));
                              if (!token.ok()) return http::problem(token.refusal(), request.scope);
                              return answer(Result<TokenIssued>(TokenIssued{*token}), request, 201);
                            }));
  issue.in = http::schema_of<TokenInput>();
  issue.out = http::schema_of<TokenIssued>();
  routes.raw(std::move(issue));
  routes.raw(route(Method::del, "/session/tokens/{id}", Permission::signed_in, "撤销接口令牌", "Revoke a token",
                   [&room](Request& request) {
                     const auto id = parse_id(request.param("id"));
                     if (!id.ok()) return http::problem(id.refusal(), request.scope);
                     return answer(revoke_token(room, request.scope.account, *id, actor_of(request)), request);
                   }));
}

// --- the role switcher: only a synthetic district, only from this machine, not through a proxy on it ---

struct DemoRole {
  std::string account, name, duty, duty_zh, duty_en, unit, unit_zh, unit_en;
  Level level = Level::district;
};
BOOST_DESCRIBE_STRUCT(DemoRole, (), (account, name, duty, duty_zh, duty_en, unit, unit_zh, unit_en, level))

struct DemoRoles {
  std::vector<DemoRole> items;
};
BOOST_DESCRIBE_STRUCT(DemoRoles, (), (items))

struct DemoInput {
  std::string account;
};
BOOST_DESCRIBE_STRUCT(DemoInput, (), (account))

bool may_switch(OrgRoom& room, const Request& request) {
  static constexpr std::string_view k_proxy_headers[] = {"forwarded", "x-forwarded-for", "x-real-ip", "via"};
  const bool proxied = std::any_of(std::begin(k_proxy_headers), std::end(k_proxy_headers),
                                   [&](std::string_view name) { return !request.header(name).empty(); });
  return request.loopback && !proxied && room.is_demo(request.now);
}

// One account for each duty and level, in the order of the duties: the one of the first unit that has any, so that town,
// community and grid belong together; of the district's level one for each unit, for every department has a desk of its own.
// An administrator with a secret of their own is not among them.
DemoRoles demo_roles(OrgRoom& room, Instant now) {
  const auto current = room.snapshot(now);
  const Snapshot& snapshot = *current;
  std::vector<const Post*> posts;
  room.database().run_read([&](db::Tx& tx) {
    posts.clear();
    for (const Post& post : snapshot.posts()) {
      if (!in_effect(post, now) || !snapshot.account_of(post.person)) continue;
      if (is_administrator(post.duty)) {
        const auto account = store::find_account_of(tx, post.person);
        if (!account || !account->secret_hash.empty()) continue;
      }
      posts.push_back(&post);
    }
  });
  // Departments before the office, which hires few for what they do.
  const auto rank = [&](const Post* post) {
    const UnitInfo* unit = snapshot.unit(post->unit);
    return std::pair(unit && unit->kind == "office", std::string_view(post->unit));
  };
  std::stable_sort(posts.begin(), posts.end(), [&](const Post* a, const Post* b) { return rank(a) < rank(b); });
  DemoRoles roles;
  for (const DutyInfo& duty : snapshot.duties()) {
    std::vector<std::pair<Level, std::string>> seen;
    for (const Post* post : posts) {
      if (post->duty != duty.key) continue;
      const UnitInfo* unit = snapshot.unit(post->unit);
      const Level level = duty.by_area || !unit ? level_of(post->areas.front()) : level_of(unit->area_code);
      const std::pair<Level, std::string> desk{level, level == Level::district ? post->unit : ""};
      if (std::find(seen.begin(), seen.end(), desk) != seen.end()) continue;
      seen.push_back(desk);
      const auto* account = snapshot.account_of(post->person);
      const Words unit_name = snapshot.unit_name(post->unit);
      roles.items.push_back({account->name, snapshot.person_name(post->person), duty.key, duty.name_zh, duty.name_en,
                             post->unit, unit_name.zh, unit_name.en, level});
    }
  }
  return roles;
}

void add_demo_routes(OrgRoom& room, http::Routes& routes) {
  routes.query<DemoRoles>("/api/v1/org/demo-roles", Permission::open_to_all, "演示角色", "Roles of the demonstration",
                          [&room](const Request& request) -> Result<DemoRoles> {
                            if (!may_switch(room, request)) return refuse(ErrorCode::not_found);
                            return demo_roles(room, request.now);
                          });
  http::Route sign = route(Method::post, "/org/demo-session", Permission::open_to_all, "切换演示角色",
                           "Switch the demonstration's role", [&room](Request& request) {
                             if (!may_switch(room, request))
                               return http::problem(refuse(ErrorCode::not_found), request.scope);
                             const auto input = json::read<DemoInput>(request.body);
                             if (!input.ok()) return http::problem(input.refusal(), request.scope);
                             const auto signed_in = sign_in_demo(room, input->account, caller_of(request));
                             return signed_in.ok() ? signed_in_response(*signed_in, request)
                                                   : http::problem(signed_in.refusal(), request.scope);
                           });
  sign.in = http::schema_of<DemoInput>();
  sign.out = http::schema_of<SignInView>();
  routes.raw(std::move(sign));
}

}  // namespace

void add_session_routes(OrgRoom& room, http::Routes& routes) {
  add_sign_in_routes(room, routes);
  add_password_routes(room, routes);
  add_totp_routes(room, routes);
  add_token_routes(room, routes);
  add_demo_routes(room, routes);
}

void OrgRoom::add_routes(http::Routes& routes) {
  add_session_routes(*this, routes);
  add_people_routes(*this, routes);
  add_duty_routes(*this, routes);
  add_audit_routes(*this, routes);
}

}  // namespace tiange::org
