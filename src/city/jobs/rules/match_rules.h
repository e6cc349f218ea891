#pragma once
// 人岗匹配: how well a talent fits a vacancy, point by point, out of 100; and what excludes, by name.
//
// What counts: the skills that must be there (30) and their levels (15), those that would be nice (15), how near the work
// is (12), pay (12), experience (10), schooling (6). Sex, age, where somebody comes from, marriage and children are not
// members of these types and cannot enter (就业促进法 第三条, 第二十七条); `unfair_words` finds them in free text.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/jobs/rules/skill_book.h"

namespace tiange::employ {

enum class MatchPart : std::uint8_t { must, level, nice, near, pay, years, schooling };
constexpr std::size_t k_match_parts = 7;
constexpr std::array<int, k_match_parts> k_most_points{30, 15, 15, 12, 12, 10, 6};
std::string_view part_word(MatchPart part);

enum class MatchBar : std::uint8_t { must, level, schooling, pay, place, term };
constexpr std::size_t k_match_bars = 6;
std::string_view bar_word(MatchBar bar);
Words bar_words(MatchBar bar);

struct NeededSkill {
  SkillBook::Number skill = 0;
  std::uint8_t level = 1;
  bool must = false;
};
struct HeldSkill {
  SkillBook::Number skill = 0;
  std::uint8_t level = 1;
};

// full | part | temporary | practice, as bits.
constexpr std::array<std::string_view, 4> k_terms{"full", "part", "temporary", "practice"};
std::uint8_t term_bit(std::string_view term);  // 0: no such term
Words term_words(std::string_view term);

// Of a code of GB/T 4658 ("20" bachelor): higher is more; 0: not said.
int schooling_rank(std::string_view code);
Words schooling_words(std::string_view code);

struct VacancyFacts {
  std::int64_t id = 0;
  std::string grid;        // of the firm: who may see it
  std::string area;        // where the work is
  std::string occupation;
  std::vector<NeededSkill> needs;
  std::int64_t pay_from_fen = 0, pay_to_fen = 0;  // a month; both 0: to be agreed
  std::string schooling;   // least; empty: none asked
  int years = 0;           // of experience, least
  std::uint8_t term = 1;   // one bit
};

struct TalentFacts {
  std::int64_t id = 0;     // the person's subject
  std::string grid;        // where the person lives
  std::vector<HeldSkill> skills;
  std::vector<std::string> occupations;  // wished
  std::vector<std::string> places;       // areas wished; empty: anywhere
  bool only_places = false;
  std::int64_t pay_from_fen = 0;         // least wished a month; 0: open
  std::string schooling;
  int years = 0;
  std::uint8_t terms = 1;  // bits
};

struct MatchScore {
  std::array<std::int8_t, k_match_parts> points{};
  std::uint8_t bars = 0;  // bits of MatchBar
  int total() const;
  bool barred() const { return bars != 0; }
};
// What excludes, alone: bits of MatchBar.
std::uint8_t match_bars(const VacancyFacts& vacancy, const TalentFacts& talent);
MatchScore score_match(const VacancyFacts& vacancy, const TalentFacts& talent);

// The same with words.
struct MatchPoint {
  std::string part, zh, en;
  int points = 0, most = 0;
  std::string why_zh, why_en;
};
BOOST_DESCRIBE_STRUCT(MatchPoint, (), (part, zh, en, points, most, why_zh, why_en))
struct MatchStop {
  std::string bar, zh, en;
};
BOOST_DESCRIBE_STRUCT(MatchStop, (), (bar, zh, en))
struct MatchReasons {
  int score = 0;
  std::vector<MatchPoint> points;
  std::vector<MatchStop> stops;  // empty: nothing excludes
};
BOOST_DESCRIBE_STRUCT(MatchReasons, (), (score, points, stops))
MatchReasons explain_match(const SkillBook& book, const VacancyFacts& vacancy, const TalentFacts& talent);

// "6000–8000 元" of fen.
Words pay_words(std::int64_t from_fen, std::int64_t to_fen);

// The first word in a text that chooses people by sex, age, origin, marriage, children, ethnicity, faith or hepatitis B;
// empty: none.
std::string unfair_words(std::string_view text);

}  // namespace tiange::employ
