#include "city/scores/score_keeper.h"

#include <map>

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

std::optional<Keeper::Recount> Keeper::look(db::Tx& tx, cases::CaseRef ref, bool anew, Instant now) const {
  Recount one{store::facts(tx, ref), {}};
  if (one.known && !anew) {
    const auto trail = trails_.read(tx, system_scope(), ref, one.known->seq, now);
    if (!trail) return std::nullopt;
    one.next = *one.known;
    for (const cases::TrailEntry& entry : trail->entries) {
      take(one.next.facts, entry.event, rules_);
      one.next.seq = entry.seq;
    }
    store::apply_exemptions(tx, ref, now, one.next.facts);
  } else {
    auto made = facts_at(tx, ref, now);
    if (!made) return std::nullopt;
    one.next = *std::move(made);
  }
  if (one.known && one.known->seq == one.next.seq && one.known->facts == one.next.facts) return std::nullopt;
  one.text = encode(one.next.facts);
  one.mask = mask_of(one.next.facts);
  return one;
}

bool Keeper::put(db::Tx& tx, const Recount& one) {
  return store::put_facts(tx, one.next, one.text, one.mask, one.known ? one.known->seq : store::k_new_facts);
}

void Keeper::add_changes(Lines& changes, const Recount& one, int times) {
  if (one.known) add_lines(changes, one.known->facts, -times);
  add_lines(changes, one.next.facts, times);
}

// What happened to the cases is read beside those who write; the writer only takes the results.
int Keeper::catch_up(Instant now) {
  int counted = 0;
  for (int done_cases = 0; done_cases < k_most_in_run;) {
    std::vector<store::Mark> marks;
    std::map<cases::CaseRef, Recount> seen;
    Lines expected;
    db_.run_read([&](db::Tx& tx) {
      seen.clear();
      expected.clear();
      marks = store::marked(tx, k_batch);
      // Entries of this very moment may be written after the mark was read; they bring a mark of their own.
      for (const store::Mark& mark : marks)
        if (auto one = look(tx, mark.ref, false, now + hours(1))) add_changes(expected, seen.emplace(mark.ref, *std::move(one)).first->second, 1);
    });
    if (marks.empty()) break;
    int changed = 0;
    db_.run_write(system_scope(), [&](db::Tx& tx) {
      changed = 0;
      Lines changes = expected;
      std::vector<store::Mark> settled;
      for (const store::Mark& mark : marks) {
        const auto one = seen.find(mark.ref);
        if (one == seen.end() || put(tx, one->second)) {
          changed += one != seen.end();
          settled.push_back(mark);
        } else {  // counted by somebody else meanwhile: the mark stays for the next time
          add_changes(changes, one->second, -1);
        }
      }
      store::add_sums(tx, changes);
      store::unmark(tx, settled);
      return true;
    });
    counted += changed;
    done_cases += static_cast<int>(marks.size());
    if (marks.size() < static_cast<std::size_t>(k_batch)) break;
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
      for (const cases::CaseRef& ref : refs)
        if (const auto one = look(tx, ref, true, now + hours(1)); one && put(tx, *one)) add_changes(changes, *one, 1);
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
