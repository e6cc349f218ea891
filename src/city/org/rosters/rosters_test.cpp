#include "city/org/rosters/roster_room.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "city/org/org_test_city.h"

namespace tiange::rosters {
namespace {

std::shared_ptr<const WorkCalendar> calendar() {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/calendar.csv");
  std::ostringstream text;
  text << file.rdbuf();
  return std::make_shared<const WorkCalendar>(*read_calendar(text.str()));
}

Date day(const char* text) { return parse_date(text).value(); }
Instant local(const char* text) { return parse_local(text).value(); }

Rota two_shifts() {
  Rota rota;
  rota.unit = "440604010-ZX";
  rota.zh = rota.en = "镇街值班";
  rota.shifts = {{"白班", "08:00", "20:00", Days::all}, {"夜班", "20:00", "08:00", Days::all}};
  rota.teams = {{PersonId{1}, PersonId{2}}, {PersonId{3}}, {PersonId{4}}};
  rota.first_day = day("2026-11-01");
  return rota;
}

TEST(RosterRules, TeamsTakeTurnsByShiftDayAndWeek) {
  Rota rota = two_shifts();
  const auto made = rotate(rota, *calendar(), day("2026-11-01"), day("2026-11-03"));
  ASSERT_EQ(made.size(), 6u);
  EXPECT_EQ(format_local(made[1].starts), "2026-11-01 20:00");
  EXPECT_EQ(format_local(made[1].ends), "2026-11-02 08:00") << "over midnight";
  EXPECT_EQ(made[0].people.front(), PersonId{1});
  EXPECT_EQ(made[1].people.front(), PersonId{3});
  EXPECT_EQ(made[3].people.front(), PersonId{1});
  const auto later = rotate(rota, *calendar(), day("2026-11-03"), day("2026-11-03"));
  EXPECT_EQ(later[0].people, made[4].people) << "the count goes on from the first day";
  rota.turn = Turn::day;
  EXPECT_EQ(rotate(rota, *calendar(), day("2026-11-02"), day("2026-11-02"))[1].people.front(), PersonId{3});
  rota.turn = Turn::week;
  EXPECT_EQ(rotate(rota, *calendar(), day("2026-11-15"), day("2026-11-15"))[0].people.front(), PersonId{4});
}

TEST(RosterRules, RestDaysFollowTheWorkingCalendar) {
  Rota rota = two_shifts();
  rota.shifts = {{"节假日", "09:00", "17:00", Days::rest}};
  const auto made = rotate(rota, *calendar(), day("2026-11-20"), day("2026-11-23"));  // Friday to Monday
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(format_date(local_date(made[0].starts)), "2026-11-21");
}

TEST(RosterRules, GapsAreWhatNobodyCovers) {
  const Rota rota = two_shifts();
  auto shifts = rotate(rota, *calendar(), day("2026-11-01"), day("2026-11-02"));
  EXPECT_TRUE(gaps(rota, *calendar(), shifts, day("2026-11-01"), day("2026-11-02")).empty());
  shifts[1].people.clear();
  shifts[2].ends = local("2026-11-02 12:00");
  const auto found = gaps(rota, *calendar(), shifts, day("2026-11-01"), day("2026-11-02"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].nobody);
  EXPECT_EQ(format_local(found[1].starts), "2026-11-02 12:00");
  Shift helper = shifts[2];
  helper.starts = local("2026-11-02 11:00");
  helper.ends = local("2026-11-02 21:00");
  shifts.push_back(helper);
  EXPECT_EQ(gaps(rota, *calendar(), shifts, day("2026-11-02"), day("2026-11-02")).size(), 0u) << "one shift goes on where another ends";
}

TEST(RosterRules, NobodyIsOnTwoShifts) {
  auto shifts = rotate(two_shifts(), *calendar(), day("2026-11-01"), day("2026-11-01"));
  EXPECT_TRUE(clashes(shifts).empty());
  shifts[0].id = 1;
  shifts[1].id = 2;
  shifts[1].starts = local("2026-11-01 19:00");
  shifts[1].people = {PersonId{2}};
  const auto found = clashes(shifts);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].person, PersonId{2});
}

TEST(RosterRules, TheNextIsCalledAfterTheStepsOfTheRota) {
  Rota rota = two_shifts();
  EXPECT_EQ(called_after(rota, 0), 0);
  EXPECT_EQ(called_after(rota, 2), 30);
  rota.call_minutes = {5, 20};
  EXPECT_EQ(called_after(rota, 1), 5);
  EXPECT_EQ(called_after(rota, 2), 20);
  EXPECT_EQ(called_after(rota, 3), 35);
}

// ---- the room -------------------------------------------------------------------------------------------------------

struct HandClock final : Clock {
  Instant moment = parse_local("2026-11-22 09:00").value();
  Instant now() const override { return moment; }
};

struct Told {
  std::vector<PersonId> people;
  std::string title;
};

class Duty {
 public:
  explicit Duty(db::Db& db) : city(db) {
    city.now = clock.moment - days(10);
    city.found();
    city.now = clock.moment;
    (void)city.room.directory(clock.moment);
    room = std::make_unique<RosterRoom>(RosterParts{.db = db,
                                                    .clock = clock,
                                                    .ids = city.ids,
                                                    .org = city.room,
                                                    .calendar = calendar(),
                                                    .open_matters = [](db::Tx&, const Scope&, const std::string& unit, Instant) {
                                                      return std::vector<OpenMatter>{{"n-1", "未了一件", "/cases/1.1", "", "red"}, {unit, "x", "", "", ""}};
                                                    },
                                                    .tell = [this](db::Tx&, const std::vector<PersonId>& people, const std::string&, const Words& title,
                                                                   const Words&, bool, Instant) { told.push_back({people, title.zh}); }});
    head = city.scope("王站长");
    Rota in;
    in.unit = "440604010001-ZZ";
    in.zh = in.en = "澜石站值班";
    in.shifts = {{"白班", "08:00", "20:00", Days::all}, {"夜班", "20:00", "08:00", Days::all}};
    in.teams = {{person("陈一"), person("李二")}, {person("王站长")}};
    in.call_minutes = {10};
    in.first_day = day("2026-11-22");
    const auto saved = city.db.write(head, [&](db::Tx& tx) { return room->save(tx, head, in, clock.moment); });
    EXPECT_TRUE(saved.ok()) << saved.refusal().zh;
    rota = parse_id(saved->id).value();
    EXPECT_EQ(city.db.write(head, [&](db::Tx& tx) { return room->generate(tx, head, rota, day("2026-11-22"), day("2026-11-25"), clock.moment); }).value(), 8);
  }
  template <class F>
  auto write(F&& act) {
    return city.db.write(system_scope(), std::forward<F>(act));
  }
  PersonId person(const std::string& name) { return city.people.at(name).id; }
  MonthView month() {
    return city.db.read([&](db::Tx& tx) { return room->month(tx, head, rota, day("2026-11-01"), clock.moment); }).value();
  }
  std::int64_t shift(std::size_t place) { return parse_id(month().shifts.at(place).id).value(); }
  std::vector<std::string> on_duty(const std::string& unit) {
    const auto found = city.db.read([&](db::Tx& tx) -> Result<std::vector<OnDuty>> { return room->on_duty(tx, unit, clock.moment); }).value();
    std::vector<std::string> names;
    for (const OnDuty& one : found) names.push_back(one.name + std::to_string(one.after_minutes));
    return names;
  }

  HandClock clock;
  org::TestCity city;
  std::vector<Told> told;
  std::unique_ptr<RosterRoom> room;
  Scope head;
  std::int64_t rota = 0;
};

void in_each(const std::function<void(Duty&)>& test) {
  auto steps = org::test_migrations();
  steps.insert(steps.end(), migrations().begin(), migrations().end());
  db::for_each_backend(steps, [&](db::Db& db) {
    Duty duty(db);
    test(duty);
  });
}

TEST(Rosters, WhoIsOnDutyNowInTheOrderOfCalling) {
  in_each([](Duty& d) {
    EXPECT_EQ(d.on_duty("440604010001-ZZ"), (std::vector<std::string>{"陈一0", "李二10"}));
    d.clock.moment = local("2026-11-23 03:00");
    EXPECT_EQ(d.on_duty("440604010001-ZZ"), (std::vector<std::string>{"王站长0"})) << "the night that began yesterday";
    EXPECT_TRUE(d.on_duty("440604010-CG").empty()) << "neither it nor its centre has a roster";
    const Scope stranger = d.city.scope("张槎格员");
    EXPECT_TRUE(d.city.db.read([&](db::Tx& tx) -> Result<RotaList> { return d.room->list(tx, stranger, d.clock.moment); })->items.empty());
    EXPECT_FALSE(d.write([&](db::Tx& tx) { return d.room->fill(tx, d.city.scope("陈一"), d.rota, day("2026-12-01"), day("2026-12-02"), d.clock.moment); }).ok());
    EXPECT_EQ(d.write([&](db::Tx& tx) { return d.room->fill(tx, d.head, d.rota, day("2026-11-22"), day("2026-11-25"), d.clock.moment); })->kept, 8);
  });
}

TEST(Rosters, DoubleBookingIsRefusedAndGapsAreShown) {
  in_each([](Duty& d) {
    ShiftIn in;
    in.starts = local("2026-11-23 10:00");
    in.ends = local("2026-11-23 12:00");
    in.name = "加班";
    in.people = {d.person("王站长"), d.person("陈一")};
    const auto refused = d.write([&](db::Tx& tx) { return d.room->save_shift(tx, d.head, d.rota, in, d.clock.moment); });
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().fields.at(0).path, "people");
    EXPECT_FALSE(d.month().gaps.empty()) << "nobody is planned after the 25th";
    EXPECT_EQ(format_local(d.month().gaps.front().starts), "2026-11-26 08:00");
    const std::int64_t night = d.shift(3);
    EXPECT_TRUE(d.write([&](db::Tx& tx) { return d.room->drop_shift(tx, d.head, d.rota, night); }).ok());
    EXPECT_EQ(format_local(d.month().gaps.front().starts), "2026-11-23 20:00");
  });
}

TEST(Rosters, ASwapIsAskedAndAgreed) {
  in_each([](Duty& d) {
    const Scope chen = d.city.scope("陈一");
    SwapIn in;
    in.rota = std::to_string(d.rota);
    in.shift = std::to_string(d.shift(2));
    in.in_return = std::to_string(d.shift(5));
    in.to = d.person("王站长");
    in.text = "家里有事";
    const auto asked = d.write([&](db::Tx& tx) { return d.room->ask_swap(tx, chen, in, d.clock.moment); });
    ASSERT_TRUE(asked.ok()) << asked.refusal().zh;
    ASSERT_EQ(d.told.size(), 1u);
    EXPECT_EQ(d.told[0].people.front(), d.person("王站长"));
    const std::int64_t id = parse_id(asked->id).value();
    EXPECT_FALSE(d.write([&](db::Tx& tx) { return d.room->answer_swap(tx, chen, id, true, d.clock.moment); }).ok());
    const auto agreed = d.write([&](db::Tx& tx) { return d.room->answer_swap(tx, d.head, id, true, d.clock.moment); });
    ASSERT_TRUE(agreed.ok()) << agreed.refusal().zh;
    EXPECT_EQ(d.month().shifts[2].people[0].name, "王站长");
    EXPECT_EQ(d.month().shifts[5].people[0].name, "陈一");
    EXPECT_FALSE(d.write([&](db::Tx& tx) { return d.room->answer_swap(tx, d.head, id, false, d.clock.moment); }).ok()) << "once";
    // Without one in return he would be on two at once: the night before ends when that day begins, which is allowed.
    in.shift = std::to_string(d.shift(0));
    EXPECT_FALSE(d.write([&](db::Tx& tx) { return d.room->ask_swap(tx, chen, in, d.clock.moment); }).ok()) << "has begun";
  });
}

TEST(Rosters, AHandOverWaitsInRedUntilTheNextTakesIt) {
  in_each([](Duty& d) {
    const Scope chen = d.city.scope("陈一");
    const std::int64_t first = d.shift(0);
    d.clock.moment = local("2026-11-22 19:50");
    EXPECT_TRUE(d.write([&](db::Tx& tx) { return d.room->write_log(tx, chen, d.rota, first, {"巡查两次", false}, d.clock.moment); }).ok());
    ASSERT_TRUE(d.write([&](db::Tx& tx) { return d.room->write_log(tx, chen, d.rota, first, {"一件走失老人待跟进", true}, d.clock.moment); }).ok());
    EXPECT_TRUE(d.month().shifts[0].red);
    EXPECT_FALSE(d.write([&](db::Tx& tx) { return d.room->take_over(tx, chen, d.rota, first, d.clock.moment); }).ok()) << "not one's own";
    d.clock.moment = local("2026-11-22 20:20");
    d.room->remind(d.clock.moment);
    d.room->remind(d.clock.moment);
    ASSERT_EQ(d.told.size(), 2u) << "once at the hand-over, once when it is late";
    EXPECT_NE(d.told[1].title.find("超时未接"), std::string::npos);
    ASSERT_TRUE(d.write([&](db::Tx& tx) { return d.room->take_over(tx, d.head, d.rota, first, d.clock.moment); }).ok());
    EXPECT_FALSE(d.month().shifts[0].red);
    const auto log = d.city.db.read([&](db::Tx& tx) { return d.room->log(tx, d.head, d.rota, first, d.clock.moment); }).value();
    ASSERT_EQ(log.entries.size(), 2u);
    EXPECT_EQ(log.entries[1].taken_by, "王站长");
    EXPECT_EQ(log.entries[1].open.size(), 2u) << "what was open then is kept with it";
    EXPECT_FALSE(d.write([&](db::Tx& tx) { return d.room->drop_shift(tx, d.head, d.rota, first); }).ok());
  });
}

TEST(Rosters, ACallGoesOnToTheNextUntilSomebodyAnswers) {
  in_each([](Duty& d) {
    const auto call = d.write([&](db::Tx& tx) { return d.room->call(tx, d.head, d.rota, {"水浸，请到场"}, d.clock.moment); });
    ASSERT_TRUE(call.ok()) << call.refusal().zh;
    ASSERT_EQ(d.told.size(), 1u);
    EXPECT_EQ(d.told[0].people.front(), d.person("陈一"));
    d.clock.moment = d.clock.moment + minutes(9);
    d.room->remind(d.clock.moment);
    EXPECT_EQ(d.told.size(), 1u);
    d.clock.moment = d.clock.moment + minutes(1);
    d.room->remind(d.clock.moment);
    ASSERT_EQ(d.told.size(), 2u);
    EXPECT_EQ(d.told[1].people.front(), d.person("李二"));
    const std::int64_t id = parse_id(call->id).value();
    const auto taken = d.write([&](db::Tx& tx) { return d.room->take_call(tx, d.city.scope("李二"), id, d.clock.moment); });
    ASSERT_TRUE(taken.ok()) << taken.refusal().zh;
    EXPECT_FALSE(d.write([&](db::Tx& tx) { return d.room->take_call(tx, d.city.scope("陈一"), id, d.clock.moment); }).ok());
    d.clock.moment = d.clock.moment + hours(1);
    d.room->remind(d.clock.moment);
    EXPECT_EQ(d.told.size(), 2u);
  });
}

TEST(Rosters, SheetsGoOutAndComeBack) {
  in_each([](Duty& d) {
    std::string bytes;
    const auto writer = sheets::write_csv([&](std::string_view piece) {
      bytes += piece;
      return true;
    });
    ASSERT_TRUE(d.city.db.read([&](db::Tx& tx) { return d.room->write_sheet(tx, d.head, d.rota, day("2026-11-01"), *writer); }).ok());
    EXPECT_NE(bytes.find("2026-11-22,白班,08:00,20:00,陈一、李二"), std::string::npos) << bytes;
    const auto import = [&](const std::string& text, bool dry) {
      return d.write([&](db::Tx& tx) -> Result<ImportView> {
        TIANGE_TRY(const auto reader, sheets::open_bytes(text));
        return d.room->import(tx, d.head, d.rota, *reader, dry, d.clock.moment);
      });
    };
    const auto same = import(bytes, false);
    ASSERT_TRUE(same.ok()) << same.refusal().zh;
    EXPECT_TRUE(same->faults_zh.empty()) << same->faults_zh.front();
    EXPECT_EQ(same->changed, 8);
    const auto wrong = import("日期,班次,开始,结束,人员,备注\n2026-11-28,白班,08:00,20:00,无此人,\n昨天,夜班,20:00,08:00,陈一,\n", false);
    EXPECT_EQ(wrong->faults_zh.size(), 2u);
    EXPECT_FALSE(wrong->saved);
    const auto fresh = import("日期,班次,开始,结束,人员,备注\n2026-11-28,白班,8:00,20:00,\"陈一,李二\",带班\n", false);
    EXPECT_TRUE(fresh->saved);
    EXPECT_EQ(d.month().shifts.back().people.size(), 2u);
  });
}

}  // namespace
}  // namespace tiange::rosters
