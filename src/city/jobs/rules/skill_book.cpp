#include "city/jobs/rules/skill_book.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::employ {

namespace {

constexpr std::size_t k_most_words = 60'000;

bool is_code(std::string_view code, std::size_t parts) {
  const auto pieces = text::split(code, '-');
  if (pieces.size() != parts) return false;
  return std::all_of(pieces.begin(), pieces.end(), [](std::string_view piece) {
    return !piece.empty() && piece.size() <= 2 && std::all_of(piece.begin(), piece.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
}

}  // namespace

std::string folded_word(std::string_view word) {
  std::string folded = text::lower_ascii(text::to_half_width(text::trim(word)));
  std::erase_if(folded, [](char c) { return c == ' ' || c == '\t'; });
  return folded;
}

SkillBook::SkillBook(SkillList list, std::int64_t revision) : list_(std::move(list)), revision_(revision) {
  for (std::size_t i = 0; i < list_.occupations.size(); ++i) occupations_.emplace(list_.occupations[i].code, i);
  for (std::size_t i = 0; i < list_.groups.size(); ++i) groups_.emplace(list_.groups[i].code, i);
  for (std::size_t i = 0; i < list_.skills.size(); ++i) {
    const Skill& one = list_.skills[i];
    const auto number = static_cast<Number>(i);
    words_.emplace(folded_word(one.zh), number);
    for (const std::string& synonym : one.synonyms) words_.emplace(folded_word(synonym), number);
    for (const std::string& code : one.occupations) by_occupation_[code].push_back(number);
  }
  // English names come last: a Chinese word is never hidden by one.
  for (std::size_t i = 0; i < list_.skills.size(); ++i) words_.emplace(folded_word(list_.skills[i].en), static_cast<Number>(i));
}

std::optional<SkillBook::Number> SkillBook::find(std::string_view word) const {
  const auto found = words_.find(folded_word(word));
  return found == words_.end() ? std::nullopt : std::optional(found->second);
}

const Occupation* SkillBook::occupation(std::string_view code) const {
  const auto found = occupations_.find(code);
  return found == occupations_.end() ? nullptr : &list_.occupations[found->second];
}

const SkillGroup* SkillBook::group(std::string_view code) const {
  const auto found = groups_.find(code);
  return found == groups_.end() ? nullptr : &list_.groups[found->second];
}

const std::vector<SkillBook::Number>& SkillBook::skills_of(std::string_view occupation) const {
  static const std::vector<Number> k_none;
  const auto found = by_occupation_.find(occupation);
  return found == by_occupation_.end() ? k_none : found->second;
}

std::vector<const Occupation*> SkillBook::of_industry(std::string_view section) const {
  std::vector<const Occupation*> found;
  for (const Occupation& one : list_.occupations) {
    if (std::find(one.industries.begin(), one.industries.end(), section) != one.industries.end()) found.push_back(&one);
  }
  return found;
}

std::vector<SkillBook::Number> SkillBook::search(std::string_view text, std::size_t most) const {
  const std::string wanted = folded_word(text);
  std::vector<Number> first, later;
  std::set<Number> seen;
  for (const auto& [word, number] : words_) {
    const std::size_t at = word.find(wanted);
    if (at == word.npos || !seen.insert(number).second) continue;
    (at == 0 ? first : later).push_back(number);
  }
  std::sort(first.begin(), first.end()), std::sort(later.begin(), later.end());
  first.insert(first.end(), later.begin(), later.end());
  if (first.size() > most) first.resize(most);
  return first;
}

std::vector<FieldError> check_skills(const SkillList& list) {
  std::vector<FieldError> faults;
  std::set<std::string> groups, occupations, words;
  for (std::size_t i = 0; i < list.groups.size(); ++i) {
    const SkillGroup& one = list.groups[i];
    if (!is_code(one.code, 3) || !groups.insert(one.code).second)
      faults.push_back({"groups[" + std::to_string(i) + "].code", "应为不重复的小类编码", "must be a code of three parts, once"});
  }
  for (std::size_t i = 0; i < list.occupations.size(); ++i) {
    const Occupation& one = list.occupations[i];
    const std::string path = "occupations[" + std::to_string(i) + "]";
    if (!is_code(one.code, 4) || !occupations.insert(one.code).second)
      faults.push_back({path + ".code", "应为不重复的职业编码", "must be a code of four parts, once"});
    if (one.zh.empty() || one.en.empty()) faults.push_back({path, "缺少名称", "has no name"});
  }
  for (std::size_t i = 0; i < list.skills.size(); ++i) {
    const Skill& one = list.skills[i];
    const std::string path = "skills[" + std::to_string(i) + "]";
    if (one.zh.empty() || one.en.empty()) faults.push_back({path, "缺少名称", "has no name"});
    if (!words.insert(folded_word(one.zh)).second) faults.push_back({path + ".zh", "“" + one.zh + "”重复", one.zh + " is said twice"});
    for (const std::string& synonym : one.synonyms) {
      if (!words.insert(folded_word(synonym)).second) faults.push_back({path + ".synonyms", "“" + synonym + "”重复", synonym + " is said twice"});
    }
    if (!groups.contains(one.broader)) faults.push_back({path + ".broader", "没有小类 " + one.broader, "there is no group " + one.broader});
    for (const std::string& code : one.occupations) {
      if (!occupations.contains(code)) faults.push_back({path + ".occupations", "没有职业 " + code, "there is no occupation " + code});
    }
  }
  if (list.skills.empty() || list.skills.size() > k_most_words) faults.push_back({"skills", "应有 1–60000 个技能词", "must be 1-60000 words"});
  return faults;
}

Result<SkillList> read_skills(std::string_view json) {
  TIANGE_TRY(SkillList list, json::read<SkillList>(json));
  std::vector<FieldError> faults = check_skills(list);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return list;
}

}  // namespace tiange::employ
