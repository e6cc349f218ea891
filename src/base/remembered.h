#pragma once
// What a stored text was last read as, so that it need not be read again while it stays the same. Never stale: a value
// is handed out only for the very text it was kept for.

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiange {

template <class T>
class Remembered {
 public:
  // `size`: how many values at most; two ids may share a place, the later one stays.
  explicit Remembered(std::size_t size) : places_(size) {}

  std::optional<T> find(std::int64_t id, std::string_view text) const {
    const std::lock_guard hold(lock_of(id));
    const Kept* kept = place_of(id).get();
    if (!kept || kept->id != id || kept->text != text) return std::nullopt;
    return kept->value;
  }

  // As find, but no longer kept afterwards: for who changes the value and keeps it anew, without a copy.
  std::optional<T> take(std::int64_t id, std::string_view text) {
    const std::lock_guard hold(lock_of(id));
    Kept* kept = place_of(id).get();
    if (!kept || kept->id != id || kept->text != text) return std::nullopt;
    kept->id = k_nobody;
    return std::move(kept->value);
  }

  void keep(std::int64_t id, std::string_view text, const T& value) {
    const std::lock_guard hold(lock_of(id));
    std::unique_ptr<Kept>& place = place_of(id);
    if (!place) place = std::make_unique<Kept>();
    place->id = k_nobody;  // should a copy throw
    place->text.assign(text);
    place->value = value;
    place->id = id;
  }

 private:
  static constexpr std::int64_t k_nobody = 0;
  struct Kept {
    std::int64_t id = k_nobody;
    std::string text;
    T value{};
  };

  std::size_t index_of(std::int64_t id) const {
    return (static_cast<std::uint64_t>(id) * 0x9e3779b97f4a7c15ULL >> 20) % places_.size();
  }
  std::mutex& lock_of(std::int64_t id) const { return locks_[index_of(id) % locks_.size()]; }
  const std::unique_ptr<Kept>& place_of(std::int64_t id) const { return places_[index_of(id)]; }
  std::unique_ptr<Kept>& place_of(std::int64_t id) { return places_[index_of(id)]; }

  std::vector<std::unique_ptr<Kept>> places_;
  mutable std::array<std::mutex, 64> locks_;
};

}  // namespace tiange
