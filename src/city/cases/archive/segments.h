#pragma once
// How the segments of the index lie in the tables.

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "platform/db/db.h"

namespace tiange::cases::archive {

// Of one slot, as it is stored: three numbers of eight bytes, least first.
struct DocKey {
  std::int64_t part_key = 0;
  std::int64_t id = 0;
  std::int64_t created_us = 0;
};
static_assert(sizeof(DocKey) == 24);
constexpr std::size_t k_docs_in_chunk = 128;

inline std::vector<DocKey> keys_in(std::string_view bytes) {
  std::vector<DocKey> keys(bytes.size() / sizeof(DocKey));
  if (!keys.empty()) std::memcpy(keys.data(), bytes.data(), keys.size() * sizeof(DocKey));
  return keys;
}

enum class SegmentState { building, live, dead };

struct Segment {
  int year = 0;
  std::int64_t segment = 0;
  std::int64_t docs = 0;
  std::int64_t first_us = 0;  // created
  std::int64_t last_us = 0;
};
// Of one year, or of all when it is 0; the newest first.
std::vector<Segment> live_segments(db::Tx& tx, int year = 0);

}  // namespace tiange::cases::archive
