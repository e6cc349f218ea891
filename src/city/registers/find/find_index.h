#pragma once
// The finder of one instance: built from the registers, following them from then on, on the thread that is lent to it.

#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "city/registers/find/find.h"
#include "engines/finder/finder.h"

namespace tiange::registers {

class FindIndex {
 public:
  FindIndex(db::Db& db, const Clock& clock, const Subjects& subjects) : db_(db), clock_(clock), subjects_(subjects) {}
  FindIndex(const FindIndex&) = delete;
  FindIndex& operator=(const FindIndex&) = delete;

  // Builds, then takes up what changed; returns when there is nothing left or `stop` says so.
  void work(const std::function<bool()>& stop);
  // False while the index is being built; waits for that a moment.
  bool await() const;
  // Takes up what was committed, as far as `tx` sees it.
  void catch_up(db::Tx& tx);
  finder::Answer find(const finder::Question& question) const;
  FindStatus status() const;

 private:
  void build(const std::function<bool()>& stop);
  void follow(db::Tx& tx, Span overlap, int pages);
  bool ready() const;
  void fold();

  db::Db& db_;
  const Clock& clock_;
  const Subjects& subjects_;

  std::timed_mutex following_;  // one reader of changes at a time
  ChangeMark mark_;
  std::unordered_map<std::int64_t, std::int64_t> versions_;  // of those read lately

  mutable std::shared_mutex lock_;
  finder::Finder finder_;

  mutable std::mutex state_lock_;
  mutable std::condition_variable changed_state_;
  bool ready_ = false;
  std::int64_t read_ = 0, total_ = 0, build_ms_ = 0;
  Instant built_;
  int rounds_ = 0;
};

// Which fields of a kind are found by, and as what; address fields: the first that is filled.
struct FindField {
  Kind kind;
  std::string_view field;
  finder::Sort sort;
};
std::span<const FindField> find_fields();

}  // namespace tiange::registers
