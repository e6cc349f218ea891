#include <algorithm>
#include <bit>
#include <map>
#include <memory>
#include <numeric>
#include <queue>

#include "city/cases/archive/archive.h"
#include "city/cases/archive/segments.h"
#include "city/cases/archive/slot_set.h"

namespace tiange::cases::archive {

namespace {

// Where the keys of a segment's slots are read from, a chunk at a time.
class DocReader {
 public:
  DocReader(db::Tx& tx, const Segment& segment)
      : tx_(tx), segment_(segment),
        sql_("SELECT docs FROM " + table("docs", segment.year) + " WHERE segment = ? AND chunk = ?") {}

  DocKey at(std::uint32_t slot) {
    const std::int64_t chunk = slot / k_docs_in_chunk;
    if (chunk != chunk_) {
      keys_ = tx_.one(sql_, {segment_.segment, chunk}, [](const db::Row& row) { return keys_in(row.text(0)); })
                  .value_or(std::vector<DocKey>());
      chunk_ = chunk;
    }
    const std::size_t inside = slot % k_docs_in_chunk;
    return inside < keys_.size() ? keys_[inside] : DocKey{};
  }
  // The first slot that is not older than (created, id).
  std::uint32_t first_from(std::int64_t created_us, std::int64_t id) {
    std::uint32_t low = 0;
    std::uint32_t high = static_cast<std::uint32_t>(segment_.docs);
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      const DocKey key = at(middle);
      if (std::pair(key.created_us, key.id) < std::pair(created_us, id)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

 private:
  db::Tx& tx_;
  const Segment& segment_;
  std::string sql_;
  std::int64_t chunk_ = -1;
  std::vector<DocKey> keys_;
};

constexpr double k_many_bytes = 100'000;  // of a span of words: asked last
constexpr std::size_t k_most_at_once = 32;  // segments asked about in one statement

// "?,?,?,?": as many as the next power of two, so that few different statements are made.
std::string marks(std::size_t count) {
  std::string out = "?";
  for (std::size_t i = 1; i < std::bit_ceil(count); ++i) out += ",?";
  return out;
}

template <class Values, class Get>
void add_padded(std::vector<db::Param>& params, const Values& values, Get get) {
  const std::size_t wanted = std::bit_ceil(values.size());
  for (std::size_t i = 0; i < wanted; ++i) params.emplace_back(get(values[std::min(i, values.size() - 1)]));
}

class Searcher {
 public:
  Searcher(db::Tx& tx, const Query& query, const std::function<bool(const Hit&)>& accept)
      : tx_(tx), query_(query), accept_(accept) {
    weights_.resize(query.all.size());
  }

  // The newest alone first, then more and more at once.
  void run() {
    std::vector<Segment> segments = live_segments(tx_);
    std::erase_if(segments, [&](const Segment& one) {
      return (query_.from_us && one.last_us < *query_.from_us) || (upper() && one.first_us > *upper());
    });
    if (segments.empty()) return;
    weigh(segments.front());
    std::size_t at_once = 1;
    for (std::size_t i = 0; i < segments.size();) {
      std::size_t end = i + 1;
      while (end < segments.size() && end - i < at_once && segments[end].year == segments[i].year) ++end;
      meet(std::span(segments).subspan(i, end - i));
      for (Open& open : open_) {
        if (enough() && open.segment->last_us < best_.top()) break;
        if (open.alive) look_into(*open.segment, *open.common);
      }
      if (end < segments.size() && enough() && segments[end].last_us < best_.top()) return;  // nothing newer is left
      i = end;
      at_once = std::min(at_once * 2, k_most_at_once);
    }
  }

 private:
  // A segment being asked about: the slots that met every condition so far.
  struct Open {
    const Segment* segment = nullptr;
    std::unique_ptr<SlotSet> common = std::make_unique<SlotSet>();
    std::unique_ptr<SlotSet> fresh = std::make_unique<SlotSet>();
    bool alive = true;
  };

  std::optional<std::int64_t> upper() const {
    if (query_.before && query_.to_us) return std::min(query_.before->first, *query_.to_us);
    return query_.before ? std::optional(query_.before->first) : query_.to_us;
  }
  bool enough() const { return best_.size() >= query_.most; }

  // How common each condition is, by the lengths of its lists in one segment.
  void weigh(const Segment& segment) {
    std::vector<Word> words;
    for (const AnyOf& one : query_.all) words.insert(words.end(), one.words.begin(), one.words.end());
    if (words.empty()) return;
    std::vector<db::Param> params{segment.segment};
    add_padded(params, words, [](Word word) { return word; });
    std::map<Word, double> bytes;
    tx_.each("SELECT word, length(slots) FROM " + table("words", segment.year) + " WHERE segment = ? AND word IN (" +
                 marks(words.size()) + ")",
             params, [&](const db::Row& row) {
               bytes[row.i64(0)] = static_cast<double>(row.i64(1));
               return true;
             });
    for (std::size_t i = 0; i < query_.all.size(); ++i) {
      for (const Word word : query_.all[i].words) weights_[i] += bytes[word];
      if (!query_.all[i].spans.empty()) weights_[i] += k_many_bytes;
    }
  }

  // Conditions that proved rare go first; a segment where nothing is left is asked no further.
  void meet(std::span<const Segment> segments) {
    open_.resize(segments.size());
    std::vector<Open*> alive;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      open_[i].segment = &segments[i];
      open_[i].common->fill(static_cast<std::size_t>(segments[i].docs));
      open_[i].alive = true;
      alive.push_back(&open_[i]);
    }
    std::vector<std::size_t> order(query_.all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weights_[a] < weights_[b]; });
    for (const std::size_t condition : order) {
      if (alive.empty()) return;
      const double bytes = read(query_.all[condition], alive) / static_cast<double>(alive.size());
      weights_[condition] = (weights_[condition] + bytes) / 2;
      for (Open* open : alive) {
        open->common->keep_common(*open->fresh);
        open->alive = !open->common->empty();
      }
      std::erase_if(alive, [](const Open* open) { return !open->alive; });
    }
  }

  // Fills `fresh` of each; returns the bytes read.
  double read(const AnyOf& condition, const std::vector<Open*>& alive) {
    double bytes = 0;
    for (Open* open : alive) open->fresh->clear();
    const std::string from =
        "SELECT segment, slots FROM " + table("words", alive.front()->segment->year) + " WHERE segment IN (";
    const auto take = [&](const db::Row& row) {
      for (Open* open : alive) {
        if (open->segment->segment == row.i64(0)) open->fresh->add(row.text(1));
      }
      bytes += static_cast<double>(row.text(1).size());
      return true;
    };
    const auto segment_of = [](const Open* open) { return open->segment->segment; };
    if (!condition.words.empty()) {
      std::vector<db::Param> params;
      add_padded(params, alive, segment_of);
      add_padded(params, condition.words, [](Word word) { return word; });
      tx_.each(from + marks(alive.size()) + ") AND word IN (" + marks(condition.words.size()) + ")", params, take);
    }
    for (const auto& [first, second] : condition.spans) {
      std::vector<db::Param> params;
      add_padded(params, alive, segment_of);
      params.insert(params.end(), {db::Param(first), db::Param(second)});
      tx_.each(from + marks(alive.size()) + ") AND word >= ? AND word < ?", params, take);
    }
    return bytes;
  }

  void look_into(const Segment& segment, const SlotSet& common) {
    DocReader docs(tx_, segment);
    std::uint32_t end = static_cast<std::uint32_t>(segment.docs);
    std::uint32_t begin = 0;
    if (query_.before && segment.last_us >= query_.before->first)
      end = std::min(end, docs.first_from(query_.before->first, query_.before->second));
    if (query_.to_us && segment.last_us >= *query_.to_us) end = std::min(end, docs.first_from(*query_.to_us, INT64_MIN));
    if (query_.from_us && segment.first_us < *query_.from_us) begin = docs.first_from(*query_.from_us, INT64_MIN);
    for (std::int32_t slot = common.last_below(end); slot >= static_cast<std::int32_t>(begin);
         slot = common.last_below(static_cast<std::uint32_t>(slot))) {
      const DocKey key = docs.at(static_cast<std::uint32_t>(slot));
      if (enough() && key.created_us < best_.top()) return;
      if (accept_({segment.year, {key.part_key, key.id}, key.created_us})) {
        best_.push(key.created_us);
        if (best_.size() > query_.most) best_.pop();
      }
    }
  }

  db::Tx& tx_;
  const Query& query_;
  const std::function<bool(const Hit&)>& accept_;
  std::vector<double> weights_;  // of the conditions: bytes in a segment, as far as seen
  std::vector<Open> open_;
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> best_;  // the oldest on top
};

Segment segment_from(const db::Row& row) {
  return {static_cast<int>(row.i64(0)), row.i64(1), row.i64(2), row.i64(3), row.i64(4)};
}

}  // namespace

std::vector<Segment> live_segments(db::Tx& tx, int year) {
  const auto live = static_cast<int>(SegmentState::live);
  constexpr std::string_view k_of_all =
      "SELECT year, segment, docs, first_us, last_us FROM archive_segments WHERE state = ? ORDER BY last_us DESC";
  constexpr std::string_view k_of_year =
      "SELECT year, segment, docs, first_us, last_us FROM archive_segments WHERE state = ? AND year = ? "
      "ORDER BY last_us DESC";
  return year == 0 ? tx.all(k_of_all, {live}, segment_from) : tx.all(k_of_year, {live, year}, segment_from);
}

void search(db::Tx& tx, const Query& query, const std::function<bool(const Hit&)>& accept) {
  Searcher(tx, query, accept).run();
}

}  // namespace tiange::cases::archive
