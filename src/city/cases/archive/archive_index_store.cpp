#include "city/cases/archive/archive.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_map>

#include "city/cases/archive/segments.h"
#include "city/cases/archive/slot_set.h"

namespace tiange::cases::archive {

namespace {

constexpr std::size_t k_bulk_rows = 5'000;
constexpr std::int64_t k_small = 2'000;     // cases; segments below are merged among themselves
constexpr std::int64_t k_middle = 20'000;
constexpr std::size_t k_most_of_a_size = 8;

bool by_creation(const Doc& a, const Doc& b) {
  return std::pair(a.created_us, a.ref.id) < std::pair(b.created_us, b.ref.id);
}

class Rows {
 public:
  Rows(db::Tx& tx, std::string into, std::string_view second, std::string_view third, std::int64_t segment, Writing writing)
      : tx_(tx), table_(std::move(into)), columns_{"segment", second, third}, segment_(segment), writing_(writing),
        insert_("INSERT INTO " + table_ + " (segment, " + std::string(second) + ", " + std::string(third) +
                ") VALUES (?, ?, ?)") {}
  void add(std::int64_t key, std::string bytes) {
    if (writing_ == Writing::careful) {
      tx_.post(insert_, {segment_, key, db::Bytes{bytes}});
      return;
    }
    held_.emplace_back(key, std::move(bytes));
    if (held_.size() == k_bulk_rows) flush();
  }
  void flush() {
    std::vector<db::Param> params;
    params.reserve(held_.size() * 3);
    for (const auto& [key, bytes] : held_) {
      params.emplace_back(segment_);
      params.emplace_back(key);
      params.emplace_back(db::Bytes{bytes});
    }
    if (!params.empty()) tx_.bulk_insert(table_, columns_, params);
    held_.clear();
  }

 private:
  db::Tx& tx_;
  std::string table_;
  std::string_view columns_[3];
  std::int64_t segment_;
  Writing writing_;
  std::string insert_;
  std::vector<std::pair<std::int64_t, std::string>> held_;
};

void write_docs(db::Tx& tx, int year, std::int64_t segment, std::span<const DocKey> keys, Writing writing) {
  Rows rows(tx, table("docs", year), "chunk", "docs", segment, writing);
  for (std::size_t from = 0; from < keys.size(); from += k_docs_in_chunk) {
    const auto part = keys.subspan(from, std::min(k_docs_in_chunk, keys.size() - from));
    rows.add(static_cast<std::int64_t>(from / k_docs_in_chunk),
             std::string(reinterpret_cast<const char*>(part.data()), part.size_bytes()));
  }
  rows.flush();
}

std::int64_t next_segment(db::Tx& tx, int year) {
  return tx.one("SELECT MAX(segment) FROM archive_segments WHERE year = ?", {year},
                [](const db::Row& row) { return row.i64(0) + 1; })
      .value_or(1);
}

void write_head(db::Tx& tx, int year, std::int64_t segment, std::span<const DocKey> keys, SegmentState state, Instant now) {
  tx.run("INSERT INTO archive_segments (year, segment, docs, first_us, last_us, state, made_us) VALUES (?,?,?,?,?,?,?)",
         {year, segment, static_cast<std::int64_t>(keys.size()), keys.front().created_us, keys.back().created_us,
          static_cast<int>(state), now});
}

}  // namespace

void add_segment(db::Tx& tx, int year, std::vector<Doc> docs, Instant now, Writing writing) {
  if (docs.empty()) return;
  if (docs.size() > k_most_slots) throw db::Failure("a segment of the archive holds 65,536 cases at most");
  std::sort(docs.begin(), docs.end(), by_creation);
  std::vector<DocKey> keys;
  std::unordered_map<Word, std::vector<std::uint16_t>> slots;
  for (std::size_t i = 0; i < docs.size(); ++i) {
    keys.push_back({docs[i].ref.part_key, docs[i].ref.id, docs[i].created_us});
    const auto slot = static_cast<std::uint16_t>(i);
    for (const Word word : docs[i].words) {
      std::vector<std::uint16_t>& known = slots[word];
      if (known.empty() || known.back() != slot) known.push_back(slot);
    }
  }
  std::vector<Word> words;
  words.reserve(slots.size());
  for (const auto& [word, unused] : slots) words.push_back(word);
  std::sort(words.begin(), words.end());
  const std::int64_t segment = next_segment(tx, year);
  write_head(tx, year, segment, keys, SegmentState::live, now);
  write_docs(tx, year, segment, keys, writing);
  Rows rows(tx, table("words", year), "word", "slots", segment, writing);
  for (const Word word : words) rows.add(word, encode(slots[word]));
  rows.flush();
}

std::int64_t move_batch(db::Tx& tx, std::span<const Due> due, Instant before, Instant now, const PlaceOf& place_of) {
  std::map<int, std::vector<Doc>> moved;
  std::int64_t cases = 0;
  for (const Due& one : due) {
    if (auto doc = move(tx, one.ref, before, now, place_of)) {
      moved[one.year].push_back(std::move(*doc));
      ++cases;
    }
  }
  for (auto& [year, docs] : moved) {
    note_moved(tx, year, static_cast<std::int64_t>(docs.size()), now);
    add_segment(tx, year, std::move(docs), now);
  }
  return cases;
}

// ---- merging --------------------------------------------------------------------------------------------------

namespace {

// Takes away the rows of a segment a part at a time, then its head.
void clear_segment(db::Db& db, int year, std::int64_t segment) {
  for (const auto& [name, key] : {std::pair("words", "word"), std::pair("docs", "chunk")}) {
    const std::string from = table(name, year);
    bool more = true;
    while (more) {
      const auto part = db.write(system_scope(), [&](db::Tx& tx) -> Result<bool> {
        const auto last = tx.all("SELECT " + std::string(key) + " FROM " + from + " WHERE segment = ? ORDER BY " + key +
                                     " LIMIT " + std::to_string(k_bulk_rows),
                                 {segment}, [](const db::Row& row) { return row.i64(0); });
        if (last.empty()) return false;
        tx.run("DELETE FROM " + from + " WHERE segment = ? AND " + key + " <= ?", {segment, last.back()});
        return true;
      });
      more = part.ok() && *part;
    }
  }
  const auto gone = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    tx.run("DELETE FROM archive_segments WHERE year = ? AND segment = ? AND state <> ?",
           {year, segment, static_cast<int>(SegmentState::live)});
    return done();
  });
  (void)gone;
}

void clear_left_over(db::Db& db, int year) {
  std::vector<std::int64_t> old;
  db.run_read([&](db::Tx& tx) {
    old = tx.all("SELECT segment FROM archive_segments WHERE year = ? AND state <> ?",
                 {year, static_cast<int>(SegmentState::live)}, [](const db::Row& row) { return row.i64(0); });
  });
  for (const std::int64_t segment : old) clear_segment(db, year, segment);
}

// Eight or more of about the same size, as far as they fit into one.
std::vector<Segment> choose(std::vector<Segment> live) {
  std::sort(live.begin(), live.end(), [](const Segment& a, const Segment& b) { return a.first_us < b.first_us; });
  for (const auto& [low, high] : {std::pair(std::int64_t{0}, k_small), std::pair(k_small, k_middle)}) {
    std::vector<Segment> chosen;
    std::int64_t docs = 0;
    for (const Segment& one : live) {
      if (one.docs < low || one.docs >= high || docs + one.docs > static_cast<std::int64_t>(k_most_slots)) continue;
      docs += one.docs;
      chosen.push_back(one);
    }
    if (chosen.size() >= k_most_of_a_size) return chosen;
  }
  return {};
}

struct Merged {
  std::vector<DocKey> keys;
  std::vector<std::pair<Word, std::string>> words;  // ascending
};

Merged read_merged(db::Tx& tx, int year, const std::vector<Segment>& chosen) {
  struct Place {
    DocKey key;
    std::size_t segment;
    std::uint32_t slot;
  };
  std::vector<Place> places;
  for (std::size_t s = 0; s < chosen.size(); ++s) {
    std::uint32_t slot = 0;
    tx.each("SELECT docs FROM " + table("docs", year) + " WHERE segment = ? ORDER BY chunk", {chosen[s].segment},
            [&](const db::Row& row) {
              for (const DocKey& key : keys_in(row.text(0))) places.push_back({key, s, slot++});
              return true;
            });
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tuple(a.key.created_us, a.key.id, a.segment) < std::tuple(b.key.created_us, b.key.id, b.segment);
  });
  std::vector<std::vector<std::uint16_t>> target(chosen.size());
  for (std::size_t s = 0; s < chosen.size(); ++s) target[s].resize(static_cast<std::size_t>(chosen[s].docs));
  Merged merged;
  for (std::size_t i = 0; i < places.size(); ++i) {
    merged.keys.push_back(places[i].key);
    target[places[i].segment].at(places[i].slot) = static_cast<std::uint16_t>(i);
  }
  std::map<Word, std::vector<std::uint16_t>> words;
  for (std::size_t s = 0; s < chosen.size(); ++s) {
    tx.each("SELECT word, slots FROM " + table("words", year) + " WHERE segment = ?", {chosen[s].segment},
            [&](const db::Row& row) {
              std::vector<std::uint16_t>& slots = words[row.i64(0)];
              each_slot(row.text(1), [&](std::uint32_t slot) {
                if (slot < target[s].size()) slots.push_back(target[s][slot]);
              });
              return true;
            });
  }
  for (auto& [word, slots] : words) {
    std::sort(slots.begin(), slots.end());
    merged.words.emplace_back(word, encode(slots));
  }
  return merged;
}

}  // namespace

bool merge(db::Db& db, int year, Instant now, const std::function<bool()>& stopping) {
  clear_left_over(db, year);
  std::vector<Segment> chosen;
  Merged merged;
  db.run_read([&](db::Tx& tx) {
    chosen = choose(live_segments(tx, year));
    if (!chosen.empty()) merged = read_merged(tx, year, chosen);
  });
  if (chosen.empty()) return false;
  std::int64_t segment = 0;
  const auto begun = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    segment = next_segment(tx, year);
    write_head(tx, year, segment, merged.keys, SegmentState::building, now);
    write_docs(tx, year, segment, merged.keys, Writing::careful);
    return done();
  });
  if (!begun.ok()) return false;
  for (std::size_t from = 0; from < merged.words.size(); from += k_bulk_rows) {
    if (stopping()) return false;
    const std::size_t end = std::min(from + k_bulk_rows, merged.words.size());
    const auto part = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      Rows rows(tx, table("words", year), "word", "slots", segment, Writing::careful);
      for (std::size_t i = from; i < end; ++i) rows.add(merged.words[i].first, merged.words[i].second);
      return done();
    });
    if (!part.ok()) return false;
  }
  // From here on the new one answers and the old ones do not, at once.
  const auto turned = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    const auto set = [&](std::int64_t one, SegmentState state) {
      tx.run("UPDATE archive_segments SET state = ? WHERE year = ? AND segment = ?", {static_cast<int>(state), year, one});
    };
    set(segment, SegmentState::live);
    for (const Segment& one : chosen) set(one.segment, SegmentState::dead);
    return done();
  });
  if (!turned.ok()) return false;
  clear_left_over(db, year);
  return true;
}

IndexSize index_size(db::Tx& tx, int year) {
  IndexSize size;
  for (const Segment& one : live_segments(tx, year)) {
    ++size.segments;
    size.docs += one.docs;
  }
  return size;
}

}  // namespace tiange::cases::archive
