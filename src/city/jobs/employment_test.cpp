#include "city/jobs/employment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/codes.h"
#include "city/jobs/employment_service.h"
#include "platform/db/test_db.h"
#include "platform/http/request_keys.h"
#include "platform/sheets/sheets.h"

namespace tiange::employ {
namespace {

using http::Method;
using registers::Kind;
using registers::SourceRecord;

class NoPlaces final : public places::Places {
 public:
  Result<places::Located> locate(double, double) const override { return refuse(ErrorCode::outside_district); }
  Result<places::Located> of_grid(std::string_view) const override { return refuse(ErrorCode::unknown_area); }
  std::vector<places::Candidate> find(std::string_view, std::size_t, Language) const override { return {}; }
  std::optional<places::Area> area(std::string_view code) const override {
    if (!code.starts_with("440604")) return std::nullopt;
    places::Area area;
    area.code = std::string(code);
    return area;
  }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return std::string(code); }
};

class SetClock final : public Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment = local_instant(make_date(2026, 11, 23), 0) + hours(10);
};

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string uscc(int number) {
  const std::string first = "91440604MA" + std::to_string(5'000'000 + number);
  return first + codes::credit_code_check(first);
}

Scope clerk(const std::string& area = "440604") {
  Scope scope = system_scope(area);
  scope.name = "经办";
  return scope;
}

using Values = std::vector<std::pair<std::string, std::string>>;

struct World {
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit World(db::Db& database)
      : db(database), ids(1), outbox(database, clock, ids), jobs(database, clock, ids), org(org::open(database, ids, {})),
        addresses(registers::open_addresses({places, "440604"})), routes(database) {
    subjects = registers::open_subjects({.db = database, .clock = clock, .ids = ids, .outbox = outbox, .org = *org, .places = places, .addresses = *addresses,
                                         .tickets = nullptr, .cases = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"});
    auto book = std::make_shared<const SkillBook>(*read_skills(data_text("jobs/skills.json")));
    auto rules = *read_demand_rules(data_text("jobs/demand.json"), *book);
    work = std::make_unique<EmploymentService>(EmploymentParts{.db = database, .clock = clock, .ids = ids, .places = places, .subjects = *subjects, .spaces = nullptr,
                                                               .jobs = jobs, .book = book, .rules = rules, .tell = {}, .district = "440604"});
    work->add_jobs();
    work->add_routes(routes, [this](db::Tx&, const http::Request&, const std::string& kind, const std::string&, const Words&) { recorded.push_back(kind); });
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now()); }).ok());
    (void)subjects->catalogue();
  }
  std::string absorb(Kind kind, const std::string& source, const std::string& key, Values values) {
    clock.moment = clock.moment + seconds(1);
    const SourceRecord one{source, key, kind, std::move(values), clock.now(), "batch/1", false};
    std::string ref;
    EXPECT_TRUE(write([&](db::Tx& tx) -> Outcome {
                  TIANGE_CHECK_OK(subjects->absorb(tx, std::span(&one, 1), clock.now()));
                  ref = subjects->record(tx, source, key)->subject.text();
                  return done();
                }).ok());
    return ref;
  }
  std::string firm(int number, const std::string& section = "C", Values more = {}) {
    Values values{{"uscc", uscc(number)}, {"name", "测试企业" + std::to_string(number)}, {"industry", section}, {"status", "1"}};
    values.insert(values.end(), more.begin(), more.end());
    return absorb(Kind::firm, "market", "F" + std::to_string(number), values);
  }
  std::string person(int number, const std::string& name = "梁试用") {
    const std::string first = "44060419900101" + std::to_string(100 + number);
    return absorb(Kind::person, "police", "P" + std::to_string(number), {{"name", name}, {"id_card", first + codes::citizen_check(first)}});
  }
  template <class Out>
  Result<Out> call(Method method, const std::string& pattern, std::map<std::string, std::string> params, const std::string& body, Scope scope,
                   std::vector<std::pair<std::string, std::string>> query = {}) {
    clock.moment = clock.moment + seconds(1);
    for (const http::Route& route : routes.all()) {
      if (route.pattern != "/api/v1/jobs" + pattern || route.method != method) continue;
      http::Request request;
      request.method = method;
      request.params = {params.begin(), params.end()};
      for (auto& [name, value] : query) request.query.emplace_back(name, value);
      request.scope = scope;
      request.now = clock.now();
      request.body = body;
      const http::Response response = route.handle(request);
      if (response.status != 200) return refuse(ErrorCode::bad_input, response.body, std::to_string(response.status) + response.body);
      return json::read<Out>(response.body);
    }
    return refuse(ErrorCode::not_found);
  }
  VacancyView vacancy(int number, const std::string& skills, const std::string& more = "") {
    auto got = call<VacancyView>(Method::post, "/vacancies", {},
                                 "{\"uscc\":\"" + uscc(number) + "\",\"title\":\"焊工\",\"occupation\":\"6-18-02-04\",\"skills\":[" + skills + "]" + more + "}", clerk());
    EXPECT_TRUE(got.ok()) << (got.ok() ? "" : got.refusal().en);
    return got.ok() ? *got : VacancyView{};
  }
  TalentView talent(const std::string& ref, const std::string& skills, const std::string& more = "") {
    auto got = call<TalentView>(Method::post, "/talents", {},
                                "{\"person\":\"" + ref + "\",\"skills\":[" + skills + "],\"occupations\":[\"6-18-02-04\"],\"consent\":{\"agreed\":true,\"purpose\":\"推荐岗位\",\"days\":30,\"how\":\"窗口\"}" + more + "}",
                                clerk());
    EXPECT_TRUE(got.ok()) << (got.ok() ? "" : got.refusal().en);
    return got.ok() ? *got : TalentView{};
  }
  TalentMatches matches(const std::string& vacancy, const Scope& scope = clerk()) {
    auto got = call<TalentMatches>(Method::get, "/vacancies/{id}/matches", {{"id", vacancy}}, "", scope);
    EXPECT_TRUE(got.ok()) << (got.ok() ? "" : got.refusal().en);
    return got.ok() ? *got : TalentMatches{};
  }

  db::Db& db;
  SetClock clock;
  IdSource ids;
  db::Outbox outbox;
  jobs::Jobs jobs;
  NoPlaces places;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<registers::Addresses> addresses;
  http::Routes routes;
  std::unique_ptr<registers::Subjects> subjects;
  std::unique_ptr<EmploymentService> work;
  std::vector<std::string> recorded;
};

std::vector<db::Migration> migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {http::http_migrations(), jobs::migrations(), org::migrations(), registers::address_migrations(), registers::subject_migrations(), employment_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

constexpr const char* k_tig = "{\"word\":\"亚弧焊\",\"level\":3}";

TEST(Employment, AVacancyFindsItsTalentAndAWithdrawnConsentIsGoneAtOnce) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.firm(1);
    const std::string person = world.person(1), other = world.person(2, "何无技");
    const VacancyView vacancy = world.vacancy(1, k_tig);
    ASSERT_EQ(vacancy.skills.size(), 1u);
    EXPECT_EQ(vacancy.skills[0].zh, "氩弧焊");
    EXPECT_TRUE(world.matches(vacancy.id).items.empty());
    EXPECT_EQ(world.talent(person, k_tig).name, "梁**");
    world.talent(other, "{\"word\":\"电焊\",\"level\":5}");
    TalentMatches found = world.matches(vacancy.id);
    ASSERT_EQ(found.items.size(), 1u);
    EXPECT_EQ(found.items[0].talent.id, person);
    EXPECT_EQ(found.items[0].reasons.points.size(), k_match_parts);
    // A word that changes hands is followed: the vacancy wants another skill now.
    const auto changed = world.call<VacancyView>(Method::put, "/vacancies/{id}", {{"id", vacancy.id}},
                                                 "{\"title\":\"焊工\",\"occupation\":\"6-18-02-04\",\"skills\":[{\"word\":\"电焊\",\"level\":3}]}", clerk());
    ASSERT_TRUE(changed.ok());
    found = world.matches(vacancy.id);
    ASSERT_EQ(found.items.size(), 1u);
    EXPECT_EQ(found.items[0].talent.id, other);
    const auto made = world.call<Recommendation>(Method::post, "/recommendations", {}, "{\"vacancy\":\"" + vacancy.id + "\",\"talent\":\"" + other + "\"}", clerk());
    ASSERT_TRUE(made.ok()) << made.refusal().en;
    ASSERT_TRUE(world.call<TalentGone>(Method::post, "/talents/{id}/withdraw", {{"id", other}}, "{}", clerk()).ok());
    EXPECT_TRUE(world.matches(vacancy.id).items.empty());
    EXPECT_FALSE(world.call<TalentView>(Method::get, "/talents/{id}", {{"id", other}}, "", clerk()).ok());
    EXPECT_FALSE(world.call<Recommendation>(Method::post, "/recommendations/{id}/answer", {{"id", made->id}}, "{\"side\":\"firm\",\"yes\":true}", clerk()).ok());
    const auto list = world.call<RecommendationList>(Method::get, "/recommendations", {}, "", clerk());
    EXPECT_TRUE(list->items.empty());
    db.run_read([&](db::Tx& tx) {  // nothing of it stays behind
      tx.each("SELECT content FROM job_talents WHERE subject = ?", {*parse_id(other)}, [](const db::Row& r) {
        EXPECT_EQ(r.text(0), "{}");
        return true;
      });
      tx.each("SELECT content, gone FROM job_matches", {}, [](const db::Row& r) {
        EXPECT_EQ(r.text(0), "{}");
        EXPECT_TRUE(r.flag(1));
        return true;
      });
    });
    // Who comes back may be recommended anew.
    world.talent(other, "{\"word\":\"电焊\",\"level\":5}");
    EXPECT_TRUE(world.call<Recommendation>(Method::post, "/recommendations", {}, "{\"vacancy\":\"" + vacancy.id + "\",\"talent\":\"" + other + "\"}", clerk()).ok());
  });
}

TEST(Employment, WithoutConsentOrAfterItsTermNobodyIsKept) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.firm(1);
    const std::string person = world.person(1);
    const auto refused = world.call<TalentView>(Method::post, "/talents", {}, "{\"person\":\"" + person + "\",\"skills\":[" + k_tig + "]}", clerk());
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.refusal().en.find("1888"), std::string::npos);
    const VacancyView vacancy = world.vacancy(1, k_tig, ",\"until\":\"2027-03-01\"");
    world.talent(person, k_tig);
    EXPECT_EQ(world.matches(vacancy.id).items.size(), 1u);
    world.clock.moment = world.clock.moment + days(31);
    EXPECT_TRUE(world.matches(vacancy.id).items.empty());
    world.work->tend(world.clock.now());
    db.run_read([&](db::Tx& tx) { EXPECT_EQ(store::talent(tx, SubjectId{*parse_id(person)})->state, store::TalentState::withdrawn); });
  });
}

// Another town's staff sees and does nothing, whatever ids it knows.
TEST(Employment, TheScopeHolds) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.firm(1);
    const std::string person = world.person(1);
    const VacancyView vacancy = world.vacancy(1, k_tig);
    world.talent(person, k_tig);
    const auto made = world.call<Recommendation>(Method::post, "/recommendations", {}, "{\"vacancy\":\"" + vacancy.id + "\",\"talent\":\"" + person + "\"}", clerk());
    ASSERT_TRUE(made.ok());
    for (Scope stranger : {clerk("440604012"), clerk("440605"), [] { Scope none = clerk(); none.areas.clear(); return none; }()}) {
      EXPECT_FALSE(world.call<TalentMatches>(Method::get, "/vacancies/{id}/matches", {{"id", vacancy.id}}, "", stranger).ok());
      EXPECT_FALSE(world.call<VacancyMatches>(Method::get, "/talents/{id}/matches", {{"id", person}}, "", stranger).ok());
      EXPECT_FALSE(world.call<TalentView>(Method::get, "/talents/{id}", {{"id", person}}, "", stranger).ok());
      EXPECT_FALSE(world.call<TalentGone>(Method::post, "/talents/{id}/withdraw", {{"id", person}}, "{}", stranger).ok());
      EXPECT_FALSE(world.call<VacancyView>(Method::post, "/vacancies/{id}/state", {{"id", vacancy.id}}, "{\"state\":\"closed\"}", stranger).ok());
      EXPECT_FALSE(world.call<Recommendation>(Method::post, "/recommendations", {}, "{\"vacancy\":\"" + vacancy.id + "\",\"talent\":\"" + person + "\"}", stranger).ok());
      EXPECT_FALSE(world.call<Recommendation>(Method::post, "/recommendations/{id}/answer", {{"id", made->id}}, "{\"side\":\"firm\",\"yes\":true}", stranger).ok());
      EXPECT_FALSE(world.call<VacancyView>(Method::post, "/vacancies", {}, "{\"uscc\":\"" + uscc(1) + "\",\"title\":\"焊工\",\"occupation\":\"6-18-02-04\"}", stranger).ok());
      EXPECT_TRUE(world.call<VacancyList>(Method::get, "/vacancies", {}, "", stranger)->items.empty());
      EXPECT_TRUE(world.call<TalentList>(Method::get, "/talents", {}, "", stranger)->items.empty());
      EXPECT_TRUE(world.call<RecommendationList>(Method::get, "/recommendations", {}, "", stranger)->items.empty());
      EXPECT_TRUE(world.call<DemandList>(Method::get, "/demands", {}, "", stranger)->items.empty());
      EXPECT_EQ(world.call<JobOverview>(Method::get, "/overview", {}, "", stranger)->vacancies, 0);
    }
    EXPECT_EQ(world.call<VacancyList>(Method::get, "/vacancies", {}, "", clerk())->items.size(), 1u);
  });
}

TEST(Employment, AnswersAndOutcomesDoNotDouble) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.firm(1);
    const std::string first = world.person(1), second = world.person(2);
    const VacancyView vacancy = world.vacancy(1, k_tig, ",\"headcount\":1");
    world.talent(first, k_tig), world.talent(second, k_tig);
    const auto recommend = [&](const std::string& who) {
      return world.call<Recommendation>(Method::post, "/recommendations", {}, "{\"vacancy\":\"" + vacancy.id + "\",\"talent\":\"" + who + "\"}", clerk());
    };
    const auto act = [&](const std::string& id, const std::string& what, const std::string& body) {
      return world.call<Recommendation>(Method::post, "/recommendations/{id}/" + what, {{"id", id}}, body, clerk());
    };
    const std::string a = recommend(first)->id, b = recommend(second)->id;
    EXPECT_EQ(recommend(first)->id, a);
    EXPECT_FALSE(act(a, "outcome", "{\"outcome\":\"hired\"}").ok());  // nobody has said yes
    for (const std::string& id : {a, b}) {
      EXPECT_TRUE(act(id, "answer", "{\"side\":\"firm\",\"yes\":true}").ok());
      EXPECT_EQ(act(id, "answer", "{\"side\":\"talent\",\"yes\":true}")->state, "agreed");
      EXPECT_TRUE(act(id, "answer", "{\"side\":\"talent\",\"yes\":true}").ok());
      EXPECT_FALSE(act(id, "answer", "{\"side\":\"talent\",\"yes\":false,\"reason\":\"不\"}").ok());
    }
    EXPECT_TRUE(act(a, "outcome", "{\"outcome\":\"hired\"}").ok());
    EXPECT_TRUE(act(a, "outcome", "{\"outcome\":\"hired\"}").ok());
    EXPECT_FALSE(act(b, "outcome", "{\"outcome\":\"hired\"}").ok());  // the only place is taken
    const auto filled = world.call<VacancyList>(Method::get, "/vacancies", {}, "", clerk(), {{"state", "filled"}});
    ASSERT_EQ(filled->items.size(), 1u);
    EXPECT_EQ(filled->items[0].hired, 1);
    EXPECT_EQ(world.call<TalentView>(Method::get, "/talents/{id}", {{"id", first}}, "", clerk())->state, "placed");
    EXPECT_FALSE(act(b, "answer", "{\"side\":\"firm\",\"yes\":false,\"reason\":\"35岁以下优先\"}").ok());
  });
}

TEST(Employment, NobodyIsChosenBySexAgeOrOrigin) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.firm(1);
    const std::string person = world.person(1);
    const auto bad = [&](const std::string& more) {
      return !world.call<VacancyView>(Method::post, "/vacancies", {}, "{\"uscc\":\"" + uscc(1) + "\",\"occupation\":\"6-18-02-04\"," + more + "}", clerk()).ok();
    };
    EXPECT_TRUE(bad("\"title\":\"焊工（限男）\""));
    EXPECT_TRUE(bad("\"title\":\"焊工\",\"note\":\"35周岁以下\""));
    EXPECT_TRUE(bad("\"title\":\"焊工\",\"skills\":[{\"word\":\"本地户籍\"}]"));
    // Members of that kind are no part of what is kept: with them the same match comes out.
    const VacancyView plain = world.vacancy(1, k_tig), tainted = world.vacancy(1, k_tig, ",\"sex\":\"1\",\"age_to\":35,\"origin\":\"440604\"");
    world.talent(person, k_tig, ",\"sex\":\"2\",\"born\":\"1965-01-01\",\"ethnicity\":\"03\"");
    const TalentMatches a = world.matches(plain.id), b = world.matches(tainted.id);
    ASSERT_EQ(a.items.size(), 1u);
    ASSERT_EQ(b.items.size(), 1u);
    EXPECT_EQ(json::write(a.items[0].reasons), json::write(b.items[0].reasons));
    db.run_read([&](db::Tx& tx) {
      tx.each("SELECT content FROM job_talents", {}, [](const db::Row& r) {
        for (const char* word : {"1965", "ethnicity", "\"sex\"", "born"}) EXPECT_EQ(r.text(0).find(word), std::string_view::npos);
        return true;
      });
    });
    EXPECT_NE(a.never_zh.find("就业促进法"), std::string::npos);
  });
}

TEST(Employment, UnknownWordsWaitAndAreTakenForAll) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.firm(1);
    const std::string person = world.person(1);
    const VacancyView vacancy = world.vacancy(1, "{\"word\":\"窑炉余热利用\",\"level\":2}");
    EXPECT_FALSE(vacancy.skills[0].known);
    world.talent(person, "{\"word\":\"窑炉余热利用\",\"level\":3}");
    const auto words = world.call<WordBook>(Method::get, "/words", {}, "", clerk(), {{"q", "余热"}});
    ASSERT_EQ(words->proposed.size(), 1u);
    EXPECT_EQ(words->proposed[0].times, 2);
    EXPECT_TRUE(words->items.empty());
    EXPECT_FALSE(world.call<WordBook>(Method::post, "/words/decide", {}, "{\"word\":\"窑炉余热利用\",\"as\":\"skill\"}", clerk()).ok());
    ASSERT_TRUE(world.call<WordBook>(Method::post, "/words/decide", {}, "{\"word\":\"窑炉余热利用\",\"as\":\"skill\",\"en\":\"kiln waste heat use\",\"occupations\":[\"6-15-05-03\"]}", clerk()).ok());
    EXPECT_FALSE(world.call<WordBook>(Method::post, "/words/decide", {}, "{\"word\":\"窑炉余热利用\",\"as\":\"refuse\"}", clerk()).ok());
    const TalentMatches found = world.matches(vacancy.id);
    ASSERT_EQ(found.items.size(), 1u);
    EXPECT_TRUE(found.vacancy.skills[0].known);
    EXPECT_EQ(found.items[0].reasons.points[0].points, 30);
  });
}

TEST(Employment, AnImportKeepsAllRowsOrNoneAndDoesNotDouble) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.firm(1);
    const auto import = [&](const std::string& csv) {
      const auto path = std::filesystem::temp_directory_path() / "tiange_jobs_import.csv";
      std::ofstream(path, std::ios::binary) << csv;
      Result<JobImportReport> out = refuse(ErrorCode::not_found);
      for (const http::Route& route : world.routes.all()) {
        if (route.pattern != "/api/v1/jobs/vacancies/import") continue;
        http::Request request;
        request.method = Method::post;
        request.scope = clerk();
        request.now = world.clock.now();
        request.upload_path = path.string();
        const http::Response response = route.handle(request);
        out = response.status == 200 ? json::read<JobImportReport>(response.body) : Result<JobImportReport>(refuse(ErrorCode::bad_input, response.body, response.body));
      }
      std::filesystem::remove(path);
      return out;
    };
    const std::string head = "统一社会信用代码,岗位名称,职业编码,技能,人数,最低月薪（元）,最高月薪（元）,学历\n";
    const std::string good = uscc(1) + ",焊工,6-18-02-04,氩弧焊4；识图(加分),2,6000,8000,高中\n";
    auto report = import(head + good + uscc(9) + ",焊工,9-99,氩弧焊,两个,6000,5000,高中\n");
    ASSERT_TRUE(report.ok()) << report.refusal().en;
    EXPECT_FALSE(report->kept);
    EXPECT_EQ(report->accepted, 1);
    ASSERT_GE(report->errors.size(), 3u);
    EXPECT_EQ(report->errors[0].row, 3);
    EXPECT_EQ(report->errors[0].column, "人数");
    report = import(head + good);
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE(report->kept);
    report = import(head + good);
    EXPECT_EQ(report->same, 1);
    const auto list = world.call<VacancyList>(Method::get, "/vacancies", {}, "", clerk());
    ASSERT_EQ(list->items.size(), 1u);
    EXPECT_EQ(list->items[0].pay_from_fen, 600'000);
    EXPECT_EQ(list->items[0].skills[0].level, 4);
    EXPECT_FALSE(list->items[0].skills[1].must);
    EXPECT_FALSE(import("统一社会信用代码,岗位名称,职业编码,性别\n").ok());
  });
}

TEST(Employment, DemandIsFoundAskedCountedAndNotAskedAgain) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    const auto staffed = [&](const char* staff) { world.absorb(Kind::firm, "social", "S1", {{"uscc", uscc(1)}, {"staff", staff}}); };
    world.firm(1);
    staffed("20");
    ASSERT_TRUE(world.work->find_demand(world.clock.now()).ok());
    const auto open = [&] { return *world.call<DemandList>(Method::get, "/demands", {}, "", clerk(), {{"state", "open"}}); };
    EXPECT_TRUE(open().items.empty());
    staffed("26");
    ASSERT_TRUE(world.work->find_demand(world.clock.now()).ok());
    DemandList list = open();
    ASSERT_EQ(list.items.size(), 2u);
    EXPECT_EQ(list.items[0].occupation, "6-31-01-03");
    EXPECT_EQ(list.items[0].confidence, 55);
    EXPECT_NE(list.items[0].reasons[0].zh.find("6 人（30%）"), std::string::npos);
    const std::string id = list.items[0].id;
    const auto answer = [&](bool yes) {
      return world.call<DemandView>(Method::post, "/demands/{id}/answer", {{"id", id}}, std::string("{\"confirmed\":") + (yes ? "true" : "false") + ",\"headcount\":2}", clerk());
    };
    EXPECT_TRUE(answer(true).ok());
    EXPECT_TRUE(answer(true).ok());
    EXPECT_FALSE(answer(false).ok());
    ASSERT_TRUE(world.work->find_demand(world.clock.now()).ok());
    list = open();
    ASSERT_EQ(list.items.size(), 1u);  // the other one still waits
    EXPECT_EQ(list.precision[0].confirmed, 1);
    EXPECT_EQ(list.precision[0].denied, 0);
    // A talent without a vacancy finds the firm.
    const std::string person = world.person(1);
    world.talent(person, "{\"word\":\"电工证\",\"level\":3}");
    const auto page = world.call<VacancyMatches>(Method::get, "/talents/{id}/matches", {{"id", person}}, "", clerk());
    ASSERT_TRUE(page.ok()) << page.refusal().en;
    EXPECT_TRUE(page->items.empty());
    ASSERT_GE(page->firms.size(), 1u);
    EXPECT_EQ(page->firms[0].state, "confirmed");
    // The growth is over: what nobody has answered is taken back.
    staffed("18");
    ASSERT_TRUE(world.work->find_demand(world.clock.now()).ok());
    EXPECT_TRUE(open().items.empty());
  });
}

}  // namespace
}  // namespace tiange::employ
