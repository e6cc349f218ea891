#include "city/notices/notice_room.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "city/cases/case_test_kit.h"
#include "city/org/org_test_city.h"

namespace tiange::notices {
namespace {

std::string shipped() {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/notices.json");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct HandClock final : Clock {
  Instant moment = parse_local("2026-11-23 10:00").value();
  Instant now() const override { return moment; }
};

// Notes what left the house; fails as often as it is told to.
struct TestCarrier final : Carrier {
  Result<GatewayAnswer> call(const GatewayCall& call) override {
    calls.push_back(call);
    if (fail-- > 0) return GatewayAnswer{503, "busy"};
    return GatewayAnswer{200, "{}"};
  }
  Outcome check_url(std::string_view url) override {
    return url.starts_with("https://") ? done() : Outcome(refuse(ErrorCode::address_refused));
  }
  Outcome mail(const mail::Server&, const mail::Posting& posting) override {
    letters.push_back(posting);
    if (fail-- > 0) return refuse(ErrorCode::call_failed);
    return done();
  }
  std::vector<GatewayCall> calls;
  std::vector<mail::Posting> letters;
  int fail = 0;
};

std::vector<db::Migration> steps() {
  std::vector<db::Migration> all = cases::test_migrations();
  for (const auto& part : {org::migrations(), jobs::migrations(), migrations()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

class Telling {
 public:
  template <class F>
  auto write(F&& act) {
    return city.db.write(system_scope(), std::forward<F>(act));
  }
  template <class F>
  void must(F&& act) {
    const auto written = write(std::forward<F>(act));
    ASSERT_TRUE(written.ok()) << written.refusal().zh;
  }
  explicit Telling(db::Db& db)
      : city(db), world(db), jobs(db, clock, city.ids), sealer(std::make_shared<const crypto::Sealer>(std::string(32, 's'))) {
    city.now = clock.moment - days(1);
    city.found();
    (void)city.room.directory(city.now);  // known from the first transaction on
    city.now = clock.moment;
    world.now = clock.moment;
    open();
    must([&](db::Tx& tx) { return room->seed(tx, shipped(), clock.moment); });
  }
  // As after a restart.
  void open() {
    room = std::make_unique<NoticeRoom>(NoticeParts{.db = city.db,
                                                    .clock = clock,
                                                    .ids = city.ids,
                                                    .org = city.room,
                                                    .items = world.items,
                                                    .places = world.places,
                                                    .jobs = jobs,
                                                    .carrier = carrier,
                                                    .sealer = sealer,
                                                    .calendar = world.calendar,
                                                    .on_duty = {},
                                                    .wake = [this](db::Tx&, AccountId) { ++woken; },
                                                    .district = "440604",
                                                    .base_url = "https://tiange.example.cn",
                                                    .reach = [this](db::Tx&, std::int64_t subject) -> std::optional<Reach> {
                                                      const auto found = subjects.find(subject);
                                                      return found == subjects.end() ? std::nullopt : std::optional(found->second);
                                                    },
                                                    .moved = [this](db::Tx&, std::int64_t, const tidings::Moved& what, Instant) { moved.push_back(what); }});
    if (!handled) room->add_jobs();
    handled = true;
  }
  void pass(Span span) {
    clock.moment = clock.moment + span;
    world.now = city.now = clock.moment;
    for (int i = 0; i < 3; ++i) {
      room->route_due(clock.moment);
      room->deliver_due(clock.moment);
      jobs.run_due();
    }
  }
  void happen(const std::string& type, const std::string& ref, const std::string& body = R"({"number":"n","area":"440604"})") {
    const std::int64_t id = city.ids.next(clock.moment);
    for (int twice = 0; twice < 2; ++twice)  // an event may be delivered twice
      must([&](db::Tx& tx) { return room->on_event(tx, {id, type, 0, ref, body, clock.moment}); });
  }
  void happen_to(std::int64_t subject, const std::string& kind = "grant.offered") {
    happen(kind, "/benefits/grants?grant=7", json::write(tidings::Tiding{kind, subject, "7", "", "440604", "", "育儿补贴", "child care"}));
  }
  // What the gateway reports, signed by `secret`.
  Result<ReportsTaken> report(const std::string& body, const std::string& secret = "k") {
    http::Request request;
    request.now = clock.moment;
    request.body = body;
    const std::string timestamp = std::to_string(clock.moment.us / 1'000'000);
    request.headers = {{"x-tiange-timestamp", timestamp}, {"x-tiange-signature", "sha256=" + hex(crypto::hmac_sha256(secret, timestamp + "\n" + body))}};
    return write([&](db::Tx& tx) { return room->take_reports(tx, request); });
  }
  void say(const std::string& title, std::vector<PersonId> people, bool urgent = false) {
    Announcement what;
    what.title_zh = what.title_en = title;
    what.text_zh = what.text_en = "说明";
    what.people = std::move(people);
    what.urgent = urgent;
    must([&](db::Tx& tx) -> Outcome {
      room->announce(tx, "house.announced", "/desk", what, clock.moment);
      return done();
    });
  }
  PersonId person(const std::string& name) { return city.people.at(name).id; }
  std::vector<store::Told> inbox(const std::string& name) {
    return city.db.read([&](db::Tx& tx) -> Result<std::vector<store::Told>> { return store::inbox(tx, person(name), {}); }).value();
  }
  std::vector<store::Told> log(const store::LogFilter& filter = {}) {
    return city.db.read([&](db::Tx& tx) -> Result<std::vector<store::Told>> { return store::log(tx, system_scope(), filter); }).value();
  }
  void prefer(const std::string& name, const Preferences& p) {
    Scope scope;
    scope.person = person(name);
    const auto saved = write([&](db::Tx& tx) { return room->save_preferences(tx, scope, p, clock.moment); });
    ASSERT_TRUE(saved.ok());
  }
  void switch_on(bool email, bool sms) {
    http::Request request;
    request.now = clock.moment;
    request.scope = system_scope();
    EmailIn mail;
    mail.host = "smtp.example.cn";
    mail.from = "tiange@example.cn";
    mail.enabled = email;
    mail.secret = "s3cret";
    SmsIn gateway;
    gateway.url = "https://sms.example.cn/send";
    gateway.secret = "k";
    gateway.enabled = sms;
    const auto saved = write([&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(room->save_email(tx, request, mail));
      return room->save_sms(tx, request, gateway);
    });
    ASSERT_TRUE(saved.ok()) << saved.refusal().zh;
  }

  HandClock clock;
  org::TestCity city;
  cases::World world;
  jobs::Jobs jobs;
  TestCarrier carrier;
  std::shared_ptr<const crypto::Sealer> sealer;
  std::unique_ptr<NoticeRoom> room;
  bool handled = false;
  int woken = 0;
  std::map<std::int64_t, Reach> subjects;
  std::vector<tidings::Moved> moved;
};

void in_each(const std::function<void(Telling&)>& test) {
  db::for_each_backend(steps(), [&](db::Db& db) {
    Telling telling(db);
    test(telling);
  });
}

TEST(Notices, WhoHoldsTheTaskHearsOnceAndReads) {
  in_each([](Telling& t) {
    const auto made = t.world.report(t.world.dispatcher, t.world.input("STALL"));
    ASSERT_TRUE(made.ok());
    ASSERT_EQ(t.world.file(made->ref).queue, "440604010-CG:handler");
    t.happen("case.dispatched", made->ref);
    t.open();  // nothing is lost by a restart
    t.pass(seconds(2));
    t.pass(seconds(2));
    const auto told = t.inbox("周城管");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].rule, "task_arrived");
    EXPECT_NE(told[0].text.zh.find(made->number), std::string::npos) << told[0].text.zh;
    EXPECT_EQ(t.woken, 1);
    EXPECT_TRUE(t.inbox("陈一").empty());
    const auto unread = [&] { return t.city.db.read([&](db::Tx& tx) -> Result<std::int64_t> { return store::unread(tx, t.person("周城管"), 100); }).value(); };
    EXPECT_EQ(unread(), 1);
    t.must([&](db::Tx& tx) -> Outcome {
      EXPECT_EQ(store::read(tx, t.person("陈一"), told[0].id, t.clock.moment), 0) << "somebody else's";
      EXPECT_EQ(store::read(tx, t.person("周城管"), told[0].id, t.clock.moment), 1);
      return done();
    });
    EXPECT_EQ(unread(), 0);
  });
}

TEST(Notices, WhoMayAnswerInACalledUnitHears) {
  in_each([](Telling& t) {
    t.happen("consult.called", "/together?tab=consults&consult=1.2",
             R"({"title_zh":"请参加会商","title_en":"Called","text_zh":"会商一","text_en":"one","area":"440604010","number":"2026-0001",)"
             R"("units":["440604010-CG"],"needs":"cases.handle"})");
    t.happen("owners.asked", "/registers/owners?search=1.2",
             R"({"title_zh":"归谁","area":"440604010","units":["440604010-CG"],"needs":"system.manage"})");
    t.pass(seconds(2));
    const auto told = t.inbox("周城管");
    ASSERT_EQ(told.size(), 1u) << "nobody there may do what the other one needs";
    EXPECT_EQ(told[0].rule, "consult_called");
    EXPECT_EQ(told[0].title.zh, "请参加会商");
    EXPECT_EQ(told[0].number, "2026-0001");
    EXPECT_EQ(show_notice(told[0]).link, "/together?tab=consults&consult=1.2");
    EXPECT_TRUE(t.inbox("陈一").empty());
  });
}

TEST(Notices, OneMatterIsToldOnceToWhomItCameTo) {
  in_each([](Telling& t) {
    const auto made = t.world.report(t.world.dispatcher, t.world.input("STALL"));
    ASSERT_TRUE(made.ok());
    t.happen("case.dispatched", made->ref, R"({"area":"440604","status":"returned","unit":"440604010-CG"})");
    t.pass(seconds(2));
    EXPECT_TRUE(t.log().empty()) << "it has moved on since";
    const std::string now = R"({"area":"440604","status":"handling","unit":"440604010-CG"})";
    t.happen("case.reopened", made->ref, now);
    t.happen("case.dispatched", made->ref, now);
    t.pass(seconds(2));
    ASSERT_EQ(t.inbox("周城管").size(), 1u) << "two events of one act";
    EXPECT_EQ(t.inbox("周城管")[0].kind, "case.dispatched");
    t.happen("case.urged", made->ref, now);
    t.pass(seconds(2));
    EXPECT_EQ(t.inbox("周城管").size(), 2u) << "another matter";
  });
}

TEST(Notices, ReportersHearBySmsWhereThereIsAGateway) {
  in_each([](Telling& t) {
    auto input = t.world.input("STALL");
    input.reporter.name = "刘女士";
    input.reporter.phone = "13812345678";
    input.reporter.wants_reply = true;
    const auto made = t.world.report(t.world.seat, input);
    t.happen("case.reported", made->ref);
    t.pass(seconds(2));
    EXPECT_TRUE(t.log().empty()) << "no gateway, nothing is kept";
    t.switch_on(false, true);
    t.carrier.fail = 1;
    t.happen("case.reported", made->ref);
    t.pass(seconds(2));
    ASSERT_EQ(t.carrier.calls.size(), 1u);
    EXPECT_EQ(t.log()[0].state, "waiting");
    EXPECT_EQ(t.log()[0].shown_to, "138****5678");
    EXPECT_EQ(t.log()[0].name, "刘**");
    t.pass(minutes(1));
    ASSERT_EQ(t.carrier.calls.size(), 2u);
    EXPECT_EQ(t.carrier.calls[0].headers[1], t.carrier.calls[1].headers[1]) << "the same message keeps its id";
    EXPECT_NE(t.carrier.calls[1].body.find("13812345678"), std::string::npos);
    EXPECT_NE(t.carrier.calls[1].body.find("https://tiange.example.cn/portal/progress?number="), std::string::npos) << t.carrier.calls[1].body;
    EXPECT_EQ(t.log()[0].state, "sent");
    t.pass(hours(2));
    EXPECT_EQ(t.carrier.calls.size(), 2u);
  });
}

// Whose scope is everything, the whole district or nothing: no bound is left empty.
TEST(Notices, TheLogIsReadWithinTheScope) {
  in_each([](Telling& t) {
    const auto made = t.world.report(t.world.dispatcher, t.world.input("STALL"));
    ASSERT_TRUE(made.ok());
    t.happen("case.dispatched", made->ref);
    t.pass(seconds(2));
    const std::size_t all = t.log().size();
    ASSERT_GT(all, 0u);
    const auto within = [&](const std::vector<std::string>& areas) {
      Scope scope;
      scope.areas = areas;
      return t.city.db.read([&](db::Tx& tx) -> Result<std::size_t> { return store::log(tx, scope, {}).size(); }).value();
    };
    EXPECT_EQ(within({""}), all);
    EXPECT_EQ(within({"", "440604"}), all);
    EXPECT_EQ(within({"440604"}), all);
    EXPECT_EQ(within({"440605"}), 0u);
    EXPECT_EQ(within({"9"}), 0u) << "nothing comes behind it";
    EXPECT_EQ(within({}), 0u);
  });
}

TEST(Notices, WhatFailsTooOftenIsDeadAndCanBeSentAgain) {
  in_each([](Telling& t) {
    t.switch_on(true, false);
    t.prefer("周城管", {.email = "zhou@example.cn"});
    t.carrier.fail = 100;
    t.say("停电", {t.person("周城管")}, true);
    for (int i = 0; i < 20; ++i) t.pass(hours(1));
    EXPECT_EQ(t.carrier.letters.size(), static_cast<std::size_t>(k_most_attempts));
    const auto dead = t.log({.state = "dead"});
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_FALSE(dead[0].error.empty());
    EXPECT_EQ(t.inbox("周城管").size(), 1u) << "the app has it all the same";
    t.carrier.fail = 0;
    http::Request request;
    request.now = t.clock.moment;
    request.scope = system_scope();
    EXPECT_TRUE(t.write([&](db::Tx& tx) { return t.room->send_again(tx, request, dead[0].id); }).ok());
    t.pass(seconds(2));
    EXPECT_EQ(t.log({.means = "email"})[0].state, "sent");
    EXPECT_EQ(t.carrier.letters.front().id, t.carrier.letters.back().id);
  });
}

TEST(Notices, QuietHoursAndPreferencesAreKept) {
  in_each([](Telling& t) {
    t.switch_on(true, false);
    t.prefer("周城管", {.email = "zhou@example.cn"});
    t.prefer("孙派遣", {.email = "sun@example.cn", .by_email = false});
    t.clock.moment = parse_local("2026-11-23 23:00").value();
    t.say("夜间", {t.person("周城管"), t.person("孙派遣")});
    t.say("夜间紧急", {t.person("周城管")}, true);
    t.pass(seconds(2));
    ASSERT_EQ(t.carrier.letters.size(), 1u);
    EXPECT_EQ(t.carrier.letters[0].subject, "夜间紧急");
    EXPECT_EQ(t.inbox("周城管").size(), 2u) << "the app is always quiet";
    t.pass(hours(9));
    ASSERT_EQ(t.carrier.letters.size(), 2u);
    EXPECT_EQ(t.carrier.letters[1].to, "zhou@example.cn");
    EXPECT_EQ(t.inbox("孙派遣").size(), 1u);
  });
}

TEST(Notices, AFloodBecomesOneNotice) {
  in_each([](Telling& t) {
    for (int i = 0; i < 200; ++i) t.say("第" + std::to_string(i), {t.person("周城管")});
    t.pass(seconds(2));
    EXPECT_EQ(t.inbox("周城管").size(), 30u);
    t.say("紧急", {t.person("周城管")}, true);
    t.pass(seconds(2));
    EXPECT_EQ(t.inbox("周城管").size(), 31u);
    t.pass(minutes(15));
    const auto told = t.inbox("周城管");
    ASSERT_EQ(told.size(), 32u);
    const auto gathered = std::find_if(told.begin(), told.end(), [](const store::Told& one) { return one.merged > 1; });
    ASSERT_NE(gathered, told.end());
    EXPECT_EQ(gathered->merged, 170);
    EXPECT_EQ(show_notice(*gathered).lines.size(), 20u);
    t.pass(hours(2));
    t.say("过后", {t.person("周城管")});
    t.pass(seconds(2));
    EXPECT_EQ(t.inbox("周城管").size(), 33u);
  });
}

TEST(Notices, RulesHaveVersionsAndAreTriedWithoutSending) {
  in_each([](Telling& t) {
    const auto made = t.world.report(t.world.dispatcher, t.world.input("STALL"));
    http::Request request;
    request.now = t.clock.moment;
    request.scope = system_scope();
    request.scope.name = "办公室";
    auto book = t.city.db.read([&](db::Tx& tx) -> Result<RuleBook> { return t.room->book(tx, t.clock.moment); }).value();
    Rule rule = *std::find_if(book.rules.begin(), book.rules.end(), [](const Rule& one) { return one.key == "task_arrived"; });
    rule.condition = "channel = \"web\"";
    const auto tried = t.city.db.read([&](db::Tx& tx) { return t.room->try_rule(tx, system_scope(), {rule, {}, "", made->number}, t.clock.moment); });
    ASSERT_TRUE(tried.ok()) << tried.refusal().zh;
    EXPECT_FALSE(tried->holds);
    ASSERT_EQ(tried->people.size(), 1u);
    EXPECT_EQ(tried->people[0].name, "周城管");
    EXPECT_TRUE(t.log().empty());
    ASSERT_TRUE(t.write([&](db::Tx& tx) { return t.room->save_rule(tx, request, rule); }).ok());
    t.happen("case.dispatched", made->ref);
    t.pass(seconds(3));
    EXPECT_TRUE(t.log().empty()) << "the new condition counts at once";
    request.headers = {{"if-match", "\"1\""}};
    EXPECT_FALSE(t.write([&](db::Tx& tx) { return t.room->save_rule(tx, request, rule); }).ok()) << "somebody saved meanwhile";
    const auto versions = t.city.db.read([&](db::Tx& tx) -> Result<std::vector<store::Definition>> { return store::versions(tx, "rule", rule.key); }).value();
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].changed_by, "办公室");
    t.must([&](db::Tx& tx) { return t.room->seed(tx, shipped(), t.clock.moment); });
    book = t.city.db.read([&](db::Tx& tx) -> Result<RuleBook> { return t.room->book(tx, t.clock.moment); }).value();
    const auto again = std::find_if(book.rules.begin(), book.rules.end(), [](const Rule& one) { return one.key == "task_arrived"; });
    EXPECT_EQ(again->version, 2) << "what was edited stays";
  });
}

// ---- residents and firms ----

constexpr std::int64_t k_mother = 900'001;

void known(Telling& t) { t.subjects[k_mother] = {"欧阳小明", false, "13800001234", k_mother, "440604"}; }

TEST(Tidings, NobodyIsToldWhileThereIsNoGateway) {
  in_each([](Telling& t) {
    known(t);
    t.happen_to(k_mother);
    t.pass(seconds(2));
    EXPECT_TRUE(t.log().empty());
    EXPECT_TRUE(t.moved.empty());
  });
}

TEST(Tidings, OneMessageIsRetriedAndItsReportCountsOnce) {
  in_each([](Telling& t) {
    known(t);
    t.switch_on(false, true);
    t.carrier.fail = 1;
    t.happen_to(k_mother);
    t.pass(seconds(2));
    ASSERT_EQ(t.log().size(), 1u) << "the event came twice";
    EXPECT_EQ(t.log()[0].state, "waiting");
    t.pass(minutes(1));
    const store::Told sent = t.log()[0];
    ASSERT_EQ(sent.state, "sent");
    ASSERT_EQ(t.carrier.calls.size(), 2u);
    const std::string& body = t.carrier.calls[1].body;
    EXPECT_NE(body.find("欧阳先生/女士"), body.npos);
    EXPECT_NE(body.find(sent.number), body.npos) << "the code";
    EXPECT_EQ(body.find("小明"), body.npos) << "the family name only";
    EXPECT_EQ(sent.shown_to, "138****1234");
    const std::string delivered = R"({"message_id":")" + std::to_string(sent.id) + R"(","state":"delivered"})";
    EXPECT_EQ(t.report(delivered, "another").refusal().code, ErrorCode::bad_signature);
    for (int twice = 0; twice < 2; ++twice) EXPECT_EQ(t.report(delivered).value().taken, 1);
    EXPECT_EQ(t.report(R"({"message_id":")" + std::to_string(sent.id) + R"(","state":"failed"})").value().taken, 1);
    EXPECT_EQ(t.log()[0].state, "delivered") << "what was delivered stays delivered";
    ASSERT_EQ(t.moved.size(), 3u);
    EXPECT_EQ(t.moved[0].state, tidings::State::waiting);
    EXPECT_EQ(t.moved[1].state, tidings::State::sent);
    EXPECT_EQ(t.moved[2].state, tidings::State::delivered);
    EXPECT_EQ(t.moved[2].ref, "7");
    const auto check = [&](const char* tail) {
      return t.city.db.read([&](db::Tx& tx) { return t.room->check_sms(tx, sent.number, tail); });
    };
    EXPECT_EQ(check("1234").value().text, sent.text.zh);
    EXPECT_EQ(check("1235").refusal().code, ErrorCode::not_found);
  });
}

TEST(Tidings, WhatFailsTooOftenIsSaidToHaveFailed) {
  in_each([](Telling& t) {
    known(t);
    t.switch_on(false, true);
    t.carrier.fail = 100;
    t.happen_to(k_mother);
    for (int i = 0; i < 12; ++i) t.pass(hours(1));
    EXPECT_EQ(t.log()[0].state, "dead");
    ASSERT_EQ(t.moved.size(), 2u);
    EXPECT_EQ(t.moved[1].state, tidings::State::failed);
    t.happen_to(k_mother);
    t.pass(seconds(2));
    t.switch_on(false, false);
    t.pass(hours(12));
    EXPECT_EQ(t.moved.back().state, tidings::State::failed) << "the gateway was switched off before it went out";
  });
}

TEST(Tidings, WhoeverWantsNoneOrHasNoMobileGetsNone) {
  in_each([](Telling& t) {
    known(t);
    t.subjects[900'002] = {"陈芳", false, "0757-83310044", 900'002, "440604"};
    t.subjects[900'003] = {"某公司", true, "13800009999", k_mother, "440604"};  // the number is its legal person's
    t.switch_on(false, true);
    t.must([&](db::Tx& tx) { return t.room->turn_sms(tx, k_mother, true, "本人", t.clock.moment); });
    for (const std::int64_t one : {k_mother, std::int64_t{900'002}, std::int64_t{900'003}, std::int64_t{900'004}}) t.happen_to(one);
    t.pass(seconds(2));
    EXPECT_TRUE(t.log().empty());
    EXPECT_TRUE(t.moved.empty());
    t.must([&](db::Tx& tx) { return t.room->turn_sms(tx, k_mother, false, "本人", t.clock.moment); });
    t.happen_to(900'003);
    t.pass(seconds(2));
    ASSERT_EQ(t.log().size(), 1u);
    EXPECT_EQ(t.log()[0].name, "某公司");
  });
}

TEST(Tidings, AtNightTheyWaitAndADayHasAnEnd) {
  in_each([](Telling& t) {
    known(t);
    t.switch_on(false, true);
    t.clock.moment = parse_local("2026-11-23 23:00").value();
    for (int i = 0; i < 6; ++i) t.happen_to(k_mother);
    t.pass(seconds(2));
    EXPECT_TRUE(t.carrier.calls.empty());
    t.clock.moment = parse_local("2026-11-24 07:31").value();
    t.pass(seconds(2));
    EXPECT_EQ(t.carrier.calls.size(), 5u);
    EXPECT_EQ(std::count_if(t.moved.begin(), t.moved.end(), [](const tidings::Moved& one) { return one.state == tidings::State::failed; }), 1)
        << "the sixth of a day is left to the telephone";
  });
}

}  // namespace
}  // namespace tiange::notices
