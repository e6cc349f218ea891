#include "city/cases/case_service.h"

#include <algorithm>
#include <cstdio>

namespace tiange::cases {

namespace {

constexpr std::int64_t k_first_block = 20;
constexpr std::int64_t k_block = 1'000;
constexpr std::int64_t k_low_water = 300;
constexpr int k_days_searched = 400;

std::string compact_date(std::int64_t day) {
  const YearMonthDay d = split_date(Date{static_cast<std::int32_t>(day)});
  char text[16];
  std::snprintf(text, sizeof text, "%04d%02d%02d", d.year, d.month, d.day);
  return text;
}

}  // namespace

std::string CaseNumbers::format(std::int64_t day, std::int64_t sequence) const {
  char digits[24];
  std::snprintf(digits, sizeof digits, "-%06lld", static_cast<long long>(sequence));
  return prefix_ + compact_date(day) + digits;
}

std::string CaseNumbers::next(db::Tx& tx, Instant now) {
  const std::int64_t day = local_date(now).day;
  std::int64_t number = 0;
  std::int64_t reserve = 0;
  {
    const std::lock_guard hold(state_->lock);
    if (state_->day < day) {
      state_->day = day;
      state_->blocks.clear();
      state_->left = 0;
      state_->since_reserving = k_low_water;
    }
    if (state_->day == day && state_->left > 0) {
      Block& block = state_->blocks.front();
      number = block.next++;
      if (block.next == block.end) state_->blocks.erase(state_->blocks.begin());
      --state_->left;
      ++state_->since_reserving;
      // One transaction refills; another tries when that one came to nothing.
      if (state_->left < k_low_water && state_->since_reserving >= k_low_water / 2) {
        state_->since_reserving = 0;
        reserve = k_block;
      }
    } else {
      reserve = number == 0 ? k_first_block : 0;
      if (state_->day == day && state_->since_reserving >= k_low_water) {
        state_->since_reserving = 0;
        reserve = k_block;
      }
    }
  }
  if (reserve == 0) return format(day, number);
  Block block;
  block.next = store_.reserve_numbers(tx, day, reserve);
  block.end = block.next + reserve;
  if (number == 0) number = block.next++;
  tx.on_commit([state = state_, block, day] {
    const std::lock_guard hold(state->lock);
    if (state->day != day || block.next >= block.end) return;
    state->blocks.push_back(block);
    state->left += block.end - block.next;
  });
  return format(day, number);
}

std::vector<std::string> CaseNumbers::candidates(std::string_view typed, Instant now) const {
  if (typed.starts_with(prefix_) && typed.size() > prefix_.size()) return {std::string(typed)};
  const bool digits = !typed.empty() && typed.find_first_not_of("0123456789") == typed.npos;
  const std::size_t dash = typed.find('-');
  if (dash == 8 && typed.size() > 9) return {prefix_ + std::string(typed)};
  if (!digits || typed.size() < 3 || typed.size() > 6) return {};
  std::vector<std::string> out;
  const std::int64_t sequence = std::stoll(std::string(typed));
  const std::int64_t today = local_date(now).day;
  for (int back = 0; back < k_days_searched; ++back) out.push_back(format(today - back, sequence));
  return out;
}

std::string code_of_number(std::string_view district, std::string_view number) {
  const std::size_t dash = number.rfind('-');
  if (dash == number.npos || dash < 8) return "";
  const std::string_view sequence = number.substr(dash + 1);
  if (sequence.size() != 6 || sequence[0] != '0') return "";
  return std::string(district) + std::string(number.substr(dash - 8, 8)) + std::string(sequence.substr(1));
}

}  // namespace tiange::cases
