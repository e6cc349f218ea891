#include "city/cases/alike/alike_book.h"

#include <algorithm>

namespace tiange::cases {

namespace {
constexpr int k_page = 2'000;
constexpr Span k_horizon = days(45);      // what is older is no duplicate
constexpr Span k_read_anew = hours(6);
constexpr Span k_overlap = minutes(2);    // a transaction may become visible so long after the moment it bears
}  // namespace

void AlikeBook::refresh(Instant now) {
  const std::lock_guard one_at_a_time(refreshing_);
  if (!read_to_ || now - whole_ > k_read_anew) {
    read_to_ = now - k_horizon;
    read_id_ = {};
    whole_ = now;
  }
  if (!closed_to_) closed_to_ = now;
  const Instant from = read_to_;
  const CaseId from_id = read_id_;
  if (complete_) {
    read_to_ = from - k_overlap;
    read_id_ = {};
  }
  while (read_page()) {
  }
  if (read_to_ < from) {
    read_to_ = from;
    read_id_ = from_id;
  }
  forget_closed();
  closed_to_ = now - k_overlap;
  const std::unique_lock hold(lock_);
  complete_ = true;
}

bool AlikeBook::read_page() {
  const auto page = *db_.read([&](db::Tx& tx) -> Result<std::vector<OpenText>> { return store::open_behind(tx, read_to_, read_id_, k_page); });
  if (page.empty()) return false;
  {
    const std::unique_lock hold(lock_);
    for (const OpenText& one : page) {
      if (index_.holds(one.about.id)) continue;
      textual::AlikeText text = one.about;
      text.text = one.words;
      index_.add(text);
      parts_[one.about.id] = one.ref.part_key;
    }
  }
  read_to_ = page.back().created;
  read_id_ = page.back().ref.id;
  return page.size() == static_cast<std::size_t>(k_page);
}

void AlikeBook::forget_closed() {
  const auto closed = *db_.read([&](db::Tx& tx) -> Result<std::vector<CaseId>> { return store::closed_since(tx, closed_to_ - k_overlap); });
  const std::unique_lock hold(lock_);
  for (const CaseId id : closed) {
    if (index_.remove(static_cast<std::uint64_t>(id.value))) parts_.erase(static_cast<std::uint64_t>(id.value));
  }
}

std::vector<AlikeBook::Found> AlikeBook::find(const textual::AlikeText& query, std::size_t most) const {
  const std::shared_lock hold(lock_);
  std::vector<Found> out;
  for (const textual::AlikeHit& hit : index_.find(query, most)) {
    const auto part = parts_.find(hit.id);
    if (part != parts_.end()) out.push_back({{part->second, CaseId{static_cast<std::int64_t>(hit.id)}}, hit});
  }
  return out;
}

bool AlikeBook::complete() const {
  const std::shared_lock hold(lock_);
  return complete_;
}

}  // namespace tiange::cases
