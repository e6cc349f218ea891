// Runs of keys. A block of a run: for each key the distance of its hash to the one before (LEB128), six bytes of digest, the
// number of the row (LEB128).

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "city/exchange/raw/exchange_raw.h"

namespace tiange::exchange::raw {

namespace {

constexpr std::size_t k_keys_in_block = 4096;
constexpr std::size_t k_most_in_memory = 2'000'000;
constexpr int k_bucket_shift = 57;  // of 63 bits the first six
constexpr std::size_t k_digest_bytes = 6;
constexpr std::size_t k_blocks_in_write = 200;
constexpr std::int64_t k_blocks_in_read = 16;

std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Two hashes that know nothing of one another come of two seeds.
std::uint64_t mixed(std::string_view text, std::uint64_t seed) {
  constexpr std::uint64_t k_odd = 0x9e3779b97f4a7c15ULL;
  std::uint64_t hash = seed ^ fold(text.size() + k_odd, 0xd6e8feb86659fd93ULL);
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    hash = fold(hash ^ word, k_odd);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, text.data() + at, text.size() - at);
  return fold(hash ^ rest ^ 0xa0761d6478bd642fULL, k_odd ^ seed);
}

void put_number(std::string& out, std::uint64_t number) {
  while (number >= 0x80) {
    out += static_cast<char>(number | 0x80);
    number >>= 7;
  }
  out += static_cast<char>(number);
}

std::uint64_t take_number(std::string_view content, std::size_t& at) {
  std::uint64_t number = 0;
  for (int shift = 0; shift < 64 && at < content.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(content[at++]);
    number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return number;
  }
  throw db::Failure("exchange: a run of keys is broken");
}

void unpack_keys(std::string_view content, std::uint64_t first, std::vector<Key>& keys) {
  std::uint64_t hash = first;
  for (std::size_t at = 0; at < content.size();) {
    Key key;
    hash += take_number(content, at);
    key.hash = hash;
    if (at + k_digest_bytes > content.size()) throw db::Failure("exchange: a run of keys is broken");
    std::memcpy(&key.digest, content.data() + at, k_digest_bytes);
    at += k_digest_bytes;
    key.row = static_cast<std::int64_t>(take_number(content, at));
    keys.push_back(key);
  }
}

std::string bucket_path(const std::string& folder, std::size_t bucket) { return folder + "/" + std::to_string(bucket); }

// A run, key after key.
class RunReader {
 public:
  RunReader(db::Tx& tx, const Place& place, std::uint64_t behind) : tx_(tx), place_(place), behind_(behind) {
    // The block that holds what lies behind may begin before it.
    from_ = tx.one("SELECT first_hash FROM exchange_raw_keys WHERE part_key = ? AND batch = ? AND keep = ? AND first_hash <= ? "
                   "ORDER BY first_hash DESC LIMIT 1",
                   {place.batch, place.batch, place.keep, static_cast<std::int64_t>(behind)}, [](const db::Row& r) { return r.i64(0); })
                .value_or(0);
    if (behind == 0) from_ = -1;
    else --from_;
    read();
    while (here() && current().hash <= behind_ && behind_ > 0) step();
  }
  bool here() const { return at_ < keys_.size(); }
  const Key& current() const { return keys_[at_]; }
  void step() {
    if (++at_ == keys_.size()) read();
  }

 private:
  void read() {
    keys_.clear();
    at_ = 0;
    tx_.each("SELECT first_hash, content FROM exchange_raw_keys WHERE part_key = ? AND batch = ? AND keep = ? AND first_hash > ? "
             "ORDER BY first_hash LIMIT ?",
             {place_.batch, place_.batch, place_.keep, from_, k_blocks_in_read}, [&](const db::Row& r) {
               from_ = r.i64(0);
               unpack_keys(r.text(1), static_cast<std::uint64_t>(from_), keys_);
               return true;
             });
  }

  db::Tx& tx_;
  const Place place_;
  const std::uint64_t behind_;
  std::int64_t from_ = -1;
  std::vector<Key> keys_;
  std::size_t at_ = 0;
};

}  // namespace

std::uint64_t hash_of(std::string_view key) { return mixed(key, 0x2545f4914f6cdd1dULL) >> 1; }

KeyBook::KeyBook(std::string folder) : folder_(std::move(folder)) {}

KeyBook::~KeyBook() {
  std::error_code ignored;
  if (spilled_) std::filesystem::remove_all(folder_, ignored);
}

void KeyBook::add(std::string_view key, std::string_view row, std::int64_t number) {
  const std::uint64_t hash = hash_of(key);
  buckets_[hash >> k_bucket_shift].push_back({hash, mixed(row, 0x94d049bb133111ebULL) >> 16, number});
  if (++held_ == k_most_in_memory) spill();
}

void KeyBook::spill() {
  if (!spilled_) {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
    std::filesystem::create_directories(folder_);
  }
  spilled_ = true;
  held_ = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    std::ofstream file(bucket_path(folder_, i), std::ios::binary | std::ios::app);
    file.write(reinterpret_cast<const char*>(buckets_[i].data()), static_cast<std::streamsize>(buckets_[i].size() * sizeof(Key)));
    if (!file.flush()) throw db::Failure("exchange: no room for the keys of a batch in " + folder_, ErrorCode::unavailable);
    buckets_[i].clear();
  }
}

void KeyBook::each_block(FunctionRef<void(std::uint64_t, std::int64_t, const std::string&)> visit) {
  if (spilled_) spill();
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    std::vector<Key>& keys = buckets_[i];
    if (spilled_) {
      const std::string path = bucket_path(folder_, i);
      keys.resize(std::filesystem::file_size(path) / sizeof(Key));
      std::ifstream file(path, std::ios::binary);
      file.read(reinterpret_cast<char*>(keys.data()), static_cast<std::streamsize>(keys.size() * sizeof(Key)));
      if (!file) throw db::Failure("exchange: the keys of a batch cannot be read in " + folder_, ErrorCode::unavailable);
    }
    std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.hash != b.hash ? a.hash < b.hash : a.row < b.row; });
    std::string content;
    std::uint64_t first = 0, last = 0;
    std::int64_t count = 0;
    for (std::size_t at = 0; at < keys.size(); ++at) {
      if (at + 1 < keys.size() && keys[at + 1].hash == keys[at].hash) continue;
      if (count == 0) first = last = keys[at].hash;
      put_number(content, keys[at].hash - last);
      content.append(reinterpret_cast<const char*>(&keys[at].digest), k_digest_bytes);
      put_number(content, static_cast<std::uint64_t>(keys[at].row));
      last = keys[at].hash;
      if (++count < static_cast<std::int64_t>(k_keys_in_block)) continue;
      visit(first, count, content);
      content.clear();
      count = 0;
    }
    if (count > 0) visit(first, count, content);
    std::vector<Key>().swap(keys);
  }
}

void write_keys(db::Db& db, const Place& place, KeyBook& book) {
  struct Block {
    std::uint64_t first;
    std::int64_t count;
    std::string content;
  };
  std::vector<Block> blocks;
  bool begun = false;
  const auto write = [&] {
    db.run_write(system_scope(), [&](db::Tx& tx) {
      if (!begun)
        tx.run("DELETE FROM exchange_raw_keys WHERE part_key = ? AND batch = ? AND keep = ?", {place.batch, place.batch, place.keep});
      for (const Block& one : blocks) {
        tx.post("INSERT INTO exchange_raw_keys (part_key, batch, first_hash, keep, key_count, content) VALUES (?, ?, ?, ?, ?, ?)",
                {place.batch, place.batch, static_cast<std::int64_t>(one.first), place.keep, one.count, db::Bytes{one.content}});
      }
      return true;
    });
    begun = true;
    blocks.clear();
  };
  book.each_block([&](std::uint64_t first, std::int64_t count, const std::string& content) {
    blocks.push_back({first, count, content});
    if (blocks.size() == k_blocks_in_write) write();
  });
  if (!blocks.empty() || !begun) write();
}

std::optional<std::int64_t> find_key(db::Tx& tx, const Place& place, std::string_view key) {
  const std::uint64_t hash = hash_of(key);
  std::vector<Key> keys;
  tx.each("SELECT first_hash, content FROM exchange_raw_keys WHERE part_key = ? AND batch = ? AND keep = ? AND first_hash <= ? "
          "ORDER BY first_hash DESC LIMIT 1",
          {place.batch, place.batch, place.keep, static_cast<std::int64_t>(hash)}, [&](const db::Row& r) {
            unpack_keys(r.text(1), static_cast<std::uint64_t>(r.i64(0)), keys);
            return false;
          });
  const auto found = std::lower_bound(keys.begin(), keys.end(), hash, [](const Key& one, std::uint64_t wanted) { return one.hash < wanted; });
  if (found == keys.end() || found->hash != hash) return std::nullopt;
  return found->row;
}

Compared compare(db::Tx& tx, const Place& before, const Place& after, std::uint64_t behind, FunctionRef<bool(const Changed&)> visit) {
  Compared all;
  RunReader old(tx, before, behind);
  RunReader fresh(tx, after, behind);
  while (old.here() || fresh.here()) {
    Changed one;
    const bool came = fresh.here() && (!old.here() || fresh.current().hash < old.current().hash);
    const bool went = old.here() && (!fresh.here() || old.current().hash < fresh.current().hash);
    if (came) {
      one = {Change::added, {}, fresh.current()};
      ++all.added;
      fresh.step();
    } else if (went) {
      one = {Change::gone, old.current(), {}};
      ++all.gone;
      old.step();
    } else {
      const bool same = old.current().digest == fresh.current().digest;
      one = {Change::changed, old.current(), fresh.current()};
      ++(same ? all.same : all.changed);
      old.step();
      fresh.step();
      if (same) continue;
    }
    if (!visit(one)) break;
  }
  return all;
}

}  // namespace tiange::exchange::raw
