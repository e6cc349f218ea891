#include "engines/bpmn/migration/bpmn_migration.h"

#include "engines/bpmn/bpmn_script_kit.h"

namespace tiange::bpmn {
namespace {

std::string tasks(const std::string& ids) {
  std::string xml;
  for (const std::string& id : words_of(ids)) xml += "<userTask id='" + id + "' name='" + id + "'/>";
  return xml;
}
std::string flows(const std::string& ids) { return chain(words_of(ids)); }
std::string timer(const std::string& id, const std::string& host, const std::string& due, bool interrupting = true) {
  return "<boundaryEvent id='" + id + "' attachedToRef='" + host + "' cancelActivity='" +
        (interrupting ? "true" : "false") +
         "'><timerEventDefinition><timeDuration>" + due + "</timeDuration></timerEventDefinition></boundaryEvent>";
}
std::string process(const std::string& inside) {
  return definitions_xml("<message id='m1' name='paid'/><message id='m2' name='sent'/><process id='p' "
        "isExecutable='true'>"
                         "<startEvent id='s'/>" + inside + "</process>");
}

// An instance that has come to somewhere in one version, and the other version.
struct Pair {
  Pair(const std::string& from, const std::string& steps, const std::string& to) : live(from),
        fresh(to) { Script(live).run(steps); }

  MigrationPlan plan(const std::vector<Match>& chosen = {}) {
    auto matches = with_choices(propose_matches(*live.model_, *fresh.model_), chosen, *live.model_, *fresh.model_);
    EXPECT_TRUE(matches.ok());
    return plan_migration(*live.model_, *fresh.model_, *matches, live.state_);
  }

  // Moves it; the instance goes on as one of the new version.
  bool move(const std::vector<Match>& chosen = {}) {
    last = plan(chosen);
    if (!last.possible()) return false;
    for (const Event& event : last.events) bpmn::apply(live.state_, event);
    live.model_ = fresh.model_;
    live.check_shape();
    const auto stored = decode(encode_places(live.state_), encode_variables(live.state_));
    EXPECT_TRUE(stored.ok());
    return true;
  }

  template <class Wanted>
  std::vector<Wanted> told() const {
    std::vector<Wanted> found;
    for (const Event& event : last.events) {
      if (const auto* wanted = std::get_if<Wanted>(&event)) found.push_back(*wanted);
    }
    return found;
  }

  std::string obstacles() const {
    std::string text;
    for (const MigrationFault& fault : last.faults) {
      EXPECT_FALSE(fault.words.zh.empty() || fault.words.en.empty());
      text += (text.empty() ? "" : " ") + fault.element + ":" + std::to_string(static_cast<int>(fault.obstacle));
    }
    return text;
  }

  Live live;
  Live fresh;
  MigrationPlan last;
};

std::string fault_of(const std::string& element, Obstacle obstacle) { return element + ":" +
      std::to_string(static_cast<int>(obstacle)); }

TEST(Matches, ByIdThenByNameThenByHand) {
  Live from(process(tasks("a b c") + "<userTask id='x1' name='审批'/><exclusiveGateway id='k'/>" +
        flows("s a b c x1 k")));
  Live to(process(tasks("a b d") + "<userTask id='x2' name='审批'/><parallelGateway id='k'/>" + flows("s a d b x2 k")));
  const auto matches = propose_matches(*from.model_, *to.model_);
  const auto of = [&](const std::string& id) {
    return *std::find_if(matches.begin(), matches.end(), [&](const Match& match) { return match.from == id; });
  };
  EXPECT_EQ("a", of("a").to);
  EXPECT_EQ(MatchedBy::same_id, of("a").by);
  EXPECT_EQ("x2", of("x1").to);
  EXPECT_EQ(MatchedBy::same_name, of("x1").by);
  EXPECT_EQ("", of("c").to);
  EXPECT_EQ("", of("k").to) << "another kind of gateway";
  const auto chosen = with_choices(matches, {{"c", "d", MatchedBy::nothing}}, *from.model_, *to.model_);
  ASSERT_TRUE(chosen.ok());
  EXPECT_EQ(MatchedBy::by_hand, std::find_if(chosen->begin(), chosen->end(),
        [](const Match& m) { return m.from == "c"; })->by);
  EXPECT_FALSE(with_choices(matches, {{"nobody", "d", {}}}, *from.model_, *to.model_).ok());
  EXPECT_FALSE(with_choices(matches, {{"c", "nobody", {}}}, *from.model_, *to.model_).ok());
  const auto back = turned_round(*chosen, *to.model_);
  ASSERT_EQ(to.model_->process().elements.size(), back.size());
  EXPECT_EQ("c", std::find_if(back.begin(), back.end(), [](const Match& m) { return m.from == "d"; })->to);
  const auto odd = with_choices(matches, {{"k", "a", {}}}, *from.model_, *to.model_);
  ASSERT_TRUE(odd.ok());
  ASSERT_EQ(1u, check_matches(*from.model_, *to.model_, *odd).size());
  EXPECT_EQ("k", check_matches(*from.model_, *to.model_, *odd)[0].from);
}

TEST(Migration, ATaskGoesOnInTheNewVersion) {
  Pair pair(process(tasks("a b") + flows("s a b")), "start k=1 => a", process(tasks("new a check b") +
        flows("s new a check b")));
  ASSERT_TRUE(pair.move());
  EXPECT_EQ("a", pair.live.at());
  const auto tasks_told = pair.told<TaskMoved>();
  ASSERT_EQ(1u, tasks_told.size());
  EXPECT_EQ("a", pair.fresh.model_->element(tasks_told[0].element).id);
  EXPECT_FALSE(tasks_told[0].queue_changed);
  ASSERT_EQ(1u, pair.last.moves.size());
  EXPECT_EQ("a", pair.last.moves[0].to);
  Script(pair.live).run("do a => check; do check => b; do b => END");
  EXPECT_EQ("1", pair.live.text("k"));
}

TEST(Migration, QueuesAndLimitsChangeOnlyWithTheirText) {
  const auto task = [](const std::string& queue, const std::string& limit) {
    return process("<userTask id='a'><extensionElements><tg:assignment queue='" + queue + "'/>" +
                   (limit.empty() ? "" : "<tg:limit value='" + limit + "'/>") + "</extensionElements></userTask>" +
                         flows("s a"));
  };
  Pair same(task("unit", "\"4 work_hours\""), "start unit=\"q1\"", task("unit", "\"4 work_hours\""));
  ASSERT_TRUE(same.move());
  EXPECT_FALSE(same.told<TaskMoved>()[0].queue_changed || same.told<TaskMoved>()[0].limit_changed);
  Pair other(task("unit", ""), "start unit=\"q1\"", task("unit + \"x\"", "\"2 work_days\""));
  ASSERT_TRUE(other.move());
  EXPECT_TRUE(other.told<TaskMoved>()[0].queue_changed);
  EXPECT_EQ("q1x", other.told<TaskMoved>()[0].queue);
  EXPECT_EQ("2 work_days", other.told<TaskMoved>()[0].limit);
  Pair spelled(task("unit", ""), "start unit=\"q1\"", task("\"\" + unit", ""));
  ASSERT_TRUE(spelled.move());
  EXPECT_FALSE(spelled.told<TaskMoved>()[0].queue_changed) << "another spelling of the same queue";
  Pair none(task("unit", ""), "start unit=\"q1\"", task("post", ""));
  EXPECT_FALSE(none.move());
  EXPECT_EQ(fault_of("a", Obstacle::no_queue), none.obstacles());
}

TEST(Migration, BorderEventsAreArmedKeptAndEnded) {
  const std::string from = process(tasks("a z y") + timer("keep", "a", "P1D") + timer("gone", "a", "P2D", false) +
        flows("s a z") + flow("keep", "y") + flow("gone", "y"));
  const std::string to = process(tasks("z y") +
        "<boundaryEvent id='fresh' attachedToRef='a'><messageEventDefinition messageRef='m1'/></boundaryEvent>" +
                                 tasks("a") + timer("keep", "a", "P9D") + flows("s a z") + flow("keep", "y") +
                                       flow("fresh", "z"));
  Pair pair(from, "start => a", to);
  ASSERT_TRUE(pair.move());
  EXPECT_EQ(1u, pair.told<TimerCancelled>().size());
  EXPECT_TRUE(pair.told<TimerSet>().empty()) << "the one that is kept keeps its moment";
  ASSERT_EQ(1u, pair.told<TimerMoved>().size());
  EXPECT_EQ("keep", pair.fresh.model_->element(pair.told<TimerMoved>()[0].element).id);
  ASSERT_EQ(1u, pair.told<WaitSet>().size());
  EXPECT_EQ("paid", pair.told<WaitSet>()[0].name);
  Script(pair.live).run("message paid => z");
}

TEST(Migration, EventSubProcessesAreArmedOnceAndNotAgainWhenUsedUp) {
  const auto ev = [](const std::string& id, const std::string& message) {
    return "<subProcess id='" + id + "' triggeredByEvent='true'><startEvent id='" + id +
          "s'><messageEventDefinition messageRef='" + message +
           "'/></startEvent><userTask id='" + id + "t'/>" + flow(id + "s", id + "t") + "</subProcess>";
  };
  Pair fresh(process(tasks("a") + flows("s a")), "start", process(tasks("a") + flows("s a") + ev("e", "m1")));
  ASSERT_TRUE(fresh.move());
  Script(fresh.live).run("message paid => et");
  Pair used(process(tasks("a") + flows("s a") + ev("e", "m1")), "start; message paid => et", process(tasks("a") +
        flows("s a") + ev("e", "m1") + ev("f", "m2")));
  ASSERT_TRUE(used.move());
  Script(used.live).run("!message paid; message sent => ft");
}

TEST(Migration, WaitsThatChangeTheirNameWaitAnew) {
  const auto waits = [](const std::string& message) {
    return process("<intermediateCatchEvent id='c'><messageEventDefinition messageRef='" + message +
          "'/></intermediateCatchEvent>" + tasks("z") + flows("s c z"));
  };
  Pair pair(waits("m1"), "start => c", waits("m2"));
  ASSERT_TRUE(pair.move());
  EXPECT_EQ(1u, pair.told<WaitEnded>().size());
  Script(pair.live).run("!message paid; message sent => z");
}

TEST(Migration, WhatIsInTheWayIsSaid) {
  const std::string two = process("<parallelGateway id='f'/><parallelGateway id='j'/>" + tasks("a b z") +
        flows("s f a j z") + flows("f b j"));
  const std::string three = process("<parallelGateway id='f'/><parallelGateway id='j'/>" + tasks("a b c z") +
        flows("s f a j z") + flows("f b j") + flows("f c j"));
  const std::string sub = process("<subProcess id='sub'><startEvent id='is'/>" + tasks("a") + flows("is a") +
        "</subProcess>" + tasks("z") + flows("s sub z"));
  const std::string flat = process(tasks("a z") + flows("s a z"));
  const std::string gone = process(tasks("z") + flows("s z"));
  const std::string timed = process("<intermediateCatchEvent id='a'><timerEventDefinition><timeDuration>"
        "P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>" +
                                    tasks("z") + flows("s a z"));
  const std::string many = process("<userTask id='a'><multiInstanceLoopCharacteristics><loopCardinality>"
        "2</loopCardinality></multiInstanceLoopCharacteristics></userTask>" +
                                   tasks("z") + flows("s a z"));
  struct Case {
    std::string from;
    const char* steps;
    std::string to;
    std::vector<Match> chosen;
    std::string obstacles;
  };
  const std::vector<Case> cases = {
      {flat, "start", gone, {}, fault_of("a", Obstacle::gone)},
      {flat, "start", timed, {{"a", "a", {}}}, fault_of("a", Obstacle::other_kind)},
      {flat, "start", many, {}, fault_of("a", Obstacle::other_loop)},
      {flat, "start", sub, {}, fault_of("a", Obstacle::other_scope)},
      {sub, "start", flat, {}, fault_of("sub", Obstacle::gone)},
      {two, "start; do a => b j", process("<parallelGateway id='f'/><parallelGateway id='j'/>" + tasks("a b c z") +
            flows("s f a c j z") + flows("f b j")), {},
       fault_of("j", Obstacle::flow_gone)},
      {two, "start => a b", three, {}, fault_of("a", Obstacle::would_starve)},
      {two, "start; do a => b j", three, {}, fault_of("j", Obstacle::would_starve)},
      {flat, "start; do a; do z => END", flat, {}, fault_of("", Obstacle::over)},
  };
  for (const Case& c : cases) {
    Pair pair(c.from, c.steps, c.to);
    EXPECT_FALSE(pair.move(c.chosen)) << c.obstacles;
    EXPECT_EQ(c.obstacles, pair.obstacles());
    EXPECT_TRUE(pair.last.events.empty() && pair.last.moves.empty());
  }
  Pair by_hand(flat, "start => a", gone);
  ASSERT_TRUE(by_hand.move({{"a", "z", {}}}));
  EXPECT_EQ("z", by_hand.live.at());
}

TEST(Migration, JoinsGoOnWhenTheFlowTheyWaitedForIsGone) {
  const std::string two = process("<parallelGateway id='f'/><parallelGateway id='j'/>" + tasks("a b z") +
        flows("s f a j z") + flows("f b j"));
  const std::string three = process("<parallelGateway id='f'/><parallelGateway id='j'/>" + tasks("a b c z") +
        flows("s f a j z") + flows("f b j") + flows("f c j"));
  Pair fewer(three, "start; do a; do b => c j j", process("<parallelGateway id='f'/><parallelGateway id='j'/>" +
        tasks("a b c z") + flows("s f a j z") + flows("f b j") + flows("f c")));
  ASSERT_TRUE(fewer.move());
  EXPECT_EQ("c z", fewer.live.at());
  Pair one(two, "start; do a => b j", process("<parallelGateway id='f'/><parallelGateway id='j'/>" + tasks("a b z") +
        flows("s f a j z") + flows("f b")));
  ASSERT_TRUE(one.move());
  EXPECT_EQ("b z", one.live.at());
}

TEST(Migration, EventGatewaysTakeNewWays) {
  const auto gate = [](bool timed) {
    return process("<eventBasedGateway id='g'/><intermediateCatchEvent id='c'><messageEventDefinition "
          "messageRef='m1'/></intermediateCatchEvent>" + tasks("y z") +
                   flows("s g c z") + (timed ? "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>"
                         "P1D</timeDuration></timerEventDefinition>"
                                               "</intermediateCatchEvent>" + flows("g t y") : flow("c", "y", "false")));
  };
  Pair more(gate(false), "start => c g", gate(true));
  ASSERT_TRUE(more.move());
  EXPECT_EQ(1u, more.told<TimerSet>().size());
  Script(more.live).run("fire t => y");
  Pair fewer(gate(true), "start => c g t", gate(false));
  ASSERT_TRUE(fewer.move());
  EXPECT_EQ(1u, fewer.told<TimerCancelled>().size());
  EXPECT_EQ("c g", fewer.live.at());
}

TEST(Migration, CountersignsKeepTheirSigners) {
  const auto signed_by = [](const std::string& extra) {
    return process(extra + "<userTask id='a'><multiInstanceLoopCharacteristics><extensionElements><tg:loop "
          "collection='who' item='one' results='said' result='opinion'/>"
                   "</extensionElements></multiInstanceLoopCharacteristics></userTask>" + tasks("z") + flows("s a z"));
  };
  Pair pair(signed_by(""), "start who=[1,2,3]; do a opinion=7 => a a", signed_by(tasks("unused") + flow("unused",
        "a") + flow("s", "unused")));
  ASSERT_TRUE(pair.move());
  EXPECT_EQ(2u, pair.told<TaskMoved>().size());
  Script(pair.live).run("do a opinion=8 => a; do a opinion=9 => z");
  EXPECT_EQ("[7, 8, 9]", feel::to_literal(pair.live.variable("said")));
}

TEST(Migration, WhatIsKeptForCompensationMovesOrIsForgotten) {
  const auto undoable = [](bool still) {
    return process(tasks("a t") + "<userTask id='u' isForCompensation='true'/>" +
                   (still ? "<boundaryEvent id='b' attachedToRef='a'><compensateEventDefinition/></boundaryEvent>"
                         "<association id='q' sourceRef='b' targetRef='u'/>"
                          : "<boundaryEvent id='b' attachedToRef='t'><compensateEventDefinition/></boundaryEvent>"
                                "<association id='q' sourceRef='b' targetRef='u'/>") +
                   "<endEvent id='e'><compensateEventDefinition/></endEvent>" + flows("s a t e"));
  };
  Pair kept(undoable(true), "start; do a => t", undoable(true));
  ASSERT_TRUE(kept.move());
  Script(kept.live).run("do t => e u; do u => END");
  Pair forgotten(undoable(true), "start; do a => t", undoable(false));
  ASSERT_TRUE(forgotten.move());
  EXPECT_EQ(1u, forgotten.told<ActivityForgotten>().size());
  Script(forgotten.live).run("do t => e u");
}

TEST(Migration, WithinACompensation) {
  const std::string xml = process("<subProcess id='sub'><startEvent id='is'/>" + tasks("a b") +
        "<userTask id='u' isForCompensation='true'/>"
                                  "<boundaryEvent id='bo' attachedToRef='a'><compensateEventDefinition/>"
                                        "</boundaryEvent><association id='q' sourceRef='bo' targetRef='u'/>" +
                                  flows("is a b") + "</subProcess><endEvent id='e'><compensateEventDefinition/>"
                                        "</endEvent>" + flows("s sub e"));
  std::string shifted = xml;
  shifted.insert(shifted.find("<subProcess"),
        "<startEvent id='other'><messageEventDefinition messageRef='m1'/></startEvent><userTask id='first'/>" +
        flow("other", "first"));
  Pair pair(xml, "start; do a; do b => e u", shifted);
  ASSERT_TRUE(pair.move());
  Script(pair.live).run("do u => END");
}

TEST(Migration, ConditionsThatHoldAlreadyHappen) {
  const std::string with = process(tasks("a y") +
        "<boundaryEvent id='b' attachedToRef='a'><conditionalEventDefinition><condition>k &gt; 3</condition>"
                                   "</conditionalEventDefinition></boundaryEvent>" + flow("s", "a") + flow("b", "y"));
  Pair pair(process(tasks("a") + flow("s", "a")), "start k=5 => a", with);
  ASSERT_TRUE(pair.move());
  EXPECT_EQ("y", pair.live.at());
}

}  // namespace
}  // namespace tiange::bpmn
