// 220,000 vacancies and 100,000 talents in the index of matches, drawn over the shipped words of skills, common ones often;
// how long one question takes, both ways, and how long one change.

#include "app/bench/jobs/job_measure.h"

#include <sys/resource.h>

#include <algorithm>
#include <stdexcept>

#include "city/jobs/rules/match_index.h"
#include "platform/observe/system_clock.h"
#include "town/ground/random.h"

namespace tiange::app::bench {

namespace {

// Small ones far more often: the most usual of 400 skills is in one wish of twenty.
std::size_t skewed(town::Random& draw, std::size_t n) {
  const double u = draw.unit();
  return static_cast<std::size_t>(u * u * static_cast<double>(n));
}

std::string grid_of(town::Random& draw) { return "44060401" + std::to_string(draw.below(4)) + "00" + std::to_string(1 + draw.below(9)) + "001"; }

employ::VacancyFacts vacancy_of(const employ::SkillBook& book, std::int64_t id, town::Random& draw) {
  employ::VacancyFacts one;
  one.id = id;
  one.grid = one.area = grid_of(draw);
  const auto& occupations = book.list().occupations;
  one.occupation = occupations[skewed(draw, occupations.size())].code;
  for (const auto number : book.skills_of(one.occupation)) {
    if (one.needs.size() < 4 && draw.below(3) > 0) one.needs.push_back({number, static_cast<std::uint8_t>(1 + draw.below(4)), one.needs.size() < 2});
  }
  one.pay_from_fen = static_cast<std::int64_t>(40 + draw.below(40)) * 10'000;
  one.pay_to_fen = one.pay_from_fen + 200'000;
  one.years = static_cast<int>(draw.below(4));
  return one;
}

employ::TalentFacts talent_of(const employ::SkillBook& book, std::int64_t id, town::Random& draw) {
  employ::TalentFacts one;
  one.id = id;
  one.grid = grid_of(draw);
  const auto& occupations = book.list().occupations;
  for (int wish = 0; wish < 2; ++wish) {
    const std::string& code = occupations[skewed(draw, occupations.size())].code;
    if (std::find(one.occupations.begin(), one.occupations.end(), code) != one.occupations.end()) continue;
    one.occupations.push_back(code);
    for (const auto number : book.skills_of(code)) {
      const bool there = std::any_of(one.skills.begin(), one.skills.end(), [&](const employ::HeldSkill& held) { return held.skill == number; });
      if (!there && draw.below(4) > 0) one.skills.push_back({number, static_cast<std::uint8_t>(1 + draw.below(5))});
    }
  }
  one.pay_from_fen = static_cast<std::int64_t>(35 + draw.below(45)) * 10'000;
  one.schooling = "40";
  one.years = static_cast<int>(draw.below(15));
  return one;
}

struct Times {
  std::vector<double> ms;
  void add(std::int64_t from) { ms.push_back(static_cast<double>(observe::steady_us() - from) / 1000); }
  double at(double share) {
    std::sort(ms.begin(), ms.end());
    return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  }
};

}  // namespace

std::vector<std::pair<std::string, double>> measure_jobs(std::string_view skills, std::int64_t vacancies, std::int64_t talents) {
  const auto list = employ::read_skills(skills);
  if (!list.ok()) throw std::runtime_error("data/jobs/skills.json cannot be read");
  const employ::SkillBook book(*list);
  town::Random draw(1);
  employ::MatchIndex index;
  std::int64_t from = observe::steady_us();
  for (std::int64_t id = 1; id <= talents; ++id) index.put(talent_of(book, id, draw));
  for (std::int64_t id = 1; id <= vacancies; ++id) index.put(vacancy_of(book, id, draw));
  const double built_s = static_cast<double>(observe::steady_us() - from) / 1e6;
  constexpr int k_rounds = 400;
  const std::string everywhere[] = {"440604"};
  Times find_talents, find_vacancies, change;
  double looked = 0, hits = 0;
  for (int i = 0; i < k_rounds; ++i) {
    const employ::VacancyFacts vacancy = vacancy_of(book, 0, draw);
    from = observe::steady_us();
    const employ::MatchFound people = index.talents_for(vacancy, everywhere, 40);
    find_talents.add(from);
    const employ::TalentFacts talent = talent_of(book, 0, draw);
    from = observe::steady_us();
    const employ::MatchFound jobs = index.vacancies_for(talent, everywhere, 40);
    find_vacancies.add(from);
    looked += static_cast<double>(people.looked_at + jobs.looked_at), hits += static_cast<double>(people.hits.size() + jobs.hits.size());
    employ::VacancyFacts changed = vacancy_of(book, 1 + static_cast<std::int64_t>(draw.below(static_cast<std::size_t>(vacancies))), draw);
    from = observe::steady_us();
    index.put(std::move(changed));
    change.add(from);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::vector<std::pair<std::string, double>> figures;
  figures.emplace_back("vacancies", static_cast<double>(vacancies));
  figures.emplace_back("talents", static_cast<double>(talents));
  figures.emplace_back("skills", static_cast<double>(book.size()));
  figures.emplace_back("built_s", built_s);
  figures.emplace_back("talents_for_vacancy_ms_median", find_talents.at(0.5));
  figures.emplace_back("talents_for_vacancy_ms_p99", find_talents.at(0.99));
  figures.emplace_back("vacancies_for_talent_ms_median", find_vacancies.at(0.5));
  figures.emplace_back("vacancies_for_talent_ms_p99", find_vacancies.at(0.99));
  figures.emplace_back("worst_ms", std::max(find_talents.at(1), find_vacancies.at(1)));
  figures.emplace_back("change_ms_p99", change.at(0.99));
  figures.emplace_back("scored_a_question", looked / (2 * k_rounds));
  figures.emplace_back("hits_a_question", hits / (2 * k_rounds));
  figures.emplace_back("memory_mb", static_cast<double>(usage.ru_maxrss) / 1024);
  return figures;
}

}  // namespace tiange::app::bench
