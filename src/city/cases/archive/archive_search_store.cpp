#include <algorithm>
#include <memory>
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

class Searcher {
 public:
  Searcher(db::Tx& tx, const Query& query, const std::function<bool(const Hit&)>& accept)
      : tx_(tx), query_(query), accept_(accept) {
    for (std::size_t i = 0; i < query.all.size(); ++i) {
      for (const Word word : query.all[i].words) wanted_.emplace_back(word, i);
    }
    std::sort(wanted_.begin(), wanted_.end());
    for (const auto& [word, unused] : wanted_) marks_ += marks_.empty() ? "?" : ",?";
  }

  void run() {
    for (const Segment& segment : live_segments(tx_)) {
      if (query_.from_us && segment.last_us < *query_.from_us) continue;
      if (upper() && segment.first_us > *upper()) continue;
      if (enough() && segment.last_us < best_.top()) break;  // nothing newer is left
      look_into(segment);
    }
  }

 private:
  std::optional<std::int64_t> upper() const {
    if (query_.before && query_.to_us) return std::min(query_.before->first, *query_.to_us);
    return query_.before ? std::optional(query_.before->first) : query_.to_us;
  }
  bool enough() const { return best_.size() >= query_.most; }

  // The slots that meet every condition; false when there are none.
  bool meet(const Segment& segment) {
    common_->fill(static_cast<std::size_t>(segment.docs));
    if (query_.all.empty()) return segment.docs > 0;
    sets_.resize(query_.all.size());
    for (auto& set : sets_) {
      if (!set) set = std::make_unique<SlotSet>();
      set->clear();
    }
    const std::string from = "SELECT word, slots FROM " + table("words", segment.year) + " WHERE segment = ? AND word ";
    if (!wanted_.empty()) {
      std::vector<db::Param> params{segment.segment};
      for (const auto& [word, unused] : wanted_) params.emplace_back(word);
      tx_.each(from + "IN (" + marks_ + ")", params, [&](const db::Row& row) {
        auto at = std::lower_bound(wanted_.begin(), wanted_.end(), std::pair(row.i64(0), std::size_t{0}));
        for (; at != wanted_.end() && at->first == row.i64(0); ++at) sets_[at->second]->add(row.text(1));
        return true;
      });
    }
    for (std::size_t i = 0; i < query_.all.size(); ++i) {
      for (const auto& [first, second] : query_.all[i].spans) {
        tx_.each(from + ">= ? AND word < ?", {segment.segment, first, second}, [&](const db::Row& row) {
          sets_[i]->add(row.text(1));
          return true;
        });
      }
      common_->keep_common(*sets_[i]);
    }
    return !common_->empty();
  }

  void look_into(const Segment& segment) {
    if (!meet(segment)) return;
    DocReader docs(tx_, segment);
    std::uint32_t end = static_cast<std::uint32_t>(segment.docs);
    std::uint32_t begin = 0;
    if (query_.before && segment.last_us >= query_.before->first)
      end = std::min(end, docs.first_from(query_.before->first, query_.before->second));
    if (query_.to_us && segment.last_us >= *query_.to_us) end = std::min(end, docs.first_from(*query_.to_us, INT64_MIN));
    if (query_.from_us && segment.first_us < *query_.from_us) begin = docs.first_from(*query_.from_us, INT64_MIN);
    for (std::int32_t slot = common_->last_below(end); slot >= static_cast<std::int32_t>(begin);
         slot = common_->last_below(static_cast<std::uint32_t>(slot))) {
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
  std::vector<std::pair<Word, std::size_t>> wanted_;  // word, condition
  std::string marks_;
  std::unique_ptr<SlotSet> common_ = std::make_unique<SlotSet>();
  std::vector<std::unique_ptr<SlotSet>> sets_;
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
