#include "base/ids.h"

#include <charconv>

namespace tiange {

namespace {
constexpr std::int64_t k_epoch_ms = 1577836800000;  // 2020-01-01T00:00:00Z
constexpr int k_sequence_bits = 13;
constexpr int k_node_bits = 8;
constexpr std::int64_t k_sequence_mask = (1 << k_sequence_bits) - 1;
}  // namespace

Result<std::int64_t> parse_id(std::string_view text) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value <= 0) {
    return refuse(ErrorCode::not_found, "编号无效", "the id is not valid");
  }
  return value;
}

std::int64_t IdSource::next(Instant now) {
  const std::int64_t fresh = (now.us / 1000 - k_epoch_ms) << k_sequence_bits;
  std::int64_t last = last_.load(std::memory_order_relaxed);
  std::int64_t mine;
  do {
    mine = fresh > last ? fresh : last + 1;
  } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
  const std::int64_t ms = mine >> k_sequence_bits;
  return (ms << (k_sequence_bits + k_node_bits)) | (node_ << k_sequence_bits) | (mine & k_sequence_mask);
}

Instant id_time(std::int64_t id) { return {((id >> (k_sequence_bits + k_node_bits)) + k_epoch_ms) * 1000}; }

}  // namespace tiange
