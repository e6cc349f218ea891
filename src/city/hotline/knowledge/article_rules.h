#pragma once
// What may be done with an article, without I/O.

#include <optional>
#include <vector>

#include "city/hotline/knowledge/knowledge.h"

namespace tiange::hotline {

// The version that is being written or reviewed, as the rules need it.
struct OpenVersion {
  VersionState state = VersionState::draft;
  PersonId author;
};

struct ArticleFacts {
  std::optional<OpenVersion> open;
  bool in_effect = false;
  bool writer = false;    // works for the owner unit or runs the hotline, and may edit
  bool reviewer = false;  // may review
  PersonId person;
};

// Refused: forbidden, four_eyes, not_this_state.
Outcome may(const ArticleFacts& facts, ArticleAct act);
std::vector<ArticleAct> acts_of(const ArticleFacts& facts);

// It holds on its last day and no longer after.
bool is_expired(const std::optional<Date>& expires, Date today);
// The mark of the reminder that is due on a day: the smallest of `remind_days` not below the days left; 0 once it has
// expired; nothing when none is due.
std::optional<int> reminder_due(Date expires, Date today, const std::vector<int>& remind_days);

// Every wrong field of a content.
std::vector<FieldError> faults_of(const ArticleContent& content, Date today);

}  // namespace tiange::hotline
