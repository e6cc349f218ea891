#include "city/jobs/rules/match_rules.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::employ {

namespace {

constexpr std::int64_t k_pay_patience_percent = 110;  // a tenth above the most is still talked about
constexpr std::size_t k_town_digits = 9, k_community_digits = 12, k_district_digits = 6;

bool within(std::string_view code, std::string_view area) { return !area.empty() && code.starts_with(area); }

bool same(std::string_view a, std::string_view b, std::size_t digits) {
  return a.size() >= digits && b.size() >= digits && a.substr(0, digits) == b.substr(0, digits);
}

bool wished(const TalentFacts& talent, std::string_view area) {
  return std::any_of(talent.places.begin(), talent.places.end(), [&](const std::string& one) { return within(area, one); });
}

int level_of(const TalentFacts& talent, SkillBook::Number skill) {
  for (const HeldSkill& one : talent.skills) {
    if (one.skill == skill) return one.level;
  }
  return 0;
}

bool wishes_occupation(const VacancyFacts& vacancy, const TalentFacts& talent) {
  return std::find(talent.occupations.begin(), talent.occupations.end(), vacancy.occupation) != talent.occupations.end();
}

int share(int of, double part) { return static_cast<int>(of * part + 0.5); }
constexpr int most(MatchPart part) { return k_most_points[static_cast<std::size_t>(part)]; }

struct SkillCount {
  int musts = 0, musts_there = 0, nice = 0, nice_there = 0;
  double levels = 0;
  std::uint8_t bars = 0;
};

SkillCount count_skills(const VacancyFacts& vacancy, const TalentFacts& talent) {
  SkillCount count;
  for (const NeededSkill& need : vacancy.needs) {
    const int level = level_of(talent, need.skill);
    if (!need.must) {
      ++count.nice;
      count.nice_there += level > 0;
      continue;
    }
    ++count.musts;
    if (level == 0) {
      count.bars |= 1U << static_cast<unsigned>(MatchBar::must);
      continue;
    }
    ++count.musts_there;
    if (level + 1 < need.level) count.bars |= 1U << static_cast<unsigned>(MatchBar::level);
    count.levels += level >= need.level ? 1.0 : static_cast<double>(level) / need.level;
  }
  return count;
}

int near_points(const VacancyFacts& vacancy, const TalentFacts& talent) {
  const int all = most(MatchPart::near);
  if (wished(talent, vacancy.area) || same(vacancy.area, talent.grid, k_community_digits)) return all;
  if (same(vacancy.area, talent.grid, k_town_digits)) return all * 3 / 4;
  if (same(vacancy.area, talent.grid, k_district_digits)) return talent.places.empty() ? all / 2 : all / 3;
  return 0;
}

int pay_points(const VacancyFacts& vacancy, const TalentFacts& talent) {
  const int all = most(MatchPart::pay);
  if (vacancy.pay_to_fen == 0 || talent.pay_from_fen == 0) return all * 3 / 4;
  if (talent.pay_from_fen <= vacancy.pay_from_fen) return all;
  if (talent.pay_from_fen > vacancy.pay_to_fen) return 0;
  const auto width = static_cast<double>(vacancy.pay_to_fen - vacancy.pay_from_fen);
  const double left = static_cast<double>(vacancy.pay_to_fen - talent.pay_from_fen);
  return share(all, 0.4 + 0.6 * left / width);
}

std::uint8_t other_bars(const VacancyFacts& vacancy, const TalentFacts& talent) {
  const auto bit = [](MatchBar bar) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(bar)); };
  std::uint8_t bars = 0;
  const int asked = schooling_rank(vacancy.schooling), has = schooling_rank(talent.schooling);
  if (asked > 0 && has > 0 && has < asked) bars |= bit(MatchBar::schooling);
  if (vacancy.pay_to_fen > 0 && talent.pay_from_fen * 100 > vacancy.pay_to_fen * k_pay_patience_percent) bars |= bit(MatchBar::pay);
  if (talent.only_places && !talent.places.empty() && !wished(talent, vacancy.area)) bars |= bit(MatchBar::place);
  if ((talent.terms & vacancy.term) == 0) bars |= bit(MatchBar::term);
  return bars;
}

std::string joined(const std::vector<std::string>& words, bool zh) { return text::join(words, zh ? "、" : ", "); }

std::string yuan(std::int64_t fen) { return std::to_string(fen / 100); }

// What of the skills is there, with levels.
struct SkillText {
  std::vector<std::string> there_zh, there_en, lack_zh, lack_en, nice_zh, nice_en, low_zh, low_en;
};

SkillText skill_text(const SkillBook& book, const VacancyFacts& vacancy, const TalentFacts& talent) {
  SkillText out;
  for (const NeededSkill& need : vacancy.needs) {
    const Skill& skill = book.skill(need.skill);
    const int level = level_of(talent, need.skill);
    if (!need.must) {
      if (level > 0) out.nice_zh.push_back(skill.zh), out.nice_en.push_back(skill.en);
      continue;
    }
    (level > 0 ? out.there_zh : out.lack_zh).push_back(skill.zh);
    (level > 0 ? out.there_en : out.lack_en).push_back(skill.en);
    if (level > 0 && level < need.level) {
      const std::string gap = " " + std::to_string(level) + "/" + std::to_string(need.level);
      out.low_zh.push_back(skill.zh + gap), out.low_en.push_back(skill.en + gap);
    }
  }
  return out;
}

Words near_text(const VacancyFacts& vacancy, const TalentFacts& talent) {
  if (wished(talent, vacancy.area)) return {"在本人希望的区域", "where the person wishes to work"};
  if (same(vacancy.area, talent.grid, k_community_digits)) return {"与住处同一村居", "in the community where the person lives"};
  if (same(vacancy.area, talent.grid, k_town_digits)) return {"与住处同一镇街", "in the town where the person lives"};
  if (same(vacancy.area, talent.grid, k_district_digits)) return {"在本区其他镇街", "in another town of the district"};
  return {"不在本区，或住处不详", "outside the district, or the home is not known"};
}

Words pay_text(const VacancyFacts& vacancy, const TalentFacts& talent) {
  if (vacancy.pay_to_fen == 0) return {"岗位面议", "the vacancy's pay is to be agreed"};
  const Words range = pay_words(vacancy.pay_from_fen, vacancy.pay_to_fen);
  if (talent.pay_from_fen == 0) return {"岗位 " + range.zh + "，本人不限", "vacancy " + range.en + "; the person is open"};
  return {"岗位 " + range.zh + "，本人至少 " + yuan(talent.pay_from_fen) + " 元",
          "vacancy " + range.en + "; the person wishes at least CNY " + yuan(talent.pay_from_fen)};
}

void add_point(MatchReasons& out, const MatchScore& score, MatchPart part, const Words& name, Words why) {
  const auto at = static_cast<std::size_t>(part);
  out.points.push_back({std::string(part_word(part)), name.zh, name.en, score.points[at], k_most_points[at], std::move(why.zh), std::move(why.en)});
}

void add_stops(MatchReasons& out, const MatchScore& score, const SkillText& skills, const VacancyFacts& vacancy, const TalentFacts& talent) {
  const auto stop = [&](MatchBar bar, std::string zh, std::string en) {
    if (score.bars & (1U << static_cast<unsigned>(bar))) out.stops.push_back({std::string(bar_word(bar)), std::move(zh), std::move(en)});
  };
  stop(MatchBar::must, "缺少必备技能：" + joined(skills.lack_zh, true), "lacks a skill that must be there: " + joined(skills.lack_en, false));
  stop(MatchBar::level, "必备技能等级相差两级以上：" + joined(skills.low_zh, true), "two or more levels below: " + joined(skills.low_en, false));
  stop(MatchBar::schooling, "学历要求" + schooling_words(vacancy.schooling).zh + "，本人" + schooling_words(talent.schooling).zh,
       "asks for " + schooling_words(vacancy.schooling).en + "; the person has " + schooling_words(talent.schooling).en);
  const Words pay = pay_text(vacancy, talent);
  stop(MatchBar::pay, "待遇差距超过一成：" + pay.zh, "pay is more than a tenth apart: " + pay.en);
  stop(MatchBar::place, "不在本人限定的工作区域", "outside the only places where the person would work");
  stop(MatchBar::term, "用工形式不符", "another kind of employment is wished");
}

// An age of working life that is asked for: "35岁以下", "20至40周岁". Being of full age (满18周岁) may be asked for, and the ages
// of those who are cared for lie outside.
std::string age_asked(std::string_view text) {
  constexpr std::string_view k_years = "岁", k_full = "周", k_reached = "满";
  constexpr int k_from = 14, k_to = 59;
  for (std::size_t at = text.find(k_years); at != text.npos; at = text.find(k_years, at + k_years.size())) {
    std::string_view before = text.substr(0, at);
    if (before.ends_with(k_full)) before.remove_suffix(k_full.size());
    std::size_t digits = 0;
    while (digits < before.size() && before[before.size() - 1 - digits] >= '0' && before[before.size() - 1 - digits] <= '9') ++digits;
    const auto age = text::to_int(before.substr(before.size() - digits));
    if (!age || *age < k_from || *age > k_to) continue;
    if (before.substr(0, before.size() - digits).ends_with(k_reached)) continue;
    return std::string(before.substr(before.size() - digits)) + std::string(k_years);
  }
  return "";
}

}  // namespace

std::string_view part_word(MatchPart part) {
  constexpr std::string_view k_words[] = {"must", "level", "nice", "near", "pay", "years", "schooling"};
  return k_words[static_cast<std::size_t>(part)];
}

std::string_view bar_word(MatchBar bar) {
  constexpr std::string_view k_words[] = {"must", "level", "schooling", "pay", "place", "term"};
  return k_words[static_cast<std::size_t>(bar)];
}

Words bar_words(MatchBar bar) {
  static const Words k_words[] = {{"缺少必备技能", "lack a skill that must be there"}, {"技能等级差两级以上", "are two levels below or more"},
                                  {"学历不够", "lack the schooling"}, {"待遇差距过大", "wish for more pay"},
                                  {"不在限定区域", "would not work there"}, {"用工形式不符", "wish for another kind of employment"}};
  return k_words[static_cast<std::size_t>(bar)];
}

std::uint8_t term_bit(std::string_view term) {
  for (std::size_t i = 0; i < k_terms.size(); ++i) {
    if (k_terms[i] == term) return static_cast<std::uint8_t>(1U << i);
  }
  return 0;
}

Words term_words(std::string_view term) {
  if (term == "full") return {"全职", "full time"};
  if (term == "part") return {"兼职", "part time"};
  if (term == "temporary") return {"临时", "temporary"};
  return {"实习", "practice"};
}

int schooling_rank(std::string_view code) {
  constexpr std::pair<std::string_view, int> k_ranks[] = {{"10", 7}, {"20", 6}, {"30", 5}, {"40", 4}, {"60", 4}, {"70", 3}, {"80", 2}, {"90", 1}};
  for (const auto& [known, rank] : k_ranks) {
    if (known == code) return rank;
  }
  return 0;
}

Words schooling_words(std::string_view code) {
  static const std::pair<std::string_view, Words> k_words[] = {
      {"10", {"研究生", "postgraduate"}}, {"20", {"大学本科", "bachelor"}}, {"30", {"大学专科", "college"}}, {"40", {"中等职业", "vocational secondary"}},
      {"60", {"普通高中", "senior high"}}, {"70", {"初级中学", "junior high"}}, {"80", {"小学", "primary"}}, {"90", {"其他", "other"}}};
  for (const auto& [known, words] : k_words) {
    if (known == code) return words;
  }
  return {"不限", "none"};
}

Words pay_words(std::int64_t from_fen, std::int64_t to_fen) {
  if (to_fen == 0) return {"面议", "to be agreed"};
  return {yuan(from_fen) + "–" + yuan(to_fen) + " 元/月", "CNY " + yuan(from_fen) + "–" + yuan(to_fen) + " a month"};
}

int MatchScore::total() const {
  int sum = 0;
  for (const std::int8_t one : points) sum += one;
  return sum;
}

std::uint8_t match_bars(const VacancyFacts& vacancy, const TalentFacts& talent) {
  return static_cast<std::uint8_t>(other_bars(vacancy, talent) | count_skills(vacancy, talent).bars);
}

MatchScore score_match(const VacancyFacts& vacancy, const TalentFacts& talent) {
  MatchScore score;
  const auto set = [&](MatchPart part, int points) { score.points[static_cast<std::size_t>(part)] = static_cast<std::int8_t>(points); };
  const SkillCount skills = count_skills(vacancy, talent);
  score.bars = skills.bars | other_bars(vacancy, talent);
  if (skills.musts > 0) {
    set(MatchPart::must, share(most(MatchPart::must), static_cast<double>(skills.musts_there) / skills.musts));
    set(MatchPart::level, share(most(MatchPart::level), skills.levels / skills.musts));
  } else {
    // Nothing must be there: what counts instead is whether the person wishes for this occupation.
    const bool wish = wishes_occupation(vacancy, talent);
    set(MatchPart::must, wish ? most(MatchPart::must) : most(MatchPart::must) / 2);
    set(MatchPart::level, most(MatchPart::level) / 2);
  }
  set(MatchPart::nice, skills.nice == 0 ? most(MatchPart::nice) / 2 : share(most(MatchPart::nice), static_cast<double>(skills.nice_there) / skills.nice));
  set(MatchPart::near, near_points(vacancy, talent));
  set(MatchPart::pay, pay_points(vacancy, talent));
  const double years = vacancy.years == 0 ? 1 : std::min(1.0, static_cast<double>(talent.years) / vacancy.years);
  set(MatchPart::years, share(most(MatchPart::years), years));
  const int asked = schooling_rank(vacancy.schooling), has = schooling_rank(talent.schooling);
  set(MatchPart::schooling, asked == 0 || has >= asked ? most(MatchPart::schooling) : 0);
  return score;
}

MatchReasons explain_match(const SkillBook& book, const VacancyFacts& vacancy, const TalentFacts& talent) {
  const MatchScore score = score_match(vacancy, talent);
  const SkillText skills = skill_text(book, vacancy, talent);
  MatchReasons out;
  out.score = score.total();
  const bool musts = std::any_of(vacancy.needs.begin(), vacancy.needs.end(), [](const NeededSkill& one) { return one.must; });
  const bool wish = wishes_occupation(vacancy, talent);
  add_point(out, score, MatchPart::must, {"必备技能", "Skills that must be there"},
            musts ? Words{"具备 " + (skills.there_zh.empty() ? "无" : joined(skills.there_zh, true)) + (skills.lack_zh.empty() ? "" : "；缺 " + joined(skills.lack_zh, true)),
                          "has " + (skills.there_en.empty() ? "none" : joined(skills.there_en, false)) + (skills.lack_en.empty() ? "" : "; lacks " + joined(skills.lack_en, false))}
                  : Words{wish ? "没有必备技能；正是本人希望的职业" : "没有必备技能；不是本人写明的职业", wish ? "nothing must be there; the occupation is wished for" : "nothing must be there; another occupation is wished for"});
  add_point(out, score, MatchPart::level, {"技能等级", "Levels"},
            skills.low_zh.empty() ? Words{"等级达到", "levels reached"} : Words{"等级略低：" + joined(skills.low_zh, true), "somewhat below: " + joined(skills.low_en, false)});
  add_point(out, score, MatchPart::nice, {"加分技能", "Nice to have"},
            skills.nice_zh.empty() ? Words{"没有对上的加分技能", "none of them"} : Words{"具备 " + joined(skills.nice_zh, true), "has " + joined(skills.nice_en, false)});
  add_point(out, score, MatchPart::near, {"远近", "Distance"}, near_text(vacancy, talent));
  add_point(out, score, MatchPart::pay, {"待遇", "Pay"}, pay_text(vacancy, talent));
  const std::string years = std::to_string(talent.years), asked = std::to_string(vacancy.years);
  add_point(out, score, MatchPart::years, {"经验", "Experience"}, {"要求 " + asked + " 年，本人 " + years + " 年", "asks for " + asked + " years; the person has " + years});
  const Words school = schooling_words(vacancy.schooling), own = schooling_words(talent.schooling);
  const bool said = schooling_rank(talent.schooling) > 0;
  add_point(out, score, MatchPart::schooling, {"学历", "Schooling"},
            {"要求" + school.zh + "，本人" + (said ? own.zh : "未填"), "asks for " + school.en + "; the person: " + (said ? own.en : "not said")});
  add_stops(out, score, skills, vacancy, talent);
  return out;
}

std::string unfair_words(std::string_view text) {
  static constexpr std::string_view k_words[] = {
      "限男", "限女", "仅限男", "仅限女", "男士优先", "女士优先", "男性优先", "女性优先", "男优先", "女优先", "只招男", "只招女", "不招男", "不招女", "限男性", "限女性",
      "已婚已育", "未婚", "已婚", "未育", "已育", "不孕", "本地户籍", "本地户口", "限本地人", "限本地", "本地人优先", "外地人勿", "不招外地", "户籍限", "限户籍", "农村户口", "城镇户口",
      "汉族", "少数民族", "信教", "宗教信仰", "乙肝", "年龄要求", "年龄在", "年龄不"};
  const std::string plain = folded_word(text);
  for (const std::string_view word : k_words) {
    if (plain.find(word) != plain.npos) return std::string(word);
  }
  return age_asked(plain);
}

}  // namespace tiange::employ
