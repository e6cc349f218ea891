#pragma once

#include "city/cases/supervision/urge_letter_store.h"
#include "city/cases/supervision/desk/supervision_desk.h"

namespace tiange::cases {

class LetterService {
 public:
  explicit LetterService(const SupervisionDesk& desk) : desk_(desk) {}

  Result<LetterView> send(db::Tx& tx, const Scope& scope, const LetterInput& input, Instant now) const;
  Result<LetterView> answer(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input, Instant now) const;
  // The office takes the answer, or asks for a better one within a limit.
  Result<LetterView> accept(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input, Instant now) const;
  Result<LetterView> send_back(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input,
                               Instant now) const;
  Result<LetterView> one(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const;
  Result<LetterList> list(db::Tx& tx, const http::Request& request) const;
  std::vector<LetterView> about(db::Tx& tx, const Scope& scope, CaseRef about, Instant now) const;
  // Letters that were not answered in time go to the unit above; at the top they stay red.
  int climb(Instant now) const;
  // A page of its own, to be printed.
  std::string page(const LetterView& letter, Language language) const;

 private:
  void tell(db::Tx& tx, const Letter& letter, const Words& title, Instant now) const;
  Result<Letter> find(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  Result<LetterView> save(db::Tx& tx, const Scope& scope, const Letter& letter, LetterState from, const char* kind,
                          const Words& said, const std::string& text, Instant now) const;
  LetterView view(db::Tx& tx, const Scope& scope, const Letter& letter, bool whole, Instant now) const;
  const SupervisionDesk& desk_;
};

}  // namespace tiange::cases
