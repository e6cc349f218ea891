#include "engines/text/text_classifier.h"

#include <gtest/gtest.h>

#include "engines/text/grams.h"

namespace tiange::textual {
namespace {

std::vector<Labelled> samples() {
  const char* places[] = {"澜石二路", "丽豪社区门口", "季华园", "张槎一路", "东鄱市场", "南庄大道", "同济路", "文华公园"};
  std::vector<Labelled> out;
  for (const char* place : places) {
    for (const char* tone : {"请尽快处理", "已经三天了", "希望解决"}) {
      out.push_back({std::string(place) + "有一堆生活垃圾没人清理，臭味很大，" + tone, "garbage"});
      out.push_back({std::string(place) + "路灯不亮，晚上一片漆黑，" + tone, "lamp"});
      out.push_back({std::string(place) + "井盖破损松动，车辆经过很响，" + tone, "cover"});
    }
  }
  return out;
}

TEST(Grams, PartAtPunctuationAndFoldDigits) {
  const auto grams = count_grams("井盖，坏ＡＢ 2026年");
  EXPECT_TRUE(grams.count("井盖"));
  EXPECT_FALSE(grams.count("盖坏"));
  EXPECT_TRUE(grams.count("坏ab"));
  EXPECT_TRUE(grams.count("0年"));
}

TEST(Grams, LikenessIsTheShareInCommon) {
  EXPECT_EQ(likeness("路灯不亮", "路灯不亮"), 1);
  EXPECT_EQ(likeness("路灯不亮", "垃圾没人收"), 0);
  EXPECT_EQ(likeness("", "垃圾"), 0);
  EXPECT_GT(likeness("路灯不亮", "门口的路灯晚上不亮"), likeness("路灯不亮", "路灯杆"));
}

TEST(TextClassifier, LearnsAndGivesReasons) {
  auto classifier = TextClassifier::train(samples());
  ASSERT_TRUE(classifier.ok());
  const auto guesses = classifier->guess("普君西路的路灯晚上不亮", 2);
  ASSERT_EQ(guesses.size(), 2u);
  EXPECT_EQ(guesses[0].label, "lamp");
  EXPECT_GT(guesses[0].confidence, guesses[1].confidence);
  ASSERT_FALSE(guesses[0].reasons.empty());
  bool tells = false;
  for (const Reason& reason : guesses[0].reasons) tells = tells || std::string("路灯不亮晚上").find(reason.words) != std::string::npos;
  EXPECT_TRUE(tells);
  EXPECT_TRUE(classifier->guess("", 2).empty());
}

TEST(TextClassifier, SavedAndLoadedItGuessesTheSame) {
  auto classifier = TextClassifier::train(samples());
  auto again = TextClassifier::load(classifier->save());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->guess("垃圾很臭", 1)[0].label, "garbage");
  EXPECT_EQ(again->guess("垃圾很臭", 1)[0].confidence, classifier->guess("垃圾很臭", 1)[0].confidence);
  std::string cut = classifier->save();
  cut.resize(cut.size() / 2);
  EXPECT_FALSE(TextClassifier::load(cut).ok());
  EXPECT_FALSE(TextClassifier::load("").ok());
}

TEST(TextClassifier, TwoClassesPointTheRightWay) {
  std::vector<Labelled> two;
  for (const Labelled& s : samples()) {
    if (s.label != "cover") two.push_back(s);
  }
  auto classifier = TextClassifier::train(two);
  EXPECT_EQ(classifier->guess("路灯不亮", 1)[0].label, "lamp");
  EXPECT_EQ(classifier->guess("生活垃圾", 1)[0].label, "garbage");
}

TEST(TextClassifier, KnowsHowFarItCanSpeak) {
  auto classifier = TextClassifier::train(samples());
  EXPECT_GT(classifier->familiarity("路灯不亮，晚上一片漆黑"), 0.9);
  EXPECT_LT(classifier->familiarity("老板拖欠工资三个月"), 0.2);
  EXPECT_EQ(classifier->familiarity(""), 0);
}

TEST(TextClassifier, RefusesTooLittle) {
  EXPECT_FALSE(TextClassifier::train({}).ok());
  std::vector<Labelled> one(20, Labelled{"同一类", "a"});
  EXPECT_FALSE(TextClassifier::train(one).ok());
}

TEST(TextClassifier, HeldOutFigures) {
  auto evaluation = evaluate_held_out(samples());
  ASSERT_TRUE(evaluation.ok());
  EXPECT_EQ(evaluation->texts, 12);
  EXPECT_GT(evaluation->macro_f1, 0.9);
}

TEST(Score, CountsByHand) {
  const std::vector<std::pair<std::string, std::string>> pairs = {{"a", "a"}, {"a", "b"}, {"b", "b"}, {"c", "b"}};
  const Evaluation e = score(pairs);
  EXPECT_DOUBLE_EQ(e.accuracy, 0.5);
  // a: p 1, r 1/2, f 2/3; b: p 1/3, r 1, f 1/2; c: 0
  EXPECT_NEAR(e.macro_f1, (2.0 / 3 + 0.5) / 3, 1e-12);
  EXPECT_EQ((e.confusion.at({"c", "b"})), 1);
}

}  // namespace
}  // namespace tiange::textual
