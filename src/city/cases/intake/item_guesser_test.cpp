#include "city/cases/intake/item_guesser.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "city/cases/cases.h"
#include "city/cases/intake/intake.h"

namespace tiange::cases {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream in(std::string(TIANGE_SOURCE_DIR) + path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> words_of(const std::string& cell) {
  std::vector<std::string> words;
  for (const std::string_view word : text::split(cell, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

// The shipped catalogue as far as guessing needs it.
std::vector<std::shared_ptr<const items::Item>> shipped_items() {
  const std::string csv = file_text("/data/items.csv");
  text::CsvReader reader(csv);
  std::vector<std::string> titles;
  std::vector<std::string> cells;
  std::size_t line = 0;
  reader.next(titles, line);
  const auto cell = [&](std::string_view title) -> std::string {
    const auto at = std::find(titles.begin(), titles.end(), title);
    return at == titles.end() ? "" : cells[static_cast<std::size_t>(at - titles.begin())];
  };
  std::vector<std::shared_ptr<const items::Item>> out;
  while (reader.next(cells, line)) {
    if (cell("in_force") != "yes") continue;
    auto item = std::make_shared<items::Item>();
    item->code = cell("code");
    item->name_zh = cell("name_zh");
    item->keywords = cell("keywords");
    item->filing_condition = cell("filing_zh");
    item->everyday_words = words_of(cell("everyday_words"));
    item->urgent_words = words_of(cell("urgent_words"));
    out.push_back(std::move(item));
  }
  return out;
}

class ShippedWords : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    items_ = shipped_items();
    guesser_ = ItemGuesser(items_, read_rules(file_text("/data/case_rules.json"))->urgent_words);
  }
  static Suggestions suggest(const std::string& text, const textual::TextClassifier* learned = nullptr) {
    Suggestions out;
    for (const textual::Guess& g : guesser_.guess(text, 5, learned)) {
      const auto item = std::find_if(items_.begin(), items_.end(), [&](const auto& one) { return one->code == g.label; });
      out.item.push_back({g.label, (*item)->name_zh, "", g.confidence, {}});
      for (const textual::Reason& reason : g.reasons) out.item.back().reasons.push_back(reason.words);
    }
    out.sure = !out.item.empty() && out.item.front().score >= 0.5;
    out.urgency_reasons = guesser_.urgent_words(text, out.item.empty() ? "" : out.item.front().code);
    out.urgency = out.urgency_reasons.empty() ? "normal" : "urgent";
    return out;
  }
  static inline std::vector<std::shared_ptr<const items::Item>> items_;
  static inline ItemGuesser guesser_;
};

void print(const char* what, const AskedFigures& f) {
  std::printf("%s: %lld texts, top-1 %.3f (strict %.3f), top-3 %.3f, macro-F1 %.3f; sure %.2f: right %.3f, unsure: right %.3f; "
              "fits nothing %lld, unsure %lld; urgent %lld, found %lld, wrongly %lld\n",
              what, static_cast<long long>(f.texts), f.top_1, f.top_1_strict, f.top_3, f.macro_f1, f.sure, f.right_when_sure, f.right_when_unsure,
              static_cast<long long>(f.unfit), static_cast<long long>(f.unfit_unsure), static_cast<long long>(f.urgent),
              static_cast<long long>(f.urgent_found), static_cast<long long>(f.urgent_wrongly));
  for (const std::string& missed : f.missed) std::printf("  %s\n", missed.c_str());
}

TEST_F(ShippedWords, SpeakForWhatResidentsSay) {
  const std::string csv = file_text("/src/city/cases/intake/residents_test.csv");
  for (const char* part : {"work", "held"}) {
    const auto figures = ask_all(csv, part, [](const std::string& text) { return suggest(text); });
    ASSERT_TRUE(figures.ok());
    print(part, *figures);
    EXPECT_GE(figures->texts, 100);
    EXPECT_GE(figures->top_1, 0.85);
    EXPECT_GE(figures->top_3, 0.92);
    EXPECT_GE(figures->macro_f1, 0.8);
    EXPECT_GE(static_cast<double>(figures->unfit_unsure), 0.8 * static_cast<double>(figures->unfit));
    EXPECT_GE(static_cast<double>(figures->urgent_found), 0.7 * static_cast<double>(figures->urgent));
  }
}

TEST_F(ShippedWords, SayThatTheyAreUnsureWhereTheyAre) {
  const auto all = ask_all(file_text("/src/city/cases/intake/residents_test.csv"), "", [](const std::string& text) { return suggest(text); });
  ASSERT_TRUE(all.ok());
  EXPECT_GT(all->right_when_sure, all->right_when_unsure);
}

// Sentences of another hand: the reports and questions of the demo district, which the words were not written for.
TEST_F(ShippedWords, SpeakForTheDemoDistrictsReports) {
  const std::string phrases = file_text("/data/demo/phrases.csv");
  text::CsvReader reader(phrases);
  std::vector<std::string> cells;
  std::size_t line = 0;
  std::string csv = "part,text,item,also,urgency\n";
  for (int row = 0; reader.next(cells, line);) {
    const bool report = cells.size() == 3 && cells[0] != "*" && (cells[1] == "see" || cells[1] == "ask") && !text::contains(cells[2], "{item}");
    if (report) text::append_csv_row(csv, {row++ % 2 ? "held" : "work", text::replace_all(cells[2], "{place}", "季华五路"), cells[0], "", ""});
  }
  for (const char* part : {"work", "held"}) {
    const auto figures = ask_all(csv, part, [](const std::string& text) { return suggest(text); });
    ASSERT_TRUE(figures.ok());
    print(part, *figures);
    EXPECT_GE(figures->top_1, 0.7);
    EXPECT_GE(figures->top_3, 0.88);
  }
  const auto all = ask_all(csv, "", [](const std::string& text) { return suggest(text); });
  EXPECT_GT(all->right_when_sure, all->right_when_unsure + 0.1) << "what is called sure is right more often";
}

TEST_F(ShippedWords, NameTheWordsThatCounted) {
  const Suggestions lid = suggest("下水道盖子不见了");
  EXPECT_EQ(lid.item.front().code, "P13-0102");
  EXPECT_FALSE(lid.item.front().reasons.empty());
  EXPECT_EQ(lid.urgency, "urgent");
  EXPECT_FALSE(lid.urgency_reasons.empty());
}

TEST_F(ShippedWords, DeniedDangerIsNotUrgent) {
  EXPECT_EQ(suggest("路面有个坑，有人受伤").urgency, "urgent");
  EXPECT_EQ(suggest("路面有个坑，没有人受伤").urgency, "normal");
}

TEST_F(ShippedWords, AModelThatKnowsTheTextNotCountsForNothing) {
  std::vector<textual::Labelled> texts;
  for (int i = 0; i < 20; ++i) texts.push_back({i % 2 ? "垃圾没人清理，臭味很大" : "井盖松动，声音很响", i % 2 ? "E13-0110" : "P13-0103"});
  const auto learned = textual::TextClassifier::train(texts);
  ASSERT_TRUE(learned.ok());
  const std::string wages = "老板拖欠工资";
  EXPECT_EQ(suggest(wages, &*learned).item.front().code, "S26-0501");
  EXPECT_NEAR(suggest(wages, &*learned).item.front().score, suggest(wages).item.front().score, 0.1);
  EXPECT_EQ(suggest("井盖松动，声音很响", &*learned).item.front().code, "P13-0103");
}

TEST(AskedTexts, RefuseAFileWithoutTheColumns) {
  EXPECT_FALSE(ask_all("text,item\na,b\n", "", [](const std::string&) { return Suggestions{}; }).ok());
}

}  // namespace
}  // namespace tiange::cases
