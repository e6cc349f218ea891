#include "engines/text/alike_index.h"

#include <algorithm>
#include <cmath>

#include "engines/text/gram_keys.h"

namespace tiange::textual {

namespace {

constexpr std::size_t k_triples = 1 << 20;      // hashed
constexpr std::size_t k_pairs = 1 << 16;
constexpr std::size_t k_anchors = 10;           // triples a text is found by
constexpr std::size_t k_asked = 24;             // triples a query asks for
constexpr std::size_t k_most_postings = 12'000;  // looked at for one query, rarest triples first
constexpr std::size_t k_most_in_cell = 1'200;  // newest first
constexpr std::size_t k_most_in_next_cell = 600;  // of each of the eight around
constexpr std::size_t k_most_of_person = 200;
constexpr std::size_t k_weighed = 300;           // candidates by words
constexpr double k_cell = 0.002;                 // degrees
constexpr double k_metres_a_degree = 111'320;
constexpr double k_others = 300;
constexpr double k_least_words = 0.15;
constexpr float k_few_words = 6;                // what very short texts share counts as a share of so many pairs

std::uint64_t spread(std::uint64_t key) {
  key ^= key >> 33;
  key *= 0xFF51AFD7ED558CCDULL;
  key ^= key >> 33;
  return key;
}

std::uint64_t cell_of(float lng, float lat, int east, int north) {
  const auto x = static_cast<std::int64_t>(std::floor(static_cast<double>(lng) / k_cell)) + east;
  const auto y = static_cast<std::int64_t>(std::floor(static_cast<double>(lat) / k_cell)) + north;
  return static_cast<std::uint64_t>(x + 1'000'000) << 32 | static_cast<std::uint64_t>(y + 1'000'000);
}

double metres_between(float lng_a, float lat_a, float lng_b, float lat_b) {
  const double north = (static_cast<double>(lat_a) - static_cast<double>(lat_b)) * k_metres_a_degree;
  const double east = (static_cast<double>(lng_a) - static_cast<double>(lng_b)) * k_metres_a_degree * std::cos(static_cast<double>(lat_a) * 0.017453292519943295);
  return std::sqrt(north * north + east * east);
}

// One lies within the other, as far as both are known.
bool areas_agree(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return true;
  std::uint64_t unit = 1;
  while (unit <= 1'000'000'000 && (a / unit % 1000 == 0 || b / unit % 1000 == 0)) unit *= 1000;
  return a / unit == b / unit;
}

bool is_grid(std::uint64_t area) { return area % 1000 != 0; }

}  // namespace

AlikeIndex::AlikeIndex() : postings_(k_triples), triple_counts_(k_triples), pair_counts_(k_pairs), pair_weights_(k_pairs) { weigh_pairs(); }

// As if a few hundred other texts were known too: among few, every word would be rare.
void AlikeIndex::weigh_pairs() {
  const double all = static_cast<double>(slots_.size()) + k_others;
  for (std::size_t i = 0; i < k_pairs; ++i) pair_weights_[i] = std::log2(static_cast<float>(all / (pair_counts_[i] + 5.0)));
  changes_ = 0;
}

AlikeIndex::Read AlikeIndex::read(const AlikeText& text) const {
  Read out;
  Entry& e = out.entry;
  e.id = text.id;
  e.area = text.area;
  e.kind = text.kind;
  e.person = text.person;
  e.lng = static_cast<float>(text.lng);
  e.lat = static_cast<float>(text.lat);
  e.minute = static_cast<std::int32_t>(text.minute);
  std::vector<std::uint16_t> pairs;
  const std::u16string units = folded_units(text.text);
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    if (units[i] == 0 || units[i + 1] == 0) continue;
    const std::uint64_t pair = static_cast<std::uint64_t>(units[i]) << 16 | units[i + 1];
    pairs.push_back(static_cast<std::uint16_t>(spread(pair) % k_pairs));
    if (i + 2 < units.size() && units[i + 2] != 0) out.triples.push_back(static_cast<std::uint32_t>(spread(pair << 16 | units[i + 2]) % k_triples));
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  e.sketch.whole = pairs.size() <= k_sketch;
  e.sketch.size = static_cast<std::uint8_t>(std::min(pairs.size(), k_sketch));
  std::copy_n(pairs.begin(), e.sketch.size, e.sketch.hashes);
  std::sort(out.triples.begin(), out.triples.end());
  out.triples.erase(std::unique(out.triples.begin(), out.triples.end()), out.triples.end());
  return out;
}

std::vector<std::uint32_t> AlikeIndex::rarest(const std::vector<std::uint32_t>& triples, std::size_t most) const {
  std::vector<std::uint32_t> out = triples;
  const std::size_t kept = std::min(most, out.size());
  std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kept), out.end(), [&](std::uint32_t a, std::uint32_t b) {
    return triple_counts_[a] != triple_counts_[b] ? triple_counts_[a] < triple_counts_[b] : a < b;
  });
  out.resize(kept);
  return out;
}

void AlikeIndex::post(std::uint32_t slot, const Read& read) {
  const Entry& e = read.entry;
  if (!std::isnan(e.lng) && !std::isnan(e.lat)) cells_[cell_of(e.lng, e.lat, 0, 0)].push_back(slot);
  if (e.person != 0) persons_[e.person].push_back(slot);
  for (const std::uint32_t triple : read.triples) ++triple_counts_[triple];
  for (std::size_t i = 0; i < e.sketch.size; ++i) ++pair_counts_[e.sketch.hashes[i]];
  for (const std::uint32_t triple : rarest(read.triples, k_anchors)) postings_[triple].push_back(slot);
}

void AlikeIndex::add(const AlikeText& text) {
  remove(text.id);
  const Read made = read(text);
  const auto slot = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back(made.entry);
  slots_[text.id] = slot;
  post(slot, made);
  if (++changes_ > 50 + slots_.size() / 50) weigh_pairs();
}

bool AlikeIndex::remove(std::uint64_t id) {
  const auto at = slots_.find(id);
  if (at == slots_.end()) return false;
  Entry& e = entries_[at->second];
  for (std::size_t i = 0; i < e.sketch.size; ++i) --pair_counts_[e.sketch.hashes[i]];
  e.id = 0;
  slots_.erase(at);
  if (++removed_ > 1000 && removed_ > entries_.size() / 3) compact();
  return true;
}

// Counts of triples keep those that went: what was frequent stays frequent.
void AlikeIndex::compact() {
  constexpr std::uint32_t k_gone = 0xFFFFFFFF;
  std::vector<std::uint32_t> moved(entries_.size(), k_gone);
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].id == 0) continue;
    moved[i] = kept;
    entries_[kept] = entries_[i];
    slots_[entries_[kept].id] = kept;
    ++kept;
  }
  entries_.resize(kept);
  const auto move_list = [&](std::vector<std::uint32_t>& list) {
    std::erase_if(list, [&](std::uint32_t slot) { return moved[slot] == k_gone; });
    for (std::uint32_t& slot : list) slot = moved[slot];
  };
  for (auto& list : postings_) move_list(list);
  for (auto& [cell, list] : cells_) move_list(list);
  for (auto& [person, list] : persons_) move_list(list);
  std::erase_if(cells_, [](const auto& cell) { return cell.second.empty(); });
  std::erase_if(persons_, [](const auto& person) { return person.second.empty(); });
  removed_ = 0;
}

double AlikeIndex::share_of_words(const Sketch& a, const Sketch& b) const {
  if (a.size == 0 || b.size == 0) return 0;
  // Samples are compared as far as both reach.
  std::uint32_t reach = 0xFFFF;
  if (!a.whole) reach = std::min<std::uint32_t>(reach, a.hashes[a.size - 1]);
  if (!b.whole) reach = std::min<std::uint32_t>(reach, b.hashes[b.size - 1]);
  float left = 0;
  float right = 0;
  float common = 0;
  float highest = 0;
  std::size_t i = 0;
  std::size_t k = 0;
  while ((i < a.size && a.hashes[i] <= reach) || (k < b.size && b.hashes[k] <= reach)) {
    const std::uint32_t x = i < a.size ? a.hashes[i] : 0x10000;
    const std::uint32_t y = k < b.size ? b.hashes[k] : 0x10000;
    const float w = pair_weights_[std::min(x, y)];
    highest = std::max(highest, w);
    if (x <= y) left += w;
    if (y <= x) right += w;
    if (x == y) common += w;
    i += x <= y;
    k += y <= x;
  }
  const float least = std::max(std::min(left, right), highest * k_few_words * 0.5F);
  return least > 0 ? static_cast<double>(std::min(1.0F, common / least)) : 0;
}

bool AlikeIndex::weigh(const Entry& query, const Entry& other, const AlikeLimits& limits, AlikeHit& hit) const {
  if (other.id == 0 || other.id == query.id) return false;
  hit.minutes = std::abs(static_cast<std::int64_t>(query.minute) - other.minute);
  if (hit.minutes > limits.most_minutes) return false;
  const bool placed = !std::isnan(query.lng) && !std::isnan(other.lng);
  hit.metres = placed ? metres_between(query.lng, query.lat, other.lng, other.lat) : -1;
  if (hit.metres > limits.most_metres || (!placed && !areas_agree(query.area, other.area))) return false;
  hit.id = other.id;
  hit.same_area = is_grid(query.area) && query.area == other.area;
  hit.same_kind = query.kind != 0 && query.kind == other.kind;
  hit.same_person = query.person != 0 && query.person == other.person;
  const double near = placed ? std::clamp(1 - std::log(std::max(hit.metres, 30.0) / 30) / std::log(800.0 / 30), 0.0, 1.0) : 0;
  const double soon = std::clamp(1 - std::log1p(static_cast<double>(hit.minutes) / 60) / std::log1p(24.0 * 45), 0.0, 1.0);
  const double kind = hit.same_kind ? 1 : query.kind == 0 || other.kind == 0 ? 0.5 : 0.1;
  const double beside = 0.15 * kind + 0.1 * soon + (hit.same_person ? 0.1 : 0);
  // Even the same words would not be enough.
  const double most = placed ? 0.5 + 0.25 * near + beside : (0.5 + beside) / 0.75;
  if (most < limits.least_score) return false;
  hit.words = share_of_words(query.sketch, other.sketch);
  if (hit.words < k_least_words) return false;
  const double score = placed ? 0.5 * hit.words + 0.25 * near + beside : (0.5 * hit.words + beside) / 0.75;
  hit.score = std::min(1.0, score);
  return hit.score >= limits.least_score;
}

template <class Visit>
void AlikeIndex::each_candidate(const Read& query, Visit visit) const {
  const Entry& e = query.entry;
  const auto newest = [&](const std::vector<std::uint32_t>& list, std::size_t most) {
    for (std::size_t n = 0; n < list.size() && n < most; ++n) visit(list[list.size() - 1 - n]);
  };
  if (const auto at = persons_.find(e.person); e.person != 0 && at != persons_.end()) newest(at->second, k_most_of_person);
  if (!std::isnan(e.lng) && !std::isnan(e.lat)) {
    for (int east = -1; east <= 1; ++east) {
      for (int north = -1; north <= 1; ++north) {
        if (const auto at = cells_.find(cell_of(e.lng, e.lat, east, north)); at != cells_.end())
          newest(at->second, east == 0 && north == 0 ? k_most_in_cell : k_most_in_next_cell);
      }
    }
  }
  // Those that share most of the rare triples.
  std::vector<std::uint32_t> found;
  for (const std::uint32_t triple : rarest(query.triples, k_asked)) {
    const auto& list = postings_[triple];
    const std::size_t taken = std::min(list.size(), k_most_postings / 6);
    if (found.size() + taken > k_most_postings) break;
    found.insert(found.end(), list.end() - static_cast<std::ptrdiff_t>(taken), list.end());
  }
  std::sort(found.begin(), found.end());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> counted;  // how often, slot
  for (std::size_t i = 0; i < found.size();) {
    std::size_t end = i;
    while (end < found.size() && found[end] == found[i]) ++end;
    counted.emplace_back(static_cast<std::uint32_t>(end - i), found[i]);
    i = end;
  }
  if (counted.size() > k_weighed) {
    std::nth_element(counted.begin(), counted.begin() + k_weighed, counted.end(), std::greater<>());
    counted.resize(k_weighed);
  }
  for (const auto& [n, slot] : counted) visit(slot);
}

std::vector<AlikeHit> AlikeIndex::find(const AlikeText& query, std::size_t most, const AlikeLimits& limits) const {
  const Read asked = read(query);
  std::vector<AlikeHit> hits;
  each_candidate(asked, [&](std::uint32_t slot) {
    AlikeHit hit;
    if (weigh(asked.entry, entries_[slot], limits, hit)) hits.push_back(hit);
  });
  std::sort(hits.begin(), hits.end(), [](const AlikeHit& a, const AlikeHit& b) { return a.id < b.id; });
  hits.erase(std::unique(hits.begin(), hits.end(), [](const AlikeHit& a, const AlikeHit& b) { return a.id == b.id; }), hits.end());
  std::sort(hits.begin(), hits.end(), [](const AlikeHit& a, const AlikeHit& b) { return a.score != b.score ? a.score > b.score : a.id > b.id; });
  if (hits.size() > most) hits.resize(most);
  return hits;
}

std::size_t AlikeIndex::memory_bytes() const {
  constexpr std::size_t k_node = 40;  // of a hash table, about
  std::size_t bytes = entries_.capacity() * sizeof(Entry) + slots_.size() * k_node + (triple_counts_.size() + pair_counts_.size()) * 4;
  bytes += postings_.size() * sizeof(std::vector<std::uint32_t>);
  for (const auto& list : postings_) bytes += list.capacity() * 4;
  for (const auto* map : {&cells_, &persons_}) {
    for (const auto& [key, list] : *map) bytes += k_node + sizeof list + list.capacity() * 4;
  }
  return bytes;
}

}  // namespace tiange::textual
