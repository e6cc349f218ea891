#include "city/scores/score_keeper.h"

#include "base/text.h"

namespace tiange::scores {

namespace {

constexpr int k_batch = 200;
// In one run of the duty; a district makes a tenth of this in its busiest second, and people at work go first.
constexpr int k_most_in_run = 1000;

}  // namespace

std::optional<store::StoredFacts> Keeper::facts_at(db::Tx& tx, cases::CaseRef ref, Instant moment) const {
  auto trail = trails_.read(tx, system_scope(), ref, 0, moment);
  if (!trail || trail->entries.empty()) return std::nullopt;
  store::StoredFacts made{ref, trail->number, 0, {}};
  for (const cases::TrailEntry& entry : trail->entries) {
    take(made.facts, entry.event, rules_);
    made.seq = entry.seq;
  }
  store::apply_exemptions(tx, ref, moment, made.facts);
  return made;
}

bool Keeper::count(db::Tx& tx, cases::CaseRef ref, bool anew, Instant now, Lines& changes) const {
  const auto known = store::facts(tx, ref);
  std::optional<store::StoredFacts> next;
  if (known && !anew) {
    const auto trail = trails_.read(tx, system_scope(), ref, known->seq, now);
    if (!trail) return false;
    next = known;
    for (const cases::TrailEntry& entry : trail->entries) {
      take(next->facts, entry.event, rules_);
      next->seq = entry.seq;
    }
    store::apply_exemptions(tx, ref, now, next->facts);
  } else {
    next = facts_at(tx, ref, now);
  }
  if (!next || (known && known->seq == next->seq && known->facts == next->facts)) return false;
  if (known) add_lines(changes, known->facts, -1);
  add_lines(changes, next->facts, 1);
  store::put_facts(tx, *next, mask_of(next->facts), known ? store::Known::yes : store::Known::no);
  return true;
}

int Keeper::catch_up(Instant now) {
  int counted = 0;
  for (int done_cases = 0; done_cases < k_most_in_run;) {
    std::size_t found = 0;
    int changed = 0;
    db_.run_write(system_scope(), [&](db::Tx& tx) {
      changed = 0;
      const std::vector<cases::CaseRef> refs = store::marked(tx, k_batch);
      found = refs.size();
      if (refs.empty()) return false;
      Lines changes;
      // Entries of this very moment may be written after the mark was read; they bring a mark of their own.
      for (const cases::CaseRef& ref : refs) changed += count(tx, ref, false, now + hours(1), changes);
      store::add_sums(tx, changes);
      store::unmark(tx, refs);
      return true;
    });
    counted += changed;
    done_cases += static_cast<int>(found);
    if (found < static_cast<std::size_t>(k_batch)) break;
  }
  return counted;
}

Outcome Keeper::rebuild(Instant now, const std::function<bool()>& stopping) {
  cases::TrailCursor cursor;
  db_.run_write(system_scope(), [&](db::Tx& tx) {
    const std::string kept = store::state(tx, store::k_rebuilding);
    const std::size_t point = kept.find('.');
    if (point != kept.npos) {
      cursor = {text::to_int(kept.substr(0, point)).value_or(0), text::to_int(kept.substr(point + 1)).value_or(0)};
      return false;
    }
    cursor = {};
    store::forget_everything(tx);
    store::set_state(tx, store::k_rebuilding, "0.0");
    return true;
  });
  for (bool more = true; more;) {
    if (stopping()) return refuse(ErrorCode::unavailable);
    const cases::TrailCursor from = cursor;
    db_.run_write(system_scope(), [&](db::Tx& tx) {
      cursor = from;
      const std::vector<cases::CaseRef> refs = trails_.next(tx, system_scope(), cursor, k_batch);
      Lines changes;
      for (const cases::CaseRef& ref : refs) count(tx, ref, true, now + hours(1), changes);
      store::add_sums(tx, changes);
      more = !refs.empty();
      store::set_state(
          tx, store::k_rebuilding,
          more ? std::to_string(cursor.created_us) + "." + std::to_string(cursor.id) : std::string("done"));
      return true;
    });
  }
  return done();
}

}  // namespace tiange::scores
