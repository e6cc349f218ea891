#include "city/flows/letters/letters.h"

#include "city/flows/flow_test_kit.h"

namespace tiange::flows {
namespace {

struct SetClock : Clock {
  Instant now() const override { return moment; }
  Instant moment;
};

struct PostingHost : TestHost {
  Outcome pass_on(const Step& step, const Letter& letter) override {
    post->send(step.tx, letter, step.by, step.now);
    return done();
  }
  Post* post = nullptr;
};

struct LetterWorld : Subjects {
  explicit LetterWorld(db::Db& database)
      : w(database),
        jobs(database, clock, w.ids),
        letters({database, clock, w.ids, w.flows, jobs, *this, calendar, "440604"}) {
    letters.add_jobs();
    host.post = &letters;
    clock.moment = w.now;
  }

  Outcome with_host(db::Tx&, Subject subject, PersonId, const Words& note, Instant,
                    const std::function<Outcome(Host&)>& act) override {
    told.push_back(std::to_string(subject.id) + " " + note.en);
    return act(host);
  }
  std::string number_of(db::Tx&, Subject subject) override { return std::to_string(subject.id); }
  std::string person_name(PersonId, Instant) override { return "李"; }

  void start(std::int64_t subject, const std::string& key, feel::Value variables = feel::Value::context({})) {
    w.subject.id = subject;
    const auto started = w.write([&](db::Tx& tx) { return w.flows.start(tx, host, {key, w.subject, variables, k_li}, w.now); });
    EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.refusal().en);
  }
  void send(const Letter& letter) {
    EXPECT_TRUE(w.write([&](db::Tx& tx) -> Outcome {
      letters.send(tx, letter, k_li, w.now);
      return done();
    }).ok());
    jobs.run_due();
  }
  std::string standing(std::int64_t subject) {
    w.subject.id = subject;
    return w.standing();
  }
  LetterView last() {
    return w.read([&](db::Tx& tx) { return letters.list(tx, "", 10); }).front();
  }

  WorkCalendar calendar;
  World w;
  SetClock clock;
  jobs::Jobs jobs;
  Letters letters;
  PostingHost host;
  std::vector<std::string> told;
};

void for_each_letter_world(const std::function<void(LetterWorld&)>& body) {
  std::vector<db::Migration> all(migrations().begin(), migrations().end());
  all.insert(all.end(), letter_migrations().begin(), letter_migrations().end());
  all.insert(all.end(), jobs::migrations().begin(), jobs::migrations().end());
  db::for_each_backend(all, [&](db::Db& db) {
    LetterWorld world(db);
    body(world);
  });
}

// Waits for the message "news" with the key of its variable, then the task a.
const std::string k_waits =
    process("waits", "<startEvent id='s'/><intermediateCatchEvent id='w'><messageEventDefinition messageRef='m'>"
                     "<extensionElements><tg:message correlation='key'/></extensionElements></messageEventDefinition>"
                     "</intermediateCatchEvent>" + task("a", "q1") + flow("s", "w") + flow("w", "a"));

feel::Value key(std::string_view text) { return vars({{"key", str(text)}}); }

TEST(Letters, AMessageReachesTheOneInstanceThatAsksForItsKey) {
  for_each_letter_world([](LetterWorld& l) {
    ASSERT_TRUE(l.w.deploy(DefinitionKind::bpmn, k_waits).ok());
    l.start(1, "waits", key("甲"));
    l.start(2, "waits", key("乙"));
    l.send({false, "news", "乙", vars({{"told", yes()}}), {}});
    EXPECT_EQ("", l.standing(1));
    EXPECT_EQ("a@q1", l.standing(2));
    EXPECT_EQ(LetterState::taken, l.last().state);
    EXPECT_EQ(1, l.last().taken);
    EXPECT_EQ("2 Received the message \"news\"", l.told.back());
    l.send({false, "news", "乙", {}, {}});
    EXPECT_EQ(LetterState::untaken, l.last().state) << "nobody waits for it any more";
    l.send({false, "other", "甲", {}, {}});
    EXPECT_EQ("", l.standing(1));
    EXPECT_EQ(0, l.letters.clean(l.w.now + days(179)));
    EXPECT_EQ(3, l.letters.clean(l.w.now + days(181)));
  });
}

TEST(Letters, AThrownMessageCrossesToAnotherSubjectAndASignalToAll) {
  for_each_letter_world([](LetterWorld& l) {
    ASSERT_TRUE(l.w.deploy(DefinitionKind::bpmn, k_waits).ok());
    const std::string throws = process("throws", "<startEvent id='s'/><intermediateThrowEvent id='t'><messageEventDefinition "
                                                 "messageRef='m'><extensionElements><tg:message correlation='key'/>"
                                                 "</extensionElements></messageEventDefinition></intermediateThrowEvent>" +
                                                     flow("s", "t"));
    ASSERT_TRUE(l.w.deploy(DefinitionKind::bpmn, throws).ok());
    const auto with_signal = [](const std::string& id, const std::string& inside) {
      std::string xml = process(id, inside);
      const auto at = xml.find("<message ");
      return xml.insert(at, "<signal id='g' name='alarm'/>");
    };
    ASSERT_TRUE(l.w.deploy(DefinitionKind::bpmn,
                           with_signal("hears", "<startEvent id='s'/><intermediateCatchEvent id='w'><signalEventDefinition "
                                                "signalRef='g'/></intermediateCatchEvent>" + task("b", "q2") + flow("s", "w") +
                                                    flow("w", "b"))).ok());
    ASSERT_TRUE(l.w.deploy(DefinitionKind::bpmn,
                           with_signal("cries", "<startEvent id='s'/><endEvent id='e'><signalEventDefinition signalRef='g'/>"
                                                "</endEvent>" + flow("s", "e"))).ok());
    l.start(1, "waits", key("甲"));
    l.start(9, "throws", key("甲"));
    EXPECT_EQ("", l.standing(1)) << "after the transaction, not in it";
    l.jobs.run_due();
    EXPECT_EQ("a@q1", l.standing(1));
    l.start(2, "hears");
    l.start(3, "hears");
    l.start(8, "cries");
    l.jobs.run_due();
    EXPECT_EQ("b@q2", l.standing(2));
    EXPECT_EQ("b@q2", l.standing(3));
    EXPECT_EQ(2, l.last().taken);
  });
}

TEST(Letters, AProcessBeginsByAMessageAboutTheDistrictOrTheSender) {
  for_each_letter_world([](LetterWorld& l) {
    ASSERT_TRUE(l.w.deploy(DefinitionKind::bpmn,
                           process("begins", "<startEvent id='s'><messageEventDefinition messageRef='m'/></startEvent>" +
                                                 task("a", "q1") + flow("s", "a"))).ok());
    l.send({false, "news", "", {}, {}});
    l.w.subject.part_key = 440604000000000;
    EXPECT_EQ("a@q1", l.standing(0));
    l.send({false, "news", "", {}, {440604010014001, 5}});
    l.w.subject.part_key = 440604010014001;
    EXPECT_EQ("a@q1", l.standing(5));
    EXPECT_EQ(1, l.last().taken);
  });
}

TEST(Letters, AProcessBeginsByTheClockAsOftenAsItSays) {
  for_each_letter_world([](LetterWorld& l) {
    const auto timed = [](const std::string& text) {
      return process("daily", "<startEvent id='s'><timerEventDefinition>" + text + "</timerEventDefinition></startEvent>" +
                                  task("a", "q1") + flow("s", "a"));
    };
    l.w.subject = {440604000000000, 0};
    ASSERT_TRUE(l.w.deploy(DefinitionKind::bpmn, timed("<timeCycle>R2/PT24H</timeCycle>")).ok());
    const auto pass = [&](Span span) {
      l.w.now = l.w.now + span;
      l.clock.moment = l.w.now;
      return l.letters.begin_due(l.w.now);
    };
    EXPECT_EQ(0, pass(seconds(1)));
    const auto schedules = [&] { return l.w.read([&](db::Tx& tx) { return l.letters.schedules(tx); }); };
    ASSERT_EQ(1u, schedules().size());
    EXPECT_EQ(2, schedules()[0].left);
    EXPECT_EQ(0, pass(hours(23)));
    EXPECT_EQ(1, pass(hours(1)));
    EXPECT_EQ(1u, l.w.open().size());
    EXPECT_EQ(0, pass(seconds(1)));
    EXPECT_EQ(1, pass(hours(80))) << "what was missed begins once";
    EXPECT_EQ(0, pass(hours(80))) << "twice and no more";
    EXPECT_EQ(2u, l.w.open().size());
    EXPECT_TRUE(schedules().empty());
    ASSERT_TRUE(l.w.deploy(DefinitionKind::bpmn, timed("<timeDuration>PT1H</timeDuration>")).ok());
    EXPECT_EQ(0, pass(seconds(1)));
    EXPECT_EQ(1, pass(hours(2))) << "the new version has its own clock";
    EXPECT_EQ(0, pass(hours(2)));
  });
}

}  // namespace
}  // namespace tiange::flows
