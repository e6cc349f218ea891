#include "base/text.h"
#include "city/flows/definitions/definitions_test_kit.h"
#include "city/flows/definitions/replays/replay_room.h"
#include "engines/feel/feel_json.h"

namespace tiange::flows {
namespace {

// What happened, as the tests want it: pages of two cases.
class ListedPast final : public PastCases {
 public:
  std::int64_t count(const Scope&, const PastQuery&) override {
    return static_cast<std::int64_t>(std::max(asked.size(), courses_.size()));
  }
  Result<PastPage<PastQuestion>> questions(const Scope&, const PastQuery&, const std::string& cursor, int most) override {
    ++pages;
    return page_of(asked, cursor, std::min(most, 2));
  }
  Result<PastPage<PastCourse>> courses(const Scope&, const PastQuery&, const std::string& cursor, int most) override {
    return page_of(courses_, cursor, std::min(most, 2));
  }

  std::vector<PastQuestion> asked;
  std::vector<PastCourse> courses_;
  int pages = 0;

 private:
  template <class What>
  static PastPage<What> page_of(const std::vector<What>& all, const std::string& cursor, int most) {
    PastPage<What> page;
    std::size_t at = cursor.empty() ? 0 : std::stoul(cursor);
    for (; at < all.size() && page.cases < most; ++at, ++page.cases) page.items.push_back(all[at]);
    if (at < all.size()) page.next = std::to_string(at);
    return page;
  }
};

struct ReplayWorld : DefinitionWorld {
  explicit ReplayWorld(db::Db& database)
      : DefinitionWorld(database), jobs(database, clock, ids), replays({db, clock, ids, flows, jobs, home, past}) {
    replays.add_jobs();
  }

  void ask(std::int64_t id, const std::string& area, const std::string& facts, bool confidential = false) {
    PastQuestion question;
    question.who = {"1." + std::to_string(id), "禅20261101-" + std::to_string(id), "E13-0110", area, clock.now(), confidential};
    question.inputs_key = facts;
    question.inputs = [facts] { return feel::from_json(*json::parse(facts)); };
    question.version = 1;
    past.asked.push_back(std::move(question));
  }
  Result<Replay> order(const ReplayIn& in) {
    return write([&](db::Tx& tx) { return replays.order(tx, writer(), in); });
  }
  ReplayIn plan(DraftId draft) {
    ReplayIn in;
    in.draft = draft;
    in.from = local_date(clock.now()) + -30;
    in.to = local_date(clock.now());
    return in;
  }
  Replay show(ReplayId id) {
    return *read([&](db::Tx& tx) { return replays.show(tx, id); });
  }
  ReplayCases cases(ReplayId id, const Scope& scope, const std::string& change = "") {
    return *read([&](db::Tx& tx) { return replays.cases(tx, id, scope, change, 0, 50); });
  }

  ListedPast past;
  jobs::Jobs jobs;
  ReplayRoom replays;
};

void for_each_replay_world(const std::function<void(ReplayWorld&)>& body) {
  std::vector<db::Migration> all = kit_migrations();
  for (const auto& part : {jobs::migrations(), replay_migrations()}) all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    ReplayWorld world(db);
    body(world);
  });
}

const std::string k_trifle =
    R"({"from_level":"grid","severity":"normal","trifle":true,"item_class":"event","grid":"440604010014001","community":"440604010014","town":"440604010","department_unit":"440604010-CG"})";
const std::string k_urgent =
    R"({"from_level":"grid","severity":"urgent","trifle":true,"item_class":"event","grid":"440604010014001","community":"440604010014","town":"440604010","department_unit":"440604010-CG"})";

std::string trifles_to_village() {
  return text::replace_all(data_file("decisions/dispatch.dmn"), "<text>\"grid\"</text>\n        </outputEntry>",
                           "<text>\"village\"</text>\n        </outputEntry>");
}

TEST(Replays, SayWhatADecisionWouldHaveDoneDifferently) {
  for_each_replay_world([](ReplayWorld& w) {
    w.ask(1, "440604010014001", k_trifle);
    w.ask(2, "440604010014001", k_urgent);
    w.ask(3, "440604010014001", k_trifle, true);
    w.ask(4, "440604011014001", k_trifle);
    w.past.asked.back().version = 0;
    w.past.asked.back().made_again = true;
    const Draft draft = w.open({DefinitionKind::dmn, "dispatch", 0, "", ""});
    ASSERT_TRUE(w.save(w.writer(), draft.id, 1, trifles_to_village()).ok());
    const auto ordered = w.order(w.plan(draft.id));
    ASSERT_TRUE(ordered.ok()) << ordered.refusal().en;
    EXPECT_EQ(ReplayState::waiting, ordered->state);
    w.jobs.run_due();
    const Replay replay = w.show(ordered->id);
    EXPECT_EQ(ReplayState::done, replay.state) << replay.error_en;
    EXPECT_EQ(4, replay.total);
    EXPECT_EQ(4, replay.done);
    EXPECT_EQ(3, replay.differing);
    EXPECT_EQ(1, replay.made_again);
    std::string levels;
    for (const ReplayTotal& total : replay.totals) {
      if (total.what == "level") levels += total.value + " " + std::to_string(total.before) + "->" + std::to_string(total.after) + " ";
    }
    EXPECT_EQ("department 1->1 grid 3->0 village 0->3 ", levels);
    const ReplayCases seen = w.cases(ordered->id, w.writer().scope, "level");
    ASSERT_EQ(3u, seen.items.size());
    EXPECT_EQ("禅20261101-1", seen.items[0].number);
    EXPECT_EQ("", seen.items[1].number) << "confidential";
    EXPECT_EQ("小事不出网格，由网格员处置", seen.items[0].reason_zh);
    Scope town = w.writer().scope;
    town.areas = {"440604011"};
    EXPECT_EQ(1u, w.cases(ordered->id, town).items.size()) << "the reader's own areas only";
    EXPECT_TRUE(w.cases(ordered->id, w.writer().scope, "climb_limit").items.empty());
    const auto sheet = w.read([&](db::Tx& tx) { return w.replays.sheet(tx, ordered->id, w.writer().scope); });
    EXPECT_NE(std::string::npos, sheet->find("禅20261101-1")) << *sheet;
  });
}

TEST(Replays, GoOnWhereTheyStoodAndCanBeCancelled) {
  for_each_replay_world([](ReplayWorld& w) {
    for (int i = 1; i <= 9; ++i) w.ask(i, "440604010014001", k_trifle);
    const Draft draft = w.open({DefinitionKind::dmn, "dispatch", 0, "", ""});
    ASSERT_TRUE(w.save(w.writer(), draft.id, 1, trifles_to_village()).ok());
    const auto ordered = w.order(w.plan(draft.id));
    ASSERT_TRUE(ordered.ok());
    // An instance that died after two pages left this behind.
    const auto begun = w.write([&](db::Tx& tx) -> Outcome {
      auto file = find_replay(tx, ordered->id);
      file->state = ReplayState::running;
      file->progress.total = 9;
      file->progress.done = 4;
      file->progress.cursor = "4";
      update_replay(tx, *file, ReplayState::waiting);
      return done();
    });
    ASSERT_TRUE(begun.ok());
    w.jobs.run_due();
    EXPECT_EQ(9, w.show(ordered->id).done);
    EXPECT_EQ(5, w.show(ordered->id).differing) << "the first four were counted before";
    EXPECT_EQ(3, w.past.pages);
    ReplayIn few = w.plan(draft.id);
    few.most = 3;
    const auto second = w.order(few);
    w.jobs.run_due();
    EXPECT_EQ(3, w.show(second->id).done);
    const auto third = w.order(w.plan(draft.id));
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.replays.cancel(tx, third->id, w.clock.now()); }).ok());
    w.jobs.run_due();
    EXPECT_EQ(ReplayState::cancelled, w.show(third->id).state);
    EXPECT_EQ(0, w.show(third->id).done);
    ReplayIn wrong = w.plan(draft.id);
    wrong.to = wrong.from + -1;
    wrong.area = "123";
    EXPECT_EQ(2u, w.order(wrong).refusal().fields.size());
  });
}

TEST(Replays, LeadPastCasesThroughADraftOfTheirProcess) {
  for_each_replay_world([](ReplayWorld& w) {
    const Instant began = w.clock.now();
    PastCourse course;
    course.who = {"1.7", "禅20261118-7", "E13-0110", "440604010014001", began, false};
    course.started = began;
    course.variables = feel::from_json(*json::parse(
        R"({"located":true,"classified":true,"verify_needed":false,"settled":false,"district":"440604","town":"440604010","community":"440604010014",
        "grid":"440604010014001","trifle":true,"severity":"normal","item_class":"event","handle_limit":"3 work_days","from_level":"grid","wants_reply":false,"returns":0,"level":"grid"})"));
    const auto act = [&](const char* element, Span after, const char* outcome) {
      course.acts.push_back({element, began + after, feel::Value::context({{"outcome", feel::Value::string(outcome)}})});
    };
    act("handle", hours(1), "settled");
    act("check", hours(2), "pass");
    act("close", hours(3), "closed");
    w.past.courses_.push_back(course);
    const std::string life = data_file("processes/case_life.bpmn");
    const Draft draft = w.open({DefinitionKind::bpmn, "case_life", 0, "", ""});
    // Another step behind handling, which history knows nothing of.
    std::string longer = text::replace_all(life, "sourceRef=\"handle\"", "sourceRef=\"extra\"");
    longer = text::replace_all(
        longer, "<bpmn:userTask id=\"handle\"",
        "<bpmn:userTask id=\"extra\" name=\"所长审批\"><bpmn:extensionElements><tg:assignment queue=\"district + &quot;-ZX:acceptor&quot;\"/>"
        "<tg:stage key=\"close\"/><tg:limit value=\"&quot;24 urgent_hours&quot;\"/></bpmn:extensionElements></bpmn:userTask>"
        "<bpmn:sequenceFlow id=\"to_extra\" sourceRef=\"handle\" targetRef=\"extra\"/><bpmn:userTask id=\"handle\"");
    ASSERT_TRUE(w.save(w.writer(), draft.id, 1, longer).ok());
    const auto ordered = w.order(w.plan(draft.id));
    ASSERT_TRUE(ordered.ok()) << ordered.refusal().en << " " << ordered.refusal().fields.front().en;
    w.jobs.run_due();
    const Replay replay = w.show(ordered->id);
    EXPECT_EQ(ReplayState::done, replay.state) << replay.error_en;
    EXPECT_EQ(1, replay.differing);
    ASSERT_EQ(1u, replay.notes.size());
    EXPECT_EQ("步骤“所长审批”没有历史数据：按其时限计时，没有时限的不计时", replay.notes[0].zh);
    const ReplayCase seen = w.cases(ordered->id, w.writer().scope).items.at(0);
    std::string changes;
    for (const ReplayChange& change : seen.changes) changes += change.what + ": " + change.from + " => " + change.to + "\n";
    EXPECT_EQ("path: handle > check > close => handle > extra > check > close\nduration: 180 => 1619\n", changes) << seen.reason_en;
    // The same process again changes nothing.
    const Draft same = w.open({DefinitionKind::bpmn, "case_life", 0, "", ""});
    const auto again = w.order(w.plan(same.id));
    w.jobs.run_due();
    EXPECT_EQ(0, w.show(again->id).differing);
    EXPECT_EQ(1, w.show(again->id).done);
  });
}

}  // namespace
}  // namespace tiange::flows
