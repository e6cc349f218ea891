#pragma once
// 原始行 raw rows: every row of every batch as it came, kept for the term of its source and then dropped.
//
// Rows lie in blocks of some thousands, each compressed, in the order in which they came. Beside them lies the run of keys of
// their batch: for each row the hash of its key, a digest of its content and its number, sorted by hash. With it a row is
// found by its key in one step, and two batches are compared by reading both runs once, side by side: what came, what
// changed, what has gone, without looking into a block.
//
// On PostgreSQL both tables are cut into partitions by term of keeping and month of the batch (ids tell their month): what is
// past its term goes as a partition, at once and without a trace. On SQLite its blocks are deleted.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "platform/db/db.h"

namespace tiange::exchange::raw {

// Months that a source's rows may be kept.
inline constexpr std::array<std::int64_t, 4> k_terms = {3, 12, 36, 120};
inline constexpr std::int64_t k_usual_term = 36;
bool is_term(std::int64_t months);

// Where the rows of a batch lie. keep 0: they came before there were terms; they are kept for the usual one.
struct Place {
  std::int64_t batch = 0;
  std::int64_t keep = 0;
};

// ---- rows ----

void append_packed(std::string& block, std::string_view row);
std::string press(std::string_view packed);
std::vector<std::string> unpack_rows(std::string_view content);

void add_block(db::Tx& tx, const Place& place, std::int64_t block, std::int64_t first_row, std::int64_t rows, std::string_view content);
// Blocks in order that hold rows from `from` on; `content` is valid until the visit returns.
void each_block(db::Tx& tx, const Place& place, std::int64_t from,
                FunctionRef<bool(std::int64_t first_row, std::int64_t rows, std::string_view content)> visit);
// One row as it came; nothing when it is not there any more.
std::optional<std::string> row(db::Tx& tx, const Place& place, std::int64_t number);

// ---- keys ----

std::uint64_t hash_of(std::string_view key);  // 63 bits

struct Key {
  std::uint64_t hash = 0;
  std::uint64_t digest = 0;  // 48 bits of the row's content
  std::int64_t row = 0;
  friend auto operator<=>(const Key&, const Key&) = default;
};

// Gathers the keys of a batch in any number: in memory, beyond two million in files below `folder`, which it removes.
class KeyBook {
 public:
  explicit KeyBook(std::string folder);
  ~KeyBook();
  KeyBook(const KeyBook&) = delete;
  KeyBook& operator=(const KeyBook&) = delete;
  void add(std::string_view key, std::string_view row, std::int64_t number);
  // Every key once, sorted, in blocks ready to be kept: of equal keys the last row. Once.
  void each_block(FunctionRef<void(std::uint64_t first, std::int64_t count, const std::string& content)> visit);

 private:
  void spill();

  std::string folder_;
  std::array<std::vector<Key>, 64> buckets_;
  std::size_t held_ = 0;
  bool spilled_ = false;
};

// Writes the run of a batch, in transactions of its own; a run that was broken off is written anew.
void write_keys(db::Db& db, const Place& place, KeyBook& book);
// The number of the row with the key.
std::optional<std::int64_t> find_key(db::Tx& tx, const Place& place, std::string_view key);

enum class Change { added, changed, gone };
struct Changed {
  Change change = Change::added;
  Key before;  // added: nothing
  Key after;   // gone: nothing
  std::uint64_t hash() const { return change == Change::gone ? before.hash : after.hash; }
};
struct Compared {
  std::int64_t added = 0, changed = 0, gone = 0, same = 0;
};
// Differences in the order of hashes, behind `after`; false from `visit` ends it.
Compared compare(db::Tx& tx, const Place& before, const Place& after, std::uint64_t behind, FunctionRef<bool(const Changed&)> visit);

// ---- terms ----

// The partitions that the batch's rows will lie in. Outside of transactions, before the first block.
void make_room(db::Db& db, const Place& place);
// When the rows of a batch are dropped.
Instant dropped_from(const Place& place);
// Drops what is past its term; returns how many partitions (PostgreSQL) or blocks. Goes on the next time where there is much.
std::size_t drop_old(db::Db& db, Instant now);
// Bytes of both tables with their indexes; nothing where the database does not tell (SQLite).
std::optional<std::int64_t> bytes(db::Tx& tx);

std::span<const db::Migration> migrations();

}  // namespace tiange::exchange::raw
