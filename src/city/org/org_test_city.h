#pragma once
// For tests of the room: a small town with staff in it, and browsers that talk to the room's routes without a network.

#include <gtest/gtest.h>

#include "base/text.h"
#include "city/org/org_service.h"
#include "platform/db/test_db.h"
#include "platform/http/request_keys.h"
#include "platform/http/router.h"

namespace tiange::org {

inline std::vector<db::Migration> test_migrations() {
  std::vector<db::Migration> all(migrations().begin(), migrations().end());
  const auto more = http::http_migrations();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

struct Answer {
  int status = 0;
  json::Value body;
  std::string text;

  std::string at(std::string_view path) const {  // "items.0.name"
    const json::Value* value = &body;
    for (const std::string_view step : text::split(path, '.')) {
      if (value->is_array()) {
        const auto index = static_cast<std::size_t>(text::to_int(step).value_or(-1));
        if (index >= value->as_array().size()) return "(absent)";
        value = &value->as_array()[index];
      } else {
        value = value->is_object() ? value->find(step) : nullptr;
        if (!value) return "(absent)";
      }
    }
    return value->is_string() ? value->as_string() : json::write(*value);
  }
  std::size_t items() const {
    const json::Value* list = body.find("items");
    return list ? list->as_array().size() : 0;
  }
  bool lists(std::string_view member, std::string_view value) const {
    const json::Value* list = body.find("items");
    return list && std::any_of(list->as_array().begin(), list->as_array().end(),
                               [&](const json::Value& item) { return item.text_or(member) == value; });
  }
};

struct Browser {
  std::string token;
  std::string csrf;
  std::string command;  // acted by
  bool loopback = false;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Shiwan (440604010) with the community 001 and its three grids, Zhangcha (440604011) with one officer.
class TestCity {
 public:
  explicit TestCity(db::Db& db) : db(db), ids(1), room(db, ids, options()), routes(db) {
    room.add_routes(routes);
    router.emplace(routes.all());
  }

  static Options options() {
    Options options;
    options.sealer = std::make_shared<crypto::Sealer>(std::string(32, 'k'));
    options.area_name = [](std::string_view code) -> std::optional<Words> {
      if (code == "440604010001001") return Words{"澜石社区第一网格", "Lanshi grid 1"};
      if (code.starts_with("440604010") && code.size() < 15) return Words{"石湾", "Shiwan"};
      return std::nullopt;
    };
    return options;
  }

  void found() {
    write([&](db::Tx& tx) { room.seed(tx, TIANGE_SOURCE_DIR "/data", now).value(); });
    Batch batch;
    const auto person = [&](std::string name, std::string unit, std::string duty, std::vector<std::string> areas = {}) {
      NewPerson p;
      p.id = ids.next_as<PersonTag>(now);
      p.account_id = ids.next_as<AccountTag>(now);
      p.name = name;
      p.phone = "13800000000";
      p.account = duty + std::to_string(batch.people.size());
      p.unit = unit;
      p.posts.push_back({ids.next_as<PostTag>(now), unit, duty, std::move(areas)});
      people[name] = p;
      batch.people.push_back(std::move(p));
    };
    person("陈一", "440604010001-ZZ", "officer", {"440604010001001", "440604010001002"});
    person("李二", "440604010001-ZZ", "officer", {"440604010001003"});
    person("王站长", "440604010001-ZZ", "station_head");
    person("赵调度", "440604010-ZX", "town_command");
    person("钱管理", "440604010-ZX", "town_admin");
    person("孙派遣", "440604-ZX", "dispatcher");
    person("周城管", "440604010-CG", "handler");
    person("张槎格员", "440604011001-ZZ", "officer", {"440604011001001"});
    batch.rosters = {{"440604010001001", people["李二"].id}, {"440604010001002", {}}, {"440604010001003", {}}};
    write([&](db::Tx& tx) { room.load(tx, batch, now); });
  }

  template <class F>
  void write(F&& act) {
    db.run_write(system_scope(), [&](db::Tx& tx) {
      act(tx);
      return true;
    });
  }

  Answer ask(Browser& browser, std::string_view method, std::string_view target, const std::string& body = "") {
    http::Request request;
    request.method = *http::method_from(method);
    request.now = now;
    request.remote = "10.0.0.9";
    request.request_id = "r" + std::to_string(++requests);
    request.loopback = browser.loopback;
    request.body = body;
    request.headers = browser.headers;
    if (!browser.token.empty()) request.headers.emplace_back("cookie", "tiange_session=" + browser.token + (browser.command.empty() ? "" : "; tiange_command=" + browser.command));
    if (!browser.csrf.empty()) request.headers.emplace_back("x-tiange-csrf", browser.csrf);
    const auto question = target.find('?');
    request.path = "/api/v1" + std::string(target.substr(0, question));
    if (question != std::string_view::npos) {
      for (const std::string_view pair : text::split(target.substr(question + 1), '&')) {
        const auto equals = pair.find('=');
        request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
      }
    }
    return answer(browser, request, method);
  }

  // With the password set by `set_password`.
  Browser sign_in(const std::string& account, const std::string& password = "Right-Horse-9") {
    Browser browser;
    const Answer answer = ask(browser, "POST", "/session", R"({"account":")" + account + R"(","password":")" + password + "\"}");
    EXPECT_EQ(answer.status, 200) << account << " " << answer.text;
    return browser;
  }

  Browser as(const std::string& name) {
    set_password(people.at(name).account_id);
    return sign_in(people.at(name).account);
  }

  void set_password(AccountId account, const std::string& password = "Right-Horse-9") {
    const std::string hash = crypto::hash_password(password, {1, 8192});
    write([&](db::Tx& tx) {
      store::set_secret(tx, account, hash, false, now, Instant{});
      room.changed(tx, store::Changed::sessions);
    });
  }

  // The three administrators, signed in with passwords of their own.
  std::map<std::string, Browser> administrators() {
    std::map<std::string, Browser> browsers;
    const auto secrets = room.first_start("440604", now).value();
    for (const IssuedSecret& issued : secrets) {
      set_password(room.account_named(issued.account).value());
      browsers[issued.account] = sign_in(issued.account);
    }
    return browsers;
  }

  Scope scope(const std::string& name) { return room.scope_of(people.at(name).account_id, now).value(); }
  std::vector<std::string> holders(const std::string& queue) {
    std::vector<std::string> names;
    const auto directory = room.directory(now);
    for (const Holder& holder : directory->holders(queue, now)) names.push_back(holder.name);
    return names;
  }

  db::Db& db;
  IdSource ids;
  OrgRoom room;
  http::Routes routes;
  std::optional<http::Router> router;
  std::map<std::string, NewPerson> people;
  Instant now{1'795'000'000'000'000};
  int requests = 0;

 private:
  Answer answer(Browser& browser, http::Request& request, std::string_view method) {
    std::vector<std::string> segments;
    for (const std::string_view segment : text::split(std::string_view(request.path).substr(1), '/')) segments.emplace_back(segment);
    const auto match = router->find(method, segments);
    EXPECT_TRUE(match.route) << request.path;
    request.params = match.params;
    http::Response response = respond(*match.route, request);
    if (response.stream) response.stream([&](std::string_view piece) { response.body += piece; return true; });
    for (const auto& [name, value] : response.headers) {
      if (name != "Set-Cookie") continue;
      const auto equals = value.find('=');
      const std::string content = value.substr(equals + 1, value.find(';') - equals - 1);
      (value.starts_with("tiange_session") ? browser.token : browser.csrf) = content;
    }
    return {response.status, json::parse(response.body).value_or({}), response.body};
  }

  // What the server does before a handler runs.
  http::Response respond(const http::Route& route, http::Request& request) {
    const Outcome known = room.authenticate(request);
    if (!known.ok()) {
      if (route.permission != Permission::open_to_all) return http::problem(known.refusal(), request.scope);
      request.scope = Scope{};
      request.signed_in = false;
    }
    if (route.permission != Permission::open_to_all && !request.signed_in)
      return http::problem(refuse(ErrorCode::not_signed_in), request.scope);
    if (route.permission != Permission::open_to_all && !request.scope.may(route.permission))
      return http::problem(refuse(ErrorCode::forbidden), request.scope);
    return route.handle(request);
  }
};

inline void in_each_city(const std::function<void(TestCity&)>& test) {
  db::for_each_backend(test_migrations(), [&](db::Db& db) {
    TestCity city(db);
    city.found();
    test(city);
  });
}

}  // namespace tiange::org
