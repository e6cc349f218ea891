#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "city/jobs/rules/demand_rules.h"
#include "city/jobs/rules/match_index.h"

namespace tiange::employ {
namespace {

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const SkillBook& book() {
  static const SkillBook one = [] {
    auto list = read_skills(data_text("jobs/skills.json"));
    EXPECT_TRUE(list.ok()) << (list.ok() ? "" : list.refusal().fields.front().en);
    return SkillBook(*std::move(list));
  }();
  return one;
}

SkillBook::Number skill(std::string_view word) {
  const auto found = book().find(word);
  EXPECT_TRUE(found.has_value()) << word;
  return found.value_or(0);
}

VacancyFacts welder_wanted() {
  VacancyFacts one;
  one.id = 1;
  one.grid = "440604010001001";
  one.area = "440604010001";
  one.occupation = "6-18-02-04";
  one.needs = {{skill("氩弧焊"), 3, true}, {skill("气割"), 2, false}};
  one.pay_from_fen = 600'000, one.pay_to_fen = 800'000;
  one.schooling = "40";
  one.years = 2;
  return one;
}

TalentFacts welder() {
  TalentFacts one;
  one.id = 7;
  one.grid = "440604010001002";
  one.skills = {{skill("氩弧焊"), 4}, {skill("气割"), 2}};
  one.occupations = {"6-18-02-04"};
  one.pay_from_fen = 600'000;
  one.schooling = "30";
  one.years = 5;
  return one;
}

TEST(SkillBook, HoldsTheShippedWordsAndTheirSynonyms) {
  EXPECT_GE(book().size(), 300u);
  EXPECT_GE(book().list().occupations.size(), 80u);
  EXPECT_EQ(book().find("电焊"), book().find("手工电弧焊"));
  EXPECT_EQ(book().find("ｐｌｃ"), book().find("PLC编程"));  // full width, lower case
  EXPECT_EQ(book().find(" tig welding "), book().find("氩弧焊"));
  EXPECT_FALSE(book().find("炼金术").has_value());
  std::set<std::string> tied;
  for (const Skill& one : book().list().skills) {
    EXPECT_FALSE(one.occupations.empty()) << one.zh;
    EXPECT_NE(book().group(one.broader), nullptr) << one.zh;
    tied.insert(one.occupations.begin(), one.occupations.end());
  }
  EXPECT_GE(tied.size(), 80u);
  EXPECT_FALSE(book().search("焊", 20).empty());
}

TEST(SkillBook, RefusesWordsSaidTwiceAndUnknownOccupations) {
  SkillList list = book().list();
  list.skills[0].synonyms.push_back(list.skills[1].zh);
  list.skills[2].occupations.push_back("9-99-99-99");
  const auto faults = check_skills(list);
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].path, "skills[1].zh");
  EXPECT_FALSE(read_skills("{\"groups\":[],\"occupations\":[],\"skills\":[]}").ok());
}

TEST(Match, EveryPointHasItsReason) {
  const MatchReasons all = explain_match(book(), welder_wanted(), welder());
  EXPECT_EQ(all.score, 100);
  ASSERT_EQ(all.points.size(), k_match_parts);
  int sum = 0;
  for (const MatchPoint& one : all.points) {
    EXPECT_FALSE(one.why_zh.empty()) << one.part;
    EXPECT_LE(one.points, one.most);
    sum += one.points;
  }
  EXPECT_EQ(sum, all.score);
  EXPECT_TRUE(all.stops.empty());
  TalentFacts lower = welder();
  lower.skills[0].level = 2;
  lower.years = 1;
  lower.pay_from_fen = 700'000;
  lower.grid = "440604012001002";
  const MatchScore score = score_match(welder_wanted(), lower);
  EXPECT_FALSE(score.barred());
  EXPECT_EQ(score.points[static_cast<std::size_t>(MatchPart::level)], 10);
  EXPECT_EQ(score.points[static_cast<std::size_t>(MatchPart::years)], 5);
  EXPECT_EQ(score.points[static_cast<std::size_t>(MatchPart::pay)], 8);
  EXPECT_EQ(score.points[static_cast<std::size_t>(MatchPart::near)], 6);
}

TEST(Match, WhatExcludesIsNamed) {
  const auto bars = [](TalentFacts talent) {
    std::string words;
    for (const MatchStop& one : explain_match(book(), welder_wanted(), talent).stops) words += one.bar + " ";
    return words;
  };
  TalentFacts one = welder();
  one.skills.erase(one.skills.begin());
  EXPECT_EQ(bars(one), "must ");
  EXPECT_NE(explain_match(book(), welder_wanted(), one).stops[0].zh.find("氩弧焊"), std::string::npos);
  one = welder(), one.skills[0].level = 1;
  EXPECT_EQ(bars(one), "level ");
  one = welder(), one.schooling = "80";
  EXPECT_EQ(bars(one), "schooling ");
  one = welder(), one.schooling = "";
  EXPECT_EQ(bars(one), "");  // not said is not a bar
  one = welder(), one.pay_from_fen = 900'000;
  EXPECT_EQ(bars(one), "pay ");
  one = welder(), one.places = {"440604012"}, one.only_places = true;
  EXPECT_EQ(bars(one), "place ");
  one = welder(), one.terms = term_bit("part");
  EXPECT_EQ(bars(one), "term ");
}

TEST(Match, FreeTextMayNotChoosePeople) {
  for (const char* text : {"限男性，能吃苦", "18-35岁", "３５周岁以下", "本地户籍优先", "女士优先", "已婚已育者优先", "汉族", "20至40岁"})
    EXPECT_FALSE(unfair_words(text).empty()) << text;
  for (const char* text : {"两班倒，包吃住", "女装缝纫，五年经验", "照料老年人", "负责儿童年龄段教材", "工龄补贴", "老年男装销售", "年满18周岁", "照料80岁以上老人", "带3岁儿童"}) EXPECT_EQ(unfair_words(text), "") << text;
}

// The index finds what looking at every pair finds.
TEST(MatchIndex, FindsWhatLookingAtAllFinds) {
  std::mt19937 random(7);
  const auto draw = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  MatchIndex index;
  std::map<std::int64_t, TalentFacts> talents;
  std::map<std::int64_t, VacancyFacts> vacancies;
  const auto talent = [&](std::int64_t id) {
    TalentFacts one = welder();
    one.id = id;
    one.grid = "44060401" + std::to_string(draw(4)) + "001002";
    one.skills.clear();
    std::set<int> skills;
    while (skills.size() < 3) skills.insert(draw(12));
    for (const int number : skills) one.skills.push_back({static_cast<SkillBook::Number>(number), static_cast<std::uint8_t>(1 + draw(5))});
    one.occupations = {book().list().occupations[static_cast<std::size_t>(draw(5))].code};
    one.pay_from_fen = 100'000 * draw(10);
    return one;
  };
  const auto vacancy = [&](std::int64_t id) {
    VacancyFacts one = welder_wanted();
    one.id = id;
    one.grid = "44060401" + std::to_string(draw(4)) + "001001";
    one.occupation = book().list().occupations[static_cast<std::size_t>(draw(5))].code;
    one.needs.clear();
    std::set<int> skills;
    while (skills.size() < 2) skills.insert(draw(12));
    for (const int number : skills) one.needs.push_back({static_cast<SkillBook::Number>(number), static_cast<std::uint8_t>(1 + draw(4)), draw(3) > 0});
    return one;
  };
  for (int turn = 0; turn < 3'000; ++turn) {
    const std::int64_t id = 1 + draw(300);
    if (draw(5) == 0) index.drop_talent(id), talents.erase(id);
    else index.put(talents[id] = talent(id));
    const std::int64_t other = 1 + draw(300);
    if (draw(5) == 0) index.drop_vacancy(other), vacancies.erase(other);
    else index.put(vacancies[other] = vacancy(other));
  }
  EXPECT_EQ(index.talents(), talents.size());
  EXPECT_EQ(index.vacancies(), vacancies.size());
  const std::string areas[] = {"440604010", "440604012"};
  const auto inside = [&](const std::string& grid) { return grid.starts_with(areas[0]) || grid.starts_with(areas[1]); };
  int found_any = 0;
  for (const auto& [id, one] : vacancies) {
    std::vector<std::pair<int, std::int64_t>> wanted;
    for (const auto& [other, person] : talents) {
      const bool musts = std::any_of(one.needs.begin(), one.needs.end(), [](const NeededSkill& need) { return need.must; });
      const bool shares = std::any_of(one.needs.begin(), one.needs.end(), [&](const NeededSkill& need) {
        return std::any_of(person.skills.begin(), person.skills.end(), [&](const HeldSkill& held) { return held.skill == need.skill; });
      });
      if (!musts && !shares && person.occupations[0] != one.occupation) continue;  // nothing ties them
      const MatchScore score = score_match(one, person);
      if (!score.barred() && inside(person.grid)) wanted.emplace_back(-score.total(), other);
    }
    std::sort(wanted.begin(), wanted.end());
    if (wanted.size() > 10) wanted.resize(10);
    const MatchFound found = index.talents_for(one, areas, 10);
    ASSERT_EQ(found.hits.size(), wanted.size()) << id;
    for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(found.hits[i].id, wanted[i].second) << id;
    found_any += !wanted.empty();
    // The other way round each of them finds the vacancy.
    for (const auto& [score, other] : wanted) {
      const std::string everywhere[] = {""};
      const MatchFound back = index.vacancies_for(talents[other], everywhere, 1'000);
      EXPECT_TRUE(std::any_of(back.hits.begin(), back.hits.end(), [&](const MatchHit& hit) { return hit.id == one.id && hit.score == -score; }));
    }
  }
  EXPECT_GT(found_any, 100);
  EXPECT_TRUE(index.talents_for(vacancies.begin()->second, {}, 10).hits.empty());  // no area, nobody
}

TEST(Demand, ReasonsAddUpAndAnswersAreAsked) {
  const auto rules = read_demand_rules(data_text("jobs/demand.json"), book());
  ASSERT_TRUE(rules.ok()) << rules.refusal().fields.front().en;
  EXPECT_GE(rules->rules.size(), 5u);
  const Date today = make_date(2026, 11, 23);
  FirmFacts firm;
  firm.values = {{"status", "1"}, {"industry", "C"}, {"staff", "48"}, {"staff_growth", "8"}, {"staff_growth_percent", "20"}, {"moved_in", "2026-10-01"}};
  auto guesses = guess_demand(*rules, firm, today);
  ASSERT_EQ(guesses.size(), 2u);
  EXPECT_EQ(guesses[0].occupation, "6-31-01-03");
  EXPECT_EQ(guesses[0].confidence, 71);  // 1 - 0.45 * 0.65
  ASSERT_EQ(guesses[0].reasons.size(), 2u);
  EXPECT_NE(guesses[0].reasons[0].zh.find("8 人（20%）"), std::string::npos);
  firm.open = {"6-31-01-03"};  // it says so itself: nothing to guess
  guesses = guess_demand(*rules, firm, today);
  EXPECT_EQ(guesses[0].occupation, "6-31-03-05");
  firm.values["status"] = "3";
  EXPECT_TRUE(guess_demand(*rules, firm, today).empty());
  firm.values = {{"status", "1"}, {"industry", "C"}, {"moved_in", "2025-10-01"}};
  EXPECT_TRUE(guess_demand(*rules, firm, today).empty());  // long ago
  DemandRules bad = *rules;
  bad.rules[0].conditions[0].op = "about";
  bad.rules[1].occupations = {"1-11"};
  EXPECT_EQ(check_demand_rules(bad, book()).size(), 2u);
}

}  // namespace
}  // namespace tiange::employ
