#include "app/scoring/stirred_cases.h"

namespace tiange::app {

void StirredCases::note(db::Tx& tx, std::string case_ref) {
  tx.on_commit([this, case_ref = std::move(case_ref)] {
    const Instant now = clock_.now();
    const std::lock_guard lock(mutex_);
    since_.try_emplace(case_ref, now);
  });
}

void StirredCases::forget(const std::string& case_ref) {
  const std::lock_guard lock(mutex_);
  since_.erase(case_ref);
}

void StirredCases::mark_due(Instant now) {
  constexpr std::int64_t k_wait_s = 4;  // events come sooner, and mark by themselves
  constexpr std::size_t k_most = 60;    // many times what a district does in two seconds; people at work go first
  if (!looked_back_) {
    scores_.mark_missed();
    looked_back_ = true;
  }
  std::vector<std::string> due;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [ref, since] : since_) {
      if (since + seconds(k_wait_s) <= now && due.size() < k_most) due.push_back(ref);
    }
  }
  mark(due);
}

void StirredCases::mark_all() {
  std::vector<std::string> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [ref, since] : since_) all.push_back(ref);
  }
  mark(all);
}

void StirredCases::mark(const std::vector<std::string>& refs) {
  if (refs.empty()) return;
  // Forgotten first: what changes from here on is noted anew.
  for (const std::string& ref : refs) forget(ref);
  const Outcome marked = db_.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    for (const std::string& ref : refs) TIANGE_CHECK_OK(scores_.mark(tx, ref));
    return done();
  });
  if (marked.ok()) return;
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  for (const std::string& ref : refs) since_.try_emplace(ref, now);
}

}  // namespace tiange::app
