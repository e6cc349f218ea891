#pragma once

#include <functional>
#include <optional>

#include "city/cases/supervision/desk/paper_store.h"

namespace tiange::cases {

enum class LetterState { sent, answered, closed };
BOOST_DESCRIBE_ENUM(LetterState, sent, answered, closed)

struct Letter {
  CaseRef paper;
  std::string number;
  LetterState state = LetterState::sent;
  std::string area, unit, title, text;
  CaseRef about;
  std::string case_number;
  Instant issued;
  std::string issued_by, issued_unit, limit;
  Instant due;  // zero: no answer is asked for
  bool answer_required = true;
  bool was_late = false;
  int escalations = 0;
  std::string escalated_to;
  std::string answer, answered_by;
  Instant answered;

  bool waiting() const { return state == LetterState::sent && answer_required; }
};

namespace store {

void add_letter(db::Tx& tx, const Letter& letter);
// False when it is no longer in the state `from`.
bool set_letter(db::Tx& tx, const Letter& letter, LetterState from);
std::optional<Letter> letter(db::Tx& tx, std::int64_t id);
// Newest first, behind `before` (0: from the newest).
void each_letter(db::Tx& tx, std::int64_t before, const std::function<bool(const Letter&)>& visit);
std::vector<Letter> letters_of(db::Tx& tx, CaseRef about);
// Unanswered past their limit, soonest first.
std::vector<Letter> letters_due(db::Tx& tx, Instant now, int most);

}  // namespace store
}  // namespace tiange::cases
