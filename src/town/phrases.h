#pragma once
// The sentences of demo/phrases.csv and how a report is put together from them.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "town/ground/random.h"

namespace tiange::town {

// What the slots of a sentence stand for: {place} {near} {home} {item} {hour}; {n}, {days} and {late} are drawn.
struct Slots {
  std::string_view place;
  std::string_view near;  // a landmark
  std::string_view home;  // an estate or the community
  std::string_view item;
  int hour = 0;  // of the report
};

class Phrases {
 public:
  // `items` are the catalogue's codes in order; sentences of unknown codes are refused.
  static Result<Phrases> read(std::string_view csv, const std::vector<std::string>& items);

  // Appends a sentence of a part for an item, or of the general ones when the item has none of its own.
  void append(std::string& out, int item, std::string_view part, const Slots& slots, Random& random) const;
  // Whether the item has sentences of its own for a part.
  bool has(int item, std::string_view part) const;

 private:
  enum class Slot : std::uint8_t { none, place, near, home, item, hour, number, days, late };
  struct Piece {
    std::string text;
    Slot slot = Slot::none;
  };
  using Sentence = std::vector<Piece>;
  using Parts = std::map<std::string, std::vector<Sentence>, std::less<>>;

  static Result<Sentence> parse(std::string_view text);

  std::vector<Parts> own_;  // by item
  Parts general_;
};

}  // namespace tiange::town
