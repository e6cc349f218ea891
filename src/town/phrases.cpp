#include "town/phrases.h"

#include <algorithm>

#include "town/ground/table.h"

namespace tiange::town {

Result<Phrases::Sentence> Phrases::parse(std::string_view text) {
  static constexpr std::pair<std::string_view, Slot> names[] = {
      {"place", Slot::place}, {"near", Slot::near}, {"home", Slot::home}, {"item", Slot::item},
      {"hour", Slot::hour},   {"n", Slot::number},  {"days", Slot::days}, {"late", Slot::late}};
  Sentence sentence;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    if (open > 0) sentence.push_back({std::string(text.substr(0, open)), Slot::none});
    text.remove_prefix(open);
    if (text.empty()) break;
    const std::size_t close = text.find('}');
    const auto name = std::find_if(std::begin(names), std::end(names), [&](const auto& known) {
      return close != std::string_view::npos && known.first == text.substr(1, close - 1);
    });
    if (name == std::end(names)) {
      return refuse(ErrorCode::bad_file, "demo/phrases.csv：不认识的占位 " + std::string(text),
                    "demo/phrases.csv: unknown slot " + std::string(text));
    }
    sentence.push_back({"", name->second});
    text.remove_prefix(close + 1);
  }
  return sentence;
}

Result<Phrases> Phrases::read(std::string_view csv, const std::vector<std::string>& items) {
  TIANGE_TRY(const Table table, Table::read(csv, "demo/phrases.csv", {"code", "part", "text"}));
  Phrases phrases;
  phrases.own_.resize(items.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    TIANGE_TRY(Sentence sentence, parse(table.at(i, 2)));
    const auto item = std::find(items.begin(), items.end(), table.at(i, 0));
    if (item == items.end() && table.at(i, 0) != "*") {
      return refuse(ErrorCode::bad_file, "demo/phrases.csv：没有事项 " + table.at(i, 0),
                    "demo/phrases.csv: no item " + table.at(i, 0));
    }
    const auto index = static_cast<std::size_t>(item - items.begin());
    Parts& parts = index == items.size() ? phrases.general_ : phrases.own_[index];
    parts[table.at(i, 1)].push_back(std::move(sentence));
  }
  for (const char* part : {"open", "since", "harm", "want", "find", "settle", "pass", "reply", "answer", "praise",
                           "suggest", "see", "ask", "visit", "visited", "followup"}) {
    if (phrases.general_.contains(part)) continue;
    return refuse(ErrorCode::bad_file, std::string("demo/phrases.csv 缺少 ") + part,
                  std::string("demo/phrases.csv has no ") + part);
  }
  return phrases;
}

bool Phrases::has(int item, std::string_view part) const { return own_[item].find(part) != own_[item].end(); }

void Phrases::append(std::string& out, int item, std::string_view part, const Slots& slots, Random& random) const {
  auto found = own_[item].find(part);
  if (found == own_[item].end()) found = general_.find(part);
  for (const Piece& piece : random.pick(found->second)) {
    switch (piece.slot) {
      case Slot::none: out += piece.text; break;
      case Slot::place: out += slots.place; break;
      case Slot::near: out += slots.near; break;
      case Slot::home: out += slots.home; break;
      case Slot::item: out += slots.item; break;
      case Slot::hour: out += std::to_string(slots.hour); break;
      case Slot::number: out += std::to_string(2 + random.below(7)); break;
      case Slot::days: out += std::to_string(2 + random.below(12)); break;
      case Slot::late: out += std::to_string(19 + random.below(5)); break;
    }
  }
}

}  // namespace tiange::town
