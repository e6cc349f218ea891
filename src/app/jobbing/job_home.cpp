#include "app/jobbing/job_home.h"

#include <stdexcept>

#include "platform/files/files.h"
#include "town/ground/random.h"

namespace tiange::app {

namespace {

std::string said(const Refusal& refusal) { return refusal.fields.empty() ? refusal.en : refusal.fields.front().path + ": " + refusal.fields.front().en; }

std::shared_ptr<const employ::SkillBook> book_of(const std::string& definitions) {
  auto list = employ::read_skills(read_file(definitions + "/jobs/skills.json"));
  if (!list.ok()) throw std::runtime_error("jobs/skills.json: " + said(list.refusal()));
  return std::make_shared<const employ::SkillBook>(*std::move(list));
}

employ::DemandRules rules_of(const std::string& definitions, const employ::SkillBook& book) {
  auto rules = employ::read_demand_rules(read_file(definitions + "/jobs/demand.json"), book);
  if (!rules.ok()) throw std::runtime_error("jobs/demand.json: " + said(rules.refusal()));
  return *std::move(rules);
}

constexpr std::size_t k_demo_firms = 60, k_demo_people = 160, k_batch = 20;
constexpr std::int64_t k_demo_subjects = 5'000;

employ::VacancyIn vacancy_of(const employ::SkillBook& book, const std::string& uscc, const employ::Occupation& occupation, town::Random& draw) {
  employ::VacancyIn in;
  in.uscc = uscc;
  in.title = occupation.zh;
  in.occupation = occupation.code;
  const auto& skills = book.skills_of(occupation.code);
  for (std::size_t i = 0; i < skills.size() && i < 4; ++i) in.skills.push_back({book.skill(skills[i]).zh, static_cast<int>(2 + draw.below(2)), i < 1 + draw.below(2)});
  in.headcount = static_cast<int>(1 + draw.below(5));
  in.pay_from_fen = static_cast<std::int64_t>(45 + draw.below(35)) * 10'000;
  in.pay_to_fen = in.pay_from_fen + static_cast<std::int64_t>(10 + draw.below(30)) * 10'000;
  constexpr const char* k_schoolings[] = {"", "", "40", "30"};
  in.schooling = k_schoolings[draw.below(4)];
  in.years = static_cast<int>(draw.below(4));
  in.note = "演示数据";
  return in;
}

employ::TalentIn talent_of(const employ::SkillBook& book, const std::string& person, const std::string& grid, town::Random& draw) {
  const auto& occupations = book.list().occupations;
  const employ::Occupation& wish = draw.pick(occupations);
  employ::TalentIn in;
  in.person = person;
  for (const employ::SkillBook::Number number : book.skills_of(wish.code)) {
    if (in.skills.size() < 5 && draw.below(4) > 0) in.skills.push_back({book.skill(number).zh, static_cast<int>(2 + draw.below(4)), true});
  }
  in.occupations = {wish.code};
  if (grid.size() >= 9 && draw.below(2) == 0) in.places = {grid.substr(0, 9)};
  in.pay_from_fen = static_cast<std::int64_t>(40 + draw.below(40)) * 10'000;
  constexpr const char* k_schoolings[] = {"40", "60", "30", "20", "70"};
  in.schooling = k_schoolings[draw.below(5)];
  in.years = static_cast<int>(draw.below(12));
  in.consent = {true, "就业服务：推荐岗位", 180, "窗口当面书面同意（演示）"};
  return in;
}

struct DemoFirm {
  std::string uscc, section;
};
struct DemoPerson {
  std::string ref, grid;
};

}  // namespace

std::vector<org::NewPerson> job_staff(const std::string& district, IdSource& ids, Instant now) {
  std::vector<org::NewPerson> staff;
  for (const char* name : {"麦婉婷", "邓志恒"}) {
    org::NewPerson person;
    person.id = ids.next_as<PersonTag>(now);
    person.name = name;
    person.unit = district + "-RS";
    person.account_id = ids.next_as<AccountTag>(now);
    person.account = "job_adviser00" + std::to_string(staff.size() + 1);
    person.posts.push_back({ids.next_as<PostTag>(now), person.unit, "job_adviser", {}});
    staff.push_back(std::move(person));
  }
  return staff;
}

JobHome::JobHome(const JobHomeParts& parts)
    : parts_(parts),
      book_(book_of(parts.definitions)),
      work_(employ::open_employment({.db = parts.db,
                                     .clock = parts.clock,
                                     .ids = parts.ids,
                                     .places = parts.places,
                                     .subjects = parts.subjects,
                                     .spaces = &parts.spaces,
                                     .jobs = parts.jobs,
                                     .outbox = &parts.outbox,
                                     .book = book_,
                                     .rules = rules_of(parts.definitions, *book_),
                                     .tell =
                                         [&hub = parts.hub](db::Tx& tx) {
                                           live::Audience audience;
                                           audience.permission = permission_info(Permission::jobs_view).key;
                                           hub.publish(tx, "jobs", audience, "{}");
                                         },
                                     .district = parts.district})) {
  work_->add_jobs();
  parts.ticker.every("employ.tend", minutes(1), [this](Instant now) { work_->tend(now); });
  // A demo district's firms are settled while it is served already.
  parts.ticker.every("employ.demo", seconds(3), [this](Instant now) {
    if (!seeded_ && parts_.org.is_demo(now)) seed(now);
  });
}

void JobHome::seed(Instant now) {
  std::vector<DemoFirm> firms;
  std::vector<DemoPerson> people;
  parts_.db.run_read([&](db::Tx& tx) {
    firms.clear(), people.clear();
    seeded_ = work_->begun(tx);
    if (seeded_ || parts_.subjects.count(tx) < k_demo_subjects) return;
    parts_.subjects.each(tx, system_scope(), registers::Kind::firm, parts_.district, [&](const registers::GoldenRow& row) {
      const auto golden = json::parse(row.golden);
      if (golden.ok() && golden->text_or("status", "1") == "1" && !golden->text_or("uscc").empty() && !golden->text_or("name").empty() && golden->text_or("staff").size() > 1)
        firms.push_back({golden->text_or("uscc"), golden->text_or("industry")});
      return firms.size() < k_demo_firms;
    });
    parts_.subjects.each(tx, system_scope(), registers::Kind::person, parts_.district, [&](const registers::GoldenRow& row) {
      const auto golden = json::parse(row.golden);
      if (row.grid.size() == 15 && golden.ok() && golden->text_or("died").empty() && !golden->text_or("name").empty()) {
        const std::string born = golden->text_or("born").substr(0, 4);
        if (born >= "1970" && born <= "2004" && row.id.value % 7 == 0) people.push_back({row.id.text(), std::string(row.grid)});
      }
      return people.size() < k_demo_people;
    });
  });
  if (firms.size() < k_demo_firms || people.size() < k_demo_people) return;
  seeded_ = true;
  Scope desk = system_scope(parts_.district);
  desk.name = "麦婉婷";
  const auto in_batches = [&](std::size_t count, auto&& enter) {
    for (std::size_t from = 0; from < count; from += k_batch) {
      const auto went = parts_.db.write(desk, [&](db::Tx& tx) -> Outcome {
        for (std::size_t i = from; i < std::min(count, from + k_batch); ++i) TIANGE_CHECK_OK(enter(tx, i));
        return done();
      });
      if (!went.ok()) throw std::runtime_error("jobs: " + said(went.refusal()));
    }
  };
  in_batches(firms.size(), [&](db::Tx& tx, std::size_t i) -> Outcome {
    town::Random draw(i + 1);
    const auto usual = book_->of_industry(firms[i].section);
    const employ::Occupation& occupation = usual.empty() ? draw.pick(book_->list().occupations) : *draw.pick(usual);
    TIANGE_CHECK_OK(work_->enter_vacancy(tx, desk, vacancy_of(*book_, firms[i].uscc, occupation, draw), now));
    return done();
  });
  in_batches(people.size(), [&](db::Tx& tx, std::size_t i) -> Outcome {
    town::Random draw(1'000 + i);
    employ::TalentIn in = talent_of(*book_, people[i].ref, people[i].grid, draw);
    TIANGE_CHECK_OK(work_->enter_talent(tx, desk, in, now));
    return done();
  });
  (void)work_->find_demand(now);
}

}  // namespace tiange::app
