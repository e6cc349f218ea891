#pragma once
// 技能词表: skills by their words, synonyms resolved, tied to occupations of the national dictionary of occupations
// (中华人民共和国职业分类大典) and those to industries (GB/T 4754 sections).
//
// A book is immutable. Words that are not in it are never taken silently: whoever meets one proposes it for review.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tiange::employ {

constexpr int k_lowest_level = 1, k_highest_level = 5;  // of a skill: knows of it … teaches it
constexpr std::size_t k_most_skills = 20;               // of a vacancy or a talent

struct SkillGroup {
  std::string code, zh, en;  // 小类: "6-18-02"
};
BOOST_DESCRIBE_STRUCT(SkillGroup, (), (code, zh, en))
struct Occupation {
  static constexpr bool k_json_defaults = true;
  std::string code, zh, en;               // 细类: "6-18-02-04"
  std::vector<std::string> industries;    // sections that usually employ it
};
BOOST_DESCRIBE_STRUCT(Occupation, (), (code, zh, en, industries))
struct Skill {
  static constexpr bool k_json_defaults = true;
  std::string zh, en;                     // the Chinese word is its key
  std::vector<std::string> synonyms;
  std::string broader;                    // a group
  std::vector<std::string> occupations;
};
BOOST_DESCRIBE_STRUCT(Skill, (), (zh, en, synonyms, broader, occupations))
struct SkillList {
  static constexpr bool k_json_defaults = true;
  std::string source;                     // by which edition the codes were checked, and what is still open
  std::vector<SkillGroup> groups;
  std::vector<Occupation> occupations;
  std::vector<Skill> skills;
};
BOOST_DESCRIBE_STRUCT(SkillList, (), (source, groups, occupations, skills))

// Half width, lower case, without blanks: what two spellings of a word have in common.
std::string folded_word(std::string_view word);

class SkillBook {
 public:
  using Number = std::uint16_t;
  explicit SkillBook(SkillList list, std::int64_t revision = 0);

  std::int64_t revision() const { return revision_; }
  const SkillList& list() const { return list_; }
  // By its word, a synonym or the English name.
  std::optional<Number> find(std::string_view word) const;
  const Skill& skill(Number number) const { return list_.skills[number]; }
  std::size_t size() const { return list_.skills.size(); }
  const Occupation* occupation(std::string_view code) const;
  const SkillGroup* group(std::string_view code) const;
  // Skills of an occupation, in the order of the list.
  const std::vector<Number>& skills_of(std::string_view occupation) const;
  // Occupations that a section usually employs.
  std::vector<const Occupation*> of_industry(std::string_view section) const;
  // Skills whose word, synonym or English name contains the text; those that begin with it first.
  std::vector<Number> search(std::string_view text, std::size_t most) const;

 private:
  SkillList list_;
  std::int64_t revision_;
  std::map<std::string, Number, std::less<>> words_;
  std::map<std::string, std::size_t, std::less<>> occupations_, groups_;
  std::map<std::string, std::vector<Number>, std::less<>> by_occupation_;
};

// Refused with every place that does not hold: words said twice, unknown occupations or groups.
Result<SkillList> read_skills(std::string_view json);
std::vector<FieldError> check_skills(const SkillList& list);

}  // namespace tiange::employ
