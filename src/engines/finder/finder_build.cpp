// From documents in any order to what a finder holds.

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "engines/finder/finder_inside.h"

namespace tiange::finder {

namespace {

std::uint64_t hash_of(const void* data, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint64_t hash = 0x9E3779B97F4A7C15ULL ^ size;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t part = 0;
    std::copy_n(bytes + i, 8, reinterpret_cast<unsigned char*>(&part));
    hash = (hash ^ part) * 0xD6E8FEB86659FD93ULL;
    hash ^= hash >> 32;
  }
  for (; i < size; ++i) hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
  return hash ^ hash >> 29;
}

// Numbers of things kept elsewhere, found by their hash and a comparison.
class Index {
 public:
  Index() : slots_(1 << 12, 0) {}
  // The number of an equal one, or `fresh` and true.
  template <class Equal>
  std::pair<std::uint32_t, bool> number(std::uint64_t hash, std::uint32_t fresh, Equal equal) {
    if (std::size_t{used_} * 2 > slots_.size()) grow();
    // Half of the hash stands in the slot, so that few others are compared and growing needs nothing else.
    const std::uint64_t mark = hash >> 32 << 32;
    std::size_t at = static_cast<std::size_t>(hash >> 32) & (slots_.size() - 1);
    for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
      const auto number = static_cast<std::uint32_t>(slots_[at]) - 1;
      if ((slots_[at] >> 32 << 32) == mark && equal(number)) return {number, false};
    }
    slots_[at] = mark | (fresh + 1);
    ++used_;
    return {fresh, true};
  }

 private:
  void grow() {
    std::vector<std::uint64_t> slots(slots_.size() * 2, 0);
    for (const std::uint64_t slot : slots_) {
      if (slot == 0) continue;
      std::size_t at = static_cast<std::size_t>(slot >> 32) & (slots.size() - 1);
      while (slots[at] != 0) at = (at + 1) & (slots.size() - 1);
      slots[at] = slot;
    }
    slots_ = std::move(slots);
  }
  std::vector<std::uint64_t> slots_;
  std::uint32_t used_ = 0;
};

}  // namespace

Changed changed_of(const Document& document) {
  Changed out;
  out.grid = document.grid;
  for (const Field& field : document.fields) {
    Value value;
    normalize(field.sort, field.text, value);
    if (value.text.empty()) continue;
    Sound sound;
    sound_of(field.sort, value, sound);
    out.values.emplace_back(field.sort, std::move(value));
    out.sounds.push_back(std::move(sound));
  }
  return out;
}

struct Builder::Making {
  struct Row {
    std::uint8_t kind;
    std::uint32_t grid;
    std::uint32_t entries_from;
    std::int64_t id;
  };
  std::array<Values, k_sorts> values;
  std::array<Index, k_sorts> value_index;
  Sounds sounds;
  Index sound_index;
  std::vector<Row> rows;
  std::vector<std::uint32_t> entries;
  std::vector<std::string> grids;
  std::unordered_map<std::string, std::uint32_t> grid_numbers;
  Value value;  // used again and again
  Sound sound;

  std::uint32_t grid_number(std::string_view grid) {
    if (!rows.empty() && grids[rows.back().grid] == grid) return rows.back().grid;
    const auto [at, fresh] = grid_numbers.try_emplace(std::string(grid), static_cast<std::uint32_t>(grids.size()));
    if (fresh) grids.emplace_back(grid);
    return at->second;
  }

  std::uint32_t sound_number(Sort sort) {
    sound_of(sort, value, sound);
    if (std::all_of(sound.syllables.begin(), sound.syllables.end(), [](std::uint16_t s) { return s == 0; })) return k_no_sound;
    const std::uint64_t hash = hash_of(sound.syllables.data(), sound.syllables.size() * 2) + sound.other_first;
    const auto [number, fresh] = sound_index.number(hash, static_cast<std::uint32_t>(sounds.size()), [&](std::uint32_t n) {
      const auto there = sounds.of(n);
      return sounds.other_first[n] == sound.other_first &&
             std::equal(there.begin(), there.end(), sound.syllables.begin(), sound.syllables.end());
    });
    if (fresh) {
      sounds.syllables.insert(sounds.syllables.end(), sound.syllables.begin(), sound.syllables.end());
      sounds.ends.push_back(static_cast<std::uint32_t>(sounds.syllables.size()));
      sounds.other_first.push_back(sound.other_first);
    }
    return number;
  }

  std::uint32_t value_number(Sort sort) {
    Values& all = values[static_cast<std::size_t>(sort)];
    const auto [number, fresh] = value_index[static_cast<std::size_t>(sort)].number(
        hash_of(value.text.data(), value.text.size()), static_cast<std::uint32_t>(all.size()),
        [&](std::uint32_t n) { return all.text(n) == value.text; });
    if (fresh) {
      all.texts += value.text;
      all.ends.push_back(static_cast<std::uint32_t>(all.texts.size()));
      if (sort == Sort::firm) all.cores.push_back(std::uint32_t{value.core_at} << 16 | value.core_size);
      if (sort == Sort::name || sort == Sort::firm) all.sounds.push_back(sound_number(sort));
    }
    return number;
  }

  // In order of kind, grid and id; of the same kind and id the last one added.
  std::vector<std::uint32_t> order(const std::vector<std::uint32_t>& rank) const {
    std::vector<std::uint32_t> out(rows.size());
    std::iota(out.begin(), out.end(), 0U);
    std::sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(rows[a].kind, rows[a].id, a) < std::tuple(rows[b].kind, rows[b].id, b);
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      const bool again = i + 1 < out.size() && rows[out[i]].kind == rows[out[i + 1]].kind && rows[out[i]].id == rows[out[i + 1]].id;
      if (!again) out[kept++] = out[i];
    }
    out.resize(kept);
    std::sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(rows[a].kind, rank[rows[a].grid], rows[a].id) < std::tuple(rows[b].kind, rank[rows[b].grid], rows[b].id);
    });
    return out;
  }

  std::vector<std::uint32_t> sort_grids(Inside& into) {
    std::vector<std::uint32_t> by_name(grids.size()), rank(grids.size());
    std::iota(by_name.begin(), by_name.end(), 0U);
    std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) { return grids[a] < grids[b]; });
    for (std::uint32_t i = 0; i < by_name.size(); ++i) {
      rank[by_name[i]] = i;
      into.grid_names.push_back(grids[by_name[i]]);
    }
    return rank;
  }

  void place(Inside& into) {
    const auto rank = sort_grids(into);
    const auto order_of_rows = order(rank);
    rows.push_back({0, 0, static_cast<std::uint32_t>(entries.size()), 0});
    into.ids.reserve(order_of_rows.size());
    into.grids.reserve(order_of_rows.size());
    into.entry_ends.reserve(order_of_rows.size());
    into.entries.reserve(entries.size());
    for (const std::uint32_t row : order_of_rows) {
      into.ids.push_back(rows[row].id);
      into.grids.push_back(rank[rows[row].grid]);
      into.entries.insert(into.entries.end(), entries.begin() + rows[row].entries_from, entries.begin() + rows[row + 1].entries_from);
      into.entry_ends.push_back(static_cast<std::uint32_t>(into.entries.size()));
      ++into.kind_starts[rows[row].kind + 1U];
    }
    for (std::size_t kind = 1; kind < into.kind_starts.size(); ++kind) into.kind_starts[kind] += into.kind_starts[kind - 1];
    std::vector<std::uint32_t>().swap(entries);
    std::vector<Row>().swap(rows);
    into.by_id.resize(into.ids.size());
    std::iota(into.by_id.begin(), into.by_id.end(), Number{0});
    for (std::size_t kind = 0; kind < 32; ++kind) {
      std::sort(into.by_id.begin() + into.kind_starts[kind], into.by_id.begin() + into.kind_starts[kind + 1],
                [&](Number a, Number b) { return into.ids[a] < into.ids[b]; });
    }
    into.living = Bits(into.ids.size());
    for (Number n = 0; n < into.ids.size(); ++n) into.living.set(n);
  }

  static std::uint32_t sound_at(const Inside& in, std::uint32_t entry) {
    const Values& all = in.values[entry >> k_sort_shift];
    return all.sounds.empty() ? k_no_sound : all.sounds[entry & k_value_mask];
  }

  static void place_sounds(Inside& into) {
    Sounds& all = into.sounds;
    all.document_ends.assign(all.size(), 0);
    const auto each = [&](auto visit) {
      for (Number n = 0; n < into.documents(); ++n) {
        for (const std::uint32_t entry : into.entries_of(n)) {
          if (const std::uint32_t sound = sound_at(into, entry); sound != k_no_sound) visit(sound, n);
        }
      }
    };
    each([&](std::uint32_t sound, Number) { ++all.document_ends[sound]; });
    std::uint32_t total = 0;
    for (std::uint32_t& end : all.document_ends) end = std::exchange(total, total + end);
    all.documents.resize(total);
    each([&](std::uint32_t sound, Number n) { all.documents[all.document_ends[sound]++] = n; });
  }

  static void pair_sounds(Sounds& all) {
    std::vector<std::uint8_t> initials;
    for (const std::uint16_t s : all.syllables) initials.push_back(static_cast<std::uint8_t>(Spelling::initial_of(s)));
    std::vector<std::uint32_t> last(27 * 27, k_no_sound);
    const auto each = [&](auto visit) {
      std::fill(last.begin(), last.end(), k_no_sound);
      for (std::uint32_t sound = 0, at = 0; sound < all.size(); ++sound) {
        const unsigned other = Spelling::initial_of(all.other_first[sound]);
        const std::uint32_t first = at;
        for (; at < all.ends[sound]; ++at) {
          const unsigned next = at + 1 < all.ends[sound] ? initials[at + 1] : 0U;
          for (const unsigned initial : {unsigned{initials[at]}, at == first ? other : 0U}) {
            if (initial == 0 || last[initial * 27 + next] == sound) continue;
            last[initial * 27 + next] = sound;
            visit(initial * 27 + next, sound);
          }
        }
      }
    };
    all.pair_ends.assign(27 * 27, 0);
    each([&](unsigned pair, std::uint32_t) { ++all.pair_ends[pair]; });
    std::uint32_t total = 0;
    for (std::uint32_t& end : all.pair_ends) end = std::exchange(total, total + end);
    all.pairs.resize(total);
    each([&](unsigned pair, std::uint32_t sound) { all.pairs[all.pair_ends[pair]++] = sound; });
  }

  static void make_lists(Inside& into) {
    ListsMaking making;
    std::vector<std::uint64_t> keys;
    Value one;
    for (Number n = 0; n < into.documents(); ++n) {
      for (const std::uint32_t entry : into.entries_of(n)) {
        const Values& all = into.values[entry >> k_sort_shift];
        const std::uint32_t number = entry & k_value_mask;
        one.text = all.text(number);
        one.core_at = all.core_at(number);
        one.core_size = all.core_size(number);
        value_keys(static_cast<Sort>(entry >> k_sort_shift), one, keys);
        for (const std::uint64_t key : keys) making.add(key, n);
        const std::uint32_t sound = sound_at(into, entry);
        if (sound == k_no_sound) continue;
        sound_keys(into.sounds.of(sound), into.sounds.other_first[sound], keys);
        for (const std::uint64_t key : keys) making.add(key, n);
      }
    }
    into.lists = making.finish(into.documents());
  }
};

Builder::Builder() : making_(std::make_unique<Making>()) {}
Builder::~Builder() = default;

void Builder::add(const Document& document) {
  Making& m = *making_;
  if (document.kind > 31) return;
  const std::uint32_t grid = m.grid_number(document.grid);
  m.rows.push_back({document.kind, grid, static_cast<std::uint32_t>(m.entries.size()), document.id});
  const std::size_t first = m.entries.size();
  for (const Field& field : document.fields) {
    normalize(field.sort, field.text, m.value);
    if (m.value.text.empty()) continue;
    const std::uint32_t entry = static_cast<std::uint32_t>(field.sort) << k_sort_shift | m.value_number(field.sort);
    if (std::find(m.entries.begin() + static_cast<std::ptrdiff_t>(first), m.entries.end(), entry) == m.entries.end()) {
      m.entries.push_back(entry);
    }
  }
}

Finder Builder::finish() {
  auto inside = std::make_unique<Inside>();
  Making& m = *making_;
  inside->values = std::move(m.values);
  inside->sounds = std::move(m.sounds);
  m.value_index = {};
  m.sound_index = {};
  m.place(*inside);
  Making::place_sounds(*inside);
  Making::pair_sounds(inside->sounds);
  Making::make_lists(*inside);
  Inside::each_array(*inside, [](auto& array) { array.shrink_to_fit(); });
  making_ = std::make_unique<Making>();
  return Finder(std::move(inside));
}

}  // namespace tiange::finder
