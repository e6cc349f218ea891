#pragma once
// Keeps facts and sums in step with the histories.

#include "city/scores/score_store.h"

namespace tiange::scores {

class Keeper {
 public:
  Keeper(db::Db& db, const cases::Trails& trails) : db_(db), trails_(trails) {}

  void use(const FactRules& rules) { rules_ = rules; }
  const FactRules& rules() const { return rules_; }

  int catch_up(Instant now);
  // Goes on where an earlier run broke off; `stopping` is asked between batches.
  Outcome rebuild(Instant now, const std::function<bool()>& stopping);

  // The facts of a case as they were at a moment, from its history alone.
  std::optional<store::StoredFacts> facts_at(db::Tx& tx, cases::CaseRef ref, Instant moment) const;

 private:
  struct Recount {
    std::optional<store::StoredFacts> known;
    store::StoredFacts next;
    std::string text;       // next.facts as they are stored
    std::int64_t mask = 0;  // of next.facts
  };
  // Nothing when there is nothing new.
  std::optional<Recount> look(db::Tx& tx, cases::CaseRef ref, bool anew, Instant now) const;
  // False when it was counted by somebody else since it was looked at.
  static bool put(db::Tx& tx, const Recount& one);
  // `times` what it changes in the sums.
  static void add_changes(Lines& changes, const Recount& one, int times);

  db::Db& db_;
  const cases::Trails& trails_;
  FactRules rules_;
};

}  // namespace tiange::scores
