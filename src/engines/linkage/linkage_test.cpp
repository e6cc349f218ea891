#include <gtest/gtest.h>

#include <random>
#include <set>

#include "base/codes.h"
#include "engines/linkage/clusters.h"
#include "engines/linkage/link.h"

namespace tiange::linkage {
namespace {

// People of a small town with the mistakes that clerks make. Draws are by the engine's own digits so that every machine
// draws the same.
class Town {
 public:
  explicit Town(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_() % n; }

  std::string name() {
    static const std::vector<std::string> surnames{"陈", "梁", "黄", "李", "何", "张", "罗", "刘", "霍", "欧阳"};
    static const std::vector<std::string> given{"伟", "强", "丽", "敏", "静", "明", "志", "国", "建", "秀", "英", "华", "文", "玉", "兰", "辉"};
    return surnames[below(surnames.size())] + given[below(given.size())] + given[below(given.size())];
  }
  std::string card(const std::string& born) {
    std::string first = "440604" + born.substr(0, 4) + born.substr(5, 2) + born.substr(8, 2);
    for (int i = 0; i < 3; ++i) first += static_cast<char>('0' + below(10));
    return first + codes::citizen_check(first);
  }
  std::string born() {
    char out[16];
    std::snprintf(out, sizeof out, "%04zu-%02zu-%02zu", 1940 + below(70), 1 + below(12), 1 + below(28));
    return out;
  }
  std::string phone() { return "138" + std::to_string(10000000 + below(89999999)); }
  std::string address() {
    static const std::vector<std::string> roads{"汾江中路", "季华五路", "同济东路", "卫国路", "普君北路", "朝安南路"};
    return "佛山市禅城区" + roads[below(roads.size())] + std::to_string(1 + below(90)) + "号" + std::to_string(1 + below(9)) + "座" +
           std::to_string(101 + below(9) * 100 + below(4));
  }
  // One digit other than it was.
  std::string slip(std::string text) {
    const std::size_t at = below(text.size() - 1);
    text[at] = static_cast<char>('0' + (text[at] - '0' + 1 + static_cast<int>(below(8))) % 10);
    return text;
  }

 private:
  std::mt19937 random_;
};

struct Made {
  Table first{{"姓名", "身份证号", "出生日期", "手机", "住址"}}, second{{"居民姓名", "证件号码", "出生", "联系电话", "现住地址"}};
  std::vector<std::size_t> first_person, second_person;
};

Made make(std::size_t persons, unsigned seed) {
  Town town(seed);
  Made made;
  for (std::size_t p = 0; p < persons; ++p) {
    const std::string name = town.name(), born = town.born(), card = town.card(born), phone = town.phone(), address = town.address();
    made.first.add(std::vector<std::string>{name, card, born, phone, address});
    made.first_person.push_back(p);
    if (town.below(10) == 0) continue;
    std::string other_card = card, other_phone = phone, other_address = address, other_born = born.substr(0, 4) + born.substr(5, 2) + born.substr(8, 2);
    const std::size_t fault = town.below(10);
    if (fault < 3) other_card = "";
    if (fault == 3) other_card = town.slip(card);
    if (fault == 4) other_phone = town.phone();
    if (fault == 5) other_address = address.substr(std::string("佛山市禅城区").size());
    if (fault == 6) other_card = card.substr(0, 6) + card.substr(8, 9);  // as before 1999
    made.second.add(std::vector<std::string>{name, other_card, other_born, other_phone, other_address});
    made.second_person.push_back(p);
  }
  return made;
}

void expect_one_identifier(const Linked& linked) {
  std::vector<std::set<std::string>> seen(linked.statistics.clusters);
  const Joined& joined = *linked.joined;
  for (std::size_t f = 0; f < joined.fields().size(); ++f) {
    if (!is_identifier(joined.fields()[f].plan.kind)) continue;
    for (std::size_t r = 0; r < joined.records(); ++r) {
      const std::uint32_t v = joined.value(f, r);
      if (v != 0 && joined.fields()[f].values[v].valid) seen[linked.cluster_of[r]].insert(joined.fields()[f].values[v].text);
    }
  }
  for (const auto& cards : seen) EXPECT_LE(cards.size(), 1u);
}

TEST(Link, ChineseRegistersWithoutLabels) {
  const Made made = make(3000, 5);
  const std::vector<Table> tables{made.first, made.second};
  const Linked linked = link(tables, {}, in_order);
  expect_one_identifier(linked);
  std::size_t right = 0, found = 0;
  std::vector<std::vector<std::pair<int, std::size_t>>> groups(linked.statistics.clusters);
  for (std::size_t r = 0; r < linked.cluster_of.size(); ++r) {
    const bool one = r < made.first_person.size();
    groups[linked.cluster_of[r]].push_back({one ? 0 : 1, one ? made.first_person[r] : made.second_person[r - made.first_person.size()]});
  }
  for (const auto& group : groups) {
    for (const auto& [x, p] : group) {
      for (const auto& [y, q] : group) {
        if (x != 0 || y != 1) continue;
        ++found;
        right += p == q ? 1 : 0;
      }
    }
  }
  const double precision = static_cast<double>(right) / static_cast<double>(found);
  const double recall = static_cast<double>(right) / static_cast<double>(made.second_person.size());
  EXPECT_GE(2 * precision * recall / (precision + recall), 0.97) << precision << " " << recall;
}

TEST(Link, ProductsByTheirWordsAndModels) {
  Town town(9);
  Table shop({"id", "name", "price"}), other({"id", "title", "price"});
  static const std::vector<std::string> makers{"Nordlicht", "Kestrel", "Omnia", "Bravo", "Tandem"}, things{"Camera", "Speaker", "Printer", "Kettle", "Radio"};
  std::vector<std::size_t> partner;
  for (std::size_t i = 0; i < 400; ++i) {
    const std::string maker = makers[town.below(5)], thing = things[town.below(5)];
    const std::string model = std::string(1, static_cast<char>('A' + town.below(26))) + "X-" + std::to_string(1000 + town.below(9000));
    const std::string price = std::to_string(20 + town.below(300)) + ".99";
    shop.add(std::vector<std::string>{std::to_string(i), maker + " " + thing + " " + model + " black", price});
    if (i % 3 == 0) continue;
    std::string plain;
    for (const char c : model) plain += c == '-' ? "" : std::string(1, c);
    other.add(std::vector<std::string>{"o" + std::to_string(i), maker + " " + plain + " " + thing + (i % 2 == 0 ? " (refurbished)" : ""), i % 5 == 0 ? "" : price});
    partner.push_back(i);
  }
  const std::vector<Table> tables{shop, other};
  const Linked linked = link(tables, {}, in_order);
  ASSERT_TRUE(linked.across);
  std::size_t right = 0;
  for (const LinkedPair& pair : linked.pairs) right += partner[pair.b - shop.rows()] == pair.a ? 1 : 0;
  const double precision = static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(1, linked.pairs.size()));
  const double recall = static_cast<double>(right) / static_cast<double>(partner.size());
  EXPECT_GE(precision, 0.95);
  EXPECT_GE(recall, 0.9);
}

TEST(Link, NoTableAndEmptyTablesAreNoTrouble) {
  EXPECT_TRUE(link({}, {}, in_order).cluster_of.empty());
  Table empty({"a", "b"});
  const std::vector<Table> one{empty};
  EXPECT_TRUE(link(one, {}, in_order).cluster_of.empty());
  Table same({"a"});
  for (int i = 0; i < 5; ++i) same.add(std::vector<std::string>{"x"});
  const std::vector<Table> two{same, same};
  EXPECT_EQ(link(two, {}, in_order).cluster_of.size(), 10u);
}

LiveRules person_rules() {
  LiveRules rules;
  for (const auto& [name, kind] : std::vector<std::pair<std::string, Kind>>{
           {"name", Kind::chinese_name}, {"id_card", Kind::id_card}, {"born", Kind::date}, {"phone", Kind::phone}, {"address", Kind::address}})
    rules.plans.push_back({name, kind, {}});
  rules.model = Model::usual(rules.plans);
  return rules;
}

std::vector<std::string_view> views(const std::vector<std::string>& values) { return {values.begin(), values.end()}; }

// Whatever the order of puts, changes and removals, the same clusters stand at the end; and never two valid numbers in one.
TEST(Clusters, OrderDoesNotMatter) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    Town town(seed);
    std::vector<std::pair<std::string, std::vector<std::string>>> records;
    for (int p = 0; p < 25; ++p) {
      const std::string name = town.name(), born = town.born(), card = town.card(born), phone = town.phone(), address = town.address();
      const std::size_t times = 1 + town.below(4);
      for (std::size_t t = 0; t < times; ++t) {
        const std::size_t fault = town.below(8);
        records.push_back({"r" + std::to_string(records.size()),
                           {fault == 1 ? town.name() : name, fault == 2 ? "" : (fault == 3 ? town.slip(card) : card), fault == 4 ? "" : born,
                            fault == 5 ? town.phone() : phone, fault == 6 ? "" : address}});
      }
    }
    std::vector<std::vector<std::vector<std::string>>> ends;
    std::vector<std::vector<LivePair>> possible;
    std::vector<std::size_t> order(records.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (int round = 0; round < 4; ++round) {
      LiveRules rules = person_rules();
      rules.largest_bucket = 6;
      Clusters clusters(rules);
      clusters.decide("r0", "r1", Decision::different);
      for (const std::size_t i : order) clusters.put(records[i].first, views(records[i].second));
      clusters.decide("r2", "r5", Decision::same);
      for (int extra = 0; extra < 15; ++extra) {
        const std::size_t i = town.below(records.size());
        clusters.put("extra" + std::to_string(extra), views(records[i].second));
        clusters.put(records[i].first, views(records[town.below(records.size())].second));
        clusters.put(records[i].first, views(records[i].second));
      }
      for (int extra = 0; extra < 15; ++extra) clusters.remove("extra" + std::to_string(extra));
      ends.push_back(clusters.all());
      possible.push_back(clusters.possible());
      std::shuffle(order.begin(), order.end(), std::mt19937(seed * 100 + static_cast<unsigned>(round)));
      for (const auto& members : ends.back()) {
        std::set<std::string> cards;
        for (const std::string& key : members) {
          const auto& card = records[std::stoul(key.substr(1))].second[1];
          const auto made = prepare(Kind::id_card, card);
          if (made && made->valid) cards.insert(made->text);
        }
        EXPECT_LE(cards.size(), 1u);
      }
    }
    for (std::size_t i = 1; i < ends.size(); ++i) {
      EXPECT_EQ(ends[i], ends[0]) << "seed " << seed;
      EXPECT_EQ(possible[i], possible[0]) << "seed " << seed;
    }
  }
}

TEST(Clusters, DecisionsOfPeople) {
  Clusters clusters(person_rules());
  const std::vector<std::string> one{"陈伟强", "", "1980-05-06", "13800000001", "汾江中路121号3座501"}, two{"陈伟强", "", "1980-05-06", "13800000002", ""},
      three{"陈伟强", "", "1980-05-06", "", "汾江中路121号3座501"};
  clusters.put("a", views(one));
  clusters.put("b", views(two));
  clusters.put("c", views(three));
  EXPECT_EQ(clusters.members("a"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_GT(clusters.explain("a", "c").size(), 0u);
  clusters.decide("a", "b", Decision::different);
  EXPECT_EQ(clusters.members("a"), (std::vector<std::string>{"a", "c"}));
  clusters.take_back("a", "b");
  EXPECT_EQ(clusters.members("b"), (std::vector<std::string>{"a", "b", "c"}));
  // Two different valid numbers: not even a decision brings them together.
  const std::vector<std::string> x{"何丽", "440524188001010014", "", "", ""}, y{"何丽", "11010519491231002X", "", "", ""};
  clusters.put("x", views(x));
  clusters.put("y", views(y));
  clusters.decide("x", "y", Decision::same);
  EXPECT_EQ(clusters.members("x"), (std::vector<std::string>{"x"}));
}

TEST(Clustering, NoChains) {
  // 0-1 and 1-2 are alike, 0-2 are not at all: the weaker tie gives way.
  const auto score = [](std::uint32_t a, std::uint32_t b) { return a + b == 2 && a != b && (a == 0 || b == 0) ? -20.0 : 5.0; };
  const auto never = [](std::uint32_t, std::uint32_t) { return false; };
  const Clustering groups = cluster(3, {{0, 1, 6}, {1, 2, 5}}, {score, never, 0, 64});
  EXPECT_EQ(groups.groups, 2u);
  EXPECT_EQ(groups.group_of[0], groups.group_of[1]);
}

}  // namespace
}  // namespace tiange::linkage
