#pragma once
// 64-bit, time-ordered, node-stamped identifiers with strong types. In JSON an id is a decimal string, because a
// browser's number holds 53 bits only.
// Layout: 42 bits of milliseconds since 2020-01-01 UTC, 8 bits of node, 13 bits of sequence; always positive.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace tiange {

template <class Tag>
struct Id {
  std::int64_t value = 0;

  explicit operator bool() const { return value != 0; }
  friend auto operator<=>(const Id&, const Id&) = default;
  std::string text() const { return std::to_string(value); }
};

using PersonId = Id<struct PersonTag>;
using AccountId = Id<struct AccountTag>;
using PostId = Id<struct PostTag>;
using CaseId = Id<struct CaseTag>;
using TaskId = Id<struct TaskTag>;
using InstanceId = Id<struct InstanceTag>;
using BlobId = Id<struct BlobTag>;
using ItemId = Id<struct ItemTag>;

Result<std::int64_t> parse_id(std::string_view text);

template <class Tag>
Result<Id<Tag>> parse_typed_id(std::string_view text) {
  TIANGE_TRY(auto value, parse_id(text));
  return Id<Tag>{value};
}

// Hands out ids. One per process; `node` (0-255) must differ between instances that share a database.
class IdSource {
 public:
  explicit IdSource(int node) : node_(node & 0xff) {}
  IdSource(const IdSource&) = delete;
  IdSource& operator=(const IdSource&) = delete;

  // Strictly increasing within a source, even when the clock stands still or goes back.
  std::int64_t next(Instant now);

  template <class Tag>
  Id<Tag> next_as(Instant now) {
    return {next(now)};
  }

 private:
  std::int64_t node_;
  std::atomic<std::int64_t> last_{0};  // milliseconds << 13 | sequence
};

// The moment an id was made, to the millisecond.
Instant id_time(std::int64_t id);

}  // namespace tiange

template <class Tag>
struct std::hash<tiange::Id<Tag>> {
  std::size_t operator()(tiange::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
