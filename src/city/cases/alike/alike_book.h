#pragma once
// The open cases of the district in memory, the same in every instance: what others filed is read before a look-up.

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "city/cases/alike/alike_store.h"

namespace tiange::cases {

class AlikeBook {
 public:
  explicit AlikeBook(db::Db& db) : db_(db) {}

  void refresh(Instant now);
  struct Found {
    CaseRef ref;
    textual::AlikeHit hit;
  };
  std::vector<Found> find(const textual::AlikeText& query, std::size_t most) const;
  // False until every open case was read once.
  bool complete() const;

 private:
  bool read_page();
  void forget_closed();

  db::Db& db_;
  std::mutex refreshing_;
  mutable std::shared_mutex lock_;
  textual::AlikeIndex index_;
  std::unordered_map<std::uint64_t, std::int64_t> parts_;  // id -> part
  Instant read_to_;
  CaseId read_id_;
  Instant closed_to_;
  Instant whole_;  // every open case was read last: those opened again come back by it
  bool complete_ = false;
};

}  // namespace tiange::cases
