#pragma once
// Which of many short texts speak of the same matter: by place, time, kind and words, with the reasons. Pure, in memory.
//
//   AlikeIndex index;
//   index.add({.id = 7, .text = "澜石二路路灯不亮", .area = 440604010003001, .lng = 113.1, .lat = 23.0, .minute = m, .item = k});
//   for (const AlikeHit& hit : index.find(query, 5)) ...   // best first
//
// Candidates are those near the place, those of the same person, and those that share rare words; each is weighed by what
// it has in common. About 250 bytes a text; a look-up among a million texts takes about a millisecond. Not for several
// threads at once: many readers or one writer, the caller sees to that.

#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tiange::textual {

constexpr double k_no_degree = std::numeric_limits<double>::quiet_NaN();

// What is not known keeps its default.
struct AlikeText {
  std::uint64_t id = 0;  // of the caller; not 0
  std::string_view text;
  std::uint64_t area = 0;  // code of fifteen digits, filled up with zeros behind the part that is known
  double lng = k_no_degree;
  double lat = k_no_degree;
  std::int64_t minute = 0;   // since 1970
  std::uint64_t kind = 0;    // the caller's number of a kind of matter
  std::uint64_t person = 0;  // the caller's number of whoever says it
};

struct AlikeHit {
  std::uint64_t id = 0;
  double score = 0;  // 0–1
  double words = 0;  // share of the shorter text's words, rare ones count more, 0–1
  double metres = -1;  // apart; -1: not known
  std::int64_t minutes = 0;  // apart
  bool same_area = false;    // the same smallest area
  bool same_kind = false;
  bool same_person = false;
};

struct AlikeLimits {
  double least_score = 0.52;
  double most_metres = 1'000;              // apart; what is farther speaks of something else
  std::int64_t most_minutes = 60 * 24 * 45;  // apart
};

class AlikeIndex {
 public:
  AlikeIndex();
  // Replaces what the id had.
  void add(const AlikeText& text);
  bool remove(std::uint64_t id);
  bool holds(std::uint64_t id) const { return slots_.count(id) != 0; }
  // Best first; the query's own id is left out.
  std::vector<AlikeHit> find(const AlikeText& query, std::size_t most, const AlikeLimits& limits = {}) const;

  std::size_t size() const { return slots_.size(); }
  std::size_t memory_bytes() const;

 private:
  static constexpr std::size_t k_sketch = 40;
  // A text's pairs of characters as hashes, ascending; of a long text a fair sample, the lowest of them.
  struct Sketch {
    std::uint16_t hashes[k_sketch];
    std::uint8_t size = 0;
    bool whole = true;
  };
  struct Entry {
    std::uint64_t id = 0;  // 0: removed
    std::uint64_t area = 0;
    std::uint64_t kind = 0;
    std::uint64_t person = 0;
    float lng = 0;
    float lat = 0;
    std::int32_t minute = 0;
    Sketch sketch;
  };
  struct Read {
    Entry entry;
    std::vector<std::uint32_t> triples;  // hashes, each once
  };

  Read read(const AlikeText& text) const;
  std::vector<std::uint32_t> rarest(const std::vector<std::uint32_t>& triples, std::size_t most) const;
  double share_of_words(const Sketch& a, const Sketch& b) const;
  bool weigh(const Entry& query, const Entry& other, const AlikeLimits& limits, AlikeHit& hit) const;
  template <class Visit>
  void each_candidate(const Read& query, Visit visit) const;
  void post(std::uint32_t slot, const Read& read);
  void compact();
  void weigh_pairs();

  std::vector<Entry> entries_;
  std::unordered_map<std::uint64_t, std::uint32_t> slots_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> cells_;  // of about 200 m
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> persons_;
  std::vector<std::vector<std::uint32_t>> postings_;  // by triple: texts for which it was among the rarest
  std::vector<std::uint32_t> triple_counts_;
  std::vector<std::uint32_t> pair_counts_;
  std::vector<float> pair_weights_;  // how much a pair in common says; made anew now and then
  std::size_t changes_ = 0;          // since then
  std::size_t removed_ = 0;
};

}  // namespace tiange::textual
