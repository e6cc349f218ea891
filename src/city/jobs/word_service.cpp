// The words of skills: resolved on entry, proposed when they are not known, taken or refused by staff.

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/jobs/employment_service.h"

namespace tiange::employ {

namespace {

constexpr std::size_t k_longest_word = 30, k_found_words = 60, k_most_taken = 5'000;

}  // namespace

Book EmploymentService::book_in(db::Tx& tx) {
  const std::int64_t revision = store::state(tx, "words");
  {
    const std::lock_guard lock(book_lock_);
    if (!book_) book_ = parts_.book;
    if (book_->revision() == revision) return book_;
  }
  SkillList list = parts_.book->list();
  for (const store::StoredWord& one : store::words(tx, store::WordState::taken, k_most_taken)) {
    if (one.body.as == "synonym") {
      for (Skill& skill : list.skills) {
        if (skill.zh == one.body.synonym_of) skill.synonyms.push_back(one.word);
      }
      continue;
    }
    const std::string broader = one.body.occupations.empty() ? "" : one.body.occupations.front().substr(0, 7);
    list.skills.push_back({one.word, one.body.en, {}, broader, one.body.occupations});
  }
  auto fresh = std::make_shared<const SkillBook>(std::move(list), revision);
  const std::lock_guard lock(book_lock_);
  if (book_->revision() < revision) book_ = fresh;  // who sees an older state must not set others back
  return fresh;
}

void EmploymentService::resolve(db::Tx& tx, const SkillBook& book, std::vector<SkillIn>& skills, const std::string& by, Instant now,
                                std::vector<FieldError>& faults) const {
  if (skills.size() > k_most_skills) faults.push_back({"skills", "最多 20 个技能", "at most 20 skills"});
  std::set<std::string> seen;
  std::vector<SkillIn> kept;
  for (std::size_t i = 0; i < skills.size() && i < k_most_skills; ++i) {
    SkillIn one = skills[i];
    const std::string path = "skills[" + std::to_string(i) + "]";
    one.word = text::trim(one.word);
    if (one.word.empty() || text::length(one.word) > k_longest_word) {
      faults.push_back({path + ".word", "技能词应为 1–30 字", "a skill has 1-30 characters"});
      continue;
    }
    if (const std::string unfair = unfair_words(one.word); !unfair.empty()) {
      faults.push_back({path + ".word", "“" + unfair + "”不是技能；不得以此挑选劳动者（就业促进法）", "not a skill: people may not be chosen by it (Employment Promotion Law)"});
      continue;
    }
    if (one.level < k_lowest_level || one.level > k_highest_level) faults.push_back({path + ".level", "等级应为 1–5", "levels are 1-5"});
    if (const auto number = book.find(one.word)) one.word = book.skill(*number).zh;
    if (seen.insert(folded_word(one.word)).second) kept.push_back(std::move(one));
  }
  if (!faults.empty()) return;
  for (const SkillIn& one : kept) {
    if (!book.find(one.word)) store::propose_word(tx, folded_word(one.word), by, now);
  }
  skills = std::move(kept);
}

std::vector<SkillView> EmploymentService::skill_views(const SkillBook& book, const std::vector<SkillIn>& skills, bool vacancy) const {
  std::vector<SkillView> views;
  for (const SkillIn& one : skills) {
    const auto number = book.find(one.word);
    if (number) views.push_back({book.skill(*number).zh, book.skill(*number).en, one.level, vacancy && one.must, true});
    else views.push_back({one.word, one.word, one.level, vacancy && one.must, false});
  }
  return views;
}

WordBook EmploymentService::word_book(db::Tx& tx, const Scope& scope, std::string_view asked, std::string_view occupation) {
  const Book book = book_in(tx);
  WordBook out;
  out.skills = static_cast<std::int64_t>(book->size());
  for (const Skill& one : book->list().skills) out.synonyms += static_cast<std::int64_t>(one.synonyms.size());
  out.occupations_count = static_cast<std::int64_t>(book->list().occupations.size());
  for (const Occupation& one : book->list().occupations) out.occupations.push_back({one.code, one.zh, one.en});
  std::vector<SkillBook::Number> found;
  if (!occupation.empty()) found = book->skills_of(occupation);
  else found = book->search(asked, k_found_words);
  for (const SkillBook::Number number : found) {
    const Skill& one = book->skill(number);
    WordView view{one.zh, one.en, "", "", one.synonyms, {}};
    if (const SkillGroup* group = book->group(one.broader)) view.broader_zh = group->zh, view.broader_en = group->en;
    for (const std::string& code : one.occupations) {
      if (const Occupation* known = book->occupation(code)) view.occupations.push_back({code, known->zh, known->en});
    }
    out.items.push_back(std::move(view));
  }
  if (scope.may(Permission::jobs_edit)) {
    for (const store::StoredWord& one : store::words(tx, store::WordState::proposed, 100)) out.proposed.push_back({one.word, one.body.by, one.times, "proposed", one.first});
    out.may_edit = true;
  }
  return out;
}

Result<WordBook> EmploymentService::decide_word(db::Tx& tx, const Scope& scope, const WordDecideIn& in, Instant now) {
  (void)now;
  const Book book = book_in(tx);
  auto word = store::word(tx, folded_word(in.word));
  if (!word) return refuse(ErrorCode::not_found);
  if (word->state != store::WordState::proposed) return refuse(ErrorCode::job_state);
  std::vector<FieldError> faults;
  const auto target = book->find(in.synonym_of);
  if (in.as == "synonym" && !target) faults.push_back({"synonym_of", "词表中没有“" + in.synonym_of + "”", "there is no such skill"});
  if (in.as == "skill") {
    if (text::trim(in.en).empty()) faults.push_back({"en", "请填写英文", "the English name is missing"});
    if (in.occupations.empty()) faults.push_back({"occupations", "请选择职业", "choose an occupation"});
    for (const std::string& code : in.occupations) {
      if (!book->occupation(code)) faults.push_back({"occupations", "没有职业 " + code, "there is no occupation " + code});
    }
  }
  if (in.as != "synonym" && in.as != "skill" && in.as != "refuse") faults.push_back({"as", "应为 synonym、skill 或 refuse", "must be synonym, skill or refuse"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  word->state = in.as == "refuse" ? store::WordState::refused : store::WordState::taken;
  word->body.as = in.as;
  word->body.synonym_of = target ? book->skill(*target).zh : "";
  word->body.en = text::trim(in.en);
  word->body.occupations = in.occupations;
  word->body.decided_by = scope.name;
  store::put_word(tx, *word);
  tell(tx);
  // Asked before the new revision is set: a book of what may yet be rolled back must not be remembered.
  WordBook out = word_book(tx, scope, in.as == "synonym" ? word->body.synonym_of : in.word, "");
  if (in.as != "refuse") store::set_state(tx, "words", book->revision() + 1);
  return out;
}

}  // namespace tiange::employ
