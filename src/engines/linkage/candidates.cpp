#include "engines/linkage/candidates.h"

#include <algorithm>
#include <cmath>

#include "engines/linkage/values/address_parser.h"
#include "engines/linkage/values/chinese_names.h"
#include "engines/linkage/values/strings.h"

namespace tiange::linkage {

namespace {

struct Entry {
  std::uint64_t key = 0;
  std::uint32_t unit = 0;
};
constexpr std::size_t k_shards = 64;
std::size_t shard_of(std::uint64_t key) { return key >> 58; }

using Shards = std::vector<std::vector<Entry>>;

bool joins(Kind kind) {
  return kind == Kind::chinese_name || kind == Kind::name || kind == Kind::date || kind == Kind::code || kind == Kind::address ||
         kind == Kind::organisation || kind == Kind::phone || kind == Kind::year;
}

void sort_shards(Shards& shards, Pieces pieces) {
  pieces(k_shards, [&](std::size_t s) {
    auto& shard = shards[s];
    std::sort(shard.begin(), shard.end(), [](const Entry& x, const Entry& y) { return x.key != y.key ? x.key < y.key : x.unit < y.unit; });
    shard.erase(std::unique(shard.begin(), shard.end(), [](const Entry& x, const Entry& y) { return x.key == y.key && x.unit == y.unit; }),
                shard.end());
  });
}

// The largest bucket that keeps the sum of squares within the work allowed.
std::size_t largest_bucket(const Shards& shards, double work) {
  std::vector<double> cost(4097, 0);
  for (const auto& shard : shards) {
    for (std::size_t i = 0; i < shard.size();) {
      std::size_t j = i;
      while (j < shard.size() && shard[j].key == shard[i].key) ++j;
      const double size = static_cast<double>(j - i);
      if (j - i > 1) cost[std::min<std::size_t>(j - i, 4096)] += size * size;
      i = j;
    }
  }
  double sum = 0;
  for (std::size_t size = 0; size < 4096; ++size) {
    sum += cost[size];
    if (sum > work) return std::max<std::size_t>(size, 8);
  }
  return 4096;
}

// Buckets of units that share a key, and the buckets of each unit.
struct Index {
  std::vector<std::uint32_t> starts{0}, units;
  std::vector<float> weights;
  std::vector<std::uint32_t> unit_starts, buckets;
};

Index make_index(const Shards& shards, std::size_t largest, std::size_t units) {
  Index index;
  for (const auto& shard : shards) {
    for (std::size_t i = 0; i < shard.size();) {
      std::size_t j = i;
      while (j < shard.size() && shard[j].key == shard[i].key) ++j;
      if (j - i > 1 && j - i <= largest) {
        for (std::size_t k = i; k < j; ++k) index.units.push_back(shard[k].unit);
        index.starts.push_back(static_cast<std::uint32_t>(index.units.size()));
        const double rare = std::log2(1 + static_cast<double>(units) / static_cast<double>(j - i));
        index.weights.push_back(static_cast<float>(rare * rare));
      }
      i = j;
    }
  }
  index.unit_starts.assign(units + 1, 0);
  for (const std::uint32_t unit : index.units) ++index.unit_starts[unit + 1];
  for (std::size_t u = 0; u < units; ++u) index.unit_starts[u + 1] += index.unit_starts[u];
  index.buckets.resize(index.units.size());
  std::vector<std::uint32_t> at(index.unit_starts.begin(), index.unit_starts.end() - 1);
  for (std::uint32_t b = 0; b + 1 < index.starts.size(); ++b) {
    for (std::uint32_t i = index.starts[b]; i < index.starts[b + 1]; ++i) index.buckets[at[index.units[i]]++] = b;
  }
  return index;
}

// Keys of all units; those of fields that join, also kept by unit for making pairs of keys.
void single_keys(const Joined& joined, Shards& shards, Pieces pieces) {
  const std::size_t n = joined.units().size(), chunk = 1 << 16, chunks = (n + chunk - 1) / chunk;
  std::vector<Shards> parts(chunks, Shards(k_shards));
  pieces(chunks, [&](std::size_t c) {
    std::vector<std::uint64_t> keys;
    for (std::size_t u = c * chunk; u < std::min(n, (c + 1) * chunk); ++u) {
      for (std::size_t f = 0; f < joined.fields().size(); ++f) {
        const Field& field = joined.fields()[f];
        for (const std::uint32_t v : joined.units().of(f, u)) {
          keys.clear();
          keys_of(field.plan.kind, field.values[v], field.words.get(), f + 1, keys);
          for (const std::uint64_t key : keys) parts[c][shard_of(key)].push_back({key, static_cast<std::uint32_t>(u)});
        }
      }
    }
  });
  pieces(k_shards, [&](std::size_t s) {
    for (Shards& part : parts) {
      shards[s].insert(shards[s].end(), part[s].begin(), part[s].end());
      std::vector<Entry>().swap(part[s]);
    }
  });
}

// Two fields at a time, for units whose single keys are too frequent.
void joint_keys(const Joined& joined, Shards& shards, Pieces pieces) {
  const std::size_t n = joined.units().size(), chunk = 1 << 16, chunks = (n + chunk - 1) / chunk;
  std::vector<Shards> parts(chunks, Shards(k_shards));
  std::vector<std::size_t> fields;
  for (std::size_t f = 0; f < joined.fields().size(); ++f) {
    if (joins(joined.fields()[f].plan.kind)) fields.push_back(f);
  }
  pieces(chunks, [&](std::size_t c) {
    std::vector<std::uint64_t> x, y;
    for (std::size_t u = c * chunk; u < std::min(n, (c + 1) * chunk); ++u) {
      for (std::size_t i = 0; i < fields.size(); ++i) {
        for (std::size_t k = i + 1; k < fields.size(); ++k) {
          x.clear(), y.clear();
          const auto fill = [&](std::size_t f, std::vector<std::uint64_t>& out) {
            const Field& field = joined.fields()[f];
            for (const std::uint32_t v : joined.units().of(f, u)) keys_of(field.plan.kind, field.values[v], field.words.get(), f + 1, out);
          };
          fill(fields[i], x);
          fill(fields[k], y);
          if (x.size() * y.size() > 24) continue;
          for (const std::uint64_t p : x) {
            for (const std::uint64_t q : y) {
              const std::uint64_t key = hash_mix(p, q);
              parts[c][shard_of(key)].push_back({key, static_cast<std::uint32_t>(u)});
            }
          }
        }
      }
    }
  });
  pieces(k_shards, [&](std::size_t s) {
    for (Shards& part : parts) {
      shards[s].insert(shards[s].end(), part[s].begin(), part[s].end());
      std::vector<Entry>().swap(part[s]);
    }
  });
}

struct Near {
  float weight;
  std::uint32_t unit;
};

void nearest_of(const Joined& joined, const Index& index, const CandidateOptions& options, std::size_t keep, std::size_t from, std::size_t to,
                std::vector<float>& sums, std::vector<PairOfUnits>& out) {
  std::vector<std::uint32_t> touched;
  std::vector<Near> near;
  for (std::size_t u = from; u < to; ++u) {
    touched.clear();
    for (std::uint32_t i = index.unit_starts[u]; i < index.unit_starts[u + 1]; ++i) {
      const std::uint32_t bucket = index.buckets[i];
      for (std::uint32_t k = index.starts[bucket]; k < index.starts[bucket + 1]; ++k) {
        const std::uint32_t other = index.units[k];
        if (other == u || (options.across_tables && joined.units().table[other] == joined.units().table[u])) continue;
        if (sums[other] == 0) touched.push_back(other);
        sums[other] += index.weights[bucket];
      }
    }
    near.clear();
    for (const std::uint32_t other : touched) {
      near.push_back({sums[other], other});
      sums[other] = 0;
    }
    if (near.size() > keep) {
      std::nth_element(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(keep), near.end(),
                       [](const Near& x, const Near& y) { return x.weight != y.weight ? x.weight > y.weight : x.unit < y.unit; });
      near.resize(keep);
    }
    for (const Near& other : near) {
      const auto self = static_cast<std::uint32_t>(u);
      out.push_back({std::min(self, other.unit), std::max(self, other.unit)});
    }
  }
}

}  // namespace

void keys_of(Kind kind, const Prepared& value, const Words*, std::uint64_t seed, std::vector<std::uint64_t>& out) {
  const auto text = [&](std::string_view s, std::uint64_t what) { out.push_back(hash_text(s, seed * 16 + what)); };
  switch (kind) {
    case Kind::id_card:
    case Kind::credit_code:
      text(value.text, 0);
      if (value.text.size() == 18) {
        text(std::string_view(value.text).substr(0, 14), 1);
        text(std::string_view(value.text).substr(6), 2);
      }
      return;
    case Kind::phone:
      text(value.text, 0);
      if (value.text.size() >= 8) text(std::string_view(value.text).substr(value.text.size() - 7), 1);
      return;
    case Kind::code:
      text(value.text, 0);
      if (value.text.size() >= 6) {
        text(std::string_view(value.text).substr(0, value.text.size() / 2 + 1), 1);
        text(std::string_view(value.text).substr(value.text.size() / 2 - 1), 2);
      }
      return;
    case Kind::date:
    case Kind::year: text(value.text, 0); return;
    case Kind::chinese_name: {
      const std::u32string points(value.parts.begin(), value.parts.end());
      std::string sounds;
      for (const std::uint16_t s : name_syllables(points)) sounds.append(reinterpret_cast<const char*>(&s), 2);
      text(value.text, 0);
      text(sounds, 1);
      return;
    }
    case Kind::name:
      text(value.text, 0);
      if (value.text.size() >= 4) text(std::string_view(value.text).substr(0, 4), 1);
      return;
    case Kind::organisation:
      text(value.core, 0);
      for (const std::string& word : words_of(value.core)) text(word, 1);
      return;
    case Kind::address: {
      const auto part = [&](AddressPart p) { return static_cast<std::uint64_t>(value.parts[static_cast<std::size_t>(p)]); };
      const std::uint64_t place = part(AddressPart::road) != 0 ? part(AddressPart::road) : part(AddressPart::estate);
      if (place == 0) return text(value.text, 0);
      const std::uint64_t house = hash_mix(hash_mix(place, part(AddressPart::number)), seed * 16);
      if (part(AddressPart::number) != 0 || part(AddressPart::building) != 0) out.push_back(hash_mix(house, part(AddressPart::building)));
      if (part(AddressPart::room) != 0) out.push_back(hash_mix(hash_mix(house, part(AddressPart::building)), part(AddressPart::room)));
      if (part(AddressPart::estate) != 0 && part(AddressPart::room) != 0)
        out.push_back(hash_mix(hash_mix(part(AddressPart::estate), part(AddressPart::building)), part(AddressPart::room)));
      return;
    }
    case Kind::text:
      for (const std::uint32_t word : value.parts) out.push_back(hash_mix(seed * 16, word));
      return;
    case Kind::marks:
      for (const std::uint32_t word : value.parts) out.push_back(hash_mix(seed * 16 + 1, word));
      return;
    default: return;
  }
}

std::vector<PairOfUnits> find_candidates(const Joined& joined, const CandidateOptions& options, Pieces pieces) {
  const std::size_t n = joined.units().size();
  Shards shards(k_shards);
  single_keys(joined, shards, pieces);
  sort_shards(shards, pieces);
  const bool many = n > 100'000 || largest_bucket(shards, options.work / 2) < 256;
  if (many) {
    // Keep single keys that are rare; what is frequent counts only together with another.
    const std::size_t largest = largest_bucket(shards, options.work / 2);
    pieces(k_shards, [&](std::size_t s) {
      std::vector<Entry> kept;
      auto& shard = shards[s];
      for (std::size_t i = 0; i < shard.size();) {
        std::size_t j = i;
        while (j < shard.size() && shard[j].key == shard[i].key) ++j;
        if (j - i > 1 && j - i <= largest) kept.insert(kept.end(), shard.begin() + static_cast<std::ptrdiff_t>(i), shard.begin() + static_cast<std::ptrdiff_t>(j));
        i = j;
      }
      shard.swap(kept);
    });
    joint_keys(joined, shards, pieces);
    sort_shards(shards, pieces);
  }
  const Index index = make_index(shards, largest_bucket(shards, options.work), n);
  Shards().swap(shards);
  const std::size_t keep = options.nearest != 0 ? options.nearest : std::clamp<std::size_t>(3'000'000 / std::max<std::size_t>(n, 1), 12, 256);
  constexpr std::size_t k_parts = 8;
  std::vector<std::vector<PairOfUnits>> found(k_parts);
  pieces(k_parts, [&](std::size_t p) {
    std::vector<float> sums(n, 0);
    nearest_of(joined, index, options, keep, n * p / k_parts, n * (p + 1) / k_parts, sums, found[p]);
  });
  std::vector<PairOfUnits> out;
  for (auto& part : found) {
    out.insert(out.end(), part.begin(), part.end());
    std::vector<PairOfUnits>().swap(part);
  }
  const auto before = [](const PairOfUnits& x, const PairOfUnits& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; };
  std::sort(out.begin(), out.end(), before);
  out.erase(std::unique(out.begin(), out.end(), [](const PairOfUnits& x, const PairOfUnits& y) { return x.a == y.a && x.b == y.b; }), out.end());
  return out;
}

}  // namespace tiange::linkage
