#include "city/hotline/knowledge/article_rules.h"

#include "base/text.h"

namespace tiange::hotline {

namespace {

constexpr std::size_t k_most_title = 100;
constexpr std::size_t k_most_body = 8000;
constexpr std::size_t k_most_words = 300;

bool is_open(const ArticleFacts& facts, VersionState state) { return facts.open && facts.open->state == state; }

}  // namespace

Outcome may(const ArticleFacts& facts, ArticleAct act) {
  switch (act) {
    case ArticleAct::hand_in:
      if (!facts.writer) return refuse(ErrorCode::forbidden);
      if (!is_open(facts, VersionState::draft) && !is_open(facts, VersionState::given_back))
        return refuse(ErrorCode::not_this_state, "没有可提交的草稿", "there is no draft to hand in");
      return done();
    case ArticleAct::approve:
    case ArticleAct::give_back:
      if (!facts.reviewer) return refuse(ErrorCode::forbidden);
      if (!is_open(facts, VersionState::handed_in))
        return refuse(ErrorCode::not_this_state, "没有待审核的版本", "nothing waits for review");
      if (act == ArticleAct::approve && facts.open->author == facts.person) return refuse(ErrorCode::four_eyes);
      return done();
    case ArticleAct::withdraw:
      if (!facts.writer && !facts.reviewer) return refuse(ErrorCode::forbidden);
      if (!facts.in_effect) return refuse(ErrorCode::not_this_state, "该知识未生效", "it is not in effect");
      return done();
  }
  return refuse(ErrorCode::not_this_state);
}

std::vector<ArticleAct> acts_of(const ArticleFacts& facts) {
  std::vector<ArticleAct> acts;
  for (const ArticleAct act : {ArticleAct::hand_in, ArticleAct::approve, ArticleAct::give_back, ArticleAct::withdraw}) {
    if (may(facts, act).ok()) acts.push_back(act);
  }
  return acts;
}

bool is_expired(const std::optional<Date>& expires, Date today) { return expires && *expires < today; }

std::optional<int> reminder_due(Date expires, Date today, const std::vector<int>& remind_days) {
  const int left = expires - today;
  if (left < 0) return 0;
  std::optional<int> due;
  for (const int days : remind_days) {
    if (left <= days && (!due || days < *due)) due = days;
  }
  return due;
}

std::vector<FieldError> faults_of(const ArticleContent& content, Date today) {
  std::vector<FieldError> faults;
  const auto text_field = [&](const char* path, const std::string& value, std::size_t most, bool needed) {
    if (needed && text::trim(value).empty()) {
      faults.push_back({path, "请填写", "must be given"});
    } else if (text::length(value) > most) {
      const std::string n = std::to_string(most);
      faults.push_back({path, "不超过 " + n + " 字", "at most " + n + " characters"});
    }
  };
  text_field("title", content.title, k_most_title, true);
  text_field("body", content.body, k_most_body, true);
  text_field("words", content.words, k_most_words, false);
  text_field("legal_basis", content.legal_basis, k_most_words, false);
  if (is_expired(content.expires, today))
    faults.push_back({"expires", "有效期不能早于今天", "must not lie before today"});
  return faults;
}

}  // namespace tiange::hotline
