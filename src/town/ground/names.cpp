#include "town/ground/names.h"

#include "town/ground/table.h"

namespace tiange::town {

Result<Names> Names::read(std::string_view csv) {
  TIANGE_TRY(const Table table, Table::read(csv, "demo/names.csv", {"kind", "text", "weight"}));
  Names names;
  for (std::size_t i = 0; i < table.size(); ++i) {
    List& list = names.lists_[table.at(i, 0)];
    list.texts.push_back(table.at(i, 1));
    list.weights.push_back(table.number(i, 2, 1));
  }
  for (const char* kind :
       {"surname", "given_man", "given_woman", "road_word", "road_suffix", "lane_suffix", "estate_word",
        "estate_suffix", "factory_word", "factory_suffix", "mall_word", "mall_suffix"}) {
    if (!names.lists_.contains(kind)) {
      return refuse(ErrorCode::bad_file, std::string("demo/names.csv 缺少 ") + kind,
                    std::string("demo/names.csv has no ") + kind);
    }
  }
  for (auto& [kind, list] : names.lists_) list.draw = Weighted(list.weights);
  return names;
}

const std::string& Names::pick(std::string_view kind, Random& random) const {
  const List& list = lists_.find(kind)->second;
  return list.texts[list.draw.draw(random)];
}

std::string Names::person(Random& random, bool woman) const {
  const std::string surname = pick("surname", random);
  return surname + pick(woman ? "given_woman" : "given_man", random);
}

std::string phone_number(Random& random) {
  std::string number = "140";
  for (int i = 0; i < 8; ++i) number += static_cast<char>('0' + random.below(10));
  return number;
}

}  // namespace tiange::town
