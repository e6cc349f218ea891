#pragma once
// For tests of the room: a district with case_life and dispatch in effect, a host that knows a few facts, and people.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/calendar.h"
#include "city/flows/definitions/definition_room.h"
#include "platform/db/test_db.h"

namespace tiange::flows {

inline std::string data_file(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class TestClock final : public Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment{1'795'000'000'000'000};
};

class PlainTrialHost final : public TrialHost {
 public:
  feel::Value asked(std::string_view, const feel::Value& variables) override {
    feel::ContextBuilder all;
    for (const feel::Entry& entry : variables.as_context().entries) all.set(entry.name, entry.value);
    if (!level_.empty()) all.set("from_level", feel::Value::string(level_));
    if (!variables.find("department_unit")) all.set("department_unit", feel::Value::string("440604010-CG"));
    return all.build();
  }
  void timer_fired(std::string_view element, const feel::Value& variables) override {
    if (element != "climb") return;
    const feel::Value* level = variables.find("level");
    level_ = level && level->is(feel::Kind::string) && level->as_string() == "grid" ? "village" : "department";
  }
  Result<Instant> limit_due(std::string_view limit, Instant from) override {
    TIANGE_TRY(const Limit parsed, parse_limit(limit));
    return WorkCalendar().add(parsed, from);
  }

 private:
  std::string level_;
};

class PlainHome : public ProcessHome {
 public:
  std::vector<Fact> facts() const override {
    std::vector<Fact> facts;
    for (const char* name : {"severity", "trifle", "item_class", "grid", "community", "town", "from_level", "department_unit"})
      facts.push_back({name, "string", name, name, {}});
    return facts;
  }
  std::vector<ServiceName> services() const override { return {}; }
  bool knows_duty(std::string_view duty) const override { return duty != "nobody"; }
  std::unique_ptr<TrialHost> trial(std::string_view, Instant) const override { return std::make_unique<PlainTrialHost>(); }
  Words words_of(std::string_view, std::string_view value) const override { return {std::string(value), std::string(value)}; }
  Words area_words(std::string_view area) const override {
    return area.empty() ? Words{"全区", "the whole district"} : Words{std::string(area), std::string(area)};
  }
  bool knows_area(std::string_view area) const override { return area.starts_with("440604"); }
};

inline std::vector<db::Migration> kit_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {migrations(), definition_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

struct DefinitionWorld {
  explicit DefinitionWorld(db::Db& database)
      : db(database), room({db, ids, flows, home, recorder(), true}) {
    const Outcome ready = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(flows.deploy(tx, {DefinitionKind::dmn, "dispatch", data_file("decisions/dispatch.dmn"), {}}, {}, clock.now()));
      TIANGE_CHECK_OK(flows.deploy(tx, {DefinitionKind::bpmn, "case_life", data_file("processes/case_life.bpmn"), {}}, {}, clock.now()));
      return done();
    });
    EXPECT_TRUE(ready.ok());
  }

  http::Recorder recorder() {
    return [this](db::Tx&, const http::Request&, const std::string& kind, const std::string&, const Words& words) {
      audit.push_back(kind + " " + words.zh);
    };
  }
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  template <class F>
  auto read(F&& fn) {
    std::optional<decltype(fn(std::declval<db::Tx&>()))> result;
    db.run_read([&](db::Tx& tx) { result.emplace(fn(tx)); });
    return std::move(*result);
  }
  http::Request request(std::int64_t person, const std::string& name, std::initializer_list<Permission> permissions) {
    http::Request request;
    request.scope.person = {person};
    request.scope.name = name;
    request.scope.areas = {"440604"};
    request.signed_in = true;
    request.now = clock.now();
    for (const Permission one : permissions) request.scope.permissions.set(static_cast<std::size_t>(one));
    return request;
  }
  http::Request writer() {
    return request(1, "办公室小周", {Permission::flows_view, Permission::flows_edit, Permission::cases_view});
  }
  http::Request steward() {
    return request(2, "数据管理员老吴",
                   {Permission::flows_view, Permission::flows_edit, Permission::flows_publish, Permission::cases_view});
  }

  Draft open(const DraftIn& in) {
    auto made = write([&](db::Tx& tx) { return room.open(tx, writer(), in); });
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.refusal().en);
    return made.ok() ? *made : Draft{};
  }
  Result<Draft> save(const http::Request& by, DraftId id, std::int64_t revision, const std::string& content) {
    return write([&](db::Tx& tx) { return room.save(tx, by, id, {revision, content, {}}); });
  }
  Result<Draft> act(const http::Request& by, DraftId id, DraftAct act, const std::string& text = "") {
    return write([&](db::Tx& tx) { return room.act(tx, by, id, act, {text}); });
  }
  Result<ReleaseView> release(DraftId id, const std::string& area = "", std::optional<Instant> effective = {}) {
    return write([&](db::Tx& tx) { return room.release_draft(tx, steward(), id, {area, effective, ""}); });
  }
  Checked check(DefinitionKind kind, const std::string& key, const std::string& content) {
    return read([&](db::Tx& tx) { return room.check(tx, kind, key, content, clock.now()); });
  }
  TestCase add_test(DefinitionKind kind, const std::string& key, const std::string& name, const std::string& spec) {
    auto made = write([&](db::Tx& tx) { return room.add_test(tx, writer(), {kind, key, name, *json::parse(spec), 0}); });
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.refusal().en + " " + made.refusal().fields.front().path);
    return made.ok() ? *made : TestCase{};
  }

  db::Db& db;
  TestClock clock;
  IdSource ids{1};
  Flows flows{ids};
  PlainHome home;
  std::vector<std::string> audit;
  DefinitionRoom room;
};

inline void for_each_definition_world(const std::function<void(DefinitionWorld&)>& body) {
  db::for_each_backend(kit_migrations(), [&](db::Db& db) {
    DefinitionWorld world(db);
    body(world);
  });
}

}  // namespace tiange::flows
