// What happens in another one's area changes no answer anywhere in the rooms of the registers, and what masks hide changes
// no answer of a list, a search, a count or a sort: the whole table of routes is asked before and after.
#include "app/probe/scope_walk.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/registering/register_home.h"
#include "app/seed.h"
#include "base/codes.h"
#include "base/text.h"
#include "platform/db/test_db.h"
#include "platform/observe/log.h"

namespace tiange::app::probe {
namespace {

using registers::Kind;
using registers::SourceRecord;

class SetClock final : public Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment = local_instant(make_date(2026, 11, 18), hours(10).us);
};

std::string card(const std::string& birth, int number, const std::string& area = "440604") {
  const std::string first = area + birth + std::to_string(number);
  return first + codes::citizen_check(first);
}
// Another number that looks the same behind its mask: of another area, with the same last four.
std::string twin_of(const std::string& number) {
  for (int area = 100; area < 700; ++area) {
    const std::string twin = card(number.substr(6, 8), std::stoi(number.substr(14, 3)), "440" + std::to_string(area));
    if (twin.back() == number.back() && twin != number) return twin;
  }
  throw std::logic_error("no twin");
}

// A place of the district and the areas it lies in.
struct Spot {
  std::string address, grid, lng, lat;
  std::string community() const { return grid.substr(0, 12); }
  std::string town() const { return grid.substr(0, 9); }
};

class World {
 public:
  explicit World(const std::string& url) {
    folder_ = std::filesystem::temp_directory_path() / ("tiange-walk-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    observe::open_log({.path = (folder_ / "tiange.log").string(), .level = observe::Level::warn});
    settings_.data = folder_.string();
    settings_.db = url;
    settings_.port = 0;
    settings_.demo = true;
    SeedPlan plan;
    plan.scale = 0;
    plan.days = 30;
    district_ = std::make_unique<District>(settings_, clock_, false);
    seed_district(*district_, plan, [](auto, auto, double) {});
    find_spots();
  }
  ~World() {
    district_.reset();
    std::filesystem::remove_all(folder_);
  }

  // Everything is permitted there, nothing elsewhere. `never`: what this one may not all the same.
  static Scope everything_in(const std::string& area, std::initializer_list<Permission> never = {}) {
    Scope scope = system_scope(area);
    scope.account = AccountId{7'000'000'000 + static_cast<std::int64_t>(std::hash<std::string>{}(area) % 1000)};
    scope.person = PersonId{scope.account.value};
    scope.name = "试";
    for (const Permission one : never) scope.permissions.reset(static_cast<std::size_t>(one));
    return scope;
  }

  void later() { clock_.moment = clock_.moment + seconds(60); }
  void absorb(const std::vector<SourceRecord>& records) {
    later();
    const auto kept = district_->db().write(system_scope(), [&](db::Tx& tx) { return subjects().absorb(tx, records, clock_.now()); });
    ASSERT_TRUE(kept.ok()) << kept.refusal().en << (kept.refusal().fields.empty() ? "" : kept.refusal().fields[0].en);
  }
  std::string ref(const std::string& source, const std::string& key) {
    std::string found;
    district_->db().run_read([&](db::Tx& tx) {
      const auto record = subjects().record(tx, source, key);
      if (record) found = record->subject.text();
    });
    EXPECT_FALSE(found.empty()) << source << "/" << key;
    return found;
  }
  // A command of the route table; what it answers must not be a refusal.
  std::string post(const Scope& scope, const std::string& pattern, const std::string& body) {
    for (const http::Route& route : district_->routes().all()) {
      if (route.method != http::Method::post || route.pattern != pattern) continue;
      http::Request request;
      request.method = http::Method::post;
      request.path = pattern;
      request.scope = scope;
      request.signed_in = true;
      request.request_id = "walk";
      request.now = clock_.now();
      request.body = body;
      const http::Response response = route.handle(request);
      EXPECT_LT(response.status, 300) << pattern << " " << response.body;
      const auto value = json::parse(response.body);
      return value.ok() ? value->text_or("id") : "";
    }
    ADD_FAILURE() << "no route " << pattern;
    return "";
  }
  void run_compare() {
    const auto ran = district_->registers().compare().run_now("test", clock_.now());
    ASSERT_TRUE(ran.ok()) << ran.refusal().en;
  }
  Answers walk(const Scope& scope, const WalkPlan& plan) { return walk_as(*district_, scope, plan); }
  registers::Subjects& subjects() { return district_->registers().subjects(); }

  Spot here, there;  // in two towns

 private:
  void find_spots() {
    const auto map = district_->places().map();
    for (const places::PlaceName& name : map->finder().names()) {
      if (name.kind != "address") continue;
      Spot spot{name.name, name.grid_code, "", ""};
      json::append_number(spot.lng, name.lng);
      json::append_number(spot.lat, name.lat);
      if (here.grid.empty()) here = spot;
      if (spot.town() == here.town()) continue;
      there = spot;
      return;
    }
    FAIL() << "no two towns";
  }

  std::filesystem::path folder_;
  SetClock clock_;
  settings::Settings settings_;
  std::unique_ptr<District> district_;
};

const std::vector<std::string> k_rooms{"/api/v1/registers", "/api/v1/exchange", "/api/v1/org/masks", "/api/v1/spaces", "/api/v1/ledgers"};
// Lists that grow by the walk itself: searches, uses of ledgers, runs over the whole register.
const std::vector<std::string> k_of_the_walk{"/api/v1/registers/find/looks", "/api/v1/ledgers/uses", "/api/v1/registers/compare/runs"};

std::vector<SourceRecord> family_of(const Spot& spot, const std::string& mark, const std::string& phone, const std::string& number,
                                    const std::string& name) {
  const Instant seen = local_instant(make_date(2026, 11, 1), 0);
  const std::string home = spot.address + "9幢901室";
  return {
      {"police", mark + "P", Kind::person,
       {{"name", name}, {"id_card", number}, {"born", "1938-03-05"}, {"sex", "2"}, {"phone", phone}, {"live_address", home}, {"hukou_address", home}},
       seen, "walk/1", false},
      // Another phone, and an allowance that ought to be looked at: a conflict and food for the rules.
      {"grid", mark + "G", Kind::person, {{"name", name}, {"id_card", number}, {"phone", "14055550199"}, {"live_address", home}}, seen + days(3), "walk/2", false},
      {"police", mark + "H", Kind::household, {{"number", mark + "户"}, {"head", number}, {"address", home}}, seen, "walk/3", false},
      {"market", mark + "F", Kind::firm, {{"name", "佛山市" + name + "陶瓷有限公司"}, {"legal_person", name}, {"phone", phone}, {"address", home}}, seen, "walk/4", false},
      {"housing", mark + "R", Kind::house, {{"address", home}, {"owner", number}, {"use", "1"}, {"rented", "1"}}, seen, "walk/5", false},
      {"grid", mark + "S", Kind::facility, {{"code", mark + "设"}, {"name", name + "路灯"}, {"address", spot.address}}, seen, "walk/6", false}};
}

void for_each_world(const std::function<void(World&)>& body) {
  db::for_each_url([&](const std::string& url) {
    World world(url);
    body(world);
  });
}

TEST(ScopeWalk, WhatHappensElsewhereChangesNoAnswer) {
  for_each_world([](World& world) {
    const std::string number = card("19380305", 477);
    const std::string phone = "14099990188";
    world.absorb(family_of(world.here, "HIER", "14011110122", card("19500101", 312), "冼一舟"));
    WalkPlan plan;
    plan.rooms = k_rooms;
    plan.skip = k_of_the_walk;
    const std::vector<std::string> areas{"440604", world.there.town(), world.there.community(), world.there.grid, "4"};
    for (const char* name : {"area", "near", "village", "grid", "town", "community", "place", "unit", "above", "code"}) plan.values[name] = areas;
    const std::vector<std::string> words{"濮阳长庚", "濮阳", "puyang", phone, number, number.substr(0, 14), "DORT", "DORT户", world.there.address, "<person>"};
    for (const char* name : {"q", "key", "name", "record", "text"}) plan.values[name] = words;
    plan.values["record"] = {"police/DORTP", "grid/DORTG"};
    plan.values["after"] = plan.values["before"] = {world.there.grid + ".0", world.there.grid + "|", "0", "9000000000000000000"};
    plan.values["lng"] = {world.there.lng};
    plan.values["lat"] = {world.there.lat};
    plan.values["subject"] = plan.values["ref"] = plan.values["id"] = {"<person>", "<house>", "<firm>"};
    plan.values["kind"] = {"person", "household", "firm", "house", "facility", "residents"};
    plan.values["state"] = {"open", "asked", "answered", "ended", "same"};
    plan.values["desk"] = {"mine", "all"};
    plan.values["format"] = {"csv"};
    plan.values["reveal"] = {"核实"};
    plan.values["as_of"] = {"2026-11-10"};
    plan.values["day"] = {"2026-11-18"};
    plan.values["limit"] = {"1", "200"};
    plan.values[""] = {"all", "1"};
    for (const char* slot : {"<person>", "<house>", "<firm>", "<household>", "<facility>", "<match>", "<shape>", "<order>", "<sight>"})
      plan.slots[slot] = "70000000000000000" + std::to_string(10 + plan.slots.size());
    // Whoever keeps the storage of the house sees how full it is.
    const Scope mine = World::everything_in(world.here.community(), {Permission::spaces_manage});
    const Scope theirs = World::everything_in(world.there.town());
    world.run_compare();
    (void)world.walk(mine, plan);  // what a first question makes is made
    const Answers before = world.walk(mine, plan);
    const Answers seen_before = world.walk(theirs, plan);
    ASSERT_GT(before.size(), 500u);

    world.absorb(family_of(world.there, "DORT", phone, number, "濮阳长庚"));
    plan.slots["<person>"] = world.ref("police", "DORTP");
    plan.slots["<household>"] = world.ref("police", "DORTH");
    plan.slots["<firm>"] = world.ref("market", "DORTF");
    plan.slots["<house>"] = world.ref("housing", "DORTR");
    plan.slots["<facility>"] = world.ref("grid", "DORTS");
    world.run_compare();
    plan.slots["<order>"] = world.post(theirs, "/api/v1/registers/proposals",
                                       R"({"subject": ")" + plan.slots["<person>"] + R"(", "field": "phone", "value": "14055550200", "text": "本人来电"})");
    plan.slots["<sight>"] = world.post(theirs, "/api/v1/org/masks/unmasks",
                                       R"({"subject": ")" + plan.slots["<person>"] + R"(", "purpose": "case", "ticket": "1", "reason": "核实", "minutes": 10})");
    world.post(theirs, "/api/v1/spaces/open", R"({"id_card": ")" + number + R"(", "name": "濮阳长庚", "consents": true})");

    for (const std::string& one : differences(before, world.walk(mine, plan))) ADD_FAILURE() << one;
    WalkPlan runs = plan;
    runs.rooms = {"/api/v1/registers/compare/runs"};
    runs.skip.clear();
    for (const auto& [question, answer] : world.walk(mine, runs)) EXPECT_FALSE(text::contains(answer, "\"subjects\":1")) << question << answer;
    const auto shown = differences(seen_before, world.walk(theirs, plan));
    EXPECT_GT(shown.size(), 40u) << "whoever is there sees them: the walk would tell";
  });
}

TEST(ScopeWalk, WhatMasksHideChangesNoList) {
  for_each_world([](World& world) {
    WalkPlan plan;
    plan.rooms = k_rooms;
    plan.skip = k_of_the_walk;
    plan.things = false;
    // The same to look at with masks, other digits and another given name behind them.
    const std::string one = card("19380305", 477), two = twin_of(one);
    const std::string phone = "14099990188", other = "14072340188";
    for (const char* name : {"area", "near", "village", "grid", "town", "community", "place"}) plan.values[name] = {world.here.community()};
    plan.values["q"] = plan.values["name"] = plan.values["text"] = {phone.substr(3, 4), other.substr(3, 4), phone.substr(0, 7), other.substr(0, 7),
                                                                 phone.substr(7),    one.substr(14),     two.substr(14),     one.substr(0, 15),
                                                                 two.substr(0, 15),  "长庚",             "怀瑾",             "濮阳长",
                                                                 "濮阳怀",           "changgeng",        "huaijin",          "濮阳"};
    plan.values["sort"] = plan.values["order"] = {"name", "phone", "id_card", "born", "age", "-phone", "desc"};
    plan.values["kind"] = {"person", "household", "residents"};
    plan.values["desk"] = {"mine", "all"};
    plan.values["format"] = {"csv"};
    plan.values["age_from"] = {"85", "88"};
    plan.values["age_to"] = {"89"};
    plan.values["limit"] = {"1", "200"};
    plan.values["after"] = plan.values["before"] = {"0"};
    plan.values[""] = {"all", "1"};
    const Scope reader = World::everything_in(world.here.community(), {Permission::registers_unmask, Permission::masks_approve});
    const auto alone = [&](const std::string& phone_number, const std::string& number, const std::string& name) {
      auto records = family_of(world.here, "ALT", phone_number, number, name);
      records.resize(1);  // what is not masked is somebody else's
      return records;
    };
    world.absorb(alone(phone, one, "濮阳长庚"));
    world.absorb(family_of(world.here, "NEU", "14011110122", card("19500101", 312), "冼一舟"));
    world.run_compare();
    (void)world.walk(reader, plan);
    const Answers before = world.walk(reader, plan);
    ASSERT_GT(before.size(), 200u);
    auto changed = alone(other, two, "濮阳怀瑾");
    changed.front().observed = changed.front().observed + days(5);
    world.absorb(changed);
    world.run_compare();
    for (const std::string& line : differences(before, world.walk(reader, plan))) ADD_FAILURE() << line;
    const Scope trusted = World::everything_in(world.here.community());
    plan.values["q"] = {"怀瑾"};
    bool found = false;
    for (const auto& [question, answer] : world.walk(trusted, plan)) found = found || (text::contains(question, "q=怀瑾") && text::contains(answer, "濮阳"));
    EXPECT_TRUE(found) << "whoever may see them finds them by it: the walk would tell";
  });
}

}  // namespace
}  // namespace tiange::app::probe
