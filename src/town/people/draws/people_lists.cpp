#include "town/people/draws/people_lists.h"

#include <algorithm>

#include "base/text.h"
#include "town/ground/table.h"

namespace tiange::town {

namespace {

Refusal bad_list(const std::string& file, const std::string& what) {
  return refuse(ErrorCode::bad_file, "demo/" + file + "：" + what + " 有误", "demo/" + file + ": bad " + what);
}

std::vector<std::string> words_of(const std::string& cell) {
  std::vector<std::string> words;
  for (const std::string_view word : text::split(cell, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

Outcome read_surnames(const std::string& csv, PeopleLists& lists) {
  TIANGE_TRY(const Table table,
             Table::read(csv, "demo/surnames.csv", {"text", "national", "guangdong", "foshan", "guangxi"}));
  if (table.size() == 0) return bad_list("surnames.csv", "text");
  std::array<std::vector<double>, 4> weights;
  for (std::size_t i = 0; i < table.size(); ++i) {
    lists.surnames.push_back(table.at(i, 0));
    for (std::size_t k = 0; k < 4; ++k) weights[k].push_back(table.number(i, 1 + k, 0));
  }
  for (std::size_t k = 0; k < 4; ++k) lists.surname_draw[k] = Weighted(weights[k]);
  return done();
}

Outcome read_regions(const std::string& csv, PeopleLists& lists) {
  TIANGE_TRY(const Table table,
             Table::read(csv, "demo/regions.csv", {"code", "surnames", "name", "weight", "towns"}));
  std::vector<double> weights;
  for (std::size_t i = 0; i < table.size(); ++i) {
    Region region{table.at(i, 0), table.at(i, 2), Speech::national, words_of(table.at(i, 4))};
    const std::string& speech = table.at(i, 1);
    if (speech == "guangdong") region.speech = Speech::guangdong;
    if (speech == "foshan") region.speech = Speech::foshan;
    if (speech == "guangxi") region.speech = Speech::guangxi;
    weights.push_back(region.towns.empty() ? 0 : table.number(i, 3, 0));
    if (region.code.size() != 6) return bad_list("regions.csv", region.code);
    lists.regions.push_back(std::move(region));
  }
  if (std::none_of(weights.begin(), weights.end(), [](double w) { return w > 0; })) {
    return bad_list("regions.csv", "weight");
  }
  lists.region_draw = Weighted(weights);
  return done();
}

Outcome read_ages(const std::string& csv, PeopleLists& lists) {
  TIANGE_TRY(const Table table, Table::read(csv, "demo/ages.csv",
                                            {"from_age", "to_age", "share", "man_share", "hukou_share"}));
  for (std::size_t i = 0; i < table.size(); ++i) {
    const AgeGroup group{static_cast<int>(table.number(i, 0, -1)), static_cast<int>(table.number(i, 1, -1)),
                         table.number(i, 2, 0), table.number(i, 3, 0), table.number(i, 4, 0)};
    const int expected = lists.ages.empty() ? 0 : lists.ages.back().to + 1;
    if (group.from != expected || group.to < group.from || group.to > 104 || group.share <= 0) {
      return bad_list("ages.csv", "from_age " + table.at(i, 0));
    }
    lists.ages.push_back(group);
  }
  if (lists.ages.empty()) return bad_list("ages.csv", "from_age");
  return done();
}

Outcome read_trades(const std::string& csv, PeopleLists& lists) {
  TIANGE_TRY(const Table table, Table::read(csv, "demo/trades.csv", {"section", "industry", "share", "individual",
                                                                     "staff", "words", "jobs"}));
  std::vector<double> weights;
  for (std::size_t i = 0; i < table.size(); ++i) {
    Trade trade{table.at(i, 0),           table.at(i, 1),           table.number(i, 2, 0),
                table.number(i, 3, 0),    table.number(i, 4, 1),    words_of(table.at(i, 5)),
                words_of(table.at(i, 6))};
    if (trade.words.empty() || trade.jobs.empty() || trade.share <= 0) return bad_list("trades.csv", trade.industry);
    weights.push_back(trade.share);
    lists.trades.push_back(std::move(trade));
  }
  if (weights.empty() || weights.size() > 200) return bad_list("trades.csv", "section");
  lists.trade_draw = Weighted(weights);
  return done();
}

Outcome read_slips(const std::string& csv, PeopleLists& lists) {
  TIANGE_TRY(const Table table, Table::read(csv, "demo/slips.csv", {"kind", "pairs"}));
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string& kind = table.at(i, 0);
    auto& pairs = kind == "shape" ? lists.slips.shape : kind == "sound" ? lists.slips.sound : lists.slips.traditional;
    for (const std::string& pair : words_of(table.at(i, 1))) {
      const std::vector<char32_t> both = text::code_points(pair);
      if (both.size() != 2 || both[0] == both[1]) return bad_list("slips.csv", pair);
      pairs.emplace_back(both[0], both[1]);
    }
    std::sort(pairs.begin(), pairs.end());
  }
  return done();
}

}  // namespace

Result<GivenNames> GivenNames::read(const std::string& csv) {
  TIANGE_TRY(const Table table, Table::read(csv, "demo/given_names.csv", {"from_year", "sex", "part", "texts"}));
  GivenNames given;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const int from = static_cast<int>(table.number(i, 0, 0));
    if (given.eras_.empty() || given.eras_.back().from != from) given.eras_.push_back({from, {}});
    const std::string& part_name = table.at(i, 2);
    const std::size_t part = part_name == "whole" ? 0 : part_name == "first" ? 1 : 2;
    Part& into = given.eras_.back().parts[table.at(i, 1) == "f" ? 1 : 0][part];
    std::vector<double> weights;
    for (const std::string& name : words_of(table.at(i, 3))) {
      const std::vector<char32_t> chars = text::code_points(name);
      if (chars.size() > 2 || (part > 0 && chars.size() != 1)) return bad_list("given_names.csv", name);
      into.names.push_back({static_cast<char16_t>(chars[0]), static_cast<char16_t>(chars.size() > 1 ? chars[1] : 0)});
      // Named in order of frequency; the further down, the rarer.
      weights.push_back(1.0 / static_cast<double>(weights.size() + 6));
    }
    if (weights.empty()) return bad_list("given_names.csv", "texts");
    into.draw = Weighted(weights);
  }
  for (const Era& era : given.eras_) {
    for (const auto& sex : era.parts) {
      for (const Part& part : sex) {
        if (part.names.empty()) return bad_list("given_names.csv", std::to_string(era.from));
      }
    }
  }
  if (given.eras_.empty()) return bad_list("given_names.csv", "from_year");
  return given;
}

GivenName GivenNames::draw(Random& random, int year, bool woman) const {
  std::size_t e = 0;
  while (e + 1 < eras_.size() && eras_[e + 1].from <= year) ++e;
  // Fashions overlap: some are named as those ten years older.
  if (e > 0 && random.chance(0.2)) --e;
  const auto& parts = eras_[e].parts[woman ? 1 : 0];
  const auto one = [&](std::size_t part) { return parts[part].names[parts[part].draw.draw(random)]; };
  if (random.chance(0.12)) return one(0);
  const GivenName second = one(2);
  if (random.chance(year >= 1955 && year < 2000 ? 0.1 : 0.05)) return second;
  GivenName first = one(1);
  if (first.first == second.first) first = one(1);
  return {first.first, second.first};
}

Result<PeopleLists> PeopleLists::read(const PeopleSources& sources) {
  PeopleLists lists;
  TIANGE_CHECK_OK(read_surnames(sources.surnames, lists));
  TIANGE_TRY(lists.given, GivenNames::read(sources.given));
  TIANGE_CHECK_OK(read_regions(sources.regions, lists));
  TIANGE_CHECK_OK(read_ages(sources.ages, lists));
  TIANGE_CHECK_OK(read_trades(sources.trades, lists));
  TIANGE_CHECK_OK(read_slips(sources.slips, lists));
  return lists;
}

std::uint16_t PeopleLists::region_of(std::string_view code) const {
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (regions[i].code == code) return static_cast<std::uint16_t>(i);
  }
  return 0;
}

}  // namespace tiange::town
