#pragma once
// Human numbers such as 禅20261121-000123, without a row that every report must lock: an instance reserves blocks of a
// day's numbers and hands them out from memory. Numbers are unique and ascend within an instance; gaps are normal.

#include <functional>
#include <mutex>

#include "city/cases/case_store.h"

namespace tiange::cases {

class CaseNumbers {
 public:
  CaseNumbers(std::string prefix, const CaseStore& store) : prefix_(std::move(prefix)), store_(store) {}

  // May reserve a block in this transaction; the rest of the block is used once the transaction has committed.
  std::string next(db::Tx& tx, Instant now);
  std::string format(std::int64_t day, std::int64_t sequence) const;
  // What a clerk may have typed for a number: in full, or only its last digits (then one per day of the last year).
  std::vector<std::string> candidates(std::string_view typed, Instant now) const;

 private:
  struct Block {
    std::int64_t next = 0;
    std::int64_t end = 0;
  };
  struct State {
    std::mutex lock;
    std::int64_t day = -1;
    std::vector<Block> blocks;
    std::int64_t left = 0;
    std::int64_t since_reserving = 0;  // numbers handed out since the last reservation was begun
  };
  std::string prefix_;
  const CaseStore& store_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

// Nineteen digits: district (6), date (8), sequence of the day (5). The national layout is not published; this one is
// the district's own. Empty when the sequence has more than five digits.
std::string code_of_number(std::string_view district, std::string_view number);

}  // namespace tiange::cases
