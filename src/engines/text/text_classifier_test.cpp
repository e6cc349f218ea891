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

TEST(GramKeys, CountAsTextsDo) {
  for (const std::string_view text : {"井盖，坏ＡＢ 2026年", "ABC-abc １２３路、路、路", "", "，。", "a", "𠮷野家旁边"}) {
    std::vector<GramCount> keys;
    count_gram_keys(text, 3, keys);
    std::map<std::string, int> got;
    for (const GramCount& gram : keys) got[gram_text(gram.key)] = static_cast<int>(gram.count);
    std::map<std::string, int> want;
    for (const auto& [gram, count] : count_grams(text)) {
      std::string folded = gram;
      if (const auto at = folded.find("𠮷"); at != folded.npos) folded.replace(at, 4, "\uFFFD");
      want[folded] = count;
    }
    EXPECT_EQ(got, want) << text;
  }
}

TEST(GramKeys, ReadBackAndFound) {
  const std::vector<GramKey> keys = {gram_key("路"), gram_key("路灯"), gram_key("路灯不"), gram_key("路灯不亮")};
  const GramIndex index(keys);
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(gram_length(keys[i]), static_cast<int>(i) + 1);
    EXPECT_EQ(index.find(keys[i]), i);
    EXPECT_EQ(gram_key(gram_text(keys[i])), keys[i]);
  }
  EXPECT_EQ(index.find(gram_key("灯")), GramIndex::k_none);
  EXPECT_EQ(GramIndex().find(1), GramIndex::k_none);
}

TEST(GramKeys, BrokenUtf8IsNoTrouble) {
  std::vector<GramCount> keys;
  for (const std::string_view text : {"\xE8", "\xE8\xB7", "\xFF\xFE", "\x80\x80", "\xF0\x9F", "路\xE8"}) {
    count_gram_keys(text, 4, keys);
    for (const GramCount& gram : keys) EXPECT_NE(gram.key, 0u);
  }
}

// Ten classes of which one is rare and shares nearly all of its words with a frequent one.
TEST(TextClassifier, RareClassesAreNotForgotten) {
  std::vector<Labelled> learn;
  const char* places[] = {"澜石二路", "季华园", "张槎一路", "东鄱市场", "南庄大道", "同济路", "文华公园", "绿景路", "汾江南路", "兴华街"};
  for (int i = 0; i < 300; ++i) learn.push_back({std::string(places[i % 10]) + "路灯不亮，晚上很黑，请维修" + places[i % 7], "lamp"});
  for (int i = 0; i < 6; ++i) learn.push_back({std::string(places[i]) + "路灯白天亮着，浪费电，请维修", "lamp_by_day"});
  for (int i = 0; i < 100; ++i) learn.push_back({std::string(places[i % 10]) + "垃圾没人清理", "garbage"});
  auto classifier = TextClassifier::train(learn);
  ASSERT_TRUE(classifier.ok());
  EXPECT_EQ(classifier->guess("岭南大道路灯白天还亮着", 1)[0].label, "lamp_by_day");
  EXPECT_EQ(classifier->guess("岭南大道路灯晚上不亮", 1)[0].label, "lamp");
}

TEST(TextClassifier, SharpnessMakesConfidenceHonest) {
  std::vector<Labelled> learn, ask;
  const char* words[] = {"路灯不亮", "垃圾成堆", "井盖松动"};
  std::uint32_t state = 7;
  for (int i = 0; i < 3000; ++i) {
    state = state * 1664525 + 1013904223;
    const int truth = static_cast<int>((state >> 24) % 3);
    const bool misled = (state >> 12) % 4 == 0;  // a quarter speaks of something else
    const int said = misled ? (truth + 1) % 3 : truth;
    (i % 5 == 4 ? ask : learn).push_back({"门牌" + std::string(words[said]), words[truth]});
  }
  auto classifier = TextClassifier::train(learn);
  TrainOptions honest;
  honest.sharpness = classifier->fitted_sharpness(ask);
  auto again = TextClassifier::train(learn, honest);
  EXPECT_NEAR(again->guess("门牌路灯不亮", 1)[0].confidence, 0.75, 0.1);
}

TEST(TextClassifier, ModelsOfTheFirstKindAreStillRead) {
  TrainOptions first;
  first.sharpness = 5;
  auto classifier = TextClassifier::train(samples(), first);
  std::string bytes = classifier->save();
  ASSERT_TRUE(bytes.starts_with("TGTC2\n"));
  const std::string old = "TGTC1\n" + bytes.substr(6 + 8 + 2 * sizeof(float));
  auto read = TextClassifier::load(old);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->guess("路灯不亮", 1)[0].confidence, classifier->guess("路灯不亮", 1)[0].confidence);
}

TEST(EvaluateOn, LabelsNeverLearntCountAsMissed) {
  const std::vector<Labelled> ask = {{"路灯不亮", "lamp"}, {"老板欠薪", "wages"}};
  auto e = evaluate_on(samples(), ask);
  ASSERT_TRUE(e.ok());
  EXPECT_EQ(e->texts, 2);
  EXPECT_DOUBLE_EQ(e->accuracy, 0.5);
  EXPECT_EQ(e->classes.size(), 2u);
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
