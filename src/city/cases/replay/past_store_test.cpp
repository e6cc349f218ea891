#include "city/cases/replay/past_store.h"

#include "city/cases/case_test_kit.h"
#include "city/flows/definitions/replays/replay_room.h"

namespace tiange::cases {
namespace {

class HeldClock final : public tiange::Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment;
};

// A case that the house routed to the grid and four people saw through.
std::string whole_life(World& w) {
  const auto made = w.report(w.seat, w.input("GARBAGE"));
  EXPECT_TRUE(made.ok());
  const std::string ref = made->ref;
  const auto step = [&](const char* what, const Result<CaseView>& done) {
    EXPECT_TRUE(done.ok()) << what << " " << (done.ok() ? "" : done.refusal().en);
    w.now = w.now + minutes(20);
  };
  step("verify", w.act(w.officer, ref, Action::verify_true));
  step("settle", w.settle(w.officer, ref));
  step("check", w.act(w.station, ref, Action::check_pass));
  ActInput close;
  close.closing_condition = "已清理";
  step("close", w.act(w.station, ref, Action::close, close));
  return ref;
}

void for_each_past(const std::function<void(World&, HeldClock&)>& body) {
  std::vector<db::Migration> all = test_migrations();
  for (const auto& part : {jobs::migrations(), flows::definition_migrations(), flows::replay_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World w(db);
    HeldClock clock;
    clock.moment = w.now;
    body(w, clock);
  });
}

TEST(Past, GivesWhatDecisionsWereAskedToThoseWhoMaySeeTheCase) {
  for_each_past([](World& w, HeldClock& clock) {
    const Instant began = w.now;
    const std::string ref = whole_life(w);
    const auto past = open_past_cases(w.service->parts(), clock);
    const flows::PastQuery query{"dispatch", began - days(1), began + days(1), ""};
    const auto page = past->questions(w.dispatcher, query, "", 100);
    ASSERT_TRUE(page.ok());
    ASSERT_EQ(1u, page->items.size());
    const flows::PastQuestion& question = page->items.front();
    EXPECT_EQ(ref, question.who.ref);
    EXPECT_EQ(1, question.version);
    EXPECT_FALSE(question.made_again);
    EXPECT_EQ("normal", feel::to_text(*question.inputs().find("severity")));
    EXPECT_EQ("", page->next);
    Scope stranger = w.police;
    stranger.areas = {"440604011"};
    stranger.units = {"440604011-GA"};
    EXPECT_TRUE(past->questions(stranger, query, "", 100)->items.empty()) << "another town";
    EXPECT_TRUE(past->questions(w.dispatcher, {"other", query.from, query.to, ""}, "", 100)->items.empty());
    EXPECT_TRUE(past->questions(w.dispatcher, {"dispatch", query.from, query.to, "440604011"}, "", 100)->items.empty());
    EXPECT_EQ(1, past->count(w.dispatcher, query));
    const auto full = past->questions(w.dispatcher, query, "", 1);
    ASSERT_NE("", full->next);
    EXPECT_TRUE(past->questions(w.dispatcher, query, full->next, 1)->items.empty());
  });
}

TEST(Past, TellsTheCourseOfACaseAndItGoesTheSameWayAgain) {
  for_each_past([](World& w, HeldClock& clock) {
    const Instant began = w.now;
    whole_life(w);
    const auto past = open_past_cases(w.service->parts(), clock);
    const auto page = past->courses(w.dispatcher, {"case_life", began - days(1), began + days(1), ""}, "", 100);
    ASSERT_TRUE(page.ok());
    ASSERT_EQ(1u, page->items.size());
    std::string acts;
    for (const flows::PastAct& act : page->items[0].acts) acts += act.element + " ";
    EXPECT_EQ("verify handle check close ", acts);
    const auto home = open_process_home(w.service->parts(), clock);
    jobs::Jobs jobs(w.db, clock, w.ids);
    flows::ReplayRoom room({w.db, clock, w.ids, w.flows, jobs, *home, *past});
    room.add_jobs();
    http::Request request;
    request.scope = w.dispatcher;
    request.scope.permissions.set(static_cast<std::size_t>(Permission::flows_edit));
    request.now = w.now;
    flows::ReplayIn in;
    in.kind = flows::DefinitionKind::bpmn;
    in.key = "case_life";
    in.from = local_date(began);
    in.to = local_date(began);
    const auto ordered = w.write([&](db::Tx& tx) { return room.order(tx, request, in); });
    ASSERT_TRUE(ordered.ok()) << ordered.refusal().en;
    jobs.run_due();
    const auto replay = w.db.read([&](db::Tx& tx) { return room.show(tx, ordered->id); });
    EXPECT_EQ(flows::ReplayState::done, replay->state) << replay->error_en;
    EXPECT_EQ(1, replay->done);
    EXPECT_EQ(0, replay->differing);
    EXPECT_EQ(0, replay->without);
    std::string ends;
    for (const flows::ReplayTotal& total : replay->totals) {
      if (total.what == "end") ends += total.value + " " + std::to_string(total.after);
    }
    EXPECT_EQ("closed 1", ends) << "the trial came to the same end as the case";
  });
}

TEST(Past, FindsAMemberInAStoredDetail) {
  EXPECT_EQ("{\"a\":{\"b\":\"}\"}}", object_in("{\"text\":\"\\\"facts\\\":{\",\"facts\":{\"a\":{\"b\":\"}\"}},\"to\":{}}", "facts"));
  EXPECT_EQ("", object_in("{\"facts\":1}", "facts"));
}

}  // namespace
}  // namespace tiange::cases
