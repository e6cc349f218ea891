#pragma once
// The weighted lists of demo/names.csv: surname, given_man, given_woman, road_word, road_suffix, …

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "town/ground/random.h"

namespace tiange::town {

class Names {
 public:
  static Result<Names> read(std::string_view csv);

  // Any text of a kind, by weight; read() has checked that no list is empty.
  const std::string& pick(std::string_view kind, Random& random) const;
  // 陈秀英
  std::string person(Random& random, bool woman) const;

 private:
  struct List {
    std::vector<std::string> texts;
    std::vector<double> weights;
    Weighted draw;
  };
  std::map<std::string, List, std::less<>> lists_;
};

// 140 and eight digits: eleven digits that no person's number has.
std::string phone_number(Random& random);

}  // namespace tiange::town
