#include "city/cases/supervision/sampling/sampling.h"

#include "city/cases/archive/archive.h"
#include "city/cases/case_test_kit.h"
#include "city/cases/supervision/sampling/sampling_service.h"

namespace tiange::cases {
namespace {

class HeldClock final : public tiange::Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment;
};

struct House {
  explicit House(World& world)
      : w(world),
        jobs(w.db, clock, w.ids),
        parts{w.service->parts(), *w.service, clock, [](auto&&...) {}},
        supervision(open_supervision(parts)),
        sampling(parts, *supervision, jobs, "440604"),
        supervisor(w.supervisor) {
    supervisor.permissions.set(static_cast<std::size_t>(Permission::cases_supervise));
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return supervision->seed(tx, data_text("supervision.json"), w.now); }).ok());
    sampling.add_jobs();
    sampling.add_routes(routes);
  }

  std::string closed_case(const std::string& grid = k_grid) {
    const auto reported = w.report(w.seat, w.input("STALL", grid));
    EXPECT_TRUE(w.settle(w.handler, reported->ref).ok());
    EXPECT_TRUE(w.act(grid == k_grid ? w.officer : w.other_officer, reported->ref, Action::check_pass).ok());
    EXPECT_TRUE(w.act(w.acceptor, reported->ref, Action::close).ok());
    return reported->ref;
  }
  // Through the route, as a person does.
  json::Value ask(const Scope& scope, http::Method method, const std::string& path, const std::string& body, int status = 200) {
    clock.moment = w.now;
    http::Request request;
    request.method = method;
    request.scope = scope;
    request.now = w.now;
    request.body = body;
    for (const http::Route& route : routes.all()) {
      if (route.method != method || !fits(route.pattern, path, request)) continue;
      const http::Response response = route.handle(request);
      EXPECT_EQ(response.status, status) << path << " " << response.body;
      return json::parse(response.body).value_or(json::Value());
    }
    ADD_FAILURE() << "no route " << path;
    return {};
  }
  static bool fits(const std::string& pattern, const std::string& path, http::Request& request) {
    const auto want = text::split(pattern, '/');
    const std::string plain = path.substr(0, path.find('?'));
    const auto is = text::split(plain, '/');
    if (want.size() != is.size()) return false;
    for (std::size_t i = 0; i < want.size(); ++i) {
      if (want[i].starts_with("{")) {
        request.params[std::string(want[i].substr(1, want[i].size() - 2))] = std::string(is[i]);
      } else if (want[i] != is[i]) {
        return false;
      }
    }
    if (const std::size_t mark = path.find('?'); mark != path.npos) {
      for (const auto pair : text::split(std::string_view(path).substr(mark + 1), '&'))
        request.query.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    }
    return true;
  }

  World& w;
  HeldClock clock;
  http::Routes routes{w.db};
  jobs::Jobs jobs;
  SupervisionParts parts;
  std::unique_ptr<Supervision> supervision;
  SamplingService sampling;
  Scope supervisor;
};

void in_house(const std::function<void(World&, House&)>& body) {
  auto all = test_migrations();
  for (const auto part : {jobs::migrations(), supervision_migrations(), sampling_migrations()}) all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    House house(world);
    body(world, house);
  });
}

const std::string k_checks = "/api/v1/cases/supervision/checks";
const std::string k_samples = "/api/v1/cases/supervision/samples";
const std::string k_good = R"("answers": {"settled": true, "photos": true, "answered": true, "text": true})";
const std::string k_bad = R"("answers": {"settled": false, "photos": true, "answered": true, "text": true})";

TEST(SampleRules, TheSameSeedDrawsTheSameInAnyOrder) {
  std::vector<CaseRef> refs;
  for (std::int64_t i = 1; i <= 1000; ++i) refs.push_back({440604, CaseId{i * 8191}});
  const auto drawn = [&](std::int64_t seed, double share, int number) {
    SampleDraw draw(seed);
    for (const CaseRef& ref : refs) draw.add(ref.id.value % 3 == 0 ? "a" : "b", ref);
    return draw.chosen(share, number);
  };
  const auto first = drawn(7, 5, 0);
  std::reverse(refs.begin(), refs.end());
  EXPECT_EQ(drawn(7, 5, 0), first);
  EXPECT_EQ(sample_digest(drawn(7, 5, 0)), sample_digest(first));
  EXPECT_NE(drawn(8, 5, 0), first);
  EXPECT_EQ(first.size(), 17u + 34u) << "five percent of 333 and of 667, rounded up";
  EXPECT_EQ(drawn(7, 0, 3).size(), 6u) << "three of each";
  EXPECT_EQ(drawn(7, 0.001, 0).size(), 2u) << "at least one of each";
}

TEST(SampleRules, EveryCaseHasTheSameChance) {
  std::vector<int> hits(200);
  for (std::int64_t seed = 1; seed <= 500; ++seed) {
    SampleDraw draw(seed);
    for (std::int64_t i = 0; i < 200; ++i) draw.add("", {1, CaseId{i + 1}});
    for (const CaseRef& ref : draw.chosen(0, 20)) ++hits[static_cast<std::size_t>(ref.id.value - 1)];
  }
  for (const int count : hits) EXPECT_NEAR(count, 50, 35);
}

TEST(Sampling, APlanIsDrawnByAJobAndCanBeDrawnAgain) {
  in_house([](World& w, House& h) {
    for (int i = 0; i < 6; ++i) h.closed_case();
    const std::string day = format_date(local_date(w.now));
    const std::string body = R"({"name": "质量抽查", "from": ")" + day + R"(", "to": ")" + day + R"(", "number": 4, "seed": 42, "duty": "supervisor"})";
    const auto made = h.ask(h.supervisor, http::Method::post, k_samples, body);
    EXPECT_EQ(made.text_or("state"), "drawing");
    EXPECT_EQ(h.jobs.run_due(), 1);
    const std::string id = made.text_or("id");
    const auto plan = h.ask(h.supervisor, http::Method::get, k_samples + "/" + id, "");
    EXPECT_EQ(plan.text_or("state"), "drawn");
    EXPECT_EQ(plan.find("population")->as_int(), 6);
    EXPECT_EQ(plan.find("drawn")->as_int(), 4);
    EXPECT_TRUE(h.ask(h.supervisor, http::Method::post, k_samples + "/" + id + "/redraw", "{}").find("same")->as_bool());
    h.closed_case();
    EXPECT_EQ(h.ask(h.supervisor, http::Method::post, k_samples + "/" + id + "/redraw", "{}").find("population")->as_int(), 7);
    h.ask(h.supervisor, http::Method::post, k_samples, R"({"name": "两样都填", "from": ")" + day + R"(", "to": ")" + day + R"(", "number": 4, "share": 5})", 422);
  });
}

// As the nightly run does it.
std::int64_t archive_all(World& w) {
  const Instant before = w.now - days(400);
  std::vector<archive::Due> due;
  w.db.run_read([&](db::Tx& tx) { due = archive::closed_before(tx, before, 100); });
  for (const archive::Due& one : due) archive::prepare_year(w.db, one.year);
  std::int64_t moved = 0;
  EXPECT_TRUE(w.write([&](db::Tx& tx) -> Outcome {
                 moved = archive::move_batch(tx, due, before, w.now, [](std::string_view) { return std::string(); });
                 return done();
               }).ok());
  return moved;
}

TEST(Sampling, ADrawIsTheSameAfterItsCasesWereArchivedAndANewOneReachesThem) {
  in_house([](World& w, House& h) {
    for (int i = 0; i < 6; ++i) h.closed_case(i % 2 ? k_grid : k_other_grid);
    const std::string day = format_date(local_date(w.now));
    const auto plan_of = [&](const std::string& more) {
      const auto made = h.ask(h.supervisor, http::Method::post, k_samples,
                              R"({"name": "抽查", "from": ")" + day + R"(", "to": ")" + day + R"(", "number": 4, "seed": 42)" + more + "}");
      h.jobs.run_due();
      return h.ask(h.supervisor, http::Method::get, k_samples + "/" + made.text_or("id"), "");
    };
    const auto first = plan_of("");
    ASSERT_EQ(first.find("drawn")->as_int(), 4);
    w.now = w.now + days(410);
    ASSERT_EQ(archive_all(w), 6);
    const auto again = h.ask(h.supervisor, http::Method::post, k_samples + "/" + first.text_or("id") + "/redraw", "{}");
    EXPECT_TRUE(again.find("same")->as_bool());
    EXPECT_EQ(again.find("population")->as_int(), 6);
    const auto late = plan_of("");
    EXPECT_EQ(late.text_or("digest"), first.text_or("digest")) << "the same plan and seed";
    EXPECT_EQ(late.find("drawn")->as_int(), 4);
    EXPECT_EQ(plan_of(std::string(R"(, "area": ")") + k_grid + "\"").find("population")->as_int(), 3);
    EXPECT_EQ(plan_of(R"(, "unit": "440604010-GA")").find("population")->as_int(), 0);
    EXPECT_EQ(plan_of(R"(, "item": "STA")").find("population")->as_int(), 6) << "by the beginning of the item";
    const auto checks = h.ask(h.supervisor, http::Method::get, k_checks + "?plan=" + late.text_or("id"), "");
    const json::Value& one = checks.find("items")->as_array().front();
    const auto done = h.ask(h.supervisor, http::Method::post, k_checks + "/" + one.text_or("id") + "/result", "{\"passed\": true, " + k_good + "}");
    EXPECT_EQ(done.text_or("state"), "passed");
  });
}

TEST(Checks, AFailedOneReopensTheCase) {
  in_house([](World& w, House& h) {
    const std::string ref = h.closed_case();
    const auto asked = h.ask(h.supervisor, http::Method::post, k_checks, R"({"case_ref": ")" + ref + R"(", "why": "群众说没处理"})");
    EXPECT_EQ(asked.text_or("queue"), std::string(k_grid) + ":officer");
    const std::string at = k_checks + "/" + asked.text_or("id") + "/result";
    EXPECT_EQ(h.ask(h.supervisor, http::Method::post, k_checks, R"({"case_ref": ")" + ref + R"(", "why": "再来"})").text_or("id"), asked.text_or("id")) << "one at a time";
    h.ask(w.handler, http::Method::post, at, "{\"passed\": true, " + k_good + "}", 403);
    h.ask(w.officer, http::Method::post, at, "{\"passed\": true, " + k_bad + "}", 422);
    h.ask(w.officer, http::Method::post, at, "{\"passed\": false, " + k_bad + "}", 422);
    const auto done = h.ask(w.officer, http::Method::post, at, "{\"passed\": false, \"reason\": \"垃圾还在\", " + k_bad + "}");
    EXPECT_EQ(done.text_or("state"), "failed");
    EXPECT_EQ(done.text_or("follow"), "reopened");
    EXPECT_TRUE(w.file(ref).open());
    EXPECT_TRUE(w.check(ref).intact);
    h.ask(w.officer, http::Method::post, at, "{\"passed\": true, " + k_good + "}", 409);
    const auto rates = h.ask(h.supervisor, http::Method::get, k_checks + "/rates", "");
    EXPECT_EQ(rates.find("total")->find("failed")->as_int(), 1);
  });
}

TEST(Checks, AfterTheWindowItCannotBeReopenedAndSaysSo) {
  in_house([](World& w, House& h) {
    const std::string ref = h.closed_case();
    w.now = w.now + days(60);
    const auto asked = h.ask(h.supervisor, http::Method::post, k_checks, R"({"case_ref": ")" + ref + R"(", "why": "抽到", "duty": "supervisor"})");
    const auto done = h.ask(h.supervisor, http::Method::post, k_checks + "/" + asked.text_or("id") + "/result", "{\"passed\": false, \"reason\": \"还在\", " + k_bad + "}");
    EXPECT_EQ(done.text_or("follow"), "too_late");
    EXPECT_FALSE(w.file(ref).open());
    EXPECT_EQ(w.history(ref).back().kind, EventKind::remarked);
  });
}

}  // namespace
}  // namespace tiange::cases
