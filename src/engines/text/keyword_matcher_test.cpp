#include "engines/text/keyword_matcher.h"

#include <gtest/gtest.h>

namespace tiange::textual {
namespace {

std::vector<std::string> said(const WordFinder& finder, std::string_view text) {
  std::vector<std::string> out;
  for (const WordFinder::Hit& hit : finder.find(text)) out.push_back(hit.said);
  return out;
}

TEST(WordFinder, FindsRunsAndPartsNearEachOther) {
  const std::vector<std::string> words = {"灯+不亮", "路灯", "ＫＴＶ", "", "盖+不见"};
  const WordFinder finder(words);
  EXPECT_EQ(said(finder, "门口路灯又不亮了"), (std::vector<std::string>{"灯…不亮", "路灯"}));
  EXPECT_EQ(said(finder, "不亮的灯"), std::vector<std::string>{"不亮…灯"});
  EXPECT_EQ(said(finder, "灯不亮"), std::vector<std::string>{"灯不亮"});
  EXPECT_TRUE(said(finder, "灯在巷子里面的第三个路口转弯处不亮").empty()) << "too far apart";
  EXPECT_EQ(said(finder, "楼下ktv"), std::vector<std::string>{"ktv"});
  EXPECT_TRUE(WordFinder().find("路灯").empty());
}

TEST(WordFinder, SaysWhatIsCoveredAndWhatIsDenied) {
  const std::vector<std::string> words = {"垃圾", "垃圾桶", "受伤"};
  const WordFinder finder(words);
  auto hits = finder.find("垃圾桶坏了");
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_TRUE(hits[0].covered);
  EXPECT_FALSE(hits[1].covered);
  hits = finder.find("垃圾桶旁边有垃圾");
  EXPECT_FALSE(hits[0].covered);
  EXPECT_EQ(hits[0].start, 6u);
  EXPECT_TRUE(finder.find("没有人受伤")[0].denied);
  EXPECT_FALSE(finder.find("有人受伤")[0].denied);
}

KeywordMatcher matcher() {
  return KeywordMatcher({{"cover", "污水井盖", {"井盖", "盖+不见"}, ""},
                         {"rain", "雨水井盖", {"井盖"}, ""},
                         {"lamp", "路灯", {"灯+不亮"}, "杆体完好"},
                         {"ask", "其他咨询", {"请问~"}, ""}});
}

TEST(KeywordMatcher, LongerAndRarerWordsWin) {
  const auto guesses = matcher().guess("门口的污水井盖坏了", 3);
  ASSERT_GE(guesses.size(), 2u);
  EXPECT_EQ(guesses[0].label, "cover");
  EXPECT_EQ(guesses[0].reasons[0].words, "污水井盖");
  EXPECT_TRUE(matcher().guess("天气很好", 3).empty());
}

TEST(KeywordMatcher, WeakWordsYieldToOthers) {
  EXPECT_EQ(matcher().guess("请问", 1)[0].label, "ask");
  EXPECT_EQ(matcher().guess("请问这盏灯怎么又不亮", 1)[0].label, "lamp");
}

TEST(KeywordMatcher, LittleEvidenceGivesSmallNumbers) {
  const double clear = matcher().guess("路灯不亮，路灯坏了", 1)[0].confidence;
  const double hint = matcher().guess("杆体歪了", 1)[0].confidence;
  EXPECT_GT(clear, hint * 2);
  EXPECT_LT(hint, 0.5);
  EXPECT_EQ(matcher().guess("杆体歪了", 1)[0].reasons[0].words, "杆体") << "pairs are named where no word spoke";
  double sum = 0;
  for (const Guess& g : matcher().guess("井盖不见了，路灯不亮", 9)) sum += g.confidence;
  EXPECT_LE(sum, 1);
}

}  // namespace
}  // namespace tiange::textual
