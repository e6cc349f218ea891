#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "base/digest.h"
#include "city/services/applying_rules.h"
#include "city/services/service_store.h"
#include "city/services/services.h"
#include "platform/db/test_db.h"

namespace tiange::services {
namespace {

const Instant k_now = local_instant(make_date(2026, 3, 4), 10 * 3600);  // a Wednesday
const WorkCalendar k_calendar;

Matter matter() {
  Matter m;
  m.key = "residence_permit";
  m.zh = "居住证申领";
  m.en = "Residence permit";
  m.unit = "440604-GA";
  m.law = "居住证暂行条例";
  m.statutory_days = 10;
  m.promised_days = 4;
  m.form = {{"name", "姓名", "Name", "name", AskType::text, {}, true}, {"since", "来本区日期", "Here since", "", AskType::date, {}, true}};
  m.materials = {{"id", "身份证", "Card", "", "", {{HeldKind::field, "id_card", {}, 0}}, true},
                 {"low", "低保证明", "Low income", "", "", {{HeldKind::field, "low_income", {"1"}, 0}, {HeldKind::certificate, "low_income", {}, 0}}, true},
                 {"lease", "租赁合同", "Lease", "", "", {{HeldKind::file, "premises", {}, 365}}, true},
                 {"more", "其他", "Other", "", "", {}, false}};
  return m;
}

Holdings holdings() {
  Holdings h;
  h.fields["name"] = {"陈小明", "陈小明", "陈小明", "公安", "police", k_now - days(30), 0};
  h.fields["id_card"] = {"440604199001011233", "", "", "公安", "police", k_now - days(30), 0};
  return h;
}

Application application() {
  Application a;
  a.id = 7;
  a.subject = 5;
  a.matter = "residence_permit";
  a.edition = 1;
  a.statutory_days = 10;
  a.promised_days = 4;
  return a;
}

const std::vector<GivenLine> k_lines = {{"since", "2025-01-02"}};
const HeldFile k_file{"11", "contract.pdf", "abc", k_now};

TEST(Holding, WhatTheRegisterSaysIsNotAsked) {
  const Matter m = matter();
  Holdings h = holdings();
  EXPECT_TRUE(held_material(m.materials[0], h, k_now)) << "a value is enough";
  EXPECT_FALSE(held_material(m.materials[1], h, k_now));
  h.fields["low_income"] = {"0", "", "", "民政", "civil", k_now, 365};
  EXPECT_FALSE(held_material(m.materials[1], h, k_now)) << "the register says no";
  h.fields["low_income"].value = "1";
  EXPECT_EQ(held_material(m.materials[1], h, k_now)->source_zh, "民政");
  h.fields["low_income"].observed = k_now - days(366);
  EXPECT_FALSE(held_material(m.materials[1], h, k_now)) << "too old to count";
  h.certificates["low_income"] = {"低保证明", "Low income", k_now};
  EXPECT_EQ(held_material(m.materials[1], h, k_now)->from, "certificate");
  EXPECT_FALSE(held_material(m.materials[2], h, k_now));
  h.files["premises"] = k_file;
  EXPECT_EQ(held_material(m.materials[2], h, k_now)->file, "11");
  EXPECT_FALSE(held_material(m.materials[2], h, k_now + days(366))) << "a file ages as the matter says";
  EXPECT_FALSE(held_material(m.materials[3], h, k_now)) << "nobody holds what has no place";
}

TEST(Filling, AsksForTheRestAlone) {
  const Matter m = matter();
  Application a = application();
  const Outcome nothing = fill(a, m, holdings(), {}, {}, k_now);
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.refusal().code, ErrorCode::service_missing);
  std::set<std::string> paths;
  for (const FieldError& one : nothing.refusal().fields) paths.insert(one.path);
  EXPECT_EQ(paths, (std::set<std::string>{"form.since", "files.low", "files.lease"}));
  ASSERT_TRUE(fill(a, m, holdings(), k_lines, {{"low", k_file}, {"lease", k_file}}, k_now).ok());
  EXPECT_EQ(a.burden, 4);
  EXPECT_EQ(a.held, 1);
  EXPECT_EQ(a.given, 2);
  EXPECT_EQ(a.form[0].from, "register");
  EXPECT_EQ(a.form[0].value, "陈小明");
}

TEST(Filling, AnotherValueIsShownBesideWhatTheRegisterSays) {
  Application a = application();
  ASSERT_TRUE(fill(a, matter(), holdings(), {{"name", "陈晓明"}, {"since", "2025-01-02"}}, {{"low", k_file}, {"lease", k_file}}, k_now).ok());
  EXPECT_EQ(a.form[0].from, "given");
  EXPECT_EQ(a.form[0].value, "陈晓明");
  EXPECT_EQ(a.form[0].held_value, "陈小明");
  const Outcome bad = fill(a, matter(), holdings(), {{"since", "昨天"}}, {{"low", k_file}, {"lease", k_file}}, k_now);
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.refusal().code, ErrorCode::bad_input);
  EXPECT_EQ(bad.refusal().fields[0].path, "form.since");
}

TEST(Filling, WhatIsFrozenChangesWithEveryLetter) {
  Application a = application();
  ASSERT_TRUE(fill(a, matter(), holdings(), k_lines, {{"low", k_file}, {"lease", k_file}}, k_now).ok());
  const std::string digest = digest_of(frozen_text(a), false);
  EXPECT_EQ(digest, digest_of(frozen_text(a), false));
  EXPECT_NE(digest, digest_of(frozen_text(a), true));
  EXPECT_TRUE(digest_of("x", true).starts_with("sm3:"));
  a.form[1].value = "2025-01-03";
  EXPECT_NE(digest, digest_of(frozen_text(a), false));
}

TEST(ForWhom, KindAgeAndRegister) {
  Matter m = matter();
  const Date today = local_date(k_now);
  EXPECT_TRUE(is_for(m, registers::Kind::person, holdings(), today).ok());
  EXPECT_EQ(is_for(m, registers::Kind::firm, holdings(), today).refusal().code, ErrorCode::service_not_for);
  m.from_age = 80;
  Holdings h = holdings();
  h.fields["born"] = {"1946-03-04", "", "", "", "", k_now, 0};
  EXPECT_TRUE(is_for(m, registers::Kind::person, h, today).ok()) << "eighty today";
  EXPECT_FALSE(is_for(m, registers::Kind::person, h, today + -1).ok());
  m.only = {{HeldKind::field, "disability", {}, 0}};
  EXPECT_FALSE(is_for(m, registers::Kind::person, h, today).ok());
}

TEST(Clock, RunsInWorkingDaysAndStandsWhileTheApplicantHasIt) {
  Application a = application();
  const ServiceActor clerk{"李", 3};
  apply(a, submit(a, {"本人", 0}, k_calendar, k_now));
  EXPECT_EQ(lamp_of(a, k_calendar, k_now).colour, "green");
  EXPECT_EQ(lamp_of(a, k_calendar, k_now + days(6)).colour, "amber") << "Tuesday: less than a quarter of five days is left";
  EXPECT_EQ(lamp_of(a, k_calendar, k_now + days(8)).colour, "red");
  const auto asked = ask_more(a, matter(), {"lease"}, "合同缺页", clerk, k_now);
  ASSERT_TRUE(asked.ok());
  apply(a, *asked);
  EXPECT_EQ(lamp_of(a, k_calendar, k_now + days(100)).colour, "paused");
  apply(a, *supplement(a, {"本人", 0}, k_calendar, k_now + days(20)));
  EXPECT_EQ(lamp_of(a, k_calendar, k_now + days(20)).colour, "green") << "taking up begins anew";
  apply(a, *accept(a, clerk, k_calendar, k_now + days(21)));
  const Instant from = k_now + days(21);
  EXPECT_EQ(*a.due, k_calendar.add({4, LimitKind::work_days}, from));
  EXPECT_EQ(*a.statutory_due, k_calendar.add({10, LimitKind::work_days}, from));
  EXPECT_EQ(lamp_of(a, k_calendar, *a.due + minutes(1)).colour, "red");
  EXPECT_EQ(lamp_of(a, k_calendar, *a.statutory_due + minutes(1)).colour, "over");
  apply(a, *finish(a, "已制证", clerk, from));
  EXPECT_EQ(lamp_of(a, k_calendar, from + days(300)).colour, "none");
}

TEST(States, NothingMovesThatMayNot) {
  std::mt19937 random(11);
  const ServiceActor who{"李", 3};
  for (int run = 0; run < 300; ++run) {
    Application a = application();
    apply(a, submit(a, who, k_calendar, k_now));
    for (int step = 0; step < 12; ++step) {
      const ApplicationState before = a.state;
      const int act = static_cast<int>(random() % 6);
      const auto event = act == 0   ? ask_more(a, matter(), {"low"}, "缺", who, k_now)
                         : act == 1 ? supplement(a, who, k_calendar, k_now)
                         : act == 2 ? accept(a, who, k_calendar, k_now)
                         : act == 3 ? finish(a, "好", who, k_now)
                         : act == 4 ? refuse_application(a, "不符合", who, k_now)
                                    : withdraw(a, who, k_now);
      const std::map<ApplicationState, std::set<int>> k_may = {{ApplicationState::submitted, {0, 2, 4, 5}},
                                                               {ApplicationState::supplement, {1, 4, 5}},
                                                               {ApplicationState::accepted, {3, 4, 5}}};
      const auto may = k_may.find(before);
      const bool should = may != k_may.end() && may->second.contains(act);
      ASSERT_EQ(event.ok(), should) << json::enum_name(before) << " " << act;
      if (event.ok()) apply(a, *event);
      else EXPECT_EQ(event.refusal().code, ErrorCode::service_state);
    }
  }
}

TEST(States, ReasonsAreNeededAndMoreIsAskedByName) {
  Application a = application();
  apply(a, submit(a, {"本人", 0}, k_calendar, k_now));
  EXPECT_FALSE(refuse_application(a, "  ", {"李", 3}, k_now).ok());
  EXPECT_FALSE(ask_more(a, matter(), {}, "缺", {"李", 3}, k_now).ok());
  EXPECT_FALSE(ask_more(a, matter(), {"passport"}, "缺", {"李", 3}, k_now).ok());
  EXPECT_TRUE(ask_more(a, matter(), {"since", "lease"}, "缺", {"李", 3}, k_now).ok()) << "lines as well as materials";
}

// The shipped guide: whole, without a key used twice, and large enough to be one.
TEST(Guide, TheShippedMattersAreWhole) {
  const std::string path = std::filesystem::exists("data/services/matters.json") ? "data/services/matters.json" : std::string(TIANGE_SOURCE_DIR) + "/data/services/matters.json";
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  const auto file = json::read<MatterFile>(text.str());
  ASSERT_TRUE(file.ok()) << file.refusal().zh;
  EXPECT_GE(file->matters.size(), 30u);
  std::set<std::string> keys;
  std::size_t firms = 0, spared = 0;
  for (const Matter& one : file->matters) {
    EXPECT_TRUE(keys.insert(one.key).second) << one.key;
    const auto faults = faults_of(one, [](registers::Kind, std::string_view) { return true; }, [](std::string_view unit) { return unit.starts_with("440604-"); });
    EXPECT_TRUE(faults.empty()) << one.key << " " << (faults.empty() ? "" : faults.front().path + faults.front().zh);
    EXPECT_FALSE(one.materials.empty()) << one.key;
    firms += one.kind == registers::Kind::firm;
    for (const MaterialRule& material : one.materials) spared += !material.held.empty();
  }
  EXPECT_GE(firms, 10u);
  EXPECT_GE(spared, 100u) << "materials that may be held";
}

TEST(Guide, FaultsAreTold) {
  Matter m = matter();
  const auto yes = [](registers::Kind, std::string_view) { return true; };
  const auto unit = [](std::string_view) { return true; };
  EXPECT_TRUE(faults_of(m, yes, unit).empty());
  m.promised_days = 11;
  m.materials[1].key = "id";
  m.law.clear();
  EXPECT_EQ(faults_of(m, yes, unit).size(), 3u);
  EXPECT_FALSE(faults_of(matter(), [](registers::Kind, std::string_view f) { return f != "low_income"; }, unit).empty());
}

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {service_migrations(), firms::firm_migrations()}) all.insert(all.end(), room.begin(), room.end());
  return all;  // for_each_backend refuses what breaks the rules of schemas
}

TEST(Store, OneOfAMatterIsUnderWayAndListsStayInside) {
  db::for_each_backend(all_migrations(), [](db::Db& db) {
    Application a = application();
    a.area = "440604010001001";
    a.unit = "440604-GA";
    (void)db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      EXPECT_TRUE(store::begin(tx, a));
      store::add(tx, a);
      Application two = a;
      two.id = 8;
      EXPECT_FALSE(store::begin(tx, two)) << "the same matter twice";
      store::put(tx, {a.subject, 21, 5, "premises", {"21", "a.pdf", "application/pdf", "d1", 9, k_now}});
      store::put(tx, {a.subject, 22, 5, "premises", {"22", "b.pdf", "application/pdf", "d2", 9, k_now}});
      store::put(tx, {6, 23, 6, "premises", {"23", "c.pdf", "application/pdf", "d3", 9, k_now}});
      return done();
    });
    (void)db.read([&](db::Tx& tx) -> Outcome {
      EXPECT_EQ(store::under_way(tx, 5, "residence_permit"), 7);
      EXPECT_EQ(store::files_of(tx, 5).at("premises").view.id, "22") << "the newest, and nobody else's";
      EXPECT_FALSE(store::file(tx, 5, 23)) << "another's";
      Scope town;
      town.areas = {"440604010"};
      EXPECT_EQ(store::list(tx, town, {}).size(), 1u);
      EXPECT_TRUE(store::find(tx, town, 7));
      town.areas = {"440604011"};
      EXPECT_TRUE(store::list(tx, town, {}).empty());
      EXPECT_FALSE(store::find(tx, town, 7));
      EXPECT_EQ(store::burden(tx, town, "").applications, 0);
      EXPECT_TRUE(store::list(tx, Scope{}, {}).empty()) << "an empty scope sees nothing";
      return done();
    });
    (void)db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      Application stale = a;
      a.version = 1;
      EXPECT_TRUE(store::change(tx, a));
      stale.version = 1;
      EXPECT_FALSE(store::change(tx, stale)) << "somebody was faster";
      store::end(tx, a);
      EXPECT_EQ(store::under_way(tx, 5, "residence_permit"), 0);
      return done();
    });
  });
}

}  // namespace
}  // namespace tiange::services
