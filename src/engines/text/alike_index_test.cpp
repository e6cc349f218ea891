#include "engines/text/alike_index.h"

#include <gtest/gtest.h>

#include <string>

namespace tiange::textual {
namespace {

constexpr std::uint64_t k_grid = 440604010003001;
constexpr std::int64_t k_noon = 29'000'000;

AlikeText lamp() {
  return {.id = 1, .text = "澜石二路42号门口的路灯昨晚起不亮，走路很黑", .area = k_grid, .lng = 113.100, .lat = 23.000, .minute = k_noon, .kind = 5, .person = 9};
}

AlikeIndex some() {
  AlikeIndex index;
  index.add(lamp());
  index.add({.id = 2, .text = "澜石二路垃圾桶满了没人清理，味道很大", .area = k_grid, .lng = 113.1002, .lat = 23.0001, .minute = k_noon, .kind = 6});
  index.add({.id = 3, .text = "张槎一路的路灯不亮，走路很黑", .area = 440604011002004, .lng = 113.06, .lat = 23.03, .minute = k_noon, .kind = 5});
  index.add({.id = 4, .text = "老板拖欠工资三个月，工人没有饭吃", .area = 440604000000000, .minute = k_noon});
  return index;
}

AlikeText called() {
  return {.id = 100, .text = "你好，我想反映澜石二路42号路灯不亮，晚上走路很黑，请派人修", .area = k_grid, .lng = 113.1003, .lat = 23.0002, .minute = k_noon + 12, .kind = 5};
}

TEST(AlikeIndex, SameMatterFromAnotherChannelWithReasons) {
  const auto hits = some().find(called(), 5);
  ASSERT_EQ(hits.size(), 1u);  // neither the bin at the same place nor the lamp elsewhere
  EXPECT_EQ(hits[0].id, 1u);
  EXPECT_GT(hits[0].words, 0.5);
  EXPECT_EQ(hits[0].minutes, 12);
  EXPECT_NEAR(hits[0].metres, 38, 5);
  EXPECT_TRUE(hits[0].same_area);
  EXPECT_TRUE(hits[0].same_kind);
  EXPECT_FALSE(hits[0].same_person);
}

TEST(AlikeIndex, FoundByWordsWhileNobodyKnowsWhere) {
  AlikeText query = called();
  query.area = 440604000000000;
  query.lng = query.lat = k_no_degree;
  query.kind = 0;
  const auto hits = some().find(query, 5);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].id, 1u);
  EXPECT_EQ(hits[0].metres, -1);
  query.area = 440604011000000;  // another town
  for (const AlikeHit& hit : some().find(query, 5)) EXPECT_NE(hit.id, 1u);
}

TEST(AlikeIndex, SamePersonCounts) {
  AlikeText query = called();
  const double stranger = some().find(query, 1)[0].score;
  query.person = 9;
  const auto hits = some().find(query, 1);
  EXPECT_TRUE(hits[0].same_person);
  EXPECT_GT(hits[0].score, stranger);
}

TEST(AlikeIndex, TooOldOrTooFarIsAnotherMatter) {
  AlikeText late = called();
  late.minute += 60 * 24 * 60;
  EXPECT_TRUE(some().find(late, 5).empty());
  AlikeText far = called();
  far.lng = 113.12;
  EXPECT_TRUE(some().find(far, 5).empty());
}

TEST(AlikeIndex, RemovedReplacedAndCompacted) {
  AlikeIndex index = some();
  EXPECT_TRUE(index.remove(1));
  EXPECT_FALSE(index.remove(1));
  EXPECT_TRUE(index.find(called(), 5).empty());
  index.add(lamp());
  index.add(lamp());
  EXPECT_EQ(index.find(called(), 5).size(), 1u);
  for (std::uint64_t i = 1000; i < 6000; ++i) index.add({.id = i, .text = "某处井盖松动" + std::to_string(i), .minute = k_noon});
  for (std::uint64_t i = 1000; i < 6000; ++i) index.remove(i);
  EXPECT_EQ(index.size(), 4u);
  ASSERT_EQ(index.find(called(), 5).size(), 1u);
  EXPECT_EQ(index.find(called(), 5)[0].id, 1u);
}

TEST(AlikeIndex, ItselfAndNothingAreNoDuplicates) {
  AlikeText itself = lamp();
  EXPECT_TRUE(some().find(itself, 5).empty());
  itself.id = 50;
  itself.text = "";
  EXPECT_TRUE(some().find(itself, 5).empty());
  EXPECT_TRUE(AlikeIndex().find(called(), 5).empty());
}

}  // namespace
}  // namespace tiange::textual
