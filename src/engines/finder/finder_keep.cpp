// A finder's life besides being asked: changes, folding, snapshots.

#include <algorithm>
#include <cstring>

#include "engines/finder/finder_inside.h"

namespace tiange::finder {

namespace {

constexpr std::string_view k_magic = "tiange finder 1\n";

class Sum {
 public:
  void add(std::string_view bytes) {
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
      std::uint64_t part = 0;
      std::memcpy(&part, bytes.data() + i, 8);
      mix(part);
    }
    std::uint64_t rest = bytes.size() << 56;
    for (; i < bytes.size(); ++i) rest = rest << 8 ^ static_cast<unsigned char>(bytes[i]);
    mix(rest);
  }
  std::uint64_t value() const { return sum_; }

 private:
  void mix(std::uint64_t part) {
    sum_ = (sum_ ^ part) * 0xD6E8FEB86659FD93ULL;
    sum_ ^= sum_ >> 32;
  }
  std::uint64_t sum_ = 0x9E3779B97F4A7C15ULL;
};

class Writing {
 public:
  explicit Writing(FunctionRef<void(std::string_view)> write) : write_(write) {}
  void bytes(std::string_view all) {
    sum_.add(all);
    write_(all);
  }
  void number(std::uint64_t n) {
    char raw[8];
    std::memcpy(raw, &n, 8);
    bytes({raw, 8});
  }
  template <class Array>
  void array(const Array& all) {
    number(all.size());
    bytes({reinterpret_cast<const char*>(all.data()), all.size() * sizeof(typename Array::value_type)});
  }
  void finish() {
    const std::uint64_t sum = sum_.value();
    char raw[8];
    std::memcpy(raw, &sum, 8);
    write_({raw, 8});
  }

 private:
  FunctionRef<void(std::string_view)> write_;
  Sum sum_;
};

class Reading {
 public:
  explicit Reading(std::string_view all) : rest_(all) {}
  bool good() const { return good_; }
  std::string_view bytes(std::uint64_t size) {
    if (!good_ || size > rest_.size()) {
      good_ = false;
      return {};
    }
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    sum_.add(out);
    return out;
  }
  std::uint64_t number() {
    std::uint64_t n = 0;
    if (const auto raw = bytes(8); raw.size() == 8) std::memcpy(&n, raw.data(), 8);
    return n;
  }
  template <class Array>
  void array(Array& into) {
    using Member = typename Array::value_type;
    const std::uint64_t size = number();
    if (size > rest_.size() / sizeof(Member)) good_ = false;
    const std::string_view raw = bytes(good_ ? size * sizeof(Member) : 0);
    into.clear();
    if (!good_ || raw.empty()) return;
    into.resize(size);
    std::memcpy(into.data(), raw.data(), raw.size());
  }
  bool finished() {
    const std::uint64_t sum = sum_.value();
    std::uint64_t told = 0;
    if (!good_ || rest_.size() != 8) return false;
    std::memcpy(&told, rest_.data(), 8);
    return told == sum;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
  Sum sum_;
};

}  // namespace

std::uint8_t Inside::kind_of(Number document) const {
  const auto at = std::upper_bound(kind_starts.begin(), kind_starts.end(), document);
  return static_cast<std::uint8_t>(at - kind_starts.begin() - 1);
}

Number Inside::find_id(std::uint8_t kind, std::int64_t id) const {
  const auto from = by_id.begin() + kind_starts[kind], to = by_id.begin() + kind_starts[kind + 1U];
  const auto at = std::lower_bound(from, to, id, [&](Number n, std::int64_t wanted) { return ids[n] < wanted; });
  return at != to && ids[*at] == id ? *at : static_cast<Number>(documents());
}

std::pair<Number, Number> Inside::range(std::uint8_t kind, std::string_view prefix) const {
  const Number from = kind_starts[kind], to = kind_starts[kind + 1U];
  const auto low = std::partition_point(grid_names.begin(), grid_names.end(), [&](const std::string& g) { return g < prefix; });
  const auto high = std::partition_point(low, grid_names.end(), [&](const std::string& g) { return g.starts_with(prefix); });
  const auto first_grid = static_cast<std::uint32_t>(low - grid_names.begin());
  const auto last_grid = static_cast<std::uint32_t>(high - grid_names.begin());
  const auto begin = std::lower_bound(grids.begin() + from, grids.begin() + to, first_grid);
  const auto end = std::lower_bound(begin, grids.begin() + to, last_grid);
  return {static_cast<Number>(begin - grids.begin()), static_cast<Number>(end - grids.begin())};
}

Finder::Finder() : inside_(std::make_unique<Inside>()) {}
Finder::Finder(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Finder::Finder(Finder&&) noexcept = default;
Finder& Finder::operator=(Finder&&) noexcept = default;
Finder::~Finder() = default;

void Finder::put(const Document& document) {
  if (document.kind > 31) return;
  remove(document.kind, document.id);
  inside_->changed.emplace(ChangedKey{document.kind, document.id}, changed_of(document));
}

bool Finder::remove(std::uint8_t kind, std::int64_t id) {
  if (kind > 31) return false;
  bool had = inside_->changed.erase({kind, id}) > 0;
  const Number at = inside_->find_id(kind, id);
  if (at < inside_->documents() && inside_->living.test(at)) {
    inside_->living.reset(at);
    ++inside_->dead;
    had = true;
  }
  return had;
}

std::size_t Finder::size() const { return inside_->documents() - inside_->dead + inside_->changed.size(); }
std::size_t Finder::changed() const { return inside_->changed.size(); }

Finder Finder::folded() const {
  Builder builder;
  const Inside& in = *inside_;
  std::vector<Field> fields;
  for (Number n = 0; n < in.documents(); ++n) {
    if (!in.living.test(n)) continue;
    fields.clear();
    for (const std::uint32_t entry : in.entries_of(n)) {
      const auto sort = static_cast<Sort>(entry >> k_sort_shift);
      fields.push_back({sort, in.values[entry >> k_sort_shift].text(entry & k_value_mask)});
    }
    builder.add({in.kind_of(n), in.ids[n], in.grid_of(n), fields});
  }
  for (const auto& [key, one] : in.changed) {
    fields.clear();
    for (const auto& [sort, value] : one.values) fields.push_back({sort, value.text});
    builder.add({key.first, key.second, one.grid, fields});
  }
  return builder.finish();
}

std::size_t Finder::memory_bytes() const {
  std::size_t bytes = 0;
  Inside::each_array(*inside_, [&](const auto& array) {
    bytes += array.capacity() * sizeof(typename std::remove_cvref_t<decltype(array)>::value_type);
  });
  for (const std::string& grid : inside_->grid_names) bytes += sizeof grid + grid.capacity();
  for (const auto& [key, one] : inside_->changed) bytes += 200 + one.values.size() * 160;
  return bytes;
}

void Finder::save(FunctionRef<void(std::string_view)> write) const {
  Writing out(write);
  const Inside& in = *inside_;
  out.bytes(k_magic);
  Inside::each_array(in, [&](const auto& array) { out.array(array); });
  out.number(in.dead);
  out.number(in.grid_names.size());
  for (const std::string& grid : in.grid_names) out.array(grid);
  out.number(in.changed.size());
  for (const auto& [key, one] : in.changed) {
    out.number(key.first);
    out.number(static_cast<std::uint64_t>(key.second));
    out.array(one.grid);
    out.number(one.values.size());
    for (const auto& [sort, value] : one.values) {
      out.number(static_cast<std::uint64_t>(sort));
      out.array(value.text);
    }
  }
  out.finish();
}

std::optional<Finder> Finder::restore(std::string_view bytes) {
  Reading in(bytes);
  auto inside = std::make_unique<Inside>();
  if (in.bytes(k_magic.size()) != k_magic) return std::nullopt;
  Inside::each_array(*inside, [&](auto& array) { in.array(array); });
  inside->dead = in.number();
  const std::uint64_t grids = in.number();
  for (std::uint64_t i = 0; i < grids && in.good(); ++i) in.array(inside->grid_names.emplace_back());
  const std::uint64_t changed = in.number();
  for (std::uint64_t i = 0; i < changed && in.good(); ++i) {
    const auto kind = static_cast<std::uint8_t>(in.number());
    const auto id = static_cast<std::int64_t>(in.number());
    std::string grid;
    in.array(grid);
    const std::uint64_t count = in.number();
    std::vector<std::pair<Sort, std::string>> texts;
    for (std::uint64_t k = 0; k < count && in.good(); ++k) {
      const auto sort = static_cast<Sort>(in.number());
      if (static_cast<std::size_t>(sort) >= k_sorts) return std::nullopt;
      in.array(texts.emplace_back(sort, std::string()).second);
    }
    std::vector<Field> fields;
    for (const auto& [sort, text] : texts) fields.push_back({sort, text});
    inside->changed.emplace(ChangedKey{kind, id}, changed_of({kind, id, grid, fields}));
  }
  if (!in.finished()) return std::nullopt;
  return Finder(std::move(inside));
}

}  // namespace tiange::finder
